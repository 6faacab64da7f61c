"""Reads formulas in Markdown between dollar signs or backslashed brackets, and superscripts as pandoc writes them."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, escape, strikethrough

from readtui.importers.common.superscripts import subscript, superscript
from readtui.importers.markdown.inline_rules import Rule
from readtui.importers.mathematics.latex import is_formula, is_latex
from readtui.importers.mathematics.tex import lines_of_tex, text_of_tex

FORMULA = "formula"
"""The type of tokens that are formulas; their content is the text."""
_OPENS = re.compile(r"(\$\$|\\\[)[ \t]*(.*)$")
_UNCLOSED = "unclosed formulas"
_MOST_LINES = 200
_LONGEST = 2000
_BASE = 8
_RAISED = re.compile(r"\^([0-9A-Za-z+−-]{1,12})\^(?!\^)")
_LOWERED = re.compile(r"~([0-9]{1,6})~(?!~)")


def read_formulas(parser: MarkdownIt) -> Mapping[str, tuple[Rule, ...]]:
    """Make the parser find displayed formulas; return the rules for those in running text, by their first signs."""
    parser.block.ruler.before("fence", FORMULA, _displayed, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    return {
        "$": (_between_dollars,),
        "\\": (_in_brackets, escape),
        "^": (partial(_scripted, _RAISED, superscript),),
        "~": (partial(_scripted, _LOWERED, subscript), strikethrough.tokenize),
    }


def displayed_text(source: str) -> str:
    """The lines of a displayed formula as text."""
    return "\n".join(lines_of_tex(source)) or source.strip()


def _displayed(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    found = _OPENS.match(state.src[state.bMarks[start_line] + state.tShift[start_line] : state.eMarks[start_line]])
    if found is None:
        return False
    closing = "$$" if found[1] == "$$" else "\\]"
    # Where one has not been closed, others before the place at which it should have been are not either.
    unclosed = state.env.setdefault(_UNCLOSED, {})
    if start_line < unclosed.get(closing, 0):
        return False
    lines = [found[2].rstrip()]
    line = start_line
    while closing not in lines[-1]:
        line += 1
        is_over = line >= end_line or line - start_line > _MOST_LINES or state.sCount[line] < state.blkIndent
        if is_over or (state.isEmpty(line) and found[2]):
            unclosed[closing] = line
            return False
        lines.append(state.getLines(line, line + 1, state.blkIndent, False).rstrip())
    source = "\n".join(lines).removesuffix(closing)
    if closing in source or not (source.strip() if closing == "$$" else _is_in_brackets(source)):
        unclosed[closing] = line
        return False
    if not silent:
        token = state.push(FORMULA, "p", 0)
        token.content = displayed_text(source)
        token.map = [start_line, line + 1]
        state.line = line + 1
    return True


def _between_dollars(state: StateInline, silent: bool) -> bool:
    """A formula as in pandoc and on GitHub; amounts of money and names of variables are none."""
    source, start = state.src, state.pos
    if source.startswith("$$", start):
        end = source.find("$$", start + 2, state.posMax)
        return end > start + 2 and _take(state, source[start + 2 : end], end + 2, silent=silent)
    if source.startswith("$`", start):
        end = source.find("`$", start + 2, state.posMax)
        return end > start + 2 and _take(state, source[start + 2 : end], end + 2, silent=silent)
    end = source.find("$", start + 1, state.posMax)
    while end > 0 and source[end - 1] == "\\":
        end = source.find("$", end + 1, state.posMax)
    if end < 0 or (start and (source[start - 1].isalnum() or source[start - 1] in "$\\")):
        return False
    is_one = not source[end + 1 : end + 2].isalnum() and is_formula(source[start + 1 : end])
    return is_one and _take(state, source[start + 1 : end], end + 1, silent=silent)


def _in_brackets(state: StateInline, silent: bool) -> bool:
    closing = {"(": "\\)", "[": "\\]"}.get(state.src[state.pos + 1 : state.pos + 2])
    if closing is None:
        return False
    end = state.src.find(closing, state.pos + 2, min(state.posMax, state.pos + _LONGEST))
    source = state.src[state.pos + 2 : end]
    return end > 0 and _is_in_brackets(source) and _take(state, source, end + 2, silent=silent)


def _is_in_brackets(source: str) -> bool:
    """Whether brackets with backslashes hold a formula, and are not meant to be shown as brackets."""
    source = source.strip()
    if not source or source.isdecimal():
        return False
    return is_latex(source) or "\\\\" in source or (is_formula(source) and "\\" not in source)


def _take(state: StateInline, source: str, end: int, *, silent: bool) -> bool:
    if not silent:
        state.push(FORMULA, "", 0).content = text_of_tex(source)
    state.pos = end
    return True


def _scripted(sign: re.Pattern[str], write: Callable[[str, str], str], state: StateInline, silent: bool) -> bool:
    """A superscript or subscript right behind a letter, a number or a bracket."""
    found = sign.match(state.src, state.pos, state.posMax)
    before = state.src[max(0, state.pos - _BASE) : state.pos]
    if found is None or not (before[-1:].isalnum() or before[-1:] == ")"):
        return False
    if not silent:
        state.push("text", "", 0).content = write(before, found[1])
    state.pos = found.end()
    return True
