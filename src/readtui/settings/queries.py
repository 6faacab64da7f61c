"""Reads queries in the settings. Apart from the rest, because most settings need no query language."""

from readtui.errors import QueryError
from readtui.search.query.parsing import parse
from readtui.search.query.terms import Query
from readtui.settings import Settings


def query_in(settings: Settings, key: str, text: str) -> Query:
    """The query ``text``, the value of the setting ``key``. Raises SettingsError, which names file, line and column."""
    try:
        return parse(text)
    except QueryError as fault:
        raise settings.fault(key, f"{fault.message} (column {fault.column})") from fault
