"""Takes away the attributes in braces that Pandoc, kramdown and site generators know: ``{#name .class width=50%}``.

They stand behind a heading, a link, a picture or code, or with a colon, ``{: .class}``, in a line of their own.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it.token import Token

_ITEM = r"""(?:[#.][\w:.-]++|[\w:-]++=(?:"[^"{}]*+"|'[^'{}]*+'|[^\s{}"']++))"""
_LIST = re.compile(rf"\{{:?[ ]*+(?:{_ITEM}[ ]*+)++\}}")
_OF_HEADING = re.compile(rf"\{{:?[ ]*+(?:(?:{_ITEM}|-)[ ]*+)++\}}")
_LINE = re.compile(r"\{:[^{}\n]{0,200}\}[ ]*")
_NAME = re.compile(r"[{: ]#([\w:.-]+)")
_BEFORE = ("link_close", "image", "code_inline")


def without_attributes(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of running text without attributes."""
    if not any("{" in token.content for token in tokens):
        return tokens
    for before, token in pairwise(tokens):
        if before.type in _BEFORE and token.type == "text" and (found := _LIST.match(token.content)):
            token.content = token.content[found.end() :]
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.type == "softbreak":
            lines.append([])
        lines[-1].append(token)
    kept = [line for line in lines if not _is_only_attributes(line)]
    shown = [token for line in kept for token in line if token.content or token.type != "text"]
    return shown[1:] if shown and shown[0].type == "softbreak" else shown


def take_name(heading: Sequence[Token]) -> str:
    """Take the attributes from the end of a heading; the name that they give it, if any."""
    last = heading[-1] if heading else None
    if last is None or last.type != "text" or not last.content.endswith("}"):
        return ""
    start = last.content.rfind("{")
    if start < 0 or not _OF_HEADING.fullmatch(last.content, start) or not (start or len(heading) > 1):
        return ""
    name = _NAME.search(last.content, start)
    last.content = last.content[:start].rstrip()
    return name[1] if name else ""


def _is_only_attributes(line: Sequence[Token]) -> bool:
    words = [token for token in line if token.type != "softbreak"]
    return len(words) == 1 and words[0].type == "text" and bool(_LINE.fullmatch(words[0].content))
