"""A separate library for every desk."""

from collections.abc import Iterator

import pytest
from app_fixtures import own_places, rivers, services
from reader_desk import Desk

from readtui.bootstrap import Services

__all__ = ["own_places", "rivers", "services"]


@pytest.fixture
def desk(services: Services, rivers: str) -> Iterator[Desk]:
    """The article on rivers, its cursor on "Water runs downhill."."""
    made = Desk(services, rivers)
    start = made.state.session.article.text.index("Water runs")
    made.state.viewport.set_cursor(made.state.viewport.stops.at(start))
    yield made
    made.put_away()
