"""Registers readtui with the desktop as the program for `readtui:` links, and reverts that."""

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path, PurePath

from readtui.errors import ReadtuiError, UsageError
from readtui.model.link import SCHEME
from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular
from readtui.services.out.whole_file import write_whole
from readtui.text.clean import visible

# ------------------------------------------------------------------ desktop entries
# The text of a desktop entry and of `mimeapps.list`, as the freedesktop.org specifications define them. Pure.

URI = "%u"
"""In a command: where the desktop puts the address."""
DEFAULTS, ADDED, REMOVED = "Default Applications", "Added Associations", "Removed Associations"

_RESERVED = re.compile(r"""[\s"'\\><~|&;$*?#()`]""")
_ESCAPED_IN_QUOTES = re.compile(r'["`$\\]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def desktop_entry(command: Sequence[str], *, needed: str, name: str, about: str, mime: str, in_terminal: bool) -> str:
    """An entry that menus do not show. ``needed``: the program without which desktops ignore it.

    ``in_terminal``: the desktop opens a terminal for the command. Raises ValueError if no entry can hold the command.
    """
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        f"Name={_string(name)}\n"
        f"Comment={_string(about)}\n"
        f"TryExec={_string(needed)}\n"
        f"Exec={exec_line(command)}\n"
        f"Terminal={'true' if in_terminal else 'false'}\n"
        "NoDisplay=true\n"
        "StartupNotify=false\n"
        f"MimeType={mime};\n"
    )


def exec_line(command: Sequence[str]) -> str:
    """The command as a value of ``Exec``. Raises ValueError if an entry cannot hold it."""
    if "=" in command[0]:
        raise ValueError("the path of the program contains “=”")
    return _string(" ".join(word if word == URI else _argument(word) for word in command))


