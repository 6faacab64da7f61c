"""The command line: finds a command's module when it is called, and turns every fault into a line or two."""

import importlib
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui import __version__
from readtui.cli.library.folders import filled
from readtui.cli.output import INTERRUPTED, complain, print_text, tell
from readtui.debug_log import DEBUG_LOG
from readtui.errors import InterruptedAfter, ReadtuiError, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "add": "readtui.cli.library.articles:add",
    "annotate": "readtui.cli.annotations.commands:annotate",
    "annotations": "readtui.cli.annotations.commands:annotations",
    "doctor": "readtui.cli.upkeep.doctor:doctor",
    "export": "readtui.cli.out.exports:export",
    "history": "readtui.cli.upkeep.history:history",
    "list": "readtui.cli.library.articles:list_articles",
    "merge": "readtui.cli.upkeep.merging:merge",
    "merge-file": "readtui.cli.upkeep.merging:merge_file",
    "open": "readtui.cli.app:open_reader",
    "redo": "readtui.cli.upkeep.history:redo",
    "refresh": "readtui.cli.library.refresh:refresh",
    "remove": "readtui.cli.library.articles:remove",
    "restore": "readtui.cli.library.trash:restore",
    "show": "readtui.cli.out.show:show",
    "tags": "readtui.cli.annotations.tags:tags",
    "trash": "readtui.cli.library.trash:trash",
    "undo": "readtui.cli.upkeep.history:undo",
}
_LAUNCH = "readtui.cli.app:launch"
_SOURCE = "SOURCE"
_OF_READTUI = {"--library": "DIR", "--debug": "FILE"}
_BROKEN_PIPE = 1


class CommandOrSource(click.Group):
    """A group whose first argument is a command's name, or else the first of some sources to read."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, without importing anything."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, whose module is imported now; None for a name that is no command."""
        return _load(COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ``args`` begin with; without one they are sources."""
        if args[0] in COMMANDS:
            return super().resolve_command(ctx, args)
        # What looks like an option came after "--", so it has to stay behind one.
        sources = ["--", *args] if args[0].startswith("-") and args[0] != "-" else args
        return _SOURCE, _load(_LAUNCH), sources

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Commands and files."""
        from click.shell_completion import CompletionItem

        return [*super().shell_complete(ctx, incomplete), CompletionItem(incomplete, type="file")]


@click.command(
    cls=CommandOrSource,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND | SOURCE…]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--library",
    metavar="DIR",
    type=click.Path(),
    callback=filled,
    help="The library's folder; by default $READTUI_LIBRARY, else one in your data folder.",
)
@click.option(
    "--debug",
    metavar="FILE",
    type=click.Path(),
    callback=filled,
    help="Log to FILE what is slow and what goes wrong, without a word of yours; $READTUI_DEBUG does the same.",
)
@click.version_option(
    __version__, prog_name="readtui", message="%(prog)s %(version)s", help="Show the version and exit."
)
@click.pass_context
def readtui(ctx: click.Context, library: str | None, debug: str | None) -> None:
    """Read articles in the terminal and work on them.

    Without a command it opens the app: on the library, or on each SOURCE (a file, a folder, a URL, or - for stdin).
    """
    if log := debug or os.environ.get("READTUI_DEBUG"):
        try:
            DEBUG_LOG.begin(log)
        except OSError as fault:
            raise UsageError(f"cannot write {log}: {fault.strerror}", "Name another file for --debug.") from fault
    ctx.obj = None if library is None else Path(library)
    if ctx.invoked_subcommand is None:
        ctx.invoke(_load(_LAUNCH))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code. Faults are reported on stderr in one or two lines."""
    DEBUG_LOG.end()
    # What the terminal's encoding cannot show must not end a listing.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if "_READTUI_COMPLETE" in os.environ:
        from readtui.cli.shells import register

        register()
    try:
        code = readtui.main(arguments, prog_name="readtui", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except ReadtuiError as fault:
        DEBUG_LOG.fault(fault)
        complain(fault.message, fault.hint)
        return fault.exit_code
    except click.UsageError as fault:
        context = fault.ctx.parent if fault.ctx and fault.ctx.info_name == _SOURCE else fault.ctx
        if context and _asks_for_help(arguments):
            print_text(context.get_help())
            return 0
        command = context.command_path if context else "readtui"
        hint = f"{command} --help shows how it is used."
        if isinstance(fault, click.NoSuchOption) and (value := _OF_READTUI.get(fault.option_name)):
            hint = f"{fault.option_name} stands before the command: readtui {fault.option_name} {value} COMMAND."
        complain(fault.format_message(), hint)
        return fault.exit_code
    except click.ClickException as fault:
        complain(fault.format_message())
        return fault.exit_code
    except (click.Abort, KeyboardInterrupt) as stopped:
        # click makes an Abort of a Ctrl+C.
        if isinstance(stopped.__cause__, InterruptedAfter):
            tell(f"Interrupted; this was still done: {stopped.__cause__.what}.")
            if stopped.__cause__.can_be_undone:
                tell("readtui undo takes it back.")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away, which is its right; nothing may be written when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except OSError as fault:
        DEBUG_LOG.fault(fault)
        where = f": {fault.filename}" if fault.filename else ""
        complain(f"{fault.strerror or fault}{where}")
        return 1
    except Exception as fault:  # noqa: BLE001  the promise is that no one ever sees a traceback
        DEBUG_LOG.fault(fault)
        complain(_internal(fault), "This is a fault of readtui. Please report it with what you did.")
        return 1
    return code if isinstance(code, int) else 0


def _asks_for_help(arguments: Sequence[str]) -> bool:
    """Whether --help stands among arguments that cannot be understood otherwise."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return not {"-h", "--help"}.isdisjoint(options)


def _load(place: str) -> click.Command:
    module, name = place.split(":")
    command = getattr(importlib.import_module(module), name)
    assert isinstance(command, click.Command)
    return command


def _internal(fault: Exception) -> str:
    import traceback

    frame = traceback.extract_tb(fault.__traceback__)[-1]
    return f"internal error: {type(fault).__name__}: {fault} ({Path(frame.filename).name}, line {frame.lineno})"
