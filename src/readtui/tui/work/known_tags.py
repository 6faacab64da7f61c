"""The tags on the user's keys: the library's tags, counted once and kept up to date, and recently used ones.

Keeps their colors up to date, too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Record
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.services.library import Library
from readtui.services.tags.spelling import Levels, levels_of
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.daemon_thread import in_thread
from readtui.tui.events import ChangeDropped, ChangeMade, LibraryEvent, SaveStateChanged
from readtui.tui.host import Host
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.services.tags.survey import Survey

_QUICK_TAGS = 9
_ROUNDS = 3


@dataclass
class KnownTags:
    """Counted off the UI thread when first needed, and again after other programs have written to the library.

    ``_now`` returns a new number whenever the library's files have changed; ``_preferred`` are the tags that
    the settings give to the digits that no tag is pinned to; ``is_closed``: they allow no new tags. Tags are shown in
    ``_colors``; ``_paint`` shows them in others. Only for the UI thread.
    """

    _host: Host
    _saving: Saver
    _library: Library
    _now: Callable[[], int]
    _preferred: Sequence[str]
    _colors: TagColors
    _paint: Callable[[TagColors], None]
    is_closed: bool = False
    survey: "tuple[int, Survey] | None" = field(default=None, init=False)
    """The last survey that the codebook made, with the stamp of the files that it is of."""
    _pins: dict[int, str] = field(default_factory=dict, init=False)
    _recent: list[str] = field(default_factory=list, init=False)
    _counts: dict[Levels, tuple[str, int]] | None = field(default=None, init=False)
    _stamp: int = field(default=0, init=False)

    def when_known(self, then: Callable[[dict[str, int]], object]) -> None:
        """Pass all tags with their counts to ``then``: at once if they are known; otherwise keys wait for them."""
        if self._counts is None:
            self._host.run_worker(self._count_for(then), group="load")
            return
        if not self._saving.pending and self._stamp != self._now():
            self._host.run_worker(self._count(), group="tags", exclusive=True)
        then(dict(self._counts.values()))

    def when_quick(self, then: Callable[[list[str]], None]) -> None:
        """Pass the tags of the keys 1 to 9 to ``then``.

        Each pinned tag has its key; the rest go to those in the settings, then recent ones, then the most used.
        """

        def filled(counts: Mapping[str, int]) -> None:
            most_used = sorted(counts, key=lambda tag: (-counts[tag], tag))
            pinned = {levels_of(tag) for tag in self._pins.values()}
            others: dict[Levels, str] = {}
            for tag in (*self._preferred, *self._recent, *most_used):
                others.setdefault(levels_of(tag), tag)
            rest = iter([tag for levels, tag in others.items() if levels not in pinned])
            quick = [self._pins.get(key) or next(rest, "") for key in range(1, _QUICK_TAGS + 1)]
            while quick and not quick[-1]:
                del quick[-1]
            then(quick)

        self.when_known(filled)

    def used(self, tags: Sequence[str]) -> None:
        """Remember that these tags were just used."""
        self._recent = list(dict.fromkeys((*tags, *self._recent)))

    def learn(self, entries: Iterable[Tag]) -> None:
        """Show tags in the colors of the codebook's entries."""
        self._show(TagColors.of(entries))

    def _show(self, colors: TagColors) -> None:
        if colors != self._colors:
            self._colors = colors
            self._paint(colors)

    def hear(self, event: LibraryEvent) -> None:
        """Keep the counts up to date."""
        match event:
            case ChangeMade(change):
                self._count_in(change)
            case ChangeDropped(change):
                self._replace((edit.after, edit.before) for edit in change.edits)
            case SaveStateChanged():
                self._saved()

    def _count_in(self, change: Change) -> None:
        self._replace((edit.before, edit.after) for edit in change.edits)
        self._saved()

    def _saved(self) -> None:
        """Once all our changes are on disk, the current state of the library's files is not news."""
        if not self._saving.pending:
            self._stamp = self._now()

    def _add(self, tags: Sequence[str], places: int) -> None:
        if self._counts is None:
            return
        for tag in tags:
            name, count = self._counts.get(levels_of(tag), (tag, 0))
            self._counts[levels_of(tag)] = (name, max(0, count + places))

    def _replace(self, pairs: Iterable[tuple[Record | None, Record | None]]) -> None:
        """Count, pin and color what comes after instead of what was before."""
        colors, pins = dict(self._colors.colors), self._pins
        for before, after in pairs:
            self._add(_tags(before), -1)
            self._add(_tags(after), 1)
            if isinstance(before, Tag):
                colors.pop(levels_of(before.name), None)
                if before.pin is not None and pins.get(before.pin) == before.name:
                    del pins[before.pin]
            if isinstance(after, Tag) and not after.deleted:
                if after.color:
                    colors[levels_of(after.name)] = after.color
                if after.pin is not None:
                    pins[after.pin] = after.name
        self._show(TagColors(colors))

    async def _count_for(self, then: Callable[[dict[str, int]], object]) -> None:
        await self._count()
        then(dict(self._counts.values()) if self._counts else {})

    async def _count(self) -> None:
        saving = self._saving
        try:
            for _ in range(_ROUNDS):
                await saving.settled()
                self._stamp = self._now()
                counts = await in_thread(self._library.tag_counts)
                self._pins = await in_thread(self._library.pinned_tags)
                if self._stamp == self._now() and saving.is_settled:
                    break
        except ReadtuiError as error:
            self._host.tell_error(error)
            return
        self._counts = {levels_of(name): (name, count) for name, count in counts.items()}
        for change in saving.unsaved():
            self._count_in(change)


def _tags(record: Record | None) -> tuple[str, ...]:
    if isinstance(record, Annotation | ArticleRecord) and not record.deleted:
        return record.tags
    return ()
