"""Puts the answers to an annotation into its note."""

from dataclasses import replace

from readtui.interchange.importer import ImportedAnnotation


def answered(annotation: ImportedAnnotation, author: str, words: str) -> ImportedAnnotation:
    """The annotation with an answer below its note. ``author``: who gave it, or ""."""
    said = f"{author}: {words}" if author else words
    return replace(annotation, note=f"{annotation.note}\n\n{said}" if annotation.note else said)
