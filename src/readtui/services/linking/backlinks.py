"""Finds the notes that link to articles and annotations."""

from collections.abc import Callable
from typing import NamedTuple

from readtui.model.annotation import Annotation, place_key
from readtui.model.article import ArticleRecord
from readtui.services.annotation_reader import readable
from readtui.storage.repository import Repository
from readtui.text.note_links import links_in


class Backlink(NamedTuple):
    """An annotation whose note links somewhere, with its article."""

    record: ArticleRecord
    annotation: Annotation


def backlinks(repository: Repository, target: str) -> list[Backlink]:
    """The live annotations whose notes link to this id (in full, in lower case); see ``links_into``."""
    return links_into(repository, target.__eq__).get(target, [])


def links_into(repository: Repository, is_wanted: Callable[[str], bool]) -> dict[str, list[Backlink]]:
    """For each wanted id that notes link to, the live annotations with these notes.

    Articles come in the order in which they were added, their annotations in reading order. Reads only articles with
    such notes; leaves out what cannot be read. Raises StorageError.
    """
    linking = {article_id for article_id, targets in repository.links().items() if any(map(is_wanted, targets))}
    if not linking:
        return {}
    found: dict[str, list[Backlink]] = {}
    records = (record for record in repository.records() if record.id in linking)
    for record in sorted(records, key=lambda record: (record.added, record.id)):
        for annotation in sorted(readable(repository, record), key=place_key):
            # A note may link to one place twice.
            for target in {link.target for link in links_in(annotation.note) if is_wanted(link.target)}:
                found.setdefault(target, []).append(Backlink(record, annotation))
    return found
