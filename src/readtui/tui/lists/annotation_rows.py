"""Annotations as rows, and the headings above them: an article or a tag."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleFacts, ArticleRecord
from readtui.model.creator import Identity
from readtui.model.reply import ThreadState
from readtui.quick_dataclass import dataclass
from readtui.services.saving.conflicts import other_versions
from readtui.services.wording import cells_apart
from readtui.text.clean import visible
from readtui.text.phrases import note_words
from readtui.tui.article.line_marks import HIGHLIGHT, MOVED, NOTE, ORPHAN, REVIEW, TAG, WAITING, thread_sign
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.voices import state_words, voice_pieces
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.headings import paint_group_heading
from readtui.tui.widgets.record_table import MARK, LazyRows, PaintedRow, Row, RowBlock, RowLook, row_line

_MOST_QUOTED = 400
_GAP = "   "
_APART = " · "
_UNTAGGED = "without tags"
_HEIGHTS = bytes(2 if sign == ord("1") else 1 for sign in range(256))


class AnnotationGrouping(StrEnum):
    """What the headings of the list are."""

    ARTICLE = "article"
    TAG = "tag"


def row_of(annotation_id: str, article_id: str, *, has_more: bool) -> Row:
    """The row of an annotation below its article; on its second line, there is more: tags and note."""
    return Row(annotation_id, 2 if has_more else 1, article_id)


class LazyKeys:
    """The ids of an article's annotations, which ``read`` reads when one is first needed."""

    __slots__ = ("_one", "_read", "known")

    def __init__(self, one: ArticleFacts, read: Callable[[ArticleFacts], Sequence[str]]) -> None:
        self._one = one
        self._read = read
        self.known: Sequence[str] = ()

    def all(self) -> Sequence[str]:
        """The ids, in reading order."""
        self.known = self.known or self._read(self._one)
        return self.known


class IndexedRow(NamedTuple):
    """The row of an annotation that is in the index: ``place`` says which one of its article's."""

    height: int
    place: int
    keys: LazyKeys
    group: str

    @property
    def heads(self) -> bool:
        return False

    @property
    def can_stop(self) -> bool:
        return True

    @property
    def key(self) -> str:
        return self.keys.all()[self.place]

    @property
    def known_key(self) -> str:
        known = self.keys.known
        return known[self.place] if known else ""


class IndexedRows(LazyRows):
    """Rows of an article's annotations that are in the index. ``places``: which ones."""

    __slots__ = ("_keys", "_places")

    def __init__(self, group: str, heights: bytes, keys: LazyKeys, places: Sequence[int]) -> None:
        super().__init__(group, heights)
        self._keys = keys
        self._places = places

    @classmethod
    def of_article(cls, article_id: str, has_more: bytes, keys: LazyKeys) -> "IndexedRows":
        """All of an article's, below it. ``has_more``: b"1" for each with more on its second line, b"0" for others."""
        return cls(article_id, has_more.translate(_HEIGHTS), keys, range(len(has_more)))

    def __getitem__(self, place: int) -> IndexedRow:
        return IndexedRow(self.heights[place], self._places[place], self._keys, self.group)

    @property
    def known_keys(self) -> Iterable[str]:
        known = self._keys.known
        return map(known.__getitem__, self._places) if known else ()

    def some(self, places: Sequence[int]) -> "IndexedRows":
        heights = bytes(map(self.heights.__getitem__, places))
        return IndexedRows(self.group, heights, self._keys, [self._places[place] for place in places])

    def below_tag(self, group: str) -> "IndexedRows":
        """The same below one of their tags: their article is on the second line."""
        return IndexedRows(group, bytes((2,)) * len(self), self._keys, self._places)


def some_rows(rows: RowBlock, places: Sequence[int]) -> RowBlock:
    return rows.some(places) if isinstance(rows, IndexedRows) else [rows[place] for place in places]


def rows_below_tag(rows: RowBlock, group: str) -> RowBlock:
    """The rows below one of their tags: their article is on the second line."""
    return rows.below_tag(group) if isinstance(rows, IndexedRows) else [Row(row.key, 2, group) for row in rows]


