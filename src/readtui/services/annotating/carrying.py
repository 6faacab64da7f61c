"""Carries the annotations of an article over from the text versions they were anchored in to a new one."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix

from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.article import Article
from readtui.model.change import Edit
from readtui.model.passage import Passage
from readtui.model.selector import TextQuoteSelector

_PLACE_CHARACTERS = 120


def carry_over(
    annotations: Iterable[Annotation], article: Article, text_of: Callable[[str], str | None], now: str
) -> list[Edit]:
    """The edits that anchor ``annotations`` in ``article``. Annotations on the whole article need none.

    Each annotation is searched for from its last certain place, in the text version of that place. ``text_of`` returns
    the text of a version, or None if it is no longer kept; then only the quote and its context help. An annotation
    under review that is not found stays at its doubtful place while that exists. ``now`` is the time of the change (ISO
    8601, UTC).
    """
    texts = _Texts(article, text_of)
    quoted = [_Carried(annotation, _origin(annotation, texts)) for annotation in annotations if annotation.quote]
    anchors = _reanchored(texts, [(one, one.sure_place) for one in quoted])
    doubtful = [
        one for one in quoted if one.was_never_sure or (one.is_doubtful and isinstance(anchors.get(one), Orphan))
    ]
    for one, anchor in _reanchored(texts, [(one, one.present_place) for one in doubtful]).items():
        if isinstance(anchor, Anchored):
            anchors[one] = Review(anchor.start, anchor.end, "it was doubtful before")
    return [
        Edit(one.annotation, _anchored(one, anchors[one] if one in anchors else _by_quote(one, article), texts, now))
        for one in quoted
    ]


@dataclass(frozen=True, eq=False, slots=True)
class _Carried:
    """An annotation on a passage, with its original place and words as far as they are known."""

    annotation: Annotation
    origin: Origin | None

    @property
    def is_doubtful(self) -> bool:
        return self.annotation.anchor is AnchorState.REVIEW

    @property
    def was_never_sure(self) -> bool:
        """Whether its place was doubtful from the beginning: it was imported, and nobody has decided yet."""
        origin = self.origin
        return self.is_doubtful and origin is not None and not (origin.text_version or origin.accepted)

    @property
    def present_place(self) -> Origin | None:
        position, version = self.annotation.position, self.annotation.text_version
        return Origin(version, position.start, position.end) if position and version else None

    @property
    def sure_place(self) -> Origin | None:
        """The last certain place of the passage: if the user has accepted one, that."""
        accepted = self.origin.accepted if self.origin else None
        if accepted is not None and accepted.text_version:
            return Origin(accepted.text_version, accepted.start, accepted.end)
        is_sure = self.annotation.anchor not in (AnchorState.REVIEW, AnchorState.ORPHAN)
        return self.present_place if is_sure else self.origin or self.present_place


class _Texts:
    """The texts of an article by version, each read once. ``article`` has the new one."""

    def __init__(self, article: Article, text_of: Callable[[str], str | None]) -> None:
        self.article = article
        self._text_of = text_of
        self._known: dict[str, str | None] = {article.hash8: article.text}

    def holding(self, place: Origin | None) -> str | None:
        """The text version of ``place``; None if it is not kept or is too short for the place."""
        if place is None or not place.text_version:
            # An imported annotation has no place in an earlier text.
            return None
        version = place.text_version
        if version not in self._known:
            self._known[version] = self._text_of(version)
        text = self._known[version]
        return text if text is not None and place.end <= len(text) else None


def _origin(annotation: Annotation, texts: _Texts) -> Origin | None:
    """The original place and words; None if no place is known."""
    origin, position = annotation.origin, annotation.position
    if origin is None:
        if position is None or not annotation.text_version:
            return None
        return Origin(annotation.text_version, position.start, position.end, annotation.quoted_text)
    if origin.exact:
        return origin
    # From an older version of readtui: the words are in the old text, or in the quote unless they have moved.
    text = texts.holding(origin)
    if text is not None:
        return replace(origin, exact=origin.passage.of(text))
    return origin if annotation.anchor is AnchorState.MOVED else replace(origin, exact=annotation.quoted_text)


def _reanchored(texts: _Texts, places: Iterable[tuple[_Carried, Origin | None]]) -> dict[_Carried, Anchor]:
    """The new passages of all places whose text version is kept. Each pair of texts is aligned once."""
    # Imported here because only a changed text needs the aligner.
    from readtui.anchoring import reanchor_many

    by_text: dict[str, list[tuple[_Carried, Origin]]] = {}
    for one, place in places:
        text = texts.holding(place)
        if place is not None and text is not None:
            by_text.setdefault(text, []).append((one, place))
    anchors: dict[_Carried, Anchor] = {}
    for text, members in by_text.items():
        found = reanchor_many(text, texts.article.text, [(place.start, place.end) for _, place in members])
        anchors |= zip((one for one, _ in members), found, strict=True)
    return anchors


def own_quote(annotation: Annotation, origin: Origin | None, text: str | None) -> TextQuoteSelector | None:
    """The user's own words, with their context in the text of ``origin`` if that is kept."""
    from readtui.anchoring.describe import describe

    if origin is not None and text is not None:
        return describe(text, origin.passage)[0]
    if annotation.quote is None or origin is None or not origin.exact:
        return annotation.quote
    return replace(annotation.quote, exact=origin.exact)


