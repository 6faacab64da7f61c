"""Turns the paragraphs of a PDF into blocks: title, headings, lists, code, captions, furniture."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from readtui.importers.pdf.floats import CAPTION
from readtui.importers.pdf.footnotes import Note
from readtui.importers.pdf.lines import Line
from readtui.importers.pdf.paragraphs import Paragraph
from readtui.importers.pdf.pictures import PicturesBetween
from readtui.importers.pdf.text import FlowedText, Vocabulary, as_code, flowed, flowed_table
from readtui.importers.pdf.typesetting import LARGER, MARKER, Typesetting, is_marker
from readtui.importers.pdf.word import BOLD, MONOSPACE
from readtui.model.block import BlockKind, Role
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import ArticleBuilder

_LONGEST_HEADING = 200
_LONGEST_BOLD_HEADING = 120
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*|[A-Z]|[IVX]+)\.?\s+")
_PAGE_REFERENCE = re.compile(r"[^\W\d].*[\s.]\d{1,4}$")
_CONTENTS = frozenset({"contents", "table of contents", "inhalt", "inhaltsverzeichnis", "table des matières", "índice"})
_MOST = 30
_BEGINS_TEXT = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+|[IVX]+\.\s+)?(?:abstract|introduction|zusammenfassung|einleitung|résumé|resumen"
    r"|introducción)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:universit\w*|institut\w*|department|dept|faculty|fakultät|school|college|laborator\w+|lab|academy|hospital"
    r"|cent(?:er|re)|corporation|corp|inc|ltd|gmbh|research|hochschule|école|escuela|facult\w+)\b\.?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:key\s?words?|index terms|e-?mail|doi|issn|isbn|(?:permanent\s+)?url|received|accepted|by)\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S@\S|https?://")
_NAME = r"(?:[A-ZÀ-ÖØ-ÞŁŚŽ][\w’'.-]*|(?:van|von|de|der|den|di|da|del|la|le|al|bin|ibn)(?=\s))"
_NAMES = re.compile(rf"{_NAME}(?:\s{_NAME}){{1,4}}[\s\d,*∗†‡§¶⁰¹²³⁴⁵⁶⁷⁸⁹⁺+#$]*")
_BETWEEN_NAMES = re.compile(r",\s?(?:and\s)?|;|&|\s(?:and|und|et|y)\s")
_MARKED = re.compile(r"[∗†‡§¶¹²³]")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of a PDF's outline; ``depth`` counts from 0, ``page`` from 0, or is -1 if unknown."""

    title: str
    depth: int
    page: int


@dataclass(frozen=True, slots=True)
class Aside:
    """A line that belongs to the page (header, footer or number), and its page."""

    line: Line
    page: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.line.text.replace("\xad", "-")


