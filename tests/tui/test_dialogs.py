"""The dialogs, driven by keys over a text."""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from journeys import at_rest, comes, journey, press
from textual.app import App, ComposeResult
from textual.widgets import Input, Static, TextArea

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.services.tags.spelling import tags_in_line
from readtui.text.name_fit import matched_letters
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.context import Look
from readtui.tui.dialogs.color import ColorDialog
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.links import LinksDialog
from readtui.tui.dialogs.note import BelowText, EditedNote, NoteDialog, NoteResult
from readtui.tui.dialogs.tag import TagDialog, TagLine
from readtui.tui.programs.editor import edit_file
from readtui.tui.themes import own_themes
from readtui.tui.widgets.choice_rows import ChoiceRows

KNOWN = {"politics/nato": 9, "politics/nato/2009": 12, "essay": 21, "law": 3, "lawn": 8, "history of law": 2, "Café": 1}
ESC_IN_TEXT = "a\x1b[31mb"


class DialogApp(App[None]):
    """A text with a dialog over it."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []
        self.look = Look(self.console, make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {}))
        for theme in own_themes(ColorDepth.FULL):
            self.register_theme(theme)
        self.theme = "readtui-dark"
        self.look = Look(self.console, make_palette(OWN_THEMES[self.theme], ColorDepth.FULL))

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
        # A line with a value in it can only be made in an app.
        app.ask(dialog() if callable(dialog) else dialog)
        await at_rest(pilot)
        await press(pilot, *keys)
        assert app.results, "the dialog is still open"
        return app.results[0]


async def tags_after(*keys: str, current: tuple[str, ...] = (), **options: Any) -> tuple[str, ...] | None:
    """The tags that the dialog accepts once ``keys`` are pressed; None if they cancel it."""
    line = await result_of(lambda: TagDialog("Tags", current, KNOWN, **options), *keys)
    return None if line is None else tags_in_line(line)


async def shown_after(
    *keys: str, current: tuple[str, ...] = (), known: Mapping[str, int] = KNOWN, **options: Any
) -> tuple[str, str, str]:
    """The field, what stands selected in it, and what is said of new tags, once ``keys`` are pressed."""
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = TagDialog("Tags", current, known, **options)
        app.ask(dialog)
        await at_rest(pilot)
        await press(pilot, *keys)
        assert not app.results
        field = dialog.query_one(Input)
        return field.value, field.selected_text, str(dialog.query_one(ChoiceRows).border_title or "").strip()


async def test_what_stands_in_the_field_is_what_enter_saves() -> None:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        for typed, saved in (
            ("law", "law"),
            ("la", "lawn"),
            ("LA", "lawn"),
            ("ESSAY", "essay"),
            ("politics", "politics"),
            ("politics/n", "politics/nato/2009"),
            ("nat", "nat"),
            ("NATO", "NATO"),
            ("cafe", "cafe"),
            ("essya", "essya"),
            ("of law", "of law"),
            ("#new/ tag", "new/tag"),
            ("#la", "lawn"),
        ):
            dialog = TagDialog("Tags", (), KNOWN)
            app.ask(dialog)
            await at_rest(pilot)
            await press(pilot, *("space" if character == " " else character for character in typed))
            field = dialog.query_one(Input).value
            assert field.lstrip("#").replace("/ ", "/").casefold() == saved.casefold()
            await press(pilot, "enter")
            assert tags_in_line(app.results.pop()) == (saved,)


async def test_as_many_links_are_listed_as_fit_wherever_the_marked_one_is() -> None:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = LinksDialog("Links", [(f"link {number}", f"https://example.org/{number}") for number in range(40)])
        app.ask(dialog)
        await at_rest(pilot)
        for key, seen in (("", range(8)), ("up", range(32, 40)), ("up", range(32, 40)), ("down", range(32, 40))):
            await press(pilot, *filter(None, [key]))
            rows = str(dialog.query_one(ChoiceRows).render()).splitlines()
            assert [row.partition("link ")[2].split()[0] for row in rows] == [*map(str, seen)]
        await press(pilot, "down", "enter")
        assert app.results == [0]


async def test_a_completion_stands_selected_behind_what_was_typed() -> None:
    assert await shown_after("l", "a") == ("lawn", "wn", "Enter adds #lawn")
    assert await shown_after("l", "a", "backspace") == ("la", "", "Enter creates the new tag #la")
    assert await shown_after("l", "a", "w") == ("law", "", "Enter adds #law")
    assert await shown_after("l", "a", "tab") == ("lawn", "", "Enter adds #lawn")
    parent = "Enter adds #politics itself, until now only a parent of nested tags"
    assert await shown_after(*"politics", known={"politics/nato": 3}) == ("politics", "", parent)
    assert await shown_after("l", "a", "tab", "s") == ("lawns", "", "Enter creates the new tag #lawns")
    assert await tags_after("l", "a", "backspace", "enter") == ("la",)


async def test_what_enter_saves_and_what_was_typed_head_the_list() -> None:
    async def rows_after(*keys: str, **options: Any) -> tuple[list[str], str]:
        app = DialogApp()
        async with app.run_test(size=(80, 24)) as pilot:
            dialog = TagDialog("Tags", (), KNOWN, **options)
            app.ask(dialog)
            await at_rest(pilot)
            await press(pilot, *keys)
            rows = [" ".join(line.split()) for line in str(dialog.query_one(ChoiceRows).render()).splitlines()]
            return rows[:2], str(dialog.query_one(".dialog--keys", Static).render())

    rows, keys = await rows_after(*"la")
    assert rows[0].startswith("› Enter lawn")
    assert rows[1] == "↓ new tag #la"
    assert "Backspace only “la”   Tab keep" in keys
    assert (await rows_after(*"la", "down"))[0][1] == "› new tag #la"
    assert await tags_after(*"la", "down", "enter") == ("la",)
    assert await tags_after(*"la", "down", "up", "enter") == ("lawn",)
    assert "new tag" not in (await rows_after(*"la", is_closed=True))[0][1]


async def test_a_comma_ends_a_tag_and_keeps_its_completion() -> None:
    assert await shown_after("l", "a", ",") == ("lawn, ", "", "Enter adds #lawn")
    assert await shown_after("l", "a", ",", "l") == ("lawn, law", "aw", "Enter adds #lawn #law")
    assert await tags_after(*"la,", *"new,", *"essay", "enter") == ("lawn", "new", "essay")
    assert await tags_after(*"la,", "ctrl+s") == ("lawn",), "as in a note"


async def test_a_comma_in_quotation_marks_is_part_of_the_tag() -> None:
    assert await tags_after(*'"a,', "space", *'b",', *"law", "enter") == ("a, b", "law")
    assert await tags_after("x", "enter", current=("a, b", '"c"', "law")) == ("a, b", '"c"', "law", "x")


async def test_what_matches_less_well_is_taken_from_below() -> None:
    assert await shown_after(*"nat", "down") == ("politics/nato/2009", "", "Enter adds #politics/nato/2009")
    assert await tags_after(*"essya", "down", "enter") == ("essay",)
    assert await shown_after(*"nat", "down", "up") == ("nat", "", "Enter creates the new tag #nat")
    assert await tags_after(*"law,", *"nat", "down", "enter") == ("law", "politics/nato/2009")
    assert await tags_after("down", "down", "ctrl+n", "up", "enter") == ("politics/nato/2009",)


async def test_the_tags_that_there_are_stand_in_the_field_and_backspace_takes_the_last_one_off() -> None:
    assert await shown_after(current=("essay", "law")) == ("essay, law, ", "", "")
    assert await tags_after("backspace", "enter", current=("essay", "law")) == ("essay",)
    assert (await shown_after("backspace", *"la", current=("essay", "law")))[2] == "Enter adds #lawn, removes #law"
    assert await tags_after("backspace", "backspace", "enter", current=("essay", "law")) == ()
    assert await tags_after(*"x", "backspace", "backspace", "enter", current=("essay", "law")) == ("essay",)
    assert await shown_after(*"es", current=("essay",)) == ("essay, es", "", "Enter creates the new tag #es")


async def test_escape_changes_nothing_and_neither_does_enter_at_once() -> None:
    assert await tags_after("x", "escape", current=("law",)) is None
    assert await tags_after("enter", current=("law", ";")) is None


async def test_tags_that_there_are_keep_their_spelling() -> None:
    assert await tags_after(*"new", "enter", current=("LAW",)) == ("LAW", "new")


async def test_a_closed_codebook_has_no_new_tags() -> None:
    assert await shown_after(*"lax", is_closed=True) == ("lax", "", "not in the closed codebook: #lax")
    assert await tags_after(*"lax", "enter", "backspace", "backspace", *"aw", "enter", is_closed=True) == ("law",)


async def test_one_tag_may_have_commas() -> None:
    keys = ("comma", "x", "enter")
    assert await result_of(lambda: TagDialog("New name", ("law",), KNOWN, takes_several=False), *keys) == "law,x"


def test_matched_letters_are_marked_at_the_start_of_a_level_first() -> None:
    def marked(typed: str, name: str) -> list[str]:
        return [name[start:end] for start, end in matched_letters(typed, name)]

    assert marked("na", "china/nato") == ["na"]
    assert matched_letters("na", "china/nato") == [(6, 8)]
    assert marked("cafe", "Café/cafe") == ["Café"]
    assert marked("in", "china") == ["in"]
    assert marked("essya", "essay")[0].startswith("ess")
    assert marked("", "essay") == []


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
    def edit(text: str) -> EditedNote:
        return EditedNote(f"{text}\nmore")

    dialog = NoteDialog("q", "note", edit=edit)
    assert await result_of(dialog, "ctrl+e", "ctrl+s") == NoteResult("note\nmore", saved=True)
    assert await result_of(NoteDialog("q", "note", edit=edit), "ctrl+e", "ctrl+z", "ctrl+s") is None


async def test_text_from_a_failed_editor_is_in_the_dialog_with_the_error() -> None:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(NoteDialog("q", "note", edit=lambda _: EditedNote("half of it", ReadtuiError("the editor failed"))))
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


@pytest.mark.parametrize(
    ("depth", "is_dim"), [(ColorDepth.ANSI, True), (ColorDepth.NONE, True), (ColorDepth.FULL, False)]
)
async def test_without_themes_what_is_behind_a_dialog_is_dimmed_but_not_what_gets_a_note_tags_or_a_color(
    depth: ColorDepth, is_dim: bool
) -> None:
    app = DialogApp()
    app.look = Look(app.console, make_palette(OWN_THEMES["readtui-dark"], depth))
    app.ansi_color = not depth.has_themes
    below = BelowText(2, 60, lambda *_: None, quotes=False)
    asked = (
        (ConfirmDialog("Remove it?", "", "Remove", "Keep"), is_dim),
        (NoteDialog("", "", below=below), False),
        (TagDialog("Tags", (), {}), False),
        (ColorDialog("", app.look.palette), False),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        for dialog, has_it_dim in asked:
            app.ask(dialog)
            await at_rest(pilot)
            [behind] = [one for one in app.screen._compositor.render_strips()[0] if "The lamp" in one.text]
            assert bool(behind.style and behind.style.dim) is has_it_dim, type(dialog)
            app.pop_screen()


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


async def test_an_offered_tag_looks_unlike_what_was_typed_without_colors(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    services.library.retag([services.library.find(rivers)], ["evidence/strong"])
    async with journey(services, article=rivers) as app:
        await app.press("t")
        await app.type("e")
        line = app.app.screen.query_one(TagLine)
        await app.comes(lambda: line.completion == "vidence/strong", "the completion")
        assert line.get_component_rich_style("input--selection").underline
