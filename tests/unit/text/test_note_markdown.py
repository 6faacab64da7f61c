from hypothesis import given
from hypothesis import strategies as st

from readtui.text.note_markdown import NoteKind, NoteLink, NoteLook, is_plain, read_note

ARTICLE = "readtui:9f2c01d7a45be630"


def plain(note: str) -> str:
    blocks = read_note(note).blocks
    return "\n\n".join("".join(span.text for span in block.spans) for block in blocks)


def test_links_to_notes_pages_and_mail_addresses_are_found_in_order() -> None:
    note = f"See [the *first*\nplace]({ARTICLE}), <https://a.example/x>, (https://b.example/y_(z)). "
    note += "[m](mailto:a@b.example)"
    read = read_note(note)
    assert read.links == (
        NoteLink("the first place", ARTICLE),
        NoteLink("https://a.example/x", "https://a.example/x"),
        NoteLink("https://b.example/y_(z)", "https://b.example/y_(z)"),
        NoteLink("m", "mailto:a@b.example"),
    )
    linked = {span.link: span.text for block in read.blocks for span in block.spans if span.link is not None}
    assert linked == {0: "place", 1: "https://a.example/x", 2: "https://b.example/y_(z)", 3: "m"}


def test_what_must_not_be_followed_is_text() -> None:
    note = "[a](javascript:alert(1)) [b](file:///etc/passwd) [c](notes.md) ![i](https://x.example/p.png) `https://c.example`"
    read = read_note(note)
    assert [link.target for link in read.links] == ["https://x.example/p.png"]
    assert "javascript" in plain(note)


def test_raw_html_and_line_ends_stay() -> None:
    assert plain("<b>one</b>\ntwo  \nthree") == "<b>one</b>\ntwo\nthree"
    assert plain("<div>\nkept\n</div>") == "<div>\nkept\n</div>"


def test_blocks_have_their_kind_label_and_depth() -> None:
    note = "# Head\n\n- one\n  1. two\n\n> said\n\n```\ncode\n```\n\n---\n\n**bold** `c`"
    blocks = read_note(note).blocks
    assert [(one.kind, one.label, one.depth, one.quotes) for one in blocks] == [
        (NoteKind.HEADING, "", 0, 0),
        (NoteKind.PARAGRAPH, "•", 1, 0),
        (NoteKind.PARAGRAPH, "1.", 2, 0),
        (NoteKind.PARAGRAPH, "", 0, 1),
        (NoteKind.CODE, "", 0, 0),
        (NoteKind.RULE, "", 0, 0),
        (NoteKind.PARAGRAPH, "", 0, 0),
    ]
    assert [(span.text, set(span.looks)) for span in blocks[-1].spans] == [
        ("bold", {NoteLook.STRONG}), (" ", set()), ("c", {NoteLook.CODE}),
    ]  # fmt: skip


@given(
    st.lists(
        st.sampled_from(
            [
                "word",
                "水",
                "(",
                ")",
                "[",
                "]",
                "](readtui:",
                "9f2c01d7a45be630",
                "*",
                "`",
                "\n",
                "]: ",
                "- ",
                "> ",
                "http://x.y",
                "<",
                "\\",
                " ",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_no_word_is_lost(note: str) -> None:
    kept = plain(note) + " ".join(link.target for link in read_note(note).links)
    for word in ("word", "水"):
        assert kept.count(word) >= note.count(word)


@given(st.lists(st.sampled_from([*"a.1#-+= \n)(é|水", "    ", "http://x.y", "\u00a0"]), max_size=14).map("".join))
def test_a_note_without_signs_is_read_as_the_parser_reads_it(note: str) -> None:
    *blocks, _ = read_note(f"{note}\n\n*parsed*").blocks
    assert not is_plain(note) or read_note(note).blocks == tuple(blocks)


def test_read_strictly_a_note_is_what_commonmark_makes_of_it() -> None:
    note = "one\ntwo  \nthree http://x.y [a][b]\n\n- \n        code\n  words\n\n[b]: https://def.org\n"
    read = read_note(note, is_strict=True)
    words, *_, item = read.blocks
    assert "".join(span.text for span in words.spans) == "one two\nthree http://x.y a"
    assert [(link.words, link.target) for link in read.links] == [("a", "https://def.org")]
    assert (item.label, item.spans[0].text) == ("•", "words")
    assert "".join(span.text for span in read_note(note).blocks[0].spans).startswith("one\ntwo\nthree")
