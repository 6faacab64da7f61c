"""The command line: imports the module of the command that is run, and reports every error in one or two lines."""

import errno
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui import __version__
from readtui.cli.output import INTERRUPTED, TERMINAL, complain, print_text, stdin_is_terminal, tell
from readtui.cli.services import filled
from readtui.debug_log import DEBUG_LOG
from readtui.errors import InterruptedAfter, ReadtuiError, UsageError
from readtui.paths import settings_path
from readtui.tui.terminal import this_terminal

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from readtui.tui.terminal_interface import Terminal

COMMANDS = {
    "add": "readtui.cli.library.articles:add",
    "annotate": "readtui.cli.annotations.annotate:annotate",
    "annotations": "readtui.cli.annotations.annotate:annotations",
    "compare": "readtui.cli.compare:compare",
    "concordance": "readtui.cli.search:concordance",
    "creators": "readtui.cli.annotations.annotate:creators",
    "discover": "readtui.cli.import_command:discover",
    "discuss": "readtui.cli.discuss:discuss",
    "doctor": "readtui.cli.upkeep.doctor:doctor",
    "edit": "readtui.cli.library.edit:edit",
    "export": "readtui.cli.out.exports:export",
    "handler": "readtui.cli.handler:handler",
    "help": "readtui.cli.help:help_",
    "history": "readtui.cli.upkeep.history:history",
    "import": "readtui.cli.import_command:import_",
    "list": "readtui.cli.library.articles:list_articles",
    "mcp": "readtui.cli.mcp:mcp",
    "merge": "readtui.cli.upkeep.merge:merge",
    "merge-file": "readtui.cli.upkeep.merge:merge_file",
    "open": "readtui.cli.app:open_reader",
    "redo": "readtui.cli.upkeep.history:redo",
    "refresh": "readtui.cli.library.articles:refresh",
    "remove": "readtui.cli.library.articles:remove",
    "reopen": "readtui.cli.annotations.threads:reopen",
    "reply": "readtui.cli.annotations.threads:reply",
    "restore": "readtui.cli.library.trash:restore",
    "review": "readtui.cli.app:review",
    "search": "readtui.cli.search:search",
    "settle": "readtui.cli.annotations.threads:settle",
    "show": "readtui.cli.out.show:show",
    "state": "readtui.cli.library.edit:state",
    "tags": "readtui.cli.annotations.tags:tags",
    "threads": "readtui.cli.annotations.threads:threads",
    "tour": "readtui.cli.tour:tour",
    "trash": "readtui.cli.library.trash:trash",
    "undo": "readtui.cli.upkeep.history:undo",
    "verify": "readtui.cli.verify:verify",
    "view": "readtui.cli.library.views:view",
    "where": "readtui.cli.help:where",
    "words": "readtui.cli.search:words",
}
_LAUNCH = "readtui.cli.app:launch"
_SOURCE = "SOURCE"
_OF_READTUI = {"--library": "DIR", "--debug": "FILE"}
_WORDS = ("query", "words")
_BROKEN_PIPE = 1
_NO_ROOM = {errno.ENOSPC: "Free some space, or write to another disk."}
# The desktop opens a window for a link, and it closes with readtui: without this, nobody could read an error.
_HOLD = "--hold"


class CommandOrSource(click.Group):
    """A group whose arguments are a command, or sources to read."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, without importing their modules."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command; None if there is no such command."""
        return _load(COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first in ``args``. If there is none, ``args`` are sources."""
        if args[0] in COMMANDS:
            return super().resolve_command(ctx, args)
        if not (ctx.resilient_parsing or _asks_for_help(args)):
            _refuse_typo(args[0])
        # An argument that looks like an option came after "--" and needs the "--" again.
        sources = ["--", *args] if args[0].startswith("-") and args[0] != "-" else args
        return _SOURCE, _load(_LAUNCH), sources

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Suggest commands and files."""
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
    help="The library's folder. By default $READTUI_LIBRARY or, if unset, a folder in your user data.",
)
@click.option(
    "--debug",
    metavar="FILE",
    type=click.Path(),
    callback=filled,
    help="Log slow keys and errors to FILE, without any text of yours. $READTUI_DEBUG does the same.",
)
@click.option(_HOLD, is_flag=True, hidden=True, expose_value=False)
@click.version_option(
    __version__,
    "-V",
    "--version",
    prog_name="readtui",
    message="%(prog)s %(version)s",
    help="Show the version and exit.",
)
@click.pass_context
def readtui(ctx: click.Context, library: str | None, debug: str | None) -> None:
    """Read articles in the terminal and work on them.

    Without a command, it opens the app on the library or on each SOURCE (a file, a folder, a URL, or - for stdin).
    """
    if log := debug or os.environ.get("READTUI_DEBUG"):
        try:
            DEBUG_LOG.begin(log)
        except OSError as fault:
            raise UsageError(f"cannot write {log}: {fault.strerror}", "Name another file for --debug.") from fault
    ctx.meta[TERMINAL], arguments = ctx.obj or (this_terminal(), ())
    ctx.obj = None if library is None else Path(library)
    if os.path.lexists(settings_path()) and not _asks_for_help(arguments):
        ctx.call_on_close(_tell_of_settings)
    if ctx.invoked_subcommand is None:
        ctx.invoke(_load(_LAUNCH))


