"""Every command of the app: id, title, default keys. Footer, help, palette and docs/keys.md come from here."""

from collections.abc import Sequence

from readtui.tui.command import SCREEN, Command, Row, commands_from

CONTEXT_TITLES = {
    "app": "Everywhere",
    "reader": "Reader",
    "select": "Reader, while selecting or moving ends",
    "visual": "Reader, while selecting",
    "ends": "Reader, while moving an annotation's ends",
    "find": "Reader, while typing a search",
    "outline": "Outline",
    "library": "Library",
    "annotations": "Annotations",
    "codebook": "Codebook",
    "together": "Tags together",
    "settling": "Moved and lost passages",
    "filter": "While typing a filter",
    "search": "Search",
    "searching": "While typing a search of the library",
    "export": "Export",
}


# What is the same on several screens.
_ENTRIES: tuple[Row, ...] = (("down", "Down", "j  down"), ("up", "Up", "k  up"))
_PAGES: tuple[Row, ...] = (
    ("page_down", "Page down", "space  pagedown  ctrl+d"),
    ("page_up", "Page up", "b  pageup  ctrl+u"),
)
_ENDS_OF_LIST: tuple[Row, ...] = (("first", "First", "g g  home"), ("last", "Last", "G  end"))
_ROWS = (*_ENTRIES, *_PAGES, *_ENDS_OF_LIST)
_FILTER_ANNOTATIONS: Row = ("filter", "Filter by a query", "/  ctrl+f", "filter")
_DELETE: Row = ("delete", "Delete the annotation", "d d  delete", "delete")
_SETTLE: Row = ("settle", "Check moved and lost passages", "g m")
_UNDO: tuple[Row, ...] = (("undo", "Undo the last change in the library", "u", "undo"), ("redo", "Redo", "ctrl+r"))
_BACK: Row = ("back", "Back, or quit if this screen was opened from the shell", "q", "back")

_MOVE = commands_from(
    "reader",
    "Move",
    "navigating",
    ("line_down", "Line down", "j  down"),
    ("line_up", "Line up", "k  up"),
    ("next_sentence", "Next sentence", "l  right  )"),
    ("previous_sentence", "Previous sentence", "h  left  ("),
    ("next_paragraph", "Next paragraph", "}  ctrl+down"),
    ("previous_paragraph", "Previous paragraph", "{  ctrl+up"),
    ("page_down", "Page down", "space  pagedown"),
    ("page_up", "Page up", "b  pageup"),
    ("half_page_down", "Half a page down", "ctrl+d"),
    ("half_page_up", "Half a page up", "ctrl+u"),
    ("next_section", "Next section", "] ]"),
    ("previous_section", "Previous section", "[ ["),
    ("top", "Top", "g g  home"),
    ("bottom", "Bottom", "G  end"),
    ("jump_back", "Jump back", "ctrl+o  alt+left"),
    ("jump_forward", "Jump forward", "g i  alt+right"),
    ("set_mark!", "Set a mark", "m *"),
    ("go_to_mark!", "Go to a mark", "' *"),
)

_FIND = commands_from(
    "reader",
    "Find",
    "finding",
    ("find", "Find in the article", "/  ctrl+f", "find"),
    ("next_hit", "Next hit", "n"),
    ("previous_hit", "Previous hit", "N"),
    "navigating",
    ("next_annotation", "Next annotation", "] a  tab"),
    ("previous_annotation", "Previous annotation", "[ a  shift+tab"),
    ("next_same_tag", "Next annotation with the same tag", "] t"),
    ("previous_same_tag", "Previous annotation with the same tag", "[ t"),
    ("cycle_annotations", "Cycle through overlapping annotations", "g c"),
)

