"""What is known about the terminal and kept for the next start: its widths, background and graphics."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, fields

from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.paths import terminal_names, terminal_path
from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular

_FORMAT = 1
_MOST_BYTES = 4_000
_WIDEST = 12
_VTE_WITH_BIDI = 5_800


@dataclass(frozen=True, slots=True)
class TerminalTraits:
    """``widths``: how it measures. ``background``: red, green and blue up to 255. ``graphics``: "kitty", "sixel" or "".

    ``groups``: whether it says that it measures graphemes (mode 2027). Unanswered questions are None.
    """

    widths: CellWidths | None = None
    background: tuple[int, int, int] | None = None
    graphics: str = ""
    groups: bool | None = None

    @property
    def cell_widths(self) -> CellWidths:
        """The widths to lay out text with."""
        return self.widths or UNKNOWN_TERMINAL

    @property
    def is_dark(self) -> bool | None:
        """Whether text on its background should be light."""
        if self.background is None:
            return None
        red, green, blue = self.background
        return red * 299 + green * 587 + blue * 114 < 128_000


def measured_widths(cells: Mapping[str, int]) -> CellWidths:
    """The meaning of the widths of ``probe``'s samples."""
    vowel, conjunct = cells["vowel_sign"] - 1, cells["conjunct"] - 1
    # Terminals that measure graphemes make none of them wider than two cells.
    is_limited = cells["long_conjunct"] < 1 + 2 * conjunct
    return CellWidths(
        joined_emoji=_between(0, (cells["joined_emoji"] - 2) // 2, 2),
        skin_tone=_between(0, cells["skin_tone"] - 2, 2),
        flag=_between(1, cells["flag"], 4),
        emoji_style=_between(0, max(cells["emoji_style"], cells["keycap"]) - 1, 1),
        vowel_sign=_between(0, vowel, 1),
        conjunct=_between(0, conjunct, 1),
        am_vowel=_between(0, cells["am_vowel"] - 1, 1),
        jamo=_between(0, (cells["jamo"] - 1) // 2, 1),
        limit=2 if is_limited else 0,
    )


def draws_right_to_left(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal is known to draw right-to-left text in order and to keep lines where they are.

    VTE does from 0.58 on. Inside a multiplexer, the variable may be that of another terminal.
    """
    version = environ.get("VTE_VERSION", "")
    is_known = version.isascii() and version.isdigit() and int(version) >= _VTE_WITH_BIDI
    return is_known and not (environ.get("TMUX") or environ.get("STY"))


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))


def load_traits(environ: Mapping[str, str] = os.environ) -> TerminalTraits:
    """What was kept about this terminal; nothing known if there is nothing or it cannot be read."""
    import json

    try:
        with open_regular(terminal_path(environ)) as file:
            record = json.loads(file.read(_MOST_BYTES))
        return _traits_of(record) if record["terminal"] == terminal_names(environ) else TerminalTraits()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return TerminalTraits()


def save_traits(traits: TerminalTraits, environ: Mapping[str, str] = os.environ) -> None:
    """Keep the traits. If that fails, the terminal is asked again at the next start."""
    import json

    from readtui.rights import make_private_folder, private

    path = terminal_path(environ)
    made = f"{path}.{os.getpid()}"
    try:
        make_private_folder(os.path.dirname(path))
        with open(made, "w", encoding="ascii", opener=private) as file:
            json.dump({"format": _FORMAT, "terminal": terminal_names(environ), **asdict(traits)}, file)
        os.replace(made, path)
    except OSError:
        return


def _traits_of(record: dict[str, object]) -> TerminalTraits:
    """Raises ValueError, TypeError or KeyError for anything that ``save_traits`` has not written."""
    if record["format"] != _FORMAT:
        raise ValueError(record["format"])
    widths, background = record["widths"], record["background"]
    graphics, groups = record["graphics"], record["groups"]
    if graphics not in ("kitty", "sixel", "") or groups not in (True, False, None):
        raise ValueError(graphics)
    return TerminalTraits(
        None if widths is None else _widths_of(widths),
        None if background is None else _background_of(background),
        str(graphics),
        None if groups is None else bool(groups),
    )


def _widths_of(record: object) -> CellWidths:
    if not isinstance(record, dict):
        raise TypeError
    return CellWidths(**{one.name: _number(record[one.name], _WIDEST) for one in fields(CellWidths)})


def _background_of(record: object) -> tuple[int, int, int]:
    if not isinstance(record, list):
        raise TypeError
    red, green, blue = (_number(part, 255) for part in record)
    return red, green, blue


def _number(value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(value)
    return value
