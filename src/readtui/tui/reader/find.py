"""Find in the article: marks all hits while the user types, and moves between them."""

import re
from collections.abc import Iterator
from functools import partialmethod
from typing import TYPE_CHECKING

from textual.timer import Timer

from readtui.errors import UsageError
from readtui.tui.article.line_marks import HitList
from readtui.tui.daemon_thread import in_thread
from readtui.tui.destination import FoundWords
from readtui.tui.reader.cursor import Jumps
from readtui.tui.reader.state import ReaderState
from readtui.tui.widgets.filter_line import FilterLine

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen

_LONG_TEXT = 400_000
_FIND_ALL_AFTER = 0.2
_SLICE = 100_000
_LONGEST_HIT = 10_000
_FIRST_WORD = re.compile(r"(?:[^\\]|\\[^s])+")
# These match an ASCII letter case-insensitively, but their lowercase is not ASCII: dotted I, long s.
_ODD_CASE = re.compile("[\u0130\u0131\u017f]")


class Find:
    """Smart case: capital letters matter only if the search contains any."""

    def __init__(self, state: ReaderState, screen: "ReaderScreen", jumps: Jumps, line: FilterLine) -> None:
        self._state = state
        self._viewport = state.viewport
        self._screen = screen
        self._jumps = jumps
        self._line = line
        self._found_from = 0
        self._sought_first: tuple[str, tuple[int, int] | None] = ("", None)
        self._find_timer: Timer | None = None
        self._pattern: re.Pattern[str] | None = None

    def clear(self) -> None:
        if self._viewport.hits.spans:
            self._viewport.hits = HitList()
            self._viewport.changed()

    def do_reader_find(self) -> None:
        """Open the search line."""
        self._found_from = self._viewport.cursor.start
        self._sought_first = ("", None)
        self._line.clear()
        self._line.open()

    def typed(self, sought: str) -> None:
        """Mark all hits, and show the first one after the place where the search began."""
        if self._state.mode != "find":
            return
        if self._find_timer is not None:
            self._find_timer.stop()
        pattern = self._pattern = search_pattern(sought)
        if pattern is None:
            self._show_hits(HitList())
        elif len(self._state.session.article.text) <= _LONG_TEXT:
            self._show_hits(HitList(all_spans(pattern, self._state.session.article.text), is_sought=True))
        else:
            first = self._first_hit(pattern, sought)
            self._show_hits(HitList([first] if first else [], is_complete=not first, is_sought=True))
            if first:
                self._find_timer = self._screen.set_timer(_FIND_ALL_AFTER, lambda: self._find_all(pattern))

    def _first_hit(self, pattern: re.Pattern[str], sought: str) -> tuple[int, int] | None:
        """The first hit. When the user has only added to the search, it cannot come before the previous first hit."""
        before, first = self._sought_first
        is_longer = bool(before) and sought.startswith(before)
        if first is not None or not is_longer:
            start = first[0] if first is not None and is_longer else self._found_from
            first = first_span(pattern, self._state.session.article.text, start)
        self._sought_first = (sought, first)
        return first

    def _find_all(self, pattern: re.Pattern[str]) -> None:
        self._screen.run_worker(self._find_all_off_thread(pattern), group="find", exclusive=True)

    async def _find_all_off_thread(self, pattern: re.Pattern[str]) -> None:
        text = self._state.session.article.text
        found = await in_thread(lambda: HitList(all_spans(pattern, text)))
        hits = self._viewport.hits
        # The user may have typed something else meanwhile, or canceled the search.
        if pattern == self._pattern and not hits.is_complete:
            self._viewport.hits = found
            found.current = found.nearest(hits.spans[0][0])
            self._viewport.changed()

    def _show_hits(self, hits: HitList) -> None:
        self._viewport.hits = hits
        hits.current = hits.nearest(self._found_from)
        if hits.spans:
            self._show_hit()
        else:
            self._viewport.set_cursor(self._viewport.stops.at(self._found_from))

    def mark(self, found: FoundWords) -> None:
        """Mark all hits of a search of the library, and go to the one at its offset."""
        from readtui.services.finding.search import sought

        article = self._state.session.article
        finds, hits = sought(found.search, is_regex=found.is_regex), []
        try:
            for block in article.blocks:
                text = article.text[block.start : block.end]
                hits += [(block.start + start, block.start + end) for start, end in finds.spans(text)]
        except UsageError as slow:
            # The hits before that paragraph are marked.
            self._screen.tell_error(slow)
        self._found_from = found.offset
        self._jumps.remember(self._viewport.cursor.start)
        self._show_hits(HitList(hits))

    def do_find_accept(self) -> None:
        """Keep the hits marked and return to the text."""
        sought = self._line.value
        self._leave_line()
        if self._viewport.hits.spans:
            self._jumps.remember(self._found_from)
        else:
            self._viewport.hits = HitList()
        if sought and not self._viewport.hits.spans:
            part = self._state.session.part
            where = f"on the first {part.read:,} of {part.of:,} pages" if part else "in this article"
            self._screen.tell(f"“{sought}” is not {where}.")

    def do_find_leave(self) -> None:
        """Cancel the search: clear the hits and return to where it began."""
        self._leave_line()
        self._viewport.hits = HitList()
        self._viewport.set_cursor(self._viewport.stops.at(self._found_from))

    def _leave_line(self) -> None:
        self._screen.focus_text()
        self._line.clear()

    def _show_hit(self) -> None:
        hit = self._viewport.hits.hit()
        if hit is not None:
            self._viewport.set_cursor(self._viewport.stops.at(hit.start), "", showing=hit)

    def _go_to_hit(self, *, backwards: bool) -> None:
        """Go to the next hit or the previous one, wrapping around."""
        hits = self._viewport.hits
        if not hits.spans:
            self._screen.tell(f"No active search. Press {self._screen.key('reader.find')} to search.")
            return
        self._jumps.remember(self._viewport.cursor.start)
        hits.current = (hits.current + (-1 if backwards else 1)) % len(hits.spans)
        self._show_hit()

    do_reader_next_hit = partialmethod(_go_to_hit, backwards=False)
    do_reader_previous_hit = partialmethod(_go_to_hit, backwards=True)


