"""The command export."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from readtui.cli.annotations.filters import Filters, filter_options
from readtui.cli.completion import FORMAT, FormatOption
from readtui.cli.output import INTERRUPTED, clear_line, complain, is_terminal, tell, write_bytes
from readtui.cli.progress import counting
from readtui.cli.services import not_found, opened, require_all_read, tell_part
from readtui.errors import NotFoundError, UsageError
from readtui.exporters.exporter import OPTIONS, ChosenOptions, Exporter, ExportOptions, Format
from readtui.services.out.documents import Documents
from readtui.services.out.export import Exports
from readtui.text.clean import clean
from readtui.text.phrases import counted

_MOST_NAMED = 20


def chosen_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of exports to a command, which receives them as its parameter ``chosen``."""
    defaults = {name: getattr(ChosenOptions(), name) for name in OPTIONS}

    @wraps(command)
    def with_chosen(*arguments: Any, **given: Any) -> Any:
        values = {name: type(default)(given.pop(name)) for name, default in defaults.items()}
        # A flag turns its option round.
        values |= {name: defaults[name] is not value for name, value in values.items() if isinstance(value, bool)}
        return command(*arguments, chosen=ChosenOptions(**values), **given)

    for name, default in reversed(defaults.items()):
        option = OPTIONS[name]
        if isinstance(default, bool):
            with_chosen = click.option(option.flag, name, is_flag=True, help=option.help)(with_chosen)
        else:
            values = click.Choice([one.value for one in type(default)])
            declare = click.option(option.flag, name, type=values, default=default.value, help=option.help)
            with_chosen = declare(with_chosen)
    return with_chosen


@click.command()
@filter_options
@click.option("-f", "--format", "name", type=FORMAT, cls=FormatOption)
@click.option(
    "--template",
    metavar="FILE",
    type=click.Path(),
    help="A template of your own (Jinja) instead of a format; see docs/templates.md.",
)
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    type=click.Path(),
    help="A file, or a folder for one file per article. By default stdout, unless the format needs a file or folder.",
)
@chosen_options
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite even files that readtui did not write, or that have changed since. In Markdown, Logseq and "
    "Org files, write the new text above the blocks that you have edited.",
)
@click.option(
    "--standing", is_flag=True, help="Update the standing exports, which the settings name ([[standing_export]])."
)
@click.pass_obj
@click.pass_context
def export(
    ctx: click.Context,
    folder: Path | None,
    filters: Filters,
    name: str | None,
    template: str | None,
    output: str | None,
    chosen: ChosenOptions,
    force: bool,
    standing: bool,
) -> None:
    """Export articles and annotations.

    Exports all annotated articles (bibliographies, JSON and --context full: all articles), or the given ones. With
    filters, exports only matching annotations and the articles that have them. Overwrites a file that readtui did not
    write only with --force. Also writes to pipes and devices. What you wrote in an exported Markdown, Logseq or Org
    file stays.
    """
    if standing:
        run_standing(ctx, folder)
        return
    if output is not None and not output.strip():
        raise UsageError("--output needs a path", "Omit it to print to stdout.")
    if name is not None and template is not None:
        raise UsageError("a template is a format of its own", "Omit --format, or --template.")
    with opened(folder) as services:
        exports = services.exports
        exporter = exports.template(template) if template is not None else _named(exports, name)
        format = exporter.format
        _require_place(format, output)
        query = filters.asked(services, trash=chosen.trash)
        options = exports.options(query, chosen)
        exports.check(exporter, options)
        documents = exports.documents(query, creators=chosen.creators)
        is_there = any(True for _ in documents.of(format, context=options.context)) or (
            format.is_about_tags and options.tags
        )
        if not is_there and not services.library.damaged():
            raise not_found(services, "nothing to export", "To list what you have: readtui annotations")
        if output == "-" or (output is None and not format.needs_book):
            for piece in exports.render(exporter, documents, options):
                _print(piece)
        else:
            with counting("Exporting", documents.articles) as reached:
                documents = replace(documents, passed=reached)
                try:
                    _write(exports, exporter, documents, output or "", options, force=force)
                except KeyboardInterrupt:
                    clear_line()
                    tell("Stopped. No file was left half-written.")
                    raise click.exceptions.Exit(INTERRUPTED) from None
        if lost := str(options.losses):
            tell(f"{format.title} cannot hold everything. Left out: {lost}.")
        for record in options.losses.parts.values():
            tell_part(record)
    require_all_read(services, query.articles)


