"""Brings a living file up to date without changing what the person wrote."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from readtui.exporters.living.parts import (
    FileLine,
    FoundBlock,
    Item,
    LivingArticle,
    LivingBlock,
    LivingHeading,
    Syntax,
    line_end,
    split_lines,
    text_of,
    with_end,
)
from readtui.model.file_memory import NOTHING_KNOWN, FileMemory, Value
from readtui.quick_dataclass import dataclass

_BOM = "\ufeff"
_DEEPEST = 6


@dataclass(slots=True)
class Report:
    """The numbers of blocks that were added, replaced, struck through, or left alone because they were edited."""

    added: int = 0
    updated: int = 0
    struck: int = 0
    edited: int = 0

    def add(self, other: "Report") -> None:
        self.added += other.added
        self.updated += other.updated
        self.struck += other.struck
        self.edited += other.edited


@dataclass(frozen=True, slots=True)
class MergedFile:
    """The file's new text, a report, and what to remember about the file."""

    text: str
    memory: FileMemory
    report: Report = field(default_factory=Report)


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids in a file: of its blocks, and of the articles that it is about."""

    blocks: frozenset[str]
    articles: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.blocks or self.articles)


def ids_in(text: str, syntax: Syntax) -> Ids:
    """The ids in a file; empty unless readtui wrote it."""
    lines = split_lines(text.removeprefix(_BOM))
    items = syntax.items(lines[syntax.front_size(lines) :])
    found = [item for item in items if isinstance(item, FoundBlock)]
    articles = {syntax.article_id(lines), *(block.id for block in found if block.is_head)} - {""}
    return Ids(frozenset(block.id for block in found if not block.is_head), frozenset(articles))


def merged(
    old: str,
    articles: Sequence[LivingArticle],
    syntax: Syntax,
    memory: FileMemory = NOTHING_KNOWN,
    *,
    deleted: Collection[str] = (),
    rewrites: bool = False,
) -> MergedFile:
    """The up-to-date version of the file ``old``. An empty ``old`` is a new file.

    ``deleted``: ids of annotations and articles that are in the trash. ``rewrites``: write the new text above each
    edited block.
    """
    bom = _BOM if old.startswith(_BOM) else ""
    lines = split_lines(old.removeprefix(_BOM))
    if not _may_be_alone(articles, old, lines, syntax):
        articles = [replace(article, front=None) for article in articles]
    merging = _Merging(articles, syntax, memory, line_end(lines), deleted, rewrites)
    return merging.run(lines, bom)


class NewFile:
    """A new file, written article by article. Its text equals that of merging all into an empty file."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._ids: set[str] = set()
        self._front: Mapping[str, Value] = {}
        self.report = Report()

    def pieces(self, articles: Iterable[LivingArticle]) -> Iterator[str]:
        """The file's text, one article at a time."""
        between = ""
        for article in articles:
            new = merged("", [article], self._syntax)
            self._ids |= new.memory.ids
            self._front = new.memory.front
            self.report.add(new.report)
            if new.text:
                yield f"{between}{new.text}"
                between = "\n" if self._syntax.is_spaced else ""

    @property
    def memory(self) -> FileMemory:
        """What to remember about the file."""
        return FileMemory(frozenset(self._ids), self._front)