_ANNOTATE = commands_from(
    "reader",
    "Annotate",
    "annotating",
    ("highlight", "Highlight in the last color", "H", "highlight"),
    ("color", "Choose a highlight color", "c"),
    ("tag", "Tag", "t", "tag"),
    ("quick_tag!", "Quick tag: pinned and recent tags", "1  2  3  4  5  6  7  8  9"),
    "noting",
    ("note", "Write a note", "a", "note"),
    ("note_in_editor", "Write the note in $EDITOR", "e"),
    ("draft", "Continue an unfinished note", "g d"),
    "deciding",
    ("versions", "Choose between versions of an annotation", "g v"),
    _SETTLE,
    "moving_ends",
    ("move_ends", "Move an annotation's ends", "r"),
    "annotating",
    ("repeat", "Repeat the last annotation action", "."),
    ("delete_annotation", "Delete the annotation", "d d  delete"),
    ("undo", "Undo the last change to this article", "u", "undo"),
    ("redo", "Redo", "ctrl+r"),
    ("copy", "Copy the passage", "y"),
    ("copy_with_source", "Copy the passage with its source", "Y"),
    "selecting",
    ("visual", "Select by character", "v", "select"),
    ("visual_line", "Select by line", "V"),
    ("select_right", "Select to the right", "shift+right"),
    ("select_left", "Select to the left", "shift+left"),
    ("select_down", "Select downwards", "shift+down"),
    ("select_up", "Select upwards", "shift+up"),
)

_SHOW = commands_from(
    "reader",
    "Show",
    ("open_here", "Unfold, read the annotation or open the link here", "enter"),
    "links",
    ("open_link", "Open the link here", "g x"),
    "arranging",
    ("outline", "Outline", "o", "outline"),
    ("marginalia", "Marginalia", "i"),
    ("focus_mode", "Focus mode", "z"),
    ("wider", "Wider column", "+  ="),
    ("narrower", "Narrower column", "-"),
    SCREEN,
    ("export", "Export", "E", "export"),
    ("refresh", "Reload the article's file or URL", "R"),
    ("back", "Back", "q", "back"),
    ("cancel", "Cancel", "escape"),
)

_SELECT = commands_from(
    "select",
    "Select",
    "selecting",
    ("left", "One character left", "h  left  shift+left"),
    ("right", "One character right", "l  right  shift+right"),
    ("down", "One line down", "j  down  shift+down"),
    ("up", "One line up", "k  up  shift+up"),
    ("next_word", "Next word", "w"),
    ("previous_word", "Previous word", "b"),
    ("word_end", "End of the word", "e"),
    ("next_sentence", "Next sentence", ")"),
    ("previous_sentence", "Previous sentence", "("),
    ("next_paragraph", "Next paragraph", "}  ctrl+down"),
    ("previous_paragraph", "Previous paragraph", "{  ctrl+up"),
    ("inner_word", "This word", "i w"),
    ("inner_sentence", "This sentence", "i s"),
    ("inner_paragraph", "This paragraph", "i p"),
    ("other_end", "Switch to the other end", "o", "other end"),
    ("grow", "Grow: word, sentence, paragraph, section", "v", "grow"),
    ("shrink", "Shrink", "backspace", "shrink"),
)

_VISUAL = commands_from(
    "visual",
    "Select",
    "selecting",
    ("by_line", "Select by line", "V"),
    ("leave", "Cancel the selection", "escape", "leave"),
)

_ENDS = commands_from(
    "ends",
    "Move ends",
    "moving_ends",
    ("accept", "Keep the new ends", "enter  r", "keep"),
    ("leave", "Cancel: keep the old ends", "escape  q", "cancel"),
)

_OUTLINE = commands_from(
    "outline",
    "Outline",
    "arranging",
    *_ENTRIES,
    *_ENDS_OF_LIST,
    ("jump", "Jump to the section", "enter", "jump"),
    ("close", "Close the outline", "o  escape  q", "close"),
)

