"""The protocol of exporters: a name, a file ending, and a method that renders annotated articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord


@dataclass(frozen=True, slots=True)
class ExportDocument:
    """One article with the annotations to export, in reading order."""

    record: ArticleRecord
    article: Article
    annotations: Sequence[Annotation]


class Exporter(Protocol):
    """Renders one format. Found through the entry point group ``readtui.exporters``."""

    name: str
    title: str
    extension: str

    def render(self, documents: Sequence[ExportDocument]) -> str | bytes:
        """Render all documents as one file. Raises ExportError."""
        ...
