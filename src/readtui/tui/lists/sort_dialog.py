"""The dialog that chooses what the library is sorted and grouped by, and what remembers that."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

from rich.text import Text
from textual.containers import Horizontal
from textual.widget import Widget

from readtui.bootstrap import Services
from readtui.tui.dialogs.dialog import Dialog, bindings
from readtui.tui.lists.article_order import ArticleOrder, ArticleSort
from readtui.tui.lists.library_state import ArticleGrouping, LibraryState
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.widgets.choice_rows import ChoiceRows
from readtui.tui.widgets.screen_lifetime import once_painted
from readtui.tui.work.background import Background

_SORTS = {one: one.capitalize() for one in ArticleSort}
_SORTS |= {ArticleSort.RECENT: "Recently read or added", ArticleSort.GIVEN: "As opened"}
_GROUPINGS: dict[ArticleGrouping, tuple[str, str]] = {
    ArticleGrouping.NOTHING: ("n", "Nothing"),
    ArticleGrouping.SITE: ("i", "Site"),
    ArticleGrouping.AUTHOR: ("a", "Author"),
    ArticleGrouping.TAG: ("t", "Tag"),
    ArticleGrouping.MONTH: ("m", "Month added"),
    ArticleGrouping.STATE: ("r", "Reading state"),
}
_ROWS_OF_SHEET = 6
_SORT_CELLS, _SORT_CELLS_NARROW = 38, 20
_NARROW = 60
_ORDER, _GROUPING = "library.order", "library.grouping"
_DESCENDING = "-"


class ListOrdering(NamedTuple):
    """What was chosen."""

    order: ArticleOrder
    grouping: ArticleGrouping


class SortDialog(Dialog[ListOrdering | None]):
    """Two columns: orders and groupings. The order in use, chosen again, is reversed; None if canceled."""

    DEFAULT_CSS = """
    SortDialog .sort--orders, SortDialog .sort--groups { height: auto; background: $surface; }
    SortDialog .sort--groups { width: 1fr; }
    SortDialog:ansi .sort--orders, SortDialog:ansi .sort--groups { background: ansi_default; }
    """
    BINDINGS = bindings(
        {
            "escape,q": "leave",
            "enter,space": "choose",
            "down,j,s": "move(1)",
            "up,k": "move(-1)",
            "tab,shift+tab,left,right,h,l": "other",
        }
        | {str(number): f"sort({number})" for number in range(1, 10)}
        | {key: f"group('{one}')" for one, (key, _) in _GROUPINGS.items()}
    )

    def __init__(self, order: ArticleOrder, grouping: ArticleGrouping, *, has_given: bool) -> None:
        super().__init__("Sort and group")
        self._order = order
        self._grouping = grouping
        self._sorts = [one for one in _SORTS if has_given or one is not ArticleSort.GIVEN]
        self._groupings = list(_GROUPINGS)
        self._in_groups = False
        self._places = [self._sorts.index(order.by), self._groupings.index(grouping)]
        self._orders = ChoiceRows(classes="sort--orders")
        self._groups = ChoiceRows(classes="sort--groups")

    def sheet(self) -> Iterable[Widget]:
        with Horizontal():
            yield self._orders
            yield self._groups

    def on_resize(self) -> None:
        """Show as many rows as fit."""
        super().on_resize()
        once_painted(self, self._show)

    def action_move(self, steps: int) -> None:
        """Move the cursor in its column, wrapping around."""
        count = len(self._groupings if self._in_groups else self._sorts)
        self._places[self._in_groups] = (self._places[self._in_groups] + steps) % count
        self._show()

    def action_other(self) -> None:
        """Move the cursor to the other column."""
        self._in_groups = not self._in_groups
        self._show()

    def action_choose(self) -> None:
        """Sort or group by what is under the cursor."""
        place = self._places[self._in_groups]
        if self._in_groups:
            self.action_group(self._groupings[place])
        else:
            self.action_sort(place + 1)

    def action_sort(self, number: int) -> None:
        """Sort by an order, counted from 1."""
        if number <= len(self._sorts):
            self.dismiss(ListOrdering(self._order.chosen(self._sorts[number - 1]), self._grouping))

    def action_group(self, grouping: str) -> None:
        self.dismiss(ListOrdering(self._order, ArticleGrouping(grouping)))

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Sort or group by what was clicked."""
        if event.number < len(self._sorts):
            self.action_sort(event.number + 1)
        else:
            self.action_group(self._groupings[event.number - len(self._sorts)])

    def _show(self) -> None:
        height = max(1, min(len(self._sorts), self.size.height - _ROWS_OF_SHEET - 1))
        self._orders.styles.width = _SORT_CELLS if self.size.width >= _NARROW else _SORT_CELLS_NARROW
        orders, groups = range(len(self._sorts)), range(len(self._groupings))
        shown = _around(self._places[0], orders, height)
        heading = Text(f"    Sort by{_more(shown, orders)}", self.part("dim"))
        self._orders.show([heading, *map(self._sort_row, shown)], [None, *shown])
        shown = _around(self._places[1], groups, height)
        heading = Text(f"    Group by{_more(shown, groups)}", self.part("dim"))
        # The groupings are numbered after the orders.
        self._groups.show([heading, *map(self._group_row, shown)], [None, *(len(orders) + one for one in shown)])
        self.show_keys([("↑ ↓", "choose"), ("Tab", "sort or group"), ("Enter", "apply"), ("Esc", "cancel")])

    def _sort_row(self, place: int) -> Text:
        sort = self._sorts[place]
        arrow = f" {self._order.arrow}" if self._order.by is sort else ""
        name = _SORTS[sort] if self.size.width >= _NARROW else _SORTS[sort].split()[0]
        return self._row(str(place + 1) if place < 9 else " ", name + arrow, place, is_group=False)

    def _group_row(self, place: int) -> Text:
        grouping = self._groupings[place]
        key, name = _GROUPINGS[grouping]
        name = name if self.size.width >= _NARROW else name.split()[0]
        return self._row(key, name + (" ✓" if grouping is self._grouping else ""), place, is_group=True)

    def _row(self, key: str, name: str, place: int, *, is_group: bool) -> Text:
        is_here = self._in_groups is is_group and place == self._places[is_group]
        row = self.choice(key, is_chosen=is_here)
        return row.append(name, self.part("chosen" if is_here else "name"))


