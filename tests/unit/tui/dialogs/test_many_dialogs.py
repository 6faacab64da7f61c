"""Dialogs without an app: what stands on them at many sizes, and what keys and clicks choose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from golden import Golden, Picture
from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual.events import Key
from textual.geometry import Offset, Size
from textual.widget import Widget
from textual.widgets import Static

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.view import Lists, View
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.dialogs import color, links
from readtui.tui.dialogs.annotation import AnnotationDialog, LinkRow
from readtui.tui.dialogs.color import ColorDialog
from readtui.tui.dialogs.dialog import Dialog
from readtui.tui.dialogs.links import LinksDialog
from readtui.tui.dialogs.place import PlaceDialog
from readtui.tui.dialogs.versions import VersionsDialog
from readtui.tui.lists import sort_dialog
from readtui.tui.lists.article_order import ArticleOrder, ArticleSort
from readtui.tui.lists.library_state import ArticleGrouping
from readtui.tui.lists.sort_dialog import SortDialog
from readtui.tui.widgets.choice_rows import ChoiceRows

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
WORDS = "a boat in the ice, and nobody on board had told the captain 川の水 where it was going "
DAY = "2026-03-05T10:00:00Z"
SIZES = ((30, 10), (44, 14), (60, 18), (80, 24), (120, 40))


class Sheet:
    """What a dialog shows and answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.size, self.picture = Size(80, 24), Picture()
        self.answers: list[object] = []
        self._monkeypatch = monkeypatch
        names = ("key", "name", "dim", "tag", "chosen", "error")
        styles = {name: Style(color=f"color({number + 20})") for number, name in enumerate(names)}
        self._set(Dialog, "part", lambda dialog, name: styles[name])
        self._set(Dialog, "palette", PALETTE)
        self._set(Dialog, "app", SimpleNamespace(console=Console(width=200)))
        self._set(Dialog, "dismiss", lambda dialog, answer=None: self.answers.append(answer))
        self._set(Dialog, "on_click", lambda dialog, event: self.answers.append("a click elsewhere"))
        self._set(Dialog, "is_mounted", True)
        for kind in (Widget, Dialog):
            self._set(kind, "size", property(lambda widget: self.size))
        self._set(Widget, "content_size", property(lambda widget: Size(self.size.width - 4, self.size.height)))
        self._set(Widget, "scrollable_content_region", property(lambda widget: self.size.region))
        self._set(Static, "update", lambda widget, shown: setattr(widget, "shown", shown))
        for module in (color, links, sort_dialog):
            self._set(module, "once_painted", lambda widget, act: act())

    def _set(self, holder: Any, name: str, value: object) -> None:
        self._monkeypatch.setattr(holder, name, value, raising=False)

    def keep(self, dialog: Any, *widgets: Any) -> None:
        """What these widgets show, the keys, and what was answered."""
        for widget in widgets:
            shown = widget.shown
            for part in shown.renderables if hasattr(shown, "renderables") else [shown]:
                text = getattr(part, "renderable", part)
                self.picture.add_texts(text.split("\n", allow_blank=True))
            if isinstance(widget, ChoiceRows):
                self.picture.say(list(widget._numbers))
        self.picture.say(dialog._named, dialog._keys.shown.plain, dialog._sheet.border_title, *self.answers)
        self.answers.clear()


@pytest.fixture
def sheet(monkeypatch: pytest.MonkeyPatch) -> Sheet:
    return Sheet(monkeypatch)


def typed(dialog: Any, *keys: str) -> None:
    """Type, and remember which keys nobody else gets."""
    for key in keys:
        event = Key(key, key if len(key) == 1 else None)
        dialog.on_key(event)
        dialog._sheet.border_title += f" {key}" if event._stop_propagation else ""


