"""The filters that listing and exporting annotations share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from readtui.cli.library import checked_tags, filled
from readtui.model.annotation import HIGHLIGHT_COLORS

if TYPE_CHECKING:
    from readtui.services.library import Library
    from readtui.services.query import AnnotationQuery

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.argument("articles", metavar="[ARTICLE…]", nargs=-1, callback=filled),
    click.option("--tag", "tags", metavar="TAG", multiple=True, help="Only with this tag or one in it."),
    click.option(
        "--color", "colors", multiple=True, type=click.Choice(HIGHLIGHT_COLORS), help="Only in this color, or one of."
    ),
    click.option("--text", metavar="TEXT", default="", help="Only with this in the quote, the note or a tag."),
    click.option("--orphans", is_flag=True, help="Only those whose passage is not in the article any more."),
)


def filter_options(command: Command) -> Command:
    """Gives a command the parameters that ``query_of`` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def query_of(
    library: "Library",
    articles: tuple[str, ...],
    tags: tuple[str, ...],
    colors: tuple[str, ...],
    text: str,
    orphans: bool,
) -> "AnnotationQuery":
    """The query of a command line. Raises UsageError, NotFoundError, AmbiguousError."""
    from readtui.services.query import AnnotationQuery

    return AnnotationQuery(
        articles=tuple(library.find(article).id for article in articles),
        tags=checked_tags(tags),
        colors=colors,
        text=text,
        orphans=orphans,
    )
