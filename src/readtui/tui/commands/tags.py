"""Commands of the codebook and its tables."""

from readtui.tui.commands.command import SCREEN, commands_from
from readtui.tui.commands.shared import BACK, ENDS_OF_LIST, ENTRIES, PAGES, ROWS, UNDO

CODEBOOK = commands_from(
    "codebook",
    "Codebook",
    ("open", "List the passages with the tag, or its articles", "enter  l  right", "passages"),
    *ROWS,
    ("filter", "Filter by name or description", "/  ctrl+f", "filter"),
    "changing_tags",
    ("create", "Create a tag", "a", "new"),
    ("rename", "Rename the tag everywhere", "r", "rename"),
    ("merge", "Merge the tag into another one", "m", "merge"),
    ("nest", "Move the tag under another one, or to the top", "n", "nest"),
    ("color", "Choose the tag's color", "c"),
    ("describe", "Describe the tag", "e"),
    ("pin!", "Pin the tag to a digit key of the reader, or unpin it", "1  2  3  4  5  6  7  8  9"),
    ("delete", "Delete the tag everywhere", "d d  delete", "delete"),
    SCREEN,
    ("split", "Split the tag: choose the passages that get another one", "s", "split"),
    ("together", "Table of tags that share passages", "t", "together"),
    ("by_article", "Table of tags by article", "T", "by article"),
    *UNDO,
    ("show_all", "Clear the filter: show all tags", "escape"),
    BACK,
)

TAG_TABLE = commands_from(
    "tag_table",
    "Tables of tags",
    ("open", "List the passages in the cell", "enter", "passages"),
    *ENTRIES,
    ("right", "Next column", "l  right", "column"),
    ("left", "Previous column", "h  left"),
    ("page_right", "Columns to the right", "L  shift+right"),
    ("page_left", "Columns to the left", "H  shift+left"),
    ("first_column", "First column", "0"),
    ("last_column", "Last column", "$"),
    *PAGES,
    *ENDS_OF_LIST,
    ("other", "Rows: articles or tags", "tab  shift+tab", "articles or tags"),
    ("sort", "Sort the rows by the column, or in their own order", "s", "sort"),
    ("filter", "Filter the rows by name", "/  ctrl+f", "filter"),
    *UNDO,
    ("show_all", "Clear the filter", "escape"),
    BACK,
)
