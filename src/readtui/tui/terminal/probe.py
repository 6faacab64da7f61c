"""What the terminal is asked, once and after the first page, and how its replies are read. Nothing is waited for.

Asked are: whether it measures graphemes (mode 2027), its background (OSC 11), kitty graphics, where the cursor stands
behind each of some samples, and at last its attributes (DA1), which every terminal answers: what has not come before
does not come.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from readtui.tui.terminal.traits import TerminalTraits, measured_widths

SAMPLES = {
    "joined_emoji": "👩\u200d👩\u200d👧",
    "skin_tone": "👍🏽",
    "flag": "🇩🇪",
    "emoji_style": "❤\ufe0f",
    "keycap": "1\ufe0f\u20e3",
    "vowel_sign": "का",
    "conjunct": "क्ष",
    "long_conjunct": "स्त्र",
    "am_vowel": "กำ",
    "jamo": "\u1112\u1161\u11ab",
}
"""Graphemes, by what their widths say."""

_GRAPHICS_ID = 4211
WIDEST = 12
"""The most cells that a sample is taken to have, and that are drawn anew behind it."""
_SIXEL = "4"
_MOST_REPLY = 128
_IS_ON = ("1", "3")
# Ticks of the input thread (0.1 s) for which the beginning of what may be a reply is held back.
_TICKS_OF_ESCAPE, _TICKS_ASKED, _TICKS_OF_REPLY = 1, 5, 20
_TICKS_UNTIL_SILENT = 20

_REPLY = re.compile(
    r"\x1b\[\?2027;(?P<mode>\d)\$y"
    r"|\x1b\[\?(?P<attributes>[\d;]{1,64})c"
    r"|\x1b\[(?P<row>\d{1,4});(?P<column>\d{1,4})R"
    r"|\x1b\]11;(?P<color>[rgba:\dA-Fa-f/#]{0,64})(?:\x07|\x1b\\)"
    rf"|\x1b_G(?P<graphics>[^\x07\x1b]{{0,{_MOST_REPLY}}})(?:\x07|\x1b\\)"
)
_BEGUN = re.compile(
    r"\x1b(?:\[(?:\?[\d;]{0,64}\$?|\d{1,4}(?:;\d{0,4})?)?"
    r"|\](?:1(?:1(?:;[rgba:\dA-Fa-f/#]{0,64}\x1b?)?)?)?"
    rf"|_(?:G[^\x07\x1b]{{0,{_MOST_REPLY}}}\x1b?)?)?\Z"
)
_SURELY_REPLY = re.compile(r"\x1b(?:\]11;|_G)")
_BROKEN = re.compile(rf"\x1b\]11;[rgba:\dA-Fa-f/#]*|\x1b_G[^\x07\x1b]{{0,{_MOST_REPLY}}}")
_COLOR = re.compile(r"rgba?:([\dA-Fa-f]{1,4})/([\dA-Fa-f]{1,4})/([\dA-Fa-f]{1,4})(?:/[\dA-Fa-f]{1,4})?")


def questions(row: int, covered: str, environ: Mapping[str, str] = os.environ) -> str:
    """What to write, in one go. The samples are drawn, concealed, at the start of ``row`` (from 1, at least 2), which
    ``covered`` draws anew; the environment says which terminal it is.
    """
    begin, end = "\x1b[?2026h\x1b7", "\x1b[0m" + covered + "\x1b8"
    # Apple's terminal writes out the end of this one, the console of Linux that of the others.
    mode = "" if environ.get("TERM_PROGRAM") == "Apple_Terminal" else "\x1b[?2027$p"
    others = (
        ""
        if environ.get("TERM") == "linux"
        else f"\x1b]11;?\x1b\\\x1b_Gi={_GRAPHICS_ID},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
    )
    samples = "".join(f"\x1b[{row};1H\x1b[8m{sample}\x1b[6n" for sample in SAMPLES.values())
    return f"{begin}{mode}{samples}{end}\x1b[?2026l{others}\x1b[c"


@dataclass
class Replies:
    """Takes the replies out of what comes from the terminal. ``row`` is where the samples are.

    Once asked it goes on to take them out, as they may come late; what is typed goes through.
    """

    row: int = 0
    is_complete: bool = False
    _cells: list[int] = field(default_factory=list)
    _groups: bool | None = None
    _background: tuple[int, int, int] | None = None
    _has_kitty_graphics: bool = False
    _attributes: Sequence[str] = ()
    _held: str = ""
    _ticks: int = 0
    _ticks_since: int = 0

    def begin(self, row: int) -> None:
        """The questions are asked now."""
        self.row, self.is_complete = row, False
        self._cells, self._groups, self._background = [], None, None
        self._has_kitty_graphics, self._attributes, self._ticks_since = False, (), 0

    @property
    def is_awaited(self) -> bool:
        """Whether the terminal was asked, has not answered all, and still may."""
        return bool(self.row) and not self.is_complete and self._ticks_since < _TICKS_UNTIL_SILENT

    def feed(self, text: str) -> str:
        """What is left without the replies."""
        if not self.row or ("\x1b" not in text and not self._held):
            return text
        text, self._held, self._ticks = self._held + text, "", 0
        typed: list[str] = []
        position = 0
        while (escape := text.find("\x1b", position)) >= 0:
            typed.append(text[position:escape])
            reply = _REPLY.match(text, escape)
            if reply and self._take(reply):
                position = reply.end()
            elif _BEGUN.match(text, escape) and (self.is_awaited or len(text) - escape > 1):
                self._held = text[escape:]
                return "".join(typed)
            elif broken := _BROKEN.match(text, escape):
                position = broken.end()
            else:
                typed.append("\x1b")
                position = escape + 1
        typed.append(text[position:])
        return "".join(typed)

    def tick(self) -> str:
        """Nothing has come for a tenth of a second: what was held back in vain, unless it surely was a reply's."""
        self._ticks_since += 1
        if not self._held:
            return ""
        self._ticks += 1
        is_reply = _SURELY_REPLY.match(self._held) is not None
        allowed = _TICKS_OF_REPLY if is_reply else _TICKS_ASKED if self.is_awaited else _TICKS_OF_ESCAPE
        if self._ticks < (_TICKS_OF_ESCAPE if self._held == "\x1b" else allowed):
            return ""
        held, self._held, self._ticks = self._held, "", 0
        return "" if is_reply else held

    def traits(self) -> TerminalTraits:
        """What the replies say; what was not answered is unknown."""
        cells = dict(zip(SAMPLES, self._cells, strict=True)) if len(self._cells) == len(SAMPLES) else None
        graphics = "kitty" if self._has_kitty_graphics else "sixel" if _SIXEL in self._attributes[1:] else ""
        widths = measured_widths(cells) if cells else None
        return TerminalTraits(widths, self._background, graphics, groups=self._groups)

    def _take(self, reply: re.Match[str]) -> bool:
        """Note what a reply says; False if it is none: F3 with a modifier looks like a place in the first row."""
        if reply["row"]:
            cells = int(reply["column"]) - 1
            if int(reply["row"]) != self.row or len(self._cells) == len(SAMPLES) or self.is_complete:
                return int(reply["row"]) == self.row and int(reply["row"]) > 1
            self._cells.append(min(cells, WIDEST))
        elif reply["mode"]:
            self._groups = reply["mode"] in _IS_ON
        elif reply["attributes"]:
            self._attributes, self.is_complete = reply["attributes"].split(";"), True
        elif reply["color"] is not None:
            self._background = _color(reply["color"])
        else:
            self._has_kitty_graphics = reply["graphics"] == f"i={_GRAPHICS_ID};OK"
        return True


def _color(text: str) -> tuple[int, int, int] | None:
    """The color of 8 bits a channel that an X11 color specification means."""
    match = _COLOR.fullmatch(text)
    if match is None:
        return None
    red, green, blue = (int(part, 16) * 255 // (16 ** len(part) - 1) for part in match.groups())
    return red, green, blue