def test_links_and_colors(sheet: Sheet, golden: Golden) -> None:
    for number in range(5):
        chance = Random(number)
        sheet.size = Size(*SIZES[number % 5])
        rows = [(WORDS[at : at + chance.randrange(60)], WORDS[at:]) for at in range(chance.choice((1, 3, 9, 12)))]
        one = LinksDialog("Links " * number, rows, opens="go")
        one.on_mount()
        one.on_resize()
        sheet.keep(one, one._rows)
        for steps in (1, -2, 5):
            one.action_move(steps)
            one.action_choose()
            sheet.keep(one, one._rows)
        typed(one, "1", "3", "9", "0", "x", "f1")
        one.on_choice_rows_picked(ChoiceRows.Picked(0))
        sheet.keep(one)
    for number, size in enumerate([*SIZES, (48, 20), (90, 20), (91, 20), (92, 20), (93, 20), (94, 20)]):
        sheet.size = Size(*size)
        previewed: list[str] = []
        many = ColorDialog((None, "", "blue", "none such")[number % 4], PALETTE, previewed.append)
        many.on_mount()
        Dialog.on_resize(many)
        many.on_resize()
        sheet.keep(many, many._row)
        for steps in (1, 1, -1, -4, 9):
            many.action_move(steps)
            many.action_choose()
        many.action_uncolor()
        typed(many, "0", "1", "6", "7", "9", "x", "f1")
        sheet.keep(many, many._row)
        for line in range(len(many._pairs)):
            for cell in range(0, 100, 3):
                event: Any = SimpleNamespace(get_content_offset=partial(at, cell, line))
                many.on_click(event)
        for outside in (partial(at, 0, len(many._pairs)), lambda row: None):
            event = SimpleNamespace(get_content_offset=outside)
            many.on_click(event)
        sheet.keep(many)
        sheet.picture.say(previewed)
    sheet.picture.compare(golden, Path(__file__).with_name("links.txt"), with_styles=True)


def test_orders_and_groups(sheet: Sheet, golden: Golden) -> None:
    for number in range(8):
        chance = Random(number)
        sheet.size = Size(*SIZES[number % 5])
        order = ArticleOrder(chance.choice(list(ArticleSort)), chance.random() < 0.5)
        grouping = chance.choice(list(ArticleGrouping))
        one = SortDialog(order, grouping, has_given=order.by is ArticleSort.GIVEN or number % 2 == 0)
        one.on_resize()
        for _ in range(4):
            chance.choice((one.action_other, lambda: one.action_move(1), lambda: one.action_move(-1)))()  # noqa: B023
            one.action_choose()
            sheet.keep(one, one._orders, one._groups)
        one.action_sort(9)
        one.action_sort(10)
        for at in (0, 8, 9, 10, 12):
            one.on_choice_rows_picked(ChoiceRows.Picked(at))
        sheet.keep(one)
    sheet.picture.compare(golden, Path(__file__).with_name("sorting.txt"), with_styles=True)


def test_places(sheet: Sheet, golden: Golden) -> None:
    for number in range(12):
        chance = Random(number)
        sheet.size = Size((40, 60, 100)[number % 3], (8, 12, 17, 18, 19, 30)[number % 6])
        own = WORDS * chance.randrange(1, 3)
        new = chance.choice((own, own.replace("boat", "ship"), f"{own}!", WORDS[:30] * 5))
        one = PlaceDialog(own, new, PALETTE, chance.choice(("", "It is odd. " * 12)))
        for most in (9, 14):
            sheet.picture.add_texts(one._lines(most))
            sheet.picture.say(most, one._last_new_line)
        one._keys.shown = Text()  # type: ignore[attr-defined]
        one.on_resize()
        sheet.keep(one, one._body)
    sheet.picture.compare(golden, Path(__file__).with_name("places.txt"), with_styles=True)


def test_only_what_was_shown_is_placed(sheet: Sheet) -> None:
    scrolled: list[float] = []
    one: Any = PlaceDialog("a", "b", PALETTE)
    one.scroll = SimpleNamespace(
        scroll_offset=Offset(0, 0), size=Size(40, 6), scroll_relative=lambda y, **how: scrolled.append(y)
    )
    for last_line, expected in ((5, "placed"), (6, "scrolled"), (9, "scrolled")):
        for is_shown in (False, True):
            one._last_new_line, one._is_shown = last_line, is_shown
            one.action_place()
            assert sheet.answers == [True] * (expected == "placed" and is_shown)
            assert scrolled == [5] * (expected == "scrolled")
            sheet.answers.clear()
            scrolled.clear()
    one.scroll.scroll_offset = Offset(0, 4)
    one.action_place()
    assert sheet.answers == [True]
    one.action_leave()
    assert sheet.answers == [True, False]
    fresh: Any = PlaceDialog("a", "b", PALETTE)
    assert not fresh._is_shown
    fresh._was_shown()
    assert fresh._is_shown


def at(cell: int, line: int, row: object) -> Offset:
    return Offset(cell, line)


