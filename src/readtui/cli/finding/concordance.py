"""The command concordance."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.finding.search import hit_json
from readtui.cli.library.folders import opened
from readtui.cli.output import is_terminal, print_json, print_styled, print_table, tell
from readtui.cli.waiting import clear_line, counting
from readtui.errors import NotFoundError
from readtui.text.counted import counted

if TYPE_CHECKING:
    from readtui.services.finding.search import Hit

_LEAST_SIDE, _MOST_SIDE = 12, 60


@click.command()
@click.argument("words", metavar="WORD…", nargs=-1, required=True)
@click.option("--query", metavar="QUERY", default="", help="Only in articles that pass this query.")
@click.option(
    "--sort",
    "order",
    type=click.Choice(["left", "right", "article"]),
    default="article",
    help="Sort by the words on the left, by those on the right, or by article (the default).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def concordance(folder: Path | None, words: tuple[str, ...], query: str, order: str, as_json: bool) -> None:
    """List every place of a word, or of several in sequence, with the words around it.

    Accents do not matter, and case only if WORD has a capital letter. Columns: article, range, left, word, right.
    """
    from readtui.search.full_text.asked import parse as parse_words
    from readtui.search.query.parsing import parse
    from readtui.services.finding.search import Scope, Words

    finds = Words(parse_words('"{}" '.format(" ".join(words).replace('"', " "))))
    narrowed = parse(query)
    with (
        opened(folder) as services,
        services.search() as searching,
        counting("Searching", searching.count) as passed,
    ):
        found = list(searching.in_texts(finds, Scope(narrowed, passed=passed)))
    clear_line()
    if not found:
        if as_json:
            print_json([])
        raise NotFoundError("nothing found", "To find words by their beginning: readtui search")
    found = _in_order(found, order)
    if as_json:
        print_json([hit_json(hit) for hit in found])
        return
    for hit in found:
        before, word, after = (" ".join(part.split()) for part in (hit.before, hit.hit, hit.after))
        if is_terminal():
            _print_aligned(hit, before, word, after)
        else:
            print_table((), [[hit.record.id, f"{hit.start}:{hit.end}", before, word, after]])
    articles = len({hit.record.id for hit in found})
    tell(f"{counted(len(found), 'place')} in {counted(articles, 'article')}")


def _in_order(hits: "Iterable[Hit]", order: str) -> "list[Hit]":
    """Sorts by the words on one side, the nearest first, and then by article."""
    from readtui.search.full_text.words import words_in

    match order:
        case "left":
            return sorted(hits, key=lambda hit: words_in(hit.before.casefold())[::-1])
        case "right":
            return sorted(hits, key=lambda hit: words_in(hit.after.casefold()))
        case _:
            return list(hits)


def _print_aligned(hit: "Hit", before: str, word: str, after: str) -> None:
    """One line. All lines have the word at the same column."""
    import shutil

    from rich.cells import cell_len, chop_cells, set_cell_size

    width = shutil.get_terminal_size().columns
    side = max(_LEAST_SIDE, min(_MOST_SIDE, (width - cell_len(word) - 2) // 2))
    left = before[::-1]
    # From the right end, because wide letters take two cells.
    left = (chop_cells(left, side)[0] if left else "")[::-1]
    right = set_cell_size(after, min(side, cell_len(after)))
    print_styled([(" " * (side - cell_len(left)) + left + " ", ""), (word, "bold"), (f" {right}", "")])