def search_pattern(sought: str) -> re.Pattern[str] | None:
    """The pattern for ``sought``, in which a space matches any white space; None if there is nothing to find."""
    words = sought.split()
    if not words:
        return None
    flags = 0 if sought != sought.lower() else re.IGNORECASE
    return re.compile(r"\s+".join(re.escape(word) for word in words), flags)


def all_spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Half-open ranges of all hits in reading order."""
    return list(_spans(pattern, text, 0))


def first_span(pattern: re.Pattern[str], text: str, offset: int) -> tuple[int, int] | None:
    """The first hit at or after ``offset``, else the first of all."""
    return next(_spans(pattern, text, offset), None) or next(_spans(pattern, text, 0), None)


def _spans(pattern: re.Pattern[str], text: str, start: int) -> Iterator[tuple[int, int]]:
    """The hits from ``start`` on, searched slice by slice so that other threads can run in between.

    Ignoring case makes the pattern look at every character. Slices that cannot hold its first word in lowercase are
    skipped, which is much faster.
    """
    found = _FIRST_WORD.match(pattern.pattern) if pattern.flags & re.IGNORECASE else None
    word = re.sub(r"\\(.)", r"\1", found[0]) if found else ""
    for slice_start in range(start, len(text), _SLICE):
        slice_end = slice_start + _SLICE
        if not _may_hold(text[slice_start : slice_end + len(word)], word):
            continue
        for match in pattern.finditer(text, max(start, slice_start), slice_end + _LONGEST_HIT):
            if match.start() >= slice_end:
                break
            yield match.span()
            start = match.end()


def _may_hold(part: str, word: str) -> bool:
    """Whether the word may occur in any case. Outside ASCII, some letters have several lowercase forms."""
    return not word.isascii() or word in part.lower() or (not part.isascii() and _ODD_CASE.search(part) is not None)
