"""The command export."""

from pathlib import Path

import click

from readtui.cli.annotations.filters import Filters, filter_options
from readtui.cli.completing import FORMAT, FormatOption
from readtui.cli.library.folders import opened, require_all_read
from readtui.cli.output import is_terminal, tell, write_bytes
from readtui.errors import NotFoundError, UsageError


@click.command()
@filter_options
@click.option("--format", "name", type=FORMAT, cls=FormatOption)
@click.option(
    "--output",
    metavar="PATH",
    type=click.Path(),
    help="A file, or a folder for one file per article. By default stdout.",
)
@click.option(
    "--force", is_flag=True, help="Overwrite even files that readtui did not write, or that have changed since."
)
@click.pass_obj
def export(folder: Path | None, filters: Filters, name: str | None, output: str | None, force: bool) -> None:
    """Export articles and annotations.

    Exports all articles, or only the given ones. With filters, exports only matching annotations and the articles that
    have them. Overwrites a file that readtui did not write only with --force. Also writes to pipes and devices.
    """
    if output is not None and not output.strip():
        raise UsageError("--output needs a path", "Omit it to print to stdout.")
    if name is None:
        from readtui.settings import load_settings

        name = load_settings().export.format
    with opened(folder) as services:
        exports = services.exports
        if name not in exports.formats():
            raise UsageError(f"no such export format: {name}", f"Formats: {', '.join(exports.formats())}.")
        query = filters.asked(services.library)
        documents = exports.documents(query)
        if not documents and not services.listing.damaged():
            raise NotFoundError("nothing to export", "To list what you have: readtui annotations")
        if output is None or output == "-":
            _print(exports.render(name, documents))
        else:
            for path in exports.write(name, documents, output, force=force):
                tell(f"Wrote {path}")
    require_all_read(services, query.articles)


def _print(content: str | bytes) -> None:
    """Write text as UTF-8 without changing its line ends. On a terminal, remove control characters."""
    if isinstance(content, str) and is_terminal():
        from readtui.text.clean import clean

        content = clean(content).text
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    write_bytes(data)
