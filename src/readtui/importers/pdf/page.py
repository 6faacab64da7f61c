"""Groups a PDF page's glyphs into words with positions, using pdfium."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from itertools import chain
from typing import Any, TypeVar

from readtui.importers.pdf.tables.rulings import Ruling, mirrored, rulings_of
from readtui.importers.pdf.tags import StructureTag, tags_of
from readtui.importers.pdf.word import BOLD, HYPHEN, ITALIC, MONOSPACE, Glyphs, Word, word_at
from readtui.quick_dataclass import dataclass

_ABOVE = {
    **dict(
        zip("`´ˆ˜¨ˉ¯˘˙˚˝ˇ", "\u0300\u0301\u0302\u0303\u0308\u0304\u0304\u0306\u0307\u030a\u030b\u030c", strict=True)
    ),
    **dict(zip("^~", "\u0302\u0303", strict=True)),
}
_BELOW = {"¸": "\u0327", "˛": "\u0328"}
_ACCENTS = _ABOVE | _BELOW
_NEVER_ALONE = frozenset("ˆ˜¨˘˝ˇ")
"""Marks that never stand alone: they belong to the next letter, even if the two do not overlap."""

_DOTLESS = {"ı": "i", "ȷ": "j"}
_FARTHEST = 3
_OVERLAP = 0.08
_DOUBLE = 0.15

Box = tuple[float, float, float, float]
"""Left, right, baseline and font size of a glyph in points, all in the same direction."""


def joined_characters(codes: Sequence[int], box: Callable[[int], Box | None]) -> dict[int, str]:
    """The characters, by index, for glyphs that are not characters by themselves; "" if another glyph includes it.

    ``codes``: UTF-16 units; ``box``: the position of a glyph, None if it has none.
    """
    found = _pairs(codes)
    for index, code in enumerate(codes):
        if code < 0x300 + 0x100 and chr(code) in _ACCENTS and index not in found:
            _join_accent(codes, index, box, found)
    return found


def _pairs(codes: Sequence[int]) -> dict[int, str]:
    """Characters above U+FFFF, which come as two halves."""
    found: dict[int, str] = {}
    for index, code in enumerate(codes):
        if 0xD800 <= code < 0xE000 and index not in found:
            after = codes[index + 1] if index + 1 < len(codes) else 0
            is_pair = code < 0xDC00 <= after < 0xE000
            found[index] = chr(0x10000 + ((code - 0xD800) << 10) + after - 0xDC00) if is_pair else "\ufffd"
            if is_pair:
                found[index + 1] = ""
    return found


def _join_accent(codes: Sequence[int], index: int, box: Callable[[int], Box | None], found: dict[int, str]) -> None:
    accent = chr(codes[index])
    before, after = _letter_beside(codes, index, -1, found), _letter_beside(codes, index, 1, found)
    nearest = (before, after) if accent in _BELOW else (after, before)
    for letter in nearest:
        composed = _composed(codes, letter, accent, found) if letter is not None else ""
        if letter is None or not composed:
            continue
        if _overlap(box(index), box(letter)) or _belong(codes, index, letter, accent):
            found[letter] = composed
            found |= dict.fromkeys(range(min(letter, index) + 1, max(letter, index)), "")
            found[index] = ""
            return


def _letter_beside(codes: Sequence[int], index: int, step: int, found: dict[int, str]) -> int | None:
    """The next letter in one direction; only white space may be in between."""
    at = index + step
    while 0 <= at < len(codes) and abs(at - index) < _FARTHEST and (chr(codes[at]).isspace() or found.get(at) == ""):
        at += step
    return at if 0 <= at < len(codes) and chr(codes[at]).isalpha() else None


def _composed(codes: Sequence[int], letter: int, accent: str, found: dict[int, str]) -> str:
    """The letter with the accent, if a single character exists for both."""
    plain = found.get(letter) or chr(codes[letter])
    composed = unicodedata.normalize("NFC", _DOTLESS.get(plain, plain) + _ACCENTS[accent])
    return composed if len(composed) == 1 else ""


def _belong(codes: Sequence[int], index: int, letter: int, accent: str) -> bool:
    """Whether an accent and the letter next to it belong together by their kind."""
    if abs(letter - index) > 1:
        return False
    if letter < index:
        return accent in _BELOW
    return accent in _NEVER_ALONE or (chr(codes[letter]) in _DOTLESS and accent not in _BELOW)


def _overlap(accent: Box | None, letter: Box | None) -> bool:
    """Whether the middle of an accent is above or below a letter."""
    if accent is None or letter is None or abs(accent[2] - letter[2]) > letter[3]:
        return False
    middle, room = (accent[0] + accent[1]) / 2, letter[3] * _OVERLAP
    return letter[0] - room <= middle <= letter[1] + room


def is_near(right: float, up: float, size: float) -> bool:
    """Whether a glyph is so close to another that both look like one."""
    return abs(right) < size * _DOUBLE and abs(up) < size * _DOUBLE


def without_doubles(words: Iterable[tuple[int, Word]]) -> list[tuple[int, Word]]:
    """The words without copies set in nearly the same place for a bold look or a shadow."""
    found: list[tuple[int, Word]] = []
    places: dict[tuple[str, int], list[Word]] = {}
    at = places.get
    for turn, word in words:
        text, row = word.text, round(word.baseline)
        beside, above, below = at((text, row)), at((text, row + 1)), at((text, row - 1))
        if beside or above or below:
            left, room = word.left, word.size * _DOUBLE
            near = [one for one in chain(beside or (), above or (), below or ()) if abs(one.left - left) < room]
            if any(_is_same(word, one) for one in near):
                continue
        if beside is None:
            places[text, row] = [word]
        else:
            beside.append(word)
        found.append((turn, word))
    return found


def _is_same(word: Word, known: Word) -> bool:
    is_same_place = is_near(word.left - known.left, word.baseline - known.baseline, word.size)
    return is_same_place and is_near(word.right - known.right, 0, word.size)


_DIVIDED = frozenset("\ufffe\x02")
_DIGIT = re.compile(r"\d|[\xb2\xb3\xb9]")
_BOLD_NAME = re.compile(r"bold|black|heavy|semib|demi|medi(?!um)|cmbx|cmssbx|sfbx|ecbx|-bd|\bbd\b", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|slanted|cmti|cmsl|sfti|ecti|-it\b|ital\b|kursiv", re.IGNORECASE)
_MONOSPACE_NAME = re.compile(
    r"mono|courier|consol|typewriter|cmtt|sftt|ectt|lmtt|nimbusmon|menlo|cousine|inconsolata", re.IGNORECASE
)
_FIXED_PITCH, _ITALIC_FLAG, _FORCE_BOLD = 1, 1 << 6, 1 << 18
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SYMBOL_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF0A8, 0xF06F, 0xF02D, 0xF076), "•")
_WIDE_GAP = 0.25
_SHIFT = 0.1
_RAISED_FORM = 0.35
_RAISED_FORM_SIZE = 0.65
_URI_BYTES = 2048
_SAMPLE = 2000
_LEFTWARD = ("R", "AL")
_FIRST_LEFTWARD = 0x590
_FIRST_HANGUL = "\u1100"
_BETWEEN_SPACES = re.compile(r"[^\s\0\x02\ufffe]+")
_NO_SPACE = "\ue000"
_PLAIN = re.compile(
    r"[!-~\xa1-\xac\xae-\u02af\u0370-\u03ff\u0400-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\ufb00-\ufb06]+"
)
"""Words without combining marks and of scripts that are never set from top to bottom."""
_LONGEST_RUN = 400
_MAX_LINKS = 2000
_MAX_TEXT_OBJECTS = 40_000

Characters = TypeVar("Characters", str, Glyphs)


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page in the order in which they were set; ``turned`` words have another direction than most.

    ``rulings``: the ruling lines of a page with upright text. ``alternatives``: see PageTags.
    """

    words: tuple[Word, ...]
    turned: tuple[Word, ...]
    glyphs: int
    rulings: tuple[Ruling, ...] = ()
    alternatives: Mapping[int, str] = field(default_factory=dict)


