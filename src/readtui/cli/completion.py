"""Shell completion of ids (with titles), tags and formats. It only reads and never prints an error."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from string import hexdigits
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from readtui.cli.services import filled
from readtui.errors import ReadtuiError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from readtui.services.finding.shell_completion import Completion, Suggestion

    Suggest = Callable[[Completion, str], list[Suggestion]]


class WordArgument(click.types.StringParamType):
    """A string that the shell completes with ``suggest`` and, with ``or_file``, with paths."""

    def __init__(self, name: str, suggest: "Suggest", *, or_file: bool = False) -> None:
        self.name = name
        self._suggest = suggest
        self._or_file = or_file

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        from readtui.bootstrap.closed_library import completing_on

        library = ctx.find_root().params.get("library")
        try:
            found = self._suggest(completing_on(Path(library) if library else None), incomplete)
        except (ReadtuiError, OSError):
            # A message would garble the command line being typed.
            found = []
        items = [CompletionItem(value, help=about or None) for value, about in found]
        return [*items, CompletionItem(incomplete, type="file")] if self._or_file else items


class ArticleOrState(WordArgument):
    """An article, or behind one a reading state, which takes the place of articles with such a word in their titles."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Suggestions for the incomplete word."""
        from click.shell_completion import CompletionItem

        from readtui.services.article_edits import STATES

        # click takes the last of the words that are there already for the state.
        is_behind = ctx.get_parameter_source("state") is ParameterSource.COMMANDLINE
        states = [CompletionItem(one) for one in STATES if is_behind and one.startswith(incomplete)]
        may_be_id = set(incomplete) <= set(hexdigits)
        return states if states and not may_be_id else [*states, *super().shell_complete(ctx, param, incomplete)]


ARTICLE = WordArgument("article", lambda library, typed: library.articles(typed), or_file=True)
ANY_ARTICLE = WordArgument(
    "article", lambda library, typed: [*library.articles(typed), *library.trash(typed)], or_file=True
)
ARTICLE_OR_ANNOTATION = WordArgument("id", lambda library, typed: library.articles(typed) + library.annotations(typed))
ANNOTATION = WordArgument("id", lambda library, typed: library.annotations(typed))
REMOVABLE = WordArgument(
    "id",
    lambda library, typed: [*library.articles(typed), *library.trash(typed), *library.annotations(typed)],
    or_file=True,
)
TRASHED = WordArgument(
    "id",
    lambda library, typed: [
        *library.trash(typed),
        *library.annotations(typed, deleted=True),
        *library.trashed_views(typed),
    ],
)
ARTICLE_OR_STATE = ArticleOrState("article", lambda library, typed: library.articles(typed), or_file=True)
TAG = WordArgument("tag", lambda library, typed: library.tags(typed))
VIEW = WordArgument("view", lambda library, typed: library.views(typed))
query_option = partial(click.option, "-q", "--query", metavar="QUERY", default="")
"""Narrows a listing; takes its ``help``."""
view_option = partial(click.option, "--view", type=VIEW, default=None, callback=filled)
"""Names a saved view; takes its ``help``."""
IMPORT_FORMAT = WordArgument("format", lambda library, typed: library.import_formats(typed))
FORMAT = WordArgument("format", lambda library, typed: library.formats(typed))


class FormatOption(click.Option):
    """An option whose help lists the installed formats. They are looked up only when the help is shown."""

    @property
    def help(self) -> str | None:
        """The names of the formats, and the default."""
        from readtui.exporters.registry import format_names

        return f"{', '.join(format_names())}. By default the format in the settings."

    @help.setter
    def help(self, _: str | None) -> None:
        """Ignored: click sets it from the declaration."""
