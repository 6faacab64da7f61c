"""Annotating in the reader: actions on the selection, the annotation or the sentence under the cursor."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.drafts import FinishedNote
from readtui.services.article_edits import ArticleEditor
from readtui.services.tags.spelling import tags_in_line
from readtui.services.wording import excerpt, short_description
from readtui.text.clean import visible
from readtui.tui.context import Look, Work
from readtui.tui.host import Host
from readtui.tui.reader.selection import ReaderSelection
from readtui.tui.reader.state import ReaderState
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


@dataclass(frozen=True, slots=True)
class Target:
    """The target of an action: an annotation, or a passage without one."""

    passage: Passage
    annotation: Annotation | None

    @property
    def note(self) -> str:
        """The target's note; empty if it has none."""
        return self.annotation.note if self.annotation else ""

    @property
    def tags(self) -> tuple[str, ...]:
        return self.annotation.tags if self.annotation else ()


class ReaderEdits:
    """What an action is about, and the change that it makes, which is saved."""

    def __init__(self, state: ReaderState, saving: Saver, screen: "ReaderScreen", selection: ReaderSelection) -> None:
        self._state = state
        self._viewport = state.viewport
        self._saving = saving
        self._screen = screen
        self._selection = selection

    @property
    def is_read_only(self) -> bool:
        """Whether the library is read-only."""
        return self._state.session.library.is_read_only

    def target(self) -> Target | None:
        """The selection, else the annotation under the cursor, else the cursor's sentence.

        None, after saying so, if the article has no text, or if the text here is folded: nothing of it can be seen.
        """
        viewport = self._viewport
        selected = viewport.taken()
        if selected is not None:
            same = [found for found in viewport.annotations_here() if found.passage == selected]
            same.sort(key=lambda found: found.id != viewport.focused_id)
            if not len(selected):
                return None
            return Target(selected, same[0]) if same else self._new(selected)
        annotation = viewport.focused_annotation()
        if annotation is not None and annotation.passage is not None:
            return Target(annotation.passage, annotation)
        if viewport.is_on_folded:
            self._screen.tell(f"This text is folded. Press {self._screen.key('reader.open_here')} to unfold it.")
            return None
        if not len(viewport.cursor):
            self._screen.tell("There is no text here.")
            return None
        return self._new(viewport.cursor)

    def _new(self, passage: Passage) -> Target | None:
        """A passage without an annotation; None, after saying so, if what is open is no text."""
        if self._state.session.is_waiting:
            self._screen.tell("Not a highlight: new passages need the text, which is not in the library.")
            return None
        return Target(passage, None)

    def current(self, target: Target) -> Annotation | None:
        return self._state.session.find(target.annotation.id) if target.annotation else None

    def create(
        self,
        passage: Passage,
        *,
        color: str | None = None,
        tags: tuple[str, ...] = (),
        note: str = "",
        is_thread: bool = False,
    ) -> Change:
        session = self._state.session
        make, record_id = session.annotator.create, session.record.id
        return make(record_id, session.article, passage, color=color, tags=tags, note=note, is_thread=is_thread)

    def save(self, change: Change, draft: FinishedNote | None = None) -> Annotation | None:
        """Save a change to one annotation and keep it current; return the annotation after the change."""
        if not self.may_save("\nYour text is kept as a draft." if draft else ""):
            return None
        after = change.edits[0].after
        self._saving.save(change, draft)
        if not isinstance(after, Annotation):
            return None
        viewport, cursor = self._viewport, self._viewport.cursor
        if viewport.selection is not None:
            self._selection.set_selection(None)
            cursor = viewport.cursor if after.passage is None else viewport.stops.at(after.passage.start)
        viewport.point_at(cursor, "" if after.deleted else after.id)
        return None if after.deleted else after

    def save_aside(self, change: Change) -> bool:
        """Save a change that the user has not just asked for: cursor and selection stay. Return whether it is saved."""
        if not self.may_save():
            return False
        self._saving.save(change)
        self._viewport.changed()
        return True

    def may_save(self, kept: str = "") -> bool:
        """Whether the library can be written; if not, say so."""
        if self.is_read_only:
            hint = f"Check the permissions of its folder.{kept}"
            self._screen.tell_error(ReadtuiError("Could not save: this library is read-only.", hint))
        return not self.is_read_only


