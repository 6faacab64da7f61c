"""Finds the place of a new block: after the nearest earlier one of its section, else at the end of the section.

Text that a person wrote below a block stays with it; a new block comes after that text.
"""

from collections.abc import Callable, Iterable, Sequence

from readtui.exporters.living.items import Found, Item, Line, with_end
from readtui.exporters.living.parts import LivingArticle, LivingBlock, LivingHeading, Syntax

_DEEPEST = 6


class Place:
    """The part of a file that belongs to one article. Changes ``items`` in place."""

    def __init__(self, items: list[Item], article: LivingArticle, syntax: Syntax, end: str) -> None:
        self._items = items
        self._syntax = syntax
        self._line_end = end
        self._blocks = article.blocks
        self._numbers = {block.id: number for number, block in enumerate(article.blocks)}
        self._short = {block.id.replace("-", ""): block.id for block in article.blocks}
        self._start, self._stop, self._level = self._range(article)
        self._places = self._find()
        self._last = max(self._places.values(), default=0)

    def put(self, block: LivingBlock, write: Callable[[int], Found]) -> None:
        """Insert a block that is not in the file. ``write`` returns it with a heading of the given level."""
        number, section = self._numbers[block.id], block.section
        for depth in range(len(section), -1, -1):
            place = self._within(number, section[:depth], section[depth:])
            if place is not None:
                at, level = place
                missing = section[depth:]
                self._insert(at, level, missing, write(level + len(missing) if level else 0))
                return

    # ------------------------------------------------------------------ where

    def _within(
        self, number: int, above: tuple[LivingHeading, ...], missing: tuple[LivingHeading, ...]
    ) -> tuple[int, int] | None:
        """The index for a block in the section ``above``, and the level there (0 if levels have no meaning).

        ``missing``: the headings to write with it. Returns None if the file has no such section.
        """
        earlier = self._nearest(range(number - 1, -1, -1), above, missing)
        later = None
        if earlier is None:
            later = self._nearest(range(len(self._blocks) - 1, number, -1), above, missing)
        if self._syntax.nests:
            return self._in_tree(number, above, missing, earlier, later)
        beside = later if earlier is None else earlier
        if not missing:
            if beside is not None:
                return self._after(beside), 0
            heading = self._heading(above)
            return (self._before_heading(heading, _DEEPEST), 0) if heading is not None else None
        missing_level = self._syntax.level(missing[0].line)
        if earlier is not None:
            return self._before_heading(earlier + 1, missing_level), 0
        heading = self._heading(above)
        if heading is not None:
            return self._before_heading(heading, _DEEPEST), 0
        return (self._before_heading(later + 1, missing_level), 0) if later is not None else None

    def _in_tree(
        self,
        number: int,
        above: tuple[LivingHeading, ...],
        missing: tuple[LivingHeading, ...],
        earlier: int | None,
        later: int | None,
    ) -> tuple[int, int] | None:
        """The same in a tree of blocks and headings, to which all following items at deeper levels belong."""
        beside = later if earlier is None else earlier
        if beside is not None and not missing:
            return self._after(beside), self._items[beside].level
        heading = self._heading(above) if above else self._start
        if heading is None:
            return None
        level = self._items[heading - 1].level + 1 if above else self._level or 1
        stop = self._above(heading, level - 1) if above else self._stop
        if not missing:
            return stop, level
        if earlier is not None:
            return self._above(earlier + 1, level), level
        first = self._nearest(range(number + 1, len(self._blocks)), above, missing)
        if first is None:
            return stop, level
        while first > heading and self._items[first].level != level:
            first -= 1
        return first, level

    def _above(self, at: int, level: int) -> int:
        """The next index with an item of this level or above."""
        while at < self._stop and not 0 < self._items[at].level <= level:
            at += 1
        return at

    def _nearest(
        self, numbers: Iterable[int], above: tuple[LivingHeading, ...], missing: tuple[LivingHeading, ...]
    ) -> int | None:
        """The index of the first of these blocks that is in the section and in the file."""
        for number in numbers:
            block = self._blocks[number]
            section = block.section[: len(above)] if missing else block.section
            if section == above and (at := self._places.get(block.id)) is not None:
                return at
        return None

    def _find(self) -> dict[str, int]:
        """The position of each block: of an intact one if possible, or else of what is left of it."""
        intact: dict[str, int] = {}
        rest: dict[str, int] = {}
        for at in range(self._start, self._stop):
            item = self._items[at]
            if isinstance(item, Found):
                (intact if item.fits else rest).setdefault(item.id, at)
            if item.mentions:
                for digits, block_id in self._short.items():
                    if digits.startswith(item.mentions):
                        rest.setdefault(block_id, at)
        return rest | intact

    def _heading(self, section: tuple[LivingHeading, ...]) -> int | None:
        """The index after the heading of the section, or after the article's title; None if it is not in the file."""
        if section:
            line, number = section[-1].line, section[-1].number
            same = (at for at in range(self._start, self._stop) if self._is_line(at, line))
            return next((at + 1 for count, at in enumerate(same) if count == number), None)
        first = next((at for at in range(self._start, self._stop) if not _is_blank(self._items[at])), self._stop)
        is_title = first < self._stop and isinstance(item := self._items[first], Line) and item.level == 1
        return first + 1 if is_title else self._start

    def _is_line(self, at: int, text: str) -> bool:
        item = self._items[at]
        return isinstance(item, Line) and item.level > 0 and item.text.strip() == text

    def _after(self, at: int) -> int:
        """The index after a block and the text below it."""
        level = self._items[at].level
        at += 1
        while at < self._stop and not self._begins_another(self._items[at], level):
            at += 1
        return at

    def _begins_another(self, item: Item, level: int) -> bool:
        if level and item.level > level:
            return False
        return isinstance(item, Found) or item.is_rule or item.level > 0

    def _before_heading(self, at: int, level: int) -> int:
        """The index of the next heading of this level or above, or of the next rule."""
        while at < self._stop:
            item = self._items[at]
            if isinstance(item, Line) and (item.is_rule or 0 < item.level <= level):
                break
            at += 1
        return at

    def _range(self, article: LivingArticle) -> tuple[int, int, int]:
        """The first and last index of the article in the file, and the level of its blocks' headings."""
        heads = [at for at, item in enumerate(self._items) if isinstance(item, Found) and item.is_head]
        own = [
            at
            for at, item in enumerate(self._items)
            if (isinstance(item, Found) and item.id == article.id) or (article.id and article.id in item.mentions)
        ]
        if own:
            start, level = own[0] + 1, self._items[own[0]].level
        elif article.front is not None or not article.id:
            start, level = 0, 0
        else:
            first = next((at for at, item in enumerate(self._items) if self._is_own(item)), None)
            start, level = (max((at + 1 for at in heads if at < first), default=0), 0) if first is not None else (0, 0)
            if first is None:
                return len(self._items), len(self._items), 0
        stop = next((at for at in heads if at >= start), len(self._items))
        if level:
            stop = next((at for at in range(start, stop) if 0 < self._items[at].level <= level), stop)
        return start, stop, level + 1 if level else 0

    def _is_own(self, item: Item) -> bool:
        if isinstance(item, Found) and item.id in self._numbers:
            return True
        return bool(item.mentions) and any(digits.startswith(item.mentions) for digits in self._short)

    # ------------------------------------------------------------------ writing there

    def _insert(self, at: int, level: int, headings: Sequence[LivingHeading], block: Found) -> None:
        while at > self._start and _is_blank(self._items[at - 1]):
            at -= 1
        new: list[Item] = []
        blank = Line(self._line_end)
        for depth, heading in enumerate(headings):
            line = self._syntax.heading(heading.line, level + depth)
            new.append(Line(f"{line}{self._line_end}", self._syntax.level(line)))
            if self._syntax.is_spaced:
                new.append(blank)
        new.append(block)
        if self._syntax.is_spaced:
            if at > 0 and not _is_blank(self._items[at - 1]):
                new.insert(0, blank)
            if at < len(self._items) and not _is_blank(self._items[at]):
                new.append(blank)
        if at > 0:
            self._items[at - 1] = ended(self._items[at - 1], self._line_end)
        self._items[at:at] = new
        self._stop += len(new)
        if at <= self._last:
            self._places = {one: place + len(new) if place >= at else place for one, place in self._places.items()}
            self._last += len(new)
        self._places[block.id] = at + new.index(block)
        self._last = max(self._last, self._places[block.id])


def ended(item: Item, end: str) -> Item:
    """The item with a line end."""
    if isinstance(item, Line):
        return Line(with_end(item.text, end), item.level, item.is_rule, item.mentions)
    lines = (*item.lines[:-1], with_end(item.lines[-1], end))
    return Found(item.id, lines, item.body, item.fits, item.own, item.level, item.mentions)


def _is_blank(item: Item) -> bool:
    return isinstance(item, Line) and item.is_blank
