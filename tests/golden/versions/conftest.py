"""0.1 once for all tests: to compile it takes longer than most of them."""

from pathlib import Path

import pytest

from tests.golden.versions.earlier import build


@pytest.fixture(scope="session")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Where the package of 0.1 is; None if it cannot be built here."""
    return build(tmp_path_factory.mktemp("earlier"))