@dataclass
class ReaderAnnotator:
    """Each action makes one change and saves it."""

    _state: ReaderState
    _host: Host
    _look: Look
    _work: Work
    _screen: "ReaderScreen"
    _selection: ReaderSelection
    _edits: ReaderEdits

    def __post_init__(self) -> None:
        self._viewport = self._state.viewport
        self._undoing = self._work.undoing
        self._tags = self._work.tags
        self._repeat: Callable[[], None] | None = None

    # ------------------------------------------------------------------ highlight

    def do_reader_highlight(self) -> None:
        self._highlight_here(self._look.last_color)

    def _highlight_here(self, color: str | None) -> None:
        target = self._edits.target()
        if target is not None:
            self._highlight(target, color)

    def _highlight(self, target: Target, color: str | None) -> None:
        self._repeat = partial(self._highlight_here, color)
        if color:
            self._look.last_color = color
        annotation = self._edits.current(target)
        if annotation is None:
            if color:
                self._edits.save(self._edits.create(target.passage, color=color))
        elif annotation.color == color:
            delete = self._screen.key("reader.delete_annotation")
            self._screen.tell(f"Already {color or 'without a color'}. Press {delete} to delete the annotation.")
        else:
            self._edits.save(self._state.session.annotator.recolor(annotation, color))

    def do_reader_color(self) -> None:
        from readtui.tui.dialogs.color import ColorDialog

        target = self._edits.target()
        if target is None:
            return
        current = target.annotation.color if target.annotation else self._look.last_color

        def show(color: str) -> None:
            annotation = self._edits.current(target)
            made = annotation or self._edits.create(target.passage, color=color).edits[0].after
            self._viewport.write(replace(made, color=color or None) if isinstance(made, Annotation) else None)
            self._viewport.changed()

        def chosen(color: str | None) -> None:
            self._viewport.write(None)
            self._viewport.changed()
            if color is not None:
                self._highlight(target, color or None)

        self._viewport.make_room_below(target.passage)
        self._screen.ask(ColorDialog(current, self._look.palette, show), chosen)

    # ------------------------------------------------------------------ tags

    def do_reader_tag(self) -> None:
        from readtui.tui.dialogs.tag import TagDialog

        target = self._edits.target()
        if target is None:
            return
        title = f"Tags of {excerpt(target.passage.of(self._state.session.article.text))}"

        def answered(line: str | None) -> None:
            if line is not None:
                self._set_tags(target, tags_in_line(line))

        def ask(known: dict[str, int]) -> None:
            self._viewport.make_room_below(target.passage)
            self._screen.ask(TagDialog(title, target.tags, known, is_closed=self._tags.is_closed), answered)

        self._tags.when_known(ask)

    def _set_tags(self, target: Target, tags: tuple[str, ...]) -> Target:
        """Give the target exactly these tags; return the target as it is then."""
        annotation = self._edits.current(target)
        before = annotation.tags if annotation else ()
        if tags == before:
            return target
        added = [tag for tag in tags if tag not in before]
        self._tags.used(added)
        if added:
            self._repeat = partial(self._add_tags, tuple(added))
        if annotation is None:
            saved = self._edits.save(self._edits.create(target.passage, tags=tags))
        else:
            saved = self._edits.save(self._state.session.annotator.set_tags(annotation, tags))
        if not self._edits.is_read_only:
            gone = [tag for tag in before if tag not in tags]
            named = {"Tagged": added, "Removed": gone}
            said = (f"{verb} {' '.join(f'#{tag}' for tag in some)}." for verb, some in named.items() if some)
            self._screen.tell(visible(" ".join(said)))
        return Target(target.passage, saved)

    def _add_tags(self, tags: tuple[str, ...]) -> None:
        target = self._edits.target()
        if target is not None:
            current = target.tags
            self._set_tags(target, tuple(dict.fromkeys((*current, *tags))))

    def do_reader_article_tags(self) -> None:
        from readtui.tui.dialogs.tag import TagDialog

        def answered(line: str | None) -> None:
            session = self._state.session
            if line is None:
                return
            tags = tags_in_line(line)
            self._tags.used([tag for tag in tags if tag not in session.record.tags])
            change = ArticleEditor(session.annotator).retag(session.record, tags)
            if change is not None:
                self._edits.save(change)

        def ask(known: dict[str, int]) -> None:
            record = self._state.session.record
            title = f"Tags of the article {excerpt(record.title)}"
            self._screen.ask(TagDialog(title, record.tags, known, is_closed=self._tags.is_closed), answered)

        self._tags.when_known(ask)

    def do_reader_quick_tag(self, key: str) -> None:
        """Add the tag of a digit key, or remove it if it is set."""
        target = self._edits.target()
        if target is not None:
            self._tags.when_quick(partial(self._quick_tag, target, key))

    def _quick_tag(self, target: Target, key: str, quick: Sequence[str]) -> None:
        if not (tag := "".join(quick[int(key) - 1 : int(key)])):
            self._screen.tell(
                f"No tag on {key} yet. Press {self._screen.key('reader.tag')} to tag; recent tags get a digit."
            )
            return
        annotation = self._edits.current(target)
        current = annotation.tags if annotation else ()
        if tag in current:
            self._set_tags(target, tuple(other for other in current if other != tag))
        else:
            self._set_tags(target, (*current, tag))

    # ------------------------------------------------------------------ again, away, and back

    def do_reader_repeat(self) -> None:
        """Repeat the last annotation action on the current target."""
        if self._repeat is None:
            self._screen.tell("No annotation action to repeat yet.")
        else:
            self._repeat()

    def do_reader_delete_annotation(self) -> None:
        """Delete the annotation under the cursor, or the single one in the selection."""
        here = self._viewport.annotations_here()
        annotation = self._viewport.focused_annotation()
        selected = self._edits.target() if self._viewport.selection is not None else None
        if selected is not None and len(here) > 1:
            annotation = selected.annotation
        if annotation is None:
            several = f"The selection holds {len(here)} annotations. Select only one."
            self._screen.tell(several if here else "No annotation here.")
            return
        if self._viewport.selection is not None:
            self._selection.show(None)
        self._edits.save(self._state.session.annotator.delete(annotation))
        if not self._edits.is_read_only:
            self._screen.tell(
                f"Deleted {short_description(annotation)}. Press {self._screen.key('reader.undo')} to undo."
            )

    def do_reader_undo(self) -> None:
        """Undo the last change to this article; where it is discussed, the last one of this window."""
        self._undoing.undo(self._state.session.record.id, only_here=self._only_here("undo"))

    def do_reader_redo(self) -> None:
        self._undoing.redo(self._state.session.record.id, only_here=self._only_here("redo"))

    def _only_here(self, verb: str) -> str:
        if not self._screen.is_discussed:
            return ""
        history = self._screen.key("app.history")
        return f"Nothing that you did here is left to {verb}. {history} has what was done before."

    # ------------------------------------------------------------------ copying

    def do_reader_copy(self) -> None:
        target = self._edits.target()
        if target is not None:
            self._copied(target.passage.of(self._state.session.article.text), "Copied.")

    def do_reader_copy_with_source(self) -> None:
        """Copy the passage with author, title and source."""
        target = self._edits.target()
        if target is None:
            return
        metadata = self._state.session.record.metadata
        parts = [metadata.creator, metadata.title, metadata.public_source]
        source = ", ".join(visible(part) for part in parts if part)
        self._copied(f"“{target.passage.of(self._state.session.article.text)}”\n— {source}", "Copied with its source.")

    def _copied(self, text: str, message: str) -> None:
        """Copy the text and end the selection."""
        self._host.copy_to_clipboard(text)
        if self._viewport.selection is not None:
            self._selection.set_selection(None)
        self._screen.tell(message)
