"""The app starts whatever the settings say, tells every mistake, and does without the wrong ones."""

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.settings import parse_settings

HOOK = '[[hook]]\nkey = "no-key"\ntitle = "Taken"\ncommand = ["true"]\n'


@pytest.mark.parametrize(
    ("written", "said", "hint"),
    [
        ('[export]\nformat = "markdwon"', "line 2: export.format: no export format named 'markdwon'", "markdown?"),
        ('[app]\ntheme = "readtui-drak"', "line 2: app.theme: no theme named 'readtui-drak'", "readtui-dark?"),
        ('[keys]\n"reader.hop" = "x"', "line 2: keys.reader.hop: no such action", ""),
        ('[review]\nquery = "taag:x"', "line 2: review.query:", ""),
        (HOOK, "line 2: hook[1].key: no key named 'no-key'", ""),
        ("x = = 1", "invalid TOML", ""),
        ("[future]\nx = 1", "unknown section [future]", ""),
    ],
)
async def test_a_mistake_is_told_and_the_app_goes_on_without_it(
    services: Services, rivers: str, written: str, said: str, hint: str
) -> None:
    settings = parse_settings(written)
    async with journey(services, article=rivers, settings=settings, size=(140, 40)) as app:
        [fault] = settings.faults
        assert said in fault.message
        assert hint in fault.hint
        await app.shows("Ignored, because of mistakes in the settings:")
        await app.shows(hint)
        await app.press("l", "H")
        assert len(services.library.annotations_of(services.library.find(rivers))) == 1


async def test_all_mistakes_are_told_at_once(services: Services, rivers: str) -> None:
    settings = parse_settings(f'[reader]\nmesure = 1\n[app]\ntheme = "drak"\n{HOOK}[keys]\n"reader.hop" = "x"\n')
    async with journey(services, article=rivers, settings=settings, size=(140, 40)) as app:
        await app.shows("Ignored, because of mistakes in the settings:")
        for said in ("line 2", "line 4", "line 6", "line 10"):
            await app.shows(said)
