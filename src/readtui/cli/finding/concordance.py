"""The command concordance."""

from pathlib import Path

import click

from readtui.cli.completing import VIEW
from readtui.cli.finding.search import hit_json
from readtui.cli.output import is_terminal, print_json, print_styled, print_table, tell
from readtui.cli.services import filled, not_found, opened
from readtui.cli.waiting import clear_line, counting
from readtui.text.counted import counted

_LEAST_SIDE, _MOST_SIDE = 12, 60


@click.command()
@click.argument("words", metavar="WORD…", nargs=-1, required=True)
@click.option("--query", metavar="QUERY", default="", help="Only in articles that match this query.")
@click.option(
    "--view",
    type=VIEW,
    default=None,
    callback=filled,
    help="Only in articles in this saved view, or with an annotation in it.",
)
@click.option(
    "--sort",
    "order",
    type=click.Choice(["left", "right", "article"]),
    default="article",
    help="Sort by the words on the left, by those on the right, or by article (the default).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def concordance(
    folder: Path | None, words: tuple[str, ...], query: str, view: str | None, order: str, as_json: bool
) -> None:
    """List every place where a word or phrase occurs, with the words around it.

    Accents do not matter, and case only if WORD has a capital letter. Columns: article, range, left, word, right.
    """
    from readtui.search.full_text.asked import parse as parse_words
    from readtui.search.query.parsing import parse
    from readtui.services.finding.concordance import Order, in_order
    from readtui.services.finding.search import Scope, Words
    from readtui.services.finding.views import articles_in

    finds = Words(parse_words('"{}" '.format(" ".join(words).replace('"', " "))))
    narrowed = parse(query)
    with opened(folder) as services, services.search() as searching:
        listed = None if view is None else tuple(articles_in(services.views.find(view), services.library))
        with counting("Searching", searching.count) as passed:
            # Without any id, a scope is of all articles.
            scope = Scope(narrowed, listed or (), passed)
            found = [] if listed == () else list(searching.in_texts(finds, scope))
        nothing = not_found(services, "nothing found", "To find words by their beginning: readtui search")
    clear_line()
    if not found:
        if as_json:
            print_json([])
        raise nothing
    found = in_order(found, Order(order))
    if as_json:
        print_json([hit_json(hit) for hit in found])
        return
    longest = max(len(hit.hit) for hit in found)
    for hit in found:
        before, word, after = (" ".join(part.split()) for part in (hit.before, hit.hit, hit.after))
        if is_terminal():
            _print_aligned(before, word, after, longest)
        else:
            print_table((), [[hit.record.id, f"{hit.start}:{hit.end}", before, word, after]])
    articles = len({hit.record.id for hit in found})
    tell(f"{counted(len(found), 'place')} in {counted(articles, 'article')}")


def _print_aligned(before: str, word: str, after: str, longest: int) -> None:
    """One line. All lines have the word at the same column."""
    import shutil

    from readtui.layout.keyword_in_context import beginning_at, ending_at

    width = shutil.get_terminal_size().columns
    side = max(_LEAST_SIDE, min(_MOST_SIDE, (width - longest - 2) // 2))
    print_styled([(f"{ending_at(before, side)} ", ""), (word, "bold"), (f" {beginning_at(after, side)}", "")])
