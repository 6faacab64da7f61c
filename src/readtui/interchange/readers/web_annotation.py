"""W3C Web Annotation (JSON-LD), and Open Annotation before it; https://www.w3.org/TR/annotation-model/."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.html_notes import markdown_of
from readtui.interchange.common.parsing import json_of, named, require_json, string, strings
from readtui.interchange.common.selectors import Selected, selected
from readtui.interchange.common.values import color_of, time_of
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat, Refusal

_DEEPEST = 8
_LINK = re.compile(r"readtui:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STYLE = re.compile(r"background(?:-color)?\s*:\s*([#\w]+)")
_TAGGING = frozenset({"tagging", "classifying", "identifying", "oa:tagging", "oa:classifying"})


class WebAnnotationImporter:
    """One work for each target. An annotation on several targets is one on each of them."""

    format = ImportFormat(
        "web-annotation", "W3C Web Annotation", "JSON-LD of annotation servers, Recogito, Annotorious"
    )

    def recognises(self, source: Source) -> bool:
        """See AnnotationImporter."""
        value = json_of(source)
        return value is not None and next(_annotations(value), None) is not None

    def read(self, source: Source) -> Iterable[ImportedWork]:
        """See AnnotationImporter."""
        works: dict[str, _Target] = {}
        for number, annotation in enumerate(_annotations(require_json(source))):
            bodies = _bodies(_either(annotation, "body", "hasBody", "resource"))
            if value := string(annotation.get("bodyValue")):
                bodies.note = f"{bodies.note}\n\n{value}".strip()
            targets = _listed(_either(annotation, "target", "hasTarget", "on"))
            for place, target in enumerate(targets or [""]):
                url, title, found, style = _target(target)
                work = works.setdefault(url or title, _Target(url, title))
                if found.is_region:
                    work.refused.append(Refusal(f"annotation {number + 1}", "it is on a part of a picture"))
                    continue
                own = _own_id(annotation)
                if own and place:
                    own = f"{own} {place + 1}"
                imported = ImportedAnnotation(
                    quote=found.quote,
                    prefix=found.prefix,
                    suffix=found.suffix,
                    start=found.start,
                    place=found.place,
                    note=bodies.note,
                    tags=tuple(dict.fromkeys(bodies.tags)),
                    color=_color(annotation, style),
                    created=time_of(_either(annotation, "created", "annotatedAt", "dcterms:created")),
                    modified=time_of(_either(annotation, "modified", "dcterms:modified")),
                    source_id=own,
                )
                if imported.is_empty:
                    work.refused.append(Refusal(f"annotation {number + 1}", "it has neither a quote nor a note"))
                else:
                    work.add(imported)
        if not works:
            raise SourceError(f"{named(source)} has no annotations", "Give a file with W3C Web Annotations.")
        for work in works.values():
            yield ImportedWork(
                title=work.title or ("" if work.url else "Web annotations"),
                url=work.url,
                annotations=tuple(work.annotations.values()),
                refused=tuple(work.refused),
            )


@dataclass(slots=True)
class _Target:
    url: str
    title: str
    annotations: dict[object, ImportedAnnotation] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def add(self, annotation: ImportedAnnotation) -> None:
        """Add it, unless the file has it twice."""
        self.annotations.setdefault(annotation.source_id or annotation, annotation)


@dataclass(slots=True)
class _Bodies:
    note: str = ""
    tags: list[str] = field(default_factory=list)


def _annotations(value: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    """The annotations in pages, collections, graphs and lists."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _annotations(one, depth + 1)
    elif isinstance(value, Mapping):
        kinds = {kind.rpartition(":")[2] for kind in strings(_either(value, "type", "@type"))}
        if "Annotation" in kinds and _either(value, "target", "hasTarget", "on") is not None:
            yield value
        else:
            for name in ("items", "first", "@graph", "annotations", "resources", "contains"):
                yield from _annotations(value.get(name), depth + 1)


def _either(value: Mapping[str, object], *names: str) -> object:
    return next((value[name] for name in names if value.get(name) is not None), None)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _own_id(annotation: Mapping[str, object]) -> str:
    """The id; that of readtui, if readtui has written the annotation."""
    for link in strings(annotation.get("via")):
        if _LINK.fullmatch(link):
            return link
    return string(_either(annotation, "id", "@id"))


def _bodies(value: object, purpose: str = "", depth: int = 0) -> _Bodies:
    """The note and the tags in a body or several."""
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
                inner = _bodies(nested, next(iter(said), ""), depth + 1)
                notes += [inner.note] if inner.note else []
                found.tags += inner.tags
                continue
            words = _words(body)
            kinds = strings(_either(body, "type", "@type"))
            if not words:
                continue
            if not _TAGGING.isdisjoint(said) or "oa:Tag" in kinds or "Tag" in kinds:
                found.tags.append(words)
            else:
                notes.append(words)
    found.note = "\n\n".join(notes)
    return found


def _words(body: Mapping[str, object]) -> str:
    for name in ("value", "chars", "cnt:chars", "label"):
        if words := string(body.get(name)):
            is_html = "html" in string(body.get("format"))
            return markdown_of(words) if is_html else words
    source = body.get("source")
    if isinstance(source, Mapping):
        return string(_either(source, "label", "id", "@id"))
    return string(source) or string(_either(body, "id", "@id"))


def _target(target: object) -> tuple[str, str, Selected, str]:
    """The address, title and passage of a target, and its style class."""
    if not isinstance(target, Mapping):
        url, _, fragment = string(target).partition("#")
        return url, "", selected({"type": "FragmentSelector", "value": fragment}) if fragment else Selected(), ""
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
    return (url if is_address else ""), title or ("" if is_address else url), selected(selectors), _style(target)


def _style(target: Mapping[str, object]) -> str:
    return next(iter(strings(target.get("styleClass"))), "")


def _color(annotation: Mapping[str, object], style: str) -> str | None:
    sheet = annotation.get("stylesheet")
    css = string(sheet.get("value")) if isinstance(sheet, Mapping) else ""
    match = _STYLE.search(css)
    return color_of(style) or (color_of(match[1]) if match else None) or color_of(annotation.get("color"))
