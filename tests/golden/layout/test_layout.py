"""Compares the lines of whole documents in columns of several widths with golden files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from golden import Golden
from imported_documents import article_in

from readtui.layout.article_layout import ArticleLayout
from readtui.layout.line import Line
from readtui.layout.old_words import OldWords
from readtui.layout.pictures import PictureRoom
from readtui.layout.title_and_card import CardRow, Matter
from readtui.layout.widths import CellWidths
from readtui.model.article import Article, Metadata
from readtui.model.block import HEADLESS, BlockKind, MarkType, Role
from readtui.model.image import Image
from readtui.text.article_builder import ArticleBuilder

HERE = Path(__file__).parent


HEBREW = "הנהר זורם אל הים, ואף אדם אינו יודע מדוע"
PROSE = (
    "Der Generalsekretär der Organisation bittet den früheren Gegner um Hubschrauber für Afghanistan, und zugleich "
    "reden Washington und Moskau zum ersten Mal über Atomsprengköpfe, Datenpakete und Verhandlungsdelegationen."
)
EVERY_BLOCK: tuple[tuple[BlockKind, str, Role | None, int, str, int], ...] = (
    (BlockKind.FURNITURE, "Menu\nSearch for a river\nSubscribe", None, 0, "", 0),
    (BlockKind.HEADING, "Nature", Role.KICKER, 3, "", 0),
    (BlockKind.HEADING, "On rivers and weirs", Role.TITLE, 1, "", 0),
    (BlockKind.PARAGRAPH, "Where the water of Brandenburg goes, and why.", Role.LEAD, 0, "", 0),
    (BlockKind.PARAGRAPH, "By Ann Smith", Role.BYLINE, 0, "", 0),
    (BlockKind.HEADING, "A chapter", None, 2, "", 0),
    (BlockKind.PARAGRAPH, "Donau\u00addampf\u00adschiff on the river\nin a new  line", None, 0, "", 0),
    (BlockKind.PARAGRAPH, PROSE, None, 0, "", 0),
    (BlockKind.HEADING, "A section", None, 3, "", 0),
    (BlockKind.PARAGRAPH, "川は流れる。「水は低い方へ行く」と、人は言う 👍🏽 e\u0301", None, 0, "", 0),
    (BlockKind.LIST_ITEM, "nine", None, 1, "9.", 0),
    (BlockKind.LIST_ITEM, "deep and long enough for two lines", None, 2, "•", 0),
    (BlockKind.LIST_ITEM, "very deep", None, 3, "iii)", 0),
    (BlockKind.LIST_ITEM, "ten", None, 1, "10.", 0),
    (BlockKind.LIST_ITEM, "continued", None, 1, "", 0),
    (BlockKind.PARAGRAPH, "weir", None, 0, "", 0),
    (BlockKind.LIST_ITEM, "holds water", None, 1, "–", 0),
    (BlockKind.LIST_ITEM, "without a list above", None, 3, "123456789.", 0),
    (BlockKind.QUOTE, "He wrote about a river that nobody crosses.", None, 2, "", 0),
    (BlockKind.QUOTE, "So did she.", None, 1, "", 0),
    (BlockKind.LIST_ITEM, "the Rhine", None, 2, "1.", 1),
    (BlockKind.CODE, "flow = depth * width\n\nreturn flow", None, 0, "python", 2),
    (BlockKind.TABLE, "river\tkm\nRhine\t1233\nSpree\t382", None, 0, "", 1),
    (BlockKind.PARAGRAPH, "Quoted, too.", None, 0, "", 9),
    (BlockKind.CODE, "  if deep:\n      swim(across=True, until=tired)", None, 0, "", 0),
    (BlockKind.TABLE, "item\tprice\tnote\nboat of wood\t1,234.50\tit leaks at the bow\noars\t9\n\t–\t", None, 0, "", 0),
    (BlockKind.TABLE, "a\tb\n東京\tc\td", None, 0, HEADLESS, 0),
    (BlockKind.TABLE, "\t".join(f"cell{number}" for number in range(9)), None, 0, "", 0),
    (BlockKind.RULE, "***", None, 0, "", 0),
    (BlockKind.CAPTION, "A quay of the Spree at night.", None, 0, "", 0),
    (BlockKind.PARAGRAPH, HEBREW, None, 0, "", 0),
    (BlockKind.LIST_ITEM, HEBREW, None, 1, "1.", 0),
    (BlockKind.QUOTE, HEBREW, None, 1, "", 0),
    (BlockKind.FURNITURE, "Print", None, 0, "", 0),
    (BlockKind.PARAGRAPH, "The end of all of it.", None, 0, "", 0),
)


def thirds(word: str) -> tuple[int, ...]:
    """A language in which every third letter may end a line."""
    return tuple(range(3, len(word) - 2, 3))


@pytest.mark.parametrize("width", [14, 30, 60])
def test_every_kind_of_block_with_all_that_stands_around_it(width: int, golden: Golden) -> None:
    builder = ArticleBuilder()
    for kind, text, role, level, label, quoted in EVERY_BLOCK:
        marks = [(MarkType.STRONG, 0, len(text), "")] if text == "weir" else []
        builder.add(kind, text, role=role, level=level, label=label, quoted=quoted, marks=marks)
    article = builder.build(Metadata("On rivers", language="de"))
    text, blocks = article.text, article.blocks
    places = (blocks[0].start, text.index("Quoted"), text.index("A quay"), len(text))
    images = tuple(Image(place, f"member:{place}", "0a" * 32, 100 + place, 60) for place in places)
    old = (
        OldWords(0, "1 sentence removed", "It was.\nSo.", 0, ((3, 6),)),
        OldWords(text.index("on the river"), "by the brook", "", 1),
        OldWords(text.index("long enough"), "", "shallow and\tso\u00adft", 2, ((0, 7), (12, 99))),
        OldWords(text.index("\n\nweir"), "", "One more item.", 3),
        OldWords(len(text), "the rest", "Nothing.", 4),
    )
    card = (CardRow("D", "Mark as done"), CardRow("]n", "Next: ", "Another very long title", " · 9 min"))
    facts = ("Ann Smith", "4 April 2011", "8 min", "example.org")
    matter = Matter("", facts, 4, card=card, address="https://example.org")
    above = replace(matter, title="On all the rivers of the land", is_above=True, place=1)
    shown: list[str] = []
    for name, layout in (
        ("plain", ArticleLayout(article, width, matter=matter, pictures=PictureRoom(images, 2))),
        ("old words", ArticleLayout(article, width, frozenset({0}), matter=above, old=old)),
        ("right to left", ArticleLayout(article, width, widths=CellWidths(right_to_left=1), hyphens=thirds)),
    ):
        shown.append(f"# {name}")
        for position in layout.window(layout.first, 10_000):
            line = layout.line(position)
            picture = "" if line.picture is None else f" {line.picture.image.offset}/{line.picture.row}"
            kinds = " ".join(f"{one.kind.value}{one.target and f'={one.target}'}" for one in line.decor)
            flags = f"{'g' if line.is_gap else '.'}{'h' if line.is_header else '.'}{picture}"
            shown.append(f"{line.start:>4} {line.end:>4} {flags} {_shown(line, text):{width}} {kinds}".rstrip())
    golden(HERE / f"every-block-{width}.txt", "\n".join([*shown, ""]))


@pytest.mark.parametrize("width", [12, 34, 66])
@pytest.mark.parametrize("name", ["page.html", "walk.adoc", "letter.txt", "walk.docx"])
def test_the_lines_of_documents_are_as_they_were(name: str, width: int, golden: Golden) -> None:
    golden(HERE / f"{name}-{width}.txt", "".join(f"{line}\n" for line in _lines(article_in(name), width)))


def _lines(article: Article, width: int) -> Iterator[str]:
    layout = ArticleLayout(article, width)
    position = layout.first
    while True:
        yield _shown(layout.line(position), article.text)
        following = layout.move(position, 1)
        if following == position:
            return
        position = following


def _shown(line: Line, text: str) -> str:
    """A line as a terminal shows it, where each cell has what was written there last."""
    parts = [(run.cell, run.written(text, run.start, run.end)) for run in line.runs]
    parts += [(decor.cell, decor.text) for decor in line.decor]
    shown = ""
    for cell, words in sorted(parts):
        shown += " " * (cell - len(shown)) + words
    return shown.rstrip()
