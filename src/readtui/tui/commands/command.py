"""What a command is, and how the table of commands is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """What a user can invoke. The part of ``id`` before the dot is the context that its keys work in.

    ``keys``: default key sequences, names separated by spaces ("g g", "ctrl+d"); ``*`` stands for any character.
    ``footer``: a short label, if the command appears in the footer. ``takes_key``: the handler receives the last key.
    ``by``: the collaborator of the screen that handles it; empty for the screen itself (for app commands, the app).
    ``argument``: what the handler receives, if several commands share one; it is then the last part of their ids.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    group: str
    footer: str = ""
    takes_key: bool = False
    by: str = ""
    argument: str = ""

    @property
    def context(self) -> str:
        """Where the keys work: app, reader, visual, library, …"""
        return self.id.split(".", 1)[0]

    @property
    def handler(self) -> str:
        """The name of the method that handles the command."""
        return "do_" + self.id.removesuffix(f".{self.argument}").replace(".", "_")


Row = tuple[str, str, str] | tuple[str, str, str, str]


SCREEN = ""


def commands_from(context: str, group: str, *rows: Row | str) -> list[Command]:
    """Build commands from rows of name, title, keys (alternatives separated by two spaces) and an optional footer
    label.

    A single word between rows names the collaborator that handles the rows after it; the screen handles those before.
    """
    made, by = [], SCREEN
    for row in rows:
        if isinstance(row, str):
            by = row
            continue
        name, title, keys, *footer = row
        takes_key = name.endswith("!")
        made.append(
            Command(
                id=f"{context}.{name.rstrip('!')}",
                title=title,
                keys=tuple(keys.split("  ")) if keys else (),
                group=group,
                footer=footer[0] if footer else "",
                takes_key=takes_key,
                by=by,
            )
        )
    return made
