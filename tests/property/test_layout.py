"""In every script and at every width, everything is laid out once, fits, and can be located."""

import unicodedata

import regex
from articles import article_of
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from readtui.layout.article_layout import ArticleLayout, LinePosition, piece_bounds
from readtui.layout.glyphs import character_cells, is_single
from readtui.layout.line import DecorKind, Line
from readtui.layout.old_words import OldWords, key_in
from readtui.layout.widths import CellWidths
from readtui.model.article import Article
from readtui.model.block import BlockKind

SCRIPTS = st.sampled_from(
    [
        "the quick brown fox, it said, ",
        "Größe und „Maß“ – ",
        "日本語の文章、「引用」。",
        "हिन्दी में लिखा गया ",
        "ภาษาไทยไม่มีช่องว่าง",
        "עברית וערבית ",
        "العربية من اليمين ",
        "تُكتَبُ العَرَبِيَّة עִבְרִית ",
        "한국어 문장은 tiếng Việt ",
        "👩‍👩‍👧 🇩🇪 👍🏽 e\u0301 ",
        "weich\u00ades Trenn\u00adzeichen ",
        "no\u00a0break zero\u200bwidth ",
        "a\tb\tc ",
        "12\t３,５\n–8 %\t",
        "verylongwordthatdoesnotfitanywhere" * 2,
        "line\nend ",
    ]
)
WIDTHS = st.builds(
    CellWidths,
    *(st.integers(low, high) for low, high in ((0, 2), (0, 2), (1, 4), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1))),
    st.sampled_from([0, 2]),
)
KINDS = st.sampled_from(
    [BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.TABLE, BlockKind.HEADING]
)


def block_text(parts: list[str]) -> str:
    return unicodedata.normalize("NFC", "".join(parts)).strip()


BLOCKS = st.lists(st.tuples(KINDS, st.lists(SCRIPTS, min_size=1, max_size=6).map(block_text)), min_size=1, max_size=4)
ARTICLES = BLOCKS.map(lambda blocks: article_of(*blocks))


def all_lines(layout: ArticleLayout) -> list[tuple[LinePosition, Line]]:
    return [(position, layout.line(position)) for position in layout.window(layout.first, 100_000)]


def shown_cells(line: Line, text: str) -> int:
    ends = [run.cell + cell_len(run.written(text, run.start, run.end)) for run in line.runs]
    return max(ends + [decor.cell + cell_len(decor.text) for decor in line.decor], default=0)


@given(ARTICLES, st.integers(12, 90))
def test_every_visible_character_is_laid_out_exactly_once(article: Article, width: int) -> None:
    layout = ArticleLayout(article, width)
    seen = [offset for _, line in all_lines(layout) for run in line.runs for offset in range(run.start, run.end)]
    assert len(seen) == len(set(seen))
    missing = set(range(len(article.text))) - set(seen)
    assert all(article.text[offset] in " \n\t\u3000" for offset in missing)


@given(ARTICLES, st.integers(12, 90))
def test_no_line_is_wider_than_the_measure(article: Article, width: int) -> None:
    layout = ArticleLayout(article, width)
    for _, line in all_lines(layout):
        assert shown_cells(line, article.text) <= width


@given(ARTICLES, st.integers(12, 90), WIDTHS)
def test_a_line_fits_whatever_the_terminal_adds_to_a_grapheme(article: Article, width: int, widths: CellWidths) -> None:
    layout = ArticleLayout(article, width, widths=widths)
    for _, line in all_lines(layout):
        for run in line.runs:
            assert run.end_cell <= width
            assert "".join(part for part, _ in run.parts(article.text, run.start, run.end)) == run.written(
                article.text, run.start, run.end
            )


@given(ARTICLES, st.integers(12, 90))
def test_offset_to_cell_and_back_is_identity_at_graphemes_that_take_room(article: Article, width: int) -> None:
    layout = ArticleLayout(article, width)
    for match in regex.finditer(r"\X", article.text):
        position = layout.locate(match.start())
        line = layout.line(position)
        if not any(run.start <= match.start() < run.end for run in line.runs):
            continue
        cell = line.cell_of(match.start())
        if line.cell_of(match.end()) > cell or match.end() == line.end:
            found = line.offset_at(cell)
            zero_width = article.text[match.start() : match.end()] in ("\u00ad", "\u200b")
            assert found == match.start() or zero_width


@given(ARTICLES, st.integers(12, 90), st.integers(-40, 40))
def test_walking_back_undoes_walking_on(article: Article, width: int, count: int) -> None:
    layout = ArticleLayout(article, width)
    lines = [position for position, _ in all_lines(layout)]
    for index, position in enumerate(lines):
        target = min(max(0, index + count), len(lines) - 1)
        assert layout.move(position, count) == lines[target]
        assert layout.distance(position, lines[target], 10_000) == target - index