def paint_annotation(
    annotation: Annotation, look: RowLook, identify: Callable[[], Identity], *, below_tag: str = "", title: str = ""
) -> PaintedRow:
    """Paint the quote, who made it and how its thread stands; below it the article's title, the tags without
    ``below_tag``, and the first line of the note. ``identify`` returns who "me" is, which may take long the first time.

    A marked one has a star before its quote.
    """
    palette, width = look.palette, look.width
    quoted = visible(cells_apart(annotation.quoted_text[:_MOST_QUOTED])) if annotation.quote else "the whole article"
    mark, sign = glyph(annotation), thread_sign(annotation, identify)
    is_doubted = mark in (REVIEW, ORPHAN)
    mark = mark if is_doubted else sign or mark
    said = _said(annotation, palette, identify, f"{sign} " if sign and is_doubted else "")
    room = width - 6 - (cell_len("".join(text for text, _ in said)) + 2 if said else 0)
    first = [
        (MARK, palette.title) if look.is_marked else (" ", palette.text),
        (mark, palette.review if mark == REVIEW else palette.mark_of(annotation).gutter),
        (" ", palette.text),
        (fitted(quoted, room), palette.text if annotation.quote else palette.byline),
        *((("  ", palette.text), *said) if said else ()),
    ]
    if not (annotation.note or annotation.tags or title):
        return [row_line(first, look)]
    room = width - 6
    shown_tags = [tag for tag in annotation.tags if tag != below_tag]
    note = _first_words(annotation.note) if annotation.note else ""
    before_note = _GAP if (title or shown_tags) and note else ""
    before_tags = _GAP if title and shown_tags else ""
    # Each is cut only where there is no room for all of it: the note first, then the tags.
    for_note = min(cell_len(note), room // 3) + len(before_note)
    for_tags = min(sum(cell_len(tag) + 2 for tag in shown_tags), room // 3) + len(before_tags)
    title = fitted(visible(title), room - for_note - for_tags)
    room -= cell_len(title) + len(before_tags)
    tags = _tags(shown_tags, room - for_note, look)
    room -= sum(cell_len(text) for text, _ in tags)
    second = (
        ("   ", palette.text),
        (title, palette.byline),
        (before_tags, palette.text),
        *tags,
        (before_note, palette.text),
        (fitted(note, room - len(before_note)), palette.dim),
    )
    return [row_line(first, look), row_line(second, look)]


def _said(
    annotation: Annotation, palette: Palette, identify: Callable[[], Identity], sign: str
) -> list[tuple[str, Style]]:
    """Who made it, if I did not, how its thread stands, and what needs attention. ``sign``: what they begin with."""
    said: list[tuple[str, Style]] = []
    if annotation.creator or annotation.is_thread or annotation.replies:
        pieces = voice_pieces(annotation, identify(), palette, are_short=True)
        said = [(piece.text, piece.style) for piece in pieces]
        said[:1] = [(f"{sign}{text}", style) for text, style in said[:1]]
    if state := state_of(annotation):
        # Nobody needs to look at what is settled.
        said.append((state, palette.dim if annotation.thread is ThreadState.SETTLED else palette.review))
    return [part for one in said for part in ((_APART, palette.dim), one)][1:]


def _first_words(note: str) -> str:
    """The note's first line without the commonest signs of Markdown. Parsing many notes would delay the list."""
    line = note[:_MOST_QUOTED].lstrip().split("\n", 1)[0]
    return visible(note_words(line))


def _tags(tags: Sequence[str], room: int, look: RowLook) -> list[tuple[str, Style]]:
    parts: list[tuple[str, Style]] = []
    for number, tag in enumerate(tags):
        name = f"{' ' if number else ''}#{visible(tag)}"
        if cell_len(name) > room:
            parts.append((fitted(name, room), look.palette.tag_style(tag)))
            break
        parts.append((name, look.palette.tag_style(tag)))
        room -= cell_len(name)
    return parts


def state_of(annotation: Annotation) -> str:
    """One or two words about what needs attention; empty if nothing does."""
    versions = f"{len(others) + 1} versions" if (others := other_versions(annotation)) else ""
    return ", ".join(filter(None, (state_words(annotation), versions)))


def glyph(annotation: Annotation) -> str:
    """The mark in the gutter, the same as in the reader."""
    if annotation.needs_review or other_versions(annotation):
        return REVIEW
    if annotation.anchor is AnchorState.ORPHAN:
        return ORPHAN
    if annotation.anchor is AnchorState.WAITING:
        return WAITING
    if annotation.anchor is AnchorState.MOVED:
        return MOVED
    if annotation.note:
        return NOTE
    return HIGHLIGHT if annotation.color else TAG


@dataclass(slots=True)
class Heading:
    """What the ``count`` rows below it share: an article, or a tag ("" for none). ``key`` names the group.

    While rows of a filtered list are still being made, ``count`` grows.
    """

    key: str
    count: int
    article: ArticleRecord | ArticleFacts | None = None
    tag: str = ""

    @property
    def record(self) -> ArticleRecord | None:
        return self.article.record if isinstance(self.article, ArticleFacts) else self.article


def heading_row(heading: Heading, *, is_first: bool, can_stop: bool = True) -> Row:
    """The row of a heading, with space above. If it ``can_stop``, the cursor can go there, and fold the group."""
    height = 1 if is_first else 2
    return Row(heading.key, height, heading.key, heads=True) if can_stop else Row("", height)


def paint_heading(heading: Heading, look: RowLook, *, is_first: bool) -> PaintedRow:
    """Paint the article's title and author or the tag, a rule, and the number of rows."""
    record, palette = heading.record, look.palette
    if record is not None:
        name, style = visible(record.title), palette.title
        about = visible(record.metadata.creator or record.metadata.site)
    else:
        name = f"#{visible(heading.tag)}" if heading.tag else _UNTAGGED
        style = palette.tag_style(heading.tag) + Style(bold=True) if heading.tag else palette.title
        about = ""
    line = paint_group_heading((name, style), heading.count, look, about=about)
    return [line] if is_first or look.is_folded else [[], line]
