"""Maps key sequences to commands: the defaults from ``commands``, overridden by the user's own keys."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.settings import Settings
from readtui.tui.commands.command import Command
from readtui.tui.commands.table import COMMANDS, CONTEXTS, MOVED, RENAMED, MovedKey, commands_of

ANY = "*"
_APP = "app"
_NAMES = {
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "backspace": "Backspace",
    "delete": "Del",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_KEY = pattern(r"(?:(?:ctrl|alt|shift)\+)*(?:\S|insert|f[0-9]{1,2}|" + "|".join(_NAMES) + ")")
_EXAMPLES = ("one character", "ctrl+x", "alt+left", "shift+tab", "f2", *_NAMES)


@dataclass(frozen=True, slots=True)
class KeyMatch:
    """The result of the keys pressed so far: a command, or the keys that can follow (both empty: no match)."""

    command: Command | None = None
    key: str = ""
    following: tuple[tuple[str, Command], ...] = ()


class _RefusedError(Exception):
    """The keys of this command in the settings cannot be used."""

    def __init__(self, command_id: str, problem: str, allowed: Sequence[str] = ()) -> None:
        super().__init__(command_id)
        self.command_id = command_id
        self.problem = problem
        self.allowed = allowed


_Tables = dict[str, dict[tuple[str, ...], Command]]
"""The commands by their keys, for each context."""


class DroppedKeys(NamedTuple):
    """Keys that a command has by default, and the id of the command that the user gave them, or their beginning, to."""

    command: str
    keys: str
    taken_by: str


class _Bound(NamedTuple):
    """The keys of each command, by its id."""

    keys: Mapping[str, tuple[str, ...]]
    tables: _Tables
    dropped: tuple[DroppedKeys, ...] = ()


@cache
def _bound_by_default() -> _Bound:
    """What both the first page and the app need where no keys are set; the tests look for clashes with ``_bound``."""
    keys = {command.id: command.keys for command in COMMANDS}
    return _Bound(keys, _tables(COMMANDS, keys))


def _tables(commands: Iterable[Command], keys: Mapping[str, tuple[str, ...]]) -> _Tables:
    tables: _Tables = {}
    for command in commands:
        tables.setdefault(command.context, {}).update((tuple(one.split()), command) for one in keys[command.id])
    return tables


def _bound(given: Mapping[str, Sequence[str]], own: Sequence[Command]) -> _Bound:
    """The keys of all commands, by default or ``given``. Raises _RefusedError for the later of two that clash.

    Whoever gave a command a key keeps it, whatever has it by default, or gets it by default in a new version.
    """
    commands = (*COMMANDS, *own)
    keys: dict[str, tuple[str, ...]] = {}
    dropped: list[DroppedKeys] = []
    taken: _Tables = {}
    begun: dict[tuple[str, tuple[str, ...]], list[Command]] = {}
    for command in sorted(commands, key=lambda one: one.id not in given):
        bound: list[str] = []
        for one in given.get(command.id, command.keys):
            sequence = tuple(one.split())
            for key in sequence:
                if not _KEY.fullmatch(key):
                    raise _RefusedError(command.id, f"no key named {key!r}", _EXAMPLES)
            other = _clash(sequence, command, taken, begun)
            if other is not None and other.id in given and command.id not in given:
                dropped.append(DroppedKeys(command.id, one, other.id))
                continue
            if other is not None:
                problem = f"{readable(one)} is already bound to {other.id}; change one of the two"
                raise _RefusedError(command.id, problem)
            bound.append(one)
            taken.setdefault(command.context, {})[sequence] = command
            for length in range(1, len(sequence) + 1):
                begun.setdefault((command.context, sequence[:length]), []).append(command)
        keys[command.id] = tuple(bound)
    return _Bound(keys, _tables(commands, keys), tuple(dropped))


def _clash(
    sequence: tuple[str, ...],
    command: Command,
    tables: _Tables,
    begun: Mapping[tuple[str, tuple[str, ...]], list[Command]],
) -> Command | None:
    """Another command whose keys begin the same way, in the same context or in one active at the same time.

    ``begun``: the commands of a context by the beginnings of their keys. Selection keys override the reader's keys
    on purpose.
    """
    for context in tables if command.context == _APP else (command.context, _APP):
        if context in tables and _meet(context, command.context):
            table = tables[context]
            beginnings = (sequence[:length] for length in range(1, len(sequence)))
            shorter = [table[beginning] for beginning in beginnings if beginning in table]
            for taken in begun.get((context, sequence), []) + shorter:
                if taken is not command:
                    return taken
    return None


class Keymap:
    """Maps key sequences to commands, with one table per context.

    The keys in ``settings`` replace the defaults. ``own`` holds the user's own commands by the settings that name their
    keys. Keys that do not exist, unknown ids, and keys that the user gives twice are left out: such a command has its
    default keys, and an own command none. ``dropped``: the default keys that the user gave to other commands. Raises
    SettingsError if two defaults clash.
    """

    def __init__(self, settings: Settings, own: Mapping[str, Command] | None = None) -> None:
        self.hidden: frozenset[str] = frozenset()
        """The ids of commands that do nothing now, for footer, help and palette."""
        known = {command.id for command in COMMANDS}
        overrides: dict[str, tuple[str, ...]] = {}
        places = {command.id: f"keys.{command.id}" for command in COMMANDS}
        for named, keys in settings.keys.items():
            command_id = RENAMED.get(named, named)
            if command_id not in known:
                settings.leave_out(settings.fault(f"keys.{named}", "no such action", meant=named, allowed=known))
            elif named == command_id or command_id not in settings.keys:
                overrides[command_id], places[command_id] = keys, f"keys.{named}"
        self._own = own or {}
        self._reachable: dict[str, list[Command]] = {}
        places |= {command.id: setting for setting, command in self._own.items()}
        given = {command.id: command.keys for command in self._own.values()} | overrides
        while True:
            try:
                bound = _bound(given, tuple(self._own.values())) if given else _bound_by_default()
            except _RefusedError as refused:
                fault = settings.fault(places[refused.command_id], refused.problem, allowed=refused.allowed)
                if refused.command_id not in given:
                    # The table itself is wrong: ``scripts/check`` finds that.
                    raise fault from None
                settings.leave_out(fault)
                if refused.command_id in known:
                    del given[refused.command_id]
                else:
                    given[refused.command_id] = ()
            else:
                self._keys, self._tables, self.dropped = bound
                return

    def reachable(self, mode: str) -> list[Command]:
        """The commands available in a mode: by one of their keys, or from the palette if they have none."""
        # Asked whenever the footer changes, which is at many keys.
        if mode not in self._reachable:
            here = [
                command
                for context in CONTEXTS[mode]
                for command in (*commands_of([context]), *self._own.values())
                if command.context == context
            ]
            self._reachable[mode] = [
                command
                for command in here
                if not self._keys[command.id]
                or any(self.match(mode, tuple(keys.split())).command is command for keys in self._keys[command.id])
            ]
        return self._reachable[mode]

    def keys_of(self, command_id: str) -> tuple[str, ...]:
        """The key sequences of a command, the main one first."""
        return self._keys[command_id]

    def label(self, command_id: str) -> str:
        """The main keys of a command in readable form; empty if it has none. For messages, use ``key``."""
        keys = self._keys[command_id]
        return readable(keys[0]) if keys else ""

    def key(self, command_id: str, character: str = ANY, number: int = 0) -> str:
        """How messages name a command's keys: in readable form, or as its id for the palette if it has none.

        ``character`` replaces the ``*`` of keys such as ``m *``. ``number``: another one than the first.
        """
        keys = self._keys[command_id]
        return readable(keys[min(number, len(keys) - 1)]).replace(readable(ANY), character) if keys else command_id

    def match(self, mode: str, pressed: tuple[str, ...]) -> KeyMatch:
        """Match the keys pressed so far; earlier contexts win over later ones."""
        for context in CONTEXTS[mode]:
            table = self._tables.get(context, {})
            command = table.get(pressed) or (table.get((*pressed[:-1], ANY)) if len(pressed[-1]) == 1 else None)
            if command is not None:
                return KeyMatch(command, pressed[-1])
            if any(len(keys) > len(pressed) and keys[: len(pressed)] == pressed for keys in table):
                return KeyMatch(following=self._following(mode, pressed))
        return KeyMatch()

    def is_used(self, pressed: str) -> bool:
        """Whether the key does something on any screen."""
        return any((pressed,) in table for table in self._tables.values())

    def moved(self, mode: str, pressed: str) -> MovedKey | None:
        """What a key did in a mode before its command moved to another one; None if it does something now."""
        if self.match(mode, (pressed,)).command is not None:
            return None
        return next((one for one in MOVED if one.key == pressed and one.context in CONTEXTS[mode]), None)

    def _following(self, mode: str, pressed: tuple[str, ...]) -> tuple[tuple[str, Command], ...]:
        found: dict[str, Command] = {}
        for context in CONTEXTS[mode]:
            for keys, command in self._tables.get(context, {}).items():
                if len(keys) > len(pressed) and keys[: len(pressed)] == pressed:
                    found.setdefault(readable(" ".join(keys[len(pressed) :])), command)
        return tuple(found.items())


@cache
def _meet(one: str, other: str) -> bool:
    """Whether the keys of two contexts are looked up together."""
    return one == other or any(one in contexts and other in contexts for contexts in CONTEXTS.values())


def key_name(key: str, character: str | None) -> str:
    """One name per key, from Textual's name and the typed character; the character wins if there is one."""
    if character and character.isprintable() and character != " " and "ctrl+" not in key and "alt+" not in key:
        return character
    return key


@cache
def readable(keys: str) -> str:
    """Key names as people write them: "g g" as gg, "ctrl+d" as Ctrl+D."""
    shown = []
    for key in keys.split():
        *modifiers, name = key.split("+") if len(key) > 1 else [key]
        base = _NAMES.get(name, name)
        if modifiers:
            base = base.upper() if len(base) == 1 else base
            base = "+".join([*(modifier.capitalize() for modifier in modifiers), base])
        elif len(name) > 1 and name[0] == "f" and name[1:].isdigit():
            base = name.upper()
        shown.append("…" if key == ANY else base)
    return "".join(shown)
