"""Offers annotations of other programs that lie beside a file that was added, or in it."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import field

from readtui.quick_dataclass import dataclass
from readtui.services.importing.annotation_import import AnnotationImport, say_nothing
from readtui.services.importing.import_files import FileOnDisk
from readtui.services.importing.import_plan import ImportPlan, Outcome, PlannedWork, RefusedFile
from readtui.services.importing.planner import Progress
from readtui.services.importing.sidecars import AddedSource, Neighbours
from readtui.services.sources import path_text
from readtui.text.clean import visible
from readtui.text.phrases import counted

_MOST_BYTES = 64 * 1024 * 1024
_NEW = (Outcome.PLACED, Outcome.REVIEW, Outcome.WAITING, Outcome.UPDATED)
_UNCLEAR = (Outcome.REVIEW, Outcome.REFUSED, Outcome.WAITING)
_MAY_BE_ANNOTATED = (".pdf", ".epub")
_PROGRAMS = {"koreader": "KOReader", "calibre": "Calibre"}
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class OfferedImport:
    """``count`` new annotations for the file ``name``. ``taken_from``: the file or folder that readtui import takes.

    ``words``: such as "River.epub: 12 annotations of KOReader beside it".
    """

    name: str
    words: str
    taken_from: str
    program: str
    count: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What was found, and what taking it would do. ``refused``: neighbours that cannot be read."""

    found: Sequence[OfferedImport]
    plan: ImportPlan
    refused: Sequence[RefusedFile]

    @property
    def is_clear(self) -> bool:
        """Whether nothing in it needs a look before it is taken."""
        counts = self.plan.counts()
        return not any(counts[one] for one in _UNCLEAR)

    @property
    def words(self) -> str:
        if len(self.found) == 1:
            return self.found[0].words
        programs = " and ".join(dict.fromkeys(one.program for one in self.found if one.program))
        by = f" of {programs}" if programs else ""
        count = sum(one.count for one in self.found)
        return f"{len(self.found):,} of these files have {counted(count, 'annotation')}{by} beside or in them"

    def lines(self) -> list[str]:
        """A line for each file, or for all if they are many, with the command that takes them."""
        if len(self.found) > _MOST_LINES:
            return [f"{self.words}. To import them, add the files again with --with-annotations."]
        return [f"{one.words}. To import them: readtui import {shlex.quote(one.taken_from)}" for one in self.found]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where there may be annotations for a source: in the source, or at a path beside it."""

    brought: AddedSource
    is_inside: bool


@dataclass(slots=True)
class ImportOffers:
    """Gathers what is added, then says what there is to take.

    ``looks_into_all``: reads every file that may have annotations, not only those that were read just now.
    ``neighbours``: knows the folders that were looked into already.
    """

    importing: AnnotationImport
    looks_into_all: bool = False
    neighbours: Neighbours = field(default_factory=Neighbours)
    _places: dict[str, _Place] = field(default_factory=dict)

    def added(self, brought: AddedSource) -> None:
        """Look beside a source that was added."""
        path = brought.path
        for one in self.neighbours.of(path) if path else ():
            self._places.setdefault(one, _Place(brought, is_inside=False))
        if brought.is_annotated or (self.looks_into_all and path.lower().endswith(_MAY_BE_ANNOTATED)):
            self._places.setdefault(path, _Place(brought, is_inside=True))

    def offer(self, progress: Progress = say_nothing) -> Offer | None:
        """What the library does not have yet, of all that was gathered since the last call; None if nothing was.

        Raises StorageError.
        """
        places, self._places = self._places, {}
        if not places:
            return None
        by_name = {path_text(path): (path, place) for path, place in places.items()}
        files = [FileOnDisk(path, _MOST_BYTES) for path in places]
        plan = self.importing.plan(files, progress=progress, keeps_content=False)
        found = [
            _offered(*by_name[work.file], work, count)
            for work in plan.works
            if (count := sum(one.outcome in _NEW for one in work.annotations))
        ]
        # Files that only may have annotations mostly have none.
        beside = {visible(path_text(path)) for path, place in places.items() if not place.is_inside}
        refused = [one for one in plan.refused if one.name in beside]
        return Offer(found, plan, refused)


def _offered(path: str, place: _Place, work: PlannedWork, count: int) -> OfferedImport:
    program = _PROGRAMS.get(work.format, "")
    by = f" of {program}" if program else ""
    where = "in it" if place.is_inside else "beside it"
    source = place.brought.source
    folder, name = os.path.split(source)
    # KOReader's own folder is easier to name than the file in it.
    beside = os.path.relpath(path, os.path.dirname(place.brought.path))
    taken_from = source if place.is_inside else os.path.join(folder, beside.split(os.sep)[0])
    name = visible(name)
    return OfferedImport(
        name, f"{name}: {counted(count, 'annotation')}{by} {where}", visible(taken_from), program, count
    )
