"""The command words: counts words."""

from pathlib import Path

import click

from readtui.cli.completing import VIEW
from readtui.cli.output import print_json, print_table, tell
from readtui.cli.services import filled, not_found, opened, require_all_read
from readtui.cli.waiting import clear_line, counting
from readtui.text.counted import counted


@click.command()
@click.option(
    "--query", metavar="QUERY", default="", help="Only articles (with --notes, annotations) that match this query."
)
@click.option(
    "--view",
    type=VIEW,
    default=None,
    callback=filled,
    help="Only articles in this saved view, or with an annotation in it; with --notes, annotations.",
)
@click.option("--notes", is_flag=True, help="Count the words of quotes and notes instead of articles.")
@click.option(
    "--skip-frequent", is_flag=True, help="Leave out the most frequent words of each article's language: the, and, of."
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=0),
    default=100,
    help="List at most this many words, by default 100; 0 lists all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def words(
    folder: Path | None, query: str, view: str | None, notes: bool, skip_frequent: bool, limit: int, as_json: bool
) -> None:
    """List the words of all articles, the most frequent first.

    Case does not matter, accents do. Scripts without spaces between words, such as Chinese, Japanese and Thai, are
    counted by pairs of letters. Columns: word, count, articles.
    """
    from readtui.search.full_text.tally import WordTally
    from readtui.search.query.parsing import parse
    from readtui.services.annotation_reader import AnnotationQuery
    from readtui.services.finding.counting import Counting, Source
    from readtui.services.finding.views import articles_in, narrowed

    asked = AnnotationQuery(query=parse(query))
    source = Source.NOTES if notes else Source.TEXTS
    tally = WordTally()
    with opened(folder) as services:
        library = services.library
        if view is not None:
            found = services.views.find(view)
            if notes:
                asked = narrowed(asked, found, library)
            else:
                asked = AnnotationQuery(query=asked.query, among=articles_in(found, library))
        with counting("Counting", len(library.records())) as passed:
            for number in Counting(library).words(asked, source, tally, leaves_out=skip_frequent):
                passed(number)
    clear_line()
    listed = tally.most_common(limit)
    if as_json:
        print_json([{"word": one.word, "count": one.count, "articles": one.articles} for one in listed])
    else:
        print_table(("word", "count", "articles"), ((one.word, str(one.count), str(one.articles)) for one in listed))
    if not listed:
        raise not_found(services, "no words", "No article matches, or none has words.")
    total = f"{counted(tally.total, 'word')}, {tally.different:,} different, in {counted(tally.articles, 'article')}"
    most = f"the {len(listed):,} most frequent are" if len(listed) > 1 else "only the most frequent is"
    tell(total if len(listed) == tally.different else f"{total}; {most} listed")
    require_all_read(services)
