"""Rows of the table of commands that are the same on several screens."""

from readtui.tui.commands.command import Row

ENTRIES: tuple[Row, ...] = (("down", "Down", "j  down"), ("up", "Up", "k  up"))
PAGES: tuple[Row, ...] = (
    ("page_down", "Page down", "space  pagedown  ctrl+d"),
    ("page_up", "Page up", "b  pageup  ctrl+u"),
)
ENDS_OF_LIST: tuple[Row, ...] = (("first", "First", "g g  home"), ("last", "Last", "G  end"))
ROWS = (*ENTRIES, *PAGES, *ENDS_OF_LIST)
FILTER_ANNOTATIONS: Row = ("filter", "Filter by a query", "/  ctrl+f", "filter")
DELETE: Row = ("delete", "Delete the annotation", "d d  delete", "delete")
SETTLE: Row = ("settle", "Moved and lost passages", "g m")
UNDO: tuple[Row, ...] = (("undo", "Undo the last change in the library", "u", "undo"), ("redo", "Redo", "ctrl+r"))
BACK: Row = ("back", "Back, or quit if this screen was opened from the shell", "q", "back")
VIEWS: Row = ("views", "Saved views: use one, save the filter, rename, delete", "v")
PREVIEW: tuple[Row, ...] = (
    ("preview", "Show or hide the preview", "p", "preview"),
    ("preview_down", "Preview: down", "J"),
    ("preview_up", "Preview: up", "K"),
)
DAYS: tuple[Row, ...] = (
    ("group_next", "Next day", "}"),
    ("group_previous", "Heading of this day, or of the one before", "{"),
)
QUIT = "quit"
"""In the footer, what going back does on the first screen."""
