"""Reads rows of values (CSV, TSV) as an Article of tables."""

import csv
import io
from collections.abc import Iterator

from readtui.errors import SourceError
from readtui.importers.common.encoding import decode
from readtui.importers.common.finished_article import finished
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import HEADLESS, BlockKind
from readtui.text.article_builder import ArticleBuilder
from readtui.text.clean import line_ends

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
