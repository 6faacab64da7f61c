"""Renames labels of links and footnotes that several notes in the same Markdown file define."""

import re

from readtui.exporters.notes.markdown_notes import contained
from readtui.text.markdown_code import code_ranges, is_within

_DEFINED = re.compile(r"^ {0,3}(?=\[(\^?[^\[\]\\]{1,200})\]:)", re.MULTILINE)
_IN_BRACKETS = re.compile(r"(?<!\\)\[(\^?[^\[\]\\]{1,200})\]")


class Notes:
    """Remembers the labels in the notes of a file."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def written(self, note: str) -> str:
        """The next note, contained (see ``contained``), with labels that no other note defines."""
        note = contained(note)
        if "]:" not in note:
            return note
        code = list(code_ranges(note))
        defined = {
            match.end(): _same(match[1]) for match in _DEFINED.finditer(note) if not is_within(match.end(), code)
        }
        new = {label: self._free(label) for label in sorted(set(defined.values()) & self._taken)}
        self._taken |= {*defined.values(), *new.values()}
        return _renamed(note, new, defined, code) if new else note

    def _free(self, label: str) -> str:
        number = 2
        while f"{label}-{number}" in self._taken:
            number += 1
        return f"{label}-{number}"


def _renamed(note: str, new: dict[str, str], defined: dict[int, str], code: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    reached = 0
    for match in _IN_BRACKETS.finditer(note):
        label = new.get(_same(match[1]))
        if label is None or is_within(match.start(), code):
            continue
        following = note[match.end() : match.end() + 2]
        is_label = label.startswith("^") or match.start() in defined or note[match.start() - 1 : match.start()] == "]"
        if not is_label and following[:1] == "(":
            continue
        if not is_label and following[:1] == "[" and following != "[]":
            continue
        parts += [note[reached : match.start()], f"[{label}]" if is_label else f"{match[0]}[{label}]"]
        reached = match.end() + (2 if following == "[]" and not is_label else 0)
    return "".join((*parts, note[reached:]))


def _same(label: str) -> str:
    """The label in the form in which Markdown compares labels."""
    return " ".join(label.split()).casefold()
