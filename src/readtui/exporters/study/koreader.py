"""KOReader's file beside a book, with the highlights made here besides those that are in it.

https://github.com/koreader/koreader: docsettings.lua, readerannotation.lua and readerhighlight.lua.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence

from readtui.codec.lua_tables import LuaError, LuaTable, items, list_of, read_table, written_table
from readtui.errors import ExportError
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose, link_to
from readtui.exporters.voices import count_other_creator, count_replies, others_name
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.block import BlockKind
from readtui.model.file_places import BookPlace, Box
from readtui.text.clean import visible
from readtui.text.note_links import words_of_links

_COLORS = {"pink": "red"}
_DRAWN, _UNDERLINED = "lighten", "underscore"
_OWN, _WRITTEN = "readtui", "readtui_written"
"""The names that readtui adds to a highlight: the annotation's link, and what was written last. KOReader keeps them."""

_FIRST = re.compile(r"\[1\](?=[/.]|$)")
_STEP = re.compile(r"(?<=/)([^/\[.]+)(?=[/.]|$)")
_OLDEST, _NUMBERED = 20200223, 20260812
"""Versions of KOReader's tree: the first with places as readtui names them, and the first that numbers all steps."""

_INSIDE = 1.0
_MOST_DIGITS = 10
_SIGNS = 2
_Values = dict[str, object]