@given(ARTICLES, st.integers(12, 90), st.integers(12, 90))
def test_another_width_shows_the_same_place(article: Article, width: int, other: int) -> None:
    before, after = ArticleLayout(article, width), ArticleLayout(article, other)
    for _, line in all_lines(before):
        if line.runs:
            offset = line.runs[0].start
            found = after.line(after.locate(offset))
            assert any(run.start <= offset < run.end for run in found.runs)


@given(ARTICLES, st.integers(12, 90))
def test_every_cell_of_a_grapheme_leads_to_its_start_and_no_line_begins_or_ends_inside_one(
    article: Article, width: int
) -> None:
    starts = {match.start() for match in regex.finditer(r"\X", article.text)} | {len(article.text)}
    for _, line in all_lines(ArticleLayout(article, width)):
        for run in line.runs:
            assert {run.start, run.end} <= starts
            offset = run.start
            while offset < run.end:
                following = min(start for start in starts if start > offset)
                cells = range(run.cell_of(offset), run.cell_of(following) if following < run.end else run.end_cell)
                assert {line.offset_at(cell) for cell in cells} <= {offset}
                offset = following


@settings(max_examples=8)
@given(st.lists(SCRIPTS, min_size=1, max_size=5), st.sampled_from([BlockKind.PARAGRAPH, BlockKind.CODE]))
def test_a_very_long_block_is_cut_between_graphemes_without_loss(scripts: list[str], kind: BlockKind) -> None:
    text = block_text(scripts * (30_000 // len("".join(scripts))))
    article = article_of((kind, text))
    bounds = piece_bounds(text, article.blocks[0])
    starts = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
    assert len(bounds) > 2
    assert set(bounds) <= starts
    lines = all_lines(ArticleLayout(article, 72))
    seen = [offset for _, line in lines for run in line.runs for offset in range(run.start, run.end)]
    assert len(seen) == len(set(seen))
    assert all(text[offset] in " \n\t\u3000" for offset in set(range(len(text))) - set(seen))


def test_characters_measured_without_graphemes_are_graphemes_everywhere() -> None:
    single = [chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000 and is_single(chr(code), 0, 1)]
    assert len(single) > 20_000
    for text in ("".join(single), "".join(reversed(single))):
        assert len(regex.findall(r"\X", text)) == len(single)
    assert {character_cells(character) for character in single} == {1, 2}


PLACES = st.lists(st.tuples(st.integers(0, 400), st.lists(SCRIPTS, max_size=9).map(block_text)), max_size=5)


@given(ARTICLES, st.integers(12, 90), PLACES)
def test_old_words_stand_between_the_same_lines_of_text(
    article: Article, width: int, places: list[tuple[int, str]]
) -> None:
    offsets = sorted(min(offset, len(article.text)) for offset, _ in places)
    old = [
        OldWords(offset, "⋯ gone" if key % 2 else "", text, key, [(0, len(text.partition(" ")[0]))])
        for key, (offset, (_, text)) in enumerate(zip(offsets, places, strict=True))
    ]
    plain, layout = ArticleLayout(article, width), ArticleLayout(article, width, old=old)
    lines = [line for _, line in all_lines(layout)]
    assert [line for line in lines if not line.is_gap] == [line for _, line in all_lines(plain) if not line.is_gap]
    for offset in range(0, len(article.text), 7):
        line = layout.line(layout.locate(offset))
        assert line.is_gap or line == plain.line(plain.locate(offset))
    shown = {key: [line for line in lines if key_in(line) == key] for key in range(len(old))}
    for one in old:
        rows = shown[one.key]
        decors = [decor for line in rows for decor in line.decor]
        gone = "".join(decor.text for decor in decors if decor.kind is DecorKind.OLD_GONE)
        assert "".join(gone.split()) == "".join(one.text.partition(" ")[0].replace("\u00ad", "").split())
        words = gone + "".join(decor.text for decor in decors if decor.kind is DecorKind.OLD_WORDS)
        assert "".join(words.split()) == "".join(one.text.replace("\u00ad", "").split())
        assert all(decor.cell + cell_len(decor.text) <= width for decor in decors)
        assert len(rows) == 0 or layout.line(layout.locate_old(one.offset, one.key) or layout.first) == rows[0]
        if rows:
            first = lines.index(rows[0])
            texts = [line for line in lines[:first] if not line.is_gap and line.runs]
            assert not texts or texts[-1].start < max(1, one.offset)
            below = [line for line in lines[first:] if not line.is_gap and line.runs]
            assert not below or one.offset <= max(below[0].start, below[0].end)
