"""Builds running text as a browser shows it: collapsed white space, marks, named places and images."""

import re
from dataclasses import field

from readtui.importers.common.superscripts import subscript, superscript
from readtui.importers.images.finder import References
from readtui.model.block import MarkType
from readtui.quick_dataclass import dataclass, maker
from readtui.text.article_builder import MarkSpan

_WHITE_SIGNS = " \t\n\r\f"
_WHITE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_REFERENCE = re.compile(r"\d{1,3}|[a-z]{1,2}|[*†‡§¶]{1,3}")


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """An image in running text: its alternative text, the target of a link around it, and its addresses.

    ``is_below``: whether it follows text of its paragraph.
    """

    alt: str
    target: str
    references: References = ()
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class InlineText:
    """A finished stretch of text. Offsets of ``marks`` and ``names`` refer to ``text``."""

    text: str
    marks: tuple[MarkSpan, ...] = ()
    names: tuple[tuple[str, int], ...] = ()
    pictures: tuple[InlinePicture, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not self.text or self.text.isspace()


_inline_text = maker(InlineText)


@dataclass(slots=True)
class _OpenMark:
    type: MarkType
    start: int
    target: str


@dataclass(slots=True)
class InlineBuilder:
    """Collects the text of one block. Marks still open when it is taken continue in the next block."""

    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _wants_space: bool = False
    _at_line_start: bool = True
    _open: list[_OpenMark] = field(default_factory=list)
    _marks: list[MarkSpan] = field(default_factory=list)
    _names: list[tuple[str, int]] = field(default_factory=list)
    _pictures: list[InlinePicture] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add running text: white space collapses to one space, and disappears at the ends of a line."""
        if not text.strip(_WHITE_SIGNS):
            # Most texts are the white space between two elements.
            self._wants_space = self._wants_space or text != ""
            return
        words = _WHITE.sub(" ", text)
        if words[0] == " ":
            self._wants_space = True
            words = words[1:]
        ends_in_space = words[-1] == " "
        self._append(words[:-1] if ends_in_space else words)
        self._wants_space = ends_in_space

    def add_verbatim(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._length += len(text)
            self._at_line_start = text[-1] == "\n"

    def add_space(self) -> None:
        """Separate the text so far from what follows."""
        self._wants_space = True

    def add_line_end(self) -> None:
        self._wants_space = False
        self.add_verbatim("\n")

    def end_line(self) -> None:
        """Add a line end, unless a line has just begun."""
        if not self._at_line_start:
            self.add_line_end()

    @property
    def follows_line_end(self) -> bool:
        """Whether nothing has followed a preserved line end."""
        return self._at_line_start and self._length > 0

    def add_picture(self, alt: str, references: References = ()) -> None:
        """Add an image. Its words are shown if it stands alone."""
        target = next((mark.target for mark in reversed(self._open) if mark.type is MarkType.LINK), "")
        self._pictures.append(
            InlinePicture(alt, target, references, is_below=not self._at_line_start or self._length > 0)
        )

    def name_place(self, name: str) -> None:
        """Name the place of the next text."""
        self._names.append((name, self._length + (self._wants_space and not self._at_line_start)))

    def open_mark(self, kind: MarkType, target: str = "") -> None:
        """Begin a mark, to be ended by ``close_mark``."""
        self._open.append(_OpenMark(kind, self._length, target))

    def close_mark(self) -> None:
        """End the mark begun last."""
        self._close(self._open.pop())

    def place(self) -> tuple[int, int]:
        """The current end of the text, for ``raise_from`` and ``lower_from``."""
        return len(self._pieces), self._length

    def raise_from(self, place: tuple[int, int]) -> None:
        """Make the text since ``place`` a superscript: a note number in brackets, otherwise as in ``superscript``."""
        base, text = self._base_and_script(place)
        if _REFERENCE.fullmatch(text) and self._links_inside(place[1]):
            self._rewrite(place, f"[{text}]")
        elif (above := superscript(base, text)) != text:
            self._rewrite(place, above)

    def lower_from(self, place: tuple[int, int]) -> None:
        """Make the text since ``place`` a subscript."""
        base, text = self._base_and_script(place)
        if (below := subscript(base, text)) != text:
            self._rewrite(place, below)

    def take(self) -> InlineText:
        """The text so far; the builder starts over."""
        if not self._pieces and not self._names and not self._pictures:
            self._wants_space = False
            return _NOTHING
        for mark in self._open:
            self._close(mark)
            mark.start = 0
        taken = _inline_text("".join(self._pieces), tuple(self._marks), tuple(self._names), tuple(self._pictures))
        self._pieces, self._marks, self._names, self._pictures = [], [], [], []
        self._length, self._wants_space, self._at_line_start = 0, False, True
        return taken

    def _base_and_script(self, place: tuple[int, int]) -> tuple[str, str]:
        """A few characters right before ``place``, and the text added since, without white space."""
        script = "".join(self._pieces[place[0] :])
        before = "".join(self._pieces[max(0, place[0] - 3) : place[0]])[-8:]
        is_joined = not script[:1].isspace() and not before[-1:].isspace()
        return before if is_joined else "", script.strip()

    def _append(self, words: str) -> None:
        if self._wants_space and not self._at_line_start:
            words = f" {words}"
            for mark in self._open:
                if mark.start == self._length:
                    mark.start += 1
        self.add_verbatim(words)

    def _close(self, mark: _OpenMark) -> None:
        if mark.start < self._length:
            self._marks.append((mark.type, mark.start, self._length, mark.target))

    def _links_inside(self, start: int) -> bool:
        """Whether a link to a place on the page is open or begins after ``start``."""
        links = [(mark.type, mark.target) for mark in self._open]
        links += [(kind, target) for kind, first, _, target in self._marks[-3:] if first >= start]
        return any(kind is MarkType.LINK and target.startswith("#") for kind, target in links)

    def _rewrite(self, place: tuple[int, int], text: str) -> None:
        """Replace the text since ``place``; marks inside now cover all of it."""
        pieces, start = place
        before = "".join(self._pieces[pieces:])
        text = before[: len(before) - len(before.lstrip())] + text
        del self._pieces[pieces:]
        self._pieces.append(text)
        self._length = start + len(text)
        first = self._length - len(text.lstrip())
        for index in range(len(self._marks) - 1, -1, -1):
            kind, begin, _, target = self._marks[index]
            if begin < start:
                break
            self._marks[index] = (kind, first, self._length, target)


_NOTHING = InlineText("")
