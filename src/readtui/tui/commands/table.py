"""Every command of the app: id, title, default keys. Footer, help, palette and docs/keys.md come from here."""

from collections.abc import Sequence

from readtui.tui.commands import lists, others, reader, tags
from readtui.tui.commands.command import Command

CONTEXT_TITLES = {
    "app": "Everywhere",
    "reader": "Reader",
    "select": "Reader, while selecting or moving ends",
    "visual": "Reader, while selecting",
    "ends": "Reader, while moving an annotation's ends",
    "placing": "Reader, while placing an annotation",
    "pick": "Reader, while labels are on the screen",
    "find": "Reader, while typing a search",
    "outline": "Outline",
    "library": "Library",
    "annotations": "Annotations",
    "codebook": "Codebook",
    "tag_table": "Tables of tags",
    "settling": "Moved and lost passages",
    "trash": "Trash",
    "history": "History",
    "filter": "While typing a filter",
    "search": "Search",
    "searching": "While typing a search of the library",
    "counts": "Words and tags, counted",
    "export": "Export",
    "review": "Review",
}

COMMANDS: tuple[Command, ...] = (
    *reader.MOVE,
    *reader.ANNOTATE,
    *reader.FIND,
    *reader.SHOW,
    *reader.SELECT,
    *reader.VISUAL,
    *reader.ENDS,
    *reader.PLACING,
    *reader.PICK,
    *reader.FIND_LINE,
    *reader.OUTLINE_PANE,
    *lists.LIBRARY,
    *lists.ANNOTATIONS,
    *tags.CODEBOOK,
    *tags.TAG_TABLE,
    *lists.SETTLING,
    *lists.TRASH,
    *lists.HISTORY,
    *lists.FILTER_LINE,
    *lists.SEARCH,
    *lists.SEARCH_LINE,
    *lists.COUNTS,
    *others.EXPORT,
    *others.REVIEW,
    *others.APP,
)

CONTEXTS: dict[str, tuple[str, ...]] = {
    "reader": ("reader", "app"),
    "visual": ("visual", "select", "reader", "app"),
    "ends": ("ends", "select"),
    "placing": ("placing", "reader", "app"),
    "placing_selected": ("placing", "select", "reader", "app"),
    "pick": ("pick",),
    "find": ("find",),
    "outline": ("outline", "app"),
    "library": ("library", "app"),
    "annotations": ("annotations", "app"),
    "codebook": ("codebook", "app"),
    "tag_table": ("tag_table", "app"),
    "settling": ("settling", "app"),
    "trash": ("trash", "app"),
    "history": ("history", "app"),
    "filter": ("filter",),
    "search": ("search", "app"),
    "searching": ("searching",),
    "counts": ("counts", "app"),
    "export": ("export", "app"),
    "review": ("review", "app"),
}


def commands_of(contexts: Sequence[str]) -> list[Command]:
    """The commands whose keys work in any of the contexts, in order."""
    return [command for context in contexts for command in COMMANDS if command.context == context]
