"""Lays out what the preview of an annotation, or of a heading of the list, shows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import zip_longest

from rich.console import Console
from rich.style import Style
from rich.text import Text

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.passage import Passage
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.surroundings import NearbyBlock, Surroundings, surroundings
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.finding.search import Hit
from readtui.services.linking.links import Backlink
from readtui.services.wording import excerpt
from readtui.text.clean import clean, shown, visible
from readtui.text.note_markdown import ReadNote, read_note
from readtui.text.phrases import counted, note_words
from readtui.tui.article.line_marks import NOTE, ORPHAN
from readtui.tui.article.title_block import day_in_words
from readtui.tui.colors.palette import Palette
from readtui.tui.lists.annotation_rows import Heading, glyph, state_of
from readtui.tui.notes.note_lines import NoteStyles, line_text, note_lines, tag_pieces
from readtui.tui.notes.voices import reply_lines, voice_pieces
from readtui.tui.widgets.days import local_date
from readtui.tui.widgets.preview_pane import Lines, Sheet, spaced, wrapped

_MOST_SHOWN = 4_000
_MOST_LINKS = 5
_MOST_REPLIES, _LEAST_CONTEXT = 20, 3
_BEFORE_NOTE = f"{NOTE} "


@dataclass(frozen=True, slots=True)
class AnnotationDetails:
    """What must be read for the preview of an annotation.

    ``around``: what is around its passage; ``note``: its note, parsed; ``links``: the notes that link to it.
    """

    around: Surroundings | None = None
    note: ReadNote | None = None
    links: Sequence[Backlink] = ()


class DetailsReader:
    """Reads what is around a passage, and which notes link to its annotation; parses its note. Keeps texts."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._comparison = services.passage_comparison
        self._linked: tuple[int, frozenset[str]] | None = None

    def _is_linked(self, annotation_id: str) -> bool:
        """Whether a note links to it. Looks through the library only if a file of it has come, gone or was replaced."""
        stamp = self._services.repository.listing_stamp()
        if self._linked is None or self._linked[0] != stamp:
            self._linked = stamp, self._services.linking.linked_ids()
        return annotation_id in self._linked[1]

    def read(self, shown: Heading | FoundAnnotation) -> AnnotationDetails:
        """The details of an annotation; none of a heading."""
        if isinstance(shown, Heading):
            return AnnotationDetails()
        record, annotation = shown.record, shown.annotation
        links: Sequence[Backlink] = ()
        around = None
        try:
            if self._is_linked(annotation.id):
                links = self._services.linking.backlinks(annotation.id)
            if annotation.passage is not None and annotation.text_version == record.text_version:
                around = surroundings(self._comparison.present(record), annotation.passage)
        except ReadtuiError as fault:
            # Nobody has asked for this; what cannot be read is reported when it is opened.
            DEBUG_LOG.fault(fault, "swallowed")
        return details_of(annotation, around, links)

    def read_hit(self, hit: Hit) -> tuple[FoundAnnotation | None, AnnotationDetails]:
        """The annotation in which a hit lies, with its details; for one in an article, what is around it."""
        try:
            if hit.annotation:
                for annotation in self._services.library.reading.with_id(hit.record, hit.annotation):
                    found = FoundAnnotation(hit.record, annotation)
                    return found, self.read(found)
            else:
                text = self._comparison.present(hit.record)
                return None, AnnotationDetails(surroundings(text, Passage(hit.start, hit.end)))
        except ReadtuiError as fault:
            DEBUG_LOG.fault(fault, "swallowed")
        return None, AnnotationDetails()


def lines_of(shown: Heading | FoundAnnotation, details: AnnotationDetails | None, entries: Sequence[Tag]) -> Lines:
    """The lines of the preview. ``entries``: those of the codebook."""
    if isinstance(shown, Heading):
        return partial(heading_lines, shown, entries)
    return partial(annotation_lines, shown, details)


def details_key(shown: Heading | FoundAnnotation) -> tuple[str, str, str] | None:
    """What the details of an annotation are kept by; None for a heading."""
    if isinstance(shown, Heading):
        return None
    return shown.annotation.id, shown.annotation.modified, shown.record.text_version


