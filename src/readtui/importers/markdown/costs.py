"""The cost of reading Markdown's signs, in microseconds on a fast machine, measured on files full of them."""

from collections.abc import Mapping

_DIGITS = "0123456789"
_NUMBERS = [f"{digit}{stop}{white}" for digit in _DIGITS for stop in ".)" for white in " \n"]

COSTS: Mapping[str, int] = {
    # Signs that begin or end blocks.
    "\n": 1,
    "\n\n": 7,
    **dict.fromkeys(("- ", "+ ", "* ", *_NUMBERS), 30),
    **dict.fromkeys(("\n>", "\n#", "-\n", "+\n", "*\n", "=\n", "_\n"), 20),
    **dict.fromkeys([f"\n{sign}" for sign in f"{_DIGITS}:+=&\\^—–"], 12),
    **dict.fromkeys(("```", "~~~"), 4),
    "\n{": 18,
    "|": 12,
    # Signs in running text.
    "  \n": 6,
    "*": 5,
    "_": 6,
    "~": 5,
    "`": 4,
    "\\": 2,
    **dict.fromkeys((r"\(", r"\["), 15),
    "<": 5,
    "<http": 20,
    "@": 20,
    "&": 3,
    "$": 25,
    "^": 3,
    "!": 1,
    "{": 4,
    "[": 3,
    "](": 15,
    "][": 8,
    "]:": 25,
    "[^": 15,
}
