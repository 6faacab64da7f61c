"""The dialog that shows what an import would do, before it is done."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType

from readtui.model.creator import Identity
from readtui.services.importing.import_plan import (
    LATER,
    LISTED,
    ImportPlan,
    Outcome,
    PlannedAnnotation,
    PlannedWork,
)
from readtui.services.wording import sentence
from readtui.text.clean import visible
from readtui.text.phrases import counted, note_words
from readtui.tui.article.line_marks import NOTE
from readtui.tui.dialogs.dialog import ScrolledDialog
from readtui.tui.notes.voices import name_of
from readtui.tui.widgets.cells import fitted

_SIGNS = {
    Outcome.PLACED: "✓",
    Outcome.REVIEW: "?",
    Outcome.WAITING: "…",
    Outcome.REFUSED: "!",
    Outcome.UPDATED: "↻",
    Outcome.KNOWN: "=",
    Outcome.DELETED: "–",
}
_IN_FULL = (Outcome.REVIEW, Outcome.REFUSED)
_MOST_ROWS = 2_000
_MOST_NOTED = 400
_LEAST_TITLE = 12
_GAP = "  "
_SCROLLBAR = 2


class ImportWish(Enum):
    """What the user wants: the plan carried out, or another one: with pages fetched, or the file read as a format."""

    IMPORT = auto()
    FETCH = auto()
    CHOOSE_FORMAT = auto()


class ImportPreviewDialog(ScrolledDialog[ImportWish | None]):
    """Shows the plan of an import, and who made what; the result is what to do.

    ``is_first``: pages can be fetched, or a format chosen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "import", show=False),
        Binding("F", "fetch", show=False),
        Binding("tab", "choose_format", show=False),
        Binding("escape,q,n", "leave", show=False),
        Binding("down,j", "scroll_lines(1)", show=False),
        Binding("up,k", "scroll_lines(-1)", show=False),
        Binding("space,pagedown,ctrl+d", "page(1)", show=False),
        Binding("b,pageup,ctrl+u", "page(-1)", show=False),
        Binding("home,g", "end(False)", show=False),
        Binding("end,G", "end(True)", show=False),
    ]

    def __init__(self, name: str, plan: ImportPlan, identity: Identity, *, is_first: bool = False) -> None:
        super().__init__(f"Import {name}")
        self._plan = plan
        self._identity = identity
        self._names_people = len(plan.people(identity)) > 1
        self._can_fetch = is_first and bool(plan.to_fetch)
        self._can_choose = is_first

    def on_mount(self) -> None:
        does = [("Enter", "import")] if self._plan.edits else []
        others = [("F", f"fetch {counted(len(self._plan.to_fetch), 'page')}")] if self._can_fetch else []
        others += [("Tab", "other format")] if self._can_choose else []
        self.show_keys([*does, *others, ("Space b", "scroll"), ("Esc", "cancel" if does else "close")])

    def on_resize(self) -> None:
        """Give the list the height that the screen allows."""
        super().on_resize()
        self.show_lines(self._lines(self.room - _SCROLLBAR))
        self.scroll.styles.max_height = max(3, 2 * self.size.height // 3)

    def action_import(self) -> None:
        """Close; a plan that changes nothing is not carried out."""
        self.dismiss(ImportWish.IMPORT if self._plan.edits else None)

    def action_fetch(self) -> None:
        """Have the pages fetched that the file has only the addresses of."""
        if self._can_fetch:
            self.dismiss(ImportWish.FETCH)

    def action_choose_format(self) -> None:
        """Have the file read as another format."""
        if self._can_choose:
            self.dismiss(ImportWish.CHOOSE_FORMAT)

    def _lines(self, width: int) -> list[Text]:
        plan, dim = self._plan, self.part("dim")
        is_refused = bool(plan.refused) and not plan.works
        lines = [] if is_refused else [Text(fitted(f"{sentence(plan.summary())}", width), Style(bold=True))]
        if people := plan.made_by(self._identity):
            lines.append(Text(fitted(f"By {people}", width), dim))
        if any(one.outcome is Outcome.WAITING for work in plan.works for one in work.annotations):
            why = "Waiting: the text is not in the library. They are listed, and placed once you add it."
            lines += Text(why, dim).wrap(self.app.console, width)
        if not (plan.edits or is_refused):
            lines.append(Text("The library would stay as it is.", dim))
        for refused in plan.refused:
            lines += [Text(f"! {sentence(refused.message)}", self.part("error")), Text(f"  {refused.hint}", dim)]
        for work in sorted(plan.works, key=_importance):
            lines += [Text(), *self._work(work, width)]
            if len(lines) > _MOST_ROWS:
                lines.append(Text("… and more", dim))
                break
        return lines

    def _work(self, work: PlannedWork, width: int) -> list[Text]:
        by = f" by {work.author}" if work.author else ""
        dim = self.part("dim")
        lines = [Text(fitted(f"{work.title}{by}", width), self.part("name") + Style(bold=True))]
        lines.append(Text(fitted(f"  {_whereto(work, width - 2)}", width), dim))
        lines += [line for one in _shown(work.annotations) for line in self._rows(one, width)]
        left = len(work.annotations) - len(_shown(work.annotations))
        if left:
            lines.append(Text(f"    {counted(left, 'annotation')} more", dim))
        return lines

    def _rows(self, one: PlannedAnnotation, width: int) -> list[Text]:
        row = Text().append(f"  {_SIGNS[one.outcome]} ", self.part("key"))
        name = self._name_of(one)
        row.append(fitted(one.words, max(width // 2, width - 4 - cell_len(name))), self.part("name"))
        row.append(fitted(name, width - row.cell_len), self.part("dim"))
        rows = [row]
        if one.annotation is not None and one.annotation.note:
            note = " ".join(visible(note_words(one.annotation.note[:_MOST_NOTED])).split())
            rows.append(Text(fitted(f"    {NOTE} {note}", width), self.part("name") + Style(italic=True)))
        if one.why and one.outcome in _IN_FULL:
            rows.append(Text(fitted(f"    {one.why}", width), self.part("dim")))
        return rows

    def _name_of(self, one: PlannedAnnotation) -> str:
        """Who made it, behind its words; "" if the user did, or one person made all of them."""
        annotation = one.annotation if self._names_people else None
        if annotation is None or self._identity.is_me(annotation.creator):
            return ""
        return f"{_GAP}{name_of(annotation.creator, self._identity)}"


def _importance(work: PlannedWork) -> int:
    """Works with something to decide come first."""
    outcomes = {one.outcome for one in work.annotations}
    order = (Outcome.REFUSED, Outcome.REVIEW, Outcome.PLACED, Outcome.UPDATED, Outcome.WAITING)
    return next((number for number, outcome in enumerate(order) if outcome in outcomes), len(order))


def _shown(annotations: Sequence[PlannedAnnotation]) -> list[PlannedAnnotation]:
    """All that is refused or needs review, and a few of the others."""
    in_full = [one for one in annotations if one.outcome in _IN_FULL]
    return [*in_full, *[one for one in annotations if one.outcome not in _IN_FULL][:3]]


def _whereto(work: PlannedWork, width: int) -> str:
    """Where a work goes, in at most ``width`` cells; a title gives way first."""
    counts = {outcome: sum(one.outcome is outcome for one in work.annotations) for outcome in Outcome}
    said = ", ".join(f"{count} {outcome.words}" for outcome, count in counts.items() if count)
    if work.how == LISTED:
        place = "will be listed; its text can be fetched"
    elif work.address:
        place = "saved there without its text, which can be fetched"
    elif work.is_new:
        place = "will be added"
    elif work.how == LATER:
        place = "its text is read when you import the file again"
    elif work.record is not None:
        how = f", found by {work.how}"
        room = width - cell_len(f"in “”{how}: {said}")
        place = f"in “{fitted(visible(work.record.title), max(_LEAST_TITLE, room))}”{how}"
    else:
        place = "not in the library"
    return f"{place}: {said}" if said else place
