"""Finds what a reference means: an id, the beginning of one, a path, a URL, or a link in an article."""

import os
from dataclasses import dataclass

from readtui.errors import AmbiguousError, NotFoundError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.waiting import is_waiting
from readtui.services.annotation_reader import AnnotationReader
from readtui.services.sources import is_url, path_text, with_address, with_path, with_url
from readtui.services.wording import excerpt
from readtui.storage.repository import Repository
from readtui.text.clean import visible

_OF_ONE_KIND = 8
"""Characters of an id from which on it hardly ever is the beginning of both an article's and an annotation's id."""
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class References:
    """Looks references up among the live articles, and with ``reading`` among their annotations."""

    store: Repository
    reading: AnnotationReader

    def article(self, reference: str) -> ArticleRecord:
        """The article with this id, a path or URL it was added from, or a unique prefix of its id.

        Raises NotFoundError, AmbiguousError.
        """
        return self._article(reference, "article or file", "readtui list")

    def _article(self, reference: str, kinds: str, lists: str) -> ArticleRecord:
        """See ``article``. ``kinds``: what else the reference could have been; ``lists``: what shows the ids."""
        named = None if is_waiting(reference) else self.store.record(reference)
        if named and not named.deleted:
            return named
        records = self.store.records()
        found = _with_source(reference, records)
        if found:
            return found
        matches = [r for r in records if reference and r.id.startswith(reference.lower())]
        if len(matches) == 1:
            return matches[0]
        if matches:
            places = ", ".join(f"{record.id} {excerpt(record.title)}" for record in matches[:_MOST_NAMED])
            raise AmbiguousError(f"several articles begin with {visible(reference)}: {places}", "Type more of the id.")
        if named:
            raise NotFoundError(
                f"the article {reference} is in the trash", f"To bring it back: readtui restore {named.id}"
            )
        if os.path.isfile(reference) or is_url(reference):
            raise NotFoundError(
                f"not in the library: {visible(reference)}", f"To add it: readtui add {visible(reference)}"
            )
        raise NotFoundError(f"no such {kinds}: {visible(reference)}", f"To see the ids: {lists}")

    def annotation(self, reference: str) -> Annotation:
        """The live annotation with this id, or a unique prefix of it.

        Raises NotFoundError, AmbiguousError.
        """
        matches: list[Annotation] = []
        reading, beginning = self.reading, reference.lower()
        for record in [*self.store.records(), *self.store.waiting()] if reference else ():
            found = reading.with_id(record, beginning)
            as_typed = found if beginning == reference else reading.with_id(record, reference)
            for annotation in as_typed:
                if annotation.id == reference:
                    return annotation
            matches += found
        reading.keep()
        if len(matches) == 1:
            return matches[0]
        if matches:
            places = ", ".join(found.id for found in matches[:_MOST_NAMED])
            raise AmbiguousError(
                f"several annotations begin with {visible(reference)}: {places}", "Type more of the id."
            )
        raise NotFoundError(f"no such annotation: {visible(reference)}", "To see the ids: readtui annotations")

    def either(self, reference: str) -> ArticleRecord | Annotation:
        """The article or live annotation with this reference; see ``article`` and ``annotation``.

        Raises NotFoundError, and AmbiguousError if both an article and an annotation match.
        """
        try:
            article = self._article(reference, "article, annotation or file", "readtui list, readtui annotations")
        except NotFoundError as missing:
            try:
                return self.annotation(reference)
            except NotFoundError:
                raise missing from None
        # A prefix rarely matches both, so do not search the many annotations for it.
        if len(reference) >= _OF_ONE_KIND or not article.id.startswith(reference.lower()):
            return article
        try:
            annotation = self.annotation(reference)
        except NotFoundError:
            return article
        raise AmbiguousError(
            f"an article and an annotation begin with {visible(reference)}: {article.id}, {annotation.id}",
            "Type more of the id.",
        )

    def linked(self, record: ArticleRecord, target: str) -> ArticleRecord | None:
        """The live article that a link in ``record`` leads to, by web address or path; None if there is none.

        A relative path is relative to the folder of the file that ``record`` was added from.
        """
        records = self.store.records()
        if is_url(target):
            return with_address(target, records)
        from urllib.parse import unquote

        path = unquote(target.partition("#")[0])
        for known in record.paths if path else ():
            found = with_path(os.path.normpath(os.path.join(os.path.dirname(known), path)), records)
            if found is not None:
                return found
        return None


def _with_source(reference: str, records: list[ArticleRecord]) -> ArticleRecord | None:
    if is_url(reference):
        return with_url(reference, records)
    return with_path(path_text(reference), records)
