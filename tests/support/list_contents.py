"""The specifications of all lists, without an app."""

from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import MagicMock

from readtui.model.view import Lists
from readtui.tui.lists.annotations import AnnotationsContent
from readtui.tui.lists.counts import CountsContent
from readtui.tui.lists.history import HistoryContent
from readtui.tui.lists.library import LibraryContent
from readtui.tui.lists.list_screen import ListContent, ListSpec
from readtui.tui.lists.search import SearchContent
from readtui.tui.lists.trash import TrashContent


def contents() -> Iterator[tuple[ListContent, ListSpec]]:
    """What is in each list, and its specification."""
    screen = MagicMock(until_closed=ExitStack())
    screen.context.work.saving.is_settled = False
    made: tuple[ListContent, ...] = (
        LibraryContent(screen, None),
        AnnotationsContent(screen),
        SearchContent(screen, notes=False),
        CountsContent(screen, Lists.ARTICLES, ""),
        TrashContent(screen),
        HistoryContent(screen),
    )
    yield from ((content, content.spec) for content in made)
