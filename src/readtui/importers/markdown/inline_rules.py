"""Reads Markdown's running text character by character, trying only the rules that the character can begin."""

import re
from collections.abc import Callable, Mapping

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    entity,
    escape,
    html_inline,
    image,
    link,
    newline,
    strikethrough,
)
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

Rule = Callable[[StateInline, bool], bool]
# While looking ahead, emphasis counts as text, and only the closing bracket matters.
_TEXT = re.compile(r"[^\n\\`~*_\[!<&$^=]+")
_SKIPPED = re.compile(r"[^\n\\`\[\]!<&]+")
_RUN = re.compile(r"\*+|_+")
_SIGNS = re.compile(r"=+")
_MOST_KNOWN = 4096
_MOST_MARKED = 1000
MARKED = "marked"
"""The name of tokens around words between pairs of equals signs."""


def read_by_signs(parser: MarkdownIt, changed: Mapping[str, tuple[Rule, ...]]) -> None:
    """Make the parser try only the rules that a character can begin; the result is the same.

    The rules are those of CommonMark, strikethrough and ``==marked==``; ``changed`` gives all rules to try at a
    character instead.
    """
    by_signs = _BySigns(changed)
    by_signs.ruler, by_signs.ruler2 = parser.inline.ruler, parser.inline.ruler2
    parser.inline = by_signs


class _Text(Token):
    """A token of text, made in half the time. Most tokens of running text are of this kind."""

    __slots__ = ()

    def __init__(self, content: str, level: int) -> None:
        self.type = "text"
        self.tag = self.markup = self.info = ""
        self.nesting = 0
        self.attrs, self.meta = {}, {}
        self.map = self.children = None
        self.level = level
        self.content = content
        self.block = self.hidden = False


class _BySigns(ParserInline):
    """The parser of running text, which otherwise tries a dozen rules at each character."""

    def __init__(self, changed: Mapping[str, tuple[Rule, ...]]) -> None:
        super().__init__()
        self._rules: Mapping[str, tuple[Rule, ...]] = {
            "\n": (newline,),
            "\\": (escape,),
            "`": (backtick,),
            "~": (strikethrough.tokenize,),
            "=": (_marked,),
            "*": (self._emphasis,),
            "_": (self._emphasis,),
            "[": (link,),
            "!": (image,),
            "<": (autolink, html_inline),
            "&": (entity,),
            **changed,
        }
        self._ends: dict[tuple[str, str, str], tuple[bool, bool]] = {}

    def tokenize(self, state: StateInline) -> None:
        """Make tokens of the text from the position of ``state``."""
        source, end = state.src, state.posMax
        deepest = state.md.options["maxNesting"]
        while (position := state.pos) < end:
            text = _TEXT.match(source, position, end)
            if text:
                state.append_pending(text[0])
                state.pos = text.end()
                continue
            if state.level < deepest:
                for rule in self._rules[source[position]]:
                    if rule(state, False):
                        break
                else:
                    state.append_pending(source[position])
                    state.pos = position + 1
            else:
                state.append_pending(source[position])
                state.pos = position + 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802  the parser's name
        """Skip the construct at the position of ``state`` without making tokens."""
        position = state.pos
        if position in state.cache or state.level >= state.md.options["maxNesting"]:
            super().skipToken(state)
            return
        text = _SKIPPED.match(state.src, position, state.posMax)
        if text:
            state.pos = text.end()
        else:
            state.level += 1
            if not any(rule(state, True) for rule in self._rules.get(state.src[position], ())):
                state.pos = position + 1
            state.level -= 1
        state.cache[position] = state.pos

    def _emphasis(self, state: StateInline, silent: bool) -> bool:
        """A token for each star or underscore of a run; the parser pairs them at the end of the text."""
        run = None if silent else _RUN.match(state.src, state.pos, state.posMax)
        if run is None:
            return False
        can_open, can_close = self._ends_of(state, run)
        pending = state.pending
        if pending:
            state.tokens.append(_Text(pending, state.pendingLevel))
            state.pending = ""
        sign, length, level = run[0][0], len(run[0]), state.level
        first = len(state.tokens)
        state.tokens += [_Text(sign, level) for _ in range(length)]
        state.tokens_meta += [None] * length
        state.delimiters += [
            Delimiter(ord(sign), length, token, -1, can_open, can_close) for token in range(first, first + length)
        ]
        state.pendingLevel = level
        state.pos = run.end()
        return True

    def _ends_of(self, state: StateInline, run: re.Match[str]) -> tuple[bool, bool]:
        """Whether a run can open emphasis, and whether it can close it, judging by the adjacent characters."""
        start, end = run.span()
        sign = run[0][0]
        beside = (state.src[start - 1 : start], sign, state.src[end : min(end + 1, state.posMax)])
        known = self._ends.get(beside)
        if known is None:
            if len(self._ends) >= _MOST_KNOWN:
                self._ends.clear()
            scanned = state.scanDelims(start, sign == "*")
            known = self._ends[beside] = scanned.can_open, scanned.can_close
        return known


def _marked(state: StateInline, silent: bool) -> bool:
    """Words between pairs of equals signs, as many editors mark them. Comparisons in running text are none."""
    source, start = state.src, state.pos
    signs = _SIGNS.match(source, start, state.posMax)
    if silent or signs is None:
        return False
    first, last = signs.end(), source.find("==", signs.end(), min(signs.end() + _MOST_MARKED, state.posMax))
    is_closed = last > first and not (source[first].isspace() or source[last - 1].isspace())
    if (
        len(signs[0]) != 2
        or not is_closed
        or _is_word(source[max(0, start - 1) : start])
        or _is_word(source[last + 2 : last + 3])
    ):
        state.pending += signs[0]
        state.pos = first
        return True
    state.push(f"{MARKED}_open", MARKED, 1)
    end, state.pos, state.posMax = state.posMax, first, last
    state.md.inline.tokenize(state)
    state.push(f"{MARKED}_close", MARKED, -1)
    state.pos, state.posMax = last + 2, end
    return True


def _is_word(sign: str) -> bool:
    """Whether it makes equals signs beside it a comparison. Chinese and Japanese have no spaces."""
    return sign == "=" or (sign.isascii() and sign.isalnum())
