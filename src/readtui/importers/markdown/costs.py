"""The cost of reading Markdown's signs, in microseconds on a fast machine, measured on files full of them."""

from collections.abc import Mapping

_NUMBERS = [f"{digit}{stop} " for digit in "0123456789" for stop in ".)"]

COSTS: Mapping[str, int] = {
    # Signs that begin or end blocks.
    "\n": 1,
    "\n\n": 7,
    **dict.fromkeys(("- ", "+ ", "* ", *_NUMBERS), 30),
    **dict.fromkeys(("\n>", "\n#", "-\n", "+\n", "*\n", "=\n", "_\n"), 20),
    **dict.fromkeys(("```", "~~~"), 4),
    "|": 12,
    # Signs in running text.
    "  \n": 6,
    "*": 5,
    "_": 6,
    "~": 3,
    "`": 4,
    "\\": 2,
    "<": 4,
    "&": 3,
    "!": 1,
    "{": 4,
    "[": 3,
    "](": 15,
    "][": 8,
    "]:": 25,
    "[^": 15,
}
