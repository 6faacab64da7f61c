"""The option --standing of the command export."""

from pathlib import Path

import click
from click.core import ParameterSource

from readtui.cli.output import complain, complain_of, tell
from readtui.cli.services import opened
from readtui.errors import NotFoundError, UsageError


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
    from readtui.bootstrap.standing import libraries_of, standing_exports
    from readtui.settings import load_settings

    settings = load_settings()
    libraries = libraries_of(settings, folder)
    complain_of(settings)
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
                continue
            result = standing.run()
            for path in result.written:
                tell(f"Wrote {path}")
            if message := result.left.message:
                tell(message)
            for fault in result.faults:
                complain(fault.message, fault.hint)
            is_fault = is_fault or bool(result.faults or services.listing.damaged())
    if is_fault:
        raise click.exceptions.Exit(1)
