"""The questions to the terminal, asked once after the first page, and how to read its replies. Nothing waits for them.

It asks whether the terminal measures graphemes (mode 2027), for its background (OSC 11), for kitty graphics, for the
cursor position after each of some samples, and last for its attributes (DA1), which every terminal answers: no other
reply can follow.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import field

from readtui.quick_dataclass import dataclass
from readtui.tui.terminal.graphics import knows_placeholders
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
"""Sample graphemes, by the trait that their width reveals."""

_GRAPHICS_ID = 4211
WIDEST = 12
"""The most cells that a sample is taken to have, and that are drawn anew behind it."""
_SIXEL = "4"
_MOST_REPLY = 128
_IS_ON = ("1", "3")
# Ticks of the input thread (0.1 s) for which the beginning of a possible reply is held back.
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
    """The text to write at once. The samples are drawn, concealed, at the start of ``row`` (from 1, at least 2), which
    ``covered`` then redraws; the environment identifies the terminal.
    """
    begin, end = "\x1b[?2026h\x1b7", "\x1b[0m" + covered + "\x1b8"
    # Apple's terminal prints the end of this question, the Linux console that of the others.
    mode = "" if environ.get("TERM_PROGRAM") == "Apple_Terminal" else "\x1b[?2027$p"
    term = environ.get("TERM", "")
    background = "" if term == "linux" else "\x1b]11;?\x1b\\"
    # tmux and screen take this question for the title of the window.
    is_inside = "TMUX" in environ or term.startswith(("tmux", "screen"))
    graphics = "" if term == "linux" or is_inside else f"\x1b_Gi={_GRAPHICS_ID},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
    samples = "".join(f"\x1b[{row};1H\x1b[8m{sample}\x1b[6n" for sample in SAMPLES.values())
    return f"{begin}{mode}{samples}{end}\x1b[?2026l{background}{graphics}\x1b[c"


@dataclass
class Replies:
    """Removes the replies from the terminal's input. ``row`` is where the samples are.

    Once the questions are asked it keeps removing late replies; typed keys pass through.
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
        """The questions are being asked."""
        self.row, self.is_complete = row, False
        self._cells, self._groups, self._background = [], None, None
        self._has_kitty_graphics, self._attributes, self._ticks_since = False, (), 0

    @property
    def is_awaited(self) -> bool:
        """Whether the terminal was asked and may still answer."""
        return bool(self.row) and not self.is_complete and self._ticks_since < _TICKS_UNTIL_SILENT

    def feed(self, text: str) -> str:
        """The input without the replies."""
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
        """No input for a tenth of a second: return input held back in vain, unless it certainly belongs to a reply."""
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
        """What the replies say; unanswered questions stay unknown."""
        cells = dict(zip(SAMPLES, self._cells, strict=True)) if len(self._cells) == len(SAMPLES) else None
        has_sixel = _SIXEL in self._attributes[1:]
        is_kitty = self._has_kitty_graphics and (knows_placeholders() or not has_sixel)
        graphics = "kitty" if is_kitty else "sixel" if has_sixel else ""
        widths = measured_widths(cells) if cells else None
        return TerminalTraits(widths, self._background, graphics, groups=self._groups)

    def _take(self, reply: re.Match[str]) -> bool:
        """Note the content of a reply; False if it is not one: F3 with a modifier looks like a position in the
        first row.
        """
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
    """The color, with 8 bits per channel, of an X11 color specification."""
    match = _COLOR.fullmatch(text)
    if match is None:
        return None
    red, green, blue = (int(part, 16) * 255 // (16 ** len(part) - 1) for part in match.groups())
    return red, green, blue
