"""Suggestions for shell completion: ids with their titles, tags and export formats."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from readtui.exporters import registry as exporters
from readtui.interchange import registry as importers
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.services.finding.views import uniquely_named
from readtui.services.wording import annotation_name
from readtui.storage.glance import Glance
from readtui.text.clean import visible

_MOST_ABOUT = 60
_ID = re.compile("[0-9a-fA-F-]+")


class Suggestion(NamedTuple):
    """A word to complete to, and a short description."""

    value: str
    about: str = ""


class Completion:
    """Suggestions for a partly typed word. Methods raise StorageError."""

    def __init__(self, library: Glance) -> None:
        self._library = library

    def articles(self, typed: str) -> list[Suggestion]:
        """Articles whose id, or a word of whose title, starts with the typed word."""
        return _articles(self._library.records(deleted=False), typed)

    def trash(self, typed: str) -> list[Suggestion]:
        return _articles(self._library.records(deleted=True), typed)

    def trashed_views(self, typed: str) -> list[Suggestion]:
        """Views in the trash whose id, or a word of whose name, starts with the typed word."""
        return [
            Suggestion(view.id, _about(f"{view.name}: {view.query}"))
            for view in self._library.views(deleted=True)
            if view.id.startswith(typed.lower()) or _begins_a_word(typed, view.name)
        ]

    def annotations(self, typed: str, *, deleted: bool = False) -> list[Suggestion]:
        """Annotations whose id starts with the typed word. None for an empty word: there would be too many."""
        if not _ID.fullmatch(typed):
            return []
        return [
            Suggestion(annotation.id, _about(_annotation(annotation)))
            for _, annotation in self._library.annotations(typed.lower(), deleted=deleted)
        ]

    def tags(self, typed: str) -> list[Suggestion]:
        """Tags of which a level starts with the typed word."""
        found = (
            Suggestion(tag.name, _about(tag.description))
            for tag in self._library.tags()
            # Suggest only ids that work unchanged on the command line.
            if visible(tag.name) == tag.name and any(_begins(typed, part) for part in _endings(tag.name))
        )
        return sorted(found, key=lambda suggestion: suggestion.value.casefold())

    def views(self, typed: str) -> list[Suggestion]:
        """Saved views of which a word of the name starts with the typed word."""
        return [
            Suggestion(view.name, _about(f"{view.lists.value}: {view.query}"))
            for view in uniquely_named(self._library.views())
            if visible(view.name) == view.name and (_begins(typed, view.name) or _begins_a_word(typed, view.name))
        ]

    def formats(self, typed: str) -> list[Suggestion]:
        """Export formats that start with the typed word."""
        return [Suggestion(name) for name in exporters.format_names() if name.startswith(typed)]

    def import_formats(self, typed: str) -> list[Suggestion]:
        """Formats of annotations from elsewhere that start with the typed word."""
        return [Suggestion(name) for name in importers.format_names() if name.startswith(typed)]


def _articles(records: Iterable[ArticleRecord], typed: str) -> list[Suggestion]:
    return [
        Suggestion(record.id, _about(record.title))
        for record in records
        if record.id.startswith(typed.lower()) or _begins_a_word(typed, record.title)
    ]


def _about(text: str) -> str:
    line = " ".join(visible(text[: 4 * _MOST_ABOUT]).split())
    return line if len(line) <= _MOST_ABOUT else f"{line[: _MOST_ABOUT - 1]}…"


def _annotation(annotation: Annotation) -> str:
    return annotation_name(annotation) + (f" {annotation.note}" if annotation.note else "")


def _begins(typed: str, text: str) -> bool:
    return text.casefold().startswith(typed.casefold())


def _begins_a_word(typed: str, title: str) -> bool:
    return any(_begins(typed, word) for word in re.findall(r"\w+", title))


def _endings(tag: str) -> Iterator[str]:
    levels = tag.split("/")
    return ("/".join(levels[start:]) for start in range(len(levels)))
