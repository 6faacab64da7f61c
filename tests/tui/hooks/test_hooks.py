"""Journeys: the user's own programs, on keys of the reader."""

import asyncio
import json
import sys
from pathlib import Path

from journeys import Journey, journey, key_event

from readtui.bootstrap import Services
from readtui.settings import Settings, parse_settings

SHOUT = "import sys; print(sys.stdin.read().upper())"


def hooks(*tables: str) -> Settings:
    """Settings with these hooks; in each, CODE stands for a few lines of Python to run."""
    return parse_settings("\n".join(f"[[hook]]\n{table}" for table in tables))


def hook(key: str, code: str, rest: str = "") -> str:
    command = json.dumps([sys.executable, "-c", code])
    return f'key = "{key}"\ntitle = "Hook {key}"\ncommand = {command}\n{rest}\n'


def writes_pid(path: Path) -> str:
    """A program that writes its id and then waits."""
    return f"import os, time; open({str(path)!r}, 'w').write(f'{{os.getpid()}}\\n'); time.sleep(1000)"


async def begun(app: Journey, path: Path) -> Path:
    """The folder of the process that has written its id."""
    await app.comes(lambda: path.exists() and path.read_text().endswith("\n"), "the program to begin")
    return Path("/proc") / path.read_text().strip()


def is_over(process: Path) -> bool:
    """Whether the process has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


async def test_a_panel_shows_what_a_program_says_of_the_passage(services: Services, rivers: str) -> None:
    settings = hooks(
        hook("K", SHOUT), hook("Q", "import os; print(os.environ['READTUI_TITLE'], os.environ['READTUI_LANG'])")
    )
    async with journey(services, article=rivers, settings=settings, size=(140, 32)) as app:
        await app.press("l", "l")
        assert "K Hook K" in app.screen_text()
        await app.press("K")
        await app.shows("WATER RUNS DOWNHILL.")
        await app.press("y")
        assert app.app.clipboard == "WATER RUNS DOWNHILL."
        await app.press("v", "w", "w", "K")
        await app.shows("WATER RUNS\n")
        await app.press("escape")
        assert app.selected == "Water runs"
        await app.press("escape", "Q")
        await app.shows("On rivers en")
        await app.press("a")
        [annotation] = app.saved(rivers)
        assert (annotation.note, annotation.quoted_text) == ("On rivers en", "Water runs downhill.")
        await app.press("u")
        assert app.saved(rivers) == []
        await app.press("?", "/")
        await app.type("hook")
        assert "Hook K" in app.screen_text()


async def test_output_goes_to_the_end_of_the_note_while_one_reads_on(services: Services, rivers: str) -> None:
    settings = hooks(hook("L", SHOUT, 'output = "note"'), hook("W", SHOUT, 'input = "note"'))
    async with journey(services, article=rivers, settings=settings) as app:
        await app.press("l", "l", "W")
        assert "No note here" in app.screen_text()
        await app.press("a")
        await app.type("mine")
        await app.press("ctrl+s", "L", "l", "v")
        await app.until(lambda: len(app.saved(rivers)[0].note) > 4)
        [annotation] = app.saved(rivers)
        assert annotation.note == "mine\n\nWATER RUNS DOWNHILL."
        assert app.selected == "I"
        await app.press("escape", "h", "W")
        await app.shows("MINE")
        await app.press("escape", "u")
        assert app.saved(rivers)[0].note == "mine"


async def test_the_whole_article_goes_in_without_furniture(services: Services, rivers: str) -> None:
    settings = hooks(hook("W", "import sys; print(len(sys.stdin.read()))", 'input = "article"'))
    async with journey(services, article=rivers, settings=settings) as app:
        words = app.session.article.body_text()
        await app.press("W")
        await app.shows(f" {len(words)}\n")


async def ended(process: Path) -> None:
    """Wait until a process has ended, with or without an app."""
    for _ in range(1000):
        if is_over(process):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{process} is still running")


async def test_escape_stops_a_program_and_keys_work_meanwhile(services: Services, rivers: str, tmp_path: Path) -> None:
    panel, voice, note = tmp_path / "panel", tmp_path / "voice", tmp_path / "note"
    settings = hooks(
        hook("P", writes_pid(panel)),
        hook("S", writes_pid(voice), 'output = "none"'),
        hook("L", writes_pid(note), 'output = "note"'),
    )

    async with journey(services, article=rivers, settings=settings) as app:

        def send(key: str) -> None:
            app.app.post_message(key_event(key))

        send("P")
        process = await begun(app, panel)
        assert "Running…" in app.screen_text()
        send("escape")
        await ended(process)
        send("S")
        reading = await begun(app, voice)
        send("L")
        translating = await begun(app, note)
        await app.shows("Hook S, Hook L…")
        send("L")
        await app.shows("Hook L is still running. Press Esc to stop it.")
        send("l")
        await app.comes(lambda: app.cursor == "Where the water goes.", "the cursor to move")
        send("escape")
        await ended(translating)
        assert not is_over(reading)
        voice.unlink()
        send("S")
        await ended(reading)
        reading = await begun(app, voice)
        assert not is_over(reading)
    await ended(reading)
    assert services.repository.annotations(rivers) == []


async def test_failures_are_one_line(services: Services, rivers: str) -> None:
    settings = hooks(
        hook("K", "import sys; sys.exit('no such word')"),
        hook("L", "import sys; sys.exit('no network')", 'output = "note"'),
        'key = "M"\ntitle = "Missing"\ncommand = ["not-there-at-all"]',
    )
    async with journey(services, article=rivers, settings=settings) as app:
        await app.press("K")
        await app.shows("The program failed with exit code 1. No such word.")
        await app.press("escape", "L")
        await app.shows("No network.")
        await app.press("M")
        await app.shows("There is no program not-there-at-all.")
        await app.press("escape")
        assert app.saved(rivers) == []
