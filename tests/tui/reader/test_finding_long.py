"""Searching in a text that is too long to be searched after each letter."""

from functools import partial

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.tui.reader import find as reader_finding
from readtui.tui.reader.find import first_span, search_pattern


def first_hit(app: Journey, sought: str, offset: int) -> tuple[int, int] | None:
    pattern = search_pattern(sought)
    assert pattern is not None
    return first_span(pattern, app.view.article.text, offset)


def is_shown(app: Journey, expected: tuple[int, int] | None) -> bool:
    shown = app.view.hits.hit()
    return (shown and (shown.start, shown.end)) == expected


@pytest.mark.parametrize("down", [0, 9])
async def test_each_letter_shows_the_first_hit_of_what_is_typed_by_then(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch, down: int
) -> None:
    monkeypatch.setattr(reader_finding, "_LONG_TEXT", 0)
    async with journey(services, article=rivers) as app:
        await app.press(*["l"] * down)
        start = app.view.cursor.start
        await app.press("/")
        typed = ""
        for key in [*"It is lx", "backspace", *"ong", *["backspace"] * 4, *"slow"]:
            typed = typed[:-1] if key == "backspace" else typed + key
            await app.press("space" if key == " " else key)
            expected = first_hit(app, typed, start)
            await app.comes(partial(is_shown, app, expected), f"the hit of {typed!r} at {expected}")