@contextmanager
def loaded_page(document: Any, index: int) -> Iterator[Any]:
    """A page opened with pdfium; None if it is missing or broken."""
    import pypdfium2.raw as pdfium

    page = pdfium.FPDF_LoadPage(document, index)
    try:
        yield page or None
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


def page_words(document: Any, page: Any, number: int, most_glyphs: int, *, traces: bool = False) -> PageWords:
    """The words of a loaded page; with more than ``most_glyphs`` glyphs, only their number.

    Pdfium's time grows with the square of the number of text pieces, so very many pieces count as too many glyphs.
    ``traces``: the words keep their glyphs.
    """
    import pypdfium2.raw as pdfium

    if _text_objects(pdfium, page) > _MAX_TEXT_OBJECTS:
        return PageWords((), (), most_glyphs + 1)
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return PageWords((), (), 0)
    try:
        count = max(0, pdfium.FPDFText_CountChars(text_page))
        if count > most_glyphs:
            return PageWords((), (), count)
        codes = _codes(pdfium, text_page, count)
        is_leftward = _is_leftward(codes)
        told = tags_of(page, number)
        reader = _WordReader(text_page, told.tags, is_leftward, traces=traces)
        words = without_doubles(reader.words(codes))
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    turns = Counter[int]()
    for turn, word in words:
        turns[turn] += len(word.text)
    main = turns.most_common(1)[0][0] if turns else 0
    upright = tuple(word for turn, word in words if turn == main)
    if main == 0:
        _add_links(document, page, upright, is_leftward)
    rulings = rulings_of(page) if main == 0 else ()
    if is_leftward:
        rulings = tuple(map(mirrored, rulings))
    turned = tuple(word for turn, word in words if turn != main)
    return PageWords(upright, turned, count, rulings, told.alternatives)


