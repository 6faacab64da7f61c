"""Commands of the screens that list articles, annotations and search results."""

from readtui.tui.commands.command import SCREEN, commands_from
from readtui.tui.commands.shared import BACK, DELETE, ENDS_OF_LIST, FILTER_ANNOTATIONS, PAGES, ROWS, SETTLE, UNDO, VIEWS

LIBRARY = commands_from(
    "library",
    "Library",
    ("open", "Read the article", "enter  l  right", "read"),
    *ROWS,
    ("filter", "Filter by a query", "/  ctrl+f", "filter"),
    ("sort", "Sort by the next column", "s", "sort"),
    ("sort_reverse", "Reverse the sort order", "S"),
    ("add", "Add a file, a folder or a URL", "a", "add"),
    ("refresh", "Reload the article's file or URL", "R"),
    ("mark", "Mark the article: what follows is for all marked ones", "x"),
    ("unmark", "Unmark all articles", "X"),
    ("tag", "Tag the article", "t", "tag"),
    ("note", "Write a note on the whole article", "A"),
    ("to_read", "Set the state: to read", "m t"),
    ("reading", "Set the state: reading", "m r"),
    ("done", "Set the state: done", "m d"),
    ("archive", "Archive the article, or take it out of the archive", "m a"),
    ("remove", "Move the article to the trash", "d d  delete", "remove"),
    VIEWS,
    SETTLE,
    ("export", "Export", "E", "export"),
    *UNDO,
    ("show_all", "Stop adding, or show all articles", "escape"),
    BACK,
)

ANNOTATIONS = commands_from(
    "annotations",
    "Annotations",
    ("open", "Go to the passage in its article", "enter  l  right", "go there"),
    *ROWS,
    "previewing",
    ("preview", "Show or hide the preview", "p", "preview"),
    ("preview_down", "Preview: down", "J"),
    ("preview_up", "Preview: up", "K"),
    SCREEN,
    FILTER_ANNOTATIONS,
    ("group", "Group by tag, or by article", "s", "group"),
    ("group_next", "Next heading", "}"),
    ("group_previous", "Heading of the group, or the previous one", "{"),
    ("fold", "Fold or unfold the group", "z"),
    ("fold_all", "Fold all groups, or unfold them", "Z"),
    "changing",
    ("mark", "Mark the annotation, or all below the heading: what follows is for all marked ones", "x", "mark"),
    ("unmark", "Unmark all annotations", "X"),
    ("tag", "Tag the annotation", "t", "tag"),
    ("color", "Choose the color", "c", "color"),
    "splitting",
    ("split", "Give another tag instead of the one listed: split a tag", "r"),
    "changing",
    DELETE,
    SCREEN,
    VIEWS,
    SETTLE,
    *UNDO,
    ("export", "Export the list", "E", "export"),
    ("show_all", "Clear the filter: show all annotations", "escape"),
    BACK,
)

SETTLING = commands_from(
    "settling",
    "Moved and lost passages",
    ("accept", "Accept this place for the annotation", "y  enter", "accept"),
    ("accept_all", "Accept all moved annotations whose words are unchanged", "A"),
    ("move", "Move the annotation: choose another passage", "m", "move"),
    ("orphan", "Keep the annotation as an orphan: its passage is gone", "o", "orphan"),
    DELETE,
    *UNDO,
    ("down", "Next", "j  down  tab"),
    ("up", "Previous", "k  up  shift+tab"),
    *PAGES,
    *ENDS_OF_LIST,
    ("scroll_down", "Comparison: down", "J"),
    ("scroll_up", "Comparison: up", "K"),
    ("open", "Go to the passage in its article", "l  right"),
    FILTER_ANNOTATIONS,
    ("back", "Back", "q  escape", "back"),
)

FILTER = commands_from(
    "filter",
    "Filter",
    ("accept", "Go to the filtered list", "enter  down", "to the list"),
    ("complete", "Complete the term; again for the next completion", "tab", "complete"),
    ("clear", "Clear the filter", "escape", "clear"),
)

SEARCH = commands_from(
    "search",
    "Search",
    *ROWS,
    ("open", "Go to the hit in its article", "enter  l  right", "read"),
    ("filter", "Change the search", "/  ctrl+f", "search"),
    ("other", "Search in articles, or in quotes, notes and tags", "tab  shift+tab", "articles or notes"),
    ("concordance", "Concordance: the words in one column, or hits by article", "c", "concordance"),
    ("sort", "Sort the concordance: by what stands left, right, or by article", "s", "sort"),
    *UNDO,
    BACK,
)

SEARCHING = commands_from(
    "searching",
    "Search",
    ("accept", "Go to the hits", "enter  down", "to the hits"),
    ("other", "Search in articles, or in quotes, notes and tags", "tab  shift+tab", "articles or notes"),
    ("leave", "Leave the line; without hits, go back", "escape", "leave"),
)
