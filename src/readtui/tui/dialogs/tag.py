"""The dialog for tagging a passage or an article."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from rich.text import Text
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from readtui.services.wording import new_tag_name
from readtui.text.clean import visible
from readtui.tui.dialogs.dialog import Dialog
from readtui.tui.thread_pool import in_thread
from readtui.tui.widgets.cells import padded
from readtui.tui.widgets.choice_rows import ChoiceRows
from readtui.tui.widgets.hinted_input import HintedInput

_COUNT_CELLS = 6
_MOST_ROWS_SET = 3
"""Of the tags that are set."""
_FUZZY_FROM = 3
_FUZZY_SCORE = 75


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    count: int = 0
    is_new: bool = False


class TagDialog(Dialog[None]):
    """Type to find or create a tag of ``what``. Each change goes to ``on_change`` at once, as the full list of tags.

    ``known`` holds the library's tags and how often each is used.

    Enter does what the highlighted row says, and the line of keys names it. The highlighted row is:

    1. the tag with exactly the typed name, ignoring case;
    2. else the best match, if its name or one of its levels begins with the text (``nato`` finds ``politics/nato``);
       "create" is then the row below, so ↓ Enter makes a new tag;
    3. else "create": a match that only contains the text, or only resembles it, never wins. Nor does a tag below the
       typed one: ``politics`` is a new tag even if ``politics/nato`` exists.

    In the empty field nothing is highlighted until an arrow key is pressed, and Enter closes.
    """

    DEFAULT_CSS = """
    TagDialog .tag-dialog--set { margin: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False, priority=True),
        Binding("enter", "choose", show=False, priority=True),
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
        Binding("tab", "complete", show=False, priority=True),
        Binding("shift+tab", "move(-1)", show=False, priority=True),
        Binding("backspace", "take_last_off", show=False, priority=True),
    ]

    def __init__(
        self,
        what: str,
        current: Sequence[str],
        known: Mapping[str, int],
        on_change: Callable[[tuple[str, ...]], None],
    ) -> None:
        super().__init__(f"Tags of {what}")
        self._tags = tuple(current)
        self._known = {**dict.fromkeys(current, 0), **known}
        self._on_change = on_change
        self._rows: list[_Row] = []
        self._chosen: int | None = None
        self._is_warm = False
        self._set = Static(markup=False, classes="tag-dialog--set")
        self._input = HintedInput("Type to find or create a tag", select_on_focus=False)
        self._list = ChoiceRows(classes="dialog--line")

    def sheet(self) -> Iterable[Widget]:
        yield self._set
        yield self._input
        yield self._list

    def on_mount(self) -> None:
        self._find()

    def on_resize(self) -> None:
        """Give the list the height that the screen allows."""
        self._list.styles.height = self._list_height + 1
        self._show()

    @property
    def _list_height(self) -> int:
        return max(3, min(8, self.size.height // 2 - 6))

    @property
    def _typed(self) -> str:
        return new_tag_name(self._input.value)

    # ------------------------------------------------------------------ finding

    def on_input_changed(self) -> None:
        self._find()

    def _find(self) -> None:
        typed = self._typed
        if typed and not self._is_warm:
            # Not before, because it takes megabytes. One of Textual's threads would hold the closed dialog until it is
            # used again.
            self._is_warm = True
            self.run_worker(in_thread(warm_up))
        matches = matching_tags(typed, self._known)
        self._rows = [_Row(match.name, match.count) for match in matches]
        self._chosen = None
        if typed:
            fit = matches[0].fit if matches else Fit.SIMILAR
            if fit is not Fit.EXACT:
                self._rows.insert(1 if fit <= Fit.LEVEL_START else 0, _Row(typed, is_new=True))
            self._chosen = 0
        self._show()

    # ------------------------------------------------------------------ keys

    def action_move(self, rows: int) -> None:
        """Choose another row. In the empty field, "no row" comes above the first one."""
        if not self._rows:
            return
        if self._chosen is None:
            self._chosen = 0 if rows > 0 else None
        elif not self._typed and self._chosen + rows < 0:
            self._chosen = None
        else:
            self._chosen = max(0, min(len(self._rows) - 1, self._chosen + rows))
        self._show()

    def action_choose(self) -> None:
        """Add or remove the highlighted tag; close if no row is highlighted."""
        if self._chosen is None:
            self.dismiss(None)
            return
        row = self._rows[self._chosen]
        if self._is_set(row.name):
            self._change(tag for tag in self._tags if tag.casefold() != row.name.casefold())
        else:
            self._known.setdefault(row.name, 0)
            self._change((*self._tags, row.name))

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Add or remove the tag that was clicked."""
        self._chosen = event.number
        self.action_choose()

    def action_complete(self) -> None:
        """Put the highlighted tag, else the best match, into the field."""
        known = [row for row in self._rows if not row.is_new]
        chosen = self._rows[self._chosen] if self._chosen is not None else None
        row = chosen if chosen is not None and not chosen.is_new else known[0] if known and self._typed else None
        if row is not None:
            self._input.value = row.name
            self._input.cursor_position = len(row.name)

    def action_take_last_off(self) -> None:
        """In the empty field, remove the last tag; else delete a character as usual."""
        if self._input.value:
            raise SkipAction
        if self._tags:
            self._change(self._tags[:-1])

    def action_close(self) -> None:
        """Close. Everything is already saved."""
        self.dismiss(None)

    def _is_set(self, name: str) -> bool:
        return name.casefold() in {tag.casefold() for tag in self._tags}

    def _change(self, tags: Iterable[str]) -> None:
        self._tags = tuple(tags)
        self._on_change(self._tags)
        self._input.value = ""
        self._find()

    # ------------------------------------------------------------------ look

    def _show(self) -> None:
        self._set.update(self.limited(self._set_tags(), _MOST_ROWS_SET))
        self._list.show(*self._listed())
        enter = [("Enter", does)] if (does := self._what_enter_does()) else []
        self.show_keys([*enter, ("↑ ↓", "choose"), *self._more_keys(), ("Esc", "close")])

    def _more_keys(self) -> list[tuple[str, str]]:
        if self._typed:
            return [("Tab", "complete")]
        return [("Backspace", "remove the last")] if self._tags else []

    def _what_enter_does(self) -> str:
        """Empty if it closes the dialog, as Esc does."""
        if self._chosen is None:
            return ""
        row = self._rows[self._chosen]
        return "create" if row.is_new else "remove" if self._is_set(row.name) else "set"

    def _set_tags(self) -> Text:
        if not self._tags:
            return Text("no tags yet", self.part("dim"))
        return Text("  ").join(Text(f"#{visible(tag)}".replace(" ", "\u00a0"), self.part("tag")) for tag in self._tags)

    def _listed(self) -> tuple[list[Text], list[int | None]]:
        """The rows around the highlighted one, and their numbers."""
        height = self._list_height
        top = max(0, min((self._chosen or 0) - height // 2, len(self._rows) - height))
        lines = [
            self._line(row, top + index == self._chosen) for index, row in enumerate(self._rows[top : top + height])
        ]
        below = len(self._rows) - top - height
        numbers: list[int | None] = [*range(top, top + len(lines))]
        if below > 0 and lines:
            lines[-1], numbers[-1] = Text(f"    ↓ {below + 1} more", self.part("dim")), None
        return lines, numbers

    def _line(self, row: _Row, is_chosen: bool) -> Text:
        width = self._list.size.width or self.room
        name = f"create “{visible(row.name)}”" if row.is_new else visible(row.name)
        line = Text(no_wrap=True, style=self.part("chosen") if is_chosen else "")
        line.append("› " if is_chosen else "  ")
        line.append(
            "✓ " if self._is_set(row.name) else "+ " if row.is_new else "  ", "" if is_chosen else self.part("tag")
        )
        line.append(padded(name, width - 5 - _COUNT_CELLS))
        line.append(f"{row.count or '':>{_COUNT_CELLS}} ", "" if is_chosen else self.part("dim"))
        return line


# ---------------------------------------------------------------------- ranks the known tags that a typed text may mean


class Fit(IntEnum):
    """How a tag matches the typed text, best first. Up to LEVEL_START a match is clear enough to be selected."""

    EXACT = 0
    LAST_LEVELS = 1
    NAME_START = 2
    LEVEL_START = 3
    BELOW = 4
    WITHIN = 5
    SIMILAR = 6


@dataclass(frozen=True, slots=True)
class TagMatch:
    """A known tag, how often it is used, and how well it matches."""

    name: str
    count: int
    fit: Fit


def matching_tags(typed: str, known: Mapping[str, int]) -> list[TagMatch]:
    """The known tags that match ``typed`` (in stored form), sorted by fit, then by use, then by name.

    Case and accents are ignored. An empty text matches every tag. Nested names match at the start of any level.
    """
    typed_exactly, wanted = typed.casefold(), _folded(typed)
    matches: list[TagMatch] = []
    rest: dict[str, str] = {}
    for name, count in known.items():
        folded = _folded(name)
        fit = Fit.EXACT if name.casefold() == typed_exactly else _fit(wanted, folded)
        if fit is None:
            rest[name] = folded
        else:
            matches.append(TagMatch(name, count, fit))
    if len(wanted) >= _FUZZY_FROM and rest:
        matches += [TagMatch(name, known[name], Fit.SIMILAR) for name in _similar(wanted, rest)]
    return sorted(matches, key=lambda match: (match.fit, -match.count, match.name.casefold()))


def _fit(wanted: str, folded: str) -> Fit | None:
    """How the text occurs in the name; None if it does not."""
    if wanted not in folded:
        return None
    levels = f"/{folded}"
    if not wanted:
        return Fit.NAME_START
    if levels.endswith(f"/{wanted}"):
        return Fit.LAST_LEVELS
    if f"/{wanted}/" in levels:
        return Fit.BELOW
    if folded.startswith(wanted):
        return Fit.NAME_START
    return Fit.LEVEL_START if f"/{wanted}" in levels else Fit.WITHIN


def warm_up() -> None:
    """Load the fuzzy matcher, so that the third letter does not wait for it."""
    _similar("tag", {"tag": "tag"})


def _similar(wanted: str, folded_names: Mapping[str, str]) -> list[str]:
    # Imported here because the app starts without it.
    from rapidfuzz import fuzz, process

    found = process.extract(wanted, folded_names, scorer=fuzz.partial_ratio, score_cutoff=_FUZZY_SCORE, limit=None)
    return [name for folded, _, name in found if len(folded) >= _FUZZY_FROM]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