def annotation(chance: Random, number: int) -> Annotation:
    quote = TextQuoteSelector(WORDS * chance.choice((1, 2, 15)), "", "") if chance.random() < 0.8 else None
    people = (None, Creator("Ada"), Creator("Bea"), Creator("a program", is_program=True))
    return Annotation(
        f"{number}",
        "id",
        DAY,
        chance.choice((DAY, "2026-03-09T22:00:00Z", "in spring")),
        quote=quote,
        color=chance.choice((None, "blue")),
        tags=chance.choice(((), ("sea",), ("sea", "a long name/of a tag"))),
        note=chance.choice(("", "So *it* is.", f"- {WORDS * 4}\n- two\n\n> quoted")),
        anchor=chance.choice(list(AnchorState)),
        creator=chance.choice(people),
        is_thread=chance.random() < 0.5,
        replies=tuple(
            Reply(
                f"{at}",
                "id",
                "0",
                DAY,
                DAY,
                "" if at % 9 else chance.choice((f"{at} so", WORDS)),
                chance.choice(people),
                chance.choice((None, None, ThreadState.SETTLED, ThreadState.OPEN)),
            )
            for at in range(101 if number == 4 else chance.choice((0, 0, 1, 2)))
        ),
        deleted=chance.choice((None, None, DAY)),
    )


async def nothing(show: Callable[[Sequence[LinkRow]], None]) -> None: ...


def test_annotations(sheet: Sheet, golden: Golden) -> None:
    for number in range(14):
        chance = Random(number)
        sheet.size = Size(*SIZES[number % 5])
        rows = [
            LinkRow(WORDS[at : at + chance.randrange(60)], chance.choice(("", WORDS[at:])), is_back=at > number % 4)
            for at in range(chance.choice((0, 0, 1, 3, 12)))
        ]
        leading: Mapping[tuple[str, ...], str] = {("]", "o"): "reader.next_thread", ("g", "n"): "app.annotations"}
        settled: list[str] = []
        one = AnnotationDialog(
            "An annotation",
            annotation(chance, number),
            PALETTE,
            rows,
            nothing,
            Identity(Creator("Ada")),
            partial(settled.append, "settled"),
            leading if number % 2 else {},
        )
        one.say_where(["Winter", "Ice"][: number % 3])
        one.on_resize()
        sheet.keep(one, one._body, one._links)
        for steps in (1, -1, -1, 7) if rows else ():
            one.action_move(steps)
            one.action_choose()
            sheet.keep(one, one._links)
        typed(one, "]", "o", "]", "x", "g", "n", "1", "3", "]", "2")
        one.action_choose()
        one.action_edit()
        one.action_edit_elsewhere()
        one.action_settle()
        one.on_choice_rows_picked(ChoiceRows.Picked(0))
        sheet.keep(one)
        later = replace(one._annotation, note="other", replies=one._annotation.replies[:1])
        one.follow(later)
        one._show_rows(rows[:1])
        sheet.keep(one, one._links)
        sheet.picture.say(settled, one._annotation is later, one._most_rows, one._rows_of_body)
    sheet.picture.compare(golden, Path(__file__).with_name("annotations.txt"), with_styles=True)


def test_versions(sheet: Sheet, golden: Golden) -> None:
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    metadata = Metadata(
        "On\x1b boats", creator="Ada", canonical_url="https://b.org", published="2025-12", language="en"
    )
    article = ArticleRecord("id", metadata, DAY, DAY, "h", tags=("sea",))
    tag = Tag("sea", color="blue", pin=3, description="What\x1b it is", modified=DAY)
    view = View("id", "All \x1b", "#sea", Lists.ARTICLES)
    others: list[list[Any]] = [
        [article, replace(article, text_version="i", archived=DAY, tags=(), deleted=DAY, metadata=Metadata("x"))],
        [tag, replace(tag, color=None, pin=None, description=""), replace(tag, description="x y " * 300)],
        [view, replace(view, query="", lists=Lists.ANNOTATIONS)],
    ]
    for number in range(9):
        chance = Random(number)
        sheet.size = Size(*SIZES[number % 5])
        versions = others[number] if number < 3 else [annotation(chance, at) for at in range(2 + number % 3)]
        writers = [chance.choice(("", "Bea")) for _ in versions] if number % 2 else ()
        one = VersionsDialog(versions, PALETTE, now, writers)
        one.on_mount()
        monkey: Any = one
        monkey._rows[0].scroll_visible = lambda animate: None
        one.on_resize()
        sheet.keep(one, *one._rows)
        for row in monkey._rows:
            row.scroll_visible = lambda animate: None
        for steps in (1, -1, -1, 2):
            one.action_move(steps)
            one.action_choose()
        one.action_join()
        typed(one, "1", "2", "3", "9", "0", "x", "f1")
        sheet.keep(one, *one._rows)
    sheet.picture.compare(golden, Path(__file__).with_name("versions.txt"), with_styles=True)
