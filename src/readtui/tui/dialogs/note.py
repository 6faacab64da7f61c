"""The dialog for writing a note."""

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.actions import SkipAction
from textual.dom import DOMNode
from textual.theme import Theme
from textual.timer import Timer
from textual.types import WatchCallbackType
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.worker import Worker, WorkerError

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.quick_dataclass import dataclass
from readtui.services.linking.link_candidates import LinkCandidate, LinkCandidates
from readtui.services.wording import excerpt
from readtui.text.clean import clean, visible
from readtui.text.note_links import markdown_link
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.dialog import Dialog, bindings
from readtui.tui.widgets.cells import fitted

# --------------------------------------- the list below a note that completes a link while its name is typed after `[[`


OPENING = "[["
_BETWEEN = 0.005
_TYPED = re.compile(r"\[\[([^\[\]]{0,80})$")
_LEAST_ABOUT = 12


class LinkFinder:
    """Searches for a note in one article. What it reads is kept until ``close``."""

    def __init__(self, services: Services, article_id: str) -> None:
        self._services = services
        self._article_id = article_id
        self._lock = threading.Lock()
        self._candidates: LinkCandidates | None = None
        self._closed = threading.Event()
        self._latest = ""

    async def find(self, typed: str) -> Sequence[LinkCandidate]:
        """The candidates for a typed text, best first; none if another text was typed since. Raises ReadtuiError."""
        self._latest = typed
        return await in_thread(self._find, typed)

    def close(self) -> None:
        self._closed.set()

    def _find(self, typed: str) -> Sequence[LinkCandidate]:
        with self._lock:
            if self._closed.is_set() or typed != self._latest:
                return ()
            is_first = self._candidates is None
            if self._candidates is None:
                self._candidates = self._services.linking.candidates(self._article_id)
            found = self._candidates.find(typed)
        if is_first:
            threading.Thread(target=self._read_ahead, daemon=True).start()
        return found

    def _read_ahead(self) -> None:
        """Read what the index knows while the user types, in short pieces."""
        has_more = True
        with suppress(ReadtuiError):
            while has_more and not self._closed.wait(_BETWEEN):
                with self._lock:
                    has_more = self._candidates is not None and self._candidates.read_ahead()


def typed_name(before_cursor: str) -> str | None:
    """The part of a name after the last `[[` in the line before the cursor; None if there is none."""
    found = _TYPED.search(before_cursor)
    return found[1] if found else None


