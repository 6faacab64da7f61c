"""Data files: rows of values (CSV, TSV) as an Article of tables, outlines (OPML) as a list of lists."""

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.common.encoding import decode
from readtui.importers.common.finished_article import finished
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import HEADLESS, BlockKind, MarkType
from readtui.text.article_builder import ArticleBuilder, MarkSpan
from readtui.text.clean import line_ends

if TYPE_CHECKING:
    from lxml.etree import _Element


_SEPARATORS = ",;\t|"
_SAMPLE_LINES = 20
_ROWS_A_TABLE = 200
_MOST_IN_VALUE = 16_000_000


class RowsImporter:
    """Reads rows; the first one names the columns. Long files become several tables in a row."""

    name = "rows"
    extensions: tuple[str, ...] = (".csv", ".tsv", ".tab")
    media_types: tuple[str, ...] = ("text/csv",)

    def recognises(self, source: Source) -> bool:
        """Never: any text has commas, so only the file ending decides."""
        return False

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is binary or has no text."""
        text = line_ends(decode(source.data, source.name, source.charset))
        builder = ArticleBuilder()
        for number, rows in enumerate(_tables(text)):
            builder.add(BlockKind.TABLE, "\n".join(rows), label=HEADLESS if number else "")
        if builder.is_empty:
            raise SourceError(f"{source.name or 'the input'} contains no rows", "Open a file that has rows.")
        return finished(builder, source)


def _tables(text: str) -> Iterator[list[str]]:
    separator = _separator(text)
    usual = csv.field_size_limit(_MOST_IN_VALUE)
    rows: list[str] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(value.strip() for value in row):
                rows.append("\t".join(" ".join(value.split()) for value in row))
            if len(rows) >= _ROWS_A_TABLE:
                yield rows
                rows = []
    except csv.Error:
        # Text after the last row is shown as it is.
        rows = [line for line in text.split("\n") if line.strip()]
    finally:
        csv.field_size_limit(usual)
    if rows:
        yield rows


def _separator(text: str) -> str:
    """The separator that occurs most evenly in the first lines."""
    lines = [line for line in text[:20_000].split("\n")[:_SAMPLE_LINES] if line.strip()]
    counts = {sign: [line.count(sign) for line in lines] for sign in _SEPARATORS}
    return max(_SEPARATORS, key=lambda sign: (min(counts[sign], default=0), sum(counts[sign])))


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
