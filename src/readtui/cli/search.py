"""The commands that find words: search, concordance and words."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completion import query_option, view_option
from readtui.cli.listings import Listing, ListOrder, bare_query, by_name, listing
from readtui.cli.output import clear_line, is_terminal, print_json, print_styled, print_table, shows_progress, tell
from readtui.cli.progress import counting
from readtui.cli.services import not_found, opened, require_all_read, tell_part
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.model.article import ArticleRecord
    from readtui.search.query.syntax import Query
    from readtui.services.finding.search import Finds, Hit, LibrarySearch, Scope

_LEAST_SIDE, _MOST_SIDE = 12, 60


@click.command()
@click.argument("words", metavar="QUERY…", nargs=-1, required=True)
@click.option("--notes", is_flag=True, help="Search quotes, notes, tags and replies instead of articles.")
@click.option("--regex", is_flag=True, help="QUERY is a regular expression.")
@query_option(help="Only in articles (with --notes, annotations) that match this query, such as “lang:de #sea”.")
@view_option(help="Only articles in this saved view, or with an annotation in it; with --notes, annotations.")
@listing()
@click.pass_obj
def search(
    folder: Path | None,
    words: tuple[str, ...],
    notes: bool,
    regex: bool,
    query: str,
    view: str | None,
    listing: Listing,
) -> None:
    """Search the texts of all articles.

    Finds paragraphs that contain all the words of QUERY. The last one may be the beginning of a longer word, and words
    in quotation marks must stand in that order. Accents do not matter, and case only if QUERY has a capital letter.
    Columns: article, range, the text before, the hit, the text after; with --notes also annotation and field (quote,
    note, tags or reply).
    """
    from readtui.search.query.parser import parse
    from readtui.services.finding.search import Scope, sought

    finds = sought(" ".join(words), is_regex=regex)
    narrowed = parse(query)
    with opened(folder) as services, services.search() as searching:
        scope = Scope(narrowed) if view is None else _within(services, view, narrowed, notes=notes)
        with counting("Searching", searching.count if shows_progress() else 0) as passed:
            found = _hits(searching, finds, None if scope is None else replace(scope, passed=passed), notes=notes)
            parts: dict[str, ArticleRecord] = {}
            found = _noting_parts(listing.picked(found), parts)
            count = _print_json(found) if listing.as_json else _print(found, notes=notes)
        for record in parts.values():
            tell_part(record)
        if not count:
            why = _why_nothing(notes=notes, regex=regex)
            nothing = not_found(services, "nothing found", why, has_articles=searching.seen > 0)
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


def _noting_parts(found: "Iterable[Hit]", parts: "dict[str, ArticleRecord]") -> "Iterator[Hit]":
    """The hits; ``parts`` gets the articles with hits of which only the first pages are there."""
    for hit in found:
        if hit.record.part and not hit.annotation:
            parts[hit.record.id] = hit.record
        yield hit


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


@click.command()
@click.argument("words", metavar="WORD…", nargs=-1, required=True)
@query_option(help="Only in articles that match this query.")
@view_option(help="Only in articles in this saved view, or with an annotation in it.")
@listing(*map(ListOrder, ("article", "left", "right")))
@click.pass_obj
def concordance(folder: Path | None, words: tuple[str, ...], query: str, view: str | None, listing: Listing) -> None:
    """List every place where a word or phrase occurs, in context.

    Accents do not matter, and case only if WORD has a capital letter. --sort goes by the words on the left or on the
    right, or by article. Columns: article, range, left, word, right.
    """
    from readtui.search.full_text.word_search import parse as parse_words
    from readtui.search.query.parser import parse
    from readtui.services.finding.search import HitWords, Order, Scope, in_order
    from readtui.services.finding.views import articles_in

    finds = HitWords(parse_words('"{}" '.format(" ".join(words).replace('"', " "))))
    narrowed = parse(query)
    with opened(folder) as services, services.search() as searching:
        listed = None if view is None else tuple(articles_in(services.views.find(view), services.library))
        with counting("Searching", searching.count if shows_progress() else 0) as passed:
            # Without any id, a scope is of all articles.
            scope = Scope(narrowed, listed or (), passed)
            found = [] if listed == () else list(searching.in_texts(finds, scope))
        nothing = not_found(services, "nothing found", "To find words by their beginning: readtui search")
    clear_line()
    if not found:
        if listing.as_json:
            print_json([])
        raise nothing
    count = len(found)
    articles = len({hit.record.id for hit in found})
    found = list(listing.picked(in_order(found, Order(listing.order.name))))
    if listing.as_json:
        print_json([hit_json(hit) for hit in found])
        return
    longest = max(len(hit.hit) for hit in found)
    for hit in found:
        before, word, after = (" ".join(part.split()) for part in (hit.before, hit.hit, hit.after))
        if is_terminal():
            _print_aligned(before, word, after, longest)
        else:
            print_table((), [[hit.record.id, f"{hit.start}:{hit.end}", before, word, after]])
    tell(f"{counted(count, 'hit')} in {counted(articles, 'article')}")


def _print_aligned(before: str, word: str, after: str, longest: int) -> None:
    """One line. All lines have the word at the same column."""
    import shutil

    from readtui.services.finding.search import beginning_at, ending_at

    width = shutil.get_terminal_size().columns
    side = max(_LEAST_SIDE, min(_MOST_SIDE, (width - longest - 2) // 2))
    print_styled([(f"{ending_at(before, side)} ", ""), (word, "bold"), (f" {beginning_at(after, side)}", "")])


@click.command()
@bare_query("articles (with --notes, annotations)")
@view_option(help="Only articles in this saved view, or with an annotation in it; with --notes, annotations.")
@click.option("--notes", is_flag=True, help="Count the words of quotes and notes instead of articles.")
@click.option(
    "--skip-frequent",
    is_flag=True,
    help="Leave out numbers and the most frequent words of each article's language: the, and, of.",
)
@listing(ListOrder("count"), ListOrder("word", by_name(lambda one: one.word)), most=100)
@click.pass_obj
def words(
    folder: Path | None, query: str, view: str | None, notes: bool, skip_frequent: bool, listing: Listing
) -> None:
    """List the words of all articles, the most frequent first.

    Case does not matter, accents do. Scripts without spaces between words, such as Chinese, Japanese and Thai, are
    counted by pairs of letters. Columns: word, count, articles.
    """
    from readtui.search.full_text.tally import WordTally
    from readtui.search.query.parser import parse
    from readtui.services.annotation_reader import AnnotationQuery
    from readtui.services.finding.counts import Counts, CountSource
    from readtui.services.finding.views import articles_in, narrowed

    asked = AnnotationQuery(query=parse(query))
    source = CountSource.NOTES if notes else CountSource.TEXTS
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
            for number in Counts(library).words(asked, source, tally, leaves_out=skip_frequent):
                passed(number)
    clear_line()
    count = listing.show(
        tally.most_common(listing.limit or 0 if listing.order.key is None else 0),
        ("word", "count", "articles"),
        lambda one: (one.word, str(one.count), str(one.articles)),
        lambda one: {"word": one.word, "count": one.count, "articles": one.articles},
    )
    if not count:
        raise not_found(services, "no words", "No article matches, or none has words.")
    total = f"{counted(tally.total, 'word')}, {tally.different:,} different, in {counted(tally.articles, 'article')}"
    tell(total if count == tally.different else f"{total}; {count:,} listed")
    require_all_read(services)
