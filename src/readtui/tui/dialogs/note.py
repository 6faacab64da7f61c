"""The dialog for writing a note."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from readtui.errors import ReadtuiError
from readtui.text.clean import clean, visible
from readtui.tui.dialogs.dialog import Dialog

_DRAFT_AFTER = 1.0
_QUOTE_LINES = 2


@dataclass(frozen=True, slots=True)
class NoteResult:
    """The text (Markdown), and whether to save it as the note or keep it as a draft only."""

    text: str
    saved: bool


@dataclass(frozen=True, slots=True)
class Edited:
    """The text from another program (None: nothing usable), and its failure if it failed."""

    text: str | None
    fault: ReadtuiError | None = None


class NoteDialog(Dialog[NoteResult | None]):
    """A note in Markdown, over several lines. It opens with ``draft``, else with ``note``.

    Ctrl+S or Ctrl+J saves; an empty text removes the note. Esc keeps the text as a draft. The result is None if the
    text equals the note. ``on_draft`` receives the text within a second of each change and when the dialog closes
    unsaved, or "" once the text equals the note again and no draft is needed. ``edit`` lets another program edit the
    text.
    """

    DEFAULT_CSS = """
    NoteDialog .note-dialog--quote { max-height: 2; }
    NoteDialog .dialog--sheet > TextArea, NoteDialog .dialog--sheet > TextArea:focus {
        border: none; border-top: solid $foreground 20%; padding: 0;
    }
    NoteDialog:ansi .dialog--sheet > TextArea { color: ansi_default; border-top: solid ansi_default; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+j", "save", show=False, priority=True),
        Binding("escape", "keep_draft", show=False, priority=True),
        Binding("ctrl+e", "edit_elsewhere", show=False, priority=True),
    ]

    def __init__(
        self,
        quote: str,
        note: str,
        draft: str = "",
        *,
        on_draft: Callable[[str], None] | None = None,
        edit: Callable[[str], Edited] | None = None,
    ) -> None:
        is_draft = bool(draft) and draft.strip() != note.strip()
        super().__init__("Note · unsaved draft" if is_draft else "Note")
        self._quote_text = visible(quote[:2000])
        self._note = note
        self._on_draft = on_draft
        self._edit = edit
        self._handed_out = draft if is_draft else ""
        self._told_of: str | None = None
        self._timer: Timer | None = None
        self._quote = Static(markup=False, classes="note-dialog--quote")
        self._area = TextArea(
            clean(draft if is_draft else note).text,
            language=None,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="indent",
            highlight_cursor_line=False,
            placeholder="Markdown; Enter starts a new line",
        )

    def sheet(self) -> Iterable[Widget]:
        yield self._quote
        yield self._area

    def on_mount(self) -> None:
        """Put the cursor at the end of the text."""
        self._area.move_cursor(self._area.document.end)
        self.show_keys(
            [("Ctrl+S", "save"), ("Ctrl+E", "open in $EDITOR"), ("Ctrl+Z", "undo"), ("Esc", "close, keep draft")]
        )

    def on_resize(self) -> None:
        """Give the text the height that the screen allows; limit the quote to two lines."""
        self._area.styles.height = max(4, min(12, self.size.height // 2 - 5)) + 1
        width = min(76, self.size.width - 4)
        quote = Text(f"“{self._quote_text}”", self.part("dim") + Style(italic=True))
        lines = list(quote.wrap(self.app.console, width))
        if len(lines) > _QUOTE_LINES:
            lines = lines[:_QUOTE_LINES]
            lines[-1].truncate(width - 2)
            lines[-1].rstrip()
            lines[-1].append(" …")
        self._quote.update(Text("\n").join(lines))

    # ------------------------------------------------------------------ drafts

    def on_text_area_changed(self) -> None:
        """Pass the draft on soon; further typing does not delay it."""
        if self._area.text != self._told_of:
            self.forget_error()
        if self._timer is None and self._on_draft is not None:
            self._timer = self.set_timer(_DRAFT_AFTER, self._hand_draft_out)

    def _hand_draft_out(self) -> None:
        self._forget_timer()
        draft = "" if self._is_note else self._text
        if self._on_draft is not None and draft != self._handed_out:
            self._handed_out = draft
            self._on_draft(draft)

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def on_unmount(self) -> None:
        """The app ends while a draft is still to be passed on."""
        if self._timer is not None:
            self._hand_draft_out()

    # ------------------------------------------------------------------ keys

    @property
    def _text(self) -> str:
        return clean(self._area.text).text

    @property
    def _is_note(self) -> bool:
        return self._text.strip() == self._note.strip()

    def action_save(self) -> None:
        """Close with the text as the note."""
        self._forget_timer()
        self.dismiss(None if self._is_note else NoteResult(self._text, saved=True))

    def action_keep_draft(self) -> None:
        """Close with the text as a draft."""
        self._hand_draft_out()
        self.dismiss(None if self._is_note else NoteResult(self._text, saved=False))

    def action_edit_elsewhere(self) -> None:
        """Continue in the user's editor and return with its text."""
        if self._edit is None:
            return
        try:
            edited = self._edit(self._text)
        except ReadtuiError as error:
            self.tell_error(error)
            return
        if edited.text is not None:
            self._area.replace(edited.text, self._area.document.start, self._area.document.end)
            self._area.move_cursor(self._area.document.end)
        if edited.fault is not None:
            what = "This is the text it wrote." if edited.text is not None else "The text is unchanged."
            self._told_of = self._area.text
            self.tell_error(ReadtuiError(edited.fault.message, what))
