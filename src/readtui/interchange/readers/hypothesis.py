"""Hypothesis: its export as JSON or CSV, and rows of its API; https://h.readthedocs.io/en/latest/api-reference/."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.creators import creator_of, original_of, person, state_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import (
    columns_of,
    json_of,
    named,
    objects,
    require_json,
    rows_of,
    string,
    strings,
)
from readtui.interchange.common.selectors import selected
from readtui.interchange.importer import ImportedAnnotation, ImportedReply, ImportedWork, ImportFormat
from readtui.model.reply import ThreadState
from readtui.quick_dataclass import dataclass

_USER = "acct:"
_READTUI = f"{_USER}readtui@localhost"
# The domain of the users in what readtui exports, each for a creator.
_OF_READTUI = "readtui.invalid"
_CSV = frozenset({"url", "tags"})
_CSV_QUOTES = ("quote", "quote/description")
_CSV_USERS = ("author", "user", "username", "user name", "display name")
_CSV_NOTES = ("comment", "text", "body")


class HypothesisImporter:
    """One work a page. A reply is one to the annotation that the conversation began with."""

    format = ImportFormat("hypothesis", "Hypothesis", "“Export” in the sidebar of Hypothesis, as JSON or CSV")

    def recognises(self, source: Source) -> bool:
        if rows := _rows(json_of(source)):
            return any(string(row.get("user")).startswith(_USER) for row in rows)
        columns = columns_of(source)
        return _is_table(columns) and not columns.isdisjoint({"group", "level"})

    def read(self, source: Source) -> Iterable[ImportedWork]:
        if _is_table(columns_of(source)):
            yield from _works(map(_of_row, rows_of(source)))
            return
        rows = _rows(require_json(source))
        if not rows:
            raise SourceError(f"{named(source)} contains no Hypothesis annotations", "Export it again, as JSON.")
        yield from _works(map(_of_object, rows))


def _is_table(columns: frozenset[str]) -> bool:
    return columns >= _CSV and not columns.isdisjoint(_CSV_QUOTES) and not columns.isdisjoint(_CSV_NOTES)


@dataclass(slots=True)
class _Page:
    title: str
    url: str
    annotations: dict[str, ImportedAnnotation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Item:
    """An annotation with its page. ``answers``: the ids of what it replies to, the first one first. ``sets``: what a
    reply does to a thread.
    """

    url: str
    title: str
    id: str
    annotation: ImportedAnnotation
    answers: tuple[str, ...] = ()
    sets: ThreadState | None = None

    @property
    def reply(self) -> ImportedReply:
        one = self.annotation
        return ImportedReply(one.note, one.creator, one.created, one.source_id, self.sets)


def _works(items: Iterable[_Item]) -> Iterator[ImportedWork]:
    pages: dict[str, _Page] = {}
    page_of: dict[str, _Page] = {}
    replies: list[_Item] = []
    number = 0
    for item in items:
        number += 1
        if item.answers:
            replies.append(item)
        elif not item.annotation.is_empty:
            page = pages.setdefault(item.url or item.title, _Page(item.title, item.url))
            page.title = page.title or item.title
            page.annotations[item.id or f"row {number}"] = item.annotation
            page_of[item.id] = page
    answers: dict[str, list[ImportedReply]] = {}
    for item in sorted(replies, key=lambda one: (one.annotation.created, one.id)):
        if item.reply.is_empty:
            continue
        if root := next((one for one in item.answers if one in page_of), ""):
            answers.setdefault(root, []).append(item.reply)
        elif item.annotation.note.strip():
            number += 1
            page = pages.setdefault(item.url or item.title, _Page(item.title, item.url))
            page.annotations[item.id or f"row {number}"] = item.annotation
    for root, found in answers.items():
        annotations = page_of[root].annotations
        annotations[root] = replace(annotations[root], replies=tuple(found))
    for page in pages.values():
        yield ImportedWork(title=page.title, url=page.url, annotations=tuple(page.annotations.values()))


def _rows(value: object) -> list[dict[str, object]]:
    if isinstance(value, Mapping):
        # A search has the replies beside the rows if it is asked to.
        found = objects(value.get("annotations", value.get("rows"))) + objects(value.get("replies"))
        value = found or [value]
    return [row for row in objects(value) if "uri" in row]


def _of_object(row: Mapping[str, object]) -> _Item:
    document = row.get("document")
    titles = document.get("title") if isinstance(document, Mapping) else None
    url = string(row.get("uri"))
    target = next(iter(objects(row.get("target"))), {})
    found = selected(target.get("selector"))
    own = string(row.get("id"))
    user = string(row.get("user"))
    info = row.get("user_info")
    name = string(info.get("display_name")) if isinstance(info, Mapping) else ""
    is_own = user == _READTUI or user.endswith((f"@{_OF_READTUI}", f".{_OF_READTUI}"))
    by = creator_of(row.get("creator")) if is_own else person(name.strip() or _account(user))
    return _Item(
        url=url if url.startswith(("http:", "https:", "readtui:")) else "",
        title=next(iter(strings(titles)), "") or ("" if url.startswith("http") else url),
        id=own,
        annotation=ImportedAnnotation(
            quote=found.quote,
            prefix=found.prefix,
            suffix=found.suffix,
            start=found.start,
            place=found.place,
            note=string(row.get("text")),
            tags=strings(row.get("tags")),
            created=time_of(row.get("created")),
            modified=time_of(row.get("updated")),
            source_id=f"readtui:{own}" if is_own else own,
            creator=by,
            is_thread=is_own and state_of(row.get("thread")) is not None,
            original=original_of(row.get("original"), found.quote) if is_own else "",
        ),
        answers=strings(row.get("references")),
        sets=state_of(row.get("sets")) if is_own else None,
    )


def _account(user: str) -> str:
    """The name of a user: acct:NAME@SERVER, or only the name in tables."""
    return user.removeprefix(_USER).partition("@")[0]


def _of_row(row: Mapping[str, str]) -> _Item:
    note = next((row[name] for name in _CSV_NOTES if row.get(name)), "")
    # Its label, such as 12 or iv, in what the sidebar exports; the title of the article in other tables.
    page = row.get("page", "").strip()
    is_label = "type" in row or page.isdigit()
    created = next((row[name] for name in ("created at", "created", "updated") if row.get(name)), "")
    return _Item(
        url=row["url"],
        title=row.get("title", "") or ("" if is_label else page),
        id=row.get("id", ""),
        annotation=ImportedAnnotation(
            quote=next((row[name] for name in _CSV_QUOTES if row.get(name)), ""),
            note=note,
            tags=tuple(tag.strip() for tag in row["tags"].split(",") if tag.strip()),
            created=time_of(created),
            place=f"page {page}" if page and is_label else "",
            source_id=row.get("id", ""),
            creator=person(next((_account(row[name].strip()) for name in _CSV_USERS if row.get(name)), "")),
        ),
    )