def exec_words(line: str) -> list[str]:
    """The command in a value of ``Exec`` that ``exec_line`` made."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line.replace("\\\\", "\\"))
    return [(re.sub(r"\\(.)", r"\1", quoted) or bare).replace("%%", "%") for quoted, bare in words]


def value_of(entry: str, key: str) -> str:
    """The raw value of a key in a desktop entry; "" if it is missing."""
    found = re.search(rf"^{re.escape(key)}=(.*)$", entry, re.MULTILINE)
    return found[1] if found else ""


def preferring(mimeapps: str, mime: str, entry: str) -> str:
    """`mimeapps.list` with the entry as the first default for a type, and otherwise unchanged."""
    shown = _with_values(mimeapps, REMOVED, mime, lambda known: [one for one in known if one != entry])
    return _with_values(shown, DEFAULTS, mime, lambda known: [entry, *(one for one in known if one != entry)])


def forgetting(mimeapps: str, mime: str, entry: str) -> str:
    """`mimeapps.list` without the entry for a type, and otherwise unchanged."""
    for group in (DEFAULTS, ADDED):
        mimeapps = _with_values(mimeapps, group, mime, lambda known: [one for one in known if one != entry])
    return "" if mimeapps.strip() == f"[{DEFAULTS}]" else mimeapps


def default_in(mimeapps: str, mime: str) -> str:
    """The first entry that `mimeapps.list` names as the default for a type; "" if it names none."""
    lines = mimeapps.split("\n")
    return next(iter(_known(lines, _places(lines, DEFAULTS, mime))), "")


def _with_values(mimeapps: str, group: str, mime: str, change: Callable[[list[str]], list[str]]) -> str:
    lines = mimeapps.split("\n")
    places = _places(lines, group, mime)
    known = _known(lines, places)
    values = change(known)
    if values == known:
        return mimeapps
    line = f"{mime}={';'.join(values)};"
    if places:
        lines[places[0]] = line
        gone = set(places[1:] if values else places)
        lines = [line for index, line in enumerate(lines) if index not in gone]
    elif headers := [index for index, name in _headers(lines) if name == group]:
        lines.insert(headers[0] + 1, line)
    else:
        before = mimeapps.rstrip("\n")
        return (f"{before}\n\n" if before else "") + f"[{group}]\n{line}\n"
    return "\n".join(lines)


def _places(lines: Sequence[str], group: str, mime: str) -> list[int]:
    headers = [*_headers(lines), (len(lines), "")]
    return [
        index
        for (start, name), (end, _) in pairwise(headers)
        if name == group
        for index in range(start + 1, end)
        if _key(lines[index]) == mime
    ]


def _known(lines: Sequence[str], places: Sequence[int]) -> list[str]:
    """The entries in these lines. Of several lines for a type, desktops read the last one."""
    return list(dict.fromkeys(value for place in reversed(places) for value in _values(lines[place])))


def _headers(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for index, line in enumerate(lines):
        if line.startswith("["):
            yield index, line.strip().strip("[]")


def _key(line: str) -> str:
    key, equals, _ = line.partition("=")
    return key.strip() if equals else ""


def _values(line: str) -> list[str]:
    return [value.strip() for value in line.partition("=")[2].split(";") if value.strip()]


def _argument(word: str) -> str:
    if _CONTROL.search(word) or not _is_unicode(word):
        raise ValueError("a path contains a control character, or is not UTF-8")
    word = word.replace("%", "%%")
    if word and not _RESERVED.search(word):
        return word
    return '"' + _ESCAPED_IN_QUOTES.sub(r"\\\g<0>", word) + '"'


def _string(text: str) -> str:
    return text.replace("\\", "\\\\")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


# ------------------------------------------------------------------ terminals
# Each with its options before a command. The first ones run the terminal that the user or the system has chosen.
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "xdg-terminal-exec": (),
    "x-terminal-emulator": ("-e",),
    "ptyxis": ("--",),
    "kgx": ("-e",),
    "gnome-terminal": ("--",),
    "konsole": ("-e",),
    "xfce4-terminal": ("-x",),
    "mate-terminal": ("-x",),
    "tilix": ("-e",),
    "terminator": ("-x",),
    "kitty": (),
    "ghostty": ("-e",),
    "alacritty": ("-e",),
    "foot": (),
    "wezterm": ("start", "--"),
    "urxvt": ("-e",),
    "st": ("-e",),
    "xterm": ("-e",),
}
_OTHER = ("-e",)

Which = Callable[[str], str | None]


def terminal_command(environ: Mapping[str, str], which: Which) -> list[str]:
    """What to put before a command to run it in a terminal window: an absolute path and options.

    Takes ``xdg-terminal-exec``, else ``$TERMINAL``, else a common terminal; empty if none is installed.
    """
    first, *others = _OPTIONS
    for line in (first, environ.get("TERMINAL", ""), *others):
        if found := as_prefix(line, which):
            return found
    return []


def as_prefix(line: str, which: Which) -> list[str]:
    """The terminal in a command line, with its options before a command; empty if it is not installed."""
    try:
        program, *arguments = shlex.split(line) or [""]
    except ValueError:
        return []
    path = which(program) if program else None
    if path is None:
        return []
    return [path, *(arguments or _OPTIONS.get(PurePath(program).name, _OTHER))]


# ------------------------------------------------------------------ registration

_MIME = f"x-scheme-handler/{SCHEME}"
_ENTRY = "readtui-links.desktop"
_OPEN = ("--hold", "open", "--", URI)
_OF_THE_SHELL = ("READTUI_LIBRARY", "READTUI_STATE", "READTUI_SETTINGS")
_MOST_BYTES = 1 << 20
_PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Registration:
    """The desktop's settings for links: what it runs, empty if nothing is registered, and why links will not open."""

    entry: Path
    command: Sequence[str] = ()
    faults: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Handler:
    """Registers in the user's folders for desktop entries and settings, which the XDG specifications define."""

    applications: Path
    settings: Path
    environ: Mapping[str, str]
    which: Which
    run: Callable[[Sequence[str]], None]

    @property
    def entry(self) -> Path:
        return self.applications / _ENTRY

    def install(self, program: Sequence[str], terminal: str = "") -> Registration:
        """Make ``program`` (an absolute path and arguments) the default for links; ``terminal`` names its terminal.

        If it is empty, uses an installed terminal, or else leaves the choice to the desktop. Raises UsageError if the
        terminal is not installed, ReadtuiError if a file cannot be written or an entry cannot hold the command.
        """
        prefix = as_prefix(terminal, self.which) if terminal else terminal_command(self.environ, self.which)
        if terminal and not prefix:
            raise UsageError(f"no such terminal: {visible(terminal)}", "Name a program, such as --terminal 'foot'.")
        try:
            if "=" in program[0]:
                # `env` would read it as a variable.
                raise ValueError("the path of the program contains “=”")  # noqa: TRY301
            content = desktop_entry(
                [*prefix, *self._variables(), *program, *_OPEN],
                needed=program[0],
                name="readtui links",
                about="Open links to articles and annotations in readtui",
                mime=_MIME,
                in_terminal=not prefix,
            )
        except ValueError as fault:
            raise ReadtuiError(
                f"could not register {visible(program[0])}: {fault}", "Install readtui elsewhere."
            ) from fault
        with _reported("write", self.entry):
            self.applications.mkdir(parents=True, exist_ok=True)
            write_whole(self.entry, content, is_private=True)
        self._rewrite(lambda known: preferring(known, _MIME, _ENTRY))
        self._refresh()
        return self.registered()

    def remove(self) -> bool:
        """Remove the registration; False if there was none. Raises ReadtuiError if a file cannot be written."""
        was_there = self.entry.exists()
        with _reported("remove", self.entry):
            self.entry.unlink(missing_ok=True)
        was_default = self._rewrite(lambda known: forgetting(known, _MIME, _ENTRY))
        if was_there:
            self._refresh()
        return was_there or was_default

    def registered(self) -> Registration:
        """The current registration. Raises ReadtuiError if a file cannot be read."""
        lists = [*(f"{name.lower()}-mimeapps.list" for name in self._desktops()), "mimeapps.list"]
        found = ((name, default_in(self._read(self.settings / name), _MIME)) for name in lists)
        place, default = next(((name, one) for name, one in found if one), ("", ""))
        entry = self._read(self.entry)
        command = exec_words(value_of(entry, "Exec"))
        if not command:
            return Registration(self.entry)
        needed = exec_words(value_of(entry, "TryExec"))
        gone = [word for word in (*command[:1], *needed) if self.which(word) is None]
        faults = [f"{word} is gone" for word in dict.fromkeys(gone)]
        if default != _ENTRY:
            faults.append(f"{self.settings / place} prefers {default}" if default else "it is not the default")
        return Registration(self.entry, command, faults)

    def _desktops(self) -> list[str]:
        names = self.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
        return [name for name in names if name and os.path.basename(name) == name]

    def _variables(self) -> list[str]:
        """The variables to pass on, because the desktop does not know those that only the user's shell sets."""
        chosen = [(name, self.environ.get(name, "")) for name in _OF_THE_SHELL]
        paths = [f"{name}={os.path.abspath(os.path.expanduser(value))}" for name, value in chosen if value]
        env = self.which("env")
        return [env, *paths] if env and paths else []

    def _rewrite(self, change: Callable[[str], str]) -> bool:
        """Change `mimeapps.list`; False if there was nothing to change."""
        path = self.settings / "mimeapps.list"
        known = self._read(path)
        wanted = change(known)
        if wanted == known:
            return False
        with _reported("write", path):
            self.settings.mkdir(parents=True, exist_ok=True)
            # Bytes that are not UTF-8 stay as they are.
            write_whole(path, wanted.encode("utf-8", "surrogateescape"))
        return True

    def _read(self, path: Path) -> str:
        with _reported("read", path):
            try:
                with open_regular(path) as file:
                    content = file.read(_MOST_BYTES + 1)
            except FileNotFoundError:
                return ""
        if len(content) > _MOST_BYTES:
            raise ReadtuiError(f"unexpectedly large: {path}", "Move it away, and try again.")
        return content.decode("utf-8", "surrogateescape")

    def _refresh(self) -> None:
        """Update the index in which desktops find entries. Without the program for that, they search the folder."""
        if program := self.which("update-desktop-database"):
            self.run([program, str(self.applications)])


def run_quietly(command: Sequence[str]) -> None:
    """Run a program whose failure does not matter."""
    try:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return


@contextmanager
def _reported(action: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise ReadtuiError(
            f"could not {action} {path}: {fault.strerror}", "Check the permissions of the folder."
        ) from fault
