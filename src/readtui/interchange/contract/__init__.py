"""Checks that every importer of annotations should pass; docs/development/importers-exporters.md says more."""

from readtui.interchange.contract.checks import AnnotationImporterContract

__all__ = ["AnnotationImporterContract"]
