"""Changes tags from the codebook: asks, shows what will change, and makes it one undoable change."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.errors import UsageError
from readtui.model.change import Change
from readtui.quick_dataclass import dataclass
from readtui.services.tags.codebook import BulkChange, Codebook
from readtui.services.tags.spelling import Levels, levels_of
from readtui.services.tags.tree import TagNode
from readtui.services.wording import done, new_tag_name, sentence
from readtui.settings import Settings
from readtui.settings.queries import settings_that_name
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.codebook.state import CodebookState
from readtui.tui.context import Look
from readtui.tui.dialogs.color import ColorDialog
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.prompt import PromptDialog
from readtui.tui.dialogs.tag import TagDialog
from readtui.tui.host import Host
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.tui.codebook.screen import CodebookScreen


_TAKES_TIME = 500
Accept = Callable[[str], Awaitable[bool]]
Deed = Callable[[str, bool], str]
_MOST_VIEWS = 4


@dataclass
class TagChanges:
    """The keys of the codebook that change tags."""

    _state: CodebookState
    _host: Host
    _services: Services
    _settings: Settings
    _look: Look
    _saving: Saver
    _tags: "CodebookScreen"

    @property
    def _codebook(self) -> Codebook:
        return self._services.codebook

    # ------------------------------------------------------------------ one entry of the codebook

    async def do_codebook_create(self) -> None:
        """Ask for a name; the tag under the cursor is offered as the one to nest it in."""
        node = self._tags.current
        outer = node.name.rpartition("/")[0] if node else ""
        made: list[Change] = []

        async def accept(line: str) -> bool:
            made.append(await self._saving.in_turn(partial(self._codebook.create, _named(line))))
            return True

        start = f"{outer}/" if outer else ""
        line = await self._ask("New tag", start, "its name; / nests: politics/nato", accept, deed=_creates)
        if line is not None:
            self._tags.go_to(_named(line))
            await self._make(made[-1], f"Created #{visible(_named(line))}.")

    async def do_codebook_color(self) -> None:
        if (node := self._tags.current) is None:
            return
        color = await self._host.push_screen_wait(ColorDialog(node.color, self._look.palette))
        if color is not None and color != (node.color or ""):
            name = f"#{visible(node.name)}"
            done = f"Colored {name} {color}." if color else f"Removed the color of {name}."
            await self._build_and_make(partial(self._codebook.set_color, node.name, color), done)

    async def do_codebook_describe(self) -> None:
        if (node := self._tags.current) is None:
            return
        title, before = f"Describe #{node.name}", " ".join(node.description.split())
        line = await self._ask(title, before, "what the tag is for, and what it is not for", None)
        if line is not None and line.strip() != before:
            done = f"Described #{visible(node.name)}."
            await self._build_and_make(partial(self._codebook.describe, node.name, line), done)

    async def do_codebook_pin(self, key: str) -> None:
        """Pin the tag to a digit; the digit that it has takes it off."""
        if (node := self._tags.current) is None:
            return
        name, is_off = f"#{visible(node.name)}", node.pin == int(key)
        done = f"Unpinned {name} from the key {key}." if is_off else f"Pinned {name} to the reader's key {key}."
        await self._build_and_make(partial(self._codebook.pin, node.name, None if is_off else int(key)), done)

    # ------------------------------------------------------------------ everywhere

    async def do_codebook_rename(self) -> None:
        if (node := self._tags.current) is None:
            return

        def deed(tag: str, is_new: bool) -> str:
            if not tag or tag == node.name:
                return ""
            if is_new or levels_of(tag)[: len(node.levels)] == node.levels:
                return f"renames it to #{visible(tag)}, after a preview"
            return f"merges it into #{visible(tag)}, which exists, after a preview"

        await self._move(node, f"Rename #{node.name}", node.name, "its new name", _named, deed=deed)

    async def do_codebook_nest(self) -> None:
        if (node := self._tags.current) is None:
            return

        def moved(line: str) -> str:
            outer = _named(line) if line.strip() else ""
            levels = levels_of(outer) if outer else ()
            if levels[: len(node.levels)] == node.levels:
                raise UsageError("a tag cannot be nested in itself", "Name another tag.")
            return f"{outer}/{node.label}" if outer else node.label

        title, outer = f"Move #{node.name} under", node.name.rpartition("/")[0]
        within = {one.levels for one in self._state.nodes if one.levels[: len(node.levels)] == node.levels}

        def deed(tag: str, is_new: bool) -> str:
            if tag == outer:
                return ""
            if levels_of(tag)[: len(node.levels)] == node.levels:
                return "does nothing: a tag cannot be nested in itself"
            where = (
                f"under the new tag #{visible(tag)}" if is_new else f"under #{visible(tag)}" if tag else "to the top"
            )
            return f"moves it {where}, after a preview"

        await self._move(node, title, outer, "another tag; empty: to the top", moved, within, deed=deed)

    async def _move(
        self,
        node: TagNode,
        title: str,
        value: str,
        placeholder: str,
        new_name: Callable[[str], str],
        left_out: Collection[Levels] = (),
        *,
        deed: Deed,
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
            built.append(await self._saving.in_turn(build))
            return True

        line = await self._ask(title, value, placeholder, accept, left_out, deed, is_offered=value != node.name)
        if line is None:
            return
        name = new_name(line)
        is_merged = self._state.node(name) is not None and levels_of(name) != node.levels
        question = f"#{node.name} → #{name}"
        if is_merged:
            question = f"Merge #{node.name} into #{name}, which exists?"
        await self._confirm(question, built[-1], node, "Merge" if is_merged else "Rename", go_to=name)

    async def do_codebook_merge(self) -> None:
        if (node := self._tags.current) is None:
            return
        built: list[BulkChange] = []

        async def accept(line: str) -> bool:
            if levels_of(_named(line)) == node.levels:
                raise UsageError("a tag cannot be merged into itself", "Choose another tag.")
            built.append(await self._saving.in_turn(partial(self._codebook.merge, [node.name], _named(line))))
            return True

        into = node.similar[0] if node.similar else ""

        def deed(tag: str, is_new: bool) -> str:
            if levels_of(tag) == node.levels:
                return "does nothing: choose another tag"
            if is_new:
                return f"does nothing: there is no #{visible(tag)}"
            return f"merges it into #{visible(tag)}, after a preview" if tag else ""

        line = await self._ask(
            f"Merge #{node.name} into", into, "another tag", accept, {node.levels}, deed, is_offered=True
        )
        if line is not None:
            question = f"Merge #{node.name} into #{_named(line)}?"
            await self._confirm(question, built[-1], node, "Merge", go_to=_named(line))

    async def do_codebook_delete(self) -> None:
        if (node := self._tags.current) is None:
            return
        bulk = await self._saving.in_turn(partial(self._codebook.delete, node.name))
        await self._confirm(f"Delete #{node.name} everywhere?", bulk, node, "Delete", deletes=True)

    # ------------------------------------------------------------------ asking and saving

    async def _ask(
        self,
        title: str,
        value: str,
        placeholder: str,
        accept: Accept | None,
        left_out: Collection[Levels] = (),
        deed: Deed = lambda *_: "",
        *,
        is_offered: bool = False,
    ) -> str | None:
        """The line that the user typed, or the tag once it is accepted; None if canceled. ``left_out``: tags that are
        not offered. ``deed``, ``is_offered``: see TagDialog.
        """
        if accept is None:
            return await self._host.push_screen_wait(PromptDialog(title, value, placeholder, enter="save"))
        known = {node.name: node.within for node in self._state.nodes if node.levels not in left_out}
        picker = TagDialog(
            title,
            (value,),
            known,
            accept,
            placeholder=placeholder,
            takes_several=False,
            is_offered=is_offered,
            keys_wait=True,
            deed=deed,
        )
        return await self._host.push_screen_wait(picker)

    async def _confirm(
        self, question: str, bulk: BulkChange, node: TagNode, yes: str, *, go_to: str = "", deletes: bool = False
    ) -> None:
        in_settings = settings_that_name(self._settings, node.name)
        detail = preview(bulk, self._state.nested_in(node), in_settings, deletes=deletes)
        if await self._host.push_screen_wait(ConfirmDialog(question, detail, yes=yes, no="Cancel")):
            if go_to:
                self._tags.go_to(go_to)
            if bulk.annotations > _TAKES_TIME:
                self._host.tell(f"Changing {counted(bulk.annotations, 'passage')} …", lasts=True)
            await self._make(bulk.change, sentence(done(bulk.change.what)))

    async def _build_and_make(self, build: Callable[[], Change], done: str) -> None:
        await self._make(await self._saving.in_turn(build), done)

    async def _make(self, change: Change, done: str) -> None:
        """Save the change, whole or not at all, and tell the other screens."""
        await self._saving.make(partial(self._services.repository.apply, change))
        self._host.tell(f"{done} {self._tags.how_to_undo}")


def _creates(tag: str, is_new: bool) -> str:
    return "" if not tag else f"creates #{visible(tag)}" if is_new else f"does nothing: #{visible(tag)} exists"


def _named(line: str) -> str:
    """The tag that was typed. Raises UsageError for an empty one."""
    name = new_tag_name(line)
    if not name:
        raise UsageError("a tag needs a name", "Type one.")
    return name


def preview(bulk: BulkChange, nested: int, in_settings: Sequence[str] = (), *, deletes: bool = False) -> str:
    """A few lines. ``nested``: how many tags are nested in the one that changes. ``in_settings``: the keys of settings
    that name it.
    """
    places = []
    if bulk.annotations:
        places.append(f"{counted(bulk.annotations, 'passage')} in {counted(bulk.annotated, 'article')}")
    if bulk.articles:
        places.append(f"the tags of {counted(bulk.articles, 'article')}")
    if bulk.in_trash:
        places.append(f"{bulk.in_trash:,} in the trash")
    lines = [f"Changes {' and '.join(places)}." if places else "The tag is not in use: only the codebook changes."]
    if nested:
        lines.append(f"Includes {counted(nested, 'nested tag')}.")
    if bulk.emptied:
        move = "moves" if bulk.emptied == 1 else "move"
        lines.append(f"{counted(bulk.emptied, 'passage')} with nothing but this tag {move} to the trash.")
    if bulk.views:
        names = ", ".join(visible(view.name) for view in bulk.views[:_MOST_VIEWS])
        more = len(bulk.views) - _MOST_VIEWS
        names += f" and {more} more" if more > 0 else ""
        lines.append(f"Saved views that {'still name it' if deletes else 'follow'}: {names}.")
    if in_settings:
        lines.append(f"Your settings still name it; change them yourself: {', '.join(in_settings)}.")
    return "\n".join(lines)
