"""The commands annotate, annotations and creators."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.annotations.filters import Filters, filter_options
from readtui.cli.annotations.lines import annotation_json, place_of, voices_of
from readtui.cli.completion import ARTICLE, TAG
from readtui.cli.listings import Listing, ListOrder, by_name, found_nothing, listing, refuse_options
from readtui.cli.output import print_line, print_text, tell
from readtui.cli.progress import counting
from readtui.cli.services import (
    bytes_of,
    checked_tags,
    decoded,
    exit_if_refused,
    filled,
    opened,
    require_all_read,
    written_by,
)
from readtui.errors import NotFoundError, SourceError, UsageError
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply
from readtui.text.clean import visible
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.model.article import ArticleRecord, ListedArticle
    from readtui.services.annotation_reader import AnnotationQuery, FoundAnnotation
    from readtui.services.reading.source_places import SourcePlace

_ORDERS = (
    ListOrder("article"),
    ListOrder("created", lambda row: row[0].annotation.created, falls=True),
    ListOrder("modified", lambda row: row[0].annotation.modified, falls=True),
    ListOrder("quote", by_name(lambda row: row[0].annotation.quoted_text)),
)


@click.command()
@click.argument("article", metavar="[ARTICLE]", required=False, type=ARTICLE, callback=filled)
@click.option("--quote", metavar="TEXT", help="The words of the passage. White space may differ.")
@click.option("--range", "wanted_range", metavar="A:B", help="The range of the passage, in characters of the text.")
@click.option("--tag", "tags", type=TAG, multiple=True, help="Tag the passage. Can be repeated.")
@click.option("--note", metavar="NOTE", default="", help="A note on the passage (Markdown).")
@click.option(
    "--color", type=click.Choice(HIGHLIGHT_COLORS), help="Highlight the passage in this color, by default yellow."
)
@click.option("--thread", "is_thread", is_flag=True, help="The note asks for an answer; see readtui threads.")
@click.option("--batch", metavar="FILE", callback=filled, help="Annotate many passages from a file, or from - (stdin).")
@written_by
@click.pass_obj
def annotate(
    folder: Path | None,
    article: str | None,
    quote: str | None,
    wanted_range: str | None,
    tags: tuple[str, ...],
    note: str,
    color: str | None,
    is_thread: bool,
    batch: str | None,
    creator: Creator | None,
) -> None:
    """Annotate a passage, or begin a thread on a whole article.

    ARTICLE is an id, the beginning of one, or the path it was added from. Prints the id of the new annotation. With
    --thread and without --quote and --range, the note is on the whole article.

    The file of --batch has a passage a line, as JSON ({"article": "3f2a91c0", "quote": "the exact words", "tags":
    ["claim"]}); range, note, color, thread and by are the same as the options, and lines without an article belong to
    ARTICLE. All is saved in one step for readtui undo. Lines that are refused are named, and annotations that are there
    already are left out. Prints the ids of the new ones, in the order of the lines.
    """
    if batch is not None:
        if quote is not None or wanted_range is not None or tags or note or color or is_thread:
            raise UsageError("--batch: not with what annotates a single passage", "Say these in each line of the file.")
        _annotate_batch(folder, batch, article, creator)
        return
    if article is None:
        raise UsageError("give an ARTICLE, or --batch FILE", "See readtui annotate --help.")
    from readtui.services.annotating.named_passage import find_quote, parse_range

    is_whole = is_thread and quote is None and wanted_range is None
    if (quote is None) == (wanted_range is None) and not is_whole:
        hint = "For the note on a whole article: readtui edit ARTICLE --note NOTE"
        raise UsageError("give either --quote or --range", "See readtui annotate --help." if not note else hint)
    if is_whole and color:
        raise UsageError("--color: only for a passage", "Give it with --quote or --range.")
    if is_thread and not note.strip():
        raise UsageError("a thread needs a note", "Say what you ask for: --note NOTE")
    names = checked_tags(tags, are_new=True)
    with opened(folder) as services:
        services.refuse_new_tags(names)
        record = services.library.find(article)
        annotator = services.annotator_of(creator)
        if is_whole:
            change = annotator.create_on_article(record.id, tags=names, note=note, is_thread=True)
        else:
            text = services.library.open(record.id)
            passage = find_quote(text.text, quote) if quote is not None else parse_range(text.text, wanted_range or "")
            shown_in = color if names or note.strip() or color else HIGHLIGHT_COLORS[0]
            change = annotator.create(
                record.id, text, passage, color=shown_in, tags=names, note=note, is_thread=is_thread
            )
        services.repository.apply(change)
    print_line(next(edit.after.id for edit in change.edits if isinstance(edit.after, Annotation)))


def _annotate_batch(folder: Path | None, file: str, article: str | None, creator: Creator | None) -> None:
    from readtui.services.annotation_batch import read_lines

    content = decoded(bytes_of(file))
    with opened(folder, lists_many=True) as services:
        done = services.batch_annotator(creator).annotate(read_lines(content, article))
        if done.change is not None:
            services.repository.apply(done.change)
    if done.annotations:
        print_text("\n".join(one.id for one in done.annotations))
    if done.repeated:
        are = "is" if done.repeated == 1 else "are"
        tell(f"Left out {counted(done.repeated, 'annotation')} that {are} there already.")
    if not (done.annotations or done.repeated or done.refused):
        raise SourceError("the input has no annotations", "Write one JSON object a line; see readtui annotate --help.")
    exit_if_refused([(f"line {one.number}: {one.why}", one.hint) for one in done.refused])


@click.command()
@filter_options
@listing(*_ORDERS)
@click.pass_obj
def annotations(folder: Path | None, filters: Filters, listing: Listing) -> None:
    """List annotations.

    Lists all annotations, or only those of the given articles. On a terminal, the quotes come first. Elsewhere, the
    columns are: id, article, range, state, color, tags, quote, note, and who made them and the number of replies, where
    not everything is yours or there are replies.
    """
    with opened(folder, lists_many=True) as services:
        query = filters.asked(services)
        listed = [*services.library.listed(), *services.repository.waiting_listed()]

        def passing() -> "Iterator[tuple[ArticleRecord, Sequence[Annotation]]]":
            for number, (record, found) in enumerate(services.library.each_article(query), start=1):
                if found:
                    yield record, found
                passed(number)

        identity = services.library.identity()
        told = (False, False) if listing.as_json else _voices_told(services, listed, query)
        columns = ("id", "article", "range", "state", "color", "tags", "quote", "note")
        with counting("Reading", len(listed)) as passed:
            count = listing.show(
                _with_places(services, passing()) if listing.as_json else _without_places(passing()),
                (*columns, *compress(("creator", "replies"), told)),
                lambda row: _cells(row[0], identity, told),
                lambda row: annotation_json(*row, identity),
            )
    require_all_read(services, query.articles)
    if not count and (query.filters or query.among is not None):
        found_nothing("No annotation matches.")
    if not count:
        found_nothing("No annotations yet. Make one in the app, or with readtui annotate.")


def _with_places(
    services: "Services", passing: "Iterable[tuple[ArticleRecord, Sequence[Annotation]]]"
) -> "Iterator[tuple[FoundAnnotation, SourcePlace]]":
    from readtui.services.annotation_reader import FoundAnnotation

    for record, found, places in services.source_lines.each_article(passing):
        yield from ((FoundAnnotation(record, one), places[one.id]) for one in found)


def _without_places(
    passing: "Iterable[tuple[ArticleRecord, Sequence[Annotation]]]",
) -> "Iterator[tuple[FoundAnnotation, SourcePlace]]":
    from readtui.services.annotation_reader import FoundAnnotation
    from readtui.services.reading.source_places import SourcePlace

    nowhere = SourcePlace()
    return ((FoundAnnotation(record, one), nowhere) for record, found in passing for one in found)


def _cells(found: "FoundAnnotation", identity: Identity, told: tuple[bool, bool]) -> Sequence[str]:
    one = found.annotation
    return (
        one.id,
        found.record.id,
        place_of(one),
        one.anchor.value,
        one.color or "",
        ", ".join(one.tags),
        one.quoted_text,
        one.note,
        *compress(voices_of(one, identity), told),
    )


def _voices_told(
    services: "Services", listed: "Iterable[ListedArticle]", query: "AnnotationQuery"
) -> tuple[bool, bool]:
    """Whether to say who made the annotations that are asked for, and whether there are replies to them.

    Mostly the catalogue rules both out. Otherwise goes through them until it knows, because rows are printed one by
    one.
    """
    identity = services.library.identity()
    by_others = any(not all(map(identity.is_me, one.creators)) for one in listed)
    may_be = by_others, any(one.replies for one in listed)
    by_others = replies = False
    for _, found in services.library.each_article(query) if any(may_be) else ():
        for creator, answers in (voices_of(one, identity) for one in found):
            by_others, replies = by_others or bool(creator), replies or bool(answers)
        if (by_others, replies) == may_be:
            break
    return by_others, replies


@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND …]")
@listing(
    ListOrder("name"),
    ListOrder("annotations", lambda one: one.annotations, falls=True),
    ListOrder("replies", lambda one: one.replies, falls=True),
)
@click.pass_context
def creators(ctx: click.Context, listing: Listing) -> None:
    """List who wrote annotations and replies, or rename one.

    Columns: name, annotations, replies. Those that name nobody are yours. A creator is renamed everywhere.
    """
    if ctx.invoked_subcommand is not None:
        refuse_options(ctx, "the list of creators")
        return
    with opened(ctx.obj) as services:
        found = services.renaming.counts(services.creators.identity())
    listing.show(
        found,
        ("name", "annotations", "replies"),
        lambda one: (one.creator.shown, str(one.annotations), str(one.replies)),
        lambda one: {"name": one.creator.spelled, "annotations": one.annotations, "replies": one.replies},
    )
    require_all_read(services)
    if not found:
        found_nothing("Nobody has annotated anything yet.")


@creators.command()
@click.argument("name", metavar="A", callback=filled)
@click.argument("new_name", metavar="B", callback=filled)
@click.pass_obj
def rename(folder: Path | None, name: str, new_name: str) -> None:
    """Rename the creator A to B, also in the trash.

    B may be the name of another creator, or me. A program is software:NAME. Nothing else about
    the annotations and replies changes. readtui undo reverses it.
    """
    from readtui.services.creators import checked_creator

    with opened(folder) as services:
        try:
            old, new = (services.creators.named(checked_creator(one)) for one in (name, new_name))
        except ValueError as fault:
            raise UsageError(str(fault), "Example: readtui creators rename Bea 'Bea Lund'") from fault
        change = services.renaming.renamed(old, new)
        if change is None:
            raise NotFoundError(f"nothing is by “{visible(old.shown)}”", "`readtui creators` lists the names.")
        services.repository.apply(change)
    replies = sum(isinstance(edit.after, Reply) for edit in change.edits)
    counts = [(len(change.edits) - replies, "annotation", ""), (replies, "reply", "replies")]
    told = " and ".join(counted(count, one, many) for count, one, many in counts if count)
    print_line(f"renamed {visible(old.shown)} to {visible(new.shown)}: {told}")
    require_all_read(services)
