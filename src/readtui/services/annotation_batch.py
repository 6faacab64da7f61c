"""Many annotations at once, as programs and coders write them: JSON Lines, each a passage and what to say about it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from readtui.codec import strict_json
from readtui.errors import ReadtuiError, UsageError
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.named_passage import find_quote, parse_range
from readtui.services.creators import checked_creator
from readtui.services.library import Library
from readtui.services.sources import path_text
from readtui.services.wording import new_tag_name
from readtui.text.clean import visible
from readtui.text.phrases import counted

_KEYS = ("article", "quote", "range", "tags", "note", "color", "thread", "by")
_EXAMPLE = 'Example: {"article": "3f2a91c0", "quote": "the exact words", "tags": ["claim"], "note": "Who says so?"}'


@dataclass(frozen=True, slots=True)
class WantedAnnotation:
    """What to annotate. ``article``: a reference. Without ``quote`` and ``range``, a thread on the whole article.

    ``by``: who annotates; None for whoever the batch is from.
    """

    article: str
    quote: str | None = None
    range: str | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    color: str | None = None
    is_thread: bool = False
    by: Creator | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is a thread on the whole article."""
        return self.is_thread and self.quote is None and self.range is None

    def check(self) -> None:
        """Raise UsageError for what no article could have."""
        if (self.quote is None) == (self.range is None) and not self.is_whole:
            raise UsageError("give either a quote or a range", _EXAMPLE)
        if self.is_whole and self.color:
            raise UsageError("a color is only for a passage", "Give a quote or a range, too.")
        if self.is_thread and not self.note.strip():
            raise UsageError("a thread needs a note", "Say what you ask for in the note.")
        if self.color is not None and self.color not in HIGHLIGHT_COLORS:
            raise UsageError(f"no such color: {visible(self.color)}", f"There are {', '.join(HIGHLIGHT_COLORS)}.")


@dataclass(frozen=True, slots=True)
class RefusedAnnotation:
    """What could not be annotated: its number in the batch, from 1, why, and what to do next."""

    number: int
    why: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What becomes of a batch. ``change``: all of it, None if nothing is new. ``annotations``: in the order of the
    batch. ``repeated``: how many the articles have already.
    """

    change: Change | None
    annotations: tuple[Annotation, ...]
    refused: tuple[RefusedAnnotation, ...]
    repeated: int = 0


def read_lines(text: str, article: str | None = None) -> Iterator[tuple[int, WantedAnnotation | RefusedAnnotation]]:
    """The annotations in JSON Lines, or in a JSON list, with their numbers. ``article``: that of lines without one."""
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("["):
        try:
            values = strict_json.loads(text)
        except ValueError as fault:
            yield 1, RefusedAnnotation(1, f"this is not JSON: {fault}", "Write one object a line.")
            return
        assert isinstance(values, list)
        yield from wanted_in(values, article)
        return
    # Not splitlines: JSON allows U+2028 and its like in strings.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                value = strict_json.loads(line)
            except ValueError:
                yield number, RefusedAnnotation(number, "this is not JSON", "Write one object a line.")
            else:
                yield number, _wanted(number, value, article)


def wanted_in(
    values: Iterable[object], article: str | None = None
) -> Iterator[tuple[int, WantedAnnotation | RefusedAnnotation]]:
    """The annotations that JSON objects ask for, with their numbers. ``article``: that of objects without one."""
    return ((number, _wanted(number, value, article)) for number, value in enumerate(values, start=1))


def wanted_of(value: object, article: str | None = None) -> WantedAnnotation:
    """The annotation that a JSON object asks for. Raises UsageError."""
    if not isinstance(value, Mapping):
        raise UsageError("this is not an object", _EXAMPLE)
    if unknown := [visible(str(key)) for key in value if key not in _KEYS]:
        raise UsageError(f"no such field: {', '.join(unknown)}", f"There are {', '.join(_KEYS)}.")
    given = {key: one for key, one in value.items() if one is not None}
    reference = _text(given, "article") or article
    if not reference:
        raise UsageError("it names no article", _EXAMPLE)
    is_thread = given.get("thread", False)
    if not isinstance(is_thread, bool):
        raise UsageError("thread must be true or false", _EXAMPLE)
    wanted = WantedAnnotation(
        article=reference,
        quote=_text(given, "quote"),
        range=_range(given),
        tags=_tags(given),
        note=_text(given, "note") or "",
        color=_text(given, "color"),
        is_thread=is_thread,
        by=creator_of(_text(given, "by")),
    )
    wanted.check()
    return wanted


def creator_of(by: str | None) -> Creator | None:
    """The creator with this name, or ``software:NAME``; None for None. Raises UsageError."""
    try:
        return None if by is None else checked_creator(by)
    except ValueError as fault:
        raise UsageError(f"by: {fault}", "Example: Ada, software:NAME") from fault


def _wanted(number: int, value: object, article: str | None) -> WantedAnnotation | RefusedAnnotation:
    try:
        return wanted_of(value, article)
    except UsageError as fault:
        return RefusedAnnotation(number, fault.message, fault.hint)


def _text(given: Mapping[str, object], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{key} must be a string", _EXAMPLE)
    return value


def _range(given: Mapping[str, object]) -> str | None:
    """``"A:B"``, or the same as a list, as ``readtui annotations --json`` prints it."""
    value = given.get("range")
    if isinstance(value, list) and len(value) == 2 and all(type(one) is int for one in value):
        return f"{value[0]}:{value[1]}"
    return _text(given, "range")


def _tags(given: Mapping[str, object]) -> tuple[str, ...]:
    value = given.get("tags", ())
    tags = [value] if isinstance(value, str) else value
    if not isinstance(tags, list | tuple) or not all(isinstance(one, str) for one in tags):
        raise UsageError("tags must be a list of strings", _EXAMPLE)
    return checked_tags(tags)


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The names of tags that something is to get. Raises UsageError for one without a name."""
    names = tuple(new_tag_name(tag) for tag in tags)
    if "" in names:
        raise UsageError("a tag has no name", "Example of a tag: politics/nato.")
    return names


