"""The layout of an article: wrapping, kinds of blocks, very long blocks."""

from dataclasses import replace
from itertools import pairwise

import pytest
from articles import article_of

from readtui.layout.article_layout import ArticleLayout, piece_bounds
from readtui.layout.line import Line
from readtui.layout.title_and_card import CardRow, Matter
from readtui.layout.widths import CellWidths
from readtui.layout.wrap import NOT_AT_END, NOT_AT_START, wrap
from readtui.model.article import Article, Metadata
from readtui.model.block import HEADLESS, Block, BlockKind, MarkType
from readtui.text.article_builder import ArticleBuilder


def rows(article: Article, width: int, unfolded: frozenset[int] = frozenset()) -> list[str]:
    layout = ArticleLayout(article, width, unfolded)
    shown = []
    for position in layout.window(layout.first, 1000):
        line = layout.line(position)
        pieces = [(decor.cell, decor.text) for decor in line.decor]
        pieces += [(run.cell, run.written(article.text, run.start, run.end)) for run in line.runs]
        row = ""
        for cell, text in sorted(pieces):
            row += " " * (cell - len(row)) + text
        shown.append(row.rstrip())
    return shown[1:]


def test_each_kind_of_block_has_its_own_shape() -> None:
    article = article_of(
        (BlockKind.HEADING, "On rivers"),
        "Water runs downhill and finds the sea.",
        (BlockKind.QUOTE, "No one steps in the same river twice."),
        (BlockKind.LIST_ITEM, "the Rhine, which is long"),
        (BlockKind.LIST_ITEM, "the Spree"),
        (BlockKind.CODE, "flow = depth * width * speed"),
        (BlockKind.TABLE, "river\tkm\nRhine\t1233\nSpree\t382"),
        (BlockKind.RULE, "***"),
    )
    assert rows(article, 24) == [
        "On rivers",
        "━━━━━━",
        "",
        "Water runs downhill and",
        "finds the sea.",
        "",
        "▎ No one steps in the",
        "▎ same river twice.",
        "",
        "• the Rhine, which is",
        "  long",
        "• the Spree",
        "",
        "  flow = depth * width *",
        "↪ speed",
        "",
        "river │   km",
        "──────┼─────",
        "Rhine │ 1233",
        "Spree │  382",
        "",
        "        ────────",
    ]


def test_furniture_is_one_line_until_it_is_unfolded() -> None:
    article = article_of("Text.", (BlockKind.FURNITURE, "Comments\nPrint this page\nNewsletter"))
    assert rows(article, 50)[-1] == "▸ 3 lines folded: Comments · Print this page · Newsletter"[:49] + "…"
    assert rows(article, 60, frozenset({1}))[-3:] == ["Comments", "Print this page", "Newsletter"]


def test_a_table_that_is_too_wide_wraps_its_cells_and_one_with_no_room_is_stacked() -> None:
    article = article_of((BlockKind.TABLE, "name\twhat it is\nSpree\ta river that flows through Berlin"))
    assert rows(article, 26) == [
        "name  │ what it is",
        "──────┼───────────────────",
        "Spree │ a river that flows",
        "      │ through Berlin",
    ]
    even = article_of((BlockKind.TABLE, "\t".join(["abcdefgh"] * 3)))
    assert rows(even, 18)[:2] == ["abcd │ abcd │ abcd", "efgh │ efgh │ efgh"]
    assert rows(even, 17)[:3] == ["abcdefgh", "  abcdefgh", "  abcdefgh"]
    many = article_of((BlockKind.TABLE, "\t".join(f"cell{number}" for number in range(9))))
    assert rows(many, 20)[:3] == ["cell0", "  cell1", "  cell2"]


def test_the_first_row_of_a_table_is_a_header_unless_marked_otherwise() -> None:
    builder = ArticleBuilder()
    builder.add(BlockKind.TABLE, "Rhine\t1233\nSpree\t382", label=HEADLESS)
    builder.add(BlockKind.TABLE, "river\tkm\nSpree\t382")
    article = builder.build(Metadata(title=""))
    assert rows(article, 40) == ["Rhine │ 1233", "Spree │  382", "", "river │  km", "──────┼────", "Spree │ 382"]
    layout = ArticleLayout(article, 40)
    headers = [layout.line(position).is_header for position in layout.window(layout.first, 10)]
    assert headers.index(True) == 4
    assert sum(headers) == 1


