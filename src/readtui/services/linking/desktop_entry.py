"""The text of a desktop entry and of `mimeapps.list`, as the freedesktop.org specifications define them. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

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
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', _unescaped(line))
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
    """The lines for a type in all groups of this name."""
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


def _unescaped(text: str) -> str:
    return text.replace("\\\\", "\\")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
