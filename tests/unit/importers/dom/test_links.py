"""Links of pages: most are resolved without taking them apart, with the same result."""

from urllib.parse import urldefrag, urljoin

from hypothesis import given
from hypothesis import strategies as st

from readtui.importers.dom.walker import link_target

_BASES = ("http://site.org/a/b.html", "https://site.org", "https://site.org:80/a;p/b?q=1#top", "HTTP://Site.org/Y/")
_PARTS = st.sampled_from(
    [
        "/",
        "//",
        ".",
        "..",
        "a",
        "b.html",
        "?",
        "q=1",
        "&",
        "#",
        "#top",
        ";",
        "p=2",
        "%20",
        ":",
        "é",
        "@",
        "\\",
        "~",
        "'",
    ]
)
_BEGINNINGS = st.sampled_from(["/", "https://", "http://other.org/", ""])


@given(_BEGINNINGS, st.lists(_PARTS, max_size=6).map("".join), st.sampled_from(_BASES))
def test_a_link_leads_where_the_standard_library_says(beginning: str, rest: str, base: str) -> None:
    written = beginning + rest
    target = link_target(written, base)
    if target.startswith("#") or not target:
        return
    # An absolute address is kept as it is written.
    is_absolute = written.startswith(("https://", "http://"))
    assert target == (written if is_absolute else urljoin(base, written))
    assert not urldefrag(target)[1] or urldefrag(target)[0] != urldefrag(base)[0]


def test_spaces_around_an_address_are_left_out_and_those_inside_are_kept() -> None:
    assert link_target(" https://site.org/a file.pdf\n", "") == "https://site.org/a%20file.pdf"
    assert link_target("a file.html", "https://site.org/b/") == "https://site.org/b/a%20file.html"
    assert link_target("#two words", "https://site.org/b/") == "#two words"
    assert link_target(" java\tscript:alert(1)", "https://site.org/") == ""
