"""Converts creators and replies to JSON values and back; docs/library.md describes the format."""

from sys import intern
from typing import Any

from readtui.codec import fields
from readtui.model.creator import Creator
from readtui.model.reply import Reply, ThreadState

_FIELDS = frozenset({
    "id", "to", "article", "creator", "created", "modified", "body", "sets", "v", "deleted", "conflicts",
})  # fmt: skip
_PERSON, _PROGRAM = "Person", "Software"
_CREATOR = frozenset({"type", "name"})
_STATES = {state.value: state for state in ThreadState}


def creator_to_json(creator: Creator) -> dict[str, Any]:
    """The creator as W3C Web Annotation describes one."""
    return {"type": _PROGRAM if creator.is_program else _PERSON, "name": creator.name}


def creator_from_json(value: object) -> Creator | None:
    """The creator; None if the value names none.

    A name alone, which W3C allows, and a kind that this version does not know are somebody with that name, and not the
    person whose library it is.
    """
    named = {"name": value} if isinstance(value, str) else value
    if not isinstance(named, dict) or not isinstance(name := named.get("name"), str) or not name.strip():
        return None
    return Creator(fields.line(named, "creator", "name"), named.get("type") == _PROGRAM)


def creator_value(creator: Creator, stored: object) -> object:
    """The JSON value of a creator: the ``stored`` one, if it says the same with more."""
    return stored if creator_from_json(stored) == creator else creator_to_json(creator)


def is_only_known(value: object) -> bool:
    """Whether the JSON value of a creator has nothing that ``creator_from_json`` leaves out."""
    return isinstance(value, dict) and value.keys() <= _CREATOR and value.get("type") in (_PERSON, _PROGRAM)


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """The reply as stored in the table ``replies``."""
    value: dict[str, Any] = {
        **reply.extra,
        "id": reply.id,
        "to": reply.to,
        "article": reply.article_id,
        "created": reply.created,
        "modified": reply.modified,
        "body": reply.text,
        "v": dict(reply.versions),
        "deleted": reply.deleted,
        "conflicts": list(reply.conflicts),
    }
    if reply.sets:
        value["sets"] = reply.sets.value
    else:
        value.setdefault("sets", None)
    if reply.creator:
        value["creator"] = creator_value(reply.creator, value.get("creator"))
    return value


def reply_from_json(value: object) -> Reply:
    """Read a reply from the table ``replies``. Raises DamagedError, which names the record and the field.

    ``article_id`` is "" if the record does not name its article.
    """
    found = fields.mapping(value, "reply", "record")
    where = fields.named("reply", found.get("id"))
    extra = fields.unknown(found, _FIELDS)
    creator = creator_from_json(found.get("creator"))
    if found.get("creator") is not None and not (creator and is_only_known(found["creator"])):
        fields.require_shallow(found["creator"])
        extra["creator"] = found["creator"]
    sets = found.get("sets")
    state = _STATES.get(sets) if isinstance(sets, str) else None
    if sets is not None and state is None:
        fields.require_shallow(sets)
        extra["sets"] = sets
    return Reply(
        id=fields.identifier(found, where, "id"),
        article_id=intern(fields.identifier(found, where, "article")) if "article" in found else "",
        to=fields.identifier(found, where, "to"),
        created=fields.line(found, where, "created"),
        modified=fields.line(found, where, "modified", ""),
        text=fields.text(found, where, "body", ""),
        creator=creator,
        sets=state,
        versions=fields.versions(found, where),
        deleted=fields.optional_line(found, where, "deleted"),
        conflicts=fields.conflicts(found, where),
        extra=extra,
    )
