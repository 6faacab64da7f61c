"""The dialog that shows an annotation in full: its note, replies, the links in it, and the notes that link to it."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

from readtui.model.annotation import Annotation
from readtui.model.creator import UNNAMED, Identity
from readtui.model.reply import ThreadState
from readtui.quick_dataclass import dataclass
from readtui.services.wording import cells_apart
from readtui.text.clean import clean, visible
from readtui.text.note_markdown import read_note
from readtui.text.phrases import counted
from readtui.tui.article.line_marks import REVIEW, thread_sign
from readtui.tui.article.title_block import day_in_words
from readtui.tui.colors.palette import Palette
from readtui.tui.dialogs.dialog import ScrolledDialog, bindings
from readtui.tui.keymap import key_name, readable
from readtui.tui.notes.note_lines import NotePiece, NoteStyles, Pieces, cut, line_text, note_lines
from readtui.tui.notes.voices import LAST_REPLY, name_of, state_words, takes_reply, voices
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.choice_rows import ChoiceRows
from readtui.tui.widgets.days import local_date

_MOST_QUOTED = 1_200
_MOST_READ = 20_000
_MOST_REPLIES = 100
_SCROLLBAR = 2
_LEADING_NOWHERE: Mapping[tuple[str, ...], str] = {}
_LEADS_TO, _COMES_FROM = " → ", " ← "


def shortened(note: str) -> str:
    """As much of a note as the dialog shows. Reading Markdown takes time, and nobody reads a book in a dialog."""
    return note if len(note) <= _MOST_READ else f"{note[:_MOST_READ]} …"


class EditRequest(Enum):
    """What the user wants to do with the note instead of following a link."""

    HERE = "here"
    IN_EDITOR = "in the editor"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link in the note, or (``is_back``) a note that links here: its words, and where it leads."""

    words: str
    where: str
    is_back: bool = False


LookUp = Callable[[Callable[[Sequence[LinkRow]], None]], Awaitable[None]]
"""Looks up where links lead, and passes all rows on whenever it knows more. New rows come last."""


