"""Carries the annotations of an article over from the texts that they were anchored in to a new one."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from os.path import commonprefix

from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.article import Article
from readtui.model.change import Edit
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector

_PLACE_CHARACTERS = 120
_WORDS = (
    (AnchorState.EXACT, "in place"),
    (AnchorState.MOVED, "moved"),
    (AnchorState.REVIEW, "to review"),
    (AnchorState.ORPHAN, "orphan"),
)


def carry_over(
    annotations: Iterable[Annotation], article: Article, text_of: Callable[[str], str | None], now: str
) -> list[Edit]:
    """The edits that anchor ``annotations`` in ``article``; those on the whole article have none.

    Each is found from where its place was last sure, in the text that it counted in; ``text_of`` gives the text of a
    version, None for one that is not there any more. Then its words with those around them have to do. ``now`` is the
    time of the change (ISO 8601, UTC).
    """
    # Only here: the aligner is needed when a text has changed, and not to open an article.
    from readtui.anchoring import reanchor_many

    by_version: dict[str, list[tuple[Annotation, Origin]]] = {}
    edits: list[Edit] = []
    for annotation in annotations:
        if annotation.quote is None:
            continue
        origin = sure_place(annotation)
        if origin is None:
            edits.append(_by_quote(annotation, article, now))
        else:
            by_version.setdefault(origin.text_version, []).append((annotation, origin))
    for version, members in by_version.items():
        text = article.text if version == article.hash8 else text_of(version)
        found: list[tuple[Annotation, Origin]] = []
        for annotation, origin in members:
            if text and origin.end <= len(text):
                found.append((annotation, origin))
            else:
                edits.append(_by_quote(annotation, article, now))
        anchors = reanchor_many(text or "", article.text, [(origin.start, origin.end) for _, origin in found])
        edits += [
            Edit(annotation, _anchored(annotation, origin, anchor, article, now))
            for (annotation, origin), anchor in zip(found, anchors, strict=True)
        ]
    return edits


def sure_place(annotation: Annotation) -> Origin | None:
    """Where a passage was when its place was last sure; None if nothing is kept of that."""
    if annotation.anchor in (AnchorState.REVIEW, AnchorState.ORPHAN) and annotation.origin is not None:
        return annotation.origin
    if annotation.position is None or not annotation.text_version:
        return None
    return Origin(annotation.text_version, annotation.position.start, annotation.position.end)


def counts(edits: Iterable[Edit]) -> Counter[AnchorState]:
    """How many of the live annotations are in which state now."""
    return Counter(edit.after.anchor for edit in edits if isinstance(edit.after, Annotation) and not edit.after.deleted)


def summary(edits: Iterable[Edit]) -> str:
    """One line on where the live annotations are now ("41 in place, 3 moved"); empty if there are none."""
    counted = counts(edits)
    parts = [f"{counted[state]} {words}" for state, words in _WORDS if counted[state]]
    return ", ".join(parts) + ("s" if counted[AnchorState.ORPHAN] > 1 else "")


def _by_quote(annotation: Annotation, article: Article, now: str) -> Edit:
    from readtui.anchoring import reanchor_quote

    quote, position = annotation.quote, annotation.position
    assert quote is not None
    hint = position.start if position else None
    anchor = reanchor_quote(article.text, quote.exact, quote.prefix, quote.suffix, hint)
    return Edit(annotation, _anchored(annotation, annotation.origin, anchor, article, now))


def _anchored(annotation: Annotation, origin: Origin | None, anchor: Anchor, article: Article, now: str) -> Annotation:
    """The annotation where it was found. What it quotes is only brought up to date where that is sure."""
    from readtui.anchoring.describe import describe

    moved = replace(annotation, text_version=article.hash8, modified=now)
    if annotation.is_kept_orphan and not (isinstance(anchor, Anchored) and anchor.state is AnchorState.EXACT):
        # A person has decided about places that are not quite it.
        return moved
    match anchor:
        case Anchored(start, end, state):
            quote, position = describe(article.text, Passage(start, end))
            if state is AnchorState.EXACT and annotation.anchor is not AnchorState.MOVED:
                return replace(moved, quote=quote, position=position, anchor=state, origin=None)
            # Once moved it stays marked so, until a person has looked at it.
            before = annotation.origin if annotation.anchor is AnchorState.MOVED else origin
            return replace(moved, quote=quote, position=position, anchor=AnchorState.MOVED, origin=before)
        case Review(start, end):
            position = TextPositionSelector(start, end)
            return replace(moved, position=position, anchor=AnchorState.REVIEW, origin=origin)
        case Orphan():
            return replace(moved, anchor=AnchorState.ORPHAN, origin=origin)


def carried_offsets(old_text: str, new_text: str, offsets: Sequence[int]) -> list[int]:
    """Where in ``new_text`` each offset of ``old_text`` is: at the same words, else near by (code points)."""
    from readtui.anchoring import reanchor_many

    passages = [(offset, min(len(old_text), offset + _PLACE_CHARACTERS)) for offset in offsets]
    alike_before = len(commonprefix((old_text, new_text)))  # noqa: RUF071  texts, not paths
    found: list[int] = []
    for offset, anchor in zip(offsets, reanchor_many(old_text, new_text, passages), strict=True):
        if isinstance(anchor, Orphan):
            found.append(min(offset, alike_before))
        else:
            found.append(anchor.start)
    return found