@dataclass
class _Merging:
    _articles: Sequence[LivingArticle]
    _syntax: Syntax
    _memory: FileMemory
    _end: str
    _deleted: Collection[str]
    _rewrites: bool

    def __post_init__(self) -> None:
        self._report = Report()
        self._texts = {block.id: _encodable(block.text) for article in self._articles for block in article.blocks}
        self._texts |= {article.id: _encodable(article.head) for article in self._articles if _has_marked_head(article)}

    def run(self, lines: list[str], bom: str) -> MergedFile:
        front, front_known, body = self._front(lines)
        items = self._syntax.items(body)
        present = _present(items, {*self._texts, *self._memory.ids, *self._deleted})
        items = self._up_to_date(items)
        for article in self._articles:
            self._add(article, items, present, is_new=not lines)
        if front and items and not body:
            front = [*front[:-1], with_end(front[-1], self._end)]
            items[:0] = self._gap() if lines else []
        text = bom + "".join(front) + text_of(items)
        return MergedFile(text, FileMemory(self._memory.ids | present, front_known), self._report)

    # ------------------------------------------------------------------ front matter

    def _front(self, lines: list[str]) -> tuple[list[str], Mapping[str, Value], list[str]]:
        size = self._syntax.front_size(lines)
        new = self._articles[0].front if len(self._articles) == 1 else None
        if not lines and new is not None:
            return [f"{line}{self._end}" for line in self._syntax.front(new)], new, lines
        if not size or new is None or self._syntax.article_id(lines) not in ("", self._articles[0].id):
            return lines[:size], self._memory.front, lines[size:]
        front, known = self._syntax.merged_front(lines[:size], new, self._memory.front)
        return [with_end(line, self._end) for line in front], known, lines[size:]

    # ------------------------------------------------------------------ existing blocks

    def _up_to_date(self, items: list[Item]) -> list[Item]:
        """The items, with every unedited block up to date."""
        intact = {item.id for item in items if isinstance(item, FoundBlock) and item.fits}
        edited: set[str] = set()
        found: list[Item] = []
        for item in items:
            if isinstance(item, FoundBlock):
                found += self._block(item, intact, edited)
                continue
            if above := self._above(item.mentions, intact, edited):
                # In a tree, the line belongs to the node above it, which must stay whole.
                at = len(found) if not self._syntax.nests or item.level else _node(found)
                found[at:at] = above
            found.append(item)
        return found

    def _above(self, mentions: tuple[str, ...], intact: set[str], edited: set[str]) -> list[Item]:
        """The new text of blocks of which only traces are left, if it must be written above them."""
        above: list[Item] = []
        for block_id in _named(mentions, self._texts):
            if self._is_edited(block_id, intact, edited):
                above += [self._written(block_id, self._texts[block_id]), *self._gap()]
        return above

    def _gap(self) -> list[Item]:
        return [FileLine(self._end)] if self._syntax.is_spaced else []

    def _block(self, block: FoundBlock, intact: set[str], edited: set[str]) -> Iterable[Item]:
        text = self._texts.get(block.id)
        if text is None:
            return [self._struck(block, edited) if block.id in self._deleted else block]
        is_same = self._syntax.is_same(block.body, text)
        if block.fits or is_same:
            if block.fits and is_same:
                return [block]
            intact.add(block.id)
            self._report.updated += not is_same
            return [self._written(block.id, text, block)]
        if self._is_edited(block.id, intact, edited):
            new = self._written(block.id, text, block)
            return [ended(new, self._end), *self._gap(), *self._syntax.items(block.own)]
        return [*self._above(block.mentions, intact, edited), block]

    def _is_edited(self, block_id: str, intact: set[str], edited: set[str]) -> bool:
        """Count an edited block once. Returns whether to write the new text above it."""
        if block_id in intact or block_id in edited:
            return False
        edited.add(block_id)
        self._report.edited += 1
        if self._rewrites:
            intact.add(block_id)
        return self._rewrites

    def _struck(self, block: FoundBlock, edited: set[str]) -> FoundBlock:
        if not block.fits:
            if block.id not in edited:
                edited.add(block.id)
                self._report.edited += 1
            return block
        struck = self._syntax.struck(block.body)
        if struck == block.body:
            return block
        self._report.struck += 1
        return self._written(block.id, struck, block)

    def _written(self, block_id: str, text: str, before: FoundBlock | None = None) -> FoundBlock:
        """The block in this file's form. Keeps the depth and a missing line end of the block that it replaces."""
        level = before.level if before is not None else 0
        written = self._syntax.written(block_id, text, level)
        lines = [f"{line}{self._end}" for line in written]
        if before is not None and before.lines and with_end(before.lines[-1], "\n") != before.lines[-1]:
            lines[-1] = written[-1]
        return FoundBlock(block_id, tuple(lines), text, fits=True, level=level)

    # ------------------------------------------------------------------ new blocks

    def _add(self, article: LivingArticle, items: list[Item], present: set[str], *, is_new: bool) -> None:
        known = self._memory.ids
        new = [block for block in article.blocks if block.id not in present and block.id not in known]
        is_there = article.front is not None or any(block.id in present for block in article.blocks)
        is_there = (is_there or not article.id or article.id in present) and not is_new
        begin = len(items)
        if not is_there and (new or article.id not in known):
            self._add_head(article, items, present)
        if not new:
            return
        # Below a new head, the rest of the file does not matter, and searching it for each article would take too long.
        own = items[begin:] if len(items) > begin else items
        place = MergePlace(own, article, self._syntax, self._end)
        for block in new:
            place.put(block, lambda level, block=block: self._new(block, level))  # type: ignore[misc]
            present.add(block.id)
            self._report.added += 1
        if own is not items:
            items[begin:] = own

    def _new(self, block: LivingBlock, level: int) -> FoundBlock:
        lines = tuple(f"{line}{self._end}" for line in self._syntax.written(block.id, self._texts[block.id], level))
        return FoundBlock(
            block.id, lines, self._texts[block.id], fits=True, level=level or self._syntax.level(lines[0])
        )

    def _add_head(self, article: LivingArticle, items: list[Item], present: set[str]) -> None:
        head = article.head if article.front is None else article.top
        if not head:
            return
        if items:
            items[-1] = ended(items[-1], self._end)
        if self._syntax.is_spaced and (items or article.front is not None):
            items.append(FileLine(self._end))
        if _has_marked_head(article):
            items.append(self._new(LivingBlock(article.id, article.head), 0))
            present.add(article.id)
        else:
            items += self._syntax.items([f"{line}{self._end}" for line in head.split("\n")])


