"""Finds the library that has an article or annotation, among those that this device knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from readtui.errors import DamagedError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.link import is_annotation_id
from readtui.model.waiting import is_waiting
from readtui.services.upkeep.trashed import Trashed
from readtui.services.wording import excerpt
from readtui.storage.unopened import ClosedLibrary
from readtui.text.clean import visible


@dataclass(frozen=True, slots=True)
class Located:
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
    def trashed(self) -> Trashed | None:
        """The item that must be restored before it can be opened; None if nothing must."""
        if self.annotation and self.annotation.deleted:
            return Trashed(self.record, self.annotation)
        return Trashed(self.record) if self.record.deleted else None


def locate(full_id: str, libraries: Iterable[tuple[Path, ClosedLibrary]]) -> Located | None:
    """The article or annotation with this id, in the first library that has it, live or in its trash.

    Skips libraries that cannot be read, and articles whose file is damaged, although opening their library might repair
    it. None if no library has it.
    """
    for folder, library in libraries:
        try:
            if not is_annotation_id(full_id):
                if record := library.record(full_id):
                    return Located(folder, record)
            elif found := library.annotation(full_id):
                return Located(folder, *found)
        except DamagedError:
            return None
        except StorageError:
            continue
    return None
