"""Reads plain Markdown paragraphs without the parser's many rules, none of which applies to them."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

PLAIN = "plain"
"""The type of a token that is a whole paragraph; its content is the text with its line ends."""

DEFINED = re.compile(r"\n(?:[ \t]*\n)? {0,3}:[ \t]+\S")
"""The beginning of a definition, below the term that it defines."""
_LONGEST_NAME = 1100
"""Of what is defined in brackets at a paragraph's start, with some to spare."""
_BEGINS = r"[^\W\d_]|[\[(\"'“„«‘¿¡%$@/]"
_GOES_ON = r"[^\W\d_]|\[(?!\^)|[\](\"'“”„«»‘’¿¡%$@/,;.?!]"
_LINES = re.compile(rf"(?!\$\$)(?:{_BEGINS})[^\n]*+(?:\n(?!\$\$)(?:{_GOES_ON})[^\n]*+)*+(?=\n[ \t]*+(?:\n|\Z)|\Z)")
_MARKUP = re.compile(r"[*_`~\\\r\v\f]|==| \n|\t\n")


def read_plain_paragraphs(parser: MarkdownIt) -> None:
    """Make the parser turn a top-level paragraph into a single token if no line of it can begin anything else, and one
    without children if it has no markup.
    """
    parser.block.ruler.before("table", PLAIN, _plain_paragraph)


def _plain_paragraph(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if silent or state.level or state.blkIndent or state.tShift[start_line]:
        return False
    start = state.bMarks[start_line]
    if state.src[start] == "[" and state.src.find("]:", start, start + _LONGEST_NAME) > 0:
        return False
    found = _LINES.match(state.src, start)
    if found is None or DEFINED.match(state.src, found.end()):
        return False
    text = found[0].rstrip(" \t")
    state.line = start_line + found[0].count("\n") + 1
    state.tokens += paragraph(text)
    return True


def paragraph(text: str) -> tuple[Token, ...]:
    """The tokens of a paragraph with this text; a single one without children if it has no markup."""
    if not _has_markup(text):
        return (Token(PLAIN, "p", 0, content=text),)
    inline = Token("inline", "", 0, content=text, children=[], block=True)
    return (Token("paragraph_open", "p", 1, block=True), inline, Token("paragraph_close", "p", -1, block=True))


def _has_markup(text: str) -> bool:
    return bool(
        _MARKUP.search(text)
        or ("]" in text and "[" in text)
        or (">" in text and "<" in text)
        or (";" in text and "&" in text)
        or text.count("$") > 1
        or text.count("^") > 1
    )
