"""Headings are the same whether or not all have been found yet."""

from dataclasses import replace

from articles import article_of

from readtui.model.block import BlockKind
from readtui.text.sections import Headings, headings_above

ARTICLE = article_of(
    *[(BlockKind.HEADING if number % 7 == 3 else BlockKind.PARAGRAPH, f"Block {number}.") for number in range(100)]
)
HEADINGS = list(range(3, 100, 7))


def test_headings_are_found_bit_by_bit() -> None:
    headings = Headings(ARTICLE)
    ticks = iter(range(100))
    assert not headings.look_on(2.0, lambda: float(next(ticks)))
    assert 0 < len(headings.found) < len(HEADINGS)
    assert headings.all == HEADINGS
    assert headings.look_on(0.0)


def test_the_headings_around_a_block_are_the_same_before_all_are_found() -> None:
    for block in range(100):
        fresh, complete = Headings(ARTICLE), Headings(ARTICLE)
        assert complete.look_on(float("inf"))
        expected = (
            max((heading for heading in HEADINGS if heading <= block), default=None),
            max((heading for heading in HEADINGS if heading < block), default=None),
            min((heading for heading in HEADINGS if heading > block), default=None),
        )
        for headings in (fresh, complete):
            assert (headings.near(block), headings.before(block), headings.after(block)) == expected


def test_above_a_heading_are_those_that_it_belongs_to() -> None:
    levels = (("Plan", 0), ("Rollout", 1), ("Phase one", 2), ("Training", 3), ("Phase two", 2), ("Risks", 1))
    built = article_of(*[(BlockKind.HEADING, name) for name, _ in levels])
    blocks = tuple(replace(one, level=level) for one, (_, level) in zip(built.blocks, levels, strict=True))
    article = replace(built, blocks=blocks)
    above = [headings_above(article, block.start) for block in article.blocks]
    assert above == [(), (), ("Rollout",), ("Rollout", "Phase one"), ("Rollout",), ()]
