"""Writes kitty's graphics: sends a picture once, and shows it in cells of text that scroll like any other."""

import base64
import random
from collections.abc import Iterator
from itertools import count

_CHUNK = 4096
_CELL = "\U0010eeee"
_FIRST_COLUMN = "\u0305"
# kitty's own list of the signs that number rows, as far as any screen needs it.
_ROWS = (
    "\u0305\u030d\u030e\u0310\u0312\u033d\u033e\u033f\u0346\u034a\u034b\u034c\u0350\u0351\u0352\u0357\u035b\u0363\u0364"
    "\u0365\u0366\u0367\u0368\u0369\u036a\u036b\u036c\u036d\u036e\u036f\u0483\u0484\u0485\u0486\u0487\u0592\u0593\u0594"
    "\u0595\u0597\u0598\u0599\u059c\u059d\u059e\u059f\u05a0\u05a1\u05a8\u05a9\u05ab\u05ac\u05af\u05c4\u0610\u0611\u0612"
    "\u0613\u0614\u0615\u0616\u0617\u0657\u0658\u0659\u065a\u065b\u065d\u065e"
)
MOST_ROWS = len(_ROWS)


def picture_ids() -> Iterator[int]:
    """Ids of three bytes, probably unlike those of other programs in the same window."""
    return (0x100000 + number % 0xE00000 for number in count(random.randrange(0xE00000)))


def sent(picture_id: int, png: bytes, columns: int, rows: int) -> str:
    """What gives the terminal a picture to be shown in cells. It answers nothing."""
    data = base64.standard_b64encode(png).decode("ascii")
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    head = f"a=T,U=1,f=100,q=2,i={picture_id},c={columns},r={rows},"
    return "".join(
        f"\x1b_G{head if number == 0 else ''}m={int(number < len(chunks) - 1)};{chunk}\x1b\\"
        for number, chunk in enumerate(chunks)
    )


def removed(picture_id: int) -> str:
    """What makes the terminal forget a picture."""
    return f"\x1b_Ga=d,d=I,i={picture_id},q=2\x1b\\"


def placeholder_rows(picture_id: int, columns: int, rows: int) -> list[str]:
    """The text that shows a picture, row by row: its color names the picture, a sign the row."""
    color = f"\x1b[38;2;{picture_id >> 16};{picture_id >> 8 & 255};{picture_id & 255}m"
    return [f"{color}{_CELL}{_ROWS[row]}{_FIRST_COLUMN}{_CELL * (columns - 1)}\x1b[0m" for row in range(rows)]
