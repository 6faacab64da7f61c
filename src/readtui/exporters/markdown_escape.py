"""Escapes text for Markdown (CommonMark, GFM, Obsidian) and YAML, so that a reader sees exactly that text."""

import json
import re
from collections.abc import Callable

_ANYWHERE = re.compile(r"[\\`*\[\]<>|$]|&(?=#|\w+;)|~(?=~)|(?<=~)~|=(?==)|(?<==)=|%(?=%)|(?<=%)%")
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# A private-use character may stand for syntax, such as that of a mark.
_TAG = re.compile(r"(?<![^\s\ue000-\uf8ff])#(?=\S|$)|(?<!\S)\^(?=[\w-]+$)")
_LINE_START = re.compile(r"([-+=#~:]|\d+[.)])(?=\s|$|[-=:~])")
_NEWLINE = "\n"
_INDENT = re.compile(r"[^\S\n]+")
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    r"""The text with a backslash before everything that Markdown would interpret. Line feeds become hard breaks."""
    paragraphs = ("\\\n".join(map(_escape_line, part.split("\n"))) for part in text.split("\n\n"))
    return "\n\n".join(paragraphs)


def escape_marked(before: str, passage: str, after: str, escape: Callable[[str], str] = escape) -> str:
    """The three parts as one text, escaped, with ``==`` around each line of the passage."""
    start, end = _unused(before + passage + after)
    lines = (f"{start}{line.strip()}{end}" if line.strip() else line for line in passage.split("\n"))
    # ``==`` beside white space would not be a mark.
    spaces_before = passage[: len(passage) - len(passage.lstrip(" \t"))]
    spaces_after = passage[len(passage.rstrip(" \t")) :] if passage.strip() else ""
    marked = escape(f"{before}{spaces_before}{_NEWLINE.join(lines)}{spaces_after}{after}")
    marked = re.sub(rf"(?<!\\)((?:\\\\)*)={end}", rf"\1\\={end}", marked.replace(f"{start}=", f"{start}\\="))
    return marked.replace(f"{end}=", f"{end}\\=").replace(start, "==").replace(end, "==")


def _unused(text: str) -> tuple[str, str]:
    """Two private-use characters that do not occur in the text."""
    free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    return next(free), next(free)


def _escape_line(line: str) -> str:
    line = line.rstrip()
    indent = _INDENT.match(line)
    start = "&nbsp;" * len(indent[0]) if indent else ""
    line = line[indent.end() :] if indent else line
    marker = _LINE_START.match(line)
    if marker:
        start += f"{marker[0][:-1]}\\{marker[0][-1]}"
        line = line[marker.end() :]
    line = _ANYWHERE.sub(r"\\\g<0>", line)
    line = _EDGE_UNDERSCORE.sub(r"\\_", line)
    return start + _TAG.sub(r"\\\g<0>", line)


def quoted(markdown: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in markdown.split("\n"))


def fenced(code: str, language: str) -> str:
    """The code as a fenced block, whose fence is longer than any in the code."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{re.sub(r'[^A-Za-z0-9+#._-]', '', language)}\n{code}\n{fence}"


def yaml_string(text: str) -> str:
    """The text as a JSON string, which YAML reads in the same way."""
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