def _may_be_alone(articles: Sequence[LivingArticle], old: str, lines: list[str], syntax: Syntax) -> bool:
    """Whether the file is new, or about the only article of the export, or about none."""
    return (
        not lines
        or syntax.article_id(lines) in {article.id for article in articles}
        or not ids_in(old, syntax).articles
    )


def _node(items: list[Item]) -> int:
    """The index of the last heading or block; the end if there is none."""
    return next((at for at in range(len(items) - 1, -1, -1) if items[at].level), len(items))


def _has_marked_head(article: LivingArticle) -> bool:
    return bool(article.id and article.head and article.front is None)


def _present(items: list[Item], ids: Collection[str]) -> set[str]:
    """The ids in the file, including those of which only traces are left."""
    found = {item.id for item in items if isinstance(item, FoundBlock)}
    for item in items:
        found.update(_named(item.mentions, ids))
    return found


def _named(mentions: tuple[str, ...], ids: Collection[str]) -> list[str]:
    """The ids that are mentioned, in full or by their first digits."""
    return [one for one in ids if one.replace("-", "").startswith(mentions)] if mentions else []


def _encodable(text: str) -> str:
    """The text in the form in which it will be read from the file."""
    return text.encode("utf-8", "replace").decode()


class MergePlace:
    """The part of a file that belongs to one article. Changes ``items`` in place.

    A new block comes after the nearest earlier one of its section, and after the text that a person wrote below that.
    """

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

    def put(self, block: LivingBlock, write: Callable[[int], FoundBlock]) -> None:
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
            if isinstance(item, FoundBlock):
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
        is_title = first < self._stop and isinstance(item := self._items[first], FileLine) and item.level == 1
        return first + 1 if is_title else self._start

    def _is_line(self, at: int, text: str) -> bool:
        item = self._items[at]
        return isinstance(item, FileLine) and item.level > 0 and item.text.strip() == text

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
        return isinstance(item, FoundBlock) or item.is_rule or item.level > 0

    def _before_heading(self, at: int, level: int) -> int:
        """The index of the next heading of this level or above, or of the next rule."""
        while at < self._stop:
            item = self._items[at]
            if isinstance(item, FileLine) and (item.is_rule or 0 < item.level <= level):
                break
            at += 1
        return at

    def _range(self, article: LivingArticle) -> tuple[int, int, int]:
        """The first and last index of the article in the file, and the level of its blocks' headings."""
        heads = [at for at, item in enumerate(self._items) if isinstance(item, FoundBlock) and item.is_head]
        own = [
            at
            for at, item in enumerate(self._items)
            if (isinstance(item, FoundBlock) and item.id == article.id) or (article.id and article.id in item.mentions)
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
        if isinstance(item, FoundBlock) and item.id in self._numbers:
            return True
        return bool(item.mentions) and any(digits.startswith(item.mentions) for digits in self._short)

    # ------------------------------------------------------------------ writing there

    def _insert(self, at: int, level: int, headings: Sequence[LivingHeading], block: FoundBlock) -> None:
        while at > self._start and _is_blank(self._items[at - 1]):
            at -= 1
        new: list[Item] = []
        blank = FileLine(self._line_end)
        for depth, heading in enumerate(headings):
            line = self._syntax.heading(heading.line, level + depth)
            new.append(FileLine(f"{line}{self._line_end}", self._syntax.level(line)))
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
    if isinstance(item, FileLine):
        return FileLine(with_end(item.text, end), item.level, item.is_rule, item.mentions)
    lines = (*item.lines[:-1], with_end(item.lines[-1], end))
    return FoundBlock(item.id, lines, item.body, item.fits, item.own, item.level, item.mentions)


def _is_blank(item: Item) -> bool:
    return isinstance(item, FileLine) and item.is_blank