def _codes(pdfium: Any, text_page: Any, count: int) -> Sequence[int]:
    """The UTF-16 units of all glyphs: in one call, unless some have none."""
    units = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text_page, 0, count, units) == count + 1:
        return list(units)[:count]
    return [pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count)]


def _is_leftward(codes: Sequence[int]) -> bool:
    """Whether most of the first letters of a page belong to a right-to-left script."""
    if not codes or max(codes[:_SAMPLE]) < _FIRST_LEFTWARD:
        return False
    classes = Counter(unicodedata.bidirectional(chr(code & 0xFFFF)) for code in codes[:_SAMPLE])
    return sum(classes[one] for one in _LEFTWARD) > classes["L"]


def _text_objects(pdfium: Any, page: Any) -> int:
    count = pdfium.FPDFPage_CountObjects(page)
    if count <= _MAX_TEXT_OBJECTS:
        return 0
    kinds = (pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) for index in range(count))
    return sum(kind == pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds)


@dataclass(frozen=True, slots=True)
class _Run:
    """What the glyphs of one piece of text have in common. ``is_level``: the baseline is exactly horizontal."""

    start: int
    turn: int
    is_level: bool
    baseline: float
    size: float
    style: int
    tag: StructureTag | None
    widths: dict[str, float]


class _WordReader:
    """Asks pdfium for each glyph of one text page; the C variables are created once.

    Pdfium counts angles clockwise: text that runs up the page has made three quarter turns.
    """

    def __init__(
        self, text_page: Any, tags: Mapping[int, StructureTag], is_leftward: bool, *, traces: bool = False
    ) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._page = text_page
        self._tags = tags
        self._is_leftward = is_leftward
        self._traces = traces
        self._last_left = 0.0
        self._box = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._origin_at = pdfium.FPDFText_GetCharOrigin
        self._address = _address(text_page)
        self._box_at = _bare(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p)
        self._pieces_in = _bare(pdfium.FPDFText_CountRects, ctypes.c_int, ctypes.c_int)
        self._is_generated = _bare(pdfium.FPDFText_IsGenerated, ctypes.c_int)
        self._run: _Run | None = None
        self._widths: dict[tuple[bytes, float], dict[str, float]] = {}
        self._box_reference = ctypes.addressof(self._box)
        self._origin_references = (ctypes.byref(self._x), ctypes.byref(self._y))
        self._edges = (ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double())
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(128)
        self._styles: dict[tuple[bytes, int], int] = {}

    def words(self, codes: Sequence[int]) -> Iterator[tuple[int, Word]]:
        """Each word with its quarter turns relative to the direction of the page."""
        joined = joined_characters(codes, self._box_of)
        raw = "".join(map(_character, codes))
        for index in joined:
            raw = f"{raw[:index]}{_NO_SPACE}{raw[index + 1 :]}"
        is_plain = (lambda *_: None) if self._is_leftward else _PLAIN.fullmatch
        for found in _BETWEEN_SPACES.finditer(raw):
            start, end = found.span()
            word = self._word_in_one_run(start, end, raw) if is_plain(raw, start, end) else None
            turn = 0
            if word is None:
                words = list(self._words_by_glyph(start, end, codes, joined))
                if not words:
                    continue
                yield from words[:-1]
                turn, word = words[-1]
            after = raw[end : end + 1]
            if after in _DIVIDED:
                word.text += HYPHEN
                if word.glyphs is not None:
                    word.glyphs.append((end,))
            elif after == " ":
                word.spaced = word.text[-1] >= _FIRST_HANGUL and not self._is_generated(self._address, end)
            elif after:
                self._run = None
            yield turn, word

    def _word_in_one_run(self, start: int, end: int, raw: str) -> Word | None:
        """The word, if all its glyphs belong to one upright piece of text with one size and baseline, as nearly all do;
        the first and the last one tell where it is.
        """
        run, box = self._run, self._box
        if (
            run is None
            or end - run.start > _LONGEST_RUN
            or self._pieces_in(self._address, run.start, end - run.start) != 1
        ):
            if self._pieces_in(self._address, start, end - start) != 1:
                return None
            self._run = run = self._run_at(start)
        if run.turn or not run.is_level:
            return None
        text, widths = raw[start:end], run.widths
        try:
            width = sum([widths[char] for char in text])
        except KeyError:
            width = self._measured(start, text, widths)
        self._box_at(self._address, start, self._box_reference)
        left, right = box.left, box.right
        if end - start > 1:
            self._box_at(self._address, end - 1, self._box_reference)
            right = box.right
        if abs(right - left - width) > run.size * _WIDE_GAP:
            return None
        if _DIGIT.search(text) and any(
            text[at].isdigit() and self._is_raised_form(start + at, run.baseline) for at in range(end - start)
        ):
            return None
        if not text.isascii():
            text = text.translate(_LIGATURES)
        made = word_at(text, left, right, run.baseline, run.size, run.style, "", False, run.tag)
        if self._traces:
            made.glyphs = [(at,) for at in range(start, end) for _ in _LIGATURES.get(ord(raw[at]), " ")]
        return made

    def _measured(self, start: int, text: str, widths: dict[str, float]) -> float:
        """The sum of the widths of some glyphs, which are the same for each character of a font."""
        for at, char in enumerate(text, start):
            if char not in widths:
                self._box_at(self._address, at, self._box_reference)
                widths[char] = self._box.right - self._box.left
        return sum([widths[char] for char in text])

    def _run_at(self, index: int) -> "_Run":
        angle = float(self._pdfium.FPDFText_GetCharAngle(self._page, index))
        self._origin_at(self._page, index, *self._origin_references)
        baseline = self._y.value
        size, style = self._size(index), self._style(index)
        widths = self._widths.setdefault((self._name.value, size), {})
        return _Run(index, self._turn(index), angle == 0.0, baseline, size, style, self._tag(index), widths)

    def _words_by_glyph(
        self, start: int, end: int, codes: Sequence[int], joined: Mapping[int, str]
    ) -> Iterator[tuple[int, Word]]:
        """The words of the glyphs between two spaces, judged glyph by glyph."""
        word: Word | None = None
        turn = 0
        last = ("", 0.0)
        for index in range(start, end):
            if joined.get(index) == "":
                continue
            code = codes[index]
            char = joined.get(index) or _LIGATURES.get(code) or _SYMBOL_BULLETS.get(code) or _character(code)
            if self._is_leftward:
                char = unicodedata.normalize("NFKC", char)  # presentation forms of Arabic letters
            if word is None:
                turn = self._turn(index)
            left, right, baseline = self._place(index, turn)
            is_raised = char.isdigit() and turn == 0 and self._is_raised_form(index, baseline)
            if is_raised:
                baseline += self._size(index) * _RAISED_FORM
            if (
                word
                and char == last[0]
                and self._is_double(
                    index, left, self._last_left, baseline - last[1], min(word.size, 3 * (right - left))
                )
            ):
                continue
            last = (char, baseline)
            apart = word is not None and self._is_apart(word, left, right, baseline)
            if word and apart:
                yield turn, word
                word = None
            if word is None:
                size = self._size(index) * (_RAISED_FORM_SIZE if is_raised else 1)
                word = Word(char, left, right, baseline, size, self._style(index), "", apart, self._tag(index))
                if self._traces:
                    word.glyphs = [(index,)] * len(char)
            else:
                if word.glyphs is not None:
                    added: Glyphs = [(index,)] * len(char)
                    word.glyphs = self._with(word, word.glyphs, added, char, left)
                word.text = self._with(word, word.text, char, char, left)
                word.left, word.right = min(word.left, left), max(word.right, right)
            self._last_left = left
        if word:
            yield turn, word

    def _with(self, word: Word, before: Characters, added: Characters, char: str, left: float) -> Characters:
        """The text of a word, or its glyphs, with those of its next character ``char``. Pdfium returns some Arabic
        words, and pairs from one glyph, backwards.
        """
        if not self._is_leftward or unicodedata.bidirectional(char[0]) not in _LEFTWARD:
            return before + added
        if left == self._last_left:
            return before[:-1] + added + before[-1:]
        return added + before if left < word.left else before + added

    def _is_apart(self, word: Word, left: float, right: float, baseline: float) -> bool:
        """Whether a glyph cannot belong to the previous word: it is raised or lowered, on another line, or after a gap
        or a jump back.
        """
        gap = left - word.right
        if self._is_leftward:  # numbers run in the other direction
            gap = max(gap, word.left - right)
        return abs(baseline - word.baseline) > word.size * _SHIFT or not -word.size < gap < word.size * _WIDE_GAP * 2

    def _place(self, index: int, turn: int) -> tuple[float, float, float]:
        """Left, right and baseline of a glyph in its own direction."""
        box = self._box
        self._box_at(self._address, index, self._box_reference)
        self._origin_at(self._page, index, *self._origin_references)
        if turn == 0 and self._is_leftward:
            return -box.right, -box.left, self._y.value
        if turn == 0:
            return box.left, box.right, self._y.value
        if turn == 3:
            return box.bottom, box.top, -self._x.value
        if turn == 2:
            return -box.right, -box.left, -self._y.value
        return -box.top, -box.bottom, self._x.value

    def _is_double(self, index: int, left: float, last_left: float, rise: float, size: float) -> bool:
        """Whether a glyph repeats the previous one to look bold.

        The letters of a ligature share a position too, but are drawn together.
        """
        if not is_near(left - last_left, rise, size):
            return False
        one, other = (self._pdfium.FPDFText_GetTextObject(self._page, at) for at in (index - 1, index))
        return left != last_left or _address(one) != _address(other)

    def _box_of(self, index: int) -> Box | None:
        """The box of an upright glyph."""
        if self._turn(index):
            return None
        left, right, bottom, top = self._edges
        self._pdfium.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        self._pdfium.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        return float(left.value), float(right.value), float(self._y.value), self._size(index)

    def _is_raised_form(self, index: int, baseline: float) -> bool:
        """Whether a digit is a font's own small raised form on the normal baseline."""
        left, right, bottom, top = self._edges
        self._pdfium.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        return float(bottom.value) - baseline > self._size(index) * _RAISED_FORM * 0.7

    def _turn(self, index: int) -> int:
        angle = max(0.0, float(self._pdfium.FPDFText_GetCharAngle(self._page, index)))
        half_turns = int(self._pdfium.FPDFText_GetFontSize(self._page, index) < 0)
        return (round(angle / (math.pi / 2)) + 2 * half_turns) % 4

    def _tag(self, index: int) -> StructureTag | None:
        if not self._tags:
            return None
        text_object = self._pdfium.FPDFText_GetTextObject(self._page, index)
        return self._tags.get(self._pdfium.FPDFPageObj_GetMarkedContentID(text_object)) if text_object else None

    def _size(self, index: int) -> float:
        size = float(self._pdfium.FPDFText_GetFontSize(self._page, index))
        if self._pdfium.FPDFText_GetMatrix(self._page, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d) or 1.0
        return min(max(abs(size), 0.5), 1000.0)

    def _style(self, index: int) -> int:
        self._name.value = b""
        self._pdfium.FPDFText_GetFontInfo(self._page, index, self._name, len(self._name), self._flags)
        key = (self._name.value, self._flags.value)
        if key not in self._styles:
            name = key[0].decode("utf-8", "replace").rpartition("+")[2]
            self._styles[key] = (
                (BOLD if key[1] & _FORCE_BOLD or _BOLD_NAME.search(name) else 0)
                | (ITALIC if key[1] & _ITALIC_FLAG or _ITALIC_NAME.search(name) else 0)
                | (MONOSPACE if key[1] & _FIXED_PITCH or _MONOSPACE_NAME.search(name) else 0)
            )
        return self._styles[key]


