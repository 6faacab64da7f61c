"""Collects the annotations of a work from a file."""

from dataclasses import field

from readtui.interchange.importer import ImportedAnnotation, Refusal
from readtui.quick_dataclass import dataclass


@dataclass(slots=True)
class Collected:
    """The annotations of a work by what identifies them in it, and what cannot be imported."""

    annotations: dict[object, ImportedAnnotation] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def add(self, annotation: ImportedAnnotation, key: object, what: str, why: str) -> None:
        """Add it, unless there is one with its key; what says nothing is refused, as a Refusal says it."""
        if annotation.is_empty:
            self.refused.append(Refusal(what, why))
        else:
            self.annotations.setdefault(key, annotation)
