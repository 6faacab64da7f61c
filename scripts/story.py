"""The story that the README's moving picture tells: keys, how long each screen stays, and what it says below it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

_NAMES = {"enter": "Enter", "escape": "Esc", "ctrl+s": "Ctrl+S", "space": " "}
_TYPED_SECONDS = 0.14
POSTER = "The note stands beside its passage"
NOTE = "A storm is good news: no Vikings tonight."

DRAFT = """\
# A second lamp for the harbor

Since the fog of last winter, one lamp has not been enough.

## What we propose

We put a second lamp on the eastern mole. Both lamps burn from dusk to dawn. The keeper looks after both.

The new lamp costs 4,000 crowns. The town pays.

## When

We build in May. Ships are told a week before. The pilot has agreed to this.
"""
REWRITTEN = """\
# A second lamp for the harbor

Since the fog of last winter, one lamp has not been enough.

## What we propose

We put a second lamp on the eastern mole. Both lamps burn from dusk to dawn, and in fog. A second keeper looks
after the new one.

The new lamp costs 4,600 crowns. The town and the pilots share the cost.

## When

We build in May. Ships are told four weeks before.
"""
REMARKS = (
    (
        "The keeper looks after both.",
        "He sleeps at the other end of the town. How?",
        "He does not any more: a second keeper does.",
    ),
    ("The new lamp costs 4,000 crowns.", "Does that include the oil?", "It did not. Now it does."),
    ("The town pays.", "All of it? The pilots gain most.", "They pay half now."),
    ("Ships are told a week before.", "Many are at sea for longer.", ""),
)
"""What each remark is about, the remark, and the answer to it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Keys to press one after the other, then ``seconds`` to look at the screen. ``words`` are on it by then.

    ``as_typed``: show each key. ``shown``: the keys as they are named below the screen, if not as pressed.
    """

    keys: tuple[str, ...]
    seconds: float
    caption: str
    words: str = ""
    as_typed: bool = False
    shown: tuple[str, ...] | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """The keys as a keyboard shows them."""
        return self.shown if self.shown is not None else tuple(_NAMES.get(key, key) for key in self.keys)

    def singly(self) -> Iterator["Step"]:
        """A step for each screen to show."""
        if not self.as_typed:
            yield self
            return
        for key in self.keys[:-1]:
            yield replace(self, keys=(key,), seconds=_TYPED_SECONDS, words="", as_typed=False, shown=self.named)
        yield replace(self, keys=self.keys[-1:], as_typed=False, shown=self.named)


def typed(text: str, after: tuple[str, ...], seconds: float, caption: str) -> Step:
    """A step that types a text, after these keys."""
    keys = tuple("space" if character == " " else character for character in text)
    return Step(keys, seconds, caption, as_typed=True, shown=after)


STORY = (
    Step((), 2.2, "Your library", "The Edge of the Page"),
    Step(("enter",), 1.8, "Open an article", "Somewhere in the ninth century"),
    Step(("l", "l", "l", "l", "l"), 0.8, "Read, sentence by sentence", as_typed=True, shown=("l",)),
    Step(("v",), 0.6, "Select words"),
    Step(("e", "e", "e", "e", "e"), 0.7, "Select words", as_typed=True, shown=("v", "e")),
    Step(("H",), 0.9, "Highlight them"),
    Step(("t",), 0.8, "Tag them"),
    typed("scribes", ("t",), 0.7, "Tag them"),
    Step(("enter", "escape"), 1.6, "The tag stands in the margin", "#scribes", shown=("Enter",)),
    Step(("l", "l", "l"), 0.6, "Go on reading", as_typed=True, shown=("l",)),
    Step(("a",), 0.7, "Write a note"),
    typed(NOTE, ("a",), 0.7, "Write a note"),
    Step(("ctrl+s",), 2.6, POSTER, "Vikings"),
    Step(("g", "n"), 2.2, "All notes of the library", "10 in 2 articles"),
    Step(("g", "slash"), 0.6, "Search all articles", shown=("g", "/")),
    typed("margin", ("g", "/"), 2.0, "Search all articles"),
    Step(("escape", "g", "l", "E"), 2.4, "Export to Obsidian, Anki, LaTeX, PDF and twenty other formats", shown=("E",)),
    Step(("escape", "ctrl+p"), 0.6, "Open a draft that somebody rewrote", shown=("Ctrl+P",)),
    typed("lamp", ("Ctrl+P",), 0.9, "Open a draft that somebody rewrote"),
    Step(("enter",), 2.6, "What has changed since you saw it is marked", "since you saw it"),
    Step(("]", "o"), 3.2, "Your remarks are where they belong, with the answers", "thread 1 of 4"),
    Step(("D",), 2.4, "What is answered, you settle", "✓"),
)
