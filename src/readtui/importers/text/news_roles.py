"""The roles of an article's first lines: kicker, title, lead, byline, dateline."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from readtui.importers.text.units import TextUnit
from readtui.model.block import BlockKind, Role
from readtui.text.dateline import dateline_length, is_byline, is_date, is_dateline, is_small_print
from readtui.text.pages.service_lines import service_weight

_ENDS_SENTENCE = re.compile(r"[.…:;,。、；：][\"'”’»“)\]]*$")
MAX_TITLE_WORDS = 28
_MAX_TITLE_CHARACTERS = 180
_MAX_KICKER_WORDS = 5
_HEADER_LINES = 8
_TIME = r"\d{1,2}(?:[:.]\d\d){1,2}"
_TURN = re.compile(
    r"(?:[\[(]?\d[\d:.,-]*[\])]?\s+)?([^\W\d_][^\n:：]{0,40}?)"
    rf"(?:\s?[:：](?=\s|$)|\s+[\[(]?{_TIME}[\])]?(?=\n|$))"
)
"""A time may stand before the name, or after it instead of the colon."""
_MAX_NAME_WORDS = 4
# Beyond, there is no name any more, but spaces without end take time without end.
_MOST_CHARACTERS = 400
_TURNS = 2


def could_be_title(line: str) -> bool:
    """Whether a line may be a title: it is short, and not a sentence, small print or a service line."""
    return (
        len(line) <= _MAX_TITLE_CHARACTERS
        and not _ENDS_SENTENCE.search(line)
        and not service_weight(line)
        and not is_byline(line)
        and not is_date(line)
        and not is_dateline(line)
        and not is_small_print(line)
    )


def is_kicker(line: str) -> bool:
    """Whether the line before a title is a kicker: a few words, not a sentence or byline."""
    return len(line.split()) <= _MAX_KICKER_WORDS and len(line) <= 60 and could_be_title(line)


def belongs_to_header(line: str, distance: int) -> bool:
    """Whether a line ``distance`` lines after a page's title belongs to the article: byline, date, or lead.

    A line of eight words is a lead if it is a sentence or the first line; other articles come further below.
    """
    if distance > _HEADER_LINES:
        return False
    if is_byline(line) or is_dateline(line):
        return True
    if is_date(line) or is_small_print(line):
        return len(line) <= 90
    return len(line.split()) >= 8 and (distance == 1 or _ENDS_SENTENCE.search(line) is not None)


def first_lines_title(units: Sequence[TextUnit]) -> int | None:
    """The title of a text without furniture: its first line, or the second after a kicker, if paragraphs follow.

    The first words of a conversation are none.
    """
    spoken = turns(units)
    for index, unit in enumerate(units[:2]):
        if not unit.alone or unit.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or index in spoken:
            return None
        if not could_be_title(unit.text):
            return None
        following = units[index + 1] if index + 1 < len(units) else None
        if following is None:
            return None
        short = following.alone and len(following.text) <= _MAX_TITLE_CHARACTERS and could_be_title(following.text)
        longer = len(following.text.split()) > len(unit.text.split())
        if index + 1 in spoken:
            return index
        if not (index == 0 and short and longer and is_kicker(unit.text) and len(following.text.split()) >= 4):
            return index
    return None


def roles_after_title(units: Sequence[TextUnit], title: int, body: Sequence[int]) -> dict[int, Role]:
    """The roles of the lines after the title. ``body``: indices of the units that are not furniture, in order."""
    roles: dict[int, Role] = {}
    after = [index for index in body if index > title][:8]
    paragraphs: list[int] = []
    news = False
    for index in after:
        unit = units[index]
        if unit.kind is not BlockKind.PARAGRAPH:
            break
        if is_byline(unit.text):
            roles[index], news = Role.BYLINE, True
        elif is_dateline(unit.text):
            roles[index], news = Role.DATELINE, True
        elif is_date(unit.text):
            continue
        elif dateline_length(unit.text):
            news = True
            break
        elif paragraphs and not news:
            paragraphs.append(index)
        elif news:
            break
        else:
            paragraphs.append(index)
        if len(paragraphs) > 1:
            return roles
    if news and len(paragraphs) == 1 and any(index > paragraphs[0] for index in after):
        roles[paragraphs[0]] = Role.LEAD
    return roles


def dateline_paragraph(units: Sequence[TextUnit], body: Sequence[int]) -> int | None:
    """The paragraph that begins with the article's dateline: the only one of its kind near the top.

    In plays and interviews many paragraphs begin with a name in capitals; those are speakers.
    """

    def begins_with_one(index: int) -> bool:
        return units[index].kind is BlockKind.PARAGRAPH and dateline_length(units[index].text) > 0

    near_top = islice((index for index in body if len(units[index].text) > 60), 4)
    first = next(filter(begins_with_one, near_top), None)
    if first is None or any(index != first and begins_with_one(index) for index in body):
        return None
    return first


def turns(units: Sequence[TextUnit]) -> frozenset[int]:
    """The indices of the turns of people who speak at least twice. Such a line is no title or heading."""
    names = {index: name for index, unit in enumerate(units) if (name := _speaker(unit.text))}
    times = Counter(names.values())
    return frozenset(index for index, name in names.items() if times[name] >= _TURNS)


def _speaker(text: str) -> str:
    found = _TURN.match(text[:_MOST_CHARACTERS])
    return found[1] if found and len(found[1].split()) <= _MAX_NAME_WORDS else ""
