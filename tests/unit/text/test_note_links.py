import pytest
from growth import assert_growth
from hypothesis import given
from hypothesis import strategies as st

from readtui.text.note_links import links_in, markdown_link, with_links, words_and_addresses, words_of_links
from readtui.text.note_markdown import NoteLink, read_note

ARTICLE, NOTE = "9f2c01d7a45be630", "1f0c9a3e-0000-4000-8000-0123456789ab"


def found(note: str) -> list[tuple[str, str]]:
    return [(link.words, link.target) for link in links_in(note)]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (f"See [this](readtui:{ARTICLE}).", [("this", ARTICLE)]),
        (f"[a](readtui:{NOTE})[b](readtui:{ARTICLE})", [("a", NOTE), ("b", ARTICLE)]),
        (f"[A](READTUI:{NOTE.upper()}) [B](readtui://{ARTICLE}/)", [("A", NOTE), ("B", ARTICLE)]),
        (f"[](readtui:{ARTICLE})", [("", ARTICLE)]),
        (rf"[a \[b\] \\](readtui:{ARTICLE})", [("a [b] \\", ARTICLE)]),
        (f"[two\nlines, one [1] of them](readtui:{ARTICLE})", [("two\nlines, one [1] of them", ARTICLE)]),
        (
            f"- [in a list](readtui:{ARTICLE})\n\n> [and a quote](readtui:{NOTE})",
            [("in a list", ARTICLE), ("and a quote", NOTE)],
        ),
        (f"`code` [this](readtui:{ARTICLE}) `code`", [("this", ARTICLE)]),
    ],
)
def test_links_are_found(note: str, expected: list[tuple[str, str]]) -> None:
    assert found(note) == expected


@pytest.mark.parametrize(
    "note",
    [
        "",
        f"readtui:{ARTICLE}",
        f"[no](readtui:{ARTICLE}0)",
        f"[no](readtui:{ARTICLE[:15]})",
        f"[no](readtui: {ARTICLE})",
        f"[no](javascript:readtui:{ARTICLE})",
        rf"\[no](readtui:{ARTICLE})",
        f"![a picture](readtui:{ARTICLE})",
        f"[no\n\nparagraph](readtui:{ARTICLE})",
        f"`[code](readtui:{ARTICLE})`",
        f"    [code](readtui:{ARTICLE})",
        f"```\n[code](readtui:{ARTICLE})\n```",
        f"~~~ [code](readtui:{ARTICLE})",
        f"[no](https://readtui:{ARTICLE})",
    ],
)
def test_what_only_looks_like_a_link_is_none(note: str) -> None:
    assert found(note) == []
    assert words_of_links(note) == note


def test_links_are_replaced_in_place() -> None:
    note = f"Ü [a](readtui:{ARTICLE}), `[b](readtui:{ARTICLE})`, [](readtui:{NOTE})."
    assert words_of_links(note) == f"Ü a, `[b](readtui:{ARTICLE})`, ."
    assert words_and_addresses(note) == f"Ü a (readtui:{ARTICLE}), `[b](readtui:{ARTICLE})`, readtui:{NOTE}."


@given(st.lists(st.sampled_from(["[", "]", "(", ")", "\\", "'", "*", "_", "<b>", "&amp;", "!", "水", "http://x.y"])))
def test_any_words_can_be_those_of_a_link(pieces: list[str]) -> None:
    words = "".join(pieces)
    note = f"so `far {markdown_link(ARTICLE, words)}!"
    [link] = links_in(note)
    assert (link.words, link.target) == (words or ARTICLE, ARTICLE)
    read = read_note(note)
    assert read.links == (NoteLink(words or ARTICLE, f"readtui:{ARTICLE}"),)


def test_words_of_a_link_come_on_one_line_without_code() -> None:
    assert markdown_link(ARTICLE, " a\n\n`b`\t[c] ") == f"[a 'b' \\[c\\]](readtui:{ARTICLE})"


@given(st.lists(st.sampled_from(["[", "]", "(", ")", "\\", "`", "\n", "![", f"](readtui:{ARTICLE})", "words", "    "])))
def test_a_note_is_never_changed_but_at_its_links(pieces: list[str]) -> None:
    note = "".join(pieces)
    assert with_links(note, lambda link: note[link.start : link.end]) == note
    for link in links_in(note):
        assert note[link.start : link.end].startswith("[")
        assert note[: link.end].endswith(f"](readtui:{ARTICLE})")


@pytest.mark.parametrize("piece", ["[", "[a", "[[a]", "![", "\\[", "[x](readtui:", "[ [x] ", "](readtui:", "[a\n"])
def test_hostile_notes_take_no_time(piece: str) -> None:
    def read(size: int) -> None:
        links_in(piece * (size // len(piece)) + f"](readtui:{ARTICLE})")

    assert_growth(read, few=20_000, many=80_000, below=10)
