"""The text of an article that was last seen on this device, and what has changed since.

A text says more than its words: which tasks are done, what is struck out, where links lead. That is its form.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from readtui.errors import NotFoundError, StorageError
from readtui.model.article import Article, ArticleRecord, ReadingState
from readtui.model.block import Block, BlockKind, MarkType
from readtui.quick_dataclass import dataclass
from readtui.services.sources import is_url
from readtui.storage.repository import ReadingPosition, Repository
from readtui.storage.repository import SeenText as SeenText
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.anchoring.text_changes import TextChange


@dataclass(frozen=True, slots=True)
class SeenTexts:
    """What was seen is the text at which the reader was last left after turning a page, if it has more than one; in
    ``discuss``, the one on which threads were last sent.

    Kept with the text once an article has changed, because other devices remove texts that nobody annotated. Until
    then the reading position names the version.
    """

    repository: Repository

    def text_of(
        self,
        record: ArticleRecord,
        article: Article,
        *,
        in_discuss: bool = False,
        pause: Callable[[], None] = lambda: None,
    ) -> SeenText | None:
        """The text that was seen, if it is another one than ``article``, the present one. For ``changes_since``.
        ``pause`` is called now and then.

        Not for the UI thread. Raises nothing.
        """
        with suppress(StorageError, NotFoundError):
            position = self.repository.position(record.id)
            sent = self.repository.seen(record.id, sent=True) if in_discuss else None
            if sent is None and position is not None and position.seen == article.hash8:
                return None
            if seen := sent or self.repository.seen(record.id):
                is_same = seen.version == article.hash8 and seen.form == seen_text(article, pause).form
                return None if is_same else seen
            if position is not None and is_changed(record.text_version, position):
                return seen_text(self.repository.article(record.id, position.seen))
        return None

    def mark(self, record: ArticleRecord, article: Article, *, sent: bool = False) -> None:
        """This text was seen now. ``sent``: threads on it were sent. Raises StorageError."""
        position = self.repository.position(record.id)
        if sent or position is None or position.seen != article.hash8:
            has_changed = not self.repository.text_versions(record.id) <= {article.hash8}
            self.repository.keep_seen(record.id, seen_text(article), with_text=has_changed, sent=sent)

    def note_form(self, record: ArticleRecord, article: Article) -> None:
        """The words that were seen have the form of ``article`` now. Raises nothing."""
        with suppress(StorageError):
            position, seen = self.repository.position(record.id), self.repository.seen(record.id)
            if position is None or seen is None or seen.version != article.hash8:
                return
            name = seen.version + ("" if seen.form == seen_text(article).form else _OTHER_FORM)
            if position.seen != name:
                self.repository.keep_position(record.id, replace(position, seen=name))

    def hold(self, record: ArticleRecord) -> None:
        """Keep the text that was seen, because a new one is about to come. Raises nothing."""
        with suppress(StorageError, NotFoundError):
            position = self.repository.position(record.id)
            if position is None or self.repository.seen(record.id):
                return
            was_read = record.reading_state is not ReadingState.TO_READ
            # Positions of older releases name no version.
            if version := position.seen or (record.text_version if was_read else ""):
                seen = seen_text(self.repository.article(record.id, version))
                self.repository.keep_seen(record.id, seen, with_text=True)


_OTHER_FORM = "+"
"""Behind the version in a reading position: its words stand there in another form now."""


def is_changed(text_version: str, position: ReadingPosition | None) -> bool:
    """Whether the article has another text than the one that was last seen on this device."""
    return position is not None and position.seen not in ("", text_version)


def seen_text(article: Article, pause: Callable[[], None] = lambda: None) -> SeenText:
    """The text of an article that was seen. ``pause`` is called now and then."""
    furniture: list[tuple[int, int]] = []
    form: list[tuple[int, int, str]] = []
    is_page = is_url(article.metadata.source)
    for number, block in enumerate(article.blocks):
        if number % _AT_ONCE == 0:
            pause()
        if block.kind is BlockKind.FURNITURE:
            furniture.append((block.start, block.end))
        elif block.marks or block.label in _BOXES:
            form += _form_of(block, is_page=is_page)
    return SeenText(article.hash8, article.text, tuple(furniture), tuple(form))


_BOXES = frozenset("☐☑☒")
_STRUCK = "~~"


def _form_of(block: Block, *, is_page: bool) -> Iterator[tuple[int, int, str]]:
    if block.label in _BOXES:
        yield block.start, block.start, block.label
    for mark in block.marks:
        if mark.type is MarkType.STRIKETHROUGH:
            yield mark.start, mark.end, _STRUCK
        elif mark.type is MarkType.LINK:
            # Pages have other queries at each visit.
            yield mark.start, mark.end, mark.target.partition("?")[0] if is_page else mark.target


def body(seen: SeenText) -> str:
    """The text with empty lines instead of its furniture, which changes from day to day."""
    parts, end = list[str](), 0
    for first, last in seen.furniture:
        parts += [seen.text[end:first], "\n" * (last - first)]
        end = last
    return "".join([*parts, seen.text[end:]])


def changes_since(
    seen: SeenText,
    article: Article,
    pause: Callable[[], None] = lambda: None,
    near: tuple[int, int] | None = None,
    known: Sequence[tuple[str, int]] = (),
) -> "list[TextChange]":
    """What has changed in an article, without its furniture, since its text was the one ``seen``; first, of the part
    ``near``, only the words.

    ``near``, ``known``, ``pause``: see ``text_changes``.
    """
    from readtui.anchoring.text_changes import text_changes

    def is_of(kind: BlockKind) -> Callable[[int], bool]:
        return lambda offset: bool(article.blocks) and article.block_at(offset).kind is kind

    is_code, is_furniture = is_of(BlockKind.CODE), is_of(BlockKind.FURNITURE)
    found = text_changes(
        body(seen),
        article.text,
        article.metadata.language,
        is_code=is_code,
        is_left_out=is_furniture,
        near=near,
        known=known,
        pause=pause,
    )
    if near is not None:
        return found
    told = [(one.start, one.end) for one in found if one.end > one.start]
    formed = [
        one
        for one in _formed_changes(seen, seen_text(article, pause), article.metadata.language, pause)
        if not any(one.start < end and start < one.end for start, end in told)
    ]
    return sorted([*found, *formed], key=attrgetter("start")) if formed else found


_Form = tuple[tuple[int, int, str], ...]
_GAP = "\n\n"
_TELLING, _AT_ONCE = 40, 200


def _formed_changes(seen: SeenText, now: SeenText, language: str, pause: Callable[[], None]) -> "Iterator[TextChange]":
    """The sentences that have the same words and another form."""
    was, there_now = Counter(_told(seen)), Counter(_told(now))
    odd = (was - there_now).keys() | (there_now - was).keys()
    if not odd:
        return
    old, new = list(_paragraphs(seen, pause)), list(_paragraphs(now, pause))
    both = frozenset(one.text for one in old) & frozenset(one.text for one in new)
    asked = frozenset(
        one.text
        for text, paragraphs in ((seen.text, old), (now.text, new))
        for one in paragraphs
        if any(_telling(text, piece) in odd for piece in one.form)
    )
    before, after = defaultdict[str, list[_Form]](list), defaultdict[str, list[tuple[int, _Form]]](list)
    for _, words, form in _parts(old, both, asked, language):
        before[words].append(form)
    pause()
    for start, words, form in _parts(new, both, asked, language):
        if words in before:
            after[words].append((start, form))
    for text, those in after.items():
        pause()
        left, others = Counter(before[text]), list[tuple[int, _Form]]()
        for start, form in those:
            if left[form]:
                left[form] -= 1
            else:
                others.append((start, form))
        for (start, form), earlier in zip(others, left.elements(), strict=False):
            yield from _changed_sentences(text, start, earlier, form, language)


def _told(seen: SeenText) -> list[tuple[str, str]]:
    return [_telling(seen.text, piece) for piece in seen.form]


def _telling(text: str, piece: tuple[int, int, str]) -> tuple[str, str]:
    start, end, what = piece
    return text[start : max(end, start + _TELLING)], what


class _Paragraph(NamedTuple):
    """A paragraph with what of the text's form begins in it."""

    start: int
    text: str
    form: Sequence[tuple[int, int, str]]


