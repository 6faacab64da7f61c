"""Every command of the app: id, title, default keys. Footer, help, palette and docs/keys.md come from here."""

from collections.abc import Sequence

from readtui.quick_dataclass import dataclass
from readtui.tui.commands import lists, others, reader
from readtui.tui.commands.command import Command

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
    *others.CODEBOOK,
    *others.TAG_TABLE,
    *lists.SETTLING,
    *lists.TRASH,
    *lists.HISTORY,
    *lists.FILTER_LINE,
    *lists.SEARCH,
    *lists.SEARCH_LINE,
    *lists.COUNTS,
    *others.EXPORT,
    *others.REVIEW,
    *others.TRIAGE,
    *others.COMPARING,
    *others.APP,
)

_MODES = {
    "reader": ("Reader", "reader app"),
    "visual": ("Reader, while selecting", "visual select reader app"),
    "ends": ("Reader, while moving an annotation's ends", "ends select"),
    "placing": ("Reader, while placing an annotation", "placing reader app"),
    "placing_selected": ("", "placing select reader app"),
    "pick": ("Reader, while labels are on the screen", "pick"),
    "find": ("Reader, while typing a search", "find"),
    "outline": ("Outline", "outline app"),
    "library": ("Library", "library app"),
    "annotations": ("Annotations", "annotations app"),
    "codebook": ("Codebook", "codebook app"),
    "tag_table": ("Tables of tags", "tag_table app"),
    "settling": ("Moved and lost passages", "settling app"),
    "trash": ("Trash", "trash app"),
    "history": ("History", "history app"),
    "filter": ("While typing a filter", "filter"),
    "search": ("Search", "search app"),
    "searching": ("While typing a search of the library", "searching"),
    "counts": ("Words and tags, counted", "counts app"),
    "export": ("Export", "export app"),
    "review": ("Review", "review app"),
    "triage": ("Triage", "triage app"),
    "comparing": ("Compare coders", "comparing app"),
}
"""Each with its title, if it is told from others, and the contexts whose keys work in it."""
CONTEXTS = {mode: tuple(contexts.split()) for mode, (_, contexts) in _MODES.items()}
CONTEXT_TITLES = {
    "app": "Everywhere",
    "select": "Reader, while selecting or moving ends",
    **{mode: title for mode, (title, _) in _MODES.items() if title},
}

RENAMED = {"review.answer": "review.open"}
"""Commands that have another id now, which settings may still name."""


@dataclass(frozen=True, slots=True)
class MovedKey:
    """A key that a command had on its screen, and what it was good for, as a sentence begins with it.

    ``number``: which of the command's keys it is now.
    """

    command: str
    key: str
    doing: str
    number: int = 0

    @property
    def context(self) -> str:
        """Where the key had this meaning."""
        return self.command.split(".", 1)[0]

    @property
    def named(self) -> str:
        """The name under which it is remembered that this was said."""
        return f"{self.command}:{self.key}"


MOVED = (
    MovedKey("settling.accept_all", "A", "Accepting all with unchanged words"),
    MovedKey("settling.move", "m", "Placing"),
    MovedKey("settling.orphan", "o", "Leaving lost"),
    MovedKey("library.import", "i", "Importing annotations"),
    MovedKey("trash.open", "r", "Restoring"),
    MovedKey("history.reverse", "o", "Undoing one change alone"),
    MovedKey("history.forward_to", "R", "Redoing everything up to a change"),
    MovedKey("search.regex", "r", "Searching for a regular expression"),
    MovedKey("counts.skip_frequent", "f", "Leaving out frequent words"),
    MovedKey("reader.images", "I", "Showing images"),
    MovedKey("review.open", "o", "Going to the passage"),
    MovedKey("review.bury", "x", "Putting off until tomorrow"),
    MovedKey("review.suspend", "X", "Suspending"),
    MovedKey("export.option", "s", "Changing the scope"),
    MovedKey("export.option", "c", "Choosing the text around each passage", 1),
    MovedKey("export.option", "a", "Grouping", 2),
    MovedKey("export.option", "w", "Naming who made what", 3),
    MovedKey("export.option", "T", "Using your own template", 4),
    MovedKey("export.write", "o", "Writing to a file"),
    MovedKey("codebook.merge", "m", "Merging"),
    MovedKey("codebook.nest", "n", "Nesting"),
    MovedKey("codebook.split", "s", "Splitting"),
    MovedKey("codebook.together", "t", "The table of tags that share passages"),
    MovedKey("codebook.by_article", "T", "The table of tags by article"),
)
"""Letters that had another meaning before every letter had one verb; each is said once to whoever still presses it."""


def commands_of(contexts: Sequence[str]) -> list[Command]:
    """The commands whose keys work in any of the contexts, in order."""
    return [command for context in contexts for command in COMMANDS if command.context == context]
