"""Bookmarks: files of Chromium and Firefox, the HTML that all browsers export, and Pinboard's JSON."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.databases import SQLITE, opened_database
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import json_of, named, objects, separated, string, text_of
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat

_TABLES = (b"moz_bookmarks", b"moz_places")
_HTML = re.compile(rb"<!DOCTYPE\s+NETSCAPE-Bookmark-file-1", re.IGNORECASE)
_SAMPLE = 4096
_WEB = re.compile(r"https?://", re.IGNORECASE)
_DEEPEST_FOLDER = 20
_SECONDS_BEFORE_1970 = 11_644_473_600
_MICROSECONDS = 1_000_000
_MICROSECONDS_FROM = 10**14
_CONTAINER = "text/x-moz-place-container"
_PIN = frozenset({"href", "description", "extended", "toread"})
# Of Firefox, by their parent: what a person sees is below these.
_PLACES_ROOT = "root________"
_FOLDER = 2
# Folders that a browser has by itself. Those in an export are told by attributes, or else, at its top, by name.
_OWN_FOLDER = frozenset({"personal_toolbar_folder", "unfiled_bookmarks_folder"})
_OWN_NAMES = frozenset({
    "bookmarks", "bookmarks bar", "bookmarks menu", "bookmarks toolbar", "favorites", "favorites bar", "favourites",
    "favourites bar", "mobile bookmarks", "other bookmarks", "other favorites", "reading list",
})  # fmt: skip
_THROWN_AWAY = "trash"


class BookmarksImporter:
    """One work a page, whose bookmarks may be several. Folders become tags that nest, descriptions notes on it."""

    format = ImportFormat(
        "bookmarks",
        "Bookmarks",
        "Bookmarks of Chrome or Firefox (places.sqlite, backups), HTML of any browser, or an export of Pinboard",
    )

    def recognises(self, source: Source) -> bool:
        if source.data.startswith(SQLITE):
            return all(name in source.data for name in _TABLES)
        return bool(_HTML.search(source.data[:_SAMPLE])) or _of_json(json_of(source)) is not None

    def read(self, source: Source) -> Iterable[ImportedWork]:
        refusal = SourceError(
            f"{named(source)} contains no bookmarks, or it is damaged", "Export them again, as HTML or JSON."
        )
        if source.data.startswith(SQLITE):
            pages: Iterable[ImportedWork] | None = _of_firefox(_places(source, refusal))
        elif _HTML.search(source.data[:_SAMPLE]):
            pages = _of_html(text_of(source))
        else:
            pages = _of_json(json_of(source))
        if pages is None:
            raise refusal
        return _each_once(page for page in pages if _WEB.match(page.url))


def _of_json(value: object) -> Iterator[ImportedWork] | None:
    """The bookmarks in a value; None if it is of none of the programs."""
    if isinstance(value, list):
        pins = [one for one in objects(value) if one.keys() >= _PIN]
        return map(_of_pin, pins) if pins else None
    if not isinstance(value, Mapping):
        return None
    if value.get("type") == _CONTAINER and isinstance(value.get("children"), list):
        return _of_firefox(value)
    roots = value.get("roots")
    return _of_chromium(roots) if isinstance(roots, Mapping) and any(_below(roots)) else None


def _page(title: str, url: str, folders: Iterable[str] = (), tags: Iterable[str] = (), saved: str = "") -> ImportedWork:
    folder = "/".join(
        name for part in islice(folders, _DEEPEST_FOLDER) if (name := " ".join(part.replace("/", " ").split()))
    )
    title = " ".join(title.split())
    return ImportedWork(
        title="" if title == url else title,
        url=url,
        tags=tuple(dict.fromkeys(filter(None, (*tags, folder)))),
        saved=saved,
        is_saved=True,
    )


def _described(page: ImportedWork, description: str) -> ImportedWork:
    note = description.strip()
    return replace(page, annotations=(ImportedAnnotation(note=note, key="note", created=page.saved),)) if note else page


def _kept_to_read(page: ImportedWork, is_to_read: bool) -> ImportedWork:
    """A pin of Pinboard, where pages are kept for good: only those that are to be read are to be read here."""
    return page if is_to_read else replace(page, is_archived=True)


def _each_once(pages: Iterable[ImportedWork]) -> Iterator[ImportedWork]:
    """Each page with the tags of all bookmarks of it, and saved when the first of them was."""
    found: dict[str, ImportedWork] = {}
    for page in pages:
        known = found.setdefault(page.url, page)
        if known is not page:
            found[page.url] = replace(
                known,
                title=known.title or page.title,
                tags=tuple(dict.fromkeys((*known.tags, *page.tags))),
                saved=min(filter(None, (known.saved, page.saved)), default=""),
                annotations=known.annotations or page.annotations,
                is_archived=known.is_archived and page.is_archived,
            )
    yield from found.values()


def _leaves(roots: Iterable[Mapping[str, object]], own: str) -> Iterator[tuple[Mapping[str, object], tuple[str, ...]]]:
    """The bookmarks below folders of the browser itself, in order, with the names of the person's folders around them.

    ``own``: the key of a folder's name. Firefox marks a folder of its own as a ``root``.
    """
    waiting: list[tuple[Mapping[str, object], tuple[str, ...]]] = [(root, ()) for root in roots]
    waiting.reverse()
    while waiting:
        one, folders = waiting.pop()
        if "children" not in one:
            yield one, folders
            continue
        for child in reversed(objects(one["children"])):
            is_own = "root" in child or "children" not in child
            inside = folders if is_own else (*folders, string(child.get(own)))
            waiting.append((child, inside))


def _below(roots: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The folders of Chromium itself; Opera has more of them, one level further down."""
    for name, root in roots.items():
        if isinstance(root, Mapping) and name != _THROWN_AWAY:
            if isinstance(root.get("children"), list):
                yield root
            elif name == "custom_root":
                yield from _below(root)


