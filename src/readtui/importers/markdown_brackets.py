"""Bounds the work on brackets that open no link: for each, the parser looks ahead through those behind it."""

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link

_REACH = 100
_MOST_STEPS = 5_000_000

_Rule = Callable[[StateInline, bool], bool]


def bound_brackets(parser: MarkdownIt) -> None:
    """Have the parser take brackets for text once millions of steps in a document have led to no link or image."""
    left = _MOST_STEPS

    def bounded(rule: _Rule) -> _Rule:
        def attempt(state: StateInline, silent: bool) -> bool:
            nonlocal left
            if state.level or state.src[state.pos] not in "![":
                return rule(state, silent)
            if left <= 0:
                return False
            if rule(state, silent):
                return True
            left -= state.src.count("[", state.pos, state.pos + _REACH)
            return False

        return attempt

    parser.inline.ruler.at("link", bounded(link))
    parser.inline.ruler.at("image", bounded(image))
