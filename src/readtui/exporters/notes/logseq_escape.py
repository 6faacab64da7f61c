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
_DRAWER = re.compile(r"^[^\S\n]*:(?=[^\s:]+:[^\S\n]*$)")
_BLOCK = re.compile(r"^[^\S\n]*#\+(begin|end)_([^\s:]+)", re.IGNORECASE)


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
    return ", ".join(f"[[{page_name(tag)}]]" for tag in tags)


def page_name(tag: str) -> str:
    """The name of a tag's page, which may contain everything except square brackets."""
    return tag.translate({91: "(", 93: ")"})


def fenced(code: str, language: str) -> str:
    """The code as a block. Logseq ends it at the first line that begins like a fence, however long."""
    return f"```{re.sub(r'[^A-Za-z0-9+#._-]', '', language)}\n{_FENCE.sub(_GUARD, code)}\n```"


def note_lines(note: str) -> Iterator[str]:
    """The lines of a note in Markdown, changed so that none becomes a property of its block, or reaches beyond it."""
    lines = note.split("\n")
    is_code = _in_code(lines)
    guarded = _open_blocks("" if code else line for line, code in zip(lines, is_code, strict=True))
    for number, (line, code) in enumerate(zip(lines, is_code, strict=True)):
        if code:
            yield line
        elif number in guarded or _DRAWER.match(line):
            indent = len(line) - len(line.lstrip())
            yield f"{line[:indent]}{_GUARD}{line[indent:]}"
        else:
            yield _PROPERTY.sub(rf"\1{_GUARD}", line)


def _in_code(lines: Iterable[str]) -> list[bool]:
    """For each line, whether it is in a code block or begins or ends one."""
    found = []
    in_code = False
    for line in lines:
        is_fence = _FENCE.match(line) is not None
        in_code ^= is_fence
        found.append(in_code or is_fence)
    return found


def _open_blocks(lines: Iterable[str]) -> set[int]:
    """The numbers of lines that begin or end a block in Org's syntax, if one of them has no other half.

    Logseq would look for the other half in the blocks that follow.
    """
    found: set[int] = set()
    opened = ""
    is_whole = True
    for number, line in enumerate(lines):
        block = _BLOCK.match(line)
        if block is None:
            continue
        found.add(number)
        name, begins = block[2].casefold(), block[1].casefold() == "begin"
        if begins and not opened:
            opened = name
        elif not begins and opened == name:
            opened = ""
        elif not opened:
            is_whole = False
    return set() if is_whole and not opened else found