def test_columns_of_numbers_stand_at_the_right_and_others_at_the_left() -> None:
    table = (
        "item\tprice\tshare\tday\tphone\tnote\nboat\t€ 1,234.50\t12 %\t2024-05-01\t030 1234\t7\noars\t€ 9\t−0.5 %\t"
        "2024-05-12\t1 12345\tnone\nrope\t–\t１２３ %\t\t\t"
    )
    assert rows(article_of((BlockKind.TABLE, table)), 90) == [
        "item │      price │    share │ day        │ phone    │ note",
        "─────┼────────────┼──────────┼────────────┼──────────┼─────",
        "boat │ € 1,234.50 │     12 % │ 2024-05-01 │ 030 1234 │ 7",
        "oars │        € 9 │   −0.5 % │ 2024-05-12 │ 1 12345  │ none",
        "rope │          – │ １２３ %    │            │          │",  # eight cells: three digits take two each
    ]


def test_a_number_that_is_cut_and_a_column_of_dashes_stand_at_the_left() -> None:
    article = article_of((BlockKind.TABLE, "what it is\tn\tnever\na river that flows\t1234567\t–\na pond\t12\t–"))
    assert rows(article, 22)[-6:] == [
        "a     │ 123456 │ –",
        "river │ 7      │",
        "that  │        │",
        "flows │        │",
        "a     │     12 │ –",
        "pond  │        │",
    ]


def test_the_room_before_a_number_belongs_to_its_column() -> None:
    article = article_of((BlockKind.TABLE, "2\tkm\tm\n1000\t1233\t500\n7\t82\t9"))
    layout = ArticleLayout(article, 40)
    line = layout.line(layout.locate(article.text.index("7")))
    shown = [article.text[line.offset_at(cell)] for cell in range(18)]
    assert shown == ["7"] * 7 + ["8"] * 3 + ["2"] * 4 + ["9"] * 4


def test_kinsoku_keeps_stops_off_the_line_start_and_brackets_off_the_line_end() -> None:
    text = "川は流れる。「水は低い方へ行く」と、人は言う。" * 4
    for width in range(6, 40):
        for start, end in wrap(text, 0, len(text), width):
            assert start == 0 or text[start] not in NOT_AT_START
            assert end == len(text) or text[end - 1] not in NOT_AT_END


def test_a_soft_hyphen_is_written_only_where_the_line_breaks() -> None:
    article = article_of("Donau\u00addampf\u00adschiff")
    assert rows(article, 13) == ["Donaudampf-", "schiff"]
    assert rows(article, 40) == ["Donaudampfschiff"]


def test_a_word_as_long_as_the_line_leaves_room_for_its_hyphen() -> None:
    article = article_of((BlockKind.PARAGRAPH, "abcdefghij\u00adklm"))
    layout = ArticleLayout(article, 10)
    lines = [layout.line(position) for position in layout.window(layout.first, 9)]
    assert all(decor.cell < 10 for line in lines for decor in line.decor)


def test_the_end_of_a_very_long_block_is_reached_without_wrapping_all_of_it() -> None:
    article = article_of("a sentence of some words. " * 40_000)
    layout = ArticleLayout(article, 72)
    last = layout.last
    window = layout.window(layout.move(last, -39), 40)
    assert len(window) == 40
    assert layout.line(window[-1]).end >= len(article.text) - 1
    assert len(layout._lines) <= 4


def test_moving_counting_and_locating_agree_with_the_list_of_all_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHORT", "_SIMPLE_PIECE", "_MEASURED_PIECE"):
        monkeypatch.setattr(f"readtui.layout.article_layout.{name}", 40)
    article = article_of(
        "It flows slowly, and far. " * 8, (BlockKind.TABLE, "a\tb\n" * 12 + "c"), "川は流れる。" * 16, "Words."
    )
    for card in ((), (CardRow("D", "Done"), CardRow("n", "Next: "))):
        layout = ArticleLayout(article, 20, matter=Matter(card=card))
        lines = layout.window(layout.first, 1000)
        assert len({position[:2] for position in lines}) == 10
        assert [lines[0], lines[-1]] == [layout.first, layout.last]
        assert [layout.line(one).start for one in lines] == sorted(layout.line(one).start for one in lines)
        cards = [layout.card_row(one) for one in lines]
        assert list(filter(None, cards)) == list(card)
        assert cards[-1 - len(card) :] == ([*card, None] if card else [None])
        assert layout.line(layout.last_of_text).end == article.blocks[-1].end
        for number, position in enumerate(lines):
            assert layout.window(position, 5) == lines[number : number + 5]
            for count in (-1000, -6, -1, 0, 1, 6, 1000):
                assert layout.move(position, count) == lines[min(max(0, number + count), len(lines) - 1)]
            for other in range(0, len(lines), 3):
                for limit in (1, 5, 1000):
                    between = min(max(-limit, other - number), limit)
                    assert layout.distance(position, lines[other], limit) == between
            for run in layout.line(position).runs:
                assert {layout.locate(offset) for offset in range(run.start, run.end)} == {position}
        places = [layout.locate(offset) for offset in range(len(article.text) + 1)]
        assert places == sorted(places)
        assert not any(layout.line(place).is_gap for place in places)


