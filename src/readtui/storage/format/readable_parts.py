"""Keeps everything but the wrong fields of a damaged record. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from readtui.errors import DamagedError

_TOLD_BY = {"annotations": "id", "article": "id", "tags": "name", "views": "id", "replies": "id"}
_MOST_TRIED = 1_000
# Without one of these, an entry of a list would mean something else.
_KIND = frozenset({"type", "purpose", "value", "exact"})
_WORDS = "TextQuoteSelector"
_PLACE = "TextPositionSelector"


def readable_part(table: str, value: Mapping[str, Any], read: Callable[[object], object]) -> dict[str, Any] | None:
    """The record with only those fields, and entries of lists, that ``read`` accepts; None if too little is left.

    An annotation needs its id and its article, an article its text version. If the quote is lost, the position goes
    too, because nobody could tell whether it is still right.
    """

    def reads(record: Mapping[str, Any]) -> bool:
        try:
            read(record)
        except DamagedError:
            return False
        return True

    kept = _least(table, value)
    if not reads(kept):
        return None
    for name, field in value.items():
        if name not in ("target", _TOLD_BY[table]):
            kept = _with(kept, name, field, reads)
    if table == "annotations":
        target = dict(kept["target"])
        for name, field in value["target"].items():
            target = _with(target, name, field, lambda found: reads({**kept, "target": found}))
        if _has(value["target"], _WORDS) and not _has(target, _WORDS):
            target["selector"] = [one for one in target.get("selector", []) if one.get("type") != _PLACE]
        kept["target"] = target
    return kept


def _least(table: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that every record must have, with fillers for those that may be unknown."""
    name = value.get(_TOLD_BY[table])
    least: dict[str, Any] = {_TOLD_BY[table]: name}
    if table == "annotations":
        target = value.get("target")
        source = target.get("source") if isinstance(target, dict) else None
        least |= {"created": "", "modified": "", "target": {"source": source}}
    elif table == "article":
        least |= {"title": name, "added": "", "modified": "", "textVersion": value.get("textVersion")}
    elif table == "replies":
        least |= {"to": value.get("to"), "created": ""}
    elif table == "views":
        # A view that lost its query would list everything.
        least |= {"name": name, "query": value.get("query")}
    return least


def _with(kept: dict[str, Any], name: str, field: object, reads: Callable[[Mapping[str, Any]], bool]) -> dict[str, Any]:
    """``kept`` with the field, or with those of its entries that can be read."""
    if reads({**kept, name: field}):
        return {**kept, name: field}
    if not isinstance(field, list) or len(field) > _MOST_TRIED:
        return kept
    entries = (_entry(entry, lambda found: reads({**kept, name: [found]})) for entry in field)
    some = {**kept, name: [entry for entry in entries if entry is not None]}
    return some if reads(some) else kept


def _entry(entry: object, reads: Callable[[object], bool]) -> object | None:
    """The entry, if need be without one field that does not define its kind; None if it is unreadable even so."""
    if reads(entry):
        return entry
    if not isinstance(entry, dict):
        return None
    some = ({key: one for key, one in entry.items() if key != name} for name in entry.keys() - _KIND)
    return next(filter(reads, some), None)


def _has(target: Mapping[str, Any], kind: str) -> bool:
    selectors = target.get("selector")
    return isinstance(selectors, list) and any(isinstance(one, dict) and one.get("type") == kind for one in selectors)
