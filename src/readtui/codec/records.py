"""Converts annotations, article records and tags to JSON values and back; docs/library.md describes the format.

Whatever this version does not know stays in ``extra``: fields, and for annotations also bodies, selectors and fields of
the target, in the same places (``extra["body"]`` is the list of unknown bodies). Unknown fields inside of known bodies,
selectors and the origin are in ``extra[INSIDE]``, and go with these when they are edited. All readers raise
DamagedError, which names the record and the field.
"""

from collections.abc import Mapping, Sequence
from sys import intern
from typing import Any

from readtui.codec import fields
from readtui.codec.record_versions import paths_of
from readtui.codec.replies import creator_from_json, creator_value, is_only_known
from readtui.model.annotation import AcceptedPlace, AnchorState, Annotation, Origin
from readtui.model.article import ArticleRecord, Metadata, ReadingState, RepositoryPlace
from readtui.model.creator import Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.view import Lists, View
from readtui.quick_dataclass import maker

INSIDE = "readtui:inside"
"""Where ``extra`` has the unknown fields inside of what is known. Never in a file."""

# fmt: off
_annotation = maker(Annotation)
_ARTICLE_FIELDS = frozenset({
    "id", "title", "source", "paths", "creator", "language", "published", "site", "canonicalUrl", "direction", "added",
    "modified", "textVersion", "content", "words", "tags", "readingState", "archived", "edited", "v", "deleted",
    "conflicts", "discussed", "repository", "aliases", "citationKey",
})
_ANNOTATION_FIELDS = frozenset({
    "id", "type", "motivation", "created", "modified", "body", "target",
    "readtui:color", "readtui:textVersion", "readtui:anchor", "readtui:origin", "readtui:why", "creator",
    "readtui:thread", "v", "deleted", "conflicts", INSIDE,
})
_TARGET_FIELDS = frozenset({"source", "selector"})
_TAG_BODY = frozenset({"type", "purpose", "value"})
_NOTE_BODY = _TAG_BODY | {"format"}
_QUOTE = frozenset({"type", "exact", "prefix", "suffix"})
_POSITION = frozenset({"type", "start", "end"})
_ORIGIN = frozenset({"textVersion", "start", "end", "exact", "accepted", "acceptedPlace"})
_TAG_FIELDS = frozenset({"name", "color", "description", "pin", "modified", "v", "deleted", "conflicts"})
# fmt: on
_THREAD = "open"
_NOTE_FORMATS = ("text/markdown", "text/plain")

Inside = dict[str, Any]
_VIEW_FIELDS = frozenset({"id", "name", "query", "lists", "modified", "v", "deleted", "conflicts"})


def article_record_to_json(record: ArticleRecord) -> dict[str, Any]:
    """The record as stored in the table ``article``."""
    metadata = record.metadata
    value: dict[str, Any] = {
        **record.extra,
        "id": record.id,
        "title": metadata.title,
        "source": metadata.source,
        "paths": list(record.paths),
        "creator": metadata.creator,
        "language": metadata.language,
        "published": metadata.published,
        "added": record.added,
        "modified": record.modified,
        "textVersion": record.text_version,
        "words": record.words,
        "tags": list(record.tags),
        "v": dict(record.versions),
        "deleted": record.deleted,
        "conflicts": list(record.conflicts),
    }
    if record.reading_state is not ReadingState.DISCUSSED:
        value["readingState"] = record.reading_state.value
    if record.repository:
        value["repository"] = {"root": record.repository.root, "path": record.repository.path}
    optional = {
        "archived": record.archived,
        "discussed": record.discussed,
        "aliases": list(record.aliases),
        "citationKey": record.citation_key,
        "edited": list(record.edited),
        "content": record.content,
        "site": metadata.site,
        "canonicalUrl": metadata.canonical_url,
        "direction": metadata.direction,
    }
    return value | {name: field for name, field in optional.items() if field}