@dataclass(frozen=True, slots=True)
class BatchAnnotator:
    """``annotator_of`` gives what annotates as somebody, by default as whoever the batch is from. ``refuse_new_tags``
    raises UsageError for tags that may not be given.
    """

    library: Library
    annotator_of: Callable[[Creator | None], Annotator]
    refuse_new_tags: Callable[[tuple[str, ...]], None]

    def annotate(self, lines: Iterable[tuple[int, WantedAnnotation | RefusedAnnotation]]) -> Batch:
        """Build one change of all that can be annotated; saves nothing.

        What an article has already, by the same creator, is not made again, so that a batch can be repeated.
        Raises StorageError.
        """
        refused: list[RefusedAnnotation] = []
        found: list[tuple[str, int, WantedAnnotation]] = []
        listed = {one.record.id: one for one in self.library.listed()}
        named = _named(one.record for one in listed.values())
        ids: dict[str, str | ReadtuiError] = {}
        tags: dict[tuple[str, ...], ReadtuiError | None] = {}
        for number, wanted in lines:
            if isinstance(wanted, RefusedAnnotation):
                refused.append(wanted)
                continue
            # Many lines have the same, and each question may look at the whole library.
            if wanted.article not in ids:
                known = named.get(wanted.article) or named.get(path_text(wanted.article))
                ids[wanted.article] = known or self._article_id(wanted.article)
            if wanted.tags not in tags:
                tags[wanted.tags] = self._refusal(wanted.tags)
            article_id, fault = ids[wanted.article], tags[wanted.tags]
            if isinstance(article_id, ReadtuiError):
                refused.append(RefusedAnnotation(number, article_id.message, article_id.hint))
            elif fault is not None:
                refused.append(RefusedAnnotation(number, fault.message, fault.hint))
            else:
                found.append((article_id, number, wanted))
        made: dict[int, Annotation] = {}
        repeated = 0
        # One text at a time.
        for article_id, group in groupby(sorted(found, key=lambda one: one[:2]), key=lambda one: one[0]):
            wanted_here = [(number, wanted) for _, number, wanted in group]
            may_repeat = article_id not in listed or listed[article_id].annotations > 0
            repeated += self._annotate_article(article_id, wanted_here, made, refused, may_repeat=may_repeat)
        annotations = tuple(made[number] for number in sorted(made))
        refused.sort(key=lambda one: one.number)
        return Batch(self._change(annotations), annotations, tuple(refused), repeated)

    def _article_id(self, reference: str) -> str | ReadtuiError:
        try:
            return self.library.find(reference).id
        except ReadtuiError as fault:
            return fault

    def _refusal(self, tags: tuple[str, ...]) -> ReadtuiError | None:
        try:
            self.refuse_new_tags(tags)
        except ReadtuiError as fault:
            return fault
        return None

    def _annotate_article(
        self,
        article_id: str,
        wanted_here: list[tuple[int, WantedAnnotation]],
        made: dict[int, Annotation],
        refused: list[RefusedAnnotation],
        *,
        may_repeat: bool,
    ) -> int:
        """Add the annotations of one article to ``made`` and ``refused``; return how many it has already."""
        try:
            article = self.library.open(article_id)
            annotations = self.library.annotations_of(self.library.find(article_id)) if may_repeat else ()
        except ReadtuiError as fault:
            refused += [RefusedAnnotation(number, fault.message, fault.hint) for number, _ in wanted_here]
            return 0
        there = {_said(one) for one in annotations}
        spaced = " ".join(article.text.split())
        annotators: dict[Creator | None, Annotator] = {}
        repeated = 0
        for number, wanted in wanted_here:
            annotator = annotators.get(wanted.by)
            if annotator is None:
                annotator = annotators[wanted.by] = self.annotator_of(wanted.by)
            try:
                annotation = annotated(annotator, article_id, article, wanted, spaced)
            except ReadtuiError as fault:
                refused.append(RefusedAnnotation(number, fault.message, fault.hint))
            except ValueError as fault:
                refused.append(RefusedAnnotation(number, str(fault)))
            else:
                if (said := _said(annotation)) in there:
                    repeated += 1
                else:
                    there.add(said)
                    made[number] = annotation
        return repeated

    def _change(self, annotations: tuple[Annotation, ...]) -> Change | None:
        if not annotations:
            return None
        articles = len({one.article_id for one in annotations})
        what = f"annotate {counted(len(annotations), 'passage')} in {counted(articles, 'article')}"
        annotator = self.annotator_of(None)
        edits = tuple(Edit(None, one) for one in annotations)
        return Change(annotator.new_id(), annotator.clock(), what, edits)


