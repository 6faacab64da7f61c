"""Annotating in the reader: what is done to the selection, the annotation or the sentence under the cursor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from readtui.errors import ReadtuiError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.services.wording import description, excerpt
from readtui.text.clean import visible
from readtui.text.selection import select
from readtui.tui.context import Choosing, KeptDraft
from readtui.tui.reader.selecting import ReaderSelecting


@dataclass(frozen=True, slots=True)
class Target:
    """What an action applies to: an annotation, or a passage that has none yet."""

    passage: Passage
    annotation: Annotation | None


class ReaderAnnotating(ReaderSelecting):
    """Each action makes one change and hands it over for saving."""

    _repeat: Callable[[], None] | None = None
    _choosing: Choosing | None = None

    # ------------------------------------------------------------------ what it applies to

    def target(self) -> Target | None:
        """The selection, else the annotation under the cursor, else the cursor's sentence; None if there is no text."""
        selected = self.view.selected()
        if selected is not None:
            same = [found for found in self.view.annotations_here() if found.passage == selected]
            same.sort(key=lambda found: found.id != self.view.focused_id)
            return Target(selected, next(iter(same), None)) if len(selected) else None
        annotation = self.view.focused_annotation()
        if annotation is not None and annotation.passage is not None:
            return Target(annotation.passage, annotation)
        return Target(self.view.cursor, None) if len(self.view.cursor) else None

    def current(self, target: Target) -> Annotation | None:
        """The target's annotation as it is now."""
        return self.session.find(target.annotation.id) if target.annotation else None

    def save(self, change: Change, draft: KeptDraft | None = None) -> Annotation | None:
        """Save a change to one annotation, and keep to it; returns the annotation after it."""
        if self.readtui.services.repository.read_only:
            kept = "\nWhat you wrote is kept as a draft." if draft else ""
            hint = f"Check the permissions of its folder.{kept}"
            self.readtui.tell_error(ReadtuiError("This library is read-only: nothing was changed.", hint))
            return None
        after = change.edits[0].after
        self.readtui.saving.save(change, draft)
        if not isinstance(after, Annotation):
            return None
        if self.view.selection is not None:
            passage = after.passage
            self.set_selection(None)
            if passage is not None:
                self.view.cursor = self.view.stops.at(passage.start)
        self.view.focused_id = "" if after.deleted else after.id
        self.view.changed()
        return None if after.deleted else after

    def create(
        self, passage: Passage, *, color: str | None = None, tags: tuple[str, ...] = (), note: str = ""
    ) -> Change:
        session = self.session
        return session.annotator.create(session.record.id, session.article, passage, color=color, tags=tags, note=note)

    # ------------------------------------------------------------------ highlight

    def do_reader_highlight(self) -> None:
        """Highlight in the color that was used last."""
        self._highlight_here(self.readtui.last_color)

    def _highlight_here(self, color: str | None) -> None:
        target = self.target()
        if target is not None:
            self._highlight(target, color)

    def _highlight(self, target: Target, color: str | None) -> None:
        self._repeat = partial(self._highlight_here, color)
        if color:
            self.readtui.last_color = color
        annotation = self.current(target)
        if annotation is None:
            if color:
                self.save(self.create(target.passage, color=color))
        elif annotation.color == color:
            self.readtui.tell(
                f"It is {color or 'without a color'} already; {self.keys('reader.delete_annotation')} deletes it."
            )
        else:
            self.save(self.session.annotator.recolor(annotation, color))

    def do_reader_color(self) -> None:
        """Choose a color, for this and the next highlights."""
        from readtui.tui.dialogs.color import ColorDialog

        target = self.target()
        if target is None:
            return
        current = target.annotation.color if target.annotation else self.readtui.last_color

        def chosen(color: str | None) -> None:
            if color is not None:
                self._highlight(target, color or None)

        self.view.make_room_below(target.passage)
        self.app.push_screen(ColorDialog(current, self.readtui.palette), chosen)

    # ------------------------------------------------------------------ tags

    def do_reader_tag(self) -> None:
        """Set and take off tags; each is saved at once."""
        from readtui.tui.dialogs.tag import TagDialog

        target = self.target()
        if target is None:
            return
        current = target.annotation.tags if target.annotation else ()
        title = excerpt(target.passage.of(self.session.article.text))
        holder = [target]

        def changed(tags: tuple[str, ...]) -> None:
            holder[0] = self._set_tags(holder[0], tags)
            added = tuple(tag for tag in tags if tag not in current)
            if added:
                self._repeat = partial(self._add_tags, added)

        def ask(known: dict[str, int]) -> None:
            self.view.make_room_below(target.passage)
            self.app.push_screen(TagDialog(title, current, known, changed))

        self.readtui.tags.when_known(ask)

    def _set_tags(self, target: Target, tags: tuple[str, ...]) -> Target:
        """Make the tags of the target these; returns the target as it is then."""
        annotation = self.current(target)
        before = annotation.tags if annotation else ()
        if tags == before:
            return target
        added = [tag for tag in tags if tag not in before]
        self.readtui.tags.used(added)
        if added:
            self._repeat = partial(self._add_tags, tuple(added))
        if annotation is None:
            saved = self.save(self.create(target.passage, tags=tags))
        else:
            saved = self.save(self.session.annotator.set_tags(annotation, tags))
        return Target(target.passage, saved)

    def _add_tags(self, tags: tuple[str, ...]) -> None:
        target = self.target()
        if target is not None:
            current = target.annotation.tags if target.annotation else ()
            self._set_tags(target, tuple(dict.fromkeys((*current, *tags))))

    def do_reader_quick_tag(self, key: str) -> None:
        """Set the tag that is on a digit, or take it off where it is set."""
        target = self.target()
        if target is not None:
            self.readtui.tags.when_quick(partial(self._quick_tag, target, key))

    def _quick_tag(self, target: Target, key: str, quick: Sequence[str]) -> None:
        if int(key) > len(quick):
            self.readtui.tell(f"No tag is on {key} yet; {self.keys('reader.tag')} makes tags, recent ones get a digit.")
            return
        tag = quick[int(key) - 1]
        annotation = self.current(target)
        current = annotation.tags if annotation else ()
        if tag in current:
            self._set_tags(target, tuple(other for other in current if other != tag))
            self.readtui.tell(f"#{tag} taken off.")
        else:
            self._set_tags(target, (*current, tag))
            self.readtui.tell(f"#{tag}")

    # ------------------------------------------------------------------ ends, deletion, history

    def do_reader_move_ends(self) -> None:
        """Select the annotation's passage, to move its ends."""
        annotation = self.view.focused_annotation()
        if annotation is None or annotation.passage is None or self.view.selection is not None:
            self.readtui.tell("There is no annotation here whose ends could be moved.")
            return
        self.state.moving = annotation
        self.set_selection(select(annotation.passage, self.session.article.text))

    def choose_passage(self, annotation_id: str, choosing: Choosing) -> None:
        """Move an annotation's ends, from its passage or else from the sentence at an offset."""
        annotation = self.session.find(annotation_id)
        if annotation is None or not self.session.article.text:
            return
        self.set_selection(None)
        self.go_to_annotation(annotation_id)
        passage = annotation.passage
        if passage is None:
            passage = self.view.stops.at(choosing.offset)
            self.jump_to(passage)
        self.state.moving, self._choosing = annotation, choosing
        self.set_selection(select(passage, self.session.article.text))

    def do_ends_accept(self) -> None:
        """The annotation is on what is selected now; that is sure then, whatever it was before."""
        moving, passage, article = self.state.moving, self.view.selected(), self.session.article
        if moving is None or passage is None:
            return
        if not passage.of(article.text).strip():
            self.readtui.tell("A passage without words cannot be annotated.")
            return
        self.set_selection(None)
        if passage != moving.passage or moving.anchor is not AnchorState.EXACT:
            self.save(self.session.annotator.move(moving, article, passage))
        self._chosen(was_moved=True)

    def do_ends_leave(self) -> None:
        """The annotation stays where it was."""
        moving = self.state.moving
        self.set_selection(None)
        if moving is not None:
            self.go_to_annotation(moving.id)
        self._chosen(was_moved=False)

    def _chosen(self, *, was_moved: bool) -> None:
        choosing, self._choosing = self._choosing, None
        if choosing is not None:
            choosing.then(was_moved)

    def do_reader_repeat(self) -> None:
        """The last annotation action once more, on what the cursor is on now."""
        if self._repeat is None:
            self.readtui.tell("There is no annotation action to repeat yet.")
        else:
            self._repeat()

    def do_reader_delete_annotation(self) -> None:
        """Delete the annotation under the cursor, or the one that is selected; it can be undone."""
        here = self.view.annotations_here()
        annotation = self.view.focused_annotation()
        selected = self.target() if self.view.selection is not None else None
        if selected is not None and len(here) > 1:
            annotation = selected.annotation
        if annotation is None:
            several = f"There are {len(here)} annotations in what is selected; select just one of them."
            self.readtui.tell(several if here else "There is no annotation here.")
            return
        self.view.selection = None
        self.save(self.session.annotator.delete(annotation))
        if not self.readtui.services.repository.read_only:
            self.readtui.tell(f"Deleted {description(annotation)}; {self.keys('reader.undo')} brings it back.")

    def do_reader_undo(self) -> None:
        """Take back the last change to this article."""
        self.readtui.undoing.undo(self.session.record.id)

    def do_reader_redo(self) -> None:
        """Make the change again that was taken back last."""
        self.readtui.undoing.redo(self.session.record.id)

    # ------------------------------------------------------------------ copying

    def do_reader_copy(self) -> None:
        """The passage to the clipboard."""
        target = self.target()
        if target is not None:
            self._copied(target.passage.of(self.session.article.text), "Copied.")

    def do_reader_copy_with_source(self) -> None:
        """The passage to the clipboard, with author, title and where it is from."""
        target = self.target()
        if target is None:
            return
        metadata = self.session.record.metadata
        parts = [metadata.creator, metadata.title, metadata.source]
        source = ", ".join(visible(part) for part in parts if part)
        self._copied(f"“{target.passage.of(self.session.article.text)}”\n— {source}", "Copied with its source.")

    def _copied(self, text: str, message: str) -> None:
        """Text to the clipboard; a selection has done its work then."""
        self.app.copy_to_clipboard(text)
        if self.view.selection is not None:
            self.set_selection(None)
        self.readtui.tell(message)

    def keys(self, command_id: str) -> str:
        return self.readtui.keymap.label(command_id) or command_id
