"""The filters that readtui adds to those of Jinja: escaping for formats, dates and quotes."""

import html
import json
from collections.abc import Callable, Mapping
from datetime import datetime

from readtui.codec.csv_guard import guard_cell
from readtui.exporters.notes import markdown_escape
from readtui.exporters.notes.org import guarded
from readtui.exporters.references import bibtex


def _date(value: object, form: str = "%Y-%m-%d") -> str:
    """A time or date in another form (strftime). A date that is only partly known stays unchanged."""
    try:
        return datetime.fromisoformat(str(value)).strftime(form)
    except ValueError:
        return str(value)


def _csv(value: object) -> str:
    """A cell of a CSV file, in quotation marks, and guarded so that no spreadsheet runs it as a formula."""
    cell = guard_cell(str(value)).replace('"', '""')
    return f'"{cell}"'


def _json(value: object) -> str:
    """The value as JSON. Raises TypeError for a value that JSON cannot represent."""
    return json.dumps(value, ensure_ascii=False)


def _line(value: object) -> str:
    """The text on one line."""
    return " ".join(str(value).split())


FILTERS: Mapping[str, Callable[..., str]] = {
    "csv": _csv,
    "date": _date,
    "html": lambda value: html.escape(str(value)),
    "json": _json,
    "line": _line,
    "markdown": lambda value: markdown_escape.escape(str(value)),
    "org": lambda value: guarded(str(value)),
    "quoted": lambda value: markdown_escape.quoted(str(value)),
    "tex": lambda value: bibtex.escape(str(value)),
}
"""By name. None of them changes what it is given if that needs no escaping."""
