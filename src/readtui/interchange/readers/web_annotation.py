"""W3C Web Annotation (JSON-LD), and Open Annotation before it; https://www.w3.org/TR/annotation-model/."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.creators import creator_of, original_of, state_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.html_notes import markdown_of
from readtui.interchange.common.linked_data import compacted, is_of_another_form
from readtui.interchange.common.parsers import json_of, named, require_json, string, strings
from readtui.interchange.common.selectors import SelectedPassage, selected
from readtui.interchange.importer import ImportedAnnotation, ImportedReply, ImportedWork, ImportFormat, Refusal
from readtui.model.creator import Creator
from readtui.quick_dataclass import dataclass

_DEEPEST = 8
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_LINK = re.compile(r"readtui:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_URN = "urn:uuid:"
_STYLE = re.compile(r"background(?:-color)?\s*:\s*([#\w]+)")
# "bodies" is how Recogito and Annotorious name them in what they give to programs.
_BODY = ("body", "hasBody", "resource", "bodies")
_TARGET = ("target", "hasTarget", "on")
_CREATOR = ("creator", "annotatedBy", "dcterms:creator")
_REPLYING = frozenset({"replying", "oa:replying"})
_TAGGING = frozenset({"tagging", "classifying", "identifying", "oa:tagging", "oa:classifying"})


class WebAnnotationImporter:
    """One work for each target. An annotation on several targets is one on each of them."""

    format = ImportFormat(
        "web-annotation", "W3C Web Annotation", "JSON-LD of annotation servers, Recogito, Annotorious"
    )

    def recognises(self, source: Source) -> bool:
        value = json_of(source)
        return value is not None and next(_annotations(_short(source, value)), None) is not None

    def read(self, source: Source) -> Iterable[ImportedWork]:
        value = _short(source, require_json(source))
        found = list(_annotations(value))
        if not found:
            raise SourceError(f"{named(source)} contains no annotations", "Import a file with W3C Web Annotations.")
        numbers = {own: number for number, one in enumerate(found) if (own := _id(one))}
        works = _Works(numbers, _people(found), _book(value))
        for number, annotation in enumerate(found):
            works.add(number, annotation)
        works.add_replies()
        for work in works.targets.values():
            yield ImportedWork(
                title=work.title or ("" if work.url else "Web annotations"),
                url=work.url,
                annotations=tuple(work.annotations.values()),
                refused=tuple(work.refused),
            )


@dataclass(frozen=True, slots=True)
class _Reply:
    """An annotation on others. ``answers``: the number of the first one, ``others``: what others have said in it."""

    number: int
    answers: int
    said: ImportedReply
    others: tuple[ImportedReply, ...] = ()


@dataclass(slots=True)
class _Works:
    """The targets of the annotations in a file. ``numbers``: those of the annotations, by their ids. ``people``:
    creators by the addresses that other annotations have only.

    ``book``: the title of the publication that the files without an address are chapters of, or "".
    """

    numbers: dict[str, int]
    people: Mapping[str, Creator] = field(default_factory=dict)
    book: str = ""
    targets: dict[str, "_Target"] = field(default_factory=dict)
    _places: dict[int, tuple["_Target", object]] = field(default_factory=dict)
    _replies: dict[int, _Reply] = field(default_factory=dict)

    def add(self, number: int, annotation: Mapping[str, object]) -> None:
        """Add an annotation to the works that it is on; an answer waits for ``add_replies``."""
        body = _either(annotation, *_BODY)
        by = self._creator(_either(annotation, *_CREATOR)) or self._creator_of_bodies(body)
        bodies = self._bodies(body, by, _purpose(annotation))
        if value := string(annotation.get("bodyValue")):
            bodies.note = f"{bodies.note}\n\n{value}".strip()
        targets = [one for target in _listed(_either(annotation, *_TARGET)) for one in _passages(target)]
        created = _created(annotation, targets)
        on = [self.numbers[one] for target in targets for one in _named_by(target) if one in self.numbers]
        if on and on[0] != number:
            state = state_of(_either(annotation, "readtui:sets", "sets"))
            texts = [bodies.note, *(one.text for one in bodies.replies if one.creator == by)]
            said = ImportedReply("\n\n".join(filter(None, texts)), by, created, _id(annotation), state)
            others = tuple(one for one in bodies.replies if one.creator != by)
            self._replies[number] = _Reply(number, on[0], said, others)
            return
        for place, (url, title, found, style) in enumerate(dict.fromkeys(map(_target, targets or [""]))):
            chapter, title = (title, self.book) if self.book and not url else ("", title)
            work = self.targets.setdefault(url or title, _Target(url, title))
            if found.is_region and not (bodies.note.strip() or bodies.tags):
                work.refuse(number, "it is on a part of an image")
                continue
            own = _own_id(annotation)
            if own and place:
                own = f"{own} {place + 1}"
            imported = ImportedAnnotation(
                quote=found.quote,
                prefix=found.prefix,
                suffix=found.suffix,
                start=found.start,
                place=found.place or chapter,
                note=bodies.note,
                tags=tuple(dict.fromkeys(bodies.tags)),
                color=_color(annotation, style),
                created=created,
                modified=time_of(_either(annotation, "modified", "dcterms:modified")),
                source_id=own,
                creator=by,
                replies=tuple(bodies.replies),
                is_thread=state_of(_either(annotation, "readtui:thread", "thread")) is not None,
                original=original_of(_either(annotation, "readtui:original", "original"), found.quote),
            )
            if imported.is_empty:
                work.refuse(number, "it has neither a quote nor a note")
            else:
                self._places.setdefault(number, (work, work.add(imported)))

    def add_replies(self) -> None:
        """Add each answer to the annotation that it goes back to."""
        roots: dict[int, int] = {}
        answers: dict[int, list[ImportedReply]] = {}
        for reply in sorted(self._replies.values(), key=lambda one: (one.said.created, one.number)):
            root, seen = reply.answers, {reply.number}
            while root in self._replies and root not in seen:
                seen.add(root)
                # A conversation goes on from what was answered last.
                root = roots[root] if root in roots else self._replies[root].answers
            roots.update(dict.fromkeys(seen, root))
            said = [one for one in (reply.said, *reply.others) if not one.is_empty]
            if root not in self._places or not said:
                why = "what it answers is not imported" if said else "it only relates annotations to each other"
                self.targets.setdefault("", _Target("", "")).refuse(reply.number, why)
                continue
            answers.setdefault(root, []).extend(said)
        for root, replies in answers.items():
            work, key = self._places[root]
            one = work.annotations[key]
            if _LINK.fullmatch(one.source_id):
                replies = [replace(said, source_id=said.source_id.replace(_URN, "readtui:")) for said in replies]
            work.annotations[key] = replace(one, replies=(*one.replies, *replies))

    def _creator(self, value: object) -> Creator | None:
        if isinstance(value, str) and value in self.people:
            return self.people[value]
        return creator_of(value)

    def _creator_of_bodies(self, value: object) -> Creator | None:
        """Who wrote the first body that says so, where the annotation does not: in Recogito, each body does."""
        bodies = (one for one in _listed(value) if isinstance(one, Mapping) and _is_text(one))
        return next(filter(None, (self._creator(_either(one, *_CREATOR)) for one in bodies)), None)

    def _bodies(self, value: object, by: Creator | None, purpose: str = "", depth: int = 0) -> "_Bodies":
        """The note and the tags in a body or several, and what others than ``by`` have written below."""
        found = _Bodies()
        notes: list[str] = []
        for body in _listed(value):
            if isinstance(body, str):
                # The address of something about the passage.
                notes.append(body)
            elif isinstance(body, Mapping) and depth < _DEEPEST:
                said = strings(_either(body, "purpose", "role", "motivation")) or ((purpose,) if purpose else ())
                nested = _either(
                    body, "items", "members", "value" if isinstance(body.get("value"), list | dict) else "items"
                )
                if nested is not None:
                    inner = self._bodies(nested, by, next(iter(said), ""), depth + 1)
                    notes += [inner.note] if inner.note else []
                    found.tags += inner.tags
                    found.replies += inner.replies
                    continue
                # Readium has tags in the body with the note: one, or in later versions several.
                found.tags += strings(_either(body, "tags", "tag"))
                words, writer = _words(body), self._creator(_either(body, *_CREATOR))
                kinds = strings(_either(body, "type", "@type"))
                if not words:
                    continue
                if not _TAGGING.isdisjoint(said) or "oa:Tag" in kinds or "Tag" in kinds:
                    found.tags.append(words)
                elif _is_text(body) and (not _REPLYING.isdisjoint(said) or (writer is not None and writer != by)):
                    found.replies.append(ImportedReply(words, writer or by, time_of(body.get("created")), _iri(body)))
                else:
                    notes.append(words)
        found.note = "\n\n".join(notes)
        return found


@dataclass(slots=True)
class _Target:
    url: str
    title: str
    annotations: dict[object, ImportedAnnotation] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def add(self, annotation: ImportedAnnotation) -> object:
        """Add it, unless the file has it twice; its key in ``annotations``."""
        key = annotation.source_id or annotation
        self.annotations.setdefault(key, annotation)
        return key

    def refuse(self, number: int, why: str) -> None:
        """Say why the annotation with this number is left out."""
        self.refused.append(Refusal(f"annotation {number + 1}", why))


@dataclass(slots=True)
class _Bodies:
    note: str = ""
    tags: list[str] = field(default_factory=list)
    replies: list[ImportedReply] = field(default_factory=list)


def _short(source: Source, value: object) -> object:
    return compacted(value) if is_of_another_form(source.data) else value


def _annotations(value: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    """The annotations in pages, collections, graphs and lists."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _annotations(one, depth + 1)
    elif isinstance(value, Mapping):
        if _is_annotation(value):
            # The picture of a canvas itself, in a manifest of IIIF, is nothing that somebody wrote on it.
            if "painting" not in _motives(value):
                yield value
        else:
            for name in ("items", "first", "@graph", "annotations", "resources", "contains"):
                yield from _annotations(value.get(name), depth + 1)


