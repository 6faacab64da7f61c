"""Checks that every exporter should pass, in any package; docs/development/importers-exporters.md says more."""

from readtui.exporters.contract.checks import ExporterContract
from readtui.exporters.contract.samples import sample_documents, sample_tags

__all__ = ["ExporterContract", "sample_documents", "sample_tags"]
