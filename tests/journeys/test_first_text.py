"""What is imported before the first text is on the screen: everything there delays it."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from golden import Golden

from readtui.paths import is_plain
from tests.journeys.desk import PAGE, TITLE, Desk

KEPT = Path(__file__).parents[1] / "golden" / "first-text-modules.txt"
# Python itself, and what only some versions of it need.
_NOT_COUNTED = {"tomli", "typing_extensions"}
_WATCHED = """
import json, os, sys
before = set(sys.modules)
from readtui.__main__ import main
from readtui.tui.terminal.shown_page import ShownPage
def draw(self, drawn):
    with open({file!r}, "w") as written:
        json.dump(sorted(set(sys.modules) - before), written)
    os._exit(0)
ShownPage.draw = draw
sys.argv = ["readtui", *{arguments!r}]
main()
"""


def imported(desk: Desk, *arguments: str) -> Sequence[str]:
    """The modules of readtui, and the packages of others, that are there when the first text is drawn."""
    file = desk.folder / "modules.json"
    code = _WATCHED.format(file=str(file), arguments=arguments)
    assert desk.run([sys.executable, "-c", code]).ends() == 0
    names = [name for name in json.loads(file.read_text("utf-8")) if not name.startswith("__")]
    others = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - _NOT_COUNTED - {"readtui"}
    return [*sorted(others), *(name for name in names if name.partition(".")[0] == "readtui")]


@pytest.mark.skipif(is_plain(), reason="with READTUI_PLAIN no page is drawn early")
def test_only_these_modules_are_imported_before_the_first_text(desk: Desk, golden: Golden) -> None:
    """One that is new here delays the first text. If it has to be there, the message says how to update the list."""
    page = desk.write("page.html", PAGE)
    desk.prints("add", str(page))
    golden(KEPT, "\n".join(imported(desk, str(page))) + "\n")


@pytest.mark.skipif(is_plain(), reason="with READTUI_PLAIN no page is drawn early")
def test_to_discuss_a_document_imports_little_more_before_the_first_text(desk: Desk) -> None:
    page = desk.write("page.html", PAGE)
    desk.prints("add", str(page))
    # The first time, it is noted that the document is discussed.
    imported(desk, "discuss", str(page))
    more = set(imported(desk, "discuss", str(page))) - set(imported(desk, str(page)))
    assert more == {
        "readtui.cli.annotations",
        "readtui.cli.annotations.lines",
        "readtui.cli.annotations.threads",
        "readtui.cli.discuss",
    }


@pytest.mark.skipif(is_plain(), reason="with READTUI_PLAIN no page is kept")
def test_the_library_is_drawn_at_once_the_next_time_and_answers_keys_once_the_app_is_there(desk: Desk) -> None:
    desk.prints("add", str(desk.write("page.html", PAGE)))
    for attempt in range(1, 9):
        app = desk.readtui()
        app.shows(TITLE)
        # The picture is taken right after that; on a machine with little time, it may be later.
        time.sleep(0.1 * attempt)
        app.type("q")
        assert app.ends() == 0
        if list(desk.folder.rglob("first-pages/library")):
            break
    assert not {"textual", "click", "readtui.storage.catalogue"} & set(imported(desk))
    app = desk.readtui()
    app.shows(TITLE)
    app.type("?")
    app.shows("Keys")
    app.type("qq")
    assert app.ends() == 0
