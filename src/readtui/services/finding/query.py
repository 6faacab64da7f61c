"""Filters annotations, and compares words for it."""

from collections.abc import Callable
from dataclasses import dataclass

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.tag import has_tag
from readtui.text.folding import folding


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
