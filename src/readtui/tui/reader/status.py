"""The contents of the reader's status line: position, selection or hits, time left, and the save state."""

from collections.abc import Mapping, Sequence

from rich.style import Style

from readtui.model.article import minutes_to_read
from readtui.model.block import BlockKind
from readtui.model.reply import ThreadState
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.text.segmentation.segment import count_words
from readtui.tui.article.line_marks import NOTE, thread_sign
from readtui.tui.article.status_line import Status
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.voices import takes_reply
from readtui.tui.reader.links import links_at
from readtui.tui.reader.state import ReaderState
from readtui.tui.widgets.cells import fitted
from readtui.tui.work.saver import Saver

_MOST_MINUTES = 90
_MOST_IN_WORDS = 2
_MOST_COUNTED = 20_000
_MOST_SENTENCES, _MOST_SHOWN = 40, 200
_MOST_PROGRESS = 36
_ANNOTATION = {
    "reader.tag": "tag",
    "reader.color": "color",
    "reader.move_ends": "ends",
    "reader.delete_annotation": "delete",
}
_SEND = {"reader.send": "send"}
_CHANGE = {"reader.next_change": "next change", "reader.previous_change": "previous", "reader.changes": "hide changes"}
_READ = "read"
_HITS = {"reader.next_hit": "next hit", "reader.previous_hit": "previous"}
_CLEAR = {"reader.cancel": "clear"}
_TO_SELECTED = {"reader.highlight": "highlight", "reader.tag": "tag"}
_GROW = {"select.grow": "grow", "visual.leave": "leave", "select.shrink": "shrink", "select.inner_sentence": "sentence"}


def status_of(
    state: ReaderState,
    saver: Saver | None,
    progress: str,
    words_per_minute: int,
    asked: str = "",
    offer: str = "",
    *,
    palette: Palette,
) -> Status:
    """Title and section; mode; percent, minutes left, number of the annotation; whether everything is saved.

    Without a ``saver``, all of it is. ``progress`` is a few words about a reload, ``asked`` what a label is wanted for,
    ``offer`` a key that makes sense at the end of the article.
    """
    viewport, session = state.viewport, state.session
    heading = viewport.stops.section_heading(viewport.cursor.start)
    section = ""
    if heading is not None and heading.role is None:
        section = session.article.text[heading.start : heading.end].replace("\n", " ")
    mode = {
        "visual": "LINES" if viewport.selection and viewport.selection.linewise else "SELECT",
        "ends": "ENDS",
        "placing": "PLACING",
        "placing_selected": "PLACING",
        "pick": f"PICK {asked}",
    }
    share = session.share_read(viewport.read_to)
    left = time_left(round(minutes_to_read(session.record, words_per_minute) * (1 - share)))
    backlinks = f"article linked from {counted(viewport.linked_from, 'note')}" if viewport.linked_from else ""
    about = (
        [state.file, _on_article(state), backlinks, _hits(state), _changes(state)] if viewport.selection is None else []
    )
    if (part := session.record.part) and not progress:
        progress = f"first {part.read:,} of {part.of:,} pages"
    parts = [*about, _selection(state), _annotation(state), f"{round(100 * share)}%", left or offer]
    return Status(
        title=visible(session.record.title),
        section=section,
        mode=mode.get(state.mode, ""),
        parts=(*parts, fitted(progress, _MOST_PROGRESS)),
        save_state=_save_state(saver),
        is_fault=saver is not None and saver.error is not None,
        colored=_tags_in_colors(state, palette),
        selected=_selected_words(state),
    )


def _on_article(state: ReaderState) -> str:
    """The article's tags, and whether it has a note, while the cursor is on its title."""
    viewport = state.viewport
    on_article = viewport.on_article if viewport.is_on_title else None
    if on_article is None:
        return ""
    return " ".join([*(f"#{visible(tag)}" for tag in on_article.tags), *([NOTE] if on_article.note else [])])


def _tags_in_colors(state: ReaderState, palette: Palette) -> Sequence[tuple[str, Style]]:
    on_article = state.viewport.on_article if state.viewport.is_on_title else None
    if on_article is None or not palette.depth.has_themes:
        return ()
    return [(f"#{visible(tag)}", Style(color=palette.tag_style(tag).color)) for tag in on_article.tags]


def _save_state(saver: Saver | None) -> str:
    if saver is None:
        return "saved"
    if saver.error is not None:
        return f"{saver.pending} not saved"
    return "saving…" if saver.pending else "saved"


def _hits(state: ReaderState) -> str:
    hits = state.viewport.hits
    so_far = " so far" if state.session.part else ""
    if not hits.spans:
        return f"no hits{so_far}" if hits.is_sought else ""
    return f"hit {hits.current + 1:,}/{len(hits.spans):,}{so_far}" if hits.is_complete else "finding…"