class LinkList(Static):
    """Shows candidates, one of which is chosen. ``looking``: they are still being looked for."""

    DEFAULT_CSS = """
    LinkList { display: none; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False, classes="dialog--line")
        self.candidates: Sequence[LinkCandidate] = ()
        self._chosen = 0

    @property
    def is_open(self) -> bool:
        return bool(self.display)

    @property
    def chosen(self) -> LinkCandidate | None:
        return self.candidates[self._chosen] if self.candidates else None

    def open(self, candidates: Sequence[LinkCandidate]) -> None:
        """Show other candidates; the first is chosen."""
        self.candidates = candidates
        self._chosen = 0
        self.display = True

    def close(self) -> None:
        self.candidates, self.display = (), False

    def move(self, rows: int) -> None:
        """Choose another candidate, wrapping around."""
        if self.candidates:
            self._chosen = (self._chosen + rows) % len(self.candidates)

    def draw(self, width: int, height: int, name: Style, dim: Style, chosen: Style) -> None:
        """Draw the candidates around the chosen one in so many cells and rows."""
        self.styles.height = height + 1
        if not self.candidates:
            self.update(Text("  nothing found", dim))
            return
        first = max(0, min(self._chosen - height // 2, len(self.candidates) - height))
        lines = []
        for number, candidate in enumerate(self.candidates[first : first + height], first):
            is_chosen = number == self._chosen
            words = candidate.words if candidate.is_article else f"“{candidate.words}”"
            line = Text(no_wrap=True).append("› " if is_chosen else "  ", chosen if is_chosen else dim)
            shown = fitted(words, max(width - 2 - _LEAST_ABOUT - 2, (width - 2) * 2 // 3))
            line.append(shown, chosen if is_chosen else name)
            kind = "article" if candidate.is_article else ""
            about = "  " + " · ".join(filter(None, (kind, candidate.about)))
            line.append(fitted(about, width - 2 - cell_len(shown)), dim)
            lines.append(line)
        self.update(Text("\n").join(lines))


_DRAFT_AFTER = 0.25
_QUOTE_LINES = 2
_MOST_EMPTY_ROWS, _LEAST_ROWS, _OTHER_ROWS = 8, 2, 2
_LOW_SCREEN, _SHARE = 16, 4
_NOTE, _THREAD = "Note", "Thread"


@dataclass(frozen=True, slots=True)
class BelowText:
    """Where to write a note whose passage stays in sight: the cells of the text's column.

    ``show`` receives what is typed, and how many rows of the screen the sheet covers. ``quotes``: what is answered is
    not in sight, so that the sheet has to say it.
    """

    left: int
    width: int
    show: Callable[[str, int], None]
    quotes: bool


@dataclass(frozen=True, slots=True)
class NoteResult:
    """The text (Markdown), and whether to save it as the note or keep it as a draft only.

    ``is_thread``: whether the note is to be a thread; None if that was not asked.
    """

    text: str
    saved: bool
    is_thread: bool | None = None


@dataclass(frozen=True, slots=True)
class EditedNote:
    """The text from another program (None: nothing usable), and its failure if it failed."""

    text: str | None
    fault: ReadtuiError | None = None


class _NoteArea(TextArea):
    """The text of a note. ``is_completing``: Tab is not an indentation now."""

    is_completing = False

    def watch(self, obj: DOMNode, attribute_name: str, callback: WatchCallbackType, init: bool = True) -> None:
        """Textual's own watch of the app's theme ends when the theme changes, not when the dialog closes."""
        if obj is not self.app:
            super().watch(obj, attribute_name, callback, init)

    def on_mount(self) -> None:
        """Follow the app's theme."""
        self.app.theme_changed_signal.subscribe(self, self._dress_again)

    def on_unmount(self) -> None:
        """Follow it no more."""
        self.app.theme_changed_signal.unsubscribe(self)

    def _dress_again(self, _: Theme) -> None:
        self.theme = self.theme

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return not (self.is_completing and key == "tab") and super().check_consume_key(key, character)


