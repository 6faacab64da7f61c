"""What the review screen says before the first highlight and after the last one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from readtui.codec.cards import times_of
from readtui.model.card import Card
from readtui.services.reviewing.due import Overview
from readtui.services.reviewing.scheduling import Grade, day_of
from readtui.text.counted import counted
from readtui.tui.review.card_lines import interval_in_words


@dataclass(frozen=True, slots=True)
class Message:
    """A title, a sentence, the ids of useful commands with what they do, and a dim last line."""

    title: str
    sentence: str
    commands: tuple[tuple[str, str], ...]
    more: str = ""


_BACK = ("review.back", "back")


def beginning(new_a_day: int) -> Message:
    """Before review is used for the first time."""
    return Message(
        "Review",
        "See your highlights again, each just before you would forget it.",
        (("review.show", "begin"), _BACK),
        f"{new_a_day} new ones a day. Nothing is saved until you grade the first one.",
    )


def ending(done: Counter[Grade], overview: Overview | None, cards: Iterable[Card], now: datetime) -> Message:
    """When nothing is due. ``cards``: as they are after this sitting, oldest first."""
    graded = {card.id: card for card in cards}
    undo = (("review.undo", "take back the last grade"),) if graded else ()
    said = ", ".join(f"{done[grade]} {grade.name.lower()}" for grade in Grade if done[grade])
    if done.total():
        title, sentence = "Done for today", f"{counted(done.total(), 'grade')}: {said}."
    elif overview is not None and overview.was_used:
        title, sentence = "Nothing is due", "Every highlight is still fresh."
    else:
        title, sentence = "Nothing is due", "There are no highlights to review yet."
    return Message(title, sentence, (_BACK, *undo), _when_next(overview, graded.values(), now))


def _when_next(overview: Overview | None, cards: Iterable[Card], now: datetime) -> str:
    """When the next highlight is due, as far as is known."""
    known = [overview.next_due] if overview is not None and overview.next_due else []
    known += [due for card in cards if (due := times_of(card).due) is not None]
    later = [moment for moment in known if moment > now.timestamp()]
    if not later:
        return ""
    wait = datetime.fromtimestamp(min(later), UTC).astimezone(now.tzinfo) - now
    days = (day_of(now + wait) - day_of(now)).days
    when = f"in {interval_in_words(wait)}" if not days else "tomorrow" if days == 1 else f"in {days} days"
    return f"The next one is due {when}."
