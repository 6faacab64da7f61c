"""What click knows of each command: its words, usage, help and options."""

from collections.abc import Iterator
from inspect import cleandoc

import click

RESULTS = (
    "Results go to stdout, messages to stderr. The exit code is 0 for success, 1 if nothing was found or something "
    "failed, 2 for incorrect usage, and 3 while a thread is open (threads, discuss) or if a quotation is not exact "
    "(verify)."
)


def walk(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, each after the words that call it."""
    yield context.command_path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from walk(below, click.Context(below, info_name=name, parent=context))


def usage(path: str, command: click.Command) -> str:
    """How a command is called; not click's line, which its releases word differently."""
    arguments = [one.metavar or one.human_readable_name for one in command.params if isinstance(one, click.Argument)]
    below = [command.subcommand_metavar] if isinstance(command, click.Group) else []
    return " ".join([path, "[OPTIONS]", *arguments, *below])


def written(option: click.Option) -> str:
    """An option with its value."""
    names = ", ".join(option.opts)
    if option.is_flag:
        return names
    choices = f"[{'|'.join(option.type.choices)}]" if isinstance(option.type, click.Choice) else ""
    return f"{names} {option.metavar or choices or option.type.name.upper()}"


def clean_help(text: str | None) -> str:
    """A command's help without click's layout marks."""
    return cleandoc((text or "").replace("\b\n", "").split("\f")[0])


def shown_options(command: click.Command) -> list[tuple[str, str]]:
    """The options of a command, each with its value and its help."""
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    return [(written(option), option.help or "") for option in options]