_LIBRARY = commands_from(
    "library",
    "Library",
    ("open", "Read the article", "enter  l  right", "read"),
    *_ROWS,
    ("filter", "Filter by a query", "/  ctrl+f", "filter"),
    ("sort", "Sort by the next column", "s", "sort"),
    ("sort_reverse", "Reverse the sort order", "S"),
    ("add", "Add a file, a folder or a URL", "a", "add"),
    ("refresh", "Reload the article's file or URL", "R"),
    ("mark", "Mark the article: what follows is for all marked ones", "x"),
    ("unmark", "Unmark all articles", "X"),
    ("tag", "Tag the article", "t", "tag"),
    ("to_read", "Set the state: to read", "m t"),
    ("reading", "Set the state: reading", "m r"),
    ("done", "Set the state: done", "m d"),
    ("archive", "Archive the article, or take it out of the archive", "m a"),
    ("remove", "Move the article to the trash", "d d  delete", "remove"),
    _SETTLE,
    ("export", "Export", "E", "export"),
    *_UNDO,
    ("show_all", "Stop adding, or show all articles", "escape"),
    _BACK,
)

_ANNOTATIONS = commands_from(
    "annotations",
    "Annotations",
    ("open", "Go to the passage in its article", "enter  l  right", "go there"),
    *_ROWS,
    ("preview_down", "Preview: down", "J"),
    ("preview_up", "Preview: up", "K"),
    _FILTER_ANNOTATIONS,
    ("mark", "Mark the annotation: what follows is for all marked ones", "x"),
    ("unmark", "Unmark all annotations", "X"),
    ("tag", "Tag the annotation", "t", "tag"),
    _DELETE,
    _SETTLE,
    *_UNDO,
    ("export", "Export the list", "E", "export"),
    ("show_all", "Clear the filter: show all annotations", "escape"),
    _BACK,
)

_CODEBOOK = commands_from(
    "codebook",
    "Codebook",
    ("open", "List the passages with the tag, or its articles", "enter  l  right", "passages"),
    *_ROWS,
    ("filter", "Filter by name or description", "/  ctrl+f", "filter"),
    "changing_tags",
    ("create", "Create a tag", "a", "new"),
    ("rename", "Rename the tag everywhere", "r", "rename"),
    ("merge", "Merge the tag into another one", "m", "merge"),
    ("nest", "Move the tag under another one, or to the top", "n", "nest"),
    ("color", "Choose the tag's color", "c"),
    ("describe", "Describe the tag", "e"),
    ("pin!", "Pin the tag to a digit key of the reader, or take it off", "1  2  3  4  5  6  7  8  9"),
    ("delete", "Delete the tag everywhere", "d d  delete", "delete"),
    SCREEN,
    ("together", "Table of tags that stand on the same passages", "t", "together"),
    *_UNDO,
    ("show_all", "Clear the filter: show all tags", "escape"),
    _BACK,
)

_TOGETHER = commands_from(
    "together",
    "Tags together",
    ("open", "List the passages with both tags", "enter", "passages"),
    *_ENTRIES,
    ("right", "Next column", "l  right", "column"),
    ("left", "Previous column", "h  left"),
    *_PAGES,
    *_ENDS_OF_LIST,
    ("filter", "Filter the rows by name", "/  ctrl+f", "filter"),
    *_UNDO,
    ("show_all", "Clear the filter", "escape"),
    _BACK,
)

_SETTLING = commands_from(
    "settling",
    "Moved and lost passages",
    ("accept", "Accept this place for the annotation", "y  enter", "accept"),
    ("accept_all", "Accept all moved annotations whose words are unchanged", "A"),
    ("move", "Move the annotation: choose another passage", "m", "move"),
    ("orphan", "Keep the annotation as an orphan: its passage is gone", "o", "orphan"),
    _DELETE,
    *_UNDO,
    ("down", "Next", "j  down  tab"),
    ("up", "Previous", "k  up  shift+tab"),
    *_PAGES,
    *_ENDS_OF_LIST,
    ("scroll_down", "Comparison: down", "J"),
    ("scroll_up", "Comparison: up", "K"),
    ("open", "Go to the passage in its article", "l  right"),
    _FILTER_ANNOTATIONS,
    ("back", "Back", "q  escape", "back"),
)

_FIND_LINE = commands_from(
    "find",
    "Find",
    "finding",
    ("accept", "Keep the hits and continue reading", "enter  down", "read on"),
    ("leave", "Cancel the search", "escape", "give up"),
)