def annotation_lines(found: FoundAnnotation, details: AnnotationDetails | None, sheet: Sheet) -> list[Text]:
    """The lines about an annotation: where it is, its passage in context, tags, note, replies, links, and dates."""
    annotation, palette, details = found.annotation, sheet.palette, details or AnnotationDetails()
    around = details.around
    parts = [
        _own_words(annotation, sheet),
        sheet.wrapped(line_text(tag_pieces(annotation.tags, palette))) if annotation.tags else [],
        [*_voices(annotation, sheet), *_note(annotation.note, details.note, sheet)],
        _replies(annotation, sheet),
        _links(details.links, sheet),
        [
            *sheet.wrapped(_place(found.record, details.around, palette)),
            *sheet.wrapped(Text(_dates(annotation), palette.dim)),
        ],
    ]
    if state := state_of(annotation):
        parts.insert(1, [Text(state, palette.review)])
    about = spaced(parts)
    if annotation.quote is None or around is None:
        return spaced([[*sheet.wrapped(_passage(annotation, palette)), *parts[0]], *parts[1:]])
    passage = passage_lines(around, palette.mark_of(annotation).text, sheet, len(about) + 1)
    return spaced([[*passage, *parts[0]], *parts[1:]])


def hit_lines(hit: Hit, read: tuple[FoundAnnotation | None, AnnotationDetails] | None, sheet: Sheet) -> list[Text]:
    """The lines about a hit: its annotation, or the sentences around it, and where they are."""
    found, details = read or (None, AnnotationDetails())
    if found is not None:
        return annotation_lines(found, details, sheet)
    palette, around = sheet.palette, details.around
    place = sheet.wrapped(_place(hit.record, around, palette))
    if around is not None:
        return spaced([passage_lines(around, palette.hit, sheet, len(place) + 1), place])
    parts = ((hit.before, palette.dim), (hit.hit, palette.hit), (hit.after, palette.dim))
    return spaced([sheet.wrapped(Text.assemble(*((_shown(text), style) for text, style in parts))), place])


def heading_lines(heading: Heading, entries: Iterable[Tag], sheet: Sheet) -> list[Text]:
    """The lines about an article or a tag: what it is, and how many annotations there are."""
    palette = sheet.palette
    count = Text(counted(heading.count, "annotation"), palette.dim)
    record = heading.record
    if record is None:
        entry = next((one for one in entries if one.name.casefold() == heading.tag.casefold()), None)
        name = Text(f"#{visible(heading.tag)}" if heading.tag else "Without tags", palette.tag_style(heading.tag))
        about = sheet.wrapped(Text(visible(entry.description), palette.note)) if entry and entry.description else []
        return spaced([sheet.wrapped(name), about, [count]])
    metadata = record.metadata
    facts = [metadata.creator, metadata.site, day_in_words(metadata.published), metadata.language]
    return spaced(
        [
            [
                *sheet.wrapped(Text(visible(record.title), palette.title)),
                *sheet.wrapped(Text(" · ".join(visible(fact) for fact in facts if fact), palette.dim)),
            ],
            sheet.wrapped(line_text(tag_pieces(record.tags, palette))) if record.tags else [],
            [count],
        ]
    )


def _passage(annotation: Annotation, palette: Palette) -> Text:
    if annotation.quote is None:
        return Text("On the whole article", palette.byline)
    sign = f"{ORPHAN} " if glyph(annotation) == ORPHAN else ""
    text = Text().append(sign, palette.review)
    return text.append(_shown(annotation.quoted_text), palette.mark_of(annotation).text)


def passage_lines(around: Surroundings, mark: Style, sheet: Sheet, others: int, *, nearby: bool = True) -> list[Text]:
    """A passage in its sentences or, where there is room besides ``others`` lines, its block and blocks ``nearby``."""
    palette = sheet.palette
    room = sheet.height - others
    whole = sheet.wrapped(_in_context(around, mark, palette, around.lead, around.rest)) if room > 0 else []
    if not whole or len(whole) > room:
        return sheet.wrapped(_in_context(around, mark, palette, "", ""))
    parts = [whole]
    room -= len(whole)
    for near, is_before in _in_turns(around) if nearby else ():
        if room <= _LEAST_CONTEXT:
            break
        style = palette.dim + Style(bold=near.is_heading)
        lines = [Text(line, style) for line in _lines_nearby(near.text, sheet.width, sheet.console)]
        if len(lines) > room - 1:
            # The end of what stands before, the beginning of what follows.
            kept = lines[-room + 2 :] if is_before else lines[: room - 2]
            dots = [Text("…", palette.faint)]
            lines = [*dots, *kept] if is_before else [*kept, *dots]
        parts.insert(0 if is_before else len(parts), lines)
        room -= len(lines) + 1
    return spaced(parts)


@lru_cache(maxsize=128)
def _lines_nearby(text: str, width: int, console: Console) -> Sequence[str]:
    """The lines of a block, which many passages are near to."""
    return [line.plain for line in wrapped(Text(shown(text).expandtabs(2)), width, console)]


