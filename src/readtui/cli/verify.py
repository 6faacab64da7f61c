"""The command verify."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.listings import Listing, listing
from readtui.cli.output import clear_line, is_terminal, print_json, print_styled, print_table, tell
from readtui.cli.progress import counting
from readtui.cli.services import bytes_of, filled, opened
from readtui.text.clean import visible
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.model.article import ArticleRecord
    from readtui.services.verifying.verification import VerifiedQuotation

NOT_EXACT = 3
"""The exit code if a quotation is not exact."""
_FEWEST_WORDS = 4
_STDIN = "-"
_STYLES = {"exact": "green", "changed": "yellow", "ambiguous": "cyan", "absent": "red"}


@click.command()
@click.argument("file", metavar="FILE", callback=filled)
@click.option("--all", "with_short", is_flag=True, help=f"Quotations of fewer than {_FEWEST_WORDS} words, too.")
@listing()
@click.pass_obj
def verify(folder: Path | None, file: str, with_short: bool, listing: Listing) -> None:
    """Check the quotations in a text against your articles.

    A quotation stands between quotation marks of any language, or in a quote block. FILE is in any format that readtui
    reads, - is standard input. Each quotation is exact, changed (and how), ambiguous (its words stand in several
    places), or absent. A link behind it, as in what readtui exports, says which passage is meant. What was left out
    (… or […]) or put in ([the council]) does not count, nor do spaces, hyphens, commas and other typography.
    Documents with threads, and files in the working directory or below, are read again first if they have changed.

    Columns: line, result, what differs, article, range, quotation. Exits with 3 if a quotation is not exact.
    """
    from readtui.cli.annotations.threads import read_changed
    from readtui.importers.importer import Source, never
    from readtui.services.reading.source_places import lines_in
    from readtui.services.sources import content_id, is_here, path_text
    from readtui.services.verifying.verification import Result, Verification
    from readtui.text.quotations import quotations_in

    data, path = bytes_of(file), "" if file == _STDIN else path_text(file)
    with opened(folder) as services:
        listed = services.library.listed()
        read_changed(services, [one.record for one in listed if one.threads or any(map(is_here, one.record.paths))])
        with services.search() as searching:
            source = Source(data, path)
            article = services.reader.read(source, never)
            quotations = [one for one in quotations_in(article) if with_short or one.size >= _FEWEST_WORDS]

            def is_own(record: "ArticleRecord") -> bool:
                return path in record.paths or record.id == content_id(data) or record.text_version == article.hash8

            with counting("Searching", searching.count) as passed:
                count = 0

                def read() -> None:
                    nonlocal count
                    count += 1
                    passed(min(count, searching.count))

                found = Verification(searching, is_own).verify(quotations, read)
            lines = lines_in(source, article.text, [one.start for one in quotations], services.reader.read)
    clear_line()
    places = list(zip(found, lines or [None] * len(found), strict=True))
    if listing.as_json:
        from readtui.services.public_values import Quotation, json_of

        print_json([{**json_of(Quotation.of(one)), "line": line} for one, line in places[: listing.limit]])
    else:
        _print(places[: listing.limit], visible(file))
    results = Counter(one.result for one in found)
    if found:
        of_each = ", ".join(f"{results[result]} {result}" for result in Result if results[result])
        tell(f"{counted(len(found), 'quotation')}: {of_each}")
    else:
        tell("no quotations" if with_short else f"no quotations of {_FEWEST_WORDS} words or more")
    if results.total() > results[Result.EXACT]:
        raise click.exceptions.Exit(NOT_EXACT)


def _print(places: "Sequence[tuple[VerifiedQuotation, int | None]]", file: str) -> None:
    if not is_terminal():
        rows = []
        for one, line in places:
            where = f"{one.span[0]}:{one.span[1]}" if one.span else ""
            article = one.record.id if one.record is not None else ""
            quote = " ".join(one.quotation.text.split())
            rows.append([str(line or ""), str(one.result), one.differs, article, where, quote])
        print_table((), rows)
        return
    for one, line in places:
        quote = f"  “{' '.join(one.quotation.text.split())}”"
        print_styled(
            [(f"{file}:{line}" if line else file, "dim"), (f"  {one.result}", _STYLES[one.result]), (quote, "")]
        )
        if one.record is not None:
            if one.differs:
                print_styled([(f"    {one.differs}", "bold")])
            more = f", and {counted(one.places - 1, 'more place')}" if one.places > 1 else ""
            leads_to = one.annotation or one.record.id
            print_styled([(f"    {one.record.title}", "dim"), (f"  {leads_to}{more}", "dim")], leads_to=leads_to)
