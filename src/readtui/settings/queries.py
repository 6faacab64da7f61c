"""Reads queries in the settings. Apart from the rest, because most settings need no query language."""

from readtui.errors import QueryError, SettingsError
from readtui.search.query.parsing import parse
from readtui.search.query.terms import EVERYTHING, Query
from readtui.settings import Settings


def query_in(settings: Settings, key: str, text: str) -> Query:
    """The query ``text``, the value of the setting ``key``. Raises SettingsError, which names file, line and column."""
    try:
        return parse(text)
    except QueryError as fault:
        raise settings.fault(key, f"{fault.message} (column {fault.column})") from fault


def review_query(settings: Settings) -> Query:
    """The query of what is to be reviewed. A mistake in it is left out, and everything is reviewed."""
    try:
        return query_in(settings, "review.query", settings.review.query)
    except SettingsError as fault:
        settings.leave_out(fault)
        return EVERYTHING
