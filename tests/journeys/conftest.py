"""A desk for every journey, with a saved page on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.desk import PAGE, Desk, desk_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as opened:
        opened.write("salt.html", PAGE)
        yield opened
