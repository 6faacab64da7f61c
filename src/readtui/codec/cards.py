"""Converts cards of spaced review to JSON values and back; docs/library.md describes the format."""

from datetime import UTC, datetime
from sys import intern
from typing import Any

from readtui.codec import fields
from readtui.model.card import Card, CardState, CardTimes

_CARD_FIELDS = frozenset({
    "id", "article", "state", "step", "stability", "difficulty", "due", "reviewed", "introduced", "reviews", "lapses",
    "suspended", "buried", "modified", "v", "deleted",
})  # fmt: skip
# An older readtui that merges two copies leaves the earlier card here. The later one counts, so nothing is lost.
_IGNORED = frozenset({"conflicts"})
_MOST_STABLE = 1e9
# Outside of these, other time zones may have no such moment.
_YEARS = range(1970, 9000)


def card_to_json(card: Card) -> dict[str, Any]:
    """The card as stored in the table ``review``."""
    value: dict[str, Any] = {
        **card.extra,
        "id": card.id,
        "article": card.article_id,
        "state": card.state.value,
        "step": card.step,
        "stability": card.stability,
        "difficulty": card.difficulty,
        "due": card.due,
        "reviewed": card.reviewed,
        "introduced": card.introduced,
        "reviews": card.reviews,
        "lapses": card.lapses,
        "modified": card.modified,
        "v": dict(card.versions),
        "deleted": card.deleted,
    }
    if card.suspended:
        value["suspended"] = card.suspended
    if card.buried:
        value["buried"] = card.buried
    return value


def card_from_json(value: object) -> Card:
    """Read a card from the table ``review``. Raises DamagedError, which names the record and the field."""
    found = fields.mapping(value, "card", "record")
    where = fields.named("card", found.get("id"))
    return Card(
        id=fields.identifier(found, where, "id"),
        article_id=intern(fields.identifier(found, where, "article")),
        state=fields.choice(CardState, found, where, "state", CardState.NEW),
        step=fields.whole_number(found, where, "step", 0),
        stability=fields.number(found, where, "stability", _MOST_STABLE),
        difficulty=fields.number(found, where, "difficulty", 10.0),
        due=_time(found, where, "due"),
        reviewed=_time(found, where, "reviewed"),
        introduced=_time(found, where, "introduced"),
        reviews=fields.whole_number(found, where, "reviews", 0),
        lapses=fields.whole_number(found, where, "lapses", 0),
        suspended=fields.optional_line(found, where, "suspended"),
        buried=_time(found, where, "buried") or None,
        modified=fields.line(found, where, "modified", ""),
        versions=fields.versions(found, where),
        deleted=fields.optional_line(found, where, "deleted"),
        extra=fields.unknown(found, _CARD_FIELDS | _IGNORED),
    )


def times_of(card: Card) -> CardTimes:
    """When the card is due, not before it is no longer buried, and when it was introduced."""
    due = max(filter(None, (card.due, card.buried)), default="")
    return CardTimes(None if card.suspended or not due else _seconds(due), _seconds(card.introduced))


def _seconds(moment: str) -> int | None:
    return int(datetime.fromisoformat(moment).timestamp()) if moment else None


def _time(value: fields.Json, where: str, name: str) -> str:
    """A time in UTC, in the one form in which times compare as text; "" if it is absent or null."""
    found = fields.optional_line(value, where, name)
    if not found:
        return ""
    try:
        moment = datetime.fromisoformat(found)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        if moment.year not in _YEARS:
            raise ValueError("no such year")  # noqa: TRY301
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError) as error:
        raise fields.wrong_value(where, name, "a time such as 2026-01-31T12:00:00Z", found) from error
