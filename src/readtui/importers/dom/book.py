"""Adds the blocks of a book or document to its article, below its title."""

from collections.abc import Sequence

from readtui.importers.dom.page_block import PageBlock, PageImage
from readtui.importers.images.finder import ImageFinder
from readtui.model.block import BlockKind, Role
from readtui.text.article_builder import ArticleBuilder

_NEAR_THE_TOP = 5


def add_with_title(
    builder: ArticleBuilder, blocks: Sequence[PageBlock], title: str, finder: ImageFinder | None = None
) -> None:
    """Add the blocks below ``title``, which becomes a block of its own unless a heading near the top repeats it."""
    folded = " ".join(title.casefold().split())
    said = next(
        (
            index
            for index, block in enumerate(blocks[:_NEAR_THE_TOP])
            if block.kind is BlockKind.HEADING and " ".join(block.text.casefold().split()) == folded
        ),
        None,
    )
    if said is None:
        builder.add(BlockKind.HEADING, title, role=Role.TITLE, level=1)
    for index, block in enumerate(blocks):
        role, level = (Role.TITLE, 1) if index == said else (None, block.level)
        add_images(builder, block.images, finder)
        builder.add(
            block.kind,
            block.text,
            role=role,
            level=level,
            label=block.label,
            quoted=block.quoted,
            marks=block.marks,
            names=block.names,
        )
        add_images(builder, block.images_below, finder)


def add_images(builder: ArticleBuilder, images: Sequence[PageImage], finder: ImageFinder | None) -> None:
    for image in images:
        if finder is not None and (found := finder.find(image.references)) is not None:
            builder.add_image(found)
