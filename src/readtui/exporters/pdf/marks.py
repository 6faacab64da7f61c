"""Turns an annotation and its replies into the text, color and dates that a PDF stores for them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from readtui.exporters.exporter import link_to
from readtui.exporters.voices import SETS, STATES, voice_details
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.file_places import PageArea
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.text.clean import shown, visible
from readtui.text.note_links import words_and_addresses

Color = tuple[int, int, int]

NAME_PREFIX = link_to("")
"""Begins the name (``NM``) of each annotation that readtui wrote; the id follows."""

AUTHOR = "readtui"
"""The author where nobody is named."""

_COLORS: dict[str, Color] = {
    "yellow": (255, 236, 120),
    "green": (178, 230, 160),
    "blue": (165, 212, 250),
    "pink": (250, 180, 208),
    "orange": (255, 206, 138),
    "purple": (214, 188, 246),
}
_UNKNOWN_COLOR = _COLORS["yellow"]
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class PdfMark:
    """An annotation as a PDF stores it. ``areas``: empty for a note on the whole article.

    ``color``: red, green and blue from 0 to 255; None for words that are not highlighted. Times are PDF dates.
    ``answers``: the name of the mark that a reply answers, which has the same first area; "" if it is no reply.
    """

    name: str
    contents: str
    color: Color | None
    created: str
    modified: str
    areas: tuple[PageArea, ...] = ()
    author: str = AUTHOR
    answers: str = ""


def marks_of(annotation: Annotation, areas: tuple[PageArea, ...] = (), *, named: bool) -> list[PdfMark]:
    """The mark for an annotation, and those for its replies. ``named``: their authors are whoever made them."""
    name = link_to(annotation.id)
    mark = PdfMark(
        name,
        _contents(annotation),
        _COLORS.get(annotation.color, _UNKNOWN_COLOR) if annotation.color else None,
        _date(annotation.created),
        _date(annotation.modified),
        areas,
        _author(annotation.creator, named=named),
    )
    replies = (
        PdfMark(
            link_to(reply.id),
            _answer(reply),
            None,
            _date(reply.created),
            _date(reply.modified),
            areas[:1],
            _author(reply.creator, named=named),
            name,
        )
        for reply in annotation.replies
    )
    return [mark, *replies]


def with_replies_as_text(marks: Sequence[PdfMark]) -> tuple[PdfMark, ...]:
    """The marks with replies as text of what they answer, for a file in which they cannot refer to it."""
    said: dict[str, list[str]] = {}
    for mark in marks:
        if mark.answers:
            said.setdefault(mark.answers, []).append(f"{mark.author}: {mark.contents}")
    own = (mark for mark in marks if not mark.answers)
    return tuple(replace(mark, contents="\n\n".join((mark.contents, *said.get(mark.name, ())))) for mark in own)


def _author(creator: Creator | None, *, named: bool) -> str:
    return visible(creator.shown) if named and creator else AUTHOR


def _contents(annotation: Annotation) -> str:
    """The original words if they differ, the note, then a line with tags, thread and an uncertain state.

    Viewers show it as plain text.
    """
    details = [*(f"#{tag}" for tag in annotation.tags), *voice_details(annotation, named=False)]
    details.append(STATES.get(annotation.anchor, ""))
    was = f"was: {shown(annotation.own_words)}" if annotation.is_reworded else ""
    note = shown(words_and_addresses(annotation.note))
    return "\n\n".join(filter(None, (was, note, shown(" ".join(filter(None, details))))))


def _answer(reply: Reply) -> str:
    """The text of a reply, and what it did to the thread."""
    done = f"({SETS[reply.sets]})" if reply.sets else ""
    return " ".join(filter(None, (shown(words_and_addresses(reply.text)), done)))


def _date(time: str) -> str:
    """A time (ISO 8601, UTC) as a PDF date; "" if it is not one."""
    match = _TIME.match(time)
    return f"D:{''.join(match.groups())}Z" if match else ""
