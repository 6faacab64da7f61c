"""What the tour's panel says in the present state of the app, as words and keys. Independent of Textual."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from readtui.tui.tour.progress import Progress
from readtui.tui.tour.steps import READER, Seen

_SLOT = re.compile(r"\{(=?)([^}]+)\}")
_OVER = "That was the tour. {reader.back} leaves it."
_CLOSE = "{%s} closes this."
_ESCAPE = "=Esc"
Words = Sequence[tuple[str, bool]]
"""Pieces of a text, and whether each is a key."""


@dataclass(frozen=True, slots=True)
class Told:
    """``head``: how far the tour is, and ``name``: the step's. ``praise``: what was just done. ``asks``: what to do.
    ``more``: what else is good to know.
    """

    head: str
    praise: str
    asks: Words
    more: Words = ()
    name: str = ""


NOTHING = Told("", "", ())


def tell(progress: Progress, seen: Seen, key: Callable[[str], str], back: str = "") -> Told:
    """What to say. ``key`` names the keys of a command; ``back`` is the command that leaves the screen in front."""
    part, total = progress.part, len(progress.steps)
    if part is None:
        return Told(f"Tour  {total}/{total}", progress.praise, words(_OVER, key))
    asks, more = part.asks, part.more
    if part.asks_above and seen.note < seen.cursor:
        asks = part.asks_above
    if seen.dialog:
        asks, more = (part.within, "") if seen.dialog == part.dialog else (_CLOSE % (seen.leave or _ESCAPE), "")
    elif seen.screen != part.screen and back:
        where = "the article" if part.screen == READER else "where the tour is"
        asks, more = f"{{{back}}} goes back to {where}.", ""
    head = f"Tour  {progress.number + 1}/{total}"
    return Told(head, progress.praise, words(asks, key), words(more, key), progress.step.name)


def words(text: str, key: Callable[[str], str]) -> Words:
    """The pieces of a text of ``steps``."""
    pieces, at = list[tuple[str, bool]](), 0
    for slot in _SLOT.finditer(text):
        pieces += [(text[at : slot.start()], False), (slot[2] if slot[1] else key(slot[2]), True)]
        at = slot.end()
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]
