"""How an article begins, for a preview."""

import pytest

from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Role
from readtui.services.reading.glance import beginning_of


def article(*parts: tuple[str, BlockKind, Role | None]) -> Article:
    blocks, start = [], 0
    for text, kind, role in parts:
        blocks.append(Block(kind, start, start + len(text), role=role))
        start += len(text) + 2
    return Article(Metadata("Long"), "\n\n".join(text for text, _, _ in parts), blocks)


TITLE = ("Long", BlockKind.HEADING, Role.TITLE)
LEAD = ("It ends\nwell.", BlockKind.PARAGRAPH, Role.LEAD)
BYLINE = ("By A. Writer", BlockKind.PARAGRAPH, Role.BYLINE)
SHARE = ("Share", BlockKind.FURNITURE, None)
FIRST = ("It began.", BlockKind.PARAGRAPH, None)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((), ("", False)),
        ((TITLE, SHARE, BYLINE, FIRST), ("It began.", False)),
        ((TITLE, FIRST, LEAD), ("It ends well.", True)),
        ((TITLE, ("word " * 200, BlockKind.PARAGRAPH, None)), ("word " * 119 + "word…", False)),
    ],
)
def test_the_beginning_is_the_lead_or_else_the_first_words_of_the_text(
    parts: tuple[tuple[str, BlockKind, Role | None], ...], said: tuple[str, bool]
) -> None:
    assert beginning_of(article(*parts)) == said
