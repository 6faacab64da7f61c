"""Updates saved views when tags are renamed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from readtui.errors import QueryError
from readtui.model.change import Edit
from readtui.model.view import View
from readtui.search.query.parsing import parse
from readtui.search.query.renaming import tags_of, with_tags
from readtui.search.query.terms import to_text
from readtui.services.tags.spelling import Levels, levels_of


def view_edits(views: Iterable[View], rename: Callable[[str], str], now: str) -> Iterator[Edit]:
    """The edits of the views whose query names a tag for which ``rename`` returns another one.

    Ignores changes of case, which do not change the result. A query that cannot be parsed stays unchanged.
    """

    def followed(tag: str) -> str:
        name = rename(tag)
        return tag if levels_of(name) == levels_of(tag) else name

    for view in views:
        try:
            query = parse(view.query)
        except QueryError:
            continue
        renamed = with_tags(query, followed)
        if renamed != query:
            yield Edit(view, replace(view, query=to_text(renamed), modified=now))


def views_that_name(views: Iterable[View], levels: Levels) -> tuple[View, ...]:
    """The live views whose query names this tag or one nested in it."""
    found: list[View] = []
    for view in views:
        try:
            named = [] if view.deleted else tags_of(parse(view.query))
        except QueryError:
            continue
        if any(levels_of(tag)[: len(levels)] == levels for tag in named):
            found.append(view)
    return tuple(found)
