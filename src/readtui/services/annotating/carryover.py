"""Carries the annotations of an article over from the text versions they were anchored in to a new one."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from os.path import commonprefix

from readtui.anchoring.meaning.meaning_change import UNSURE, weight
from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, MarkType
from readtui.model.change import Edit
from readtui.model.passage import Passage
from readtui.model.selector import TextQuoteSelector
from readtui.quick_dataclass import dataclass
from readtui.services.wording import excerpt

_PLACE_CHARACTERS, _MORE_CHARACTERS = 120, 10_000
_DOUBTFUL = "it needed review before"
_STEPS = "its words have changed step by step"
_SAME = "unchanged"
_MOST_QUOTED = 2


def beginning_like(text: str, first: str) -> str:
    """As much of a document's ``text`` as what was known of it before, the ``first`` pages, can have become."""
    return text[: 2 * len(first) + _MORE_CHARACTERS]


def carry_over(
    annotations: Iterable[Annotation],
    article: Article,
    version_of: Callable[[str], Article | None],
    now: str,
    *,
    is_more: bool = False,
) -> list[Edit]:
    """The edits that anchor ``annotations`` in ``article``. Annotations on the whole article need none.

    Each annotation is searched for from where the user described it: its first place or one that the user accepted.
    Where it was found since helps only if that is not sure, and then it needs review. Nothing is asked about the words
    that the user annotated, if they are back where others were accepted. ``version_of`` returns the article with the
    text of a version, or None if it is no longer kept; then only the quote and its context help. An annotation under
    review that is not found stays at its doubtful place while that exists. ``now`` is the time of the change (ISO 8601,
    UTC). ``is_more``: the text goes on where the one before, the first pages of a document, ended.
    """
    texts = _Texts(article, version_of, is_more=is_more)
    quoted = [_Carried(annotation, _origin(annotation, texts)) for annotation in annotations if annotation.quote]
    anchors = _reanchored(texts, [(one, one.described_place) for one in quoted])
    unsure = [one for one in quoted if one.was_found_since and not isinstance(anchors.get(one), Anchored)]
    for one, anchor in _reanchored(texts, [(one, one.present_place) for one in unsure]).items():
        if judged := _judged(one, anchors.get(one), anchor, article):
            anchors[one] = judged
    asked = [one for one in quoted if one.described_place != one.origin and isinstance(anchors.get(one), Review)]
    for one, anchor in _reanchored(texts, [(one, one.origin) for one in asked]).items():
        if _are_back(one, anchor, anchors[one], article):
            anchors[one] = anchor
    if is_more:
        anchors |= {one: there for one, anchor in anchors.items() if (there := _undisputed(one, anchor, article))}
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
    def was_found_since(self) -> bool:
        """Whether it has a present place, found since the user described it."""
        place, described = self.present_place, self.described_place
        is_there = self.annotation.anchor in (AnchorState.EXACT, AnchorState.MOVED, AnchorState.REVIEW)
        return is_there and place is not None and (described is None or place.values[:3] != described.values[:3])

    @property
    def present_place(self) -> Origin | None:
        position, version = self.annotation.position, self.annotation.text_version
        return Origin(version, position.start, position.end) if position and version else None

    @property
    def described_place(self) -> Origin | None:
        """Where the user described the passage: the place that they accepted, or the first one."""
        accepted = self.origin.accepted if self.origin else None
        if accepted is not None and accepted.text_version:
            return Origin(accepted.text_version, accepted.start, accepted.end)
        return self.origin


class _Texts:
    """An article by text version, each read once. ``article`` has the new one."""

    def __init__(self, article: Article, version_of: Callable[[str], Article | None], *, is_more: bool = False) -> None:
        self.article = article
        self._is_more = is_more
        self._version_of = version_of
        self._known: dict[str, Article | None] = {article.hash8: article}

    def now_for(self, then: Article) -> str:
        """The text in which the passages of an earlier one are sought."""
        return beginning_like(self.article.text, then.text) if self._is_more else self.article.text

    def holding(self, place: Origin | None) -> Article | None:
        """The article with the text version of ``place``; None if it is not kept or is too short for the place."""
        if place is None or not place.text_version:
            # An imported annotation has no place in an earlier text.
            return None
        version = place.text_version
        if version not in self._known:
            self._known[version] = self._version_of(version)
        article = self._known[version]
        return article if article is not None and place.end <= len(article.text) else None


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
    then = texts.holding(origin)
    if then is not None:
        return replace(origin, exact=origin.passage.of(then.text))
    return origin if annotation.anchor is AnchorState.MOVED else replace(origin, exact=annotation.quoted_text)


