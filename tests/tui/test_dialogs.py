"""The dialogs, driven by keys over a text."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from journeys import at_rest, comes, press
from textual.app import App, ComposeResult
from textual.widgets import Static, TextArea

from readtui.errors import ReadtuiError
from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.themes import own_themes
from readtui.tui.dialogs.color import ColorDialog
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.note import Edited, NoteDialog, NoteResult
from readtui.tui.dialogs.tag import TagDialog
from readtui.tui.programs.editor import edit_file

KNOWN = {"politics/nato": 9, "politics/nato/2009": 12, "essay": 21, "law": 3, "lawn": 8, "history of law": 2, "Café": 1}
ESC_IN_TEXT = "a\x1b[31mb"


class DialogApp(App[None]):
    """A text with a dialog over it."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []
        for theme in own_themes(ColorDepth.FULL):
            self.register_theme(theme)
        self.theme = "readtui-dark"

    def compose(self) -> ComposeResult:
        yield Static("The lamp was lit before the ships were seen.")

    @contextlib.contextmanager
    def suspend(self) -> Any:
        yield

    def ask(self, dialog: Any) -> None:
        self.push_screen(dialog, self.results.append)


class SteppingAside(DialogApp):
    """Resumes only if the block ends without an error, as Textual does."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[str] = []

    @contextlib.contextmanager
    def suspend(self) -> Any:
        self.steps.append("aside")
        yield
        self.steps.append("back")


async def result_of(dialog: Any, *keys: str) -> Any:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(dialog)
        await at_rest(pilot)
        await press(pilot, *keys)
        assert app.results, "the dialog is still open"
        return app.results[0]


async def tags_after(*keys: str, current: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The tags that the dialog passes on while ``keys`` are pressed. The dialog is open at the end."""
    handed_out: list[tuple[str, ...]] = []
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(TagDialog("Tag", current, KNOWN, handed_out.append))
        await at_rest(pilot)
        await press(pilot, *keys)
        assert not app.results
        return handed_out


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("NATO", "politics/nato"),
        ("nat", "politics/nato/2009"),
        ("politics/n", "politics/nato/2009"),
        ("politics", "politics"),
        ("law", "law"),
        ("la", "lawn"),
        ("cafe", "Café"),
        ("ESSAY", "essay"),
        ("essya", "essya"),
        ("of law", "of law"),
        ("#new/ tag", "new/tag"),
    ],
)
async def test_enter_sets_a_clear_match_or_else_a_new_tag(typed: str, first: str) -> None:
    keys = ["space" if character == " " else character for character in typed]
    assert await tags_after(*keys, "enter") == [(first,)]


async def test_one_arrow_below_a_completion_is_the_new_tag() -> None:
    assert await tags_after("n", "a", "t", "down", "enter") == [("nat",)]


async def test_a_misspelt_tag_is_offered_below_the_new_one() -> None:
    assert await tags_after(*"essya", "down", "enter") == [("essay",)]


async def test_tagging_continues_in_an_empty_field_and_reports_every_step() -> None:
    steps = await tags_after(*"essay", "enter", *"law", "tab", "enter", *"essay", "enter", "backspace")
    assert steps == [("essay",), ("essay", "law"), ("law",), ()]


async def test_backspace_deletes_what_is_typed_before_it_takes_a_tag_off() -> None:
    assert await tags_after("x", "backspace", "backspace", current=("essay", "law")) == [("essay",)]


async def test_arrows_choose_among_the_most_used_tags_of_the_empty_field() -> None:
    assert await tags_after("down", "down", "ctrl+n", "up", "enter") == [("politics/nato/2009",)]


@pytest.mark.parametrize("keys", [("enter",), ("escape",), ("down", "up", "enter"), ("x", "escape")])
async def test_the_tag_dialog_closes_without_a_change(keys: tuple[str, ...]) -> None:
    handed_out: list[tuple[str, ...]] = []
    assert await result_of(TagDialog("Tag", ["law"], KNOWN, handed_out.append), *keys) is None
    assert handed_out == []


async def test_the_keys_say_what_enter_does() -> None:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = TagDialog("Tag", ["law"], KNOWN, lambda _: None)
        app.ask(dialog)
        await at_rest(pilot)
        said = []
        for key in ("l", "a", "w", "s"):
            said.append(str(dialog.query_one(".dialog--keys", Static).visual).split()[:2])
            await press(pilot, key)
        said.append(str(dialog.query_one(".dialog--keys", Static).visual).split()[:2])
    assert said == [["↑", "↓"], ["Enter", "set"], ["Enter", "set"], ["Enter", "remove"], ["Enter", "create"]]


async def test_enter_begins_a_line_and_ctrl_j_saves_the_note() -> None:
    dialog = NoteDialog("the lamp", "old")
    assert await result_of(dialog, "enter", "n", "e", "w", "ctrl+j") == NoteResult("old\nnew", saved=True)


async def test_escape_keeps_the_note_as_a_draft_which_comes_back() -> None:
    kept: list[str] = []
    assert await result_of(NoteDialog("q", "", on_draft=kept.append), "h", "i", "escape") == NoteResult(
        "hi", saved=False
    )
    assert kept == ["hi"]
    again = NoteDialog("q", "", kept[0])
    assert await result_of(again, "exclamation_mark", "ctrl+s") == NoteResult("hi!", saved=True)


@pytest.mark.parametrize("leave", ["escape", "ctrl+s"])
async def test_an_unchanged_note_has_no_result(leave: str) -> None:
    assert await result_of(NoteDialog("q", "note"), "x", "backspace", leave) is None


async def test_emptying_a_note_removes_it() -> None:
    assert await result_of(NoteDialog("q", "n"), "backspace", "ctrl+s") == NoteResult("", saved=True)