def counts(edits: Iterable[Edit]) -> tuple[Counter[AnchorState], int]:
    """The number of live annotations by their new state, and how many of the moved ones have other words."""
    from readtui.services.annotating.comparing import has_own_words

    after = [one for edit in edits if isinstance(one := edit.after, Annotation) and not one.deleted]
    reworded = sum(one.anchor is AnchorState.MOVED and not has_own_words(one) for one in after)
    return Counter(one.anchor for one in after), reworded


def summary(edits: Iterable[Edit]) -> str:
    """One line on the live annotations ("41 unchanged (3 moved), 2 with other words"); "" if there are none."""
    states, reworded = counts(edits)
    moved = states[AnchorState.MOVED] - reworded
    parts = (
        (states[AnchorState.EXACT] + moved, f"unchanged ({moved} moved)" if moved else "unchanged"),
        (reworded, "with other words"),
        (states[AnchorState.REVIEW], "to review"),
        (states[AnchorState.ORPHAN], "lost"),
    )
    return ", ".join(f"{count} {words}" for count, words in parts if count)


def _by_quote(one: _Carried, article: Article) -> Anchor:
    from readtui.anchoring import reanchor_quote

    annotation, position = one.annotation, one.annotation.position
    quote = own_quote(annotation, one.origin, None) if one.is_doubtful else annotation.quote
    assert quote is not None
    return reanchor_quote(article.text, quote.exact, quote.prefix, quote.suffix, position.start if position else None)


def _anchored(one: _Carried, anchor: Anchor, texts: _Texts, now: str) -> Annotation:
    """The annotation at its new passage: it quotes the new text and keeps its original words beside that."""
    from readtui.anchoring.describe import describe

    annotation, origin, article = one.annotation, one.origin, texts.article
    carried = replace(annotation, text_version=article.hash8, modified=now)
    if annotation.is_kept_orphan and not (isinstance(anchor, Anchored) and anchor.state is AnchorState.EXACT):
        # The user has decided about inexact places.
        return carried
    if isinstance(anchor, Orphan):
        quote = own_quote(annotation, origin, texts.holding(origin))
        return replace(carried, quote=quote, anchor=AnchorState.ORPHAN, origin=origin, why=anchor.why)
    quote, position = describe(article.text, Passage(anchor.start, anchor.end))
    found = replace(carried, quote=quote, position=position, origin=origin, why="")
    if isinstance(anchor, Review):
        return replace(found, anchor=AnchorState.REVIEW, why=anchor.why)
    if anchor.state is AnchorState.MOVED or annotation.anchor is AnchorState.MOVED:
        # Once moved, it stays marked until the user has checked it.
        return replace(found, anchor=AnchorState.MOVED)
    is_as_annotated = origin is None or (quote.exact == origin.exact and origin.accepted is None)
    return replace(found, anchor=AnchorState.EXACT, origin=None if is_as_annotated else origin)


def carried_offsets(old_text: str, new_text: str, offsets: Sequence[int]) -> list[int]:
    """The offsets in ``new_text`` of offsets in ``old_text``: at the same words, or near them (code points)."""
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