def article_record_from_json(value: object) -> ArticleRecord:
    """Read a record from the table ``article``."""
    found = fields.mapping(value, "article", "record")
    where = fields.named("article", found.get("id"))
    repository = _repository(found)
    return ArticleRecord(
        id=fields.identifier(found, where, "id"),
        metadata=Metadata(
            title=fields.line(found, where, "title"),
            source=fields.address(found, where, "source", ""),
            creator=fields.line(found, where, "creator", ""),
            language=fields.line(found, where, "language", ""),
            published=fields.line(found, where, "published", ""),
            site=fields.line(found, where, "site", ""),
            canonical_url=fields.line(found, where, "canonicalUrl", ""),
            direction=fields.line(found, where, "direction", ""),
        ),
        added=fields.line(found, where, "added"),
        modified=fields.line(found, where, "modified"),
        text_version=fields.line(found, where, "textVersion"),
        words=fields.whole_number(found, where, "words", 0),
        paths=_read_paths(found, where),
        tags=fields.lines(found, where, "tags"),
        reading_state=_reading_state(found, where),
        archived=fields.optional_line(found, where, "archived"),
        edited=fields.lines(found, where, "edited"),
        content=fields.line(found, where, "content", ""),
        versions=fields.versions(found, where),
        deleted=fields.optional_line(found, where, "deleted"),
        conflicts=fields.conflicts(found, where),
        extra=fields.unknown(found, _ARTICLE_FIELDS - ({"repository"} if repository is None else frozenset())),
        discussed=fields.optional_line(found, where, "discussed"),
        repository=repository,
        aliases=fields.lines(found, where, "aliases"),
        citation_key=fields.line(found, where, "citationKey", ""),
    )


def _reading_state(found: fields.Json, where: str) -> ReadingState:
    """A document has none until somebody puts it in one. An article is archived by a field of its own."""
    none = ReadingState.DISCUSSED if found.get("discussed") else ReadingState.TO_READ
    state = fields.choice(ReadingState, found, where, "readingState", none)
    return none if state in (ReadingState.ARCHIVED, ReadingState.DISCUSSED) else state


def _repository(found: fields.Json) -> RepositoryPlace | None:
    """Unchanged, because it is compared with others; None also for what only a later version understands."""
    place = found.get("repository")
    root, path = (place.get("root"), place.get("path")) if isinstance(place, Mapping) else (None, None)
    return RepositoryPlace(root, path) if isinstance(root, str) and isinstance(path, str) else None


def _read_paths(found: fields.Json, where: str) -> tuple[str, ...]:
    """Where the article was added from, also on the devices whose versions of the record were merged with this one."""
    own = fields.texts_as_written(found, where, "paths")
    return tuple(paths_of(found)) if found.get("conflicts") else own


def annotation_to_json(annotation: Annotation) -> dict[str, Any]:
    """The annotation as stored in the table ``annotations``."""
    extra = dict(annotation.extra)
    other_bodies, other_target = extra.pop("body", []), extra.pop("target", {})
    inside: Inside = extra.pop(INSIDE, {})  # type: ignore[assignment]
    if origin := annotation.origin:
        extra["readtui:origin"] = {**inside.get("origin", {}), **_origin(origin)}
    if annotation.why:
        extra["readtui:why"] = annotation.why
    if annotation.creator:
        extra["creator"] = creator_value(annotation.creator, inside.get("creator"))
    if annotation.is_thread:
        extra["readtui:thread"] = _THREAD
    return {
        **extra,
        "id": annotation.id,
        "type": "Annotation",
        "motivation": annotation.motivation.value,
        "created": annotation.created,
        "modified": annotation.modified,
        "body": [*_bodies(annotation, inside), *other_bodies],  # type: ignore[misc]
        "target": _target(annotation, other_target, inside),  # type: ignore[arg-type]
        "readtui:color": annotation.color,
        "readtui:textVersion": annotation.text_version,
        "readtui:anchor": annotation.anchor.value,
        "v": dict(annotation.versions),
        "deleted": annotation.deleted,
        "conflicts": list(annotation.conflicts),
    }


