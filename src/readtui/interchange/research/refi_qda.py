"""A project of qualitative research (REFI-QDA 1.5, .qdpx), of NVivo, ATLAS.ti, MAXQDA, QualCoder and others.

See https://www.qdasoftware.org.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from readtui.codec.utf16 import CodePoints
from readtui.errors import SourceError
from readtui.importers.common.xml_safe import as_utf8, parse_xml
from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.importer import Source
from readtui.interchange.common.creators import person, spelled_creator
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import named
from readtui.interchange.importer import (
    ImportedAnnotation,
    ImportedContent,
    ImportedReply,
    ImportedTag,
    ImportedWork,
    ImportFormat,
    Refusal,
)
from readtui.model.creator import Creator
from readtui.model.reply import ThreadState
from readtui.quick_dataclass import dataclass

_ZIP = b"PK\x03\x04"
_NAMESPACE = b"urn:QDA-XML:project:"
_HEAD = 4096
_DEEPEST = 100
_CONTEXT = 60
_MOST_COMPARED = 400
_MOST_QUOTED = 10_000_000
_LONGEST_PAGE = 9
_INTERNAL = "internal://"
_ORIGIN = "readtui"
# The names of notes in projects that readtui has exported, which say what they are.
_ORIGINAL, _THREAD = "Original words", "Thread"
_REPLIES = {"Reply": None, "Reply, reopened": ThreadState.OPEN, "Reply, settled": ThreadState.SETTLED}
_OWN_NOTES = frozenset({_ORIGINAL, _THREAD, *_REPLIES})
_MEDIA = {"PictureSource": "an image", "AudioSource": "a recording", "VideoSource": "a video"}
_OF_TEXTS = ("PlainTextSelection", "TranscriptSelection")
_OF_AREAS = ("PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection")


class RefiQdaImporter:
    """One work a source with text, with the text; codes are tags, with the codes around them as levels.

    What several users have coded on a passage is an annotation of each; the notes of users who have not coded it are
    replies.

    Reads a project (.qdpx), or the description in it alone (.qde), which has the short texts only.

    Recordings and pictures are refused; of a recording with a transcript, the transcript is the work.
    """

    format = ImportFormat("refi-qda", "REFI-QDA project", ".qdpx of NVivo, ATLAS.ti, MAXQDA, QualCoder and others")

    def recognises(self, source: Source) -> bool:
        if source.data.startswith(_ZIP):
            return _project_name(_archive(source)) is not None
        return _NAMESPACE in as_utf8(source.data[:_HEAD])

    def read(self, source: Source) -> Iterable[ImportedWork]:
        archive = _archive(source) if source.data.startswith(_ZIP) else None
        name = _project_name(archive) if archive else ""
        if name is None:
            raise SourceError(f"{named(source)} is not a project", "Export it as a REFI-QDA project (.qdpx).")
        root = parse_xml(archive.read(name) if archive else source.data, huge=True)
        if root is None or _tag(root) != "Project":
            place = f"{name} in {named(source)}" if archive else named(source)
            raise SourceError(f"{place} is damaged, or not a project", "Export it as a REFI-QDA project (.qdpx).")
        yield from _Project(root, archive).works()


def _archive(source: Source) -> SafeZip:
    return SafeZip(source.data, named(source), "a project")


def _project_name(archive: SafeZip) -> str | None:
    return next((name for name in archive.names if name.casefold().endswith(".qde")), None)


@dataclass(frozen=True, slots=True)
class _Codes:
    """Tags by the guids of their codes."""

    names: Mapping[str, str]
    entries: tuple[ImportedTag, ...]

    @classmethod
    def of(cls, root: Any) -> "_Codes":
        names: dict[str, str] = {}
        entries: list[ImportedTag] = []
        waiting = [
            (one, "", 0)
            for book in _children(root, "CodeBook")
            for one in (*_children(book, "Code"), *(code for all in _children(book, "Codes") for code in all))
        ]
        for element, outer, depth in waiting:
            if _tag(element) != "Code" or depth > _DEEPEST:
                continue
            own = " ".join((element.get("name") or "").split()).replace("/", "-" if outer else "/").strip("/")
            # A code whose last level is not unique may have the names of all levels.
            name = own if not outer or own.casefold().startswith(f"{outer.casefold()}/") else f"{outer}/{own}"
            if not own:
                continue
            names[_guid(element)] = name
            entries.append(ImportedTag(name, element.get("color") or "", _description(element)))
            waiting += [(one, name, depth + 1) for one in element]
        return cls(names, tuple(entries))


class _Project:
    def __init__(self, root: Any, archive: SafeZip | None) -> None:
        self._root = root
        self._archive = archive
        self._members = {name.casefold().rpartition("/")[2]: name for name in (archive.names if archive else ())}
        origin = root.get("origin") or ""
        self._is_own = origin == _ORIGIN
        self._is_of_atlas = "atlas" in origin.casefold()
        self._codes = _Codes.of(root)
        self._notes = {_guid(one): one for all in _children(root, "Notes") for one in _children(all, "Note")}
        self._linked = _linked(root, self._notes)
        self._users = {_guid(one): one for all in _children(root, "Users") for one in _children(all, "User")}
        self._texts: dict[str, str] = {}
        self._characters = 0
        self._variables = {
            _guid(one): one.get("name") or ""
            for all in _children(root, "Variables")
            for one in _children(all, "Variable")
        }

    def works(self) -> Iterator[ImportedWork]:
        """The sources of the project. The first has the codebook."""
        sources = [one for all in _children(self._root, "Sources") for one in all if isinstance(one.tag, str)]
        codebook = self._codes.entries
        if not sources:
            yield ImportedWork(title=self._root.get("name") or "A codebook", codebook=codebook)
        for source in sources:
            yield replace(self._work(source), codebook=codebook)
            codebook = ()

    # ------------------------------------------------------------------ a source

    def _work(self, source: Any) -> ImportedWork:
        refused: list[Refusal] = []
        kind = _tag(source)
        texts = source
        content: ImportedContent | None = None
        if kind == "PDFSource":
            data = self._member(source.get("path"), refused)
            content = ImportedContent(data, "source.pdf", "application/pdf") if data else None
            texts = next(_children(source, "Representation"), source)
        elif kind in _MEDIA:
            texts = next(_children(source, "Transcript"), None)
            if texts is None:
                refused.append(Refusal(source.get("name") or kind, f"it is {_MEDIA[kind]} without a transcript"))
        text = self._text(texts, refused) if texts is not None else ""
        values = self._values(source)
        own = values.get(_ORIGIN, "") if self._is_own else ""
        annotations, lost = self._annotations(source, texts, text)
        if content is None and text.strip():
            content = ImportedContent(text.encode(errors="replace"), "source.txt", "text/plain; charset=utf-8")
        url = own or values.get("Source", "")
        return ImportedWork(
            title=source.get("name") or _stem(source.get("plainTextPath") or source.get("path") or "") or "Untitled",
            author=values.get("Author", ""),
            url=url if url.startswith(("http", "readtui:")) else "",
            annotations=tuple({one.source_id: one for one in annotations}.values()),
            content=content,
            tags=self._tags(_children(source, "Coding")) if not self._is_own else (),
            saved=time_of(source.get("creationDateTime")),
            refused=(*refused, *lost),
        )

    def _text(self, source: Any, refused: list[Refusal]) -> str:
        """The text of a source in the form in which its offsets count."""
        raw = next((one.text or "" for one in _children(source, "PlainTextContent")), "")
        if path := source.get("plainTextPath"):
            data = self._member(path, refused)
            raw = (
                data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
                if data
                else raw
            )
        return raw

    def _member(self, path: str | None, refused: list[Refusal]) -> bytes:
        """The bytes of a file in the archive; files elsewhere are not read."""
        if not path:
            return b""
        name = self._members.get(path.removeprefix(_INTERNAL).casefold().rpartition("/")[2])
        # Some programs leave out the scheme.
        is_inside = path.startswith(_INTERNAL) or "/" not in path
        if self._archive is None or name is None or not is_inside:
            refused.append(Refusal(path.rpartition("/")[2] or path, "the file is not in the project"))
            return b""
        return self._archive.read(name)

    def _values(self, source: Any) -> dict[str, str]:
        found: dict[str, str] = {}
        for value in _children(source, "VariableValue"):
            reference = next(_children(value, "VariableRef"), None)
            words = "".join(one.text or "" for one in value if _tag(one).endswith("Value"))
            if reference is not None and words:
                found[self._variables.get((reference.get("targetGUID") or "").casefold(), "")] = words
        return found

    # ------------------------------------------------------------------ its passages

    def _annotations(self, source: Any, texts: Any, text: str) -> tuple[list[ImportedAnnotation], list[Refusal]]:
        """The coded and the noted passages, and the notes on the whole source."""
        refused: list[Refusal] = []
        found: list[ImportedAnnotation] = []
        points = {_guid(one): one for one in _children(texts, "SyncPoint")} if texts is not None else {}
        selections = [one for kind in _OF_TEXTS for one in _children(texts, kind)] if texts is not None else []
        ranges = {id(one): _range(one, points) for one in selections}
        counted = _Counted.of(text, [(one, ranges[id(one)]) for one in selections], counts_lines_once=self._is_of_atlas)
        for one in selections:
            span = counted.passage(ranges[id(one)])
            if span is None:
                why = "it is outside its text" if text else "its text is not in the file"
                refused.append(Refusal(one.get("name") or "a passage", why))
            else:
                found += self._voices(one, counted.text, span)
        for kind in _OF_AREAS:
            for one in _children(source, kind):
                noted = [voice for voice in self._voices(one, "", None) if voice.note or voice.replies]
                found += noted
                if not noted:
                    refused.append(Refusal(one.get("name") or "a passage", "it marks an area or a time, not words"))
        about = self._voices(source, "", None, has_replies=self._is_own)
        found += [replace(voice, tags=()) for voice in about if voice.note or voice.replies]
        return found, refused

    def _voices(
        self, one: Any, text: str, span: tuple[int, int] | None, *, has_replies: bool = True
    ) -> list[ImportedAnnotation]:
        """The annotation that a selection or a source is: one for each user who has coded it. The first is that of the
        user who made it, if that user has coded or noted it, too.
        """
        codings, on = list(_children(one, "Coding")), self._on(one)
        creator = next(filter(None, map(self._by, [one, *codings] if has_replies else [*on, one])), None)
        tags: dict[Creator | None, list[Any]] = {}
        for coding in codings:
            tags.setdefault(self._by(coding) or creator, []).append(coding)
        notes = [_Note.of(note, self._words_of(note), self._by(note) or creator) for note in on]
        own = [note for note in notes if self._is_own and note.name in _OWN_NOTES]
        noted = dict.fromkeys(note.by for note in notes if note not in own)
        speaks = not tags or creator in tags or creator in noted or bool(own or _description(one))
        voices = dict.fromkeys((*([creator] if speaks else []), *tags, *(() if has_replies else noted)))
        replies = [note.reply(is_own=note in own) for note in notes if note.name in _REPLIES and note in own]
        replies += [note.reply(is_own=False) for note in notes if note not in own and note.by not in voices]
        found: list[ImportedAnnotation] = []
        for by in voices:
            words = [_description(one)] if by == creator else []
            words += [note.text for note in notes if note.by == by and note not in own]
            annotation = self._annotation(one, text, span, tags.get(by, []))
            if by != creator:
                made = next((time_of(coding.get("creationDateTime")) for coding in tags.get(by, [])), "")
                other_id = f"{_guid(one)} {by.spelled if by else ''}"
                annotation = replace(annotation, source_id=other_id, created=made or annotation.created)
            annotation = replace(annotation, creator=by, note="\n\n".join(filter(None, words)))
            if not found:
                original = next((note.text for note in own if note.name == _ORIGINAL), "")
                is_thread = any(note.name == _THREAD for note in own)
                annotation = replace(annotation, replies=tuple(replies), is_thread=is_thread, original=original)
            found.append(self._counted(annotation))
        return found

    def _by(self, one: Any) -> Creator | None:
        """The user who made something, if the project names one."""
        user = self._users.get((one.get("creatingUser") or "").strip("{}").casefold())
        if user is None:
            return None
        if self._is_own:
            return spelled_creator(user.get("id"))
        return person(user.get("name") or user.get("id") or "")

    def _annotation(self, one: Any, text: str, span: tuple[int, int] | None, codings: list[Any]) -> ImportedAnnotation:
        start, end = span or (0, 0)
        page = one.get("page")
        guid = _guid(one)
        return ImportedAnnotation(
            quote=text[start:end],
            prefix=text[max(0, start - _CONTEXT) : start],
            suffix=text[end : end + _CONTEXT],
            start=start if span else None,
            place=f"page {int(page) + 1}" if page and page.isdecimal() and len(page) <= _LONGEST_PAGE else "",
            tags=self._tags(codings),
            created=time_of(one.get("creationDateTime")),
            modified=time_of(one.get("modifiedDateTime")),
            source_id=f"readtui:{guid}" if self._is_own and span else guid,
        )

    def _counted(self, one: ImportedAnnotation) -> ImportedAnnotation:
        """The annotation. Raises SourceError if all of them together are far longer than the file."""
        # Passages are given by their ends, and may overlap; a note may be that of many.
        self._characters += len(one.quote) + len(one.note) + sum(len(reply.text) for reply in one.replies)
        if self._characters > _MOST_QUOTED:
            raise SourceError(
                f"the passages of the project are longer than {_MOST_QUOTED // 1_000_000} million characters together",
                "It may be malicious. Otherwise, split the project.",
            )
        return one

    def _on(self, one: Any) -> list[Any]:
        """The notes on a selection, its codings or a source."""
        references = [*_children(one, "NoteRef")]
        references += [ref for coding in _children(one, "Coding") for ref in _children(coding, "NoteRef")]
        guids = [(ref.get("targetGUID") or "").casefold() for ref in references]
        guids += self._linked.get(_guid(one), ())
        return [self._notes[guid] for guid in dict.fromkeys(guids) if guid in self._notes]

    def _words_of(self, note: Any) -> str:
        guid = _guid(note)
        if guid not in self._texts:
            self._texts[guid] = self._text(note, []).strip()
        return self._texts[guid]

    def _tags(self, codings: Iterable[Any]) -> tuple[str, ...]:
        targets = [
            (ref.get("targetGUID") or "").casefold() for coding in codings for ref in _children(coding, "CodeRef")
        ]
        return tuple(dict.fromkeys(self._codes.names[guid] for guid in targets if guid in self._codes.names))


@dataclass(frozen=True, slots=True)
class _Note:
    """A note in the project."""

    guid: str
    name: str
    text: str
    by: Creator | None
    created: str

    @classmethod
    def of(cls, note: Any, text: str, by: Creator | None) -> "_Note":
        return cls(_guid(note), note.get("name") or "", text, by, time_of(note.get("creationDateTime")))

    def reply(self, *, is_own: bool) -> ImportedReply:
        """It as a reply; ``is_own``: one that readtui has exported."""
        source_id, sets = (f"readtui:{self.guid}", _REPLIES[self.name]) if is_own else (self.guid, None)
        return ImportedReply(self.text, self.by, self.created, source_id, sets)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A text, and how a program counts its characters: one or two for a line end, in code points or UTF-16."""

    text: str
    points: CodePoints | None

    @classmethod
    def of(
        cls, raw: str, selections: list[tuple[Any, tuple[int, int] | None]], *, counts_lines_once: bool = False
    ) -> "_Counted":
        """The way in which the most selections begin with the words of their names.

        If the names do not tell: the text as it is, or with one character for each line end if ``counts_lines_once``.
        """
        once = raw.replace("\r\n", "\n")
        lines = dict.fromkeys((once if counts_lines_once else raw, raw, once, re.sub(r"(?<!\r)\n", "\r\n", raw)))
        units = [False, True] if any(ord(sign) > 0xFFFF for sign in raw) else [False]
        ways = [cls(text, CodePoints(text) if is_utf16 else None) for text, is_utf16 in product(lines, units)]
        named = [(words, span) for one, span in selections if span and (words := _letters(one.get("name") or ""))]
        return max(ways, key=lambda way: sum(way._begins(span, words) for words, span in named))

    def _begins(self, span: tuple[int, int], words: str) -> bool:
        passage = self.passage(span)
        if passage is None:
            return False
        letters = _letters(self.text[passage[0] : min(passage[1], passage[0] + _MOST_COMPARED)])
        return bool(letters) and (words.startswith(letters[:40]) or letters.startswith(words[:40]))

    def passage(self, span: tuple[int, int] | None) -> tuple[int, int] | None:
        """The range in code points, within the text; None if nothing is there."""
        if span is None:
            return None
        start, end = (self.points(one) for one in span) if self.points else span
        end = min(end, len(self.text))
        return (start, end) if 0 <= start < end else None


