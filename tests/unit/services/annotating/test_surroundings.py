"""What stands around a passage."""

import pytest
from articles import article_of

from readtui.model.article import Article
from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.services.annotating.surroundings import Surroundings, surroundings

ARTICLE = article_of(
    (BlockKind.HEADING, "On rivers"),
    "It begins in a bog. Nobody knows why. It is slow. It is long. It ends.",
    (BlockKind.HEADING, "The Havel"),
    "It finds the sea. Not by itself.",
    "Another paragraph.",
)


def around(article: Article, words: str) -> Surroundings:
    start = article.text.index(words)
    found = surroundings(article, Passage(start, start + len(words)))
    assert found is not None
    assert found.passage.of(found.text) == words
    return found


def test_a_passage_is_shown_in_its_sentence_with_those_beside_it() -> None:
    found = around(ARTICLE, "slow")
    assert found.text == "Nobody knows why. It is slow. It is long."
    assert (found.cut_before, found.cut_after) == (True, True)
    found = around(ARTICLE, "It begins")
    assert found.text == "It begins in a bog. Nobody knows why."
    assert (found.cut_before, found.cut_after) == (False, True)


def test_the_rest_of_the_block_and_the_blocks_around_it_are_there_too() -> None:
    found = around(ARTICLE, "slow")
    block = ARTICLE.blocks[1]
    assert found.lead + found.text + found.rest == ARTICLE.text[block.start : block.end]
    assert [*found.before] == [("On rivers", True)]
    assert [text for text, _ in found.after] == ["The Havel", "It finds the sea. Not by itself.", "Another paragraph."]


def test_a_passage_over_several_blocks_is_shown_from_the_first_to_the_last() -> None:
    found = around(ARTICLE, "Not by itself.\n\nAnother paragraph")
    assert found.text == "It finds the sea. Not by itself.\n\nAnother paragraph."
    assert (found.cut_before, found.cut_after) == (False, False)


@pytest.mark.parametrize(
    ("words", "headings"), [("It begins", ()), ("the sea", ("The Havel",)), ("The Havel", ()), ("On rivers", ())]
)
def test_the_headings_above_are_named_without_the_title(words: str, headings: tuple[str, ...]) -> None:
    assert around(ARTICLE, words).headings == headings


def test_headings_of_several_levels_are_a_path() -> None:
    article = article_of(
        (BlockKind.HEADING, "Title"), (BlockKind.HEADING, "Part"), "One.", (BlockKind.HEADING, "Sub"), "Two."
    )
    deeper = article.blocks[3]
    blocks = (*article.blocks[:3], type(deeper)(deeper.kind, deeper.start, deeper.end, level=3), article.blocks[4])
    assert around(Article(article.metadata, article.text, blocks), "Two.").headings == ("Part", "Sub")


def test_far_sentences_and_the_middle_of_a_very_long_passage_are_left_out() -> None:
    long = article_of("word " * 2_000 + "here " + "word " * 2_000)
    start = long.text.index("here")
    found = surroundings(long, Passage(start, start + 4))
    assert found is not None
    assert len(found.text) < 1_100
    assert found.passage.of(found.text) == "here"
    assert found.text.startswith("word")
    assert found.text.endswith("word")
    whole = surroundings(long, Passage(0, len(long.text)))
    assert whole is not None
    assert len(whole.text) <= 4_000
    assert whole.cut_after


def test_without_words_or_beyond_the_text_there_is_nothing() -> None:
    assert surroundings(ARTICLE, Passage(len(ARTICLE.text) - 1, len(ARTICLE.text) + 5)) is None
    gap = ARTICLE.text.index("\n\n")
    assert surroundings(ARTICLE, Passage(gap, gap + 2)) is None