class BlockMaker:
    """Adds a block for each paragraph, and the notes and furniture of pages where a paragraph ends.

    ``sources`` has the lines of each block; ``pictures`` those of the document.
    """

    def __init__(
        self,
        setting: Typesetting,
        vocabulary: Vocabulary,
        bookmarks: Sequence[Bookmark],
        page_ends: Iterable[Aside | Note],
    ) -> None:
        self.builder = ArticleBuilder()
        self.title = ""
        self.sources: list[Sequence[Line]] = []
        self.pictures: PicturesBetween | None = None
        self._setting = setting
        self._vocabulary = vocabulary
        self._page_ends = deque(sorted(page_ends, key=lambda end: (end.page, isinstance(end, Aside))))
        self._depths: dict[str, dict[int, int]] = {}
        for bookmark in bookmarks:
            self._depths.setdefault(_folded(bookmark.title), {})[bookmark.page] = bookmark.depth

    def add_all(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add the blocks of the document."""
        plain = self._plain_style(paragraphs)
        title = self._title_index(paragraphs)
        ranks = self._heading_ranks(paragraphs, title)
        lefts: list[float] = []
        for index, paragraph in enumerate(paragraphs):
            self._add_page_ends(plain, paragraph.lines[0].page)
            self._show_pictures(paragraph)
            level = 1 if index == title else ranks.get(index, 0)
            if paragraph.is_label:
                self._add_plain(BlockKind.FURNITURE, "\n".join(line.text for line in paragraph.lines), paragraph.lines)
            elif level:
                flow = flowed(paragraph.lines, self._vocabulary, paragraph.style)
                self.title = flow.text if index == title else self.title
                flow = replace(flow, marks=tuple(mark for mark in flow.marks if mark[3]))
                role = Role.TITLE if index == title else None
                self._add(BlockKind.HEADING, flow, paragraph.lines, role=role, level=level)
                lefts = []
            elif paragraph.is_table:
                flow = flowed_table(paragraph.lines[0].cells, self._vocabulary, plain)
                self._add(BlockKind.TABLE, flow, paragraph.lines[:1])
                lefts = []
            elif paragraph.style & MONOSPACE and not plain & MONOSPACE:
                self._add_plain(BlockKind.CODE, as_code(paragraph.lines), paragraph.lines)
            else:
                lefts = self._add_text(paragraph, flowed(paragraph.lines, self._vocabulary, plain), lefts)
        self._show_pictures(None)
        self._add_page_ends(plain)

    def _show_pictures(self, below: Paragraph | None) -> None:
        """Add the pictures above a paragraph, or all that are left, and what they show unless the paragraph says so."""
        line, said = (below.lines[0], below.text.casefold()) if below else (None, "")
        for image, picture in self.pictures.above(line) if self.pictures else ():
            if image is not None:
                self.builder.add_image(image)
            if picture.alternative and picture.alternative.casefold() not in said:
                self._add_plain(BlockKind.CAPTION, picture.alternative, [Line([], picture.page)])

    def _add_plain(self, kind: BlockKind, text: str, lines: Sequence[Line]) -> None:
        self._add(kind, FlowedText(text), lines)

    def _add(
        self,
        kind: BlockKind,
        flow: FlowedText,
        lines: Sequence[Line],
        role: Role | None = None,
        level: int = 0,
        label: str = "",
    ) -> None:
        if flow.text.strip():
            self.sources.append(lines)
        self.builder.add(kind, flow.text, role=role, level=level, label=label, marks=flow.marks, names=flow.names)

    def _add_text(self, paragraph: Paragraph, flow: FlowedText, lefts: list[float]) -> list[float]:
        """Add a paragraph, list item or caption; return the left edges of the list that is open after it."""
        first, text = paragraph.lines[0], flow.text
        marker = MARKER.match(text) if is_marker(first) else None
        tag = self._setting.tag_of(paragraph.lines[0])
        if tag and tag.is_item and marker is None:
            self._add(BlockKind.LIST_ITEM, flow, paragraph.lines, level=tag.depth, label="•")
            return lefts
        if marker is None or not self._is_item(paragraph, marker[0], bool(lefts)):
            kind = BlockKind.CAPTION if CAPTION.match(text) and len(text) < 600 else BlockKind.PARAGRAPH
            self._add(kind, flow, paragraph.lines)
            return []
        while lefts and first.left < lefts[-1] - first.size * 0.4:
            lefts.pop()
        if not lefts or first.left > lefts[-1] + first.size * 0.4:
            lefts.append(first.left)
        label = marker[0] if marker[0][-1] in ".)]" else "•"
        rest = flow.without_start(marker.end())
        self._add(BlockKind.LIST_ITEM, rest, paragraph.lines, level=len(lefts), label=label)
        return lefts

    def _is_item(self, paragraph: Paragraph, marker: str, in_list: bool) -> bool:
        """Whether a marker begins an item: a bullet does; a letter or number does if the lines hang or a list
        is open.
        """
        if marker[-1] not in ".)]":
            return marker not in "-–—*∗⋆" or in_list or _hangs(paragraph)
        return in_list or _hangs(paragraph) or marker.strip("()[].") in ("1", "a", "A", "i")

    def _add_page_ends(self, plain: int, page: int | None = None) -> None:
        """Add the notes and furniture of all pages before ``page``, or of all pages."""
        while self._page_ends and (page is None or self._page_ends[0].page < page):
            end = self._page_ends.popleft()
            if isinstance(end, Aside):
                self._add_plain(BlockKind.FURNITURE, end.text, [end.line])
            else:
                self._add(BlockKind.PARAGRAPH, flowed(end.lines, self._vocabulary, plain), end.lines)

    @staticmethod
    def _plain_style(paragraphs: Iterable[Paragraph]) -> int:
        styles = Counter[int]()
        for paragraph in paragraphs:
            for line in paragraph.lines:
                styles[line.style] += len(line.words)
        return styles.most_common(1)[0][0] if styles else 0

    def _title_index(self, paragraphs: Sequence[Paragraph]) -> int:
        """The index of the title: the first paragraph in the largest type on the first page with text; -1 for none."""
        page = paragraphs[0].lines[0].page if paragraphs else 0
        first = [
            index
            for index, paragraph in enumerate(paragraphs[:40])
            if paragraph.lines[0].page == page
            and not (paragraph.is_table or paragraph.is_label)
            and len(paragraph.text) <= _LONGEST_HEADING
        ]
        largest = max((paragraphs[index].size for index in first), default=0.0)
        if largest < self._setting.body_size * LARGER:
            return -1
        found = next(index for index in first if paragraphs[index].size >= largest * 0.97)
        return -1 if _folded(paragraphs[found].text) in _CONTENTS else found

    def _heading_ranks(self, paragraphs: Sequence[Paragraph], title: int) -> dict[int, int]:
        """The level of each heading; where the outline names a heading, it decides.

        A type that appears only right below the title, and is not bold, belongs to the authors and the date.
        """
        named: dict[int, int] = {}
        typed: dict[int, tuple[float, int]] = {}
        for index, paragraph in enumerate(paragraphs):
            if index == title or paragraph.is_table or paragraph.is_label:
                continue
            depth = self._outline_depth(paragraph)
            look = self._heading_look(paragraph)
            tag = self._setting.tag_of(paragraph.lines[0])
            if tag and depth is None:
                depth = tag.heading_rank - 1 if tag.heading_rank else None
                look = None if tag.is_item or tag.kind in ("TD", "TH") else look
            if depth is not None:
                named[index] = depth
            elif look is not None:
                typed[index] = look
        for index in bylines(paragraphs, title):
            typed.pop(index, None)
        times = Counter(typed.values())
        under_title = takewhile(typed.__contains__, range(title + 1, len(paragraphs))) if title >= 0 else ()
        below = list(under_title)
        times_below = Counter(typed[index] for index in below)
        for index in below:
            is_bold = paragraphs[index].style & BOLD
            only_here = times[typed[index]] == times_below[typed[index]]
            if only_here and not (is_bold and max(times.values()) == 1):
                del typed[index]
        offset = 1 if title < 0 else 2
        looks = sorted(set(typed.values()), reverse=True)
        by_look = {self._heading_look(paragraphs[index]): depth for index, depth in named.items()}
        found = {index: by_look.get(look, looks.index(look)) for index, look in typed.items()} | named
        return {index: min(6, depth + offset) for index, depth in found.items()}

    def _outline_depth(self, paragraph: Paragraph) -> int | None:
        if not self._depths or len(paragraph.lines) > 4:
            return None
        text = _folded(flowed(paragraph.lines, self._vocabulary, 0).text)
        pages = self._depths.get(text) or self._depths.get(_folded(_NUMBERING.sub("", text)))
        if not pages:
            return None
        return pages.get(paragraph.lines[0].page, pages.get(-1))

    def _heading_look(self, paragraph: Paragraph) -> tuple[float, int] | None:
        """Size and style of a paragraph that looks like a heading; size 0 for bold type in the body's size."""
        text = paragraph.text
        if len(text) > _LONGEST_HEADING or len(paragraph.lines) > 4 or says_about(text):
            return None
        if sum(map(str.isalpha, text)) < 2:
            return None
        if paragraph.size >= self._setting.body_size * LARGER:
            return round(paragraph.size), 0
        is_bold = bool(paragraph.style & BOLD) and paragraph.size >= self._setting.body_size * 0.94
        ends = text.endswith((".", ",", ";", ":")) or _PAGE_REFERENCE.search(text)
        if is_bold and paragraph.gap and len(text) <= _LONGEST_BOLD_HEADING and len(paragraph.lines) <= 2 and not ends:
            return 0.0, 0
        return None


def _hangs(paragraph: Paragraph) -> bool:
    return len(paragraph.lines) > 1 and all(
        line.left > paragraph.lines[0].left + line.size * 0.5 for line in paragraph.lines[1:]
    )


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def asides_of(lines: Iterable[Line]) -> Iterator[Aside]:
    """Convert furniture lines to asides, in page order."""
    for line in sorted(lines, key=lambda line: (line.page, -line.baseline, line.left)):
        yield Aside(line, line.page)


def bylines(paragraphs: Sequence[Paragraph], title: int) -> set[int]:
    """The indices of paragraphs between the title and the text that are not headings."""
    if title < 0:
        return set()
    end = min(len(paragraphs), title + _MOST)
    first = next((at for at in range(title + 1, end) if _BEGINS_TEXT.match(paragraphs[at].text)), None)
    is_paper = first is not None
    texts = [paragraph.text for paragraph in paragraphs[title + 1 : first if first is not None else title + 2]]
    found: set[int] = set()
    for index, text in enumerate(texts):
        following = texts[index + 1] if index + 1 < len(texts) else ""
        is_told = _is_place(following) or (is_paper and len(texts) == 1)
        is_about = is_paper and (_is_place(text) or _ABOUT.match(text) is not None)
        if is_about or _name_several(text) or (is_told and _names_one(text)):
            found.add(title + 1 + index)
    return found


def _names_one(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and _NAMES.fullmatch(text) is not None


def _name_several(text: str) -> bool:
    """Whether a text names several people, or one person with a note sign."""
    names = [name.strip() for name in _BETWEEN_NAMES.split(text) if name.strip(" ,;&*∗†‡§¶¹²³")]
    are_names = all(_names_one(name) and not name.startswith("The ") for name in names)
    return are_names and (len(names) > 1 or (bool(names) and _MARKED.search(text) is not None))


def says_about(text: str) -> bool:
    """Whether a paragraph describes the document itself, such as its keywords or address."""
    return _ABOUT.match(text) is not None and ":" in text[:40]


def _is_place(text: str) -> bool:
    return _PLACE.search(text) is not None or _ADDRESS.search(text) is not None
