"""The command search."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completing import VIEW
from readtui.cli.output import is_terminal, print_json, print_styled, print_table
from readtui.cli.services import filled, not_found, opened
from readtui.cli.waiting import clear_line, counting

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.search.query.terms import Query
    from readtui.services.finding.search import Finds, Hit, LibrarySearch, Scope


@click.command()
@click.argument("words", metavar="QUERY…", nargs=-1, required=True)
@click.option("--notes", is_flag=True, help="Search quotes, notes, tags and replies instead of articles.")
@click.option("--regex", is_flag=True, help="QUERY is a regular expression.")
@click.option(
    "--query",
    metavar="QUERY",
    default="",
    help="Only in articles (with --notes, annotations) that match this query, such as “lang:de #sea”.",
)
@click.option(
    "--view",
    type=VIEW,
    default=None,
    callback=filled,
    help="Only articles in this saved view, or with an annotation in it; with --notes, annotations.",
)
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Stop after this many hits.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def search(
    folder: Path | None,
    words: tuple[str, ...],
    notes: bool,
    regex: bool,
    query: str,
    view: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Search the texts of all articles.

    Finds paragraphs that contain all the words of QUERY. The last one may be the beginning of a longer word, and words
    in quotation marks must stand in that order. Accents do not matter, and case only if QUERY has a capital letter.
    Columns: article, range, the text before, the hit, the text after; with --notes also annotation and field (quote,
    note, tags or reply).
    """
    from readtui.search.query.parsing import parse
    from readtui.services.finding.search import Scope, sought

    finds = sought(" ".join(words), is_regex=regex)
    narrowed = parse(query)
    with opened(folder) as services, services.search() as searching:
        scope = Scope(narrowed) if view is None else _within(services, view, narrowed, notes=notes)
        with counting("Searching", searching.count) as passed:
            found = _hits(searching, finds, None if scope is None else replace(scope, passed=passed), notes=notes)
            found = islice(found, limit)
            count = _print_json(found) if as_json else _print(found, notes=notes)
        nothing = not_found(services, "nothing found", _why_nothing(notes=notes, regex=regex))
    if not count:
        raise nothing


def _within(services: "Services", name: str, query: "Query", *, notes: bool) -> "Scope | None":
    """What passes the query in a saved view; None if no article can have it. Raises NotFoundError, StorageError."""
    from readtui.services.annotation_reader import AnnotationQuery
    from readtui.services.finding.search import Scope
    from readtui.services.finding.views import articles_in, narrowed

    view = services.views.find(name)
    among: frozenset[str] | None
    if notes:
        asked = narrowed(AnnotationQuery(query=query), view, services.library)
        query, among = asked.query, asked.among
    else:
        among = articles_in(view, services.library)
    # Without any id, a scope is of all articles.
    return None if among is not None and not among else Scope(query, tuple(among or ()))


def _hits(searching: "LibrarySearch", finds: "Finds", scope: "Scope | None", *, notes: bool) -> "Iterator[Hit]":
    if scope is None:
        return iter(())
    return searching.in_notes(finds, scope) if notes else searching.in_texts(finds, scope)


def _why_nothing(*, notes: bool, regex: bool) -> str:
    what = "A match must lie" if regex else "All words must stand"
    if notes:
        where = "one quote, one note, one reply, or the tags of one annotation"
        return f"{what} in {where}. Without --notes, articles are searched."
    return f"{what} in one paragraph. To search notes: --notes"


def _print_json(found: "Iterable[Hit]") -> int:
    hits = [hit_json(hit) for hit in found]
    clear_line()
    print_json(hits)
    return len(hits)


def hit_json(hit: "Hit") -> dict[str, object]:
    """The hit for scripts. ``start`` and ``end`` count code points, in a note those of its field."""
    value: dict[str, object] = {"article": hit.record.id, "start": hit.start, "end": hit.end}
    value |= {"before": hit.before, "hit": hit.hit, "after": hit.after}
    if hit.annotation:
        value |= {"annotation": hit.annotation, "field": hit.field}
    return value | ({"reply": hit.reply} if hit.reply else {})


def _print(found: "Iterable[Hit]", *, notes: bool) -> int:
    count = 0
    article = ""
    for hit in found:
        clear_line()
        count += 1
        if not is_terminal():
            place = [hit.annotation, hit.field] if notes else []
            print_table((), [[hit.record.id, *place, f"{hit.start}:{hit.end}", *_one_line(hit)]])
            continue
        if hit.record.id != article:
            title = [("" if not article else "\n", ""), (hit.record.title, "bold"), (f"  {hit.record.id}", "dim")]
            print_styled(title, leads_to=hit.record.id)
        article = hit.record.id
        before, words, after = _one_line(hit)
        opening, end = "  … " if hit.has_more_before else "  ", " …" if hit.has_more_after else ""
        about = f"  {hit.about}" if hit.about else ""
        print_styled(
            [(opening, "dim"), (before, ""), (words, "bold reverse"), (after, ""), (end, "dim"), (about, "dim")]
        )
    return count


def _one_line(hit: "Hit") -> Iterator[str]:
    return (" ".join(part.split("\n")).replace("\t", " ") for part in (hit.before, hit.hit, hit.after))