def _named(records: Iterable[ArticleRecord]) -> dict[str, str]:
    """The ids of articles by what names just one of them in full: the id, and the paths it was added from."""
    named: dict[str, str] = {}
    several: set[str] = set()
    for record in records:
        for name in (record.id, *record.paths):
            if named.setdefault(name, record.id) != record.id:
                several.add(name)
    return {name: article_id for name, article_id in named.items() if name not in several}


def annotated(
    annotator: Annotator, article_id: str, article: Article, wanted: WantedAnnotation, spaced: str | None = None
) -> Annotation:
    """The annotation that is wanted, not yet saved. ``spaced``: see ``find_quote``.

    Raises UsageError, NotFoundError, AmbiguousError, ValueError.
    """
    if wanted.is_whole:
        change = annotator.create_on_article(article_id, tags=wanted.tags, note=wanted.note, is_thread=True)
    else:
        text, quote = article.text, wanted.quote
        passage = parse_range(text, wanted.range or "") if quote is None else find_quote(text, quote, spaced)
        has_more = wanted.tags or wanted.note.strip() or wanted.color
        change = annotator.create(
            article_id,
            article,
            passage,
            color=wanted.color if has_more else HIGHLIGHT_COLORS[0],
            tags=wanted.tags,
            note=wanted.note,
            is_thread=wanted.is_thread,
        )
    annotation = change.edits[0].after
    assert isinstance(annotation, Annotation)
    return annotation


def _said(annotation: Annotation) -> tuple[object, ...]:
    """What of an annotation a repeated batch would say again."""
    place = annotation.position and (annotation.position.start, annotation.position.end)
    tags = tuple(sorted(map(str.casefold, annotation.tags)))
    return place, annotation.color, tags, annotation.note, annotation.is_thread, annotation.creator
