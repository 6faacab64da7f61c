"""What commands and verbs are, and how the table of commands is written."""

from dataclasses import replace

from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """What a user can invoke. The part of ``id`` before the dot is the context that its keys work in.

    ``keys``: default key sequences, names separated by spaces ("g g", "ctrl+d"); ``*`` stands for any character.
    ``footer``: a short label, if the command appears in the footer. ``takes_key``: the handler receives the last key.
    ``by``: the collaborator of the screen that handles it; empty for the screen itself (for app commands, the app).
    ``argument``: what the handler receives, if several commands share one; it is then the last part of their ids.
    ``verb``: the name of the verb that its keys come from; empty if they are its own.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    group: str
    footer: str = ""
    takes_key: bool = False
    by: str = ""
    argument: str = ""
    verb: str = ""

    @property
    def context(self) -> str:
        """Where the keys work: app, reader, visual, library, …"""
        return self.id.split(".", 1)[0]

    @property
    def handler(self) -> str:
        return "do_" + self.id.removesuffix(f".{self.argument}").replace(".", "_")

    @property
    def shared_handler(self) -> str:
        """The name of the method that does the same on several screens."""
        return "do_list_" + self.id.split(".", 1)[1]


@dataclass(frozen=True, slots=True)
class Verb:
    """What keys do on every screen that has them; as a row of a screen, its command.

    ``keys``: alternatives separated by two spaces. ``command``: the command's name on a screen, if that is not the
    verb's.
    """

    name: str
    title: str
    keys: str
    footer: str = ""
    command: str = ""

    def __call__(self, title: str = "", footer: str | None = None, *, name: str = "", without: str = "") -> "Verb":
        """The verb in the words of a screen, under the name that the command has there, ``without`` some keys."""
        return replace(
            self,
            title=title or self.title,
            footer=self.footer if footer is None else footer,
            command=name or self.command,
            keys="  ".join(key for key in self.keys.split("  ") if key not in without.split("  ")),
        )


Row = Verb | tuple[str, str, str] | tuple[str, str, str, str]

SCREEN = ""


def commands_from(context: str, group: str, *rows: Row | str) -> list[Command]:
    """Build commands from rows: a verb or, for keys of the screen's own, name, title, keys (alternatives separated by
    two spaces) and an optional footer label.

    A single word between rows names the collaborator that handles the rows after it; the screen handles those before.
    """
    made, by = [], SCREEN
    for row in rows:
        if isinstance(row, str):
            by = row
            continue
        verb = ""
        if isinstance(row, Verb):
            verb = row.name
            name, title, keys, footer = row.command or verb, row.title, row.keys, row.footer
        else:
            name, title, keys, footer = row if len(row) == 4 else (*row, "")
        made.append(
            Command(
                id=f"{context}.{name.rstrip('!')}",
                title=title,
                keys=tuple(keys.split("  ")) if keys else (),
                group=group,
                footer=footer,
                takes_key=name.endswith("!"),
                by=by,
                verb=verb,
            )
        )
    return made
