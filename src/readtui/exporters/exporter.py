"""What an exporter is: a name, a file ending, and annotated articles to text. It never prints or writes."""

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
        """All of the documents as one file. Raises ExportError."""
        ...
