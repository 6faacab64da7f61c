"""Filters annotations, and compares words for it."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readtui.model.annotation import AnchorState, Annotation

# Accents, Hebrew points and Arabic vowel signs. The vowel signs of Indic scripts are letters and stay.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")


@dataclass(frozen=True, slots=True)
class AnnotationQuery:
    """Filters that an annotation has to pass, all of them. An empty query matches everything.

    ``articles``: ids. ``tags``: all of them, each with the tags nested in it. ``colors``: any of them. ``text``: occurs
    in the quote, the note or a tag; case matters only if the text has capital letters (smart case), accents never do.
    """

    articles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    text: str = ""
    orphans: bool = False

    @property
    def filters(self) -> bool:
        """Whether it filters by more than articles."""
        return bool(self.tags or self.colors or self.text or self.orphans)

    def predicate(self) -> Callable[[Annotation], bool]:
        """The test that an annotation has to pass. It ignores ``articles``."""
        fold = folding(self.text)
        wanted = fold(self.text)

        def passes(annotation: Annotation) -> bool:
            if self.orphans and annotation.anchor is not AnchorState.ORPHAN:
                return False
            if self.colors and annotation.color not in self.colors:
                return False
            if not all(has_tag(annotation.tags, tag) for tag in self.tags):
                return False
            return not wanted or any(
                wanted in fold(part)
                for part in (annotation.quoted_text, annotation.own_words, annotation.note, *annotation.tags)
            )

        return passes


def has_tag(tags: Iterable[str], wanted: str) -> bool:
    """Whether ``tags`` has ``wanted`` or a tag nested in it, ignoring case."""
    name = wanted.casefold().strip("/")
    return any(tag.casefold() == name or tag.casefold().startswith(name + "/") for tag in tags)


def folding(query: str) -> Callable[[str], str]:
    """The function that normalizes query and text: removes accents, and case unless the query has capital letters."""
    return _without_accents if query != query.lower() else _without_case_and_accents


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


def _without_case_and_accents(text: str) -> str:
    return _without_accents(text.casefold())
