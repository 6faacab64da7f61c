"""Selectors back to a passage, and how sure that is."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.selector import TextPositionSelector, TextQuoteSelector


@dataclass(frozen=True, slots=True)
class Anchored:
    """The passage was found. ``state`` is EXACT where it always was, MOVED elsewhere; offsets count code points."""

    start: int
    end: int
    state: AnchorState


@dataclass(frozen=True, slots=True)
class Review:
    """The likeliest place (code points); a person has to say whether it is the one. ``why`` is a phrase for them."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """The passage is not in the text any more."""

    why: str


Anchor: TypeAlias = Anchored | Review | Orphan


def anchor(text: str, quote: TextQuoteSelector, position: TextPositionSelector | None = None) -> Anchor:
    """Find the quote in ``text``.

    At its position with one side of its context: exact. Else the one place with all of its context, or the one place
    at all with one side of it: moved. A quote that lost its context, or stands there more than once: review.
    """
    exact = quote.exact
    if not exact:
        return Orphan("it quotes nothing")
    near = position.start if position else 0
    if position and position.end - position.start == len(exact) and _stands_at(text, quote, position.start):
        return Anchored(position.start, position.end, AnchorState.EXACT)
    whole = quote.prefix + exact + quote.suffix
    found = text.find(whole)
    if found >= 0 and whole != exact:
        if text.find(whole, found + 1) < 0:
            start = found + len(quote.prefix)
            return Anchored(start, start + len(exact), AnchorState.MOVED)
        start = _nearest(text, whole, max(0, near - len(quote.prefix))) + len(quote.prefix)
        return Review(start, start + len(exact), "it stands there more than once")
    first = text.find(exact)
    if first < 0:
        return Orphan("its words are not in the text any more")
    if text.find(exact, first + 1) >= 0:
        start = _nearest(text, exact, near)
        return Review(start, start + len(exact), "its words stand there more than once, all in other surroundings")
    if _before_matches(text, quote, first) or _after_matches(text, quote, first):
        return Anchored(first, first + len(exact), AnchorState.MOVED)
    return Review(first, first + len(exact), "its surroundings are not the same any more")


def place(annotation: Annotation, text: str, text_version: str) -> Annotation:
    """The annotation with its position and state in ``text``, the version called ``text_version``.

    What was anchored in this version before keeps its state: only a person settles what needs review.
    """
    quote, position = annotation.quote, annotation.position
    if quote is None:
        return annotation
    if annotation.text_version == text_version and (
        annotation.anchor is AnchorState.ORPHAN
        or (position is not None and text[position.start : position.end] == quote.exact)
    ):
        return annotation
    match anchor(text, quote, position):
        case Anchored(start, end, state):
            pass
        case Review(start, end):
            state = AnchorState.REVIEW
        case Orphan():
            return replace(annotation, anchor=AnchorState.ORPHAN)
    found = TextPositionSelector(start, end)
    return replace(annotation, position=found, anchor=state, text_version=text_version)


def _stands_at(text: str, quote: TextQuoteSelector, start: int) -> bool:
    if not text.startswith(quote.exact, start):
        return False
    if not (quote.prefix.strip() or quote.suffix.strip()):
        return True
    return _before_matches(text, quote, start) or _after_matches(text, quote, start)


def _before_matches(text: str, quote: TextQuoteSelector, start: int) -> bool:
    return bool(quote.prefix.strip()) and text.endswith(quote.prefix, 0, start)


def _after_matches(text: str, quote: TextQuoteSelector, start: int) -> bool:
    return bool(quote.suffix.strip()) and text.startswith(quote.suffix, start + len(quote.exact))


def _nearest(text: str, words: str, offset: int) -> int:
    """The start of the occurrence of ``words`` nearest to ``offset``; there is at least one."""
    after = text.find(words, offset)
    before = text.rfind(words, 0, min(len(text), offset + len(words)))
    if before < 0 or (after >= 0 and after - offset < offset - before):
        return after
    return before
