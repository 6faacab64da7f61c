"""What stands in place of the list when it has no rows: words, and the keys that do something then."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from readtui.model.article import ReadingState
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.commands.command import Command
from readtui.tui.library.state import LibraryState
from readtui.tui.widgets.filter_line import FilterLine

_WELCOME = (
    ("library.add", "add a file, a folder or a web page", "add"),
    ("library.import", "import highlights from Kindle and others", "import"),
    ("app.tour", "take the tour: six steps", "tour"),
    ("app.help", "see every key of this screen", "help"),
    ("library.back", "quit", "quit"),
)
"""Commands that the welcome offers, if there are such: what they do, and their labels in the footer."""

_WITHOUT_ARTICLES = frozenset({"add", "import", "undo", "redo", "trash", "history", "back"})
_WITHOUT_ROWS = _WITHOUT_ARTICLES | {"next_tab", "previous_tab", "filter", "show_all", "views", "settle"}

_NOTHING_ON = {
    ReadingState.TO_READ: ("Nothing left to read", "You have started every article."),
    ReadingState.READING: ("Nothing started", "Articles appear here once you turn their first page."),
    ReadingState.DONE: ("Nothing done yet", "Articles that you mark as done appear here."),
    ReadingState.ARCHIVED: ("Nothing archived", "Articles that you archive appear here."),
    None: ("Nothing here", "There are no articles."),
}


@dataclass(frozen=True, slots=True)
class Emptiness:
    """A title, a sentence, and commands with what they do there; ``more`` is a last line. ``footer``: labels by id."""

    title: str
    sentence: str
    offers: Sequence[tuple[str, str]]
    footer: dict[str, str]
    more: str = ""


def emptiness(state: LibraryState, filter_line: FilterLine, known: Collection[str]) -> Emptiness:
    """Why no article is listed, and what can be done. ``known``: the ids of all commands."""
    if not state.arranged.total:
        offers = [offer for offer in _WELCOME if offer[0] in known]
        return Emptiness(
            "A library for reading",
            "Nothing to read yet. Press a key to begin:",
            [(command, does) for command, does, _ in offers],
            {command: label for command, _, label in offers},
            "Or from the shell:  readtui FILE, FOLDER or URL",
        )
    footer = {"library.next_tab": "tabs", "library.filter": "filter", "library.add": "add", "app.help": "help"}
    if not filter_line.value:
        title, sentence = _NOTHING_ON[state.shelf]
        return Emptiness(title, sentence, [("library.next_tab", "next tab")], footer)
    ways = [("library.show_all", "clear the filter"), ("library.filter", "edit the filter")]
    elsewhere = state.arranged.counts.get(None, 0)
    title, sentence = filter_line.why_nothing("No article matches")
    if elsewhere and not filter_line.mistake:
        typed = visible(filter_line.value)
        sentence = f"No article on this tab matches “{typed}”, but {counted(elsewhere, 'article')} elsewhere."
        ways.insert(0, ("library.next_tab", "next tab"))
    return Emptiness(title, sentence, ways, {"library.show_all": "clear", **footer})


def that_do_something(commands: Sequence[Command], *, has_articles: bool) -> list[Command]:
    """The commands that do something without rows, and with or without articles elsewhere."""
    kept = _WITHOUT_ROWS if has_articles else _WITHOUT_ARTICLES
    return [one for one in commands if one.context != "library" or one.id.partition(".")[2] in kept]
