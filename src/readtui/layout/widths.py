"""The width in cells of graphemes that terminals measure differently."""

from functools import lru_cache
from unicodedata import category

from rich.cells import cell_len

from readtui.quick_dataclass import dataclass

_JOINER = "\u200d"
_NARROW_STYLE, _EMOJI_STYLE = "\ufe0e", "\ufe0f"
_AM_VOWELS = frozenset("\u0e33\u0eb3")


@dataclass(frozen=True, slots=True)
class CellWidths:
    """The contribution of each part to the width of a grapheme, in cells; ``limit`` is the maximum width (0: none).

    ``joined_emoji``: an emoji after a zero-width joiner. ``skin_tone``: an emoji modifier. ``flag``: both letters of a
    flag. ``emoji_style``: variation selector 16 on a narrow symbol. ``vowel_sign``: a spacing mark of an Indic script.
    ``conjunct``: a consonant joined to the previous one. ``am_vowel``: Thai and Lao AM. ``jamo``: a vowel or final
    consonant of decomposed Hangul. ``right_to_left``: 1 if the terminal draws right-to-left text in order within its
    cells and keeps lines where they are, so that such text is put at the right.

    The defaults are the largest values in use: text laid out with them fits on every terminal.
    """

    joined_emoji: int = 2
    skin_tone: int = 2
    flag: int = 2
    emoji_style: int = 1
    vowel_sign: int = 1
    conjunct: int = 1
    am_vowel: int = 1
    jamo: int = 1
    limit: int = 0
    right_to_left: int = 0


UNKNOWN_TERMINAL = CellWidths()


@lru_cache(maxsize=1 << 13)
def is_disputed(cluster: str) -> bool:
    """Whether terminals disagree on the width of a grapheme."""
    if len(cluster) == 1:
        return _is_emoji_plane(cluster) or category(cluster) == "Mc" or _is_jamo_part(cluster)
    letters = 0
    for character in cluster:
        kind = category(character)
        letters += kind[0] == "L"
        if kind == "Mc" or letters > 1 or character in (_JOINER, _NARROW_STYLE, _EMOJI_STYLE):
            return True
        if _is_emoji_plane(character) or _is_jamo_part(character):
            return True
    return False


@lru_cache(maxsize=1 << 13)
def disputed_cells(cluster: str, widths: CellWidths) -> int:
    """The width of such a grapheme, at least 1."""
    cells = 0
    before = ""
    for character in cluster:
        cells += _added(character, before, cells, widths)
        before = character
    return max(1, min(cells, widths.limit) if widths.limit else cells)


def _added(character: str, before: str, cells: int, widths: CellWidths) -> int:
    """The contribution of a character to the ``cells`` of its grapheme so far, which ends with ``before``."""
    own = cell_len(character)
    kind = category(character)
    added = own
    if character == _EMOJI_STYLE:
        # A wide symbol is as wide as it gets, and what is joined to another one has its width from that.
        added = widths.emoji_style if cells == 1 else 0
    elif kind == "Mc":
        added = widths.vowel_sign
    elif not cells:
        added = max(1, own)
    elif _is_skin_tone(character):
        added = widths.skin_tone
    elif _is_flag_letter(character):
        added = widths.flag - cells
    elif character in _AM_VOWELS:
        added = widths.am_vowel
    elif _is_jamo_part(character):
        added = widths.jamo
    elif kind[0] == "L":
        added = own if own > 1 else widths.conjunct
    elif before == _JOINER:
        added = min(own, widths.joined_emoji)
    return added


def _is_emoji_plane(character: str) -> bool:
    return "\U0001f000" <= character <= "\U0001fbff"


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_jamo_part(character: str) -> bool:
    return "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7fb"
