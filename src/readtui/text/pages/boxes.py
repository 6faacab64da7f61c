"""Finds boxes in or beside the article of a copied page: other articles, offers, repeated captions."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from readtui.text.pages.lines import PageLine
from readtui.text.pages.list_rows import glued_teasers
from readtui.text.pages.service_lines import AROUND_HEADING, folded, is_counter
from readtui.text.pages.service_patterns import PLAYER_LINES, READ_ALSO

_LISTED_SHARE = 0.4
_SUMMARY_SHARE = 0.3
_MAX_SUMMARY_WORDS = 45
_SUMMARIES_NEAR = 8
_MAX_PROMOTION_WORDS = 30
_MAX_PROMOTION_LINES = 4
_MIN_REPEATED_WORDS = 12
_REPEATED_NEAR = 8
_MIN_TEASERS = 2
_ASKS = ("?", "？", "?“", "?”")
_MAX_CONTROL = 160
_MIN_CONTROLS = 5
_MIN_PARAGRAPH = 20
_MIN_HEADLINE = 5
_LONGER = 1.3
_MAX_LABEL_WORDS = 5
MANY_TIMES = 4
"""A line repeated this often does not show where an article begins or ends."""

_SLIDE = re.compile(r"(?:image |photo |slide |bild |foto )?\d{1,3} ?(?:/|of|von|de|sur|di) ?\d{1,3}\b", re.IGNORECASE)
_SIGN_UP = re.compile(
    r"newsletter|sign ?up|subscribe|e-?mails?\b|inbox|alerts|abonnieren|anmeld|registrieren|abonne|inscri|suscr"
    r"|boletín|iscriv|assine|cadastr|nieuwsbrief|aanmelden|подпис",
    re.IGNORECASE,
)


def related_boxes(lines: Sequence[PageLine]) -> list[tuple[int, int]]:
    """Half-open ranges of lists of other articles: a heading, then two or more headlines, with or without summaries.

    A subhead of the following article looks like a headline, but its paragraph is longer than a summary, or another
    paragraph follows.
    """
    boxes: list[tuple[int, int]] = []
    first = 0
    while first < len(lines):
        last = _end_of_box(lines, first) if lines[first].heads_related else first + 1
        if last > first + 1:
            boxes.append((first, last))
        first = last
    return boxes


def _end_of_box(lines: Sequence[PageLine], first: int) -> int:
    """The end of the box under the heading at ``first``; the next line if there is no box."""
    have_summaries = first + 2 < len(lines) and _is_sentence(lines[first + 2])
    at, entries = first + 1, 0
    longest = 0
    while at < len(lines) and lines[at].could_be_headline():
        if have_summaries:
            summary, following = lines[at + 1 : at + 2], lines[at + 2 : at + 3]
            if not summary or not _is_sentence(summary[0]):
                break
            words = summary[0].words
            goes_on = bool(following) and _is_sentence(following[0])
            if goes_on and not (entries and lines[at].words >= _MIN_HEADLINE and following[0].words > _LONGER * words):
                break
            if entries and words >= _MIN_PARAGRAPH and words > _LONGER * longest:
                break
            longest = max(longest, words)
        at += 2 if have_summaries else 1
        entries += 1
    if entries >= _MIN_TEASERS:
        return at
    one = lines[first + 1 : first + 2]
    leads_on = re.compile(READ_ALSO).fullmatch(folded(lines[first].text.strip(AROUND_HEADING))) is not None
    is_link = leads_on and one and one[0].words >= _MIN_HEADLINE and one[0].could_be_headline()
    return first + 2 if is_link else first + 1


def _is_sentence(line: PageLine) -> bool:
    return not line.service and not line.could_be_headline() and line.words <= _MAX_SUMMARY_WORDS


def promotions(lines: Sequence[PageLine]) -> set[int]:
    """The lines of sign-up boxes: a service line, a sentence, and service lines again."""
    found: set[int] = set()
    for index in range(1, len(lines) - 1):
        line, before, after = lines[index], lines[index - 1], lines[index + 1]
        if index - 1 in found:  # Lines after a box are not part of it.
            continue
        is_between = before.service and after.service and not line.service and 0 < line.words <= _MAX_PROMOTION_WORDS
        if is_between and (_SIGN_UP.search(before.text) or _SIGN_UP.search(after.text)):
            last = index + 1
            while last < min(len(lines), index + _MAX_PROMOTION_LINES) and lines[last].service:
                last += 1
            found.update(range(index - 1, last))
    return found


def pages_own(lines: Sequence[PageLine]) -> list[bool]:
    """Which lines are about the page rather than the article's topic: lines next to service lines, or at the beginning
    or end of the page.
    """
    own = [False] * len(lines)
    first = 0
    while first < len(lines):
        last = first
        while last < len(lines) and lines[last].of_page:
            last += 1
        is_apart = first == 0 or last >= len(lines) or lines[first - 1].service > 0 or lines[last].service > 0
        if last > first and is_apart:
            own[first:last] = [True] * (last - first)
        first = last + 1
    return own


def repeated_labels(lines: Sequence[PageLine]) -> set[int]:
    """Labels that the page repeats between its paragraphs, next to other labels or service lines. The name of a speaker
    stands alone.
    """
    times = Counter(line.text for line in lines)
    many = [times[line.text] >= MANY_TIMES and 0 < line.words <= _MAX_LABEL_WORDS and not line.closed for line in lines]

    def is_label(at: int) -> bool:
        return 0 <= at < len(lines) and (many[at] or lines[at].service > 0)

    return {at for at, is_many in enumerate(many) if is_many and (is_label(at - 1) or is_label(at + 1))}


def player_controls(lines: Sequence[PageLine]) -> set[int]:
    """The lines of video player controls: so many in a row that they cannot be text of the article."""
    is_control = re.compile(PLAYER_LINES).fullmatch
    controls: set[int] = set()
    first = 0
    while first < len(lines):
        last, found = first, 0
        while last < len(lines) and len(lines[last].text) <= _MAX_CONTROL:
            matches = is_control(folded(lines[last].text)) is not None
            if not matches and not (found and is_counter(lines[last].text)):
                break
            found += matches
            last += 1
        if found >= _MIN_CONTROLS:
            controls.update(range(first, last))
        first = last + 1
    return controls


def repeated_captions(lines: Sequence[PageLine], start: int, end: int) -> set[int]:
    """Long lines that also occur shortly before, such as captions in a picture gallery."""
    last_at: dict[str, int] = {}
    repeated: set[int] = set()
    for index in range(start, end):
        text = lines[index].text
        if lines[index].words >= _MIN_REPEATED_WORDS and index - last_at.get(text, -len(lines)) <= _REPEATED_NEAR:
            repeated.add(index)
        last_at[text] = index
    return repeated


def teaser_shares(lines: Sequence[PageLine], prose: Sequence[bool]) -> list[float]:
    """The share of its score that each line keeps: below 1 if it looks like the summary of another article.

    ``prose`` marks the lines of running text.
    """
    alone = [line.alone for line, is_prose in zip(lines, prose, strict=True) if is_prose]
    has_paragraphs = sum(alone) * 2 >= len(alone)
    glued = _glued_teasers(lines)
    summaries = [glued[index] or _is_summary(lines, prose, index) for index in range(len(lines))]
    boxed = {at for first, last in related_boxes(lines) for at in range(first, last)}
    until = [0, *accumulate(found and at not in boxed for at, found in enumerate(summaries))]
    shares: list[float] = []
    for index, line in enumerate(lines):
        near = until[min(len(lines), index + _SUMMARIES_NEAR + 1)] - until[max(0, index - _SUMMARIES_NEAR)]
        share = _LISTED_SHARE if has_paragraphs and prose[index] and not line.alone else 1.0
        if summaries[index] and (near > 2 or index in boxed):
            share *= 0.0 if glued[index] else _SUMMARY_SHARE
        shares.append(share)
    return shares


def _is_answered(lines: Sequence[PageLine], index: int) -> bool:
    """Whether a line is an answer in an interview: it follows a question, and another question comes before that or
    after it.
    """
    questions = [
        at for at in (index - 3, index - 1, index + 1) if 0 <= at < len(lines) and lines[at].text.endswith(_ASKS)
    ]
    return index - 1 in questions and len(questions) > 1


def _glued_teasers(lines: Sequence[PageLine]) -> list[bool]:
    """Which lines are a short headline and summary of another article with no space between them."""
    glued = glued_teasers([line.text for line in lines])
    return [found and line.words <= _MAX_SUMMARY_WORDS for found, line in zip(glued, lines, strict=True)]


def _is_summary(lines: Sequence[PageLine], prose: Sequence[bool], index: int) -> bool:
    """Whether a single line of running text follows a line that could be a headline, or a slide number."""
    if index == 0 or not prose[index]:
        return False
    before = lines[index - 1]
    if _SLIDE.match(before.text) and before.could_be_headline():
        return True
    if lines[index].words > _MAX_SUMMARY_WORDS:
        return False
    is_label = before.words < 3 or before.service or before.stamped or _is_answered(lines, index)
    return not is_label and before.could_be_headline() and not any(prose[index + 1 : index + 2])