def _is_annotation(value: Mapping[str, object]) -> bool:
    if _either(value, *_TARGET) is None:
        return False
    kinds = {kind.rpartition(":")[2] for kind in strings(_either(value, "type", "@type"))}
    return "Annotation" in kinds or (not kinds and (_CONTEXT in strings(value.get("@context")) or "bodies" in value))


def _motives(annotation: Mapping[str, object]) -> set[str]:
    return {motive.rpartition(":")[2] for motive in strings(_either(annotation, "motivation", "motivatedBy"))}


def _purpose(annotation: Mapping[str, object]) -> str:
    """What bodies are for that do not say so: tags, if the whole annotation is only there to tag."""
    bodies = _listed(_either(annotation, *_BODY))
    are_silent = not any(isinstance(body, Mapping) and body.get("purpose") for body in bodies)
    return "tagging" if are_silent and _motives(annotation) == {"tagging"} else ""


def _people(annotations: Iterable[Mapping[str, object]]) -> dict[str, Creator]:
    """The creators that have a name somewhere, by their addresses."""
    found: dict[str, Creator] = {}
    for annotation in annotations:
        for one in _listed(_either(annotation, *_CREATOR)):
            if isinstance(one, Mapping) and len(one) > 1 and (address := _id(one)) and (by := creator_of(one)):
                found.setdefault(address, by)
    return found


