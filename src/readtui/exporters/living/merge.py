"""Brings a living file up to date without changing what the person wrote."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from readtui.exporters.living.items import Found, Item, Line, line_end, split_lines, text_of, with_end
from readtui.exporters.living.parts import LivingArticle, LivingBlock, Syntax
from readtui.exporters.living.placing import Place, ended
from readtui.model.file_memory import NOTHING_KNOWN, FileMemory, Value

_BOM = "\ufeff"


@dataclass(slots=True)
class Report:
    """The numbers of blocks that were added, replaced, struck through, or left alone because they were edited."""

    added: int = 0
    updated: int = 0
    struck: int = 0
    edited: int = 0

    def add(self, other: "Report") -> None:
        """Add the counts of another report."""
        self.added += other.added
        self.updated += other.updated
        self.struck += other.struck
        self.edited += other.edited


@dataclass(frozen=True, slots=True)
class Merged:
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
    found = [item for item in items if isinstance(item, Found)]
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
) -> Merged:
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


class _Merging:
    """One merge."""

    def __init__(
        self,
        articles: Sequence[LivingArticle],
        syntax: Syntax,
        memory: FileMemory,
        end: str,
        deleted: Collection[str],
        rewrites: bool,
    ) -> None:
        self._articles = articles
        self._syntax = syntax
        self._memory = memory
        self._end = end
        self._deleted = deleted
        self._rewrites = rewrites
        self._report = Report()
        self._texts = {block.id: _encodable(block.text) for article in articles for block in article.blocks}
        self._texts |= {article.id: _encodable(article.head) for article in articles if _has_marked_head(article)}

    def run(self, lines: list[str], bom: str) -> Merged:
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
        return Merged(text, FileMemory(self._memory.ids | present, front_known), self._report)

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
        intact = {item.id for item in items if isinstance(item, Found) and item.fits}
        edited: set[str] = set()
        found: list[Item] = []
        for item in items:
            if isinstance(item, Found):
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
        return [Line(self._end)] if self._syntax.is_spaced else []

    def _block(self, block: Found, intact: set[str], edited: set[str]) -> Iterable[Item]:
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

    def _struck(self, block: Found, edited: set[str]) -> Found:
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

    def _written(self, block_id: str, text: str, before: Found | None = None) -> Found:
        """The block in this file's form. Keeps the depth and a missing line end of the block that it replaces."""
        level = before.level if before is not None else 0
        written = self._syntax.written(block_id, text, level)
        lines = [f"{line}{self._end}" for line in written]
        if before is not None and before.lines and with_end(before.lines[-1], "\n") != before.lines[-1]:
            lines[-1] = written[-1]
        return Found(block_id, tuple(lines), text, fits=True, level=level)

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
        place = Place(own, article, self._syntax, self._end)
        for block in new:
            place.put(block, lambda level, block=block: self._new(block, level))  # type: ignore[misc]
            present.add(block.id)
            self._report.added += 1
        if own is not items:
            items[begin:] = own

    def _new(self, block: LivingBlock, level: int) -> Found:
        lines = tuple(f"{line}{self._end}" for line in self._syntax.written(block.id, self._texts[block.id], level))
        return Found(block.id, lines, self._texts[block.id], fits=True, level=level or self._syntax.level(lines[0]))

    def _add_head(self, article: LivingArticle, items: list[Item], present: set[str]) -> None:
        head = article.head if article.front is None else article.top
        if not head:
            return
        if items:
            items[-1] = ended(items[-1], self._end)
        if self._syntax.is_spaced and (items or article.front is not None):
            items.append(Line(self._end))
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
    found = {item.id for item in items if isinstance(item, Found)}
    for item in items:
        found.update(_named(item.mentions, ids))
    return found


def _named(mentions: tuple[str, ...], ids: Collection[str]) -> list[str]:
    """The ids that are mentioned, in full or by their first digits."""
    return [one for one in ids if one.replace("-", "").startswith(mentions)] if mentions else []


def _encodable(text: str) -> str:
    """The text in the form in which it will be read from the file."""
    return text.encode("utf-8", "replace").decode()