_FILTER = commands_from(
    "filter",
    "Filter",
    ("accept", "Go to the filtered list", "enter  down", "to the list"),
    ("complete", "Complete the term; again for the next completion", "tab", "complete"),
    ("clear", "Clear the filter", "escape", "clear"),
)

_SEARCH = commands_from(
    "search",
    "Search",
    *_ROWS,
    ("open", "Go to the hit in its article", "enter  l  right", "read"),
    ("filter", "Change the search", "/  ctrl+f", "search"),
    ("other", "Search in articles, or in quotes, notes and tags", "tab  shift+tab", "articles or notes"),
    *_UNDO,
    _BACK,
)

_SEARCHING = commands_from(
    "searching",
    "Search",
    ("accept", "Go to the hits", "enter  down", "to the hits"),
    ("other", "Search in articles, or in quotes, notes and tags", "tab  shift+tab", "articles or notes"),
    ("leave", "Leave the line; without hits, go back", "escape", "leave"),
)

_EXPORT = commands_from(
    "export",
    "Export",
    ("next_format", "Next format", "tab  down  l", "format"),
    ("previous_format", "Previous format", "shift+tab  up  h"),
    ("next_context", "Text around each passage: none, sentence, paragraph, all", "c", "context"),
    ("next_grouping", "Grouping: by article, by tag, one list", "a", "grouping"),
    ("next_scope", "Change the scope: article, list, whole library", "s", "scope"),
    ("write", "Write to a file", "enter  o", "to a file"),
    ("copy", "Copy to the clipboard", "y", "copy"),
    ("keep", "Keep a folder up to date: a standing export", "S"),
    ("template", "Use a template of your own", "T", "template"),
    ("scroll_down", "Preview: line down", "j"),
    ("scroll_up", "Preview: line up", "k"),
    ("scroll_right", "Preview: to the right", "right"),
    ("scroll_left", "Preview: to the left", "left"),
    ("page_down", "Preview: page down", "space  pagedown  ctrl+d"),
    ("page_up", "Preview: page up", "b  pageup  ctrl+u"),
    ("top", "Preview: top", "g g  home"),
    ("bottom", "Preview: bottom", "G  end"),
    ("back", "Back", "q  escape", "back"),
)

_APP = commands_from(
    "app",
    "App",
    ("library", "Library", "g l  f2"),
    ("annotations", "Annotations", "g n  f3", "annotations"),
    ("codebook", "Codebook: all tags", "g t  f4"),
    ("search", "Search all articles", "g /"),
    ("search_notes", "Search quotes, notes and tags", "g a"),
    ("palette", "Command palette", "ctrl+p"),
    ("help", "Help: every key of this screen", "?  f1", "help"),
    ("theme", "Next theme", "f9"),
    ("quit", "Quit", "ctrl+q"),
)

COMMANDS: tuple[Command, ...] = (
    *_MOVE,
    *_ANNOTATE,
    *_FIND,
    *_SHOW,
    *_SELECT,
    *_VISUAL,
    *_ENDS,
    *_FIND_LINE,
    *_OUTLINE,
    *_LIBRARY,
    *_ANNOTATIONS,
    *_CODEBOOK,
    *_TOGETHER,
    *_SETTLING,
    *_FILTER,
    *_SEARCH,
    *_SEARCHING,
    *_EXPORT,
    *_APP,
)

CONTEXTS: dict[str, tuple[str, ...]] = {
    "reader": ("reader", "app"),
    "visual": ("visual", "select", "reader", "app"),
    "ends": ("ends", "select"),
    "find": ("find",),
    "outline": ("outline", "app"),
    "library": ("library", "app"),
    "annotations": ("annotations", "app"),
    "codebook": ("codebook", "app"),
    "together": ("together", "app"),
    "settling": ("settling", "app"),
    "filter": ("filter",),
    "search": ("search", "app"),
    "searching": ("searching",),
    "export": ("export", "app"),
}


def commands_of(contexts: Sequence[str]) -> list[Command]:
    """The commands whose keys work in any of the contexts, in order."""
    return [command for context in contexts for command in COMMANDS if command.context == context]
