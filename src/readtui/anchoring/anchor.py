"""Finds the passage for selectors, with how certain it is."""

from dataclasses import replace

from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

__all__ = ["Anchor", "Anchored", "Orphan", "Review", "anchor", "place"]


def anchor(text: str, quote: TextQuoteSelector, position: TextPositionSelector | None = None) -> Anchor:
    """Find the quote in ``text``: usually at its position in its context, otherwise by its words."""
    exact, prefix, suffix = quote.exact, quote.prefix, quote.suffix
    start = position.start if position else None
    if exact and start is not None and start >= len(prefix):
        between_its_context = text.startswith(prefix + exact + suffix, start - len(prefix))
        if between_its_context:
            return Anchored(start, start + len(exact), AnchorState.EXACT)
    # Loads the aligner, which the usual case does without.
    from readtui.anchoring.quotes import reanchor_quote

    return reanchor_quote(text, exact, prefix, suffix, start)


def place(annotation: Annotation, text: str, text_version: str) -> Annotation:
    """The annotation with its position and state in ``text``, the version named ``text_version``.

    An annotation already anchored in this version keeps its state, and one that is in doubt or has moved stays so in
    others: only the user settles that.
    """
    quote, position = annotation.quote, annotation.position
    if quote is None:
        return annotation
    if annotation.text_version == text_version and _is_settled(annotation, text, quote):
        return annotation
    match anchor(text, quote, position):
        case Anchored(start, end, state):
            is_asked = annotation.anchor is AnchorState.REVIEW or state is AnchorState.EXACT
            keeps = is_asked and annotation.anchor in (AnchorState.REVIEW, AnchorState.MOVED)
            state, why = (annotation.anchor, annotation.why) if keeps else (state, "")
        case Review(start, end, why):
            state = AnchorState.REVIEW
        case Orphan(why):
            return replace(annotation, anchor=AnchorState.ORPHAN, why=why)
    found = TextPositionSelector(start, end)
    return replace(annotation, position=found, anchor=state, text_version=text_version, why=why)


def _is_settled(annotation: Annotation, text: str, quote: TextQuoteSelector) -> bool:
    """Whether its place in this text was found before and still exists."""
    position = annotation.position
    if annotation.anchor is AnchorState.ORPHAN:
        return True
    if position is None or position.end > len(text):
        return False
    return annotation.anchor is AnchorState.REVIEW or text[position.start : position.end] == quote.exact