class KoreaderExporter:
    """Adds to the file what it lacks, and changes only what readtui has written there and nobody has changed since."""

    format = Format(
        "koreader",
        "KOReader",
        ".lua",
        Purpose.STUDY,
        "highlights for KOReader, in its file beside the EPUB or PDF",
        needs_book=True,
        only_annotations=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The files as they would be where there is none, one after the other. Raises ExportError."""
        for document in documents:
            yield f"-- {visible(document.record.title)}\n"
            yield self.updated(document, "", b"", options).decode("utf-8", "replace")

    def updated(self, document: ExportDocument, book: str, old: bytes, options: ExportOptions) -> bytes:
        """The content of the file beside ``book``, now ``old``; the same if there is nothing to add or change.

        Raises ExportError.
        """
        title = visible(document.record.title)
        if document.original is None:
            raise ExportError(f"readtui has no file of {title}", "Add its EPUB or PDF: readtui add FILE")
        try:
            table = read_table(old, "surrogateescape") if old.strip() else {}
        except LuaError as fault:
            raise ExportError(
                f"KOReader's file beside {title} is damaged: {fault}", "Open the book in KOReader, which repairs it."
            ) from fault
        lists = _name_of_list(table, is_paged=document.original.is_paged)
        if lists is None:
            one = "highlight in a book that only an old KOReader has opened"
            many = "highlights in books that only an old KOReader has opened"
            options.losses.add(one, many, count=len(document.annotations))
            return old
        highlights = list(_highlights(document, table, options))
        if not _merge(table, lists, highlights, options):
            return old
        # KOReader then sorts them, and finds their pages.
        table["annotations_externally_modified"] = True
        if book:
            table.setdefault("doc_path", book)
        return written_table(table)


def sidecar_of(book: str) -> str:
    """The path of KOReader's file beside a book."""
    stem, ending = os.path.splitext(book)
    return os.path.join(f"{stem}.sdr", f"metadata.{ending[1:] or '_'}.lua")


def _name_of_list(table: LuaTable, *, is_paged: bool) -> str | None:
    """Which of the file's lists holds highlights with places of this kind; None if that of an old KOReader does."""
    present = items(table.get("annotations"))
    if not present:
        if items(table.get("bookmarks")) or table.get("highlight"):
            return None
        return "annotations"
    first = present[0]
    was_paged = isinstance(first, dict) and isinstance(first.get("page"), int | float)
    if was_paged is is_paged:
        return "annotations"
    return "annotations_paging" if is_paged else "annotations_rolling"


def _highlights(document: ExportDocument, table: LuaTable, options: ExportOptions) -> Iterator[_Values]:
    """The highlights to be in the file, in the order of the book."""
    losses = options.losses
    assert document.original is not None
    for one in document.annotations:
        losses.add("tag", count=len(one.tags))
        count_other_creator(document, one, options)
        count_replies(one, losses)
    losses.add("note on a whole book", "notes on whole books", count=sum(not one.quote for one in document.annotations))
    on_passages = [one for one in document.annotations if one.quote]
    sure = [one for one in on_passages if one.passage is not None and one.anchor is not AnchorState.REVIEW]
    version = table.get("cre_dom_version", _OLDEST)
    if not document.original.is_paged and isinstance(version, int | float) and version < _OLDEST:
        sure = []
    places = document.original.book_places(
        document.article.text, [passage for one in sure if (passage := one.passage) is not None]
    )
    found = [(one, place) for one, place in zip(sure, places, strict=True) if place is not None]
    losses.add(
        "highlight whose place in the book is not sure",
        "highlights whose places in the book are not sure",
        count=len(on_passages) - len(found),
    )
    has_numbers = isinstance(version, int | float) and version >= _NUMBERED
    for one, place in found:
        yield _highlight(document, one, _at(place, has_numbers=has_numbers), options)


def _at(place: BookPlace, *, has_numbers: bool) -> _Values:
    """Where a highlight is: what KOReader calls its page, and its first and last position."""
    if not place.pages:
        start, end = (_STEP.sub(r"\1[1]", one) if has_numbers else one for one in (place.start, place.end))
        return {"page": start, "pos0": start, "pos1": end}
    (first, first_boxes), (last, last_boxes) = place.pages[0], place.pages[-1]
    at: _Values = {
        "page": first,
        "pageno": first,
        "pos0": _begin(first, first_boxes),
        "pos1": _end(last, last_boxes),
        "pboxes": _boxes(first_boxes),
    }
    if first != last:
        at["ext"] = {
            page: {"pos0": _begin(page, boxes), "pos1": _end(page, boxes), "pboxes": _boxes(boxes)}
            for page, boxes in place.pages
        }
    return at


def _boxes(boxes: Sequence[Box]) -> LuaTable:
    names = ("x", "y", "w", "h")
    return list_of({name: round(edge, 2) for name, edge in zip(names, box, strict=True)} for box in boxes)


def _begin(page: int, boxes: Sequence[Box]) -> LuaTable:
    x, y, width, height = boxes[0]
    return _position(page, x + min(_INSIDE, width / 4), y + height / 2)


def _end(page: int, boxes: Sequence[Box]) -> LuaTable:
    x, y, width, height = boxes[-1]
    return _position(page, x + width - min(_INSIDE, width / 4), y + height / 2)


def _position(page: int, x: float, y: float) -> LuaTable:
    return {"page": page, "rotation": 0, "x": round(x, 2), "y": round(y, 2), "zoom": 1}


def _highlight(document: ExportDocument, one: Annotation, at: _Values, options: ExportOptions) -> _Values:
    """A highlight as KOReader keeps it. Times are in UTC, as readtui reads them."""
    found = at | {"text": one.quoted_text, "datetime": _time(one.created)}
    found |= {"drawer": _DRAWN if one.color else _UNDERLINED}
    if one.color:
        found["color"] = _COLORS.get(one.color, one.color)
    if note := words_of_links(one.note).strip():
        name = others_name(document, one, options)
        found["note"] = f"{name}: {note}" if name else note
    if chapter := _chapter(document, one):
        found["chapter"] = chapter
    if one.modified != one.created:
        found["datetime_updated"] = _time(one.modified)
    found[_OWN] = link_to(one.id)
    found[_WRITTEN] = _said(found)
    return found


def _chapter(document: ExportDocument, one: Annotation) -> str:
    """The heading above a passage."""
    assert one.passage is not None
    chapter = ""
    for block in document.article.blocks:
        if block.start > one.passage.start:
            break
        if block.kind is BlockKind.HEADING:
            chapter = " ".join(document.article.text[block.start : block.end].split())
    return chapter


def _time(moment: str) -> str:
    return moment[:19].replace("T", " ")


_CHANGEABLE = ("note", "color", "drawer", "text")


def _said(highlight: LuaTable | _Values) -> str:
    """What tells whether a highlight is as readtui wrote it."""
    said = written_table(list_of(highlight.get(name, "") for name in _CHANGEABLE))
    return hashlib.sha256(said).hexdigest()[:16]


def _merge(table: LuaTable, name: str, highlights: Sequence[_Values], options: ExportOptions) -> bool:
    """Add highlights to a list of the file; whether anything has changed.

    A highlight that is there, by its id or its place, keeps what it has. One that readtui wrote, and that nobody has
    changed there since, follows readtui. A note is added where there is none.
    """
    present = [one for one in items(table.get(name)) if isinstance(one, dict)]
    others = [one for one in items(table.get(name)) if not isinstance(one, dict)]
    by_id = {one[_OWN]: one for one in present if _OWN in one}
    by_place: dict[object, list[tuple[tuple[int, ...], LuaTable]]] = {}
    for one in present:
        if one.get("drawer"):
            key, offsets = _place(one)
            by_place.setdefault(key, []).append((offsets, one))
    is_changed = False
    for new in highlights:
        key, offsets = _place(new)
        near = (one for found, one in by_place.get(key, ()) if _are_near(found, offsets))
        there = by_id.get(new[_OWN]) or next(near, None)
        if there is None:
            present.append(dict(new))
            is_changed = True
        elif there.get(_WRITTEN) == _said(there) and there.get(_OWN) == new[_OWN]:
            if there[_WRITTEN] != new[_WRITTEN] or _place(there) != (key, offsets):
                for gone in ("note", "color", "ext"):
                    there.pop(gone, None)
                there.update(new)
                is_changed = True
        elif "note" in new and not there.get("note"):
            there["note"] = new["note"]
            is_changed = True
        elif there.get("note", "") != new.get("note", ""):
            options.losses.add("note that is another in KOReader", "notes that are others in KOReader")
    if is_changed:
        table[name] = list_of([*present, *others])
    return is_changed


def _place(highlight: LuaTable | _Values) -> tuple[object, tuple[int, ...]]:
    """What two highlights of the same place have in common, and offsets in which they hardly differ."""
    if isinstance(highlight.get("pos0"), dict):
        return (highlight.get("page"), "".join(str(highlight.get("text", "")).split())), ()
    ends = [_FIRST.sub("", str(highlight.get(name, ""))).rpartition(".") for name in ("pos0", "pos1")]
    offsets = [offset for _, _, offset in ends]
    if not all(offset.isascii() and offset.isdigit() and len(offset) < _MOST_DIGITS for offset in offsets):
        return tuple(ends), ()
    return tuple(path for path, _, _ in ends), tuple(map(int, offsets))


def _are_near(some: Sequence[int], others: Sequence[int]) -> bool:
    """Whether passages are the same but for signs around the words, which an import may have taken in or not."""
    return all(abs(one - other) <= _SIGNS for one, other in zip(some, others, strict=True))
