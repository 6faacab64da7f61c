"""Generates the texts on which the reader is measured: of several sizes, and of shapes that are hard for a reader."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind, Role
from readtui.text.article_builder import ArticleBuilder

FIRST, HIT, LAST = "Beginning", "quagga", "theend"
_HERE = f"Here zyzzyva {HIT} stands. "
_LATIN = [
    "river",
    "water",
    "harbor",
    "stone",
    "light",
    "morning",
    "evening",
    "the",
    "of",
    "and",
    "to",
    "a",
    "in",
    "that",
    "it",
    "was",
    "by",
    "with",
    "from",
    "along",
    "under",
    "over",
    "between",
    "quiet",
    "narrow",
    "green",
    "early",
    "late",
    "bridge",
    "boat",
    "market",
    "letter",
    "garden",
    "window",
    "street",
    "people",
    "carried",
    "walked",
    "found",
    "remembered",
    "because",
    "although",
    "while",
    "slowly",
    "never",
    "always",
    "almost",
    "together",
    "another",
    "through",
    "small",
    "winter",
    "summer",
]
_JAPANESE = [
    "川",
    "水",
    "町",
    "朝",
    "夕方",
    "静かな",
    "港",
    "石",
    "光",
    "橋",
    "船",
    "市場",
    "手紙",
    "庭",
    "窓",
    "人々",
    "が",
    "は",
    "を",
    "に",
    "で",
    "流れる",
    "歩いた",
    "見つけた",
    "しかし",
    "「はい」",
    "とても、",
]
_ARABIC = [
    "النهر",
    "الماء",
    "المدينة",
    "الصباح",
    "المساء",
    "الهادئ",
    "الميناء",
    "الحجر",
    "الضوء",
    "الجسر",
    "القارب",
    "السوق",
    "في",
    "من",
    "إلى",
    "على",
    "كان",
    "مشى",
    "وجد",
    "لكن",
    "ثم",
]


@dataclass(frozen=True)
class Text:
    """How to make an article, and how many annotations to spread over it."""

    make: Callable[[], Article]
    annotations: int


def sentences(words: list[str], count: int, space: str, stop: str) -> str:
    """This many invented sentences."""
    made = [space.join(random.choices(words, k=random.randint(5, 22))).capitalize() for _ in range(count)]
    return (stop + space).join(made) + stop


def article_of(
    size: int, words: list[str], space: str = " ", stop: str = ".", *, heading_every: int = 25, in_a_paragraph: int = 6
) -> Article:
    """Paragraphs of sentences under headings, about ``size`` characters. The word to search for is at two thirds."""
    random.seed(4)
    builder = begun()
    length, number, has_hit = 0, 0, False
    while length < size:
        number += 1
        if number % heading_every == 0:
            builder.add(BlockKind.HEADING, f"Chapter {number // heading_every}", level=2)
        paragraph = sentences(words, in_a_paragraph, space, stop)
        if not has_hit and length > size * 2 // 3:
            paragraph, has_hit = _HERE + paragraph, True
        builder.add(BlockKind.PARAGRAPH, paragraph)
        length += len(paragraph) + 2
    return ended(builder)


def begun() -> ArticleBuilder:
    """An article with its title."""
    builder = ArticleBuilder()
    builder.add(BlockKind.HEADING, f"{FIRST} of a long walk", role=Role.TITLE, level=1)
    return builder


def ended(builder: ArticleBuilder) -> Article:
    """The article with its last words."""
    builder.add(BlockKind.PARAGRAPH, f"It was {LAST}.")
    return builder.build(Metadata(title="A long walk", source="walk.txt", language="en"))


def one_block(kind: BlockKind, text: str, label: str = "") -> Article:
    """A title and one block, with the word to search for at two thirds of its lines or sentences."""
    builder = begun()
    end = "\n" if "\n" in text else ". "
    middle = text.index(end, len(text) * 2 // 3) + len(end)
    builder.add(kind, text[:middle] + _HERE + text[middle:], label=label)
    return ended(builder)


def table() -> Article:
    """10,000 rows of four columns."""
    random.seed(4)
    builder, rows = begun(), ["number\twords\tproduct\tname"]
    for row in range(10_000):
        words = sentences(_LATIN, 1, " ", "")
        rows.append(f"{row}\t{_HERE + words if row == 6_667 else words}\t{row * 7}\tname {row}")
    builder.add(BlockKind.TABLE, "\n".join(rows))
    return ended(builder)


def code() -> Article:
    """50,000 lines of Python."""
    parts = (
        f"def step_{row}(value: int) -> int:\n    # why\n    text = 'a {row}'\n    return value + {row}\n"
        for row in range(10_000)
    )
    return one_block(BlockKind.CODE, "\n".join(parts), label="python")


def line() -> Article:
    """One paragraph of 10 MB."""
    random.seed(4)
    return one_block(BlockKind.PARAGRAPH, sentences(_LATIN, 130_000, " ", "."))


TEXTS = {
    "10KB": Text(partial(article_of, 10_000, _LATIN), 10),
    "4.5MB": Text(partial(article_of, 4_500_000, _LATIN), 5_000),
    "30MB": Text(partial(article_of, 30_000_000, _LATIN), 50_000),
    "headings": Text(partial(article_of, 1_350_000, _LATIN, heading_every=1, in_a_paragraph=3), 500),
    "marginalia": Text(partial(article_of, 200_000, _LATIN), 5_000),
    "table": Text(table, 500),
    "code": Text(code, 500),
    "line": Text(line, 5_000),
    "japanese": Text(partial(article_of, 1_500_000, _JAPANESE, "", "。"), 5_000),
    "arabic": Text(partial(article_of, 2_500_000, _ARABIC), 5_000),
}
