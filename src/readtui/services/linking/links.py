"""Links between notes: where they lead, what links somewhere, what can be linked to, and which library has an id."""

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from readtui.errors import DamagedError, StorageError
from readtui.model.annotation import Annotation, place_key
from readtui.model.article import ArticleRecord, is_waiting
from readtui.model.link import is_annotation_id
from readtui.quick_dataclass import dataclass
from readtui.services.library import Library
from readtui.services.linking.link_candidates import LinkCandidates
from readtui.services.upkeep.trash import TrashedRecord
from readtui.services.wording import excerpt
from readtui.storage.glance import Glance
from readtui.storage.repository import Repository, readable
from readtui.text.clean import visible
from readtui.text.note_links import links_in


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """An article, or one of its annotations, in the library in ``folder``."""

    folder: Path
    record: ArticleRecord
    annotation: Annotation | None = None

    @property
    def waits_for(self) -> str:
        """The article that an annotation waits for, in words; "" if it is there."""
        if not is_waiting(self.record.id):
            return ""
        metadata = self.record.metadata
        by = f" by {visible(metadata.creator)}" if metadata.creator else ""
        at = f" ({visible(metadata.source)})" if metadata.source else ""
        return f"{excerpt(metadata.title)}{by}{at}"

    @property
    def trashed(self) -> TrashedRecord | None:
        """The item that must be restored before it can be opened; None if nothing must."""
        if self.annotation and self.annotation.deleted:
            return TrashedRecord(self.record, self.annotation)
        return TrashedRecord(self.record) if self.record.deleted else None


def locate(full_id: str, libraries: Iterable[tuple[Path, Glance]]) -> LinkTarget | None:
    """The article or annotation with this id, in the first library that has it, live or in its trash.

    Skips libraries that cannot be read, and articles whose file is damaged, although opening their library might repair
    it. None if no library has it.
    """
    for folder, library in libraries:
        try:
            if not is_annotation_id(full_id):
                if record := library.record(full_id):
                    return LinkTarget(folder, record)
            elif found := library.annotation(full_id):
                return LinkTarget(folder, *found)
        except DamagedError:
            return None
        except StorageError:
            continue
    return None


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
    known = (*repository.records(), *repository.waiting())
    records = (record for record in known if record.id in linking)
    for record in sorted(records, key=lambda record: (record.added, record.id)):
        for annotation in sorted(readable(repository, repository.annotations, record.id) or [], key=place_key):
            # A note may link to one place twice.
            for target in {link.target for link in links_in(annotation.note) if is_wanted(link.target)}:
                found.setdefault(target, []).append(Backlink(record, annotation))
    return found


@dataclass(frozen=True, slots=True)
class Links:
    """``locate`` finds an id here, then in the other libraries of this device, in the trash too; None if it is nowhere.

    Methods raise StorageError.
    """

    library: Library
    locate: Callable[[str], LinkTarget | None]

    def backlinks(self, full_id: str) -> list[Backlink]:
        """The annotations whose notes link to an article or annotation."""
        return backlinks(self.library.repository, full_id)

    def linked_ids(self) -> frozenset[str]:
        """The ids to which notes link, here or elsewhere."""
        return frozenset(chain.from_iterable(self.library.repository.links().values()))

    def links_into(self, is_wanted: Callable[[str], bool]) -> dict[str, list[Backlink]]:
        """For each wanted id that notes link to, the annotations with these notes."""
        return links_into(self.library.repository, is_wanted)

    def candidates(self, article_id: str) -> LinkCandidates:
        return LinkCandidates(self.library, article_id)
