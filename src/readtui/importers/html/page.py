"""Reads a page's text as an Article: blocks, furniture, news roles, metadata."""

from collections.abc import Sequence
from dataclasses import replace

from readtui.errors import SourceError
from readtui.importers.common.finishing import finished
from readtui.importers.dom.book import add_images
from readtui.importers.dom.markup import parse_page
from readtui.importers.dom.page_block import PageBlock, PageImage
from readtui.importers.dom.walker import page_blocks
from readtui.importers.html.declared import descriptions, meta_fields
from readtui.importers.html.main_text import main_blocks
from readtui.importers.html.measured import MAX_LINK_SHARE, link_share
from readtui.importers.html.metadata import base_url, page_metadata
from readtui.importers.html.page_roles import PageRoles, page_roles
from readtui.importers.html.walls import wall_of
from readtui.importers.images.finder import ImageFinder, Locate
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind, MarkType, Role
from readtui.text.article_builder import ArticleBuilder, MarkSpan
from readtui.text.dateline import dateline_length

_MAX_HEADINGS = 100
_BODY = 2
"""The number of the element that holds everything."""


def read_page(text: str, source: Source, *, url: str = "", locate: Locate = lambda _: None) -> Article:
    """Make an article of a page's text. Raises SourceError if it has none, or if it is a login page or similar.

    ``url``: the page's address if it differs from the source's name; links are relative to it. If there is nothing
    else, text that browsers hide and extractors ignore is used. ``locate`` finds the images that come with the page.
    """
    tree = parse_page(text)
    # lxml recreates its view of an element on every access unless something holds a reference.
    held = list(tree.iter())
    fields = meta_fields(tree)
    base = base_url(tree, text, url or source.name, fields)
    size = len(text)
    blocks = page_blocks(tree, base, characters=size) or page_blocks(tree, base, hidden_too=True, characters=size)
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    plain = [block for block in headings if not block.is_aside and link_share(block) <= MAX_LINK_SHARE]
    headings = (plain or headings)[:_MAX_HEADINGS]
    metadata = page_metadata(tree, fields, [block.text for block in headings], source.name)
    if not metadata.title:
        metadata = replace(metadata, title=next((block.text for block in headings if block.level == 1), ""))
    wall = wall_of(tree, metadata.title, blocks) if "://" in source.name else None
    if wall:
        raise SourceError(f"{source.name}: {wall[0]}", wall[1])
    if not blocks:
        raise SourceError(f"{source.name or 'the input'} contains no text", "Open a page that contains an article.")
    roles = page_roles(blocks, main_blocks(tree, blocks, base, metadata.title), metadata, descriptions(fields))
    held.clear()
    return _built(blocks, roles, metadata, source, ImageFinder(source, locate, base))


def _built(
    blocks: Sequence[PageBlock], roles: PageRoles, metadata: Metadata, source: Source, finder: ImageFinder
) -> Article:
    builder = ArticleBuilder()
    folded: list[PageBlock] = []
    for index, block in enumerate(blocks):
        shown = _of_article(block.images, blocks, roles, index)
        if shown:
            _add_furniture(builder, folded)
            folded = []
            add_images(builder, shown, finder)
        if index not in roles.main:
            folded.append(block)
            continue
        _add_furniture(builder, folded)
        folded = []
        _add(builder, block, roles.roles.get(index), index == roles.dateline)
    _add_furniture(builder, folded)
    if blocks:
        add_images(builder, _of_article(blocks[-1].images_below, blocks, roles, len(blocks)), finder)
    return finished(builder, source, metadata, titled_by_heading=True)


def _of_article(
    images: Sequence[PageImage], blocks: Sequence[PageBlock], roles: PageRoles, index: int
) -> list[PageImage]:
    """Those of the images above block ``index`` that belong to the article: they stand between two of its blocks, above
    one of its captions, or in the same element as one of its blocks beside them.
    """
    if not images:
        return []
    near = [place for place in (index - 1, index) if place in roles.main]
    is_between = len(near) == 2 or (index == 0 and bool(near))
    is_above_caption = index in roles.main and blocks[index].kind is BlockKind.CAPTION
    around = {ancestor for place in near for ancestor in blocks[place].ancestors if ancestor > _BODY}
    return [
        image
        for image in images
        if not image.is_aside and (is_between or is_above_caption or not around.isdisjoint(image.ancestors))
    ]


def _add(builder: ArticleBuilder, block: PageBlock, role: Role | None, has_dateline: bool) -> None:
    kind, level, text = block.kind, block.level, block.text
    marks = block.marks
    if role is Role.TITLE:
        kind, level = BlockKind.HEADING, 1
    elif role in (Role.KICKER, Role.LEAD, Role.BYLINE):
        kind, level = BlockKind.PARAGRAPH, 0
    if kind is BlockKind.HEADING:
        text = text.replace("\n", " ")
    if has_dateline:
        marks = ((MarkType.DATELINE, 0, dateline_length(text.strip()), ""), *marks)
    quoted = block.quoted if role is None else 0
    builder.add(kind, text, role=role, level=level, label=block.label, quoted=quoted, marks=marks, names=block.names)


def _add_furniture(builder: ArticleBuilder, blocks: Sequence[PageBlock]) -> None:
    """Add one block for all of ``blocks``, at least one line each, with their links."""
    if not blocks:
        return
    lines: list[str] = []
    marks: list[MarkSpan] = []
    names: list[tuple[str, int]] = []
    length = 0
    for block in blocks:
        if block.kind is BlockKind.RULE:
            continue
        label = f"{block.label} " if block.label and block.kind is BlockKind.LIST_ITEM else ""
        start = length + len(label)
        marks += [(kind, first + start, end + start, target) for kind, first, end, target in block.marks]
        names += [(name, offset + start) for name, offset in block.names]
        lines.append(label + block.text)
        length = start + len(block.text) + 1
    builder.add(BlockKind.FURNITURE, "\n".join(lines), marks=marks, names=names)