def _book(value: object) -> str:
    """The title of the publication that a set of Readium's annotations is about."""
    about = value.get("about") if isinstance(value, Mapping) else None
    title = about.get("dc:title") if isinstance(about, Mapping) else None
    return next(iter(strings(list(title.values()) if isinstance(title, Mapping) else title)), "")


def _either(value: Mapping[str, object], *names: str) -> object:
    return next((value[name] for name in names if value.get(name) is not None), None)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _own_id(annotation: Mapping[str, object]) -> str:
    """The id; that of readtui, if readtui has written the annotation."""
    for link in strings(annotation.get("via")):
        if _LINK.fullmatch(link):
            return link
    return _id(annotation)


def _id(value: Mapping[str, object]) -> str:
    return string(_either(value, "id", "@id"))


def _named_by(target: object) -> Iterator[str]:
    """The ids of what a target is, or is a part of: of another annotation, for an answer."""
    if not isinstance(target, Mapping):
        yield string(target)
        return
    source = _either(target, "source", "hasSource", "full")
    yield _id(target)
    yield _id(source) if isinstance(source, Mapping) else string(source)


def _is_text(body: Mapping[str, object]) -> bool:
    """Whether a body is words, not something elsewhere, which may be by anybody."""
    return any(string(body.get(name)) for name in ("value", "chars", "cnt:chars"))


