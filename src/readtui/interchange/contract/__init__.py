"""Checks that every annotation importer should pass, in any package; see docs/importers-exporters.md."""

from readtui.interchange.contract.checks import AnnotationImporterContract

__all__ = ["AnnotationImporterContract"]
