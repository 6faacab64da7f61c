"""Checks that every exporter should pass, including those of other packages; see docs/importers-exporters.md."""

from readtui.exporters.contract.checks import ExporterContract
from readtui.exporters.contract.samples import sample_documents, sample_tags

__all__ = ["ExporterContract", "sample_documents", "sample_tags"]
