"""Text after a note in a Markdown file is shown, whatever the note contains; well-formed notes are unchanged."""

from dataclasses import replace

import pytest
from exporting.voices import voices
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from readtui.exporters.exporter import ExportOptions, whole
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.notes.markdown_notes import contained, without_headings

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
AFTER = "> AFTER\n\n^rt-0123\n\nTHE NEXT NOTE"

PIECES = [
    *("<!--", "-->", "<!-->", "<!--->", "--!>", "<!DOCTYPE", "<?php", "?>", "<![CDATA[", "]]>"),
    *("<script>", "</script>", "<style>", "</style>", "<textarea>", "<title>", "<plaintext>", "<pre>", "</pre>"),
    *("<details>", "</details>", "<summary>x</summary>", "<div", '<div class="', '<div class="a">', "</div>", "<br/>"),
    *("<b>", "</b>", "<B>", "<span>", "<iframe src=x>", "<table><tr><td>", "</ x", "<http://a.example>", "<a href='"),
    *("```", "```py", "~~~", "````", "`", "``", "\\`", "    ", "- ", "> ", "1. ", "| a | b |\n|---|---|\n", "# "),
    *(
        "%%",
        "\\%%",
        "$$",
        "$",
        "$$x$$",
        "---",
        "===",
        "[a]: <",
        "[^1]: x",
        "\\",
        "\\<",
        "&lt;",
        '"',
        "'",
        ">",
        "<",
        "a",
    ),
]
notes = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", "\n", "\n\n"])).map("".join), max_size=12
).map("".join)


def is_shown(markdown: str) -> bool:
    """Whether a browser shows the last paragraph, outside of any element opened before."""
    page = html.document_fromstring(f"<html><body>{READER.render(markdown)}</body></html>")
    return any(
        "".join(paragraph.itertext()) == "THE NEXT NOTE"
        and {element.tag for element in paragraph.iterancestors()} <= {"html", "body"}
        for paragraph in page.iter("p")
    )


@given(notes)
@example("a thought <!-- to be checked")
@example("<!--\n```\ncode")
@example("- a\n  ```\n  code")
@example("<div>\n<!-- foo\n\nbar -->")
@example("<details>\n<summary>More</summary>")
@example("see <script> here")
@example("<div\nclass='")
@example("<pre>\n\n</script>\n\n<b>")
@example("``` `")
@example("--><!--<script><!--->")
def test_text_after_a_note_is_shown(note: str) -> None:
    assert is_shown(f"{contained(note)}\n\n{AFTER}")


@given(notes)
@example("%% a comment")
@example("`%%` %%")
def test_no_obsidian_comment_or_formula_continues_after_a_note(note: str) -> None:
    once = contained(note)
    assert contained(once) == once


@pytest.mark.parametrize(
    "note",
    [
        "a `<!--` and `%%`, `$$`",
        "```html\n<!-- <script>\n```",
        "    <!-- indented code",
        "<!-- a whole\n\ncomment --> and on",
        "%% hidden %% and $$\nx^2\n$$",
        "<details><summary>More</summary>\n\nIt *goes* on.\n\n</details>",
        "a <b>bold</b> word<br>on two lines, 3 < 4, x <y, <https://a.example>",
        "- a list\n  ```\n  with code\n  ```",
        "Setext\n===\n\n---\n\n[a]: http://a.example\n\n[a]",
        "\\<!-- as it is",
        "<ul><li>a<li>b</ul><table><tr><td>c</table>",
    ],
)
def test_a_well_formed_note_is_unchanged(note: str) -> None:
    assert contained(note) == note


@pytest.mark.parametrize(
    ("note", "made"),
    [
        ("see <!-- later", "see &lt;!-- later"),
        ("<script>\nx", "&lt;script>\nx"),
        ("```\ncode", "```\ncode\n```"),
        ("<details>\n\nmore", "<details>\n\nmore\n\n</details>"),
        ("one %% two %% three %% four", "one %% two %% three \\%\\% four"),
        ("$$\nx", "\\$\\$\nx"),
        ("~~~~\n```", "~~~~\n```\n~~~~"),
    ],
)
def test_an_unclosed_construct_is_closed_or_shown(note: str, made: str) -> None:
    assert contained(note) == made


@given(notes)
@example("</li></ul><b>")
@example("<!--")
@example("- a\n\n```\ncode")
def test_a_reply_stays_in_its_item_and_what_follows_is_shown(text: str) -> None:
    document = voices()[0]
    thread, following = document.annotations[1], document.annotations[4]
    reply = replace(thread.replies[0], text=f"{text}\n\nREPLY")
    annotations = [replace(thread, replies=(reply,)), replace(following, note="THE NEXT NOTE", replies=())]
    written = str(whole(MarkdownExporter().render([replace(document, annotations=annotations)], ExportOptions())))
    assert is_shown(written.partition("---\n\n")[2])
    tokens = READER.parse(written)
    at = next(at for at, token in enumerate(tokens) if token.type == "list_item_open" and token.markup == "+")
    end = next(number for number, token in enumerate(tokens) if token.type == "bullet_list_close" and token.level == 0)
    inside = "".join(token.content for token in tokens[at:end])
    assert "REPLY" in inside
    assert "THE NEXT NOTE" not in inside


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("# Big\nwords", "**Big**\n\nwords"),
        ("before\n\nTitle\nof two lines\n=====\nafter", "before\n\n**Title\nof two lines**\n\nafter"),
        ("words\n---", "**words**"),
        ("words\n\n---\n\n- a\n- b", "words\n\n---\n\n- a\n- b"),
        ("```\n# code\n---\n```", "```\n# code\n---\n```"),
        ("## **Bold** already", "**Bold** already"),
    ],
)
def test_headings_in_a_note_are_bold_and_nothing_else_changes(note: str, written: str) -> None:
    assert without_headings(note) == written


@given(notes)
@example("Title\n=====")
@example("<!--\n---")
def test_no_note_has_headings_for_what_follows(note: str) -> None:
    written = without_headings(contained(note))
    tokens = READER.parse(written)
    assert is_shown(f"{written}\n\n{AFTER}")
    assert not [token for token in tokens if token.type == "heading_open" and token.level == 0]


@pytest.mark.parametrize("note", ["</div></body></html>", "a </b> b", "- <b>x\n\n</b>", "<i>a</i></i>"])
def test_an_end_tag_without_a_beginning_is_text(note: str) -> None:
    rendered = READER.render(contained(note))
    page = html.document_fromstring(f"<html><body>{rendered}</body></html>")
    assert "&lt;" in rendered
    assert "</" in page.text_content()


def test_end_tags_of_what_is_open_stay() -> None:
    for note in ("<div>\n\n*a*\n\n</div>", "<details><summary>x</summary>\n\nb\n</details>", "a <b>b <i>c</i></b>"):
        assert contained(note) == note
