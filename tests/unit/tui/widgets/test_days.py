"""Days and times in everyday words, where the user is."""

from datetime import datetime, timedelta, timezone

from readtui.tui.widgets.days import local_date


def test_a_date_is_that_of_the_place_where_the_user_is() -> None:
    now = datetime(2026, 3, 7, 12, tzinfo=timezone(timedelta(hours=9)))
    assert local_date("2026-03-05T20:00:00Z", now) == "2026-03-06"
    assert local_date("in spring", now) == "in spring"
