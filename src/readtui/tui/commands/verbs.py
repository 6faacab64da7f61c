"""The verbs: what a letter does on every screen that has it. A screen's rows name them, in words of their own.

The exceptions, which ``elsewhere`` and tests/unit/tui/test_verbs.py list, should become fewer.
"""

from readtui.tui.commands.command import Verb

OPEN = Verb("open", "Open", "enter  l  right")
DOWN = Verb("down", "Down", "j  down")
UP = Verb("up", "Up", "k  up")
PAGE_DOWN = Verb("page_down", "Page down", "space  pagedown  ctrl+d")
PAGE_UP = Verb("page_up", "Page up", "b  pageup  ctrl+u")
FIRST = Verb("first", "First", "g g  home")
LAST = Verb("last", "Last", "G  end")
GROUP_NEXT = Verb("group_next", "Next heading", "}")
GROUP_PREVIOUS = Verb("group_previous", "Heading of this group, or of the one before", "{")
NEXT_TAB = Verb("next_tab", "Next tab", "tab")
PREVIOUS_TAB = Verb("previous_tab", "Previous tab", "shift+tab")
OTHER_TAB = Verb("other", "The other tab", "tab  shift+tab")
BACK = Verb("back", "Back; on the first screen, quit", "q", "back")
LEAVE = Verb("leave", "Back", "escape")

FILTER = Verb("filter", "Filter by a query", "/  ctrl+f", "filter")
SHOW_ALL = Verb("show_all", "Clear the filter, or go back", "escape")
SORT = Verb("sort", "Sort or group", "s")
SORT_REVERSE = Verb("sort_reverse", "Reverse the sort order", "S")
FOLD = Verb("fold", "Fold or unfold the group", "z")
FOLD_ALL = Verb("fold_all", "Fold all groups, or unfold them", "Z")
PREVIEW = Verb("preview", "Show or hide the preview", "p", "preview")
PREVIEW_DOWN = Verb("preview_down", "Preview: down", "J")
PREVIEW_UP = Verb("preview_up", "Preview: up", "K")
VIEWS = Verb("views", "Saved views: use one, save the filter, rename, delete", "v")
OUTLINE = Verb("outline", "Outline", "o", "outline")
NOTES = Verb("notes", "Show or hide notes", "i")
SETTLE = Verb("settle", "Moved and lost passages", "g m")

MARK = Verb("mark", "Mark it; actions apply to all marked ones", "x")
UNMARK = Verb("unmark", "Unmark all", "X")
HIGHLIGHT = Verb("highlight", "Highlight in the last color", "H", "highlight")
TAG = Verb("tag", "Tag", "t", "tag")
ARTICLE_TAGS = Verb("article_tags", "Tag the whole article", "T")
COLOR = Verb("color", "Choose the color", "c")
ADD = Verb("add", "Add", "a")
ARTICLE_NOTE = Verb("article_note", "Write a note on the whole article", "A")
EDIT = Verb("edit", "Edit in an editor", "e")
PLACE = Verb("place", "Place the annotation: choose its passage in the article", "r")
DELETE = Verb("delete", "Delete the annotation", "d d  delete", "delete")
TO_READ = Verb("to_read", "State: to read", "m t")
READING = Verb("reading", "State: reading", "m r")
DONE_READING = Verb("done_reading", "State: done", "m d", command="done")
ARCHIVE = Verb("archive", "Archive, or take out of the archive", "m a")
DONE = Verb("done", "Done", "D")
ACCEPT = Verb("accept", "Accept or copy", "y")
ACCEPT_ALL = Verb("accept_all", "Accept all, or copy with the source", "Y")
REFRESH = Verb("refresh", "Reload the article's file or URL", "R")
IMPORT = Verb("import", "Import annotations from another program", "I")
EXPORT = Verb("export", "Export", "E", "export")
UNDO = Verb("undo", "Undo the last change in the library", "u", "undo")
REDO = Verb("redo", "Redo", "ctrl+r")

ENTRIES = (DOWN, UP)
PAGES = (PAGE_DOWN, PAGE_UP)
ENDS_OF_LIST = (FIRST, LAST)
ROWS = (*ENTRIES, *PAGES, *ENDS_OF_LIST)
GROUPS = (GROUP_NEXT, GROUP_PREVIOUS, FOLD, FOLD_ALL)
DAYS = (GROUP_NEXT("Next day"), GROUP_PREVIOUS("Heading of this day, or of the one before"))
PREVIEWS = (PREVIEW, PREVIEW_DOWN, PREVIEW_UP)
CHANGES = (UNDO, REDO)

MOTIONS = frozenset(one.name for one in (*ROWS, *GROUPS, NEXT_TAB, PREVIOUS_TAB))
_CHANGING = (
    *(MARK, UNMARK, HIGHLIGHT, TAG, ARTICLE_TAGS, COLOR, ADD, ARTICLE_NOTE, EDIT, PLACE, DELETE),
    *(TO_READ, READING, DONE_READING, ARCHIVE, DONE, ACCEPT, ACCEPT_ALL, REFRESH, IMPORT, EXPORT, UNDO, REDO),
)
PARTS = {"Move": MOTIONS, "Change": frozenset(one.name for one in _CHANGING)}
"""In the help of a screen with many keys, the verbs of one kind stand below a heading of their own."""

ORDINARY = MOTIONS | {
    one.name
    for one in (*(BACK, LEAVE, FILTER, SHOW_ALL, OTHER_TAB, MARK, UNMARK, VIEWS, SETTLE), *(*PREVIEWS, *CHANGES))
}
"""What a screen does like most others: nobody looks for it elsewhere."""

QUIT = "quit"
"""In the footer, what going back does on the first screen."""