class AnnotationDialog(ScrolledDialog[int | str | EditRequest | None]):
    """Shows ``annotation``. ``rows`` are the links that are known at once; ``look_up`` completes them; ``settle``
    settles or reopens its thread. ``leading``: the ids of commands that lead on from here, by the keys for each.

    The result is the index of the row to follow, the command to run, what to do with the note, or None.
    """

    BINDINGS = bindings(
        {
            "escape,q": "leave",
            "enter": "choose",
            "down,j,tab": "move(1)",
            "up,k,shift+tab": "move(-1)",
            "space,pagedown,ctrl+d": "page(1)",
            "b,pageup,ctrl+u": "page(-1)",
            "a": "edit",
            "e": "edit_elsewhere",
            "D": "settle",
        }
    )

    def __init__(
        self,
        title: str,
        annotation: Annotation,
        palette: Palette,
        rows: Sequence[LinkRow],
        look_up: LookUp,
        identity: Identity = UNNAMED,
        settle: Callable[[], None] = lambda: None,
        leading: Mapping[tuple[str, ...], str] = _LEADING_NOWHERE,
    ) -> None:
        super().__init__(title)
        self._leading = leading
        self._pressed: tuple[str, ...] = ()
        self._annotation = annotation
        self._settle = settle
        self._palette = palette
        self._rows = list(rows)
        self._look_up = look_up
        self._identity = identity
        self._stood = ""
        self._chosen = 0
        self._rows_of_body = self._most_rows = 0
        self._note = read_note(shortened(annotation.note))
        self._links = ChoiceRows()

    def sheet(self) -> Iterable[Widget]:
        yield from super().sheet()
        yield self._links

    def on_mount(self) -> None:
        self._show_rows(self._rows)
        self.run_worker(self._look_up(self._show_rows), group="look-up")

    def on_resize(self) -> None:
        """Give the note the height that the screen allows."""
        super().on_resize()
        self._show_all()

    def follow(self, annotation: Annotation) -> None:
        """Show what was said meanwhile, below what was there. The note stays as it was read."""
        if annotation.replies != self._annotation.replies or annotation.is_thread != self._annotation.is_thread:
            self._annotation = annotation
            if self.is_mounted:
                self._show_all()

    def say_where(self, headings: Sequence[str]) -> None:
        """Say under which headings the words stood that are lost."""
        self._stood = f"It stood under {visible(' › '.join(headings))}" if headings else ""
        if self.is_mounted:
            self._show_all()

    def _show_all(self) -> None:
        lines = self._body_lines()
        self._rows_of_body = len(lines)
        self.show_lines(lines)
        self._show_links()
        self._show_named_keys()

    def on_key(self, event: events.Key) -> None:
        """Follow with a single digit, or go on with the keys for that."""
        self._pressed = (*self._pressed, key_name(event.key, event.character))
        if (command_id := self._leading.get(self._pressed)) is not None:
            event.stop()
            self.dismiss(command_id)
        elif any(keys[: len(self._pressed)] == self._pressed for keys in self._leading):
            event.stop()
            return
        self._pressed = ()
        if (number := self.number_of(event, len(self._rows))) is not None:
            event.stop()
            self.dismiss(number)

    def action_move(self, steps: int) -> None:
        """Choose the next or previous link; without links, scroll."""
        if self._rows:
            self._chosen = (self._chosen + steps) % len(self._rows)
            self._show_links()
        else:
            self.action_scroll_lines(steps)

    def action_choose(self) -> None:
        """Follow the chosen link; without links, close."""
        self.dismiss(self._chosen if self._rows else None)

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Follow the link that was clicked."""
        self.dismiss(event.number)

    def action_edit(self) -> None:
        self.dismiss(EditRequest.HERE)

    def action_edit_elsewhere(self) -> None:
        """Write the note in the user's editor."""
        self.dismiss(EditRequest.IN_EDITOR)

    def action_settle(self) -> None:
        self._settle()

    def _show_rows(self, rows: Sequence[LinkRow]) -> None:
        self._rows = list(rows)
        self._show_links()
        self._show_named_keys()

    def _show_named_keys(self) -> None:
        count = len(self._rows)
        digits = f"1–{min(9, count)}" if count > 1 else "1"
        chosen = [(digits, "follow"), ("↑ ↓ Enter", "choose")] if count else []
        more = [("Space b", "scroll")] if self._rows_of_body > self._most_rows else []
        annotation = self._annotation
        edit = ("a", "edit" if annotation.note else "write a note")
        if takes_reply(annotation, self._identity):
            edit = ("a", "reply")
        is_open = annotation.thread is ThreadState.OPEN
        settle = [("D", "settle" if is_open else "reopen")] if annotation.is_thread else []
        following = [(readable(" ".join(keys)), "next thread") for keys in [*self._leading][:1] if annotation.is_thread]
        self.show_keys([*chosen, edit, *settle, *following, *more, ("Esc", "close")])

    def _body_lines(self) -> list[Text]:
        annotation, dim = self._annotation, self.part("dim")
        width = self.room - _SCROLLBAR
        mark = self._palette.mark_of(annotation).gutter
        bar = Text().append("┃ ", Style(color=mark.color, bold=mark.bold))
        lines = [
            bar + line
            for said in _words_of(annotation)
            for line in Text(said, dim + Style(italic=True)).wrap(self.app.console, width - 2)
        ]
        lines += Text(self._stood, dim).wrap(self.app.console, width) if self._stood else []
        link = Style(color=self._palette.link.color, underline=True)
        plain, code = Style(color=self._palette.note.color), self.part("tag")
        styles = NoteStyles(plain, dim, Style(bold=True), code, link, dim, linked=self._palette.linked)
        name, thread = voices(annotation, self._identity)
        if annotation.is_thread or annotation.replies:
            name = name_of(annotation.creator, self._identity)
        if annotation.note or name:
            lines += [Text(), *([Text(name, Style(bold=True))] if name else [])]
        if annotation.note:
            lines += map(line_text, note_lines(self._note, width, styles))
        lines += map(line_text, _full_replies(annotation, self._identity, width, styles))
        sign = thread_sign(annotation, lambda: self._identity)
        about = self.in_colors(annotation.tags)
        parts = [
            f"{sign} {thread}".strip(),
            annotation.color or "",
            day_in_words(local_date(annotation.created, datetime.now().astimezone())),
            f"{REVIEW} " * annotation.needs_review + state_words(annotation, tells_why=True),
        ]
        about.append(("  " if annotation.tags else "") + " · ".join(filter(None, parts)), dim)
        return [*lines, Text(), *about.wrap(self.app.console, width)]

    def _show_links(self) -> None:
        """Show the links around the chosen one; ``›`` marks the one that Enter follows."""
        lines, numbers, chosen_line = self._link_lines()
        height = max(2, min(len(lines), self.size.height // 3))
        first = max(0, min(chosen_line - height // 2, len(lines) - height))
        self._links.display = bool(lines)
        self._links.show(lines[first : first + height], numbers[first : first + height])
        room = self.size.height - (height + 1 if lines else 0) - 4
        self._most_rows = max(2, min(room, 3 * self.size.height // 5))
        self.scroll.styles.max_height = self._most_rows

    def _link_lines(self) -> tuple[list[Text], list[int | None], int]:
        """The lines, the number of the link on each, and the line of the chosen one. Notes that link here have a
        heading.
        """
        width, lines, numbers, chosen_line = self.room, list[Text](), list[int | None](), 0
        back = sum(row.is_back for row in self._rows)
        for number, row in enumerate(self._rows):
            if row.is_back and (number == 0 or not self._rows[number - 1].is_back):
                lines += [Text(), Text(f"Linked from {counted(back, 'note')}", self.part("name"))]
            elif number == 0:
                lines.append(Text())
            numbers += [None] * (len(lines) - len(numbers))
            is_chosen = number == self._chosen
            chosen_line = len(lines) if is_chosen else chosen_line
            line = self.numbered(number, is_chosen=is_chosen)
            room = width - line.cell_len - (len(_LEADS_TO) if row.where else 0)
            words = fitted(row.words, max(room // 2, room - cell_len(row.where)))
            line.append(words, self.part("chosen" if is_chosen else "name"))
            if row.where:
                arrow = _COMES_FROM if row.is_back else _LEADS_TO
                line.append(arrow + fitted(row.where, room - cell_len(words)), self.part("dim"))
            lines.append(line)
            numbers.append(number)
        return lines, numbers, chosen_line


def _words_of(annotation: Annotation) -> list[str]:
    """The words that were annotated and, if they differ, those that are there now."""
    if annotation.quote is None:
        return ["On the whole article"]
    own = _quoted(annotation.own_words)
    return [own, f"now: {_quoted(annotation.quoted_text)}"] if annotation.is_reworded else [own]


def _quoted(words: str) -> str:
    more = " …" if len(words) > _MOST_QUOTED else ""
    return f"“{' '.join(clean(cells_apart(words[:_MOST_QUOTED])).text.split())}{more}”"


def _full_replies(annotation: Annotation, identity: Identity, width: int, styles: NoteStyles) -> Iterator[Pieces]:
    """Each reply after an empty line: the speaker, the day, and the text below."""
    replies = annotation.replies
    if earlier := max(0, len(replies) - _MOST_REPLIES):
        yield from ((), [NotePiece(f"… {counted(earlier, 'earlier reply', 'earlier replies')}", styles.dim)])
    now, indent = datetime.now().astimezone(), NotePiece("  ", styles.dim)
    for reply in replies[earlier:]:
        said = "" if reply.text else f"  {reply.said}"
        day = f"  {day_in_words(local_date(reply.created, now))}"
        name = NotePiece(name_of(reply.creator, identity), styles.heading)
        yield ()
        yield from cut([NotePiece(LAST_REPLY, styles.dim), name, NotePiece(f"{said}{day}", styles.dim)], width, 1)
        if reply.text:
            text = read_note(shortened(reply.said))
            yield from ([indent, *line] for line in note_lines(text, max(1, width - 2), styles, numbered=False))
