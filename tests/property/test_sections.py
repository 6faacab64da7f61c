"""A very long block has the same stops whether it is cut section by section or as a whole."""

import random
from itertools import pairwise

from articles import block_stops
from hypothesis import given, settings
from hypothesis import strategies as st

from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind
from readtui.model.passage import Passage
from readtui.text.motions import Stops
from readtui.text.sections import Sections
from readtui.text.segmentation.segment import sentences

LENGTH = 70_000
WORDS = [
    *["the", "The", "river", "Dr.", "U.S.", "e.g.", "z. B.", "8. Mai", "3.5", "Er", "und", "[12]", ":)", "A.", "etc."],
    *[
        "彼は",
        "です。",
        "「はい。」",
        "と",
        "水",
        "。",
        "！",
        "Он",
        "г.",
        "है",
        "।",
        "؟",
        "שלום",
        "ไทย",
        "\U0001f469\u200d\U0001f469",
    ],
    *[". ", "! ", "? ", "... ", " ", " ", " ", "\u00a0", ", ", "; ", "“", "”", "(", ")", "\u00ad", "e\u0301"],
]
LINES = ["x = 1", "", "    return x", "\t", "a" * 300, "if True:  ", "é", "水" * 50]


def article_of(text: str, kind: BlockKind, language: str = "en") -> Article:
    before = "Before."
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, len(before)),
        Block(kind, len(before) + 2, len(before) + 2 + len(text)),
    )
    return Article(Metadata("t", language=language), f"{before}\n\n{text}", blocks)


@settings(max_examples=10)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), st.integers(), st.sampled_from(["en", "de", "ja"]))
def test_sentences_are_those_of_the_whole_block(words: list[str], seed: int, language: str) -> None:
    # Some words end a sentence in any context. Even without them, a text of this length has sentence ends.
    words = [*words, "river", "remains", " ", ". The ", "水が流れる。"]
    text = "".join(random.Random(seed).choices(words, k=LENGTH // 3)).strip()
    article = article_of(text, BlockKind.PARAGRAPH, language)
    block = article.blocks[1]
    assert Sections(article, block).count > 1
    whole = sentences(text, language)
    assert block_stops(article, block) == [
        Passage(block.start + found.start, block.start + found.end) for found in whole
    ]


@settings(max_examples=5)
@given(st.lists(st.sampled_from(LINES), min_size=2, max_size=8), st.integers(), st.data())
def test_lines_of_code_are_those_of_the_whole_block(lines: list[str], seed: int, data: st.DataObject) -> None:
    text = "\n".join(random.Random(seed).choices([*lines, "pass"], k=20_000))
    article = article_of(text, BlockKind.CODE)
    block = article.blocks[1]
    expected, start = [], block.start
    for line in text.split("\n"):
        if line.strip():
            left = start + len(line) - len(line.lstrip())
            expected.append(Passage(left, left + len(line.strip())))
        start += len(line) + 1
    assert block_stops(article, block) == expected
    stops = Stops(article)
    index = data.draw(st.integers(1, len(expected) - 2))
    assert stops.at(expected[index].start) == expected[index]
    assert stops.next(expected[index]) == expected[index + 1]
    assert stops.previous(expected[index]) == expected[index - 1]


@settings(max_examples=8)
@given(
    st.sampled_from(["a", "ab ", "水", "ก็", "👨\u200d👩\u200d👧", "e\u0301", "1.5,", "="]), st.sampled_from(BlockKind)
)
def test_text_without_sentence_ends_is_cut_and_can_be_walked_both_ways(unit: str, kind: BlockKind) -> None:
    text = (unit * (LENGTH // len(unit))).strip()
    article = article_of(text, kind)
    stops = block_stops(article, article.blocks[1])
    assert all(before.end <= after.start for before, after in pairwise(stops))
    # Only spaces are left out, and no grapheme is cut.
    assert "".join(stop.of(article.text) for stop in stops).replace(" ", "") == text.replace(" ", "") or not stops
    assert all(stop.of(article.text).startswith(unit.strip()) for stop in stops)
    walk = Stops(article)
    forwards = [walk.first]
    while (following := walk.next(forwards[-1])) != forwards[-1]:
        forwards.append(following)
    backwards = [walk.last]
    while (before := walk.previous(backwards[-1])) != backwards[-1]:
        backwards.append(before)
    assert forwards == backwards[::-1]
    assert forwards[1:] == stops or kind is BlockKind.FURNITURE