def _around(place: int, rows: range, height: int) -> range:
    first = max(0, min(place - height // 2, len(rows) - height))
    return rows[first : first + height]


def _more(shown: range, rows: range) -> str:
    """Arrows to the rows above and below those that are shown."""
    arrows = ("↑" if shown.start > rows.start else "") + ("↓" if shown.stop < rows.stop else "")
    return f" {arrows}" if arrows else ""


class Sorting:
    """The keys that sort and group."""

    def __init__(self, state: LibraryState, services: Services, background: Background, screen: ListScreen) -> None:
        self._state = state
        self._services = services
        self._background = background
        self._screen = screen

    def begin(self, choices: Mapping[str, str]) -> None:
        """Sort and group as the last time."""
        kept = choices.get(_ORDER, "")
        by = kept.removeprefix(_DESCENDING)
        if self._state.only is None and by in set(ArticleSort) - {ArticleSort.GIVEN}:
            self._state.order = ArticleOrder(ArticleSort(by), kept.startswith(_DESCENDING))
        if (grouping := choices.get(_GROUPING, "")) in set(ArticleGrouping):
            self._state.grouping = ArticleGrouping(grouping)

    def do_library_sort(self) -> None:
        state = self._state
        dialog = SortDialog(state.order, state.grouping, has_given=state.only is not None)
        self._screen.ask(dialog, self.arrange)

    def do_library_sort_reverse(self) -> None:
        self.arrange(ListOrdering(self._state.order.reversed(), self._state.grouping))

    def arrange(self, chosen: ListOrdering | None) -> None:
        """Sort and group as chosen; None changes nothing."""
        if chosen is None:
            return
        state = self._state
        if chosen.grouping is not state.grouping:
            self._screen.table.unfold_all()
        state.order, state.grouping = chosen
        if state.order.by is not ArticleSort.GIVEN:
            sign = _DESCENDING if state.order.descending else ""
            choices = {_ORDER: f"{sign}{state.order.by}", _GROUPING: state.grouping.value}
            self._background.do(partial(self._services.repository.keep_choices, choices))
        self._screen.arrange_rows(self._screen.table.current_key)