def test_a_text_without_blocks_has_one_empty_line() -> None:
    layout = ArticleLayout(Article(Metadata(""), "", ()), 1, matter=Matter(card=(CardRow("D", "Done"),)))
    assert layout.first == layout.last == layout.locate(0) == layout.move(layout.first, 3)
    assert layout.window(layout.first, 9) == [layout.first]
    assert layout.line(layout.first) == Line(0, 0, is_gap=True)
    assert layout.card_row(layout.first) is None
    assert layout.width == 8


@pytest.mark.parametrize("kind", [BlockKind.CODE, BlockKind.TABLE, BlockKind.PARAGRAPH])
def test_no_empty_row_stands_where_a_long_block_is_cut(kind: BlockKind) -> None:
    article = article_of((kind, "\n".join(f"{number}\tof 2800" for number in range(1000, 2800))))
    layout = ArticleLayout(article, 40)
    rows = [layout.line(position) for position in layout.window(layout.first, 10_000)]
    assert layout.last.piece > 3
    assert sum(bool(row.runs) for row in rows) == 1800
    assert sum(not row.runs for row in rows) == (2 if kind is BlockKind.TABLE else 1)


def test_long_blocks_are_cut_where_a_reader_would_pause_and_never_in_a_grapheme() -> None:
    for sign, text in (
        ("\n", "a line. of words\n" * 3000),
        (". ", "It flows, and far. " * 3000),
        ("。", "川は流れる「水」。" * 3000),
        (" ", "word " * 8000),
        ("", "x" * 40_000),
        ("-", "👍🏽-well" * 4000),
    ):
        article = article_of(text.strip())
        [block] = article.blocks
        bounds = piece_bounds(article.text, block)
        pieces = [article.text[start:end] for start, end in pairwise(bounds)]
        # Line ends need measuring, too.
        most = 8192 if sign in (". ", " ", "") else 4096
        assert {most - 16 <= len(piece) <= most for piece in pieces[:-1]} == {True}
        assert most < len(pieces[-1]) <= 2 * most
        assert all(piece.endswith(sign) for piece in pieces[:-1])
    marked = "e\u0301" * 20_000
    assert all(marked[start] == "e" for start in piece_bounds(marked, Block(BlockKind.TABLE, 0, len(marked)))[:-1])
    assert all(marked[start] == "e" for start in piece_bounds(marked, Block(BlockKind.PARAGRAPH, 0, len(marked)))[:-1])


def test_items_are_below_their_parent_and_continued_items_have_no_label() -> None:
    builder = ArticleBuilder()
    for level, label, text in [(1, "1.", "one"), (2, "•", "deep"), (1, "10.", "ten"), (1, "", "more"), (2, "•", "low")]:
        builder.add(BlockKind.LIST_ITEM, text, level=level, label=label)
    shown = rows(builder.build(Metadata(title="")), 24)
    assert shown == [" 1. one", "    • deep", "10. ten", "", "    more", "    • low"]


def test_a_paragraph_from_right_to_left_keeps_its_order_and_marks_its_direction_on_each_line() -> None:
    hebrew = "הנהר זורם אל הים, ואף אדם אינו יודע מדוע הוא שב"
    shown = rows(article_of(hebrew, "left to right, with שלום inside"), 20)
    first = shown[: shown.index("")]
    assert len(first) > 1
    assert all(row.startswith("\u200f") for row in first)
    assert " ".join(row.removeprefix("\u200f") for row in first) == hebrew
    assert not any("\u200f" in row for row in shown[len(first) :])


def test_the_direction_of_the_article_decides_where_the_letters_of_a_block_do_not() -> None:
    blocks = ("1948 – 2026", "שלום, said the ferryman", "Ferry: הנהר זורם", "plain words", "הנהר זורם")

    def marks(direction: str) -> list[str]:
        article = article_of(*blocks)
        article = replace(article, metadata=replace(article.metadata, direction=direction))
        return [row[0] if row[0] in "\u200e\u200f" else "" for row in rows(article, 40) if row]

    assert marks("rtl") == ["\u200f", "\u200f", "\u200f", "", "\u200f"]
    assert marks("ltr") == ["", "\u200e", "", "", "\u200f"]
    assert marks("") == ["", "\u200f", "", "", "\u200f"]