def _paragraphs(seen: SeenText, pause: Callable[[], None]) -> Iterator[_Paragraph]:
    forms = deque(sorted(seen.form))
    start = 0
    for number, paragraph in enumerate(seen.text.split(_GAP)):
        if number % _AT_ONCE == 0:
            pause()
        end = start + len(paragraph)
        own: list[tuple[int, int, str]] = []
        while forms and forms[0][0] <= end:
            own.append(forms.popleft())
        yield _Paragraph(start, paragraph, own)
        start = end + len(_GAP)


def _parts(
    paragraphs: Sequence[_Paragraph], both: frozenset[str], asked: frozenset[str], language: str
) -> Iterator[tuple[int, str, _Form]]:
    """Of the paragraphs that stand in both texts, those ``asked`` about, and the sentences of the others: each with its
    form from its start.
    """
    for start, text, form in paragraphs:
        if text not in both:
            for first, last in _sentences(text, language):
                yield start + first, text[first:last], _within(form, start + first, start + last)
        elif text in asked:
            yield start, text, _within(form, start, start + len(text))


def _sentences(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    from readtui.text.segmentation.segment import sentences_from

    start = 0
    for line in paragraph.split("\n"):
        yield from ((start + one.start, start + one.end) for one in sentences_from(line, 0, language))
        start += len(line) + 1


def _within(form: Sequence[tuple[int, int, str]], start: int, end: int) -> _Form:
    return tuple(
        (max(first, start) - start, min(last, end) - start, what)
        for first, last, what in form
        if first < end and (last > start or first == last == start)
    )


def _changed_sentences(text: str, start: int, old: _Form, new: _Form, language: str) -> "Iterator[TextChange]":
    from readtui.anchoring.text_changes import TextChange, TextChangeKind

    for first, last in _sentences(text, language):
        was = _within(old, first, last)
        if was != _within(new, first, last):
            yield TextChange(
                TextChangeKind.CHANGED, start + first, start + last, before=_written(text[first:last], was)
            )


def _written(text: str, form: _Form) -> str:
    signs: list[tuple[int, str]] = []
    for start, end, what in form:
        if what in _BOXES:
            signs.append((start, f"{what} "))
        elif what == _STRUCK:
            signs += (start, what), (end, what)
        else:
            signs += (start, "["), (end, f"]({visible(what)})")
    for offset, sign in sorted(signs, key=itemgetter(0), reverse=True):
        text = text[:offset] + sign + text[offset:]
    return text
