"""Converts notes, which are Markdown, to a typesetting format."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from readtui.exporters.typeset.dialect import Dialect, reads_from_right
from readtui.model.block import MarkType
from readtui.text.clean import shown

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINKED = re.compile(r"(?:https?://|mailto:|readtui:)[^\s]", re.IGNORECASE)
_STYLES = {"em": MarkType.EMPHASIS, "strong": MarkType.STRONG, "s": MarkType.STRIKETHROUGH}


def note_blocks(note: str, dialect: Dialect, ending: str = "") -> list[str]:
    """The paragraphs, list items, code blocks and quotations of a note, in order. Raw HTML stays as it is written.

    ``ending``: content that follows the note, in its last paragraph if it ends with one.
    """
    tokens = _reader().parse(shown(note))
    if ending and [token.type for token in tokens[-3:]] == ["paragraph_open", "inline", "paragraph_close"]:
        blocks = list(_blocks(tokens[:-3], dialect))
        last = f"{_inline(tokens[-2].children or [], dialect)} {ending}"
        return [*blocks, dialect.paragraph(last, from_right=reads_from_right(tokens[-2].content))]
    return [*_blocks(tokens, dialect), *([dialect.paragraph(ending)] if ending else [])]


@cache
def _reader() -> "MarkdownIt":
    # Imported here because it would delay listing formats.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough").disable("image")


def _blocks(tokens: "Sequence[Token]", dialect: Dialect) -> Iterator[str]:
    labels: list[str] = []
    counters: list[int] = []
    quotes = 0
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                counters.append(-1)
            case "ordered_list_open":
                counters.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                counters.pop()
            case "list_item_open":
                labels = ["•" if counters[-1] < 0 else f"{counters[-1]}."]
                counters[-1] += counters[-1] >= 0
            case "blockquote_open":
                quotes += 1
            case "blockquote_close":
                quotes -= 1
            case "fence" | "code_block":
                yield dialect.code_block([dialect.code(line) for line in token.content.rstrip("\n").split("\n")])
            case "hr":
                yield dialect.rule()
            case "inline":
                content = _inline(token.children or [], dialect)
                from_right = reads_from_right(token.content)
                if counters:
                    label = labels.pop() if labels else ""
                    yield dialect.item(len(counters), label, content, from_right=from_right)
                elif quotes:
                    yield dialect.quote(quotes, content, from_right=from_right)
                else:
                    yield dialect.paragraph(content, from_right=from_right)


def _inline(tokens: "Sequence[Token]", dialect: Dialect) -> str:
    """The content of a paragraph. An open style or link collects its content until it closes."""
    parts: list[list[str]] = [[]]
    targets: list[str] = []
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.type in ("softbreak", "hardbreak"):
            parts[-1].append(dialect.text("\n" if token.type == "hardbreak" else " "))
        elif token.type == "code_inline":
            parts[-1].append(dialect.code(token.content))
        elif token.nesting > 0:
            parts.append([])
            if kind == "link":
                targets.append(str(token.attrs.get("href", "")))
        elif token.nesting < 0:
            content = "".join(parts.pop())
            if kind in _STYLES:
                content = dialect.styled(_STYLES[kind], content)
            elif kind == "link" and _LINKED.match(target := targets.pop()):
                content = dialect.link(target, content)
            parts[-1].append(content)
        else:
            parts[-1].append(dialect.text(token.content))
    return "".join("".join(part) for part in parts)
