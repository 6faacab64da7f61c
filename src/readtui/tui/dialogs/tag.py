"""The dialog in which the user names tags: for a passage or an article, or one tag for a change of the codebook."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from rich.style import Style
from rich.text import Text
from textual.widget import Widget
from textual.widgets.input import Selection

from readtui.errors import UsageError
from readtui.services.tags.completion import TagFit, TagMatch, matching_tags, warm_up
from readtui.services.tags.spelling import spans_in_line, tag_in_span, tags_in_line, written_in_line
from readtui.services.wording import new_tag_name
from readtui.text.clean import visible
from readtui.text.name_fit import matched_letters
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.dialog import bindings
from readtui.tui.dialogs.prompt import PromptDialog, PromptLine
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.choice_rows import ChoiceRows

_COUNT_CELLS = 6
_KEY_CELLS = 7
_MOST_ROWS = 8
_MOST_TYPED = 16
_BETWEEN = ", "


class TagLine(PromptLine):
    """A line of tags with commas between them, or of one tag.

    What completes the last one while it is typed stands behind it, selected, so that the next letter, comma or
    Backspace replaces it or takes it off.
    """

    # Without colors, nothing else tells what is offered from what was typed.
    DEFAULT_CSS = """
    TagLine:ansi > .input--selection { color: ansi_default; background: ansi_default; text-style: dim underline; }
    """

    def __init__(self, hint: str, value: str, complete: Callable[[str], str], *, takes_several: bool) -> None:
        super().__init__(hint, value, select_on_focus=False)
        self._complete = complete
        self._takes_several = takes_several
        self._completion = ""

    @property
    def typed(self) -> str:
        """The line without what completes it."""
        return self.value[: len(self.value) - len(self.completion)]

    @property
    def completion(self) -> str:
        """What completes the line and is not accepted yet."""
        start, end = sorted(self.selection)
        is_offered = self._completion and end == len(self.value) and self.value[start:] == self._completion
        return self._completion if is_offered else ""

    def replace(self, text: str, start: int, end: int) -> None:
        """Textual calls this for what is typed, pasted and deleted."""
        if text == "," and self.completion:
            start = end = len(self.value)
        if text == "," and self._takes_several and start == len(self.value) and self._ends_tag(self.value[:start]):
            text = _BETWEEN
        self._completion = ""
        super().replace(text, start, end)
        if text.strip() and self.cursor_position == len(self.value):
            self._offer()

    def accept(self) -> None:
        """Keep what completes the line."""
        self._completion = ""
        self.cursor_position = len(self.value)

    def offer(self, value: str) -> None:
        """Offer a whole line: the first letter replaces it."""
        self._completion = self.value = value
        self.selection = Selection(0, len(value))

    def fill(self, value: str) -> None:
        """Show another line, with the cursor at its end."""
        self._completion = ""
        self.value = value
        self.cursor_position = len(value)

    def action_delete_left(self) -> None:
        """Behind a comma, take the tag before it off."""
        end = len(self.value)
        if self._takes_several and self.selection == Selection(end, end) and self.value.endswith(_BETWEEN):
            before, _ = spans_in_line(self.value)[-2]
            self.fill(self.value[:before] + (" " if before else ""))
        else:
            super().action_delete_left()

    def _ends_tag(self, before: str) -> bool:
        """Whether a comma behind ``before`` stands between tags, not in quotation marks."""
        return len(spans_in_line(before + ",")) > len(spans_in_line(before))

    def _offer(self) -> None:
        typed = len(self.value)
        if rest := self._complete(self.value):
            self._completion = rest
            self.value += rest
            self.selection = Selection(typed, len(self.value))


class TagDialog(PromptDialog):
    """What stands in the field is what Enter accepts: several tags, or one. The result is the line; None if several are
    as they were.

    A completion that begins with what was typed stands in the field, selected. The list then begins with it and with
    what was typed, each with its key. What matches less well stands below; the arrow keys take a row into the field.
    ``known`` holds the library's tags and how often each is used. In a ``closed``
    codebook there are no others. ``is_offered``: typing replaces the value. ``deed`` says what Enter will do, for the
    one tag in the field and whether it is new. For ``accept`` and ``keys_wait``, see PromptDialog.
    """

    # What gets the tags stands above.
    is_over_dim = False
    DEFAULT_CSS = """
    TagDialog { background: transparent; }
    TagDialog .tag-dialog--list { border-title-align: left; border-title-color: $primary; border-title-style: bold; }
    TagDialog:ansi .tag-dialog--list { border-title-color: ansi_default; }
    """
    BINDINGS = bindings({"down,ctrl+n": "move(1)", "up,ctrl+p,shift+tab": "move(-1)"}, priority=True)

    def __init__(
        self,
        title: str,
        value: Sequence[str],
        known: Mapping[str, int],
        accept: Callable[[str], Awaitable[bool]] | None = None,
        *,
        placeholder: str = "a tag, or several with commas between them",
        takes_several: bool = True,
        is_closed: bool = False,
        is_offered: bool = False,
        keys_wait: bool = False,
        deed: Callable[[str, bool], str] = lambda *_: "",
    ) -> None:
        super().__init__(title, "", placeholder, None, accept, keys_wait=keys_wait)
        self._takes_several = takes_several
        self._is_closed = is_closed
        self._deed = deed
        self._before = tuple(value)
        self._offered = "".join(value) if is_offered else ""
        self._known = {**dict.fromkeys(value, 0), **known} if takes_several else dict(known)
        # What is there already keeps its spelling, also beside another one.
        self._spelled = {name.casefold(): name for name in (*known, *(value if takes_several else ()))}
        line = "".join(written_in_line(tag) + _BETWEEN for tag in value) if takes_several else "".join(value)
        self._line = TagLine(placeholder, line, self._completion_of, takes_several=takes_several)
        self._input = self._line
        self._matches: list[TagMatch] = []
        self._chosen: int | None = None
        self._at_first = self._typed = line
        self._taken = ""
        self._is_warm = False
        self._list = ChoiceRows(classes="dialog--line tag-dialog--list")

    def sheet(self) -> Iterable[Widget]:
        yield self._input
        yield self._list

    def on_mount(self) -> None:
        super().on_mount()
        if self._offered:
            self._line.offer(self._offered)
        self._find()

    def on_resize(self) -> None:
        """Give the list the height that the screen allows."""
        self._list.styles.height = self._list_height + 1
        self._lay_out()

    @property
    def _list_height(self) -> int:
        return max(2, min(_MOST_ROWS, self.size.height // 2 - 6))

    # ------------------------------------------------------------------ what stands in the field

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags in the field; of several, those that the library has as it spells them."""
        line = self._line.value
        if not self._takes_several:
            # Its new name may differ from an old one in case alone.
            return (tag,) if (tag := new_tag_name(line)) else ()
        return tuple(self._spelled.get(tag.casefold(), tag) for tag in tags_in_line(line))

    def _last(self, line: str) -> tuple[int, str]:
        start = spans_in_line(line)[-1][0] if self._takes_several else 0
        return start + len(line[start:]) - len(line[start:].lstrip()), tag_in_span(line[start:])

    def _completion_of(self, line: str) -> str:
        start, tag = self._last(line)
        written = line[start:].removeprefix("#")
        if not tag or written != tag or tag.casefold() in self._spelled:
            # With a space at the end or in quotation marks, it is complete or not simple.
            return ""
        others = self._others(line)
        found = (
            (-count, name.casefold(), name)
            for name, count in self._known.items()
            # A tag nested in the typed one is another one.
            if len(name) > len(tag)
            and name[len(tag)] != "/"
            and name[: len(tag)].casefold() == tag.casefold()
            and name.casefold() not in others
            and name == written_in_line(name)
        )
        return min(found, default=(0, "", ""))[2][len(tag) :]

    def _others(self, line: str) -> set[str]:
        """The tags of a line but the last one."""
        start, _ = self._last(line)
        return {tag.casefold() for tag in tags_in_line(line[:start])} if self._takes_several else set()

    # ------------------------------------------------------------------ finding

    def on_input_changed(self) -> None:
        super().on_input_changed()
        if self._line.value != self._taken:
            self._find()

    def _find(self) -> None:
        self._typed, self._taken, self._chosen = self._line.typed, "", None
        _, tag = self._last(self._typed)
        if tag and not self._is_warm:
            # Not before, because it takes megabytes. One of Textual's threads would hold the closed dialog until it is
            # used again.
            self._is_warm = True
            self.run_worker(in_thread(warm_up))
        others = self._others(self._typed)
        self._matches = [one for one in matching_tags(tag, self._known) if one.name.casefold() not in others]
        in_field = self._last(self._line.value)[1].casefold()
        if self._line.completion:
            # What Enter saves comes first, then what was typed: nobody is to save another tag unawares.
            typed = [] if self._is_closed else [TagMatch(tag, 0, TagFit.EXACT)]
            first = [one for one in self._matches if one.name.casefold() == in_field]
            self._matches = [*first, *typed, *(one for one in self._matches if one not in first)]
        names = [one.name.casefold() for one in self._matches]
        self._chosen = names.index(in_field) if in_field in names else None
        self._lay_out()

    # ------------------------------------------------------------------ keys

    def action_move(self, rows: int) -> None:
        """Take another row into the field. What was typed stands above the first one."""
        if not self._matches:
            return
        row = (-1 if self._chosen is None else self._chosen) + rows
        self._chosen = None if row < 0 else min(row, len(self._matches) - 1)
        self._take(self._typed if self._chosen is None else self._with(self._matches[self._chosen].name))

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Take the tag that was clicked into the field."""
        self._chosen = event.number
        self._take(self._with(self._matches[event.number].name))

    def _with(self, name: str) -> str:
        start, _ = self._last(self._typed)
        return self._typed[:start] + (written_in_line(name) if self._takes_several else name)

    def _take(self, line: str) -> None:
        self._taken = line
        self._line.fill(line)
        self._lay_out()

    async def action_complete(self) -> None:
        """Keep the completion; without one, take the best match."""
        if self._line.completion:
            self._line.accept()
            self._find()
        elif self._chosen is None and self._matches and self._last(self._typed)[1]:
            self.action_move(1)

    async def _try(self, line: str) -> None:
        if self._is_closed and (new := self._new()):
            self._is_trying = False
            named = ", ".join(f"#{visible(tag)}" for tag in new)
            self.tell_error(UsageError(f"the codebook is closed: there is no {named}", "Choose one of its tags."))
            return
        if self._takes_several and line == self._at_first:
            self.dismiss(None)
            return
        await super()._try(
            _BETWEEN.join(map(written_in_line, self.tags)) if self._takes_several else "".join(self.tags)
        )

    def _new(self) -> list[str]:
        return [tag for tag in self.tags if tag.casefold() not in self._spelled]

    # ------------------------------------------------------------------ look

    def _lay_out(self) -> None:
        said = self._said()
        self._list.border_title = Text(f" {fitted(said, self.room - 4)} ") if said else ""
        self._list.show(*self._listed())
        more: list[tuple[str, str]] = []
        if self._line.completion:
            typed = fitted(visible(self._last(self._line.typed)[1]), _MOST_TYPED)
            more = [("Backspace", f"only “{typed}”"), ("Tab", "keep")]
        self.show_keys(
            [("Enter", "save" if self._takes_several else "accept"), *more, ("↓ ↑", "choose"), ("Esc", "cancel")]
        )

    def _said(self) -> str:
        new, tags = self._new(), self.tags
        if self._is_closed and new:
            return f"not in the closed codebook: {_named(new)}"
        if not self._takes_several:
            deeds = self._deed("".join(tags), bool(new))
            return f"Enter {deeds}" if deeds else ""
        added = [tag for tag in tags if tag not in self._before and tag not in new]
        removed = [tag for tag in self._before if tag not in tags]
        # The codebook lists a parent of nested tags, though nothing has it itself.
        parents = [tag for tag in new if any(known.startswith(f"{tag.casefold()}/") for known in self._spelled)]
        new = [tag for tag in new if tag not in parents]
        parts = [
            f"adds {_named(added)}" if added else "",
            f"adds {_named(parents)} itself, until now only a parent of nested tags" if parents else "",
            f"creates the new {'tag' if len(new) == 1 else 'tags'} {_named(new)}" if new else "",
            f"removes {_named(removed)}" if removed else "",
        ]
        deeds = ", ".join(filter(None, parts))
        return f"Enter {deeds}" if deeds else ""

    def _listed(self) -> tuple[list[Text], list[int | None]]:
        """The rows around the one in the field, and their numbers."""
        height = self._list_height
        top = max(0, min((self._chosen or 0) - height // 2, len(self._matches) - height))
        lines = [
            self._row(row, top + index == self._chosen) for index, row in enumerate(self._matches[top : top + height])
        ]
        if not self._known and not self._typed:
            lines = [Text("  No tags yet. Type a name, then press Enter.", self.part("dim"))]
            return lines, [None]
        below = len(self._matches) - top - height
        numbers: list[int | None] = [*range(top, top + len(lines))]
        if below > 0 and lines:
            lines[-1], numbers[-1] = Text(f"  ↓ {below + 1} more", self.part("dim")), None
        return lines, numbers

    def _row(self, row: "TagMatch", is_chosen: bool) -> Text:
        width = self._list.size.width or self.room
        line = Text(no_wrap=True, style=self.part("chosen") if is_chosen else "")
        line.append("› " if is_chosen else "  ")
        is_new = row.name.casefold() not in self._spelled
        if self._line.completion:
            line.append(padded("Enter" if is_chosen else "↓" if is_new else "", _KEY_CELLS), self.part("key"))
        name, before = visible(row.name), line.cell_len
        if is_new:
            name = f"new tag #{name}"
        named = Style() if is_chosen or is_new else Style(color=self.palette.tag_style(row.name).color)
        line.append(padded(name, width - 1 - before - _COUNT_CELLS), named)
        mark = Style(color=None if is_chosen else self.part("key").color, bold=True, underline=True)
        for start, end in () if is_new else matched_letters(self._last(self._typed)[1], name):
            line.stylize(mark, before + start, before + end)
        line.append(f"{row.count or '':>{_COUNT_CELLS}} ", "" if is_chosen else self.part("dim"))
        return line


def _named(tags: Iterable[str]) -> str:
    return " ".join(f"#{visible(tag)}" for tag in tags)


def tag_changes(before: Sequence[str], line: str | None) -> tuple[list[str], list[str]]:
    """The tags that the answer of a dialog adds and those that it removes; none if it was canceled."""
    tags = before if line is None else tags_in_line(line)
    return [tag for tag in tags if tag not in before], [tag for tag in before if tag not in tags]
