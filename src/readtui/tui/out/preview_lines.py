"""Lays out the preview of an export: the text of the file in colors, and how its readers will see it."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from readtui.exporters.exporter import Format
from readtui.quick_dataclass import dataclass
from readtui.services.out.preview import Preview
from readtui.text.note_markdown import ReadNote, read_note
from readtui.tui.colors.code_colors import CodeSpans, code_spans
from readtui.tui.notes.note_lines import NoteStyles, line_text, note_lines
from readtui.tui.widgets.cells import padded
from readtui.tui.widgets.preview_pane import Lines, Sheet

_LANGUAGES = {
    ".bib": "bibtex",
    ".html": "html",
    ".json": "json",
    ".jsonl": "json",
    ".md": "markdown",
    ".org": "org",
    ".qdc": "xml",
    ".tex": "tex",
    ".typ": "typst",
}
_WIDEST = 84
_GAP = "  "
_VALUE, _WORDS = 14, 40
_NO_HEADING = re.compile(r"#+[^\s#]|[^\n]*\n---")
"""What Pygments takes for a heading: tags, and the end of the front matter."""
_MARK = re.compile(r"==(?=\S)|(?<=\S)==")
_TAG = re.compile(r"(?<![\w/#&])#(?=[^\W\d]|\d+[^\W\d])[\w/-]+")
_MORE = "… and more. The file has all of it."


@dataclass(frozen=True, slots=True)
class ReadPreview:
    """A preview, read as far as that takes no screen: ``spans`` are those of its text, ``note`` is its look."""

    preview: Preview
    format: Format
    spans: CodeSpans
    note: ReadNote

    @property
    def has_look(self) -> bool:
        """Whether there is more to see than the text of the file."""
        return bool(self.preview.look or self.preview.rows)

    @property
    def look_title(self) -> str:
        return "What it will hold" if self.format.is_binary else "As a table" if self.preview.rows else "As it looks"


def read_preview(preview: Preview, format: Format) -> ReadPreview:
    """Read a preview for the screen, which takes a while."""
    text = preview.text
    spans = code_spans(text, _LANGUAGES.get(format.extension, ""), 0)
    if format.extension == ".md":
        ranges = zip(spans.starts, spans.ends, spans.parts, strict=True)
        kept = [one for one in ranges if not _NO_HEADING.match(text, *one[:2])]
        spans = CodeSpans(*map(tuple, zip(*kept, strict=True))) if kept else CodeSpans()
    return ReadPreview(preview, format, spans, read_note(preview.look))


def source_lines(shown: ReadPreview) -> Lines:
    return partial(_source, shown)


def look_lines(shown: ReadPreview) -> Lines:
    """How the file will be seen."""
    return partial(_table if shown.preview.rows else _note, shown)


def _source(shown: ReadPreview, sheet: Sheet) -> list[Text]:
    palette, spans = sheet.palette, shown.spans
    text = Text(shown.preview.text)
    for start, end, part in zip(spans.starts, spans.ends, spans.parts, strict=True):
        text.stylize(palette.code_part(part), start, end)
    lines = [piece for line in text.split("\n", allow_blank=True) for piece in sheet.wrapped(line)]
    return _ended(lines, shown, sheet)


def _ended(lines: list[Text], shown: ReadPreview, sheet: Sheet) -> list[Text]:
    if not shown.preview.is_whole:
        lines += sheet.wrapped(Text(_MORE, sheet.palette.dim))
    return lines


def _note(shown: ReadPreview, sheet: Sheet) -> list[Text]:
    palette = sheet.palette
    bold = palette.heading + Style(bold=True)
    styles = NoteStyles(palette.text, palette.dim, bold, palette.code, palette.link, palette.quote)
    lines = [line_text(line) for line in note_lines(shown.note, min(_WIDEST, sheet.width), styles, numbered=False)]
    for line in lines:
        for match in _TAG.finditer(line.plain):
            line.stylize(palette.tag_style(match[0][1:]), *match.span())
    return _ended(list(_marked(lines, palette.highlight("yellow").text)), shown, sheet)


def _marked(lines: Sequence[Text], style: Style) -> Iterator[Text]:
    """The lines with the words between two ``==`` in a style, also where they go on in another line."""
    is_on = False
    for line in lines:
        made, at = Text(), 0
        for match in _MARK.finditer(line.plain):
            made.append_text(_styled(line[at : match.start()], style, is_on))
            at, is_on = match.end(), not is_on
        yield made.append_text(_styled(line[at:], style, is_on))


def _styled(text: Text, style: Style, is_on: bool) -> Text:
    if is_on:
        text.stylize(style)
    return text


def _table(shown: ReadPreview, sheet: Sheet) -> list[Text]:
    """The columns as wide as their words; if they do not fit, ids have less room than quotes."""
    head, *body = shown.preview.rows
    widths = [max(map(cell_len, column)) for column in zip(*shown.preview.rows, strict=True)]
    if sum(widths) + len(_GAP) * len(widths) > sheet.width:
        widths = [min(width, _WORDS if width > _WORDS else _VALUE) for width in widths]
    palette = sheet.palette

    def line(cells: Sequence[str], style: Style) -> Text:
        return Text(_GAP.join(map(padded, cells, widths)), style, no_wrap=True)

    rule = Text("─" * min(sheet.width, sum(widths) + len(_GAP) * (len(widths) - 1)), palette.faint)
    return _ended([line(head, palette.table_header), rule, *(line(row, palette.text) for row in body)], shown, sheet)