async def test_a_draft_is_passed_on_during_typing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readtui.tui.dialogs.note._DRAFT_AFTER", 0.3)
    kept: list[str] = []
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(NoteDialog("q", "", on_draft=kept.append))
        await at_rest(pilot)
        for _ in range(200):
            await press(pilot, "a")
            if kept:
                break
            await pilot.pause(0.02)
        assert kept


async def test_the_last_draft_is_the_last_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readtui.tui.dialogs.note._DRAFT_AFTER", 0.05)
    kept: list[str] = []
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(NoteDialog("q", "note", on_draft=kept.append))
        await pilot.pause(0.1)
        assert kept == []
        await press(pilot, "a", "b")
        assert await comes(pilot, lambda: kept[-1:] == ["noteab"]), kept
        await press(pilot, "backspace", "backspace")
        assert await comes(pilot, lambda: kept[-1:] == [""]), kept


async def test_the_end_of_the_app_hands_the_last_draft_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readtui.tui.dialogs.note._DRAFT_AFTER", 60)
    kept: list[str] = []
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(NoteDialog("q", "note", on_draft=kept.append))
        await at_rest(pilot)
        await press(pilot, "c")
        assert kept == []
    assert kept == ["notec"]


async def test_text_from_an_editor_comes_back_and_can_be_undone() -> None:
    def edit(text: str) -> Edited:
        return Edited(f"{text}\nmore")

    dialog = NoteDialog("q", "note", edit=edit)
    assert await result_of(dialog, "ctrl+e", "ctrl+s") == NoteResult("note\nmore", saved=True)
    assert await result_of(NoteDialog("q", "note", edit=edit), "ctrl+e", "ctrl+z", "ctrl+s") is None


async def test_text_from_a_failed_editor_is_in_the_dialog_with_the_error() -> None:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(NoteDialog("q", "note", edit=lambda _: Edited("half of it", ReadtuiError("the editor failed"))))
        await at_rest(pilot)
        await press(pilot, "ctrl+e")
        assert app.screen.query_one(TextArea).text == "half of it"
        fault = app.screen.query_one(".dialog--fault", Static)
        assert fault.display
        assert str(fault.visual) == "! The editor failed. This is the text it wrote."


async def test_pasted_control_characters_never_reach_the_result() -> None:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(NoteDialog("q", ""))
        await at_rest(pilot)
        app.screen.query_one(TextArea).insert(ESC_IN_TEXT)
        await press(pilot, "ctrl+s")
    assert app.results == [NoteResult("a␛[31mb", saved=True)]


def editor(folder: Path, script: str) -> str:
    path = folder / "my editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return f"'{path}'"


def test_an_editor_that_fails_or_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, "exit 3"))
    fault = edit_file(DialogApp(), tmp_path / "note.md")
    assert fault is not None
    assert "my editor" in fault.message
    assert "exit code 3" in fault.message
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    with pytest.raises(ReadtuiError, match="no-such-editor --wait"):
        edit_file(DialogApp(), tmp_path / "note.md")
    monkeypatch.delenv("VISUAL")
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadtuiError, match="no editor") as raised:
        edit_file(DialogApp(), tmp_path / "note.md")
    assert "$EDITOR" in raised.value.hint


async def test_an_editor_that_cannot_start_gives_the_terminal_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")
    app = SteppingAside()
    with pytest.raises(ReadtuiError):
        edit_file(app, tmp_path / "note.md")
    assert app.steps == ["aside", "back"]


@pytest.mark.parametrize(
    ("current", "keys", "color"),
    [
        (None, ("3",), "blue"),
        ("green", ("enter",), "green"),
        ("green", ("right", "enter"), "blue"),
        ("yellow", ("left", "enter"), ""),
        ("purple", ("right", "enter"), ""),
        ("green", ("0",), ""),
        ("green", ("backspace",), ""),
        ("green", ("9", "escape"), None),
    ],
)
async def test_a_color_is_chosen_by_digit_or_arrows(
    current: str | None, keys: tuple[str, ...], color: str | None
) -> None:
    palette = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
    assert await result_of(ColorDialog(current, palette), *keys) == color


async def test_the_chosen_color_is_marked_without_color() -> None:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(ColorDialog("green", make_palette(OWN_THEMES["readtui-dark"], ColorDepth.NONE)))
        await at_rest(pilot)
        await press(pilot, "right")
        row = "".join(str(static.visual) for static in app.screen.query(Static)).replace("\u00a0", " ")
    assert "›3  blue" in row
    assert row.count("›") == 1
    assert all(name in row for name in HIGHLIGHT_COLORS)


def shown_in(app: DialogApp) -> list[str]:
    """The rows of the screen."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 1), ((40, 12), 3)])
async def test_a_color_stays_with_its_digit(size: tuple[int, int], rows: int) -> None:
    app = DialogApp()
    async with app.run_test(size=size) as pilot:
        app.ask(ColorDialog("green", make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)))
        # How many colors fit in a row is known only after the first layout.
        await comes(pilot, lambda: any("none" in line for line in shown_in(app)[:-1]))
        shown = shown_in(app)
    assert "Esc cancel" in shown[-1]
    for number, name in enumerate(HIGHLIGHT_COLORS, 1):
        assert any(f"{number}  {name}" in line for line in shown)
    assert sum(any(name in line for name in (*HIGHLIGHT_COLORS, "none")) for line in shown[:-1]) == rows


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("enter", True), ("n", False), ("escape", False)])
async def test_a_question_is_answered_by_one_key(key: str, answer: bool) -> None:
    assert await result_of(ConfirmDialog("Remove [b]it[/]?", "It has\ntwo notes.", "Remove", "Keep"), key) is answer