def _reanchored(texts: _Texts, places: Iterable[tuple[_Carried, Origin | None]]) -> dict[_Carried, Anchor]:
    """The new passages of all places whose text version is kept. Each pair of texts is aligned once."""
    # Imported here because only a changed text needs the aligner.
    from readtui.anchoring.reanchor import reanchor_many

    by_version: dict[str, list[tuple[_Carried, Origin]]] = {}
    for one, place in places:
        if place is not None and texts.holding(place) is not None:
            by_version.setdefault(place.text_version, []).append((one, place))
    anchors: dict[_Carried, Anchor] = {}
    for members in by_version.values():
        then, now = texts.holding(members[0][1]), texts.article
        assert then is not None
        text = texts.now_for(then)
        passages = [(place.start, place.end) for _, place in members]
        quotes, code = (
            (spans(then), [one for one in spans(now) if one[1] <= len(text)]) for spans in (_quotes_in, _code_in)
        )
        found = reanchor_many(then.text, text, passages, quotes, code)
        anchors |= zip((one for one, _ in members), found, strict=True)
    return anchors


def _undisputed(one: _Carried, anchor: Anchor, article: Article) -> Anchored | None:
    """The place of words that are in doubt only because of what stands beside them now."""
    if one.is_doubtful or one.origin is None or not isinstance(anchor, Review) or not _is_sure(anchor):
        return None
    is_same = article.text[anchor.start : anchor.end] == one.origin.exact
    return Anchored(anchor.start, anchor.end, AnchorState.EXACT) if is_same else None


def _are_back(one: _Carried, anchor: Anchor, asked: Anchor, article: Article) -> bool:
    """Whether the words that the user annotated stand again where those that they accepted later are asked about."""
    if one.origin is None or not isinstance(anchor, Anchored) or not isinstance(asked, Review):
        return False
    is_there = anchor.start < asked.end and asked.start < anchor.end
    return is_there and article.text[anchor.start : anchor.end] == one.origin.exact


def _quotes_in(article: Article) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in article.blocks if one.quoted or one.kind is BlockKind.QUOTE]


def _code_in(article: Article) -> list[tuple[int, int]]:
    """What is marked as code: blocks, and words in lines."""
    return [
        (part.start, part.end)
        for one in article.blocks
        for part in ([one] if one.kind is BlockKind.CODE else one.marks)
        if isinstance(part, Block) or part.type is MarkType.CODE
    ]


def _judged(one: _Carried, known: Anchor | None, found: Anchor, article: Article) -> Anchor | None:
    """What to make of ``known``, from where the user described the passage, and ``found``, from where it stood since.

    A place that only the steps since then lead to needs review. They tell the place of what is said so differently now
    that it can only be guessed from the words at the beginning.
    """
    is_guessed = isinstance(known, Review) and weight(known.why) == UNSURE and not one.was_never_sure
    if isinstance(known, Review) and is_guessed and not isinstance(found, Orphan) and _is_sure(found):
        was_guessed = one.is_doubtful and weight(one.annotation.why) == UNSURE
        return Review(found.start, found.end, known.why if was_guessed else _changed(one, found, article) or _STEPS)
    if one.is_doubtful:
        is_lost = one.was_never_sure or isinstance(known, Orphan)
        return Review(found.start, found.end, _DOUBTFUL) if is_lost and isinstance(found, Anchored) else known
    if not isinstance(found, Anchored):
        return found if known is None or (isinstance(known, Orphan) and isinstance(found, Review)) else known
    if isinstance(known, Review) and known.start < found.end and found.start < known.end:
        return known
    changed = _changed(one, found, article)
    return Review(found.start, found.end, changed or _STEPS) if known or changed else found


def _is_sure(anchor: Anchored | Review) -> bool:
    """Whether the place is, whatever is said there now."""
    return isinstance(anchor, Anchored) or weight(anchor.why) != UNSURE


def _changed(one: _Carried, found: Anchored | Review, article: Article) -> str | None:
    """What changed in meaning between the user's own words and those of a place; None for nothing."""
    from readtui.anchoring.meaning.changed_meaning import change_between

    own = one.origin.exact if one.origin else ""
    return change_between(own, article.text[found.start : found.end]) if own else None


