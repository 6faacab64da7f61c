"""Kindle's My Clippings.txt, which many programs for highlights import."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.voices import count_other_creator, count_replies, others_name
from readtui.model.annotation import Annotation
from readtui.text.clean import visible
from readtui.text.note_links import words_of_links

_END = "=========="
# Programs split the file at this line, some of them wherever it occurs.
_LIKE_THE_END = re.compile(rf"(?<==)(?={_END[1:]})")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NOWHERE = "Location 0"


class KindleExporter:
    """A clipping is a title, a line about it, an empty line and one line of text. A note is a separate clipping.

    There is no byte order mark. Kindle writes one before each title, but many programs read it as part of the title.
    """

    format = Format(
        "kindle",
        "Kindle clippings",
        ".txt",
        Purpose.STUDY,
        "My Clippings.txt, for programs that read highlights from a Kindle",
        needs_text=False,
        only_annotations=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """Clippings in reading order, with CRLF line ends. Locations count code points from 1; times are in UTC."""
        losses = options.losses
        for document in documents:
            title = _title(document)
            for annotation in document.annotations:
                has_text = annotation.quoted_text.strip() or annotation.note.strip()
                losses.add("annotation", count=not has_text)
                losses.add("color", count=annotation.color is not None)
                losses.add("tag", count=len(annotation.tags))
                losses.add("link back", "links back")
                count_other_creator(document, annotation, options)
                count_replies(annotation, losses)
                yield from _clippings(title, annotation, others_name(document, annotation, options))


def _clippings(title: str, annotation: Annotation, name: str) -> Iterator[str]:
    """The clippings of an annotation. ``name``: who made it, if not the person whose file it is."""
    passage, when = annotation.passage, _when(annotation)
    if quote := _line(annotation.own_words):
        place = f"Location {passage.start + 1}-{passage.end}" if passage else _NOWHERE
        yield _clipping(title, f"- Your Highlight on {place}{when}", quote)
    if note := _line(words_of_links(annotation.note)):
        place = f"Location {passage.end}" if passage else _NOWHERE
        # Programs know only notes that are "Your Note".
        yield _clipping(title, f"- Your Note on {place}{when}", f"{_line(name)}: {note}" if name else note)


def _clipping(*lines: str) -> str:
    title, about, text = lines
    return "\r\n".join((title, about, "", text, _END, ""))


def _title(document: ExportDocument) -> str:
    metadata = document.record.metadata
    author = _line(metadata.creator).replace("(", "[").replace(")", "]")
    title = _line(metadata.title) or _line(metadata.source) or "Untitled"
    return f"{title} ({author})" if author else title


def _line(text: str) -> str:
    return _LIKE_THE_END.sub("\u200b", visible(text))


def _when(annotation: Annotation) -> str:
    try:
        time = datetime.fromisoformat(annotation.created)
    except ValueError:
        return ""
    hour, half = (time.hour - 1) % 12 + 1, "AM" if time.hour < 12 else "PM"
    day = f"{_DAYS[time.weekday()]}, {_MONTHS[time.month - 1]} {time.day}, {time.year}"
    return f" | Added on {day} {hour}:{time.minute:02}:{time.second:02} {half}"
