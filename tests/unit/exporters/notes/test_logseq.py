"""Logseq: text that its syntax could misinterpret, and references between blocks."""

from dataclasses import replace

import pytest
from articles import article_of

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, Grouping
from readtui.exporters.notes.logseq import LogseqExporter, escape, note_lines
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

ZERO_WIDTH = "\u200b"
TEXT = article_of(
    "Water runs downhill. It finds the sea. Nobody asks.",
    (BlockKind.CODE, "a\n  ```\nb"),
    "Ships carry coal.",
    title="On [rivers]",
)


def annotation(number: int, words: str, *, tags: tuple[str, ...] = (), note: str = "") -> Annotation:
    start = TEXT.text.index(words)
    position = TextPositionSelector(start, start + len(words))
    return Annotation(identifier(number), "0" * 16, "", "", TextQuoteSelector(words), position, tags=tags, note=note)


def identifier(number: int) -> str:
    return f"{number:08}-0000-4000-8000-000000000000"


def exported(*annotations: Annotation, options: ExportOptions | None = None) -> str:
    record = ArticleRecord("0" * 16, TEXT.metadata, "", "", TEXT.hash8)
    document = ExportDocument(record, annotations, lambda: TEXT)
    return "".join(LogseqExporter().render([document], options or ExportOptions()))


def blocks(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip("\t").startswith(("- ", "  > "))]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("see [a](b) and [[page]]", r"see \[a](b) and \[\[page]]"),
        ("((id))", f"({ZERO_WIDTH}(id))"),
        (r"\[x\] and \(y\)", rf"\\\[x\\{ZERO_WIDTH}] and \\(y\\{ZERO_WIDTH})"),
        ("a#b $x$ ^^y^^ ==z== a=b", r"a\#b \$x\$ \^\^y\^\^ \=\=z\=\= a=b"),
        ("- item\n1. one\n2024 boats", "\\- item\n1\\. one\n2024 boats"),
        ("id:: x\na b:: c", f"id:{ZERO_WIDTH}: x\na b:: c"),
        ("https://example.org/a?b", "https://example.org/a?b"),
        ("https://example.org/a_b", rf"https:/{ZERO_WIDTH}/example.org/a\_b"),
        ("  indented", "\u00a0\u00a0indented"),
    ],
)
def test_what_logseq_would_interpret_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_a_passage_is_marked_in_its_context() -> None:
    text = exported(annotation(1, "finds"), options=ExportOptions(Context.SENTENCE))
    assert blocks(text) == ["- > It ==finds== the sea."]


def test_code_that_contains_a_fence_does_not_end_its_block() -> None:
    text = exported(annotation(1, "a\n  ```\nb"))
    assert f"- ```\n  a\n  {ZERO_WIDTH}  ```\n  b\n  ```\n  id:: {identifier(1)}" in text


def test_a_note_is_a_block_below_its_quote_and_cannot_set_the_properties_of_its_block() -> None:
    text = exported(annotation(1, "coal", note="id:: stolen\n\n```\nid:: code\n```"))
    [_, note] = text.split("\t- ")
    assert note == f"id:{ZERO_WIDTH}: stolen\n\n\t  ```\n\t  id:: code\n\t  ```\n"


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("Like so:\n#+BEGIN_SRC\nx", "Like so:\n\u200b#+BEGIN_SRC\nx"),
        ("  #+end_quote", "  \u200b#+end_quote"),
        ("#+begin_quote\na\n#+END_QUOTE\nb", "#+begin_quote\na\n#+END_QUOTE\nb"),
        ("#+begin_a\n#+begin_b\n#+end_b", "\u200b#+begin_a\n\u200b#+begin_b\n\u200b#+end_b"),
        ("```\n#+BEGIN_SRC\n```", "```\n#+BEGIN_SRC\n```"),
        (":PROPERTIES:\n:ID: fake\n:END:", "\u200b:PROPERTIES:\n:ID: fake\n\u200b:END:"),
    ],
)
def test_a_note_cannot_swallow_the_blocks_below_it(note: str, written: str) -> None:
    # Logseq's parser looks for the end of such a block in all of the file.
    assert "\n".join(note_lines(note)) == written


def test_the_items_of_a_note_that_is_a_list_are_blocks() -> None:
    assert blocks(exported(annotation(1, "coal", note="- one\n- two")))[1:] == ["\t- one", "\t- two"]


def test_links_in_notes_refer_to_blocks_of_the_page_and_lead_back_to_readtui_from_elsewhere() -> None:
    here, elsewhere = identifier(1), identifier(9)
    note = f"[a](readtui:{here}) [b](readtui:{elsewhere})"
    text = exported(annotation(1, "sea"), annotation(2, "coal", note=note))
    assert f"- [a]((({here}))) [b](readtui://{elsewhere})" in text


def test_an_annotation_with_two_tags_is_written_once_and_embedded_under_the_second() -> None:
    text = exported(annotation(1, "sea", tags=("a", "b [c]")), options=ExportOptions(group=Grouping.TAG))
    assert text.count(f"id:: {identifier(1)}") == 1
    assert blocks(text) == ["- # [[a]]", "\t- > sea", "- # [[b (c)]]", f"\t- {{{{embed (({identifier(1)}))}}}}"]
    assert f"article:: [On (rivers)](readtui://{'0' * 16})" in text


def test_the_title_does_not_make_the_page_a_task_or_a_link() -> None:
    record = ArticleRecord("0" * 16, replace(TEXT.metadata, title="TODO #read"), "", "", TEXT.hash8)
    document = ExportDocument(record, [annotation(1, "sea")], lambda: TEXT)
    first, *_ = "".join(LogseqExporter().render([document, document], ExportOptions())).splitlines()
    assert first == rf"- # {ZERO_WIDTH}TODO \#read"