def annotation_from_json(value: object) -> Annotation:
    """Read an annotation from the table ``annotations``."""
    found = fields.mapping(value, "annotation", "record")
    where = fields.named("annotation", found.get("id"))
    target = fields.mapping(found.get("target"), where, "target")
    inside: Inside = {}
    tags, note, other_bodies = _read_bodies(fields.objects(found, where, "body"), where, inside)
    quote, position, other_selectors = _read_selectors(fields.objects(target, where, "selector"), where, inside)
    origin = _read_origin(found.get("readtui:origin"), where, inside)
    extra = fields.unknown(found, _ANNOTATION_FIELDS)
    creator = _read_creator(found, inside, extra)
    thread = found.get("readtui:thread")
    if thread not in (None, _THREAD):
        fields.require_shallow(thread)
        extra["readtui:thread"] = thread
    if inside:
        extra[INSIDE] = inside
    if other_bodies:
        fields.require_shallow(other_bodies)
        extra["body"] = other_bodies
    other_target = fields.unknown(target, _TARGET_FIELDS)
    if other_selectors:
        fields.require_shallow(other_selectors)
        other_target["selector"] = other_selectors
    if other_target:
        extra["target"] = other_target
    return _annotation(
        id=fields.identifier(found, where, "id"),
        article_id=intern(fields.identifier(target, where, "source")),
        created=intern(fields.line(found, where, "created")),
        modified=intern(fields.line(found, where, "modified")),
        quote=quote,
        position=position,
        color=fields.optional_line(found, where, "readtui:color"),
        tags=tags,
        note=note,
        text_version=intern(fields.line(found, where, "readtui:textVersion", "")),
        anchor=fields.choice(AnchorState, found, where, "readtui:anchor", AnchorState.EXACT),
        origin=origin,
        why=fields.line(found, where, "readtui:why", ""),
        creator=creator,
        is_thread=thread == _THREAD,
        versions=fields.versions(found, where),
        deleted=fields.optional_line(found, where, "deleted"),
        conflicts=fields.conflicts(found, where),
        extra=extra,
    )


def tag_to_json(tag: Tag) -> dict[str, Any]:
    """The tag as stored in the codebook's table ``tags``."""
    return {
        **tag.extra,
        "name": tag.name,
        "color": tag.color,
        "description": tag.description,
        "pin": tag.pin,
        "modified": tag.modified,
        "v": dict(tag.versions),
        "deleted": tag.deleted,
        "conflicts": list(tag.conflicts),
    }


def tag_from_json(value: object) -> Tag:
    """Read a tag from the codebook's table ``tags``."""
    found = fields.mapping(value, "tag", "record")
    where = fields.named("tag", found.get("name"))
    return Tag(
        name=fields.identifier(found, where, "name"),
        color=fields.optional_line(found, where, "color"),
        description=fields.text(found, where, "description", ""),
        pin=_read_pin(found, where),
        modified=fields.line(found, where, "modified", ""),
        versions=fields.versions(found, where),
        deleted=fields.optional_line(found, where, "deleted"),
        conflicts=fields.conflicts(found, where),
        extra=fields.unknown(found, _TAG_FIELDS),
    )


def _read_pin(value: fields.Json, where: str) -> int | None:
    pin = None if value.get("pin") is None else fields.whole_number(value, where, "pin")
    return pin if pin in range(1, 10) else None


