"""The app refuses unknown names in the settings before it shows anything."""

import pytest

from readtui.bootstrap import Services
from readtui.errors import SettingsError
from readtui.settings import parse_settings
from readtui.tui.app import ReadtuiApp
from readtui.tui.start import Start
from readtui.tui.terminal import this_terminal


@pytest.mark.parametrize(
    ("written", "said", "hint"),
    [
        ('[export]\nformat = "markdwon"', "line 2: export.format: no export format named 'markdwon'", "markdown?"),
        ('[app]\ntheme = "readtui-drak"', "line 2: app.theme: no theme named 'readtui-drak'", "readtui-dark?"),
        ('[keys]\n"reader.hop" = "x"', "line 2: keys.reader.hop: no such action", ""),
    ],
)
def test_a_name_that_does_not_exist_is_refused(services: Services, written: str, said: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        ReadtuiApp(services, settings=parse_settings(written), terminal=this_terminal(), start=Start())
    assert said in caught.value.message
    assert hint in caught.value.hint
