"""Rules of the Markdown reader for blocks: footnotes, and paragraphs in which nothing is markup."""

import re
from collections.abc import Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

from readtui.importers.markdown.inline_rules import Rule

OPEN, CLOSE, REFERENCE = "footnote_reference_open", "footnote_reference_close", "footnote_ref"
"""The types of the tokens around a footnote, and of one that refers to it. Their ``meta["label"]`` is the key."""

# The plug-in's rules look for the end of a key up to the end of the line or the text, from each beginning of one.
_KEY = r"\[\^[^\]\s]{1,200}\]"
_REFERENCE = re.compile(_KEY)
_REFERENCE_ALONE = re.compile(rf"{_KEY}(?![(\[])|{_KEY}(?=\[\^)")
_DEFINITION = re.compile(rf"{_KEY}:([ \t]*+\n[ \t]*+(?=[^\W\d_]|[\"'“„«‘(<]))?")
# A definition that is all of its paragraph and can hold nothing but running text.
_ONE_LINE = re.compile(r"\[\^([^\]\s]{1,200})\]: {1,3}((?:[^\W\d_]|[(\"'“„«‘¿¡%$@/])[^\n]*+)(?=\n[ \t]*+(?:\n|\Z)|\Z)")
_INDENT = 4
"""How far the text of a footnote is indented, below its first line."""


def read_footnotes(parser: MarkdownIt) -> Mapping[str, tuple[Rule, ...]]:
    """Let the parser read footnotes in place; return the rules to try at characters of running text."""
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.block.ruler.at("footnote_def", _definition, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.at("reference", _link_definition)
    return {"[": (_reference_alone, link, _reference)}


def referred_to(environment: Mapping[str, Any]) -> set[str]:
    """The keys of the footnotes that the text parsed with ``environment`` defines and refers to."""
    return {note["label"] for note in environment.get("footnotes", {}).get("list", {}).values()}


def _definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    line = state.bMarks[start_line]
    start = line + state.tShift[start_line]
    found = state.src.startswith("[^", start) and _DEFINITION.match(state.src, start)
    # Behind the colon of another one, which is where the line of what is in that begins, they would nest.
    if not found or state.src.startswith(":", max(0, line - 1)):
        return False
    if not (silent or state.level or state.blkIndent) and _one_line_definition(state, start_line, start):
        return True
    if found[1] and not silent and start_line + 1 < end_line:
        # A text that begins in the next line is often indented by less. What follows goes on with it then.
        state.sCount[start_line + 1] = max(state.sCount[start_line + 1], state.blkIndent + _INDENT)
    return footnote_def(state, start_line, end_line, silent)


def _one_line_definition(state: StateBlock, line: int, start: int) -> bool:
    """A footnote of one line, without the parser's rules for what could be in it: a text can have very many of them."""
    found = _ONE_LINE.match(state.src, start)
    if found is None or state.sCount[line] >= _INDENT:
        return False
    following = state.skipEmptyLines(line + 1)
    if following < state.lineMax and state.sCount[following] >= _INDENT:
        # It goes on with another paragraph.
        return False
    key, text = found.groups()
    state.env.setdefault("footnotes", {}).setdefault("refs", {})[f":{key}"] = -1
    state.env["footnotes"].setdefault("list", {})
    state.tokens += (Token(OPEN, "", 1, meta={"label": key}), *paragraph(text.rstrip(" \t")), Token(CLOSE, "", -1))
    state.line = following
    return True


def _link_definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The parser's rule for link definitions, which would swallow a footnote that is left as text."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    return not state.src.startswith("[^", start) and reference(state, start_line, end_line, silent)


def _reference(state: StateInline, silent: bool) -> bool:
    found = state.src.startswith("[^", state.pos) and _REFERENCE.match(state.src, state.pos, state.posMax)
    return bool(found) and footnote_ref(state, silent)


def _reference_alone(state: StateInline, silent: bool) -> bool:
    """A reference that cannot be the text of a link. A link would come first, but takes long to look for."""
    found = state.src.startswith("[^", state.pos) and _REFERENCE_ALONE.match(state.src, state.pos, state.posMax)
    return bool(found) and footnote_ref(state, silent)


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
