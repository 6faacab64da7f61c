"""What the palette lists, and which entries match a typed text, best first. Independent of Textual."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from readtui.quick_dataclass import dataclass
from readtui.text.case_folding import folding
from readtui.text.name_fit import Fit, fit, similar

MOST_SHOWN = 200
_ENOUGH = 20
_MOST_COMPARED = 200


class EntryKind(StrEnum):
    """What an entry leads to."""

    COMMAND = "command"
    ARTICLE = "article"
    TAG = "tag"
    VIEW = "view"


RECENT, ELSEWHERE, MOVE = "recent", "elsewhere", "move"
"""The groups of what was chosen last, of what another screen does, and of motions."""


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """A line of the palette. ``name`` tells it from all others, also at the next start; ``detail`` stands at the right:
    the command's key, or what kind of thing it is. ``group``: the one that it stands in as long as nothing is typed, if
    that is not its kind. ``where``: the screen that does it, if that is not the one in front; it is also found by the
    beginnings of these words, and only once something is typed.
    """

    kind: EntryKind
    name: str
    title: str
    detail: str
    run: Callable[[], None]
    group: str = ""
    where: str = ""

    @property
    def is_command(self) -> bool:
        """Whether ``detail`` is a key."""
        return self.kind is EntryKind.COMMAND

    @property
    def known_as(self) -> str:
        return f"{self.kind} {self.name}"


class Entries:
    """The entries, and what was chosen last (``known_as``, the latest first)."""

    def __init__(self, recent: Sequence[str] = ()) -> None:
        self._entries: list[PaletteEntry] = []
        self._folded: list[str] = []
        self._wheres: list[str] = []
        self._places = {known_as: place for place, known_as in enumerate(recent)}

    def add(self, entries: Sequence[PaletteEntry]) -> None:
        """Add entries after those that are there."""
        self._entries += entries
        self._folded += [_fold(entry.title[:_MOST_COMPARED]) for entry in entries]
        self._wheres += [_fold(f" {entry.where}".rstrip()) for entry in entries]

    def matching(self, typed: str) -> list[PaletteEntry]:
        """At most ``MOST_SHOWN`` entries in which every typed word stands, in groups; case and accents are ignored.

        The group with the best match comes first; motions fit worse than others. Of those that match as well, the
        recent ones come first, then commands. An empty text finds what was chosen lately, and all commands and views.
        """
        wanted = " ".join(_fold(typed).split())
        if wanted:
            fits = self._fits(wanted)
        else:
            at_once = (EntryKind.COMMAND, EntryKind.VIEW)
            fits = {
                number: int(Fit.BEGINNING)
                for number, entry in enumerate(self._entries)
                if (entry.kind in at_once and not entry.where) or entry.known_as in self._places
            }
        never = len(self._places)

        def rank(number: int) -> tuple[int, int]:
            # Motions are pressed, not looked up.
            entry = self._entries[number]
            return fits[number] + (bool(wanted) and entry.group == MOVE), self._places.get(entry.known_as, never)

        order = sorted(fits, key=rank)
        groups: dict[str, list[PaletteEntry]] = {}
        for number in order[:MOST_SHOWN]:
            entry = self._entries[number]
            groups.setdefault(self.group_of(entry, typed), []).append(entry)
        return [entry for group in groups.values() for entry in group]

    def group_of(self, entry: PaletteEntry, typed: str) -> str:
        """The name of an entry's group: its kind or, as long as nothing is typed, that it was chosen lately."""
        if not typed.strip():
            return RECENT if entry.known_as in self._places else entry.group or f"{entry.kind}s"
        return ELSEWHERE if entry.where else f"{entry.kind}s"

    def _fits(self, wanted: str) -> dict[int, int]:
        words = wanted.split()
        # What only another screen's name matches fits worse.
        fits: dict[int, int] = {
            number: fit(wanted, words, f"{folded}{where}") + (bool(where) and not any(word in folded for word in words))
            for number, (folded, where) in enumerate(zip(self._folded, self._wheres, strict=True))
            if all(word in folded or f" {word}" in where for word in words)
        }
        if len(fits) < _ENOUGH:
            rest = [number for number in range(len(self._folded)) if number not in fits]
            names = [f"{self._folded[number]}{self._wheres[number]}" for number in rest]
            fits |= {rest[number]: Fit.SIMILAR for number in similar(wanted, words, names)}
        return fits


def _fold(text: str) -> str:
    return folding("")(text)
