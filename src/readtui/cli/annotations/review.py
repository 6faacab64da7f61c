"""The command review."""

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completing import VIEW
from readtui.cli.library.folders import filled, opened, require_all_read
from readtui.cli.output import complain_of, print_json, print_line, print_table, tell
from readtui.errors import NotFoundError
from readtui.text.counted import counted

if TYPE_CHECKING:
    from readtui.services.reviewing.due import Asked


@click.command()
@click.argument("words", metavar="[QUERY…]", nargs=-1)
@click.option("--view", type=VIEW, default=None, callback=filled, help="Only annotations in this saved view.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="With --json: stop after this many.")
@click.option("--suspended", is_flag=True, help="List the suspended highlights.")
@click.option("--resume", is_flag=True, help="Ask suspended highlights again, in one step for undo.")
@click.option("--json", "as_json", is_flag=True, help="Print what is due as one JSON document.")
@click.pass_obj
def review(
    folder: Path | None,
    words: tuple[str, ...],
    view: str | None,
    limit: int | None,
    suspended: bool,
    resume: bool,
    as_json: bool,
) -> None:
    """Review highlights that are due.

    Asks them one by one in the app. QUERY narrows them, such as “#exam”, besides the query in the settings. --json
    lists what is due: first the longest overdue, then today's new ones. Columns with
    --suspended: id, article, quote, note.
    """
    from readtui.cli.app import open_review
    from readtui.search.query.parsing import parse
    from readtui.services.finding.query import AnnotationQuery
    from readtui.services.reviewing.reviewing import scope_of
    from readtui.settings import load_settings
    from readtui.settings.queries import review_query

    settings = load_settings()
    query = AnnotationQuery(query=parse(" ".join(words)))
    with opened(folder) as services:
        if view is not None:
            from readtui.services.finding.views import narrowed

            query = narrowed(query, services.views.find(view), services.library)
        if not (as_json or suspended or resume):
            open_review(services, query)
        now = datetime.now().astimezone()
        own = review_query(settings)
        complain_of(settings)
        due = services.reviewing.due(now, scope_of(own, query), settings.review.new_per_day)
        found = list(islice(due.suspended() if suspended or resume else due.each(), limit))
        if resume and found:
            services.changes.apply(services.reviewing.grading.resume(found, now))
            print_line(f"{counted(len(found), 'highlight')} will be asked again.")
        elif resume:
            raise NotFoundError("nothing is suspended", "To see what is due: readtui review --json")
        elif as_json:
            print_json([_asked_json(asked) for asked in found])
        else:
            rows = (
                (one.annotation.id, one.record.id, one.annotation.quoted_text, one.annotation.note) for one in found
            )
            print_table(("id", "article", "quote", "note"), rows)
    if not found:
        tell(f"No {'' if query.is_of_everything else 'matching '}highlight is {'suspended' if suspended else 'due'}.")
        if not query.is_of_everything:
            raise click.exceptions.Exit(1)
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