class NoteDialog(Dialog[NoteResult | None]):
    """A note or a reply in Markdown, over several lines. It opens with ``draft``, else with ``note``.

    Ctrl+S or Ctrl+J saves; an empty text removes the note. Esc keeps the text as a draft. ``is_thread``: whether the
    note is a thread, which Ctrl+T changes; None if it cannot be one. The result is None if nothing has changed.
    ``on_draft`` receives the text within a second of each change and when the dialog closes unsaved, or "" once the
    text equals the note again and no draft is needed. ``edit`` lets another program edit the text. ``links`` completes
    links after `[[`; the dialog closes it. ``below``: it stands below the passage and needs no quote.
    ``on_choice`` receives what Ctrl+T has chosen.
    """

    DEFAULT_CSS = """
    NoteDialog .note-dialog--quote { max-height: 2; }
    NoteDialog .dialog--sheet > TextArea, NoteDialog .dialog--sheet > TextArea:focus {
        border: none; border-top: solid $foreground 20%; padding: 0;
    }
    NoteDialog.-below { background: transparent; }
    NoteDialog.-below .dialog--sheet { padding: 0; align-horizontal: left; }
    NoteDialog.-below .dialog--sheet > TextArea, NoteDialog.-below .dialog--sheet > TextArea:focus { border: none; }
    NoteDialog.-below .dialog--sheet > .dialog--keys { margin: 0; }
    NoteDialog.-below .note-dialog--quote { display: none; }
    NoteDialog.-below.-quotes .note-dialog--quote { display: block; }
    NoteDialog .text-area--placeholder { color: $foreground 60%; }
    NoteDialog:light .text-area--placeholder { color: $foreground 75%; }
    NoteDialog:ansi .text-area--placeholder { color: ansi_default; text-style: dim; }
    NoteDialog:ansi .dialog--sheet > TextArea { color: ansi_default; border-top: solid ansi_default; }
    """
    BINDINGS = bindings(
        {
            "ctrl+s,ctrl+j": "save",
            "escape": "keep_draft",
            "down,ctrl+n": "move_in_list(1)",
            "up,ctrl+p": "move_in_list(-1)",
            "enter,tab": "take_link",
            "ctrl+e": "edit_elsewhere",
            "ctrl+t": "switch_thread",
        },
        priority=True,
    )

    def __init__(
        self,
        quote: str,
        note: str,
        draft: str = "",
        title: str = _NOTE,
        *,
        is_thread: bool | None = None,
        on_draft: Callable[[str], None] | None = None,
        edit: Callable[[str], EditedNote] | None = None,
        links: LinkFinder | None = None,
        below: BelowText | None = None,
        on_choice: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._on_choice = on_choice
        is_draft = bool(draft) and draft.strip() != note.strip()
        # Below its passage, the sheet says on which one it is, as that for tags does.
        says_words = below is not None and quote and title in (_NOTE, _THREAD)
        self._after_title = f" on {excerpt(quote)}" if says_words else ""
        self._after_title += " · draft" if is_draft else ""
        super().__init__(f"{_THREAD if is_thread else title}{self._after_title}")
        self._was_thread = self._is_thread = is_thread
        self._quote_text = visible(quote[:2000])
        self._note = note
        self._on_draft = on_draft
        self._edit = edit
        self._source = links
        self._below = below
        self.set_class(below is not None, "-below")
        self.is_over_dim = below is None
        self.set_class(below is not None and below.quotes, "-quotes")
        self._links = LinkList()
        self._looking: Worker[None] | None = None
        self._left_alone: tuple[int, int] | None = None
        self._handed_out = draft if is_draft else ""
        self._told_of: str | None = None
        self._timer: Timer | None = None
        self._quote = Static(markup=False, classes="note-dialog--quote")
        self._area = _NoteArea(
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
        yield self._links

    def on_mount(self) -> None:
        """Put the cursor at the end of the text."""
        self._area.move_cursor(self._area.document.end)
        self._show_named_keys()

    def _show_named_keys(self) -> None:
        self._area.is_completing = self._links.is_open
        self._set_height()
        if self._links.is_open:
            self.show_keys([("Enter", "link to it"), ("↑ ↓", "choose"), ("Esc", "close the list")])
            return
        asking = [] if self._is_thread is None else [("Ctrl+T", "note" if self._is_thread else "thread")]
        linking = [(OPENING, "link")] if self._source is not None else []
        others = [("Ctrl+E", "$EDITOR"), ("Ctrl+Z", "undo")]
        saves = "save" if self._text.strip() or not self._note else "remove the note"
        leaves = "close" if self._result(saved=False) is None else "close, keep draft"
        self.show_keys([("Ctrl+S", saves), *asking, *linking, *others, ("Esc", leaves)])

    def on_resize(self) -> None:
        """Give the text the height that the screen allows; limit the quote to two lines."""
        super().on_resize()
        self._set_height()
        quote = Text(f"“{self._quote_text}”", self.part("dim") + Style(italic=True))
        self._quote.update(self.limited(quote, _QUOTE_LINES))
        self._draw_links()

    @property
    def room(self) -> int:
        """Below a text, the cells of its column."""
        return super().room if self._below is None else self._below.width

    def _set_height(self) -> None:
        """A quarter of the screen, which grows with the text. On a low screen the list of links takes some of it."""
        height = self.size.height
        least = _LEAST_ROWS if height < _LOW_SCREEN else min(_MOST_EMPTY_ROWS, height // _SHARE)
        rows = max(least, min(self._area.wrapped_document.height, height // 2 - _OTHER_ROWS))
        self._area.styles.height = rows + (self._below is None)
        if self._below is not None:
            self._sheet.styles.padding = (0, 0, 0, self._below.left)
            self._below.show(self._text, rows + _OTHER_ROWS + (_QUOTE_LINES if self._below.quotes else 0))

    # ------------------------------------------------------------------ drafts

    def on_text_area_changed(self) -> None:
        """Pass the draft on soon; further typing does not delay it."""
        self._show_named_keys()
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
        """End the search for links; the app may end while a draft is still to be passed on."""
        if self._source is not None:
            self._source.close()
        if self._timer is not None:
            self._hand_draft_out()

    # ------------------------------------------------------------------ keys

    @property
    def _text(self) -> str:
        return clean(self._area.text).text

    @property
    def _is_note(self) -> bool:
        return self._text.strip() == self._note.strip()

    def action_switch_thread(self) -> None:
        """Make the note a thread, which asks for an answer, or a plain note again."""
        if self._is_thread is None:
            raise SkipAction
        self._is_thread = not self._is_thread
        self._on_choice(self._is_thread)
        self.show_title(f"{_THREAD if self._is_thread else _NOTE}{self._after_title}")
        self._show_named_keys()

    def action_save(self) -> None:
        self._forget_timer()
        self.dismiss(self._result(saved=True))

    def _result(self, *, saved: bool) -> NoteResult | None:
        # Without words, there is nothing to ask.
        is_same = self._is_thread == self._was_thread or not self._text.strip()
        return None if self._is_note and is_same else NoteResult(self._text, saved, self._is_thread)

    def action_keep_draft(self) -> None:
        """Close the list of links, else close with the text as a draft."""
        if self._links.is_open:
            self._left_alone = self._opening
            self._close_links()
            return
        self._hand_draft_out()
        self.dismiss(self._result(saved=False))

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

    # ------------------------------------------------------------------ links

    def on_text_area_selection_changed(self) -> None:
        """Complete the name of a link while it is typed."""
        if self._source is None:
            return
        typed, opening = self._typed, self._opening
        if typed is None:
            self._left_alone = None
            self._close_links()
        elif opening != self._left_alone:
            self._looking = self.run_worker(self._look_for(typed, opening), group="links", exclusive=True)

    @property
    def _typed(self) -> str | None:
        """The name after `[[`, up to the cursor."""
        selection = self._area.selection
        row, column = selection.end
        return typed_name(self._area.document.get_line(row)[:column]) if selection.is_empty else None

    @property
    def _opening(self) -> tuple[int, int]:
        """The row and column of the `[[` before the cursor."""
        row, column = self._area.selection.end
        return row, column - len(self._typed or "") - len(OPENING)

    async def _look_for(self, typed: str, opening: tuple[int, int]) -> None:
        assert self._source is not None
        try:
            candidates = await self._source.find(typed)
        except ReadtuiError as error:
            self.tell_error(error)
            return
        if (self._typed, self._opening) == (typed, opening):
            self._links.open(candidates)
            self._draw_links()
            self._show_named_keys()

    def _close_links(self) -> None:
        if self._links.is_open:
            self._links.close()
            self._show_named_keys()

    def _draw_links(self) -> None:
        height = max(2, min(7, self.size.height - _LEAST_ROWS - 8))
        self._links.draw(self.room, height, self.part("name"), self.part("dim"), self.part("chosen"))

    def action_move_in_list(self, rows: int) -> None:
        """Choose another link in the list."""
        if not self._links.is_open:
            raise SkipAction
        self._links.move(rows)
        self._draw_links()

    async def action_take_link(self) -> None:
        if self._typed is not None and self._opening != self._left_alone and self._looking is not None:
            # What was just typed is still being looked for.
            with suppress(WorkerError):
                await self._looking.wait()
        candidate = self._links.chosen if self._links.is_open else None
        if candidate is None:
            raise SkipAction
        opening, end = self._opening, self._area.selection.end
        before = self._area.document.get_line(opening[0])[: opening[1]]
        # After these signs, Markdown would see no link.
        space = " " if before.endswith(("!", "\\")) else ""
        self._area.replace(space + markdown_link(candidate.target, candidate.words), opening, end)
        self._close_links()