def _bodies(annotation: Annotation, inside: Inside) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = [
        {"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in annotation.tags
    ]
    before: Sequence[tuple[str, Mapping[str, object]]] = inside.get("tags", ())
    known = dict(before)
    for number, (body, tag) in enumerate(zip(bodies, annotation.tags, strict=True)):
        if tag in known:
            body.update(known[tag])
        elif number < len(before) and before[number][0] not in annotation.tags:
            # The tag in its place has got another name.
            body.update(before[number][1])
    if annotation.note:
        note = {"type": "TextualBody", "purpose": "commenting", "format": "text/markdown", "value": annotation.note}
        bodies.append({**inside.get("note", {}), **note})
    return bodies


def _read_bodies(
    bodies: Sequence[Mapping[str, object]], where: str, inside: Inside
) -> tuple[tuple[str, ...], str, list[Mapping[str, object]]]:
    """Tags, the note, and all other bodies (including a second note by another program)."""
    tags: list[str] = []
    in_tags: list[tuple[str, dict[str, object]]] = []
    note = ""
    others: list[Mapping[str, object]] = []
    for body in bodies:
        textual = body.get("type") == "TextualBody"
        if textual and body.get("purpose") == "tagging":
            tags.append(intern(fields.line(body, where, "value")))
            in_tags.append((tags[-1], fields.unknown(body, _TAG_BODY)))
        elif (
            textual
            and body.get("purpose") == "commenting"
            and not note
            and body.get("format", "text/plain") in _NOTE_FORMATS
        ):
            note = fields.text(body, where, "value")
            _keep(inside, "note", body, _NOTE_BODY)
        else:
            others.append(body)
    if any(found for _, found in in_tags):
        inside["tags"] = [list(one) for one in in_tags]
    return tuple(tags), note, others


def _keep(inside: Inside, name: str, value: Mapping[str, object], known: frozenset[str]) -> None:
    if found := fields.unknown(value, known):
        inside[name] = found


def _read_creator(found: Mapping[str, object], inside: Inside, extra: dict[str, object]) -> Creator | None:
    """The creator; a value that this version does not know stays in ``extra``."""
    value = found.get("creator")
    creator = creator_from_json(value)
    if value is not None and not (creator and is_only_known(value)):
        fields.require_shallow(value)
        if creator:
            inside["creator"] = value
        else:
            extra["creator"] = value
    return creator


def _read_origin(value: object, where: str, inside: Inside) -> Origin | None:
    if value is None:
        return None
    found = fields.mapping(value, where, "readtui:origin")
    _keep(inside, "origin", found, _ORIGIN)
    accepted, at = None, fields.line(found, where, "accepted", "")
    if at:
        place = found.get("acceptedPlace")
        accepted = (
            AcceptedPlace(at, *_read_place(place, where, "acceptedPlace")) if place is not None else AcceptedPlace(at)
        )
    exact = fields.text(found, where, "exact", "")
    return Origin(*_read_place(found, where, "readtui:origin"), exact, accepted)


def _origin(origin: Origin) -> dict[str, Any]:
    value = _place(origin)
    if origin.exact:
        value["exact"] = origin.exact
    if accepted := origin.accepted:
        value["accepted"] = accepted.at
        if accepted.text_version:
            value["acceptedPlace"] = _place(accepted)
    return value


def _place(place: Origin | AcceptedPlace) -> dict[str, Any]:
    return {"textVersion": place.text_version, "start": place.start, "end": place.end}


def _read_place(value: object, where: str, name: str) -> tuple[str, int, int]:
    found = fields.mapping(value, where, name)
    start, end = fields.whole_number(found, where, "start"), fields.whole_number(found, where, "end")
    if not 0 <= start <= end:
        raise fields.wrong_value(where, name, "a start and an end after it", value)
    return fields.line(found, where, "textVersion"), start, end


def _target(annotation: Annotation, other: Mapping[str, Any], inside: Inside) -> dict[str, Any]:
    selectors: list[object] = []
    if annotation.quote is not None:
        quote = annotation.quote
        known = {"type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
        selectors.append({**inside.get("quote", {}), **known})
    if annotation.position is not None and annotation.anchor is not AnchorState.WAITING:
        position = annotation.position
        place = {"type": "TextPositionSelector", "start": position.start, "end": position.end}
        selectors.append({**inside.get("position", {}), **place})
    selectors += other.get("selector", [])
    target = {**other, "source": annotation.article_id}
    if selectors:
        target["selector"] = selectors
    return target


def _read_selectors(
    selectors: Sequence[Mapping[str, object]], where: str, inside: Inside
) -> tuple[TextQuoteSelector | None, TextPositionSelector | None, list[Mapping[str, object]]]:
    quote: TextQuoteSelector | None = None
    position: TextPositionSelector | None = None
    others: list[Mapping[str, object]] = []
    for selector in selectors:
        if selector.get("type") == "TextQuoteSelector" and quote is None:
            quote = TextQuoteSelector(
                exact=fields.text(selector, where, "exact"),
                prefix=fields.text(selector, where, "prefix", ""),
                suffix=fields.text(selector, where, "suffix", ""),
            )
            _keep(inside, "quote", selector, _QUOTE)
        elif selector.get("type") == "TextPositionSelector" and position is None:
            start = fields.whole_number(selector, where, "start")
            end = fields.whole_number(selector, where, "end")
            if end < start:
                raise fields.wrong_value(where, "end", f"{start} or more", end)
            position = TextPositionSelector(start, end)
            _keep(inside, "position", selector, _POSITION)
        else:
            others.append(selector)
    return quote, position, others


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
        conflicts=fields.conflicts(found, where),
        extra=fields.unknown(found, _VIEW_FIELDS),
    )