def _bare(function: Any, *types: Any) -> Callable[..., int]:
    """A function of pdfium that takes the addresses of a text page and of what it fills: in two thirds of the time."""
    return ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, *types)(_address(function) or 0)


def _address(text_object: Any) -> int | None:
    return ctypes.cast(text_object, ctypes.c_void_p).value


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 else "\ufffd"


def _add_links(document: Any, page: Any, words: tuple[Word, ...], is_leftward: bool) -> None:
    """Give the words under the page's link annotations their URLs."""
    import pypdfium2.raw as pdfium

    place, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    rectangle, buffer = pdfium.FS_RECTF(), ctypes.create_string_buffer(_URI_BYTES)
    for _ in range(_MAX_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, place, link):
            return
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            continue
        length = pdfium.FPDFAction_GetURIPath(document, action, buffer, _URI_BYTES)
        if not 0 < length <= _URI_BYTES or not pdfium.FPDFLink_GetAnnotRect(link, rectangle):
            continue
        url = buffer.value.decode("utf-8", "replace")
        for word in words:
            middle = (word.left + word.right) / (-2 if is_leftward else 2)
            inside = rectangle.left <= middle <= rectangle.right
            if inside and rectangle.bottom <= word.baseline + word.size * 0.25 <= rectangle.top:
                word.link = url
