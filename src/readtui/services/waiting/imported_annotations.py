"""Makes annotations of imported ones: in the text of an article, or waiting for one; and updates known ones."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import datetime, timedelta

from readtui.anchoring.describe import describe
from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.quoting.letters import Occurrences
from readtui.anchoring.quoting.verbatim import Verbatim
from readtui.interchange.importer import ImportedAnnotation, ImportedReply
from readtui.interchange.work_match import title_key
from readtui.model.annotation import HIGHLIGHT_COLORS, IMPORTED, AnchorState, Annotation, Origin
from readtui.model.article import Article
from readtui.model.creator import LONGEST_NAME, NOBODY, Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.quick_dataclass import dataclass
from readtui.services.waiting.import_identity import (
    ImportIdentity,
    field_digests,
    imported_in,
    is_own,
    reply_digest,
    reply_id,
    reply_key_of,
)
from readtui.services.wording import tag_names
from readtui.text.clean import clean, visible

Order = tuple[float, ...]
"""A number, or several, the first of which counts most, that grows from the beginning of a work to its end."""

_LEAST_SURE = 4
_LEAST_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class ImportPlaces:
    """Quotes in the order of the work, and their offsets in the text, which grow with them.

    ``is_same``: the text has so many of the work's quotes that it is the one that was read there.
    """

    orders: tuple[Order, ...]
    offsets: tuple[int, ...]
    size: int
    is_same: bool

    @classmethod
    def of(cls, found: Iterable[tuple[Order, int]], size: int, *, is_same: bool) -> "ImportPlaces":
        """Of quotes whose words stand in one place only, with the text's size.

        The order counts for nothing if there are too few, or if too many are out of order.
        """
        pairs = sorted(set(found))
        kept = _growing(pairs)
        if len(kept) < _LEAST_SURE or len(kept) < _LEAST_SHARE * len(pairs):
            return cls((), (), size, is_same)
        return cls(tuple(order for order, _ in kept), tuple(offset for _, offset in kept), size, is_same)

    def within(self, order: Order) -> tuple[int, int] | None:
        """The range between the quotes before and after, or else the whole text; None if it may be another text."""
        if not order or not self.orders:
            return (0, self.size) if self.is_same else None
        before, after = bisect_left(self.orders, order), bisect_right(self.orders, order)
        start = self.offsets[before - 1] if before else 0
        return start, self.offsets[after] if after < len(self.offsets) else self.size


def _growing(pairs: list[tuple[Order, int]]) -> list[tuple[Order, int]]:
    """The most of the pairs whose offsets never fall (patience sorting)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, offset) in enumerate(pairs):
        pile = bisect_right(tops, offset)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(offset)
            last.append(number)
        else:
            tops[pile], last[pile] = offset, number
    kept: list[tuple[Order, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        kept.append(pairs[number])
        number = before[number]
    return kept[::-1]


_COLOR = "yellow"
# So many long quotes, and such a share of them, say that a text is the one that was read.
_LONG = 24
_LEAST_LONG = 3
_MOST_OF = 0.9
# So many characters around a quote, at the place that is said to be its own, leave no doubt.
_SURE = 32

_MOST_WORK = 2e10
"""Characters that are looked through for quotes: some 20 seconds."""
_SIMILAR, _LONG_QUOTE = 100, 2_000
"""Similar words take so many times as long as the same, and longer quotes longer."""
_OF_ORDER = 0.25
_TOO_MANY = "there are too many such quotes to look for similar words"


@dataclass(frozen=True, slots=True)
class PlacedAnnotation:
    """An annotation in a text. ``why``: what makes the place uncertain, or ""."""

    annotation: Annotation
    why: str = ""


@dataclass(slots=True)
class SearchBudget:
    """How much may still be looked through to place all annotations of an import, in characters."""

    left: float = field(default_factory=lambda: _MOST_WORK)

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self.left < 0

    @contextmanager
    def charged(self, text: "QuoteText") -> Iterator[None]:
        """Charge what is looked through in a text."""
        before = text.cost
        yield
        self.left -= text.cost - before

    def allows_similar(self, text: "QuoteText", quote: str) -> bool:
        """Whether words that are similar to a quote may be looked for; charges that."""
        cost = len(text.article.text) * _SIMILAR * (1 + len(quote) / _LONG_QUOTE)
        if cost > self.left / 2:
            return False
        self.left -= cost
        return True


class QuoteText:
    """An article's text, in which many quotes are placed."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._verbatim = Verbatim(article.text)
        self._words = Occurrences(article.text)

    @property
    def cost(self) -> int:
        """How many characters have been looked through so far."""
        return self._verbatim.cost + self._words.cost

    def has(self, quote: str) -> bool:
        return self._verbatim.has(quote)

    def places(self, quotes: Iterable[tuple[Order, str]], budget: SearchBudget) -> ImportPlaces:
        """What a work's quotes, with their order or (), say of their places here, as far as that may cost."""
        with budget.charged(self):
            return self._places(list(quotes), self.cost + _OF_ORDER * budget.left)

    def _places(self, quotes: Sequence[tuple[Order, str]], most: float) -> ImportPlaces:
        long = [quote for _, quote in quotes if len(quote) >= _LONG]
        there = sum(self.has(quote) for quote in long if self.cost < most)
        is_same = len(long) >= _LEAST_LONG and there >= _MOST_OF * len(long)
        only_place = self._verbatim.only_place
        found = ((order, only_place(quote)) for order, quote in quotes if order and self.cost < most)
        pairs = ((order, offset) for order, offset in found if offset is not None)
        return ImportPlaces.of(pairs, len(self.article.text), is_same=is_same)

    def is_at(self, quote: TextQuoteSelector, offset: int) -> bool:
        """Whether the quote stands at this offset, letter by letter and with its surroundings: then it is the place."""
        with_surroundings = f"{quote.prefix}{quote.exact}{quote.suffix}"
        is_sure = len(quote.prefix) + len(quote.suffix) >= _SURE
        return is_sure and self.article.text.startswith(with_surroundings, max(0, offset - len(quote.prefix)))

    def place(
        self,
        annotation: Annotation,
        quote: TextQuoteSelector | None,
        hint: int | None = None,
        within: tuple[int, int] | None = None,
        budget: SearchBudget | None = None,
        original: str = "",
    ) -> PlacedAnnotation:
        """The annotation at its passage, which was ``quote`` elsewhere; a quote that is not here is an orphan.

        ``hint`` and ``within`` as in ``Verbatim.find``. ``budget``: is charged; one of its own by default.
        ``original``: what was annotated, if the quote is what that has become.
        """
        budget = budget or SearchBudget()
        with budget.charged(self):
            placed = self._placed(annotation, quote, hint, within, budget)
        if not original or quote is None or original == placed.annotation.own_words:
            return placed
        return replace(placed, annotation=replace(placed.annotation, origin=Origin("", 0, 0, original)))

    def _placed(
        self,
        annotation: Annotation,
        quote: TextQuoteSelector | None,
        hint: int | None,
        within: tuple[int, int] | None,
        budget: SearchBudget,
    ) -> PlacedAnnotation:
        article = self.article
        if quote is None:
            return PlacedAnnotation(
                replace(annotation, quote=None, position=None, anchor=AnchorState.EXACT, text_version="")
            )
        # Its own words, as long as nobody has accepted others; there is no earlier text that has them.
        own = Origin("", 0, 0, quote.exact)
        if hint is not None and self.is_at(quote, hint):
            found: Anchor = Anchored(hint, hint + len(quote.exact), AnchorState.EXACT)
        elif budget.is_spent or not (self.has(quote.exact) or budget.allows_similar(self, quote.exact)):
            found = Orphan(_TOO_MANY)
        else:
            found = self._verbatim.find(quote.exact, quote.prefix, quote.suffix, hint, within)
        if isinstance(found, Orphan):
            # Without a position, it would be one that the person has decided to keep.
            lost = replace(annotation, quote=quote, position=TextPositionSelector(0, 0), anchor=AnchorState.ORPHAN)
            return PlacedAnnotation(replace(lost, text_version=article.hash8, origin=own, why=found.why), found.why)
        described, position = describe(article.text, Passage(found.start, found.end), self._words.is_only)
        state, why = (AnchorState.REVIEW, found.why) if isinstance(found, Review) else (found.state, "")
        is_sure = isinstance(found, Anchored) and found.state is AnchorState.EXACT
        placed = replace(
            annotation,
            quote=described,
            position=position,
            anchor=state,
            text_version=article.hash8,
            origin=None if is_sure else own,
            why=why,
        )
        return PlacedAnnotation(placed, why)


@dataclass(frozen=True, slots=True)
class UnplacedAnnotation:
    """An imported annotation as a record that is not placed yet: on the work with the id of ``annotation``.

    ``within``: the range in the article's text where its page or its order says that it is. ``is_known_by_place``: the
    file has no id for it. ``said_to_be_by``: who made it, if anything says so. ``replies``: those in the file, on no
    article yet.
    """

    annotation: Annotation
    quote: TextQuoteSelector | None
    hint: int | None
    order: Order = ()
    within: tuple[int, int] | None = None
    is_known_by_place: bool = False
    said_to_be_by: Creator | None = None
    replies: tuple[Reply, ...] = ()
    original: str = ""
    page: int | None = None

    def waiting(self, article_id: str) -> Annotation:
        """The annotation while it waits under an id."""
        origin = Origin("", 0, 0, self.original) if self.original else None
        quote, state = self.quote, AnchorState.WAITING
        return replace(self.annotation, article_id=article_id, quote=quote, anchor=state, origin=origin)


@dataclass(frozen=True, slots=True)
class ImportVoices:
    """Who made what names nobody: ``given`` by the user for this import, or else ``me``."""

    me: Creator
    given: Creator | None = None

    def of(self, creator: Creator | None) -> Creator:
        """Who made something that a file says is by this creator."""
        return self.said(creator) or self.me

    def said(self, creator: Creator | None) -> Creator | None:
        """The same, but None if nothing says it."""
        name = visible(creator.name).strip()[:LONGEST_NAME] if creator else ""
        # Whoever is called "me" has told no name.
        is_named = creator is not None and bool(name) and (creator.is_program or name != NOBODY)
        return Creator(name, creator.is_program) if creator is not None and is_named else self.given


def unplaced(
    imported: ImportedAnnotation, annotation_id: str, origin: ImportIdentity, now: str, voices: ImportVoices
) -> UnplacedAnnotation:
    """The record of an imported annotation, without an article."""
    quote = clean(imported.quote).text.strip()
    color = imported.color if quote and imported.color in HIGHLIGHT_COLORS else None
    note, tags = clean(imported.note).text.strip(), tag_names(imported.tags)
    if quote and not (color or note or tags):
        color = _COLOR
    annotation = Annotation(
        id=annotation_id,
        article_id="",
        created=imported.created or imported.modified or now,
        modified=now,
        color=color,
        tags=tags,
        note=note,
        creator=voices.of(imported.creator),
        is_thread=imported.is_thread,
    )
    order = imported.order or (() if imported.start is None else (imported.start,))
    record = replace(origin, place=visible(imported.place), order=order, digests=field_digests(annotation, quote))
    annotation = replace(annotation, extra={IMPORTED: record.as_json()})
    selector = TextQuoteSelector(quote, clean(imported.prefix).text, clean(imported.suffix).text) if quote else None
    replies = {one.id: one for one in _replies(imported.replies, annotation, origin, voices)}
    said_to_be_by = voices.said(imported.creator)
    return UnplacedAnnotation(
        annotation,
        selector,
        imported.start,
        order,
        said_to_be_by=said_to_be_by,
        replies=tuple(replies.values()),
        original=clean(imported.original).text.strip() if quote else "",
        page=imported.page,
    )


def _replies(
    replies: Iterable[ImportedReply], to: Annotation, origin: ImportIdentity, voices: ImportVoices
) -> Iterator[Reply]:
    """The records of replies, without an article. Where the file has no times, they keep their order."""
    created = to.created
    for reply in replies:
        if reply.is_empty:
            continue
        key, text = reply_key_of(origin.key, reply), clean(reply.text).text.strip()
        created = reply.created or _a_second_after(created)
        yield Reply(
            id=reply_id(origin.format, key),
            article_id="",
            to=to.id,
            created=created,
            modified=to.modified,
            text=text,
            creator=voices.of(reply.creator),
            sets=reply.sets,
            extra={IMPORTED: ImportIdentity(origin.format, key, digests=(reply_digest(text),)).as_json()},
        )


def _a_second_after(time: str) -> str:
    try:
        return (datetime.fromisoformat(time) + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return time


def within_ranges(
    news: Sequence[UnplacedAnnotation], text: QuoteText | None, budget: SearchBudget, *, is_same: bool = False
) -> list[UnplacedAnnotation]:
    """The annotations of one work with their ranges in the text of its article. ``is_same``: they were made in it."""
    if text is None:
        return list(news)
    if all(new.quote is None or (new.hint is not None and text.is_at(new.quote, new.hint)) for new in news):
        # Looking for the order of thousands of quotes takes long.
        return list(news)
    places = text.places(((new.order, new.quote.exact) for new in news if new.quote is not None), budget)
    places = replace(places, is_same=places.is_same or is_same)
    numbers = {new.page for new in news if is_same}
    pages = {number: None if number is None else text.article.range_of_page(number) for number in numbers}
    return [replace(new, within=pages.get(new.page) or places.within(new.order)) for new in news]


def updated(known: Annotation, new: UnplacedAnnotation, text: QuoteText | None) -> Annotation:
    """A known annotation with what the other program has changed since its last import.

    What was changed here since then stays as it is here. Returns ``known`` itself if nothing is new.
    """
    before, after = imported_in(known), imported_in(new.annotation)
    if before is None or after is None:
        return known
    if known.creator is None and new.said_to_be_by and not is_own(new.annotation):
        # An older readtui imported it, which did not know who made it.
        known = replace(known, creator=new.said_to_be_by)
    if before.digests == after.digests:
        return known
    here = field_digests(known, known.own_words)
    if len(before.digests) != len(here):
        return known
    changed = [
        was != said and is_here == was for was, said, is_here in zip(before.digests, after.digests, here, strict=True)
    ]
    quote, note, tags, color = changed
    fresh = new.annotation
    after_all = replace(
        known,
        note=fresh.note if note else known.note,
        tags=fresh.tags if tags else known.tags,
        color=fresh.color if color else known.color,
        extra=_as_imported_now(known.extra, fresh.extra),
    )
    if not quote or new.quote is None:
        return after_all
    if known.anchor is AnchorState.WAITING:
        return replace(after_all, quote=new.quote)
    return text.place(after_all, new.quote, new.hint, new.within).annotation if text is not None else after_all


def updated_reply(known: Reply, new: Reply) -> Reply:
    before, after = imported_in(known), imported_in(new)
    if before is None or after is None or before.digests == after.digests:
        return known
    is_as_imported = before.digests == (reply_digest(known.text),)
    return replace(
        known, text=new.text if is_as_imported else known.text, extra=_as_imported_now(known.extra, new.extra)
    )


def _as_imported_now(extra: Mapping[str, object], fresh: Mapping[str, object]) -> dict[str, object]:
    return {**extra, IMPORTED: fresh[IMPORTED]}


def is_on_the_same_words(live: Annotation, new: UnplacedAnnotation) -> bool:
    """Whether an annotation is on the words that a file says it is on, as far as letters go."""
    words = title_key(new.quote.exact if new.quote else "")
    return words in (title_key(live.own_words), title_key(live.quoted_text))
