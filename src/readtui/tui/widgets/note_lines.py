"""Draws a note, which is Markdown, as styled lines. Its links are numbered as in the list of its links."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from readtui.text.clean import shown
from readtui.text.note_markdown import Look, NoteBlock, NoteKind, ReadNote

_INDENT = 2
_RULE = 24
_LOOKS = {
    Look.EMPHASIS: Style(italic=True),
    Look.STRONG: Style(bold=True),
    Look.STRUCK: Style(strike=True),
}


@dataclass(frozen=True, slots=True)
class NoteStyles:
    """The styles of a note's parts."""

    text: Style
    dim: Style
    heading: Style
    code: Style
    link: Style
    quote: Style


def note_lines(note: ReadNote, width: int, styles: NoteStyles, console: Console) -> list[Text]:
    """The lines of a note in so many cells, with empty lines between blocks. ``console`` wraps the text."""
    lines: list[Text] = []
    before: NoteBlock | None = None
    for block in note.blocks:
        is_close = before is not None and bool(block.label and before.depth)
        if before is not None and not is_close:
            lines.append(Text())
        lines += _block_lines(block, width, styles, console)
        before = block
    return lines


def _block_lines(block: NoteBlock, width: int, styles: NoteStyles, console: Console) -> list[Text]:
    quoted = "│ " * block.quotes
    label = f"{block.label} " if block.label else ""
    indent = " " * (_INDENT * (block.depth - 1 if label else block.depth))
    # Appended, because the style of a whole text would hold for what is added to it.
    first = Text().append(f"{quoted}{indent}{label}", styles.dim)
    others = Text().append(f"{quoted}{' ' * cell_len(indent + label)}", styles.dim)
    if block.kind is NoteKind.RULE:
        return [first.append("─" * min(_RULE, max(1, width - first.cell_len)), styles.dim)]
    text = _words(block, styles)
    room = max(8, width - first.cell_len)
    wrapped = [line for part in text.split("\n", allow_blank=True) for line in _wrapped(part, room, console)]
    return [(first if number == 0 else others) + line for number, line in enumerate(wrapped)]


def _words(block: NoteBlock, styles: NoteStyles) -> Text:
    text = Text()
    base = styles.heading if block.kind is NoteKind.HEADING else styles.quote if block.quotes else styles.text
    for number, span in enumerate(block.spans):
        style = base
        for look in span.looks:
            style += styles.code if look is Look.CODE else _LOOKS[look]
        if span.link is not None:
            style += styles.link
        text.append(shown(span.text).expandtabs(4), style)
        following = block.spans[number + 1].link if number + 1 < len(block.spans) else None
        if span.link is not None and span.link != following:
            text.append(f"[{span.link + 1}]", styles.dim)
    return text


def _wrapped(text: Text, width: int, console: Console) -> list[Text]:
    lines = list(text.wrap(console, width, overflow="fold"))
    for line in lines:
        line.rstrip()
    return lines or [Text()]
