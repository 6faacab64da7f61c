"""The commands help and where, and what is wrong in the settings, which all commands tell."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.output import SETTINGS_TOLD, complain, is_terminal, print_json, print_table, print_text, tell
from readtui.errors import UsageError
from readtui.paths import cache_folder, library_folder, settings_file, state_folder
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.settings import Settings

_OF_TEXTUAL = (
    *("ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe", "catppuccin-latte"),
    *("catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord", "rose-pine"),
    *("rose-pine-dawn", "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark", "textual-light"),
    "tokyo-night",
)
"""Themes known to be there. Any other one is looked for in Textual, which takes longer to import than most commands."""


def _commands(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    root = ctx.find_root()
    names = root.command.list_commands(root) if isinstance(root.command, click.Group) else []
    return [name for name in names if name.startswith(incomplete)]


@click.command("help")
@click.argument("words", metavar="[COMMAND…]", nargs=-1, shell_complete=_commands)
@click.pass_context
def help_(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of readtui or of a command."""
    context = ctx.find_root()
    for word in words:
        context = _below(context, word)
    print_text(context.get_help())


def _below(context: click.Context, name: str) -> click.Context:
    """The context of a command below another one. Raises UsageError if there is none."""
    command, names = None, []
    if isinstance(context.command, click.Group):
        command, names = context.command.get_command(context, name), context.command.list_commands(context)
    if command is not None:
        return click.Context(command, info_name=name, parent=context)
    from readtui.text.name_fit import meant

    close = meant(name, names)
    path = context.command_path.replace("readtui", "readtui help", 1)
    hint = f"Did you mean {path} {close}? " if close else ""
    raise UsageError(f"no such command: {name}", f"{hint}See {context.command_path} --help.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def where(folder: Path | None, as_json: bool) -> None:
    """Show which folders and files readtui uses.

    Prints one a line: the library, the settings, this device's state (history, drafts, backups, reading positions) and
    its cache, which can be deleted at any time. Creates none of them.
    """
    library = library_folder(folder).absolute()
    places = {
        "library": library,
        "settings": settings_file(),
        "state": state_folder(library),
        "cache": cache_folder(library),
    }
    if as_json:
        print_json({name: str(path) for name, path in places.items()})
        return
    if is_terminal():
        # Not as a table, which would cut a long path.
        print_text("\n".join(f"{name:<8}  {visible(str(path))}" for name, path in places.items()))
    else:
        print_table((), [(name, str(path)) for name, path in places.items()])
    if missing := [name for name, path in places.items() if not path.exists()]:
        tell(f"Not there yet: {', '.join(missing)}")


def tell_of_settings() -> None:
    """Report all that is wrong in the settings, unless the app has done so in this run."""
    if click.get_current_context().meta.get(SETTINGS_TOLD):
        return
    from readtui.settings import load_settings

    settings = load_settings()
    find_faults(settings)
    for fault in settings.faults:
        complain(fault.message, fault.hint)
    if settings.faults:
        tell("readtui goes on without that.")


def find_faults(settings: "Settings") -> None:
    """Add the mistakes that only the parts can find which use the settings."""
    from readtui.tui.colors.colors import OWN_THEMES
    from readtui.tui.colors.look import AUTO

    if settings.app.theme not in (AUTO, *OWN_THEMES, *_OF_TEXTUAL):
        from readtui.tui.themes import textual_themes

        settings.named("app.theme", "theme", (AUTO, *OWN_THEMES, *textual_themes()))
    if settings.keys or settings.hook:
        from readtui.tui.hooks.hook_commands import hook_commands
        from readtui.tui.keymap import Keymap

        Keymap(settings, hook_commands(settings.hook, settings))
    if settings.review.query:
        from readtui.settings.queries import review_query

        review_query(settings)
    if settings.standing_export:
        from readtui.bootstrap.standing_exports import standing_rules

        standing_rules(settings)
    if "format" in settings.source:
        from readtui.exporters.registry import format_names

        settings.named("export.format", "export format", format_names())
