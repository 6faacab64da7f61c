"""A tag that is renamed in more than 200 files is renamed everywhere or nowhere when readtui is killed."""

import os
import random
from pathlib import Path

import pytest

from tests.crash.bulk_kills import Library, kill_apps, kill_commands

KILLS = int(os.environ.get("READTUI_KILLS", "2"))
# With this seed, the first kills come while files are being replaced.
SEED = 12


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_a_killed_command_has_renamed_everything_or_nothing(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.make(articles=250)
    kill_commands(library, KILLS, random.Random(SEED))


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_killed_app_has_renamed_everything_or_nothing(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.make(articles=250)
    kill_apps(library, KILLS, random.Random(SEED))