def _tell_of_settings() -> None:
    from readtui.cli.help import tell_of_settings

    tell_of_settings()


def run(arguments: Sequence[str], terminal: "Terminal | None" = None) -> int:
    """Run a command line and return its exit code. Reports errors on stderr in one or two lines.

    ``terminal``: the one on which a first page is shown already.
    """
    code = _run(arguments, terminal or this_terminal())
    if code not in (0, INTERRUPTED) and _HOLD in arguments[:1]:
        _wait_for_enter()
    return code


def _run(arguments: Sequence[str], terminal: "Terminal") -> int:
    DEBUG_LOG.end()
    # A character that the terminal's encoding lacks must not end a listing.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if "_READTUI_COMPLETE" in os.environ:
        from readtui.cli.completion_scripts import register

        register()
    try:
        with _cleared_for_errors(terminal):
            code = readtui.main(arguments, prog_name="readtui", standalone_mode=False, obj=(terminal, arguments))
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
        # A mistake in the options themselves has no context.
        named = arguments[:1] if arguments and arguments[0] in COMMANDS else ()
        command = context.command_path if context else " ".join(("readtui", *named))
        hint = f"See {command} --help."
        if (
            isinstance(fault, click.exceptions.NoArgsIsHelpError)
            and context
            and isinstance(context.command, click.Group)
        ):
            names = ", ".join(context.command.list_commands(context))
            complain(f"{command} needs a command: {names}", hint)
            return fault.exit_code
        if isinstance(fault, click.NoSuchOption) and (value := _OF_READTUI.get(fault.option_name)):
            hint = f"Put {fault.option_name} before the command: readtui {fault.option_name} {value} COMMAND."
        elif isinstance(fault, click.NoSuchOption) and (term := _negated_term(context, arguments)):
            hint = f"If {term} is part of the query, put -- before it. {hint}"
        complain(_as_ours(fault.format_message()), hint)
        return fault.exit_code
    except click.ClickException as fault:
        complain(_as_ours(fault.format_message()))
        return fault.exit_code
    except (click.Abort, KeyboardInterrupt) as stopped:
        # click turns Ctrl+C into Abort.
        if isinstance(stopped.__cause__, InterruptedAfter):
            from readtui.services.wording import done

            tell(f"Interrupted after this was done: {done(stopped.__cause__.what)}.")
            if stopped.__cause__.can_be_undone:
                tell("To undo it: readtui undo")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has closed the pipe. The flush at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except OSError as fault:
        DEBUG_LOG.fault(fault)
        if fault.filename:
            complain(f"{fault.strerror or fault}: {fault.filename}")
        else:
            # All files are opened by name, so this was stdout.
            complain(f"could not write the output: {fault.strerror or fault}", _NO_ROOM.get(fault.errno or 0, ""))
        return 1
    except Exception as fault:  # noqa: BLE001  users must never see a traceback
        DEBUG_LOG.fault(fault)
        complain(_internal(fault), "This is a bug in readtui. Please report it, and say what you did.")
        return 1
    return code if isinstance(code, int) else 0


def _refuse_typo(word: str) -> None:
    """Raise UsageError if a source is probably a misspelled command: no such file, and no path or URL."""
    if word.startswith("-") or "/" in word or "." in word or os.path.lexists(os.path.expanduser(word)):
        return
    from readtui.text.name_fit import meant

    close = meant(word, COMMANDS)
    hint = f"Did you mean readtui {close}? " if close else ""
    raise UsageError(f"no such command or file: {word}", f"{hint}See readtui --help for the commands.")


def _negated_term(context: click.Context | None, arguments: Sequence[str]) -> str:
    """The first argument of a command for words that may be a term with "-" before it, taken for options; else ""."""
    takes_words = context and any(one.nargs == -1 and one.name in _WORDS for one in context.command.params)
    terms = (one for one in arguments if len(one) > 2 and one[0] == "-" != one[1])
    return next(terms, "") if takes_words else ""


def _as_ours(message: str) -> str:
    """A message of click, written like readtui's own: without a capital and a full stop."""
    message = message.replace("is not a valid integer range", "is not a whole number")
    message = message.replace("is not in the range x>=", "is less than ")
    return message[:1].lower() + message[1:].removesuffix(".")


def _wait_for_enter() -> None:
    if not stdin_is_terminal():
        return
    tell("Press Enter to close this window.")
    with suppress(KeyboardInterrupt):
        sys.stdin.readline()


@contextmanager
def _cleared_for_errors(terminal: "Terminal") -> Iterator[None]:
    """An error message must appear on the screen that the user sees, not on the first page."""
    try:
        yield
    except BaseException:
        terminal.leave()
        raise


def _asks_for_help(arguments: Sequence[str]) -> bool:
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
