"""Finds the settings that name a tag, which a change of tags cannot change."""

from collections.abc import Iterator

from readtui.errors import QueryError
from readtui.model.tag import has_tag
from readtui.search.query.parsing import parse
from readtui.search.query.renaming import tags_of
from readtui.search.query.terms import EXACTLY
from readtui.settings import Settings


def settings_that_name(settings: Settings, tag: str) -> list[str]:
    """The keys of settings that name the tag or one nested in it, such as "standing_export[1].query"."""
    return [key for key, tags in _tags_in(settings) if has_tag(tags, tag)]


def _tags_in(settings: Settings) -> Iterator[tuple[str, list[str]]]:
    yield "tags.quick", list(settings.tags.quick)
    yield "review.query", _named(settings.review.query)
    for number, one in settings.standing_export.items():
        yield f"standing_export[{number}].query", _named(one.query)


def _named(query: str) -> list[str]:
    try:
        return [tag.removeprefix(EXACTLY) for tag in tags_of(parse(query))]
    except QueryError:
        # Whoever uses the query reports its mistake.
        return []
