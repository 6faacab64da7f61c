"""Previews an export as its readers will see it, as a table, a page's text, or the file's own text; and counts it."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from threading import Event

from readtui.exporters.exporter import ExportDocument, Exporter, ExportOptions, Format
from readtui.exporters.research.codes import Codebook
from readtui.services.out.documents import Documents
from readtui.text.clean import clean
from readtui.text.phrases import counted

_MOST_LINES = 400
_MOST_CHARACTERS = 30_000
_MOST_IN_CELL = 60
_HIDDEN = ("head", "script", "style", "template")
_BLOCKS = re.compile(
    "address|article|aside|blockquote|d[dlt]|div|fig(caption|ure)|footer|h[1-6r]|header|li|main|nav|[ou]l|p|pre|section|"
    "table|tr"
)
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Preview:
    """A ``text``, or the ``rows`` of a table, the first with the names of the columns; neither if there is no text.

    ``is_whole``: nothing follows.
    """

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    is_whole: bool = True


def preview(exporter: Exporter, documents: Iterable[ExportDocument], options: ExportOptions) -> Preview:
    """The beginning of an export. Renders no more than that. Raises ExportError."""
    if exporter.format.is_binary:
        return Preview(is_whole=False)
    rendered, is_whole = "", True
    for piece in exporter.render(documents, options):
        if len(rendered) >= _MOST_CHARACTERS or rendered.count("\n") >= _MOST_LINES:
            is_whole = False
            break
        rendered += piece if isinstance(piece, str) else piece.decode("utf-8", "replace")
    if exporter.format.extension == ".csv":
        return _table(rendered, is_whole)
    if exporter.format.extension == ".html":
        rendered = _page_text(rendered)
    return _text(rendered, is_whole)


def extent(format: Format, documents: Documents, options: ExportOptions, stopped: Event) -> str:
    """What an export holds, in words: "35 articles · 87 annotations", so far if ``stopped``. Raises StorageError."""
    articles = annotations = 0
    codebook = Codebook(options.tags)
    for document in documents.meant_for(format, context=options.context):
        if stopped.is_set():
            break
        articles += bool(document.annotations) or not format.only_annotations
        annotations += len(document.annotations)
        if format.is_about_tags:
            codebook.add(document)
    if format.is_about_tags:
        codes = (code for root in codebook.codes() for _, code in root.walk())
        return counted(sum(code.is_tag for code in codes), "tag")
    return f"{counted(articles, 'article')} · {counted(annotations, 'annotation')}"


def _text(rendered: str, is_whole: bool) -> Preview:
    lines = rendered[:_MOST_CHARACTERS].split("\n")[:_MOST_LINES]
    is_whole = is_whole and len(lines) == rendered.count("\n") + 1 and len(rendered) <= _MOST_CHARACTERS
    return Preview(clean("\n".join(lines)).text.expandtabs(4), is_whole=is_whole)


def _table(rendered: str, is_whole: bool) -> Preview:
    """The table without columns that are empty in all rows."""
    # Without the last rows if they may be cut off.
    rows = list(islice(csv.reader(rendered.removeprefix("\ufeff").splitlines(keepends=True)), _MOST_LINES))
    if not rows:
        return Preview()
    head, *body = rows
    used = [index for index in range(len(head)) if any(index < len(row) and row[index] for row in body)]
    shown = used or list(range(len(head)))
    return Preview(
        rows=tuple(tuple(_cell(row[index]) if index < len(row) else "" for index in shown) for row in rows),
        is_whole=is_whole and len(rows) < _MOST_LINES,
    )


def _cell(value: str) -> str:
    line = " ".join(clean(value[: _MOST_IN_CELL * 4]).text.split())
    return line if len(line) <= _MOST_IN_CELL else f"{line[: _MOST_IN_CELL - 1]}…"


def _page_text(page: str) -> str:
    """The text of a page, in lines as in a browser. A truncated page is read as far as possible."""
    # Imported here because only this preview needs it.
    from lxml import html

    if not page.strip():
        return ""
    root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    lines = [""]

    def end_line() -> None:
        if lines[-1].strip():
            lines.extend(("", ""))

    def say(text: str | None, is_code: bool) -> None:
        if not text:
            return
        if is_code:
            first, *others = text.split("\n")
            lines[-1] += first
            lines.extend(others)
        else:
            words = _SPACE.sub(" ", text)
            lines[-1] += words if lines[-1] and not lines[-1].endswith(" ") else words.lstrip()

    # A walk without recursion, because pages can be nested deeper than Python's stack.
    pending: list[tuple[html.HtmlElement, bool, bool]] = [(root, False, False)]
    while pending:
        element, is_code, is_left = pending.pop()
        is_block = isinstance(element.tag, str) and _BLOCKS.fullmatch(element.tag) is not None
        if is_left:
            if is_block:
                end_line()
            say(element.tail, is_code)
            continue
        if not isinstance(element.tag, str) or element.tag in _HIDDEN:
            say(element.tail, is_code)
            continue
        if is_block:
            end_line()
        if element.tag == "br":
            lines.append("")
        within = is_code or element.tag == "pre"
        say(element.text, within)
        pending.append((element, is_code, True))
        pending.extend((child, within, False) for child in reversed(element))
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")