def _named(exports: Exports, name: str | None) -> Exporter:
    """The exporter of a format, by default that in the settings. Raises UsageError, ExportError."""
    if name is None:
        from readtui.settings import load_settings

        settings = load_settings()
        name = settings.named("export.format", "export format", exports.formats())
    return exports.exporter(name)


def _write(
    exports: Exports, exporter: Exporter, documents: Documents, output: str, options: ExportOptions, *, force: bool
) -> None:
    from readtui.services.out.living_files import LivingCounts

    left = LivingCounts()
    paths = exports.write(exporter, documents, output, options=options, force=force, rewrites=force, left=left)
    clear_line()
    if len(paths) <= _MOST_NAMED:
        for path in paths:
            tell(f"Wrote {path}")
    else:
        tell(f"Wrote {len(paths)} files to {paths[0].parent}")
    if not left.report.edited:
        return
    if force:
        tell(f"The new text stands above {counted(left.report.edited, 'block')} that you edited.")
    else:
        tell(left.message)
        tell("To write the new text above yours: --force")


def _require_place(format: Format, output: str | None) -> None:
    """Raise UsageError if the format cannot be printed."""
    if format.is_folder and output in (None, "-"):
        raise UsageError(f"{format.name} has several files and cannot be printed", "Name a folder: --output FOLDER")
    if format.is_binary and (output is None or (output == "-" and is_terminal())):
        raise UsageError(
            f"{format.name} is not text and cannot be printed", f"Name a file: --output NAME{format.extension}"
        )


def _print(content: str | bytes) -> None:
    """Write text as UTF-8 without changing its line ends. On a terminal, remove control characters."""
    if isinstance(content, str) and is_terminal():
        content = clean(content).text
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    write_bytes(data)


def run_standing(ctx: click.Context, folder: Path | None) -> None:
    """Bring all standing exports up to date, or those of one library. Raises UsageError, NotFoundError."""
    given = [
        parameter.opts[-1] if isinstance(parameter, click.Option) else "ARTICLE"
        for parameter in ctx.command.params
        if parameter.name
        and parameter.name != "standing"
        and ctx.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
        and ctx.params.get(parameter.name) not in ((), None)
    ]
    if given:
        raise UsageError(
            f"--standing takes no other options: {', '.join(given)}", "The settings say what is exported, and where."
        )
    from readtui.bootstrap.standing_exports import libraries_of, standing_exports
    from readtui.settings import load_settings

    settings = load_settings()
    libraries = libraries_of(settings, folder)
    if settings.faults and not libraries:
        raise click.exceptions.Exit(1)
    if not libraries:
        raise NotFoundError(
            "there are no standing exports for this library" if folder else "there are no standing exports",
            "Add [[standing_export]] to the settings; see docs/living-files.md.",
        )
    is_fault = bool(settings.faults)
    for library in libraries:
        if not library.is_dir():
            complain(f"there is no library: {library}", "Correct the setting of the standing export.")
            is_fault = True
            continue
        with opened(library) as services:
            standing = standing_exports(services, settings)
            if standing is None:
                tell(f"Paused: all standing exports of {library}")
                continue
            result = standing.run()
            for path in result.written:
                tell(f"Wrote {path}")
            if message := result.left.message:
                tell(message)
            for fault in result.faults:
                complain(fault.message, fault.hint)
            is_fault = is_fault or bool(result.faults or services.library.damaged())
    if is_fault:
        raise click.exceptions.Exit(1)
