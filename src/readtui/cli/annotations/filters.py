"""The filter options of the commands annotations and export."""

from collections.abc import Callable
from dataclasses import fields
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import click

from readtui.cli.completion import ARTICLE, TAG, query_option, view_option
from readtui.cli.services import any_article, checked_tags, filled
from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.quick_dataclass import dataclass

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.services.annotation_reader import AnnotationQuery

_OPTIONS = (
    click.argument("articles", metavar="[ARTICLE…]", nargs=-1, type=ARTICLE, callback=filled),
    query_option(help="Only annotations that match this query, such as “tag:sea -has:note created:7d”."),
    click.option(
        "--tag",
        "tags",
        type=TAG,
        multiple=True,
        help="Only annotations with this tag or a tag nested in it. Can be repeated: all must be there.",
    ),
    click.option(
        "--color",
        "colors",
        multiple=True,
        type=click.Choice(HIGHLIGHT_COLORS),
        help="Only annotations in this color. Can be repeated: one is enough.",
    ),
    click.option(
        "--text", metavar="TEXT", default="", help="Only annotations with this text in quote, note, tags or replies."
    ),
    view_option(help="Only annotations in this saved view, or in the articles that it lists."),
    click.option("--orphans", is_flag=True, help="Only annotations whose passage is no longer in the article."),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """The options as given, unchecked."""

    articles: tuple[str, ...]
    query: str
    tags: tuple[str, ...]
    colors: tuple[str, ...]
    text: str
    view: str | None
    orphans: bool

    def asked(self, services: "Services", *, trash: bool = False) -> "AnnotationQuery":
        """The query for all filters together; with ``trash``, also for what is deleted.

        Raises UsageError, QueryError, NotFoundError, AmbiguousError.
        """
        from readtui.search.query.parser import parse
        from readtui.search.query.syntax import WORD, Term, all_of, any_of, has_tag_term
        from readtui.services.annotation_reader import AnnotationQuery

        asked = [parse(self.query), *(has_tag_term(tag) for tag in checked_tags(self.tags))]
        if self.colors:
            asked.append(any_of(*(Term("color", color) for color in self.colors)))
        if self.text:
            asked.append(Term(WORD, self.text))
        if self.orphans:
            asked.append(Term("state", "orphan"))
        library = services.library
        find = partial(any_article, services) if trash else lambda article: library.find(article).id
        query = AnnotationQuery(tuple(map(find, self.articles)), all_of(*asked), trash=trash)
        if self.view is None:
            return query
        from readtui.services.finding.views import narrowed

        return narrowed(query, services.views.find(self.view), library)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which receives them as its parameter ``filters``."""

    @wraps(command)
    def filtered(*arguments: Any, **given: Any) -> Any:
        filters = Filters(**{each.name: given.pop(each.name) for each in fields(Filters)})
        return command(*arguments, filters=filters, **given)

    for option in reversed(_OPTIONS):
        filtered = option(filtered)
    return filtered
