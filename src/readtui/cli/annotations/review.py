"""The command review."""

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completing import VIEW
from readtui.cli.library.folders import filled, opened, require_all_read
from readtui.cli.output import print_json

if TYPE_CHECKING:
    from readtui.services.reviewing.due import Asked


@click.command()
@click.argument("words", metavar="[QUERY…]", nargs=-1)
@click.option("--view", type=VIEW, default=None, callback=filled, help="Only annotations in this saved view.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="With --json: stop after this many.")
@click.option("--json", "as_json", is_flag=True, help="Print what is due as one JSON document.")
@click.pass_obj
def review(folder: Path | None, words: tuple[str, ...], view: str | None, limit: int | None, as_json: bool) -> None:
    """Review highlights that are due.

    Asks them one by one in the app. QUERY narrows them, such as “#exam”, besides the query in the settings. --json
    lists what is due, those first that have been due longest, and then the new ones of today.
    """
    from readtui.cli.app import open_review
    from readtui.search.query.parsing import parse
    from readtui.services.finding.query import AnnotationQuery
    from readtui.services.reviewing.reviewing import scope_of
    from readtui.settings import load_settings
    from readtui.settings.queries import query_in

    settings = load_settings()
    query = AnnotationQuery(query=parse(" ".join(words)))
    with opened(folder) as services:
        if view is not None:
            from readtui.services.finding.views import narrowed

            query = narrowed(query, services.views.find(view), services.library)
        if not as_json:
            open_review(services, query)
        now = datetime.now().astimezone()
        own = query_in(settings, "review.query", settings.review.query)
        due = services.reviewing.due(now, scope_of(own, query), settings.review.new_per_day)
        print_json([_asked_json(asked) for asked in islice(due.each(), limit)])
    require_all_read(services)


def _asked_json(asked: "Asked") -> dict[str, object]:
    annotation, card = asked.annotation, asked.card
    return {
        "id": annotation.id,
        "article": asked.record.id,
        "title": asked.record.title,
        "quote": annotation.quoted_text,
        "tags": list(annotation.tags),
        "note": annotation.note,
        "state": card.state.value,
        "due": card.due,
        "reviews": card.reviews,
        "lapses": card.lapses,
    }
