"""Reads outlines (OPML) as an Article: a list of lists, with the links of feeds and pages."""

import re
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.common.finished_article import finished
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind, MarkType
from readtui.text.article_builder import ArticleBuilder, MarkSpan

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = re.compile(rb"<opml[\s>]", re.IGNORECASE)
_SAMPLE_BYTES = 2000
_MOST_LEVELS = 40
_ADDRESSES = ("htmlUrl", "url", "xmlUrl")


class OutlineImporter:
    """Reads OPML as written by outliners and feed readers."""

    name = "outline"
    extensions: tuple[str, ...] = (".opml",)

    def recognises(self, source: Source) -> bool:
        """Whether the root element is OPML's."""
        sample = source.data[:_SAMPLE_BYTES]
        return sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _ROOT.search(sample) is not None

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is damaged or has no text."""
        from lxml import etree

        from readtui.importers.common.xml_safe import parse_xml

        name = source.name or "the input"
        root = parse_xml(source.data)
        if root is None:
            raise SourceError(f"{name} is not an outline (OPML), or it is damaged", "Export it again.")
        builder = ArticleBuilder()
        level = 0
        for event, element in etree.iterwalk(root, events=("start", "end"), tag="{*}outline"):
            level += 1 if event == "start" else -1
            if event == "start":
                _add(builder, element, min(level, _MOST_LEVELS))
        if builder.is_empty:
            raise SourceError(f"{name} contains no text", "Open an outline that has text.")
        about = Metadata(
            title=_head(root, "title"), creator=_head(root, "ownerName"), published=_head(root, "dateCreated")
        )
        return finished(builder, source, about)


def _add(builder: ArticleBuilder, outline: "_Element", level: int) -> None:
    address = next((str(outline.get(key)) for key in _ADDRESSES if outline.get(key)), "")
    text = str(outline.get("text") or outline.get("title") or address)
    marks: list[MarkSpan] = [(MarkType.LINK, 0, len(text), address)] if address else []
    builder.add(BlockKind.LIST_ITEM, text, level=level, label="•", marks=marks)
    note = str(outline.get("_note") or "")
    builder.add(BlockKind.LIST_ITEM, note, level=level)


def _head(root: "_Element", name: str) -> str:
    element = root.find(f"{{*}}head/{{*}}{name}")
    return " ".join((element.text or "").split()) if element is not None else ""
