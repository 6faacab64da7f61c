"""Escapes text for Logseq's Markdown, whose parser is https://github.com/logseq/mldoc."""

import re
from collections.abc import Iterable, Iterator

_GUARD = "\u200b"
# An escaped closing bracket or parenthesis would end a formula, so these stay as they are.
_ANYWHERE = re.compile(r"[\\`*_^~$#\[<>|]|=(?==)|(?<==)=|\{(?=\{)|(?<=\{)\{|@(?=@)|(?<=@)@")
_END_OF_FORMULA = re.compile(r"(?<=\\)(?=[\])])")
_REFERENCE = re.compile(r"\((?=\()")
_LINE_START = re.compile(r"(?:[-+:]|\d+\.)(?=\s|$|[-:])")
_PROPERTY = re.compile(r"^([^\S\n]*[^\s:]+:)(?=:(?:\s|$))")
_ADDRESS = re.compile(r"(?<![^\W_])([A-Za-z0-9]+:/)(/\S*)")
_KEYWORD = re.compile(r"(?=(?:TODO|DOING|WAITING|WAIT|DONE|CANCELED|CANCELLED|STARTED|IN-PROGRESS|NOW|LATER)(?:\s|$))")
_INDENT = re.compile(r"[^\S\n]+")
_FENCE = re.compile(r"^(?=[^\S\n]*(?:```|~~~))", re.MULTILINE)
_LINKS = re.compile(r"[#\[({]")


def escape(text: str) -> str:
    """The text with a backslash, or a zero-width space where that would not help, before everything that is syntax."""
    return "\n".join(map(_escape_line, text.split("\n")))


def _escape_line(line: str) -> str:
    line = line.rstrip()
    indent = _INDENT.match(line)
    start = "\u00a0" * len(indent[0]) if indent else ""
    line = _PROPERTY.sub(rf"\1{_GUARD}", line[indent.end() :] if indent else line)
    if marker := _LINE_START.match(line):
        start += f"{marker[0][:-1]}\\{marker[0][-1]}"
        line = line[marker.end() :]
    line = _END_OF_FORMULA.sub(_GUARD, line)
    line = _ADDRESS.sub(_escape_address, line)
    return start + _REFERENCE.sub(f"({_GUARD}", _ANYWHERE.sub(r"\\\g<0>", line))


def _escape_address(found: re.Match[str]) -> str:
    """The address, which stays clickable unless it needs escapes, because Logseq would show them."""
    return found[1] + _GUARD + found[2] if _ANYWHERE.search(found[0]) or "((" in found[0] else found[0]


def title(text: str) -> str:
    """The text for the first line of a block, where a keyword such as TODO would make it a task."""
    line = escape(" ".join(text.split()))
    return _KEYWORD.sub(_GUARD, line) if _KEYWORD.match(line) else line


def value(text: str) -> str:
    """The text for a property; in quotation marks if Logseq would look for links in it."""
    return f'"{text}"' if _LINKS.search(text) else text


def page_names(tags: Iterable[str]) -> str:
    """The tags as links to their pages."""
    # A page's name may contain everything except square brackets and, in effect, a number sign at its start.
    return ", ".join(f"[[{tag.translate({91: '(', 93: ')'})}]]" for tag in tags)


def fenced(code: str, language: str) -> str:
    """The code as a block. Logseq ends it at the first line that begins like a fence, however long."""
    return f"```{re.sub(r'[^A-Za-z0-9+#._-]', '', language)}\n{_FENCE.sub(_GUARD, code)}\n```"


def note_lines(note: str) -> Iterator[str]:
    """The lines of a note in Markdown, changed so that none becomes a property of its block."""
    in_code = False
    for line in note.split("\n"):
        is_fence = _FENCE.match(line) is not None
        in_code ^= is_fence
        yield line if in_code or is_fence else _PROPERTY.sub(rf"\1{_GUARD}", line)