def _of_chromium(roots: Mapping[str, object]) -> Iterator[ImportedWork]:
    for one, folders in _leaves(_below(roots), "name"):
        saved = _time(one.get("date_added"), before_1970=_SECONDS_BEFORE_1970)
        yield _page(string(one.get("name")), string(one.get("url")), folders, saved=saved)


def _of_firefox(root: Mapping[str, object]) -> Iterator[ImportedWork]:
    """Tags are folders of their own, in the database and in backups of old versions, or stand in each bookmark."""
    for one, folders in _leaves([root], "title"):
        tags = separated(string(one.get("tags")))
        yield _page(string(one.get("title")), string(one.get("uri")), folders, tags, _time(one.get("dateAdded")))


def _places(source: Source, refusal: SourceError) -> Mapping[str, object]:
    """The bookmarks in Firefox's database as in its backups."""
    with opened_database(source, refusal) as database:
        rows = database.execute(
            "SELECT b.id, b.parent, b.type, b.guid, b.title, b.dateAdded, p.url FROM moz_bookmarks b "
            "LEFT JOIN moz_places p ON p.id = b.fk ORDER BY b.parent, b.position"
        ).fetchall()
    folders: dict[object, dict[str, object]] = {row[0]: {"title": row[4]} for row in rows if row[2] == _FOLDER}
    children: dict[object, list[dict[str, object]]] = {number: [] for number in folders}
    top = [number for number, _, _, guid, *_ in rows if guid == _PLACES_ROOT and number in folders]
    if len(top) != 1:
        raise refusal
    for number, parent, kind, _, title, added, url in rows:
        if parent in children and parent != number:
            one = folders[number] if kind == _FOLDER else {"title": title, "uri": url, "dateAdded": added}
            if parent == top[0]:
                one["root"] = True
            children[parent].append(one)
    for number, folder in folders.items():
        folder["children"] = children[number]
    return folders[top[0]]


def _of_pin(pin: Mapping[str, object]) -> ImportedWork:
    page = _page(
        string(pin["description"]),
        string(pin["href"]).strip(),
        tags=string(pin.get("tags")).split(),
        saved=time_of(pin.get("time")),
    )
    return _described(_kept_to_read(page, pin["toread"] == "yes"), string(pin["extended"]))


def _time(value: object, before_1970: int = 0) -> str:
    digits = string(value)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        return ""
    return time_of(int(digits) // _MICROSECONDS - before_1970)


def _of_html(text: str) -> list[ImportedWork]:
    from lxml import etree

    pages = _Pages()
    # What it may ask of a target besides is not asked of one that lacks it.
    parser = etree.HTMLParser(target=pages, huge_tree=True)  # type: ignore[call-overload]
    parser.feed(text)
    parser.close()
    return pages.found


class _Pages:
    """What a parser of HTML tells, as pages. A list follows the heading that names it, a description its link."""

    def __init__(self) -> None:
        self.found: list[ImportedWork] = []
        self._folders: list[str] = []
        self._heading = ""
        self._place = ""
        self._attributes: Mapping[str, str] = {}
        self._words: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in ("dl", "dt"):
            self._end_description()
            self._place = tag
        elif self._place == "dt" and tag in ("h3", "a"):
            self._place, self._attributes, self._words = tag, attributes, []
        elif self._place in _DESCRIBED and tag == "dd":
            self._place, self._words = _DESCRIBED[self._place], []
        if tag == "dl":
            self._folders.append(self._heading)
            self._heading = ""

    def end(self, tag: str) -> None:
        words = "".join(self._words)
        if tag == "dl":
            self._end_description()
            del self._folders[-1:]
        elif tag == self._place == "h3":
            self._place = "after h3"
            is_own = len(self._folders) <= 1 and " ".join(words.split()).casefold() in _OWN_NAMES
            self._heading = "" if is_own or not _OWN_FOLDER.isdisjoint(self._attributes) else words
        elif tag == self._place == "a":
            self._place = "after a"
            self.found.append(_of_link(self._attributes, words, self._folders))

    def data(self, text: str) -> None:
        self._words.append(text)

    def close(self) -> None:
        self._end_description()

    def _end_description(self) -> None:
        if self._place == _DESCRIBED["after a"]:
            self.found[-1] = _described(self.found[-1], "".join(self._words))
        self._place = ""


_DESCRIBED = {"after a": "in what describes a page", "after h3": "in what describes a folder"}


def _of_link(attributes: Mapping[str, str], title: str, folders: Iterable[str]) -> ImportedWork:
    added = attributes.get("add_date", "")
    saved = _time(added) if added.isdigit() and int(added) > _MICROSECONDS_FROM else time_of(added)
    page = _page(title, attributes.get("href", "").strip(), folders, separated(attributes.get("tags", "")), saved)
    return _kept_to_read(page, attributes.get("toread") != "0")
