"""What changed the meaning of a passage: its kind, and a phrase for the user that says it."""

from enum import Enum
from typing import NamedTuple

from readtui.text.clean import visible

UNSURE = 2
_LONGEST_SHOWN = 40


class ChangeKind(Enum):
    """What came, went or changed. Phrases begin with the value, or with the words that came or went."""

    FIGURE = "a figure"
    DATE = "a date"
    TIME = "a time"
    UNIT = "a unit"
    SIGN = "a sign"
    NEGATION = "a negation"
    CODE = "code"
    PART = "a part"
    ADDED = "words were added"
    TURN = "a word"
    """One of the closed list came or went: “unless” was added."""
    WORDS = "words"
    """Words took the place of others, or changed places with them: “after” for “before”."""


class MeaningChange(NamedTuple):
    """A change of meaning. ``said``: a phrase for the user."""

    kind: ChangeKind
    said: str


_OF_VALUES = ("a figure ", "a date ", "a time ", "a unit ", "a negation ", "code ")
_OF_OTHERS = ("a sign ", "a part ", "words were added", "“")


def weight(why: str) -> int:
    """How much a reason for review says: 0 that a value, a negation or code changed, 1 that something else did in what
    the passage says, UNSURE nothing but that its place is uncertain. Libraries keep nothing of it but the phrase.
    """
    return 0 if why.startswith(_OF_VALUES) else 1 if why.startswith(_OF_OTHERS) else UNSURE


def instead(new: str, old: str) -> MeaningChange:
    return MeaningChange(ChangeKind.WORDS, f"“{shortened(new)}” for “{shortened(old)}”")


def from_to(kind: ChangeKind, old: str, new: str) -> MeaningChange:
    what = kind.value
    if not old:
        return MeaningChange(kind, f"{what} was added: {shortened(new)}")
    if not new:
        return MeaningChange(kind, f"{what} was dropped: {shortened(old)}")
    return MeaningChange(kind, f"{what} changed: {shortened(old)} → {shortened(new)}")


def added_words(words: str) -> MeaningChange:
    return MeaningChange(ChangeKind.ADDED, f"{ChangeKind.ADDED.value}: {shortened(words)}")


def shortened(shown: str) -> str:
    """Words of a text as they may stand in a message."""
    shown = visible(shown)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1].rstrip()}…"
