"""Turns an annotation into the text, color and dates that a PDF stores for it."""

import re
from dataclasses import dataclass

from readtui.exporters.exporter import link_to
from readtui.exporters.notes.wording import STATES
from readtui.model.annotation import Annotation
from readtui.model.page_area import PageArea
from readtui.text.clean import shown
from readtui.text.note_links import words_and_addresses

Color = tuple[int, int, int]

NAME_PREFIX = link_to("")
"""Begins the name (``NM``) of each annotation that readtui wrote; the id follows."""

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
class Mark:
    """An annotation as a PDF stores it. ``areas``: empty for a note on the whole article.

    ``color``: red, green and blue from 0 to 255; None for words that are not highlighted. Times are PDF dates.
    """

    name: str
    contents: str
    color: Color | None
    created: str
    modified: str
    areas: tuple[PageArea, ...] = ()


def mark_of(annotation: Annotation, areas: tuple[PageArea, ...] = ()) -> Mark:
    """The mark for an annotation."""
    return Mark(
        link_to(annotation.id),
        _contents(annotation),
        _COLORS.get(annotation.color, _UNKNOWN_COLOR) if annotation.color else None,
        _date(annotation.created),
        _date(annotation.modified),
        areas,
    )


def _contents(annotation: Annotation) -> str:
    """The note, then a line with tags and an uncertain state. Viewers show it as plain text."""
    details = [*(f"#{tag}" for tag in annotation.tags), STATES.get(annotation.anchor, "")]
    note = shown(words_and_addresses(annotation.note))
    return "\n\n".join(filter(None, (note, shown(" ".join(filter(None, details))))))


def _date(time: str) -> str:
    """A time (ISO 8601, UTC) as a PDF date; "" if it is not one."""
    match = _TIME.match(time)
    return f"D:{''.join(match.groups())}Z" if match else ""