def _changes(state: ReaderState) -> str:
    """The number of the change that the cursor is on; elsewhere, how many sentences are new, changed and removed; of
    more than two kinds, there is room for the signs only.
    """
    changes, here = state.viewport.changes, state.viewport.change
    if here is not None:
        return f"change {here + 1:,}/{len(changes.changes):,}"
    if len(changes.counts) <= _MOST_IN_WORDS:
        return changes.counted
    return " ".join(f"{sign}{count:,}" if len(sign) == 1 else f"{count:,} {sign}" for sign, count in changes.counts)


def _selection(state: ReaderState) -> str:
    """How many words an action would take, and of how many sentences if there are several."""
    taken, stops = state.viewport.taken(), state.viewport.stops
    if taken is None or len(taken) > _MOST_COUNTED:
        return ""
    words, sentences = counted(count_words(taken.of(state.session.article.text)), "word"), 1
    stop = stops.at(taken.start)
    while sentences <= _MOST_SENTENCES and (following := stops.next(stop)).start < taken.end and following != stop:
        stop, sentences = following, sentences + 1
    is_code = state.session.article.block_at(taken.start).kind is BlockKind.CODE
    return words if is_code or not 1 < sentences <= _MOST_SENTENCES else f"{words} in {sentences} sentences"


def _selected_words(state: ReaderState) -> str:
    """The words that an action would take, in quotation marks: of many, the first and the last ones."""
    taken, text = state.viewport.taken(), state.session.article.text
    if taken is None:
        return ""
    words = taken.of(text)
    if len(taken) > 2 * _MOST_SHOWN:
        words = f"{words[:_MOST_SHOWN]} … {words[-_MOST_SHOWN:]}"
    return f"“{visible(words)}”"


def _annotation(state: ReaderState) -> str:
    if not state.session.is_complete:
        return "loading annotations …"
    count = len(state.session.annotations)
    focused = state.viewport.focused_annotation()
    if focused is not None:
        if sign := thread_sign(focused, lambda: state.session.identity):
            return f"{sign} {state.session.threads.place(focused.id)}"
        return f"{state.session.number(focused)}/{count}"
    return state.session.threads.words or (counted(count, "annotation") if count else "")


def time_left(minutes: int) -> str:
    """Reading time in minutes, or in hours from an hour and a half; empty for none."""
    if minutes > _MOST_MINUTES:
        return f"{round(minutes / 60)} h left"
    return f"{minutes} min left" if minutes else ""


def footer_at_cursor(state: ReaderState) -> Mapping[str, str]:
    """The ids of commands, with their labels, for an annotation, a fold, hits or a link; empty for plain text."""
    viewport = state.viewport
    if state.mode == "placing_selected":
        return {"placing.accept": "place here", "placing.leave": "unselect"}
    new = {"reader.note": "remark" if state.session.annotator.asks else "note"}
    if state.mode == "visual":
        return _TO_SELECTED | new | _GROW
    if state.mode != "reader":
        return {}
    if viewport.furniture_here() is not None:
        return {"reader.open_here": "unfold or fold"} | _ends_here(state)
    shown = _READ
    if (change := viewport.change) is not None and viewport.changes.changes[change].before:
        shown = "hide the old words" if change in viewport.opened else "show the old words"
    discussing = new | _ends_here(state) if state.session.annotator.asks else {}
    here, focused, thread = viewport.annotations_here(), viewport.focused_annotation(), viewport.thread_here
    settle = {"reader.done": "settle" if thread.thread is ThreadState.OPEN else "reopen"} if thread else {}
    if focused is not None:
        several = {"reader.cycle_annotations": f"next of {len(here)}"} if len(here) > 1 else {}
        is_reply = takes_reply(focused, state.session.identity)
        note = {"reader.note": "reply" if is_reply else "edit"} if focused.note or is_reply else new
        return {"reader.open_here": shown} | note | settle | _ends_here(state) | _ANNOTATION | several
    if change is not None and shown != _READ:
        return {"reader.open_here": shown} | discussing | _CHANGE
    if settle:
        return settle | discussing
    if viewport.hits.spans:
        return _HITS | ({"reader.visual": "select the words"} if viewport.hit_here else {}) | discussing | _CLEAR
    if viewport.change is not None:
        return discussing | _CHANGE
    if state.session.can_be_fetched:
        return {"reader.refresh": "fetch the text", "reader.open_link": "open in browser"}
    link = {"reader.open_here": "open link"} if links_at(state.session.article, viewport.cursor) else {}
    return link | discussing


def _ends_here(state: ReaderState) -> dict[str, str]:
    """In a document that is discussed, what leads on and ends it."""
    following = {"reader.read_next": "next file"} if state.file else {}
    return {"reader.back": "send and quit"} | following | _SEND if state.session.annotator.asks else {}