def own_quote(annotation: Annotation, origin: Origin | None, then: Article | None) -> TextQuoteSelector | None:
    """The user's own words, with their context in ``then``, the text of ``origin``, if that is kept."""
    from readtui.anchoring.describe import describe

    if origin is not None and then is not None:
        return describe(then.text, origin.passage)[0]
    if annotation.quote is None or origin is None or not origin.exact:
        return annotation.quote
    return replace(annotation.quote, exact=origin.exact)


def counts(edits: Iterable[Edit]) -> tuple[Counter[AnchorState], int]:
    """The number of live annotations by their new state, and how many of the moved ones have other words."""
    from readtui.services.annotating.passage_comparison import has_own_words

    after = [one for edit in edits if isinstance(one := edit.after, Annotation) and not one.deleted]
    reworded = sum(one.anchor is AnchorState.MOVED and not has_own_words(one) for one in after)
    return Counter(one.anchor for one in after), reworded


def summary(edits: Iterable[Edit], *, with_words: bool = False) -> str:
    """One line on the live annotations, what has changed under them first; "" if there are none.

    "1 lost (“in single file”), 1 with other words (“spoke of the river”), 3 moved, 38 unchanged". ``with_words``: the
    words that were annotated stand beside the counts.
    """
    return ", ".join(
        f"{len(those)} {kind}{_quoted(those) if with_words and kind != _SAME else ''}"
        for kind, those in _by_kind(edits).items()
        if those
    )


def has_news(edit: Edit) -> bool:
    """Whether the passage of an annotation that is live, and no settled thread, has become another one, or a doubtful
    or lost one, by this edit.
    """
    before, after = edit.before, edit.after
    if not isinstance(after, Annotation) or after.deleted or after.is_settled:
        return False
    return not isinstance(before, Annotation) or (before.anchor, before.quoted_text, before.why) != (
        after.anchor,
        after.quoted_text,
        after.why,
    )


def changed_under(edits: Iterable[Edit]) -> list[Annotation]:
    """The live annotations whose passage is not as it was, in the order of ``summary``."""
    return [one for kind, those in _by_kind(edits).items() if kind != _SAME for one in those]


def _by_kind(edits: Iterable[Edit]) -> dict[str, list[Annotation]]:
    """The live annotations by what has happened to them now, as ``summary`` says it. Of settled threads, nothing is
    said but that they stand where they stood.
    """
    from readtui.services.annotating.passage_comparison import has_own_words

    found: dict[str, list[Annotation]] = {"lost": [], "to review": [], "with other words": [], "moved": [], _SAME: []}
    for edit in edits:
        if not isinstance(one := edit.after, Annotation) or one.deleted:
            continue
        if not has_news(edit):
            if not one.is_settled or one.anchor is AnchorState.EXACT:
                found[_SAME].append(one)
            continue
        match one.anchor:
            case AnchorState.ORPHAN:
                found["lost"].append(one)
            case AnchorState.REVIEW:
                found["to review"].append(one)
            case AnchorState.MOVED:
                found["moved" if has_own_words(one) else "with other words"].append(one)
            case _:
                found[_SAME].append(one)
    return found


def _quoted(annotations: Sequence[Annotation]) -> str:
    words = ", ".join(excerpt(one.own_words) for one in annotations[:_MOST_QUOTED])
    return f" ({words}{', …' if len(annotations) > _MOST_QUOTED else ''})"


def _by_quote(one: _Carried, article: Article) -> Anchor:
    from readtui.anchoring.quotes import reanchor_quote

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
    is_from_there = texts.holding(one.described_place) is not None
    if anchor.state is AnchorState.MOVED or (annotation.anchor is AnchorState.MOVED and not is_from_there):
        # Once moved, it stays marked until the user has checked it, or the words that they annotated are back.
        return replace(found, anchor=AnchorState.MOVED)
    is_as_annotated = origin is None or (quote.exact == origin.exact and origin.accepted is None)
    return replace(found, anchor=AnchorState.EXACT, origin=None if is_as_annotated else origin)


def carried_offsets(old_text: str, new_text: str, offsets: Sequence[int]) -> list[int]:
    """The offsets in ``new_text`` of offsets in ``old_text``: at the same words, or near them (code points)."""
    from readtui.anchoring.reanchor import reanchor_many

    passages = [(offset, min(len(old_text), offset + _PLACE_CHARACTERS)) for offset in offsets]
    alike_before = len(commonprefix((old_text, new_text)))  # noqa: RUF071  texts, not paths
    found: list[int] = []
    for offset, anchor in zip(offsets, reanchor_many(old_text, new_text, passages), strict=True):
        if isinstance(anchor, Orphan):
            found.append(min(offset, alike_before))
        else:
            found.append(anchor.start)
    return found