def test_thai_breaks_between_words_where_the_extra_is_installed() -> None:
    pytest.importorskip("budoux")
    text = "วันนี้อากาศดีมากเราจึงเดินไปที่แม่น้ำและนั่งดูเรือ"
    breaks = {text.index(word) for word in ("อากาศ", "ดีมาก", "เราจึง", "เดิน", "แม่น้ำ", "และ", "นั่ง")}
    starts = {start for width in range(8, 30) for start, _ in wrap(text, 0, len(text), width)} - {0}
    assert len(starts & breaks) >= 4
    assert not any(text[start] in "ะาำๆ" for start in starts)


def test_japanese_of_a_hundred_thousand_characters_is_laid_out_as_fast_at_its_end_as_at_its_start() -> None:
    article = article_of("川は流れる。「水は低い方へ行く」と、人は言う。" * 4_000)
    layout = ArticleLayout(article, 40)
    window = layout.window(layout.move(layout.last, -39), 40)
    assert len(layout._lines) <= 4
    text = article.text
    for position in window:
        line = layout.line(position)
        assert not line.runs or (text[line.start] not in NOT_AT_START and text[line.end - 1] not in NOT_AT_END)


def test_a_quote_keeps_its_bar_around_lists_code_and_tables() -> None:
    builder = ArticleBuilder()
    builder.add(BlockKind.QUOTE, "He wrote:", level=1)
    builder.add(BlockKind.LIST_ITEM, "the Rhine, which is long", level=2, label="•", quoted=1)
    builder.add(BlockKind.LIST_ITEM, "the Spree", level=2, label="•", quoted=1)
    builder.add(BlockKind.CODE, "flow = depth * width", quoted=1)
    builder.add(BlockKind.TABLE, "river\tkm\nRhine\t1233", label=HEADLESS, quoted=2)
    builder.add(BlockKind.PARAGRAPH, "So he wrote.")
    assert rows(builder.build(Metadata("t")), 20) == [
        "▎ He wrote:",
        "▎",
        "▎ • the Rhine, which",
        "▎   is long",
        "▎ • the Spree",
        "▎",
        "▎   flow = depth *",
        "▎ ↪ width",
        "▎",
        "▎ ▎ river │ km",
        "▎ ▎ Rhine │ 1233",
        "",
        "So he wrote.",
    ]


def test_numbers_of_a_list_end_in_one_column() -> None:
    builder = ArticleBuilder()
    for number in (8, 9, 10):
        builder.add(BlockKind.LIST_ITEM, f"Item {number}", level=1, label=f"{number}.")
    builder.add(BlockKind.LIST_ITEM, "below", level=2, label="•")
    builder.add(BlockKind.PARAGRAPH, "Notes")
    for number in (1, 12, 100):
        builder.add(BlockKind.LIST_ITEM, f"Note {number}", level=1, label=f"[{number}]")
    assert rows(builder.build(Metadata("t")), 20) == [
        " 8. Item 8",
        " 9. Item 9",
        "10. Item 10",
        "    • below",
        "",
        "Notes",
        "",
        "  [1] Note 1",
        " [12] Note 12",
        "[100] Note 100",
    ]


def test_a_definition_stands_right_below_its_term() -> None:
    builder = ArticleBuilder()
    for term in ("weir", "lock"):
        builder.add(BlockKind.PARAGRAPH, term, marks=[(MarkType.STRONG, 0, len(term), "")])
        builder.add(BlockKind.LIST_ITEM, "holds water", level=1, label="–")
    assert rows(builder.build(Metadata("t")), 20) == ["weir", "– holds water", "", "lock", "– holds water"]


def test_right_to_left_text_stands_at_the_right_where_the_terminal_draws_it_so() -> None:
    hebrew = "הנהר זורם אל הים"
    article = article_of(hebrew, (BlockKind.LIST_ITEM, hebrew), (BlockKind.QUOTE, hebrew), "left to right")
    layout = ArticleLayout(article, 40, widths=CellWidths(right_to_left=1))
    lines = [line for position in layout.window(layout.first, 20) if (line := layout.line(position)).runs]
    runs = [run for line in lines for run in line.runs]
    assert [(run.cell, run.end_cell) for run in runs] == [(24, 40), (22, 38), (24, 40), (0, 13)]
    assert [(decor.cell, decor.text) for line in lines for decor in line.decor] == [(39, "•"), (0, "▎ ")]
    assert all(run.offset_of(run.cell_of(run.start + 3)) == run.start + 3 for run in runs)
    [*isolated, plain] = (run.written(article.text, run.start, run.end) for run in runs)
    assert isolated == [f"\u2067{hebrew}\u2069"] * 3
    assert plain == "left to right"
    assert "".join(text for text, _ in runs[0].parts(article.text, 0, 4)) == f"\u2067{hebrew[:4]}"
    assert "הים" in rows(article, 40)[0]
    assert rows(article, 40)[0].startswith("\u200f")