def _stem(path: str) -> str:
    """The name of a file without its ending."""
    return re.sub(r"\.\w{1,5}$", "", path.rpartition("/")[2])


def _range(one: Any, points: Mapping[str, Any]) -> tuple[int, int] | None:
    """The range of a selection as it is counted there; that of a transcript lies between points of time."""
    values = (one.get("startPosition"), one.get("endPosition"))
    if None in values:
        ends = (points.get((one.get(name) or "").casefold()) for name in ("fromSyncPoint", "toSyncPoint"))
        values = tuple(end.get("position") if end is not None else None for end in ends)  # type: ignore[assignment]
    try:
        start, end = (int(value) for value in values if value is not None)
    except ValueError:
        return None
    return start, end


def _linked(root: Any, notes: Mapping[str, Any]) -> dict[str, list[str]]:
    """The guids of notes by those of what a link joins them to, as NVivo does with notes on passages."""
    found: dict[str, list[str]] = {}
    for link in (one for all in _children(root, "Links") for one in _children(all, "Link")):
        ends = [(link.get(name) or "").strip("{}").casefold() for name in ("originGUID", "targetGUID")]
        for note, other in (ends, ends[::-1]):
            if note in notes and other not in notes:
                found.setdefault(other, []).append(note)
    return found


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _children(element: Any, name: str) -> Iterator[Any]:
    return (one for one in element if _tag(one) == name)


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _guid(element: Any) -> str:
    return (element.get("guid") or "").strip("{}").casefold()


def _description(element: Any) -> str:
    return next((("".join(one.itertext())).strip() for one in _children(element, "Description")), "")
