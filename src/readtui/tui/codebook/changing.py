"""Changes tags from the codebook: asks, shows what will change, and makes it one undoable change."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

from readtui.errors import ReadtuiError, UsageError
from readtui.model.change import Change
from readtui.services.tags.codebook import BulkChange, Codebook
from readtui.services.tags.spelling import levels_of
from readtui.services.tags.tree import TagNode
from readtui.services.wording import done, new_tag_name, sentence
from readtui.settings.naming_tags import settings_that_name
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.codebook.previews import preview
from readtui.tui.codebook.state import CodebookState
from readtui.tui.context import Context
from readtui.tui.dialogs.color import ColorDialog
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.prompt import PromptDialog
from readtui.tui.news import ChangeMade

_TAKES_TIME = 500
Accept = Callable[[str], Awaitable[bool]]


class TagsShown(Protocol):
    """The list of tags on the screen."""

    @property
    def current(self) -> TagNode | None:
        """The tag under the cursor."""

    @property
    def how_to_undo(self) -> str: ...

    def go_to(self, name: str) -> None:
        """Put the cursor on this tag as soon as the list is read again."""


class ChangingTags:
    """The keys of the codebook that change tags."""

    def __init__(self, state: CodebookState, app: Context, tags: TagsShown) -> None:
        self._state = state
        self._app = app
        self._tags = tags

    @property
    def _codebook(self) -> Codebook:
        return self._app.services.codebook

    # ------------------------------------------------------------------ one entry of the codebook

    def do_codebook_create(self) -> None:
        """Ask for a name; the tag under the cursor is offered as the one to nest it in."""
        self._app.run_worker(self._create())

    async def _create(self) -> None:
        node = self._tags.current
        outer = node.name.rpartition("/")[0] if node else ""
        made: list[Change] = []

        async def accept(line: str) -> bool:
            made.append(await self._app.saving.in_turn(partial(self._codebook.create, _named(line))))
            return True

        start = f"{outer}/" if outer else ""
        line = await self._ask("New tag", start, "its name; / nests: politics/nato", accept)
        if line is not None:
            self._tags.go_to(_named(line))
            await self._make(made[-1], f"Created #{visible(_named(line))}.")

    def do_codebook_color(self) -> None:
        if node := self._tags.current:
            self._app.run_worker(self._color(node))

    async def _color(self, node: TagNode) -> None:
        color = await self._app.push_screen_wait(ColorDialog(node.color, self._app.palette))
        if color is not None and color != (node.color or ""):
            done = f"#{visible(node.name)} is {color} now." if color else f"#{visible(node.name)} has no color now."
            await self._build_and_make(partial(self._codebook.set_color, node.name, color), done)

    def do_codebook_describe(self) -> None:
        if node := self._tags.current:
            self._app.run_worker(self._describe(node))

    async def _describe(self, node: TagNode) -> None:
        title, before = f"Describe #{node.name}", " ".join(node.description.split())
        line = await self._ask(title, before, "what the tag is for, and what it is not for", None)
        if line is not None and line.strip() != before:
            done = f"Described #{visible(node.name)}."
            await self._build_and_make(partial(self._codebook.describe, node.name, line), done)

    def do_codebook_pin(self, key: str) -> None:
        """Pin the tag to a digit; the digit that it has takes it off."""
        if node := self._tags.current:
            self._app.run_worker(self._pin(node, int(key)))

    async def _pin(self, node: TagNode, key: int) -> None:
        name = f"#{visible(node.name)}"
        if node.pin == key:
            await self._build_and_make(
                partial(self._codebook.pin, node.name, None), f"Unpinned {name} from the key {key}."
            )
        else:
            done = f"Pinned {name} to the reader's key {key}."
            await self._build_and_make(partial(self._codebook.pin, node.name, key), done)

    # ------------------------------------------------------------------ everywhere

    def do_codebook_rename(self) -> None:
        if node := self._tags.current:
            self._app.run_worker(self._rename(node))

    async def _rename(self, node: TagNode) -> None:
        await self._move(node, f"Rename #{node.name}", node.name, "its new name", _named)

    def do_codebook_nest(self) -> None:
        if node := self._tags.current:
            self._app.run_worker(self._nest(node))

    async def _nest(self, node: TagNode) -> None:
        def moved(line: str) -> str:
            outer = _named(line) if line.strip() else ""
            levels = levels_of(outer) if outer else ()
            if levels[: len(node.levels)] == node.levels:
                raise UsageError("a tag cannot be nested in itself", "Name another tag.")
            return f"{outer}/{node.label}" if outer else node.label

        title = f"Move #{node.name} under"
        await self._move(node, title, node.name.rpartition("/")[0], "another tag; empty: to the top", moved)

    async def _move(
        self, node: TagNode, title: str, value: str, placeholder: str, new_name: Callable[[str], str]
    ) -> None:
        """Ask for a line that gives the new name. If there is a tag of that name, the two are merged."""
        built: list[BulkChange] = []

        async def accept(line: str) -> bool:
            name = new_name(line)
            taken = self._state.node(name)
            is_other = taken is not None and taken.levels[: len(node.levels)] != node.levels
            build = (
                partial(self._codebook.merge, [node.name], name)
                if is_other
                else partial(self._codebook.rename, node.name, name)
            )
            built.append(await self._app.saving.in_turn(build))
            return True

        line = await self._ask(title, value, placeholder, accept)
        if line is None:
            return
        name = new_name(line)
        is_merged = self._state.node(name) is not None and levels_of(name) != node.levels
        question = f"#{node.name} → #{name}"
        if is_merged:
            question = f"Merge #{node.name} into #{name}, which exists?"
        await self._confirm(question, built[-1], node, "Merge" if is_merged else "Rename", go_to=name)

    def do_codebook_merge(self) -> None:
        if node := self._tags.current:
            self._app.run_worker(self._merge(node))

    async def _merge(self, node: TagNode) -> None:
        built: list[BulkChange] = []

        async def accept(line: str) -> bool:
            built.append(await self._app.saving.in_turn(partial(self._codebook.merge, [node.name], _named(line))))
            return True

        into = node.similar[0] if node.similar else ""
        line = await self._ask(f"Merge #{node.name} into", into, "another tag", accept)
        if line is not None:
            question = f"Merge #{node.name} into #{_named(line)}?"
            await self._confirm(question, built[-1], node, "Merge", go_to=_named(line))

    def do_codebook_delete(self) -> None:
        if node := self._tags.current:
            self._app.run_worker(self._delete(node))

    async def _delete(self, node: TagNode) -> None:
        try:
            bulk = await self._app.saving.in_turn(partial(self._codebook.delete, node.name))
        except ReadtuiError as error:
            self._app.tell_error(error)
            return
        await self._confirm(f"Delete #{node.name} everywhere?", bulk, node, "Delete", deletes=True)

    # ------------------------------------------------------------------ asking and saving

    async def _ask(self, title: str, value: str, placeholder: str, accept: Accept | None) -> str | None:
        """The line that the user typed, once it is accepted; None if canceled."""
        complete = self._state.completions if accept else None
        prompt = PromptDialog(title, value, placeholder, complete, accept, keys_wait=True)
        return await self._app.push_screen_wait(prompt)

    async def _confirm(
        self, question: str, bulk: BulkChange, node: TagNode, yes: str, *, go_to: str = "", deletes: bool = False
    ) -> None:
        in_settings = settings_that_name(self._app.settings, node.name)
        detail = preview(bulk, self._state.nested_in(node), in_settings, deletes=deletes)
        if await self._app.push_screen_wait(ConfirmDialog(question, detail, yes=yes, no="Cancel")):
            if go_to:
                self._tags.go_to(go_to)
            if bulk.annotations > _TAKES_TIME:
                self._app.tell(f"Changing {counted(bulk.annotations, 'passage')} …", lasts=True)
            await self._make(bulk.change, sentence(done(bulk.change.what)))

    async def _build_and_make(self, build: Callable[[], Change], done: str) -> None:
        try:
            change = await self._app.saving.in_turn(build)
        except ReadtuiError as error:
            self._app.tell_error(error)
            return
        await self._make(change, done)

    async def _make(self, change: Change, done: str) -> None:
        """Save the change, whole or not at all, and tell the other screens."""
        try:
            made = await self._app.saving.in_turn(partial(self._app.services.changes.apply, change))
        except ReadtuiError as error:
            self._app.tell_error(error)
            return
        self._app.bulletin.publish(ChangeMade(made))
        self._app.tell(f"{done} {self._tags.how_to_undo}")


def _named(line: str) -> str:
    """The tag that was typed. Raises UsageError for an empty one."""
    name = new_tag_name(line)
    if not name:
        raise UsageError("a tag needs a name", "Type one.")
    return name
