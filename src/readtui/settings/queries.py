"""Reads queries in the settings. Apart from the rest, because most settings need no query language."""

from collections.abc import Iterator

from readtui.errors import QueryError, SettingsError
from readtui.model.tag import has_tag
from readtui.search.query.parser import parse
from readtui.search.query.syntax import EVERYTHING, Query
from readtui.search.query.terms import tags_of
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


def settings_that_name(settings: Settings, tag: str) -> list[str]:
    """The keys of settings that name the tag or one nested in it, such as "standing_export[1].query".

    A change of tags cannot change them.
    """
    return [key for key, tags in _tags_in(settings) if has_tag(tags, tag)]


def _tags_in(settings: Settings) -> Iterator[tuple[str, list[str]]]:
    yield "tags.quick", list(settings.tags.quick)
    yield "review.query", _named(settings.review.query)
    for number, one in settings.standing_export.items():
        yield f"standing_export[{number}].query", _named(one.query)


def _named(query: str) -> list[str]:
    try:
        return tags_of(parse(query))
    except QueryError:
        # Whoever uses the query reports its mistake.
        return []
