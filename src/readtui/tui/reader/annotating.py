"""Annotating in the reader: actions on the selection, the annotation or the sentence under the cursor."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from readtui.services.article_edits import ArticleEditor
from readtui.services.tags.spelling import tags_in_line
from readtui.services.wording import excerpt, short_description
from readtui.text.clean import visible
from readtui.tui.context import Look
from readtui.tui.host import Host
from readtui.tui.reader.changing import Changing, Target
from readtui.tui.reader.selecting import Selecting
from readtui.tui.reader.state import ReaderState
from readtui.tui.work.known_tags import KnownTags
from readtui.tui.work.undo_redo import UndoRedo

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


class Annotating:
    """Each action makes one change and saves it."""

    def __init__(
        self,
        state: ReaderState,
        host: Host,
        look: Look,
        undoing: UndoRedo,
        tags: KnownTags,
        screen: "ReaderScreen",
        selecting: Selecting,
        changing: Changing,
    ) -> None:
        self._state = state
        self._view = state.view
        self._host = host
        self._look = look
        self._undoing = undoing
        self._tags = tags
        self._screen = screen
        self._selecting = selecting
        self._changing = changing
        self._repeat: Callable[[], None] | None = None

    # ------------------------------------------------------------------ highlight

    def do_reader_highlight(self) -> None:
        """Highlight in the last used color."""
        self._highlight_here(self._look.last_color)

    def _highlight_here(self, color: str | None) -> None:
        target = self._changing.target()
        if target is not None:
            self._highlight(target, color)

    def _highlight(self, target: Target, color: str | None) -> None:
        self._repeat = partial(self._highlight_here, color)
        if color:
            self._look.last_color = color
        annotation = self._changing.current(target)
        if annotation is None:
            if color:
                self._changing.save(self._changing.create(target.passage, color=color))
        elif annotation.color == color:
            delete = self._screen.key("reader.delete_annotation")
            self._screen.tell(f"Already {color or 'without a color'}. Press {delete} to delete the annotation.")
        else:
            self._changing.save(self._state.session.annotator.recolor(annotation, color))

    def do_reader_color(self) -> None:
        """Choose a color for this and the next highlights."""
        from readtui.tui.dialogs.color import ColorDialog

        target = self._changing.target()
        if target is None:
            return
        current = target.annotation.color if target.annotation else self._look.last_color

        def chosen(color: str | None) -> None:
            if color is not None:
                self._highlight(target, color or None)

        self._view.make_room_below(target.passage)
        self._screen.ask(ColorDialog(current, self._look.palette), chosen)

    # ------------------------------------------------------------------ tags

    def do_reader_tag(self) -> None:
        """Ask for the tags of the passage."""
        from readtui.tui.dialogs.tag import TagDialog

        target = self._changing.target()
        if target is None:
            return
        title = f"Tags of {excerpt(target.passage.of(self._state.session.article.text))}"

        def answered(line: str | None) -> None:
            if line is not None:
                self._set_tags(target, tags_in_line(line))

        def ask(known: dict[str, int]) -> None:
            self._view.make_room_below(target.passage)
            self._screen.ask(TagDialog(title, target.tags, known, is_closed=self._tags.is_closed), answered)

        self._tags.when_known(ask)

    def _set_tags(self, target: Target, tags: tuple[str, ...]) -> Target:
        """Give the target exactly these tags; return the target as it is then."""
        annotation = self._changing.current(target)
        before = annotation.tags if annotation else ()
        if tags == before:
            return target
        added = [tag for tag in tags if tag not in before]
        self._tags.used(added)
        if added:
            self._repeat = partial(self._add_tags, tuple(added))
        if annotation is None:
            saved = self._changing.save(self._changing.create(target.passage, tags=tags))
        else:
            saved = self._changing.save(self._state.session.annotator.set_tags(annotation, tags))
        return Target(target.passage, saved)

    def _add_tags(self, tags: tuple[str, ...]) -> None:
        target = self._changing.target()
        if target is not None:
            current = target.tags
            self._set_tags(target, tuple(dict.fromkeys((*current, *tags))))

    def do_reader_article_tags(self) -> None:
        """Ask for the tags of the whole article."""
        from readtui.tui.dialogs.tag import TagDialog

        def answered(line: str | None) -> None:
            session = self._state.session
            if line is None:
                return
            tags = tags_in_line(line)
            self._tags.used([tag for tag in tags if tag not in session.record.tags])
            change = ArticleEditor(session.annotator).retag(session.record, tags)
            if change is not None:
                self._changing.save(change)

        def ask(known: dict[str, int]) -> None:
            record = self._state.session.record
            title = f"Tags of the article {excerpt(record.title)}"
            self._screen.ask(TagDialog(title, record.tags, known, is_closed=self._tags.is_closed), answered)

        self._tags.when_known(ask)

    def do_reader_quick_tag(self, key: str) -> None:
        """Add the tag of a digit key, or remove it if it is set."""
        target = self._changing.target()
        if target is not None:
            self._tags.when_quick(partial(self._quick_tag, target, key))

    def _quick_tag(self, target: Target, key: str, quick: Sequence[str]) -> None:
        if not (tag := "".join(quick[int(key) - 1 : int(key)])):
            self._screen.tell(
                f"No tag on {key} yet. Press {self._screen.key('reader.tag')} to tag; recent tags get a digit."
            )
            return
        annotation = self._changing.current(target)
        current = annotation.tags if annotation else ()
        if tag in current:
            self._set_tags(target, tuple(other for other in current if other != tag))
            self._screen.tell(f"Removed #{tag}.")
        else:
            self._set_tags(target, (*current, tag))
            self._screen.tell(f"#{tag}")

    # ------------------------------------------------------------------ again, away, and back

    def do_reader_repeat(self) -> None:
        """Repeat the last annotation action on the current target."""
        if self._repeat is None:
            self._screen.tell("No annotation action to repeat yet.")
        else:
            self._repeat()

    def do_reader_delete_annotation(self) -> None:
        """Delete the annotation under the cursor, or the single one in the selection."""
        here = self._view.annotations_here()
        annotation = self._view.focused_annotation()
        selected = self._changing.target() if self._view.selection is not None else None
        if selected is not None and len(here) > 1:
            annotation = selected.annotation
        if annotation is None:
            several = f"The selection holds {len(here)} annotations. Select only one."
            self._screen.tell(several if here else "No annotation here.")
            return
        self._view.selection = None
        self._changing.save(self._state.session.annotator.delete(annotation))
        if not self._changing.is_read_only:
            self._screen.tell(
                f"Deleted {short_description(annotation)}. Press {self._screen.key('reader.undo')} to undo."
            )

    def do_reader_undo(self) -> None:
        """Undo the last change to this article."""
        self._undoing.undo(self._state.session.record.id)

    def do_reader_redo(self) -> None:
        self._undoing.redo(self._state.session.record.id)

    # ------------------------------------------------------------------ copying

    def do_reader_copy(self) -> None:
        """Copy the passage to the clipboard."""
        target = self._changing.target()
        if target is not None:
            self._copied(target.passage.of(self._state.session.article.text), "Copied.")

    def do_reader_copy_with_source(self) -> None:
        """Copy the passage with author, title and source."""
        target = self._changing.target()
        if target is None:
            return
        metadata = self._state.session.record.metadata
        parts = [metadata.creator, metadata.title, metadata.public_source]
        source = ", ".join(visible(part) for part in parts if part)
        self._copied(f"“{target.passage.of(self._state.session.article.text)}”\n— {source}", "Copied with its source.")

    def _copied(self, text: str, message: str) -> None:
        """Copy the text and end the selection."""
        self._host.copy_to_clipboard(text)
        if self._view.selection is not None:
            self._selecting.set_selection(None)
        self._screen.tell(message)
