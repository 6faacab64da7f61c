"""Converts saved views to JSON values and back; docs/library.md describes the format."""

from typing import Any

from readtui.codec import fields
from readtui.model.view import Lists, View

_VIEW_FIELDS = frozenset({"id", "name", "query", "lists", "modified", "v", "deleted", "conflicts"})


def view_to_json(view: View) -> dict[str, Any]:
    """The view as stored in the codebook's table ``views``."""
    return {
        **view.extra,
        "id": view.id,
        "name": view.name,
        "query": view.query,
        "lists": view.lists.value,
        "modified": view.modified,
        "v": dict(view.versions),
        "deleted": view.deleted,
        "conflicts": list(view.conflicts),
    }


def view_from_json(value: object) -> View:
    """Read a view from the codebook's table ``views``. Raises DamagedError, which names the record and the field.

    Does not parse the query, which only a newer version may understand.
    """
    found = fields.mapping(value, "view", "record")
    where = fields.named("view", found.get("id"))
    return View(
        id=fields.identifier(found, where, "id"),
        name=fields.line(found, where, "name"),
        query=fields.line(found, where, "query"),
        lists=fields.choice(Lists, found, where, "lists", Lists.ANNOTATIONS),
        modified=fields.line(found, where, "modified", ""),
        versions=fields.versions(found, where),
        deleted=fields.optional_line(found, where, "deleted"),
        conflicts=fields.kept_objects(found, where, "conflicts"),
        extra=fields.unknown(found, _VIEW_FIELDS),
    )
