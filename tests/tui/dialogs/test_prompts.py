"""The dialog that asks for one line: what it takes, and what it does with a line that is refused."""

from pathlib import Path

from journeys import at_rest, press
from textual import events
from textual.widgets import Input, Static

from readtui.errors import ReadtuiError
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from tests.tui.test_dialogs import ESC_IN_TEXT, DialogApp, result_of


async def test_a_hint_that_does_not_fit_is_cut_with_a_mark() -> None:
    app = DialogApp()
    async with app.run_test(size=(40, 12)) as pilot:
        app.ask(PromptDialog("Describe #sea", placeholder="what the tag is for, and what it is not for"))
        await at_rest(pilot)
        hint = app.screen.query_one(Input).placeholder
        assert hint.startswith("what the tag is for")
        assert hint.endswith("…")


async def test_a_path_is_completed_as_far_as_it_is_unambiguous(tmp_path: Path) -> None:
    (tmp_path / "sample articles").mkdir()
    (tmp_path / "sample.md").touch()
    (tmp_path / ".sample").touch()
    (tmp_path / "sample\x1b[31m").touch()
    assert complete_path(f"{tmp_path}/") == [f"{tmp_path}/sample articles/", f"{tmp_path}/sample.md"]
    assert complete_path(f"{tmp_path}/.s") == [f"{tmp_path}/.sample"]
    assert complete_path(f"{tmp_path}/none/") == []
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(PromptDialog("Add", f"{tmp_path}/s", complete=complete_path))
        await at_rest(pilot)
        await press(pilot, "tab")
        assert app.screen.query_one(Input).value == f"{tmp_path}/sample"
        assert "sample articles/   sample.md" in str(app.screen.query_one(".prompt-dialog--candidates", Static).visual)
        await press(pilot, "full_stop", "tab", "enter")
    assert app.results == [f"{tmp_path}/sample.md"]


async def test_pasted_control_characters_become_visible() -> None:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(PromptDialog("Add"))
        await at_rest(pilot)
        app.screen.query_one(Input).post_message(events.Paste(ESC_IN_TEXT))
        await at_rest(pilot)
        await press(pilot, "enter")
    assert app.results == ["a␛[31mb"]


async def test_a_line_takes_spaces_that_are_typed_and_a_path_as_it_is_pasted() -> None:
    assert await result_of(PromptDialog("Describe"), *"two", "space", *"words", "space", "a", "enter") == "two words a"
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(PromptDialog("Add"))
        await at_rest(pilot)
        app.screen.query_one(Input).post_message(events.Paste("~/cafe\u0301  2\t(b).pdf"))
        await at_rest(pilot)
        await press(pilot, "enter")
    assert app.results == ["~/cafe\u0301  2 (b).pdf"]


async def test_a_rejected_line_stays() -> None:
    async def only_b(line: str) -> bool:
        if "b" not in line:
            raise ReadtuiError("no b in it", "type one")
        return "c" not in line

    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(PromptDialog("Add", accept=only_b))
        await at_rest(pilot)
        await press(pilot, "a", "enter")
        fault = app.screen.query_one(".dialog--fault", Static)
        assert fault.display
        assert str(fault.visual) == "! No b in it. Type one."
        await press(pilot, "b", "c", "enter")
        assert not fault.display
        assert app.results == []
        await press(pilot, "backspace", "enter")
    assert app.results == ["ab"]


async def test_a_canceled_line_returns_none() -> None:
    assert await result_of(PromptDialog("Add"), "x", "tab", "escape") is None


async def test_an_empty_line_that_is_refused_says_so() -> None:
    async def accept(line: str) -> bool:
        return bool(line.strip())

    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(PromptDialog("Add", accept=accept, enter="add"))
        await at_rest(pilot)
        await press(pilot, "enter")
        said = " ".join(str(one.visual) for one in app.screen.query(Static))
        assert "The field is empty. Type something, or press Esc." in said
        assert "Enter add" in said
        await press(pilot, "x", "enter")
    assert app.results == ["x"]
