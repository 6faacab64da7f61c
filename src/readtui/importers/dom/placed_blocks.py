"""Collects the blocks of a page with their places: the elements around them, and what these say about them."""

from collections.abc import Collection
from dataclasses import replace

from lxml.etree import _Element

from readtui.importers.dom import elements
from readtui.importers.dom.inline import InlineText, Picture
from readtui.importers.dom.page_block import Beside, PageBlock, PageImage, beside, name_of, page_block
from readtui.model.block import BlockKind, MarkType


class PlacedBlocks:
    """Follows the starts and ends of block elements, and so knows where the text between them belongs."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._count = 0
        self._parents = [0]
        self._names = [""]
        self._beside: list[Beside | None] = [None]
        self._asides = 0
        self._waiting_names: list[str] = []
        self._waiting_images: list[PageImage] = []

    def enter(self, element: _Element, tag: str, names: Collection[str]) -> bool:
        """Begin a block element with attributes of these ``names``; return whether its contents are aside."""
        self._count += 1
        self._parents.append(self._count)
        classes = (element.get("class") or "") if "class" in names else ""
        is_named = classes or "id" in names
        self._names.append(name_of(tag, classes) if classes else tag)
        around = beside(classes, element.get("id") or "", self._count) if is_named else None
        self._beside.append(around or self._beside[-1])
        is_aside = elements.is_aside(element, tag)
        self._asides += is_aside
        return is_aside

    def leave(self, *, is_aside: bool = False) -> None:
        """End the block element begun last."""
        self._parents.pop()
        self._names.pop()
        self._beside.pop()
        self._asides -= is_aside

    def add_blank(self, inline: InlineText, hint: str) -> None:
        """Add the pictures of a text without words; its names go to the next block."""
        self._waiting_names += [name for name, _ in inline.names]
        for picture in inline.pictures:
            self._show(picture)
            if picture.alt:
                marks = ((MarkType.LINK, 0, len(picture.alt), picture.target),) if picture.target else ()
                self.add(BlockKind.CAPTION, InlineText(picture.alt, marks), hint=hint)

    def show_all(self, inline: InlineText) -> None:
        """Show the images of a text that becomes a part of another block above that block."""
        for picture in inline.pictures:
            self._show(picture)

    def _show(self, picture: Picture) -> None:
        if picture.references:
            ancestors = tuple(self._parents[-4:-1])
            self._waiting_images.append(PageImage(picture.references, ancestors, self._asides > 0))

    def add(
        self,
        kind: BlockKind,
        inline: InlineText,
        *,
        level: int = 0,
        label: str = "",
        quoted: int = 0,
        hint: str = "",
    ) -> None:
        """Add a block at the current place. A caption that repeats the previous one is dropped."""
        names = inline.names
        for picture in inline.pictures:
            if not picture.is_below:
                self._show(picture)
        images = tuple(self._waiting_images)
        if self._waiting_names:
            names = (*((name, 0) for name in self._waiting_names), *names)
            self._waiting_names.clear()
        if kind is BlockKind.CAPTION and self.blocks and self.blocks[-1].kind is kind:
            before, now = self.blocks[-1].text.strip(), inline.text.strip()
            if now in before:
                return
            if before in now:
                before_it = self.blocks.pop()
                names = (*((name, 0) for name, _ in before_it.names), *names)
                images = before_it.images + images
        parent = self._parents[-2] if len(self._parents) > 1 else 0
        ancestors = tuple(self._parents[-4:-1])
        path = tuple(self._names[-3:-1])
        place = (parent, ancestors, self._asides > 0, hint, path, self._beside[-1])
        self.blocks.append(page_block(kind, inline.text, level, label, inline.marks, names, *place, quoted, images))
        self._waiting_images.clear()
        for picture in inline.pictures:
            if picture.is_below:
                self._show(picture)

    def finish(self) -> None:
        """Show the images after the last block below it."""
        if self.blocks and self._waiting_images:
            self.blocks[-1] = replace(self.blocks[-1], images_below=tuple(self._waiting_images))