def _in_turns(around: Surroundings) -> Iterator[tuple[NearbyBlock, bool]]:
    """The blocks around a passage, one after it and one before it in turns, and whether each is before it."""
    for after, before in zip_longest(around.after, around.before):
        if after is not None:
            yield after, False
        if before is not None:
            yield before, True


def _in_context(around: Surroundings, mark: Style, palette: Palette, lead: str, rest: str) -> Text:
    passage, text = around.passage, Text()
    text.append("…" if around.cut_before and not lead else "", palette.faint)
    text.append(shown(lead + around.text[: passage.start]).expandtabs(2), palette.dim)
    text.append(shown(around.text[passage.start : passage.end]).expandtabs(2), mark)
    text.append(shown(around.text[passage.end :] + rest).expandtabs(2), palette.dim)
    return text.append(" …" if around.cut_after and not rest else "", palette.faint)


def _own_words(annotation: Annotation, sheet: Sheet) -> list[Text]:
    """The words that were annotated, if there are others now."""
    was = Text(f"was: {_shown(annotation.own_words)}", sheet.palette.dim)
    return sheet.wrapped(was) if annotation.is_reworded else []


def details_of(annotation: Annotation, around: Surroundings | None, links: Sequence[Backlink]) -> AnnotationDetails:
    """Parse the note too."""
    note = read_note(annotation.note[:_MOST_SHOWN]) if annotation.note else None
    return AnnotationDetails(around, note, links)


def _note(note: str, parsed: ReadNote | None, sheet: Sheet) -> list[Text]:
    """The note's lines beside a mark, which tells them from the article's words; until it is parsed, as written."""
    if not note:
        return []
    beside = replace(sheet, width=sheet.width - len(_BEFORE_NOTE))
    if parsed is None:
        lines = beside.wrapped(Text(_shown(note), sheet.palette.note))
    else:
        lines = list(map(line_text, note_lines(parsed, beside.width, _styles(sheet.palette))))
    # What a text begins with is not to be the style of the whole line.
    first = (Text().append(_BEFORE_NOTE, sheet.palette.subheading), *(Text("  ") for _ in lines[1:]))
    return [before.append_text(line) for before, line in zip(first, lines, strict=False)]


def _styles(palette: Palette) -> NoteStyles:
    return NoteStyles(
        palette.note, palette.dim, palette.title, palette.code, palette.link, palette.quote, linked=palette.linked
    )


def _voices(annotation: Annotation, sheet: Sheet) -> list[Text]:
    """Who made it, and how its thread stands."""
    pieces = voice_pieces(annotation, sheet.identity, sheet.palette)
    said = Text(" · ", sheet.palette.dim).join(Text(one.text, one.style) for one in pieces)
    return sheet.wrapped(said) if pieces else []


def _replies(annotation: Annotation, sheet: Sheet) -> list[Text]:
    lines = reply_lines(annotation, sheet.identity, _MOST_REPLIES, sheet.width, _styles(sheet.palette))
    return list(map(line_text, lines))


def _links(links: Sequence[Backlink], sheet: Sheet) -> list[Text]:
    if not links:
        return []
    palette = sheet.palette
    lines = [Text(f"Linked from {counted(len(links), 'note')}", palette.subheading)]
    for record, annotation in links[:_MOST_LINKS]:
        line = Text().append("← ", palette.dim).append(excerpt(note_words(annotation.note)), palette.note)
        lines += sheet.wrapped(line.append(f"  {excerpt(record.title)}", palette.dim))
    more = len(links) - _MOST_LINKS
    return lines if more <= 0 else [*lines, Text(f"… {more} more", palette.dim)]


def _place(record: ArticleRecord, around: Surroundings | None, palette: Palette) -> Text:
    """The article and the headings above the passage."""
    text = Text().append(visible(record.title), palette.dim + Style(bold=True))
    creator = visible(record.metadata.creator)
    text.append(f" · {creator}" if creator else "", palette.dim)
    if around is not None and around.headings:
        text.append("\n" + " › ".join(map(visible, around.headings)), palette.dim)
    return text


def _dates(annotation: Annotation) -> str:
    now = datetime.now().astimezone()
    created, modified = (local_date(moment, now) for moment in (annotation.created, annotation.modified))
    changed = f"changed {day_in_words(modified)}" if modified > created else ""
    return " · ".join(filter(None, (annotation.color or "", day_in_words(created), changed)))


def _shown(text: str) -> str:
    clean_text = clean(text[:_MOST_SHOWN]).text
    return clean_text + " …" if len(text) > _MOST_SHOWN else clean_text
