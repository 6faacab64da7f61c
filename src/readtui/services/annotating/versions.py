"""Versions of an annotation that were changed at the same time on two devices: the user chooses one or keeps both."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from readtui.codec.record_versions import open_conflicts, resolve
from readtui.codec.records import annotation_from_json, annotation_to_json
from readtui.errors import DamagedError
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.services.wording import annotation_name, tag_names


def other_versions(annotation: Annotation) -> list[Annotation]:
    """The other versions of ``annotation`` that differ from it and are undecided, best first."""
    if not annotation.conflicts:
        return []
    found: list[Annotation] = []
    for version in open_conflicts(annotation_to_json(annotation)):
        try:
            found.append(annotation_from_json(version))
        except DamagedError:
            # Written by hand and not an annotation: nothing to choose.
            continue
    return found


@dataclass(frozen=True, slots=True)
class Versions:
    """Builds changes that keep one or all. ``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id."""

    clock: Callable[[], str]
    new_id: Callable[[], str]

    def choose(self, annotation: Annotation, chosen: Annotation) -> Change:
        """Keep ``chosen``, which is the annotation or one of its other versions, and drop the rest."""
        return self._settled(annotation, chosen, f"choose a version of {annotation_name(annotation)}")

    def join(self, annotation: Annotation) -> Change:
        """Combine all versions: all tags, all notes in order, everything else as in the first live one."""
        versions = [version for version in (annotation, *other_versions(annotation)) if not version.deleted]
        first = versions[0] if versions else annotation
        notes = dict.fromkeys(version.note for version in versions if version.note)
        color = next((version.color for version in versions if version.color), None)
        tags = tag_names(tag for version in versions for tag in version.tags)
        joined = replace(first, note="\n\n".join(notes), tags=tags, color=color)
        return self._settled(annotation, joined, f"join the versions of {annotation_name(annotation)}")

    def _settled(self, annotation: Annotation, chosen: Annotation, what: str) -> Change:
        now = self.clock()
        record = resolve(annotation_to_json(annotation), annotation_to_json(chosen))
        after = replace(annotation_from_json(record), modified=now)
        return Change(self.new_id(), now, what, (Edit(annotation, after),))
