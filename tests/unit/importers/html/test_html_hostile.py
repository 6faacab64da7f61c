from collections.abc import Callable

import pytest
from growth import assert_growth

from readtui.errors import SourceError
from readtui.importers.dom import markup
from readtui.importers.html.importer import HtmlImporter
from readtui.importers.html.mhtml import MhtmlImporter
from readtui.importers.importer import Source
from readtui.importers.registry import read_source

PARAGRAPH = "<p>The ferry crossed the wide river that morning, and nobody spoke until the far bank.</p>"


def read(page: str) -> str:
    return HtmlImporter().read(Source(page.encode(), "page.html")).body_text()


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200 + PARAGRAPH * 9 + "</div>" * 200,
        "<div>" * 1_900 + PARAGRAPH * 9,
        "<div>" * 60_000 + PARAGRAPH,
        "<b><i><p>" * 4_000 + PARAGRAPH,
        "<table><tr><td>" * 600 + PARAGRAPH,
        "<ul><li>" * 3_000 + PARAGRAPH,
        "<!doctype html [<!ENTITY a '" + "ha" * 99 + "'><!ENTITY b '&a;&a;&a;'>]>" + PARAGRAPH + "&b;&b;",
        "<p>" + "word " * 1_000_000 + "</p>" + PARAGRAPH,
        PARAGRAPH + "<table><tr><td colspan=999999999 rowspan=999999999>a<td>b" + "<tr><td>c" * 500 + "</table>",
        "<p id='" + "x" * 1_000_000 + "' class='" + "y " * 500_000 + "'>" + PARAGRAPH,
        PARAGRAPH + "<a href='http://[" + "/" * 100_000 + "'>x</a>" + "<" * 100_000,
    ],
    ids=range(11),
)
def test_a_hostile_page_is_still_all_there(page: str) -> None:
    assert "nobody spoke until the far bank" in read(page)


def test_deep_and_wide_pages_take_time_in_proportion() -> None:
    def look_at(paragraphs: int) -> None:
        assert read("<div>" * 1_900 + PARAGRAPH * paragraphs).count("far bank") == paragraphs

    # Eight times the input; quadratic time would be a factor of 64.
    assert_growth(look_at, 125, 1_000, below=30)


def test_external_entities_are_not_read() -> None:
    page = "<!DOCTYPE html [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><p>a &e; b</p>" + PARAGRAPH
    assert "a &e; b" in read(page)


def test_the_words_between_more_tags_than_the_memory_has_room_for_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "_MAX_TAGS", 20)
    page = "".join(f"<p>word{number} &lt;b&gt;</p>" for number in range(40)) + "<script>no</script>"
    blocks = read(page).split("\n\n")
    assert blocks[:10] == [f"word{number} <b>" for number in range(10)]
    assert "\n".join(blocks[10:]) == "\n".join(f"word{number} <b>" for number in range(10, 40))


def test_a_binary_file_with_the_name_of_a_page_is_refused() -> None:
    with pytest.raises(SourceError, match=r"photo\.html: looks like a binary file"):
        read_source(Source(b"\x89PNG\r\n\x1a\n" + bytes(200), "photo.html"))


def fails(*_: object, **__: object) -> str:
    raise RecursionError


@pytest.mark.parametrize("extract", [fails, lambda *_, **__: None])
def test_an_extractor_that_fails_shows_the_whole_page(
    extract: Callable[..., str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trafilatura.extract", extract)
    text = read(f"<nav>Home</nav><div>Some words.</div>{PARAGRAPH}")
    assert text.startswith("Some words.\n\nThe ferry")


def test_a_page_of_navigation_alone_is_not_empty() -> None:
    assert read("<nav>Home</nav>") == "Home"


SAVED = b"""From: <Saved>\r
Snapshot-Content-Location: https://news.example/x/y\r
MIME-Version: 1.0\r
Content-Type: multipart/related; type="text/html"; boundary="B"\r
\r
--B\r
Content-Type: image/png\r
Content-Transfer-Encoding: base64\r
\r
aaaa\r
--B\r
Content-Type: text/html; charset=iso-8859-15\r
Content-Transfer-Encoding: quoted-printable\r
\r
<p>Cost: 5=A4, <a href=3D"z">there</a></p>\r
--B--\r
"""


def test_the_page_of_a_web_archive_is_read_in_its_charset() -> None:
    importer = MhtmlImporter()
    assert importer.recognises(Source(SAVED))
    assert not importer.recognises(Source(b"Content-Type: text/plain\r\n\r\nmultipart/related"))
    article = importer.read(Source(SAVED, "y.mhtml"))
    assert article.text == "Cost: 5€, there"
    assert article.blocks[0].marks[0].target == "https://news.example/x/z"


@pytest.mark.parametrize(
    "data",
    [
        SAVED.replace(b"text/html", b"text/css"),
        b"".join(b"Content-Type: multipart/related; boundary=B%d\r\n\r\n--B%d\r\n" % (n, n) for n in range(5_000)),
    ],
)
def test_a_web_archive_without_a_page_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"a\.mhtml"):
        MhtmlImporter().read(Source(data, "a.mhtml"))
