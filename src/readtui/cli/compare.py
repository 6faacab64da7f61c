"""The command compare."""

from pathlib import Path

import click

from readtui.cli.completion import query_option
from readtui.cli.output import clear_line, is_terminal, print_json, print_line, print_table, print_text, tell
from readtui.cli.progress import counting
from readtui.cli.services import filled, opened, require_all_read
from readtui.errors import ExportError, UsageError


@click.command()
@click.argument("coders", metavar="CODER CODER", nargs=-1, required=True, callback=filled)
@query_option(help="Compare in the articles that match this query, such as “tag:round-1”.")
@click.option(
    "--unit",
    type=click.Choice(["character", "sentence"]),
    default="character",
    show_default=True,
    help="What is counted.",
)
@click.option("--nested", is_flag=True, help="Count a nested tag as the outermost tag that it is nested in.")
@click.option("-f", "--format", "format_", type=click.Choice(["csv", "markdown", "html"]), help="Write a report.")
@click.option("-o", "--output", type=click.Path(path_type=Path), callback=filled, help="The report's file.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, with all disagreements.")
@click.pass_obj
def compare(
    folder: Path | None,
    coders: tuple[str, ...],
    query: str,
    unit: str,
    nested: bool,
    format_: str | None,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Compare what two coders tagged.

    Says how far they agree, and where they differ. CODER is a name as in readtui creators, software:NAME for a program,
    or me. By default, the articles are those in which both have tagged passages. Notes and threads without tags do not
    count, nor does what coders agreed on.

    Columns: tag, units that both coded, that only the first, only the second, and neither coded; percent agreement of
    all text, and of what either coded; Cohen's kappa; Krippendorff's alpha; when not to trust the row. The first rows
    are of all tags together.
    """
    from readtui.services.comparing.comparison import CodedUnit, CoderComparisons

    if len(coders) != 2:
        raise UsageError(f"two coders are compared, not {len(coders)}", "Example: readtui compare Ada Bea")
    if as_json and (format_ or output):
        raise UsageError("--json prints to stdout", "Leave out --format and --output.")
    if force and output is None:
        raise UsageError("--force: only with --output", "See readtui compare --help.")
    with opened(folder, lists_many=True) as services:
        comparing = CoderComparisons(services.library)
        known = comparing.coders()
        first, second = (comparing.named(name, known) for name in coders)
        with counting("Comparing", services.library.count) as passed:
            count = 0

            def read() -> None:
                nonlocal count
                count += 1
                passed(count)

            compared = comparing.compare((first, second), CodedUnit(unit), query, is_nested=nested, passed=read)
    clear_line()
    from readtui.services.comparing import report

    if as_json:
        print_json(report.json_of(compared))
    elif format_ is not None or output is not None:
        _write(report.written(compared, format_ or _format_of(output)), output, force=force)
    elif is_terminal():
        print_line(report.summary(compared))
        print_line("")
        print_table(report.columns(compared), report.rows(compared))
        print_line("")
        for name, meaning in (*report.MEANINGS, *report.MEANINGS_OF_ROWS):
            print_line(f"{name}: {meaning}")
        for sentence in report.cautions(compared):
            print_line(sentence)
        print_line(report.differences(compared))
    else:
        print_table(report.columns(compared), report.rows(compared))
        tell(report.summary(compared))
        for sentence in report.cautions(compared):
            tell(sentence)
    require_all_read(services)


def _format_of(output: Path | None) -> str:
    known = {".csv": "csv", ".md": "markdown", ".html": "html", ".htm": "html"}
    return known.get(output.suffix.lower() if output else "", "markdown")


def _write(content: str, output: Path | None, *, force: bool) -> None:
    """Write a report to a file, or print it. Raises ExportError."""
    from readtui.services.out.whole_file import is_special, write_whole

    if output is None:
        print_text(content.rstrip("\n"))
        return
    if output.exists() and not is_special(output) and not force:
        raise ExportError(f"the file exists: {output}", "To replace it: --force")
    try:
        write_whole(output, content)
    except OSError as fault:
        raise ExportError(f"could not write {output}: {fault.strerror or fault}") from fault
    tell(f"Wrote {output}")