def _iri(body: Mapping[str, object]) -> str:
    """The address of a body, which no other has; "" if it has only a name in its file."""
    address = _id(body)
    return address if ":" in address and not address.startswith("_:") else ""


def _words(body: Mapping[str, object]) -> str:
    for name in ("value", "chars", "cnt:chars", "label"):
        if words := string(body.get(name)):
            is_html = "html" in string(body.get("format"))
            return markdown_of(words) if is_html else words
    source = body.get("source")
    if isinstance(source, Mapping):
        return string(_either(source, "label", "id", "@id"))
    return string(source) or string(_either(body, "id", "@id"))


def _target(target: object) -> tuple[str, str, SelectedPassage, str]:
    """The address, title and passage of a target, and its style class."""
    if not isinstance(target, Mapping):
        target = {"id": string(target)}
    source = _either(target, "source", "hasSource", "full", "scope")
    title = string(target.get("title"))
    if isinstance(source, Mapping):
        title = title or string(_either(source, "title", "label"))
        source = _either(source, "id", "@id")
    url = string(source) or string(_either(target, "id", "@id"))
    url, _, fragment = url.partition("#")
    selectors = _listed(_either(target, "selector", "hasSelector"))
    if fragment and not selectors:
        selectors = [{"type": "FragmentSelector", "value": fragment}]
    is_address = url.startswith(("http://", "https://", "readtui:"))
    style = next(iter(strings(target.get("styleClass"))), "")
    return (url if is_address else ""), title or ("" if is_address else url), selected(selectors), style


def _passages(target: object) -> Iterator[object]:
    """The passages of a target of Recogito, which has a selector for each; any other target itself."""
    selectors = _listed(target.get("selector")) if isinstance(target, Mapping) else []
    if isinstance(target, Mapping) and any(isinstance(one, Mapping) and "quote" in one for one in selectors):
        yield from ({**target, "selector": one} for one in selectors)
    else:
        yield target


def _created(annotation: Mapping[str, object], targets: Iterable[object]) -> str:
    times = [_either(annotation, "created", "annotatedAt", "dcterms:created")]
    times += [target.get("created") for target in targets if isinstance(target, Mapping)]
    return next(filter(None, map(time_of, times)), "")


def _color(annotation: Mapping[str, object], style: str) -> str | None:
    sheet = annotation.get("stylesheet")
    css = string(sheet.get("value")) if isinstance(sheet, Mapping) else ""
    match = _STYLE.search(css)
    body = next((one for one in _listed(annotation.get("body")) if isinstance(one, Mapping)), annotation)
    colors = (style, match[1] if match else "", annotation.get("color"), body.get("color"))
    return next(filter(None, map(color_of, colors)), None)
