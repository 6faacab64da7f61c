"""Finds the notes that link to an article or annotation."""

from collections.abc import Iterator
from typing import NamedTuple

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.services.library import readable_annotations
from readtui.storage.repository import ArticleStore
from readtui.text.note_links import links_in


class Backlink(NamedTuple):
    """An annotation whose note links somewhere, with its article."""

    record: ArticleRecord
    annotation: Annotation


def backlinks(repository: ArticleStore, target: str) -> Iterator[Backlink]:
    """The live annotations, in no particular order, whose notes link to this id (in full, in lower case).

    Parses only files in which the id occurs. What cannot be read is left out. Raises StorageError.
    """
    # An id in upper case means the same.
    for record in repository.articles_that_may_contain(target, target.upper()):
        for annotation in readable_annotations(repository, record):
            if any(link.target == target for link in links_in(annotation.note)):
                yield Backlink(record, annotation)
