"""Commands on annotations: annotate, annotations."""

from pathlib import Path

import click

from readtui.cli.annotations.filters import Filters, filter_options
from readtui.cli.annotations.lines import annotation_json, place_of
from readtui.cli.completing import ARTICLE, TAG
from readtui.cli.library.folders import checked_tags, filled, opened, require_all_read
from readtui.cli.output import print_json, print_line, print_table, tell
from readtui.errors import UsageError
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation


@click.command()
@click.argument("article", metavar="ARTICLE", type=ARTICLE, callback=filled)
@click.option("--quote", metavar="TEXT", help="The passage's words; line breaks and spaces fit each other.")
@click.option("--range", "wanted_range", metavar="A:B", help="The passage's range in characters of the text.")
@click.option("--tag", "tags", type=TAG, multiple=True, help="Tag the passage; can be given several times.")
@click.option("--note", metavar="NOTE", default="", help="A note on the passage (Markdown).")
@click.option("--color", type=click.Choice(HIGHLIGHT_COLORS), help="Highlight it; yellow if nothing else is said.")
@click.pass_obj
def annotate(
    folder: Path | None,
    article: str,
    quote: str | None,
    wanted_range: str | None,
    tags: tuple[str, ...],
    note: str,
    color: str | None,
) -> None:
    """Annotate a passage.

    ARTICLE is an id, the beginning of one, or a path that was added. Prints the new annotation's id.
    """
    from readtui.services.annotating.quotes import find_quote, parse_range

    if (quote is None) == (wanted_range is None):
        raise UsageError("give either --quote or --range", "readtui annotate --help shows how.")
    names = checked_tags(tags)
    with opened(folder) as services:
        record = services.library.find(article)
        text = services.library.open(record.id)
        passage = find_quote(text.text, quote) if quote is not None else parse_range(text.text, wanted_range or "")
        said = names or note.strip() or color
        change = services.annotator.create(
            record.id, text, passage, color=color if said else HIGHLIGHT_COLORS[0], tags=names, note=note
        )
        services.changes.apply(change)
    print_line(next(edit.after.id for edit in change.edits if isinstance(edit.after, Annotation)))


@click.command()
@filter_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def annotations(folder: Path | None, filters: Filters, as_json: bool) -> None:
    """List annotations.

    Those of the given articles, or of all. Columns: id, article, range, state, color, tags, quote, note.
    """
    with opened(folder) as services:
        query = filters.query(services.library)
        found = services.library.annotations(query)
    if as_json:
        print_json([annotation_json(one) for one in found])
    else:
        columns = ("id", "article", "range", "state", "color", "tags", "quote", "note")
        rows = (
            (
                one.annotation.id,
                one.record.id,
                place_of(one.annotation),
                one.annotation.anchor.value,
                one.annotation.color or "",
                ", ".join(one.annotation.tags),
                one.annotation.quoted_text,
                one.annotation.note,
            )
            for one in found
        )
        print_table(columns, rows)
    if not found and query.filters:
        tell("No annotation fits.")
        raise click.exceptions.Exit(1)
    require_all_read(services, query.articles)
