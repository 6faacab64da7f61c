"""Prose that fills its lines: as wide as the column, with every letter in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readtui.layout.article_layout import ArticleLayout
from readtui.layout.hyphenation import load_hyphens
from readtui.layout.line import DecorKind
from readtui.model.article import Metadata
from readtui.model.block import BlockKind
from readtui.text.article_builder import ArticleBuilder

TEXT = (
    "Der Generalsekretär der Organisation bittet den früheren Gegner um Hubschrauber für Afghanistan, und zugleich "
    "reden Washington und Moskau zum ersten Mal über Atomsprengköpfe, Datenpakete und Verhandlungsdelegationen."
)


def thirds(word: str) -> tuple[int, ...]:
    """A language in which every third letter may end a line."""
    return tuple(range(3, len(word) - 2, 3))


def layout(text: str, width: int) -> ArticleLayout:
    builder = ArticleBuilder()
    builder.add(BlockKind.PARAGRAPH, text)
    return ArticleLayout(builder.build(Metadata("t")), width, hyphens=thirds)


@given(
    st.lists(
        st.sampled_from(["a", "well", "known", "Hubschrauber", "naïve", "東京", "«so»", "x\u00ad", "  "]), min_size=1
    ),
    st.integers(8, 60),
)
def test_no_line_is_too_wide_and_every_offset_has_its_cell(words: list[str], width: int) -> None:
    lines = layout(" ".join([*words, "end"]), width)
    text = lines.article.text
    seen = ""
    for position in lines.window(lines.first, 1000):
        line = lines.line(position)
        for run in line.runs:
            hyphen = sum(decor.kind is DecorKind.HYPHEN for decor in line.decor)
            assert run.end_cell + hyphen <= lines.width
            written = run.written(text, run.start, run.end)
            assert written.split() == text[run.start : run.end].replace("\u00ad", "").split()
            seen += text[run.start : run.end]
            for offset in range(run.start, run.end):
                assert lines.locate(offset) == position
                cell = line.cell_of(offset)
                assert line.cell_of(line.offset_at(cell)) == cell
    assert "".join(seen.split()) == "".join(text.split())


def test_lines_end_in_one_column_and_the_last_one_where_it_does() -> None:
    lines = layout(TEXT, 40)
    ends = [
        line.runs[0].end_cell + len(line.decor)
        for line in (lines.line(position) for position in lines.window(lines.first, 50))
        if line.runs
    ]
    assert set(ends[:-1]) == {40}
    assert ends[-1] < 40


def test_lines_with_too_few_spaces_stay_ragged() -> None:
    lines = layout("Donaudampf schifffahrtsgesellschaftskapitän Donau", 30)
    first = lines.line(lines.window(lines.first, 2)[1])
    assert first.runs[0].written(lines.article.text, first.start, first.end).count("  ") <= 1


def test_headings_code_and_texts_without_hyphenation_stay_as_they_are() -> None:
    builder = ArticleBuilder()
    for kind in (BlockKind.HEADING, BlockKind.CODE, BlockKind.CAPTION):
        builder.add(kind, TEXT, level=2 if kind is BlockKind.HEADING else 0)
    article = builder.build(Metadata("t"))
    filled, plain = ArticleLayout(article, 40, hyphens=thirds), ArticleLayout(article, 40)
    assert [filled.line(one) for one in filled.window(filled.first, 99)] == [
        plain.line(one) for one in plain.window(plain.first, 99)
    ]


def test_words_are_broken_by_the_patterns_of_their_language() -> None:
    pytest.importorskip("pyphen")
    english = load_hyphens("en-GB")
    assert english is not None
    assert english("typography") == (2, 4)
    assert load_hyphens("") is load_hyphens("tlh") is None
