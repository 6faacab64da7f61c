"""What all listings have in common: --json, --limit and --sort, how they are printed, and how they end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from itertools import islice
from typing import Any, NoReturn, TypeVar

import click
from click.core import ParameterSource

from readtui.cli.completion import query_option
from readtui.cli.output import print_json_list, print_table, tell
from readtui.errors import UsageError
from readtui.quick_dataclass import dataclass

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ListOrder:
    """An order of a listing, by the ``key`` of each row; without one, as the rows are found."""

    name: str
    key: Callable[[Any], Any] | None = None
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """How a listing is asked for."""

    as_json: bool = False
    limit: int | None = None
    order: ListOrder = ListOrder("")

    def picked(self, found: Iterable[Row]) -> Iterator[Row]:
        """The rows in their order, up to the limit."""
        if self.order.key is not None:
            found = sorted(found, key=self.order.key, reverse=self.order.falls)
        return islice(found, self.limit)

    def show(
        self,
        found: Iterable[Row],
        columns: Sequence[str],
        cells: Callable[[Row], Sequence[str]],
        value: Callable[[Row], object],
    ) -> int:
        """Print the rows that are asked for, as a table or as one JSON document. Return how many there were."""
        count = 0

        def counted() -> Iterator[Row]:
            nonlocal count
            for count, row in enumerate(self.picked(found), 1):  # noqa: B007  count is what is returned
                yield row

        if self.as_json:
            print_json_list(map(value, counted()))
        else:
            print_table(columns, map(cells, counted()))
        return count


def listing(*orders: ListOrder, most: int = 0) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options of a listing to a command, which receives them as its parameter ``listing``.

    ``orders``: those there are, the first of them by default. ``most``: the rows by default, 0 for all.
    """
    named = {order.name: order for order in orders}

    def with_listing(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def listed(*arguments: Any, as_json: bool, limit: int, order: str = "", **given: Any) -> Any:
            asked = Listing(as_json, limit or None, named.get(order, ListOrder("")))
            return command(*arguments, listing=asked, **given)

        listed = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(listed)
        if named:
            first, *_ = named
            names = click.Choice(list(named))
            listed = click.option("--sort", "order", type=names, default=first, help=f"By default {first}.")(listed)
        rows = "at most N" + (f", by default {most}; 0 lists all." if most else ".")
        number = click.IntRange(min=0)
        return click.option("-n", "--limit", type=number, default=most, metavar="N", help=f"List {rows}")(listed)

    return with_listing


def bare_query(takes: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a command take a query as its arguments or with -q, which it receives as its parameter ``query``.

    ``takes``: what passes, such as "articles".
    """

    def with_query(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def joined(*arguments: Any, words: tuple[str, ...], query: str, **given: Any) -> Any:
            return command(*arguments, query=" ".join(filter(None, (*words, query))), **given)

        joined = query_option(help=f"Only {takes} that match this query, as QUERY does.")(joined)
        return click.argument("words", metavar="[QUERY…]", nargs=-1)(joined)

    return with_query


class ListOrCommand(click.Group):
    """A listing with commands below it: words that are none of these are its query, in ``Context.args``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Look for a command first; if there is none, options may also stand behind words."""
        _, words, _ = self.make_parser(ctx).parse_args(list(args))
        if words and words[0] in self.commands:
            return super().parse_args(ctx, args)
        ctx.allow_interspersed_args = True
        return click.Command.parse_args(self, ctx, args)


def refuse_options(ctx: click.Context, kind: str) -> None:
    """Raise UsageError if a listing was given options, and a command below it. ``kind``: what they are for."""
    given = [
        max(one.opts, key=len)
        for one in ctx.command.params
        if one.name and ctx.get_parameter_source(one.name) is ParameterSource.COMMANDLINE
    ]
    if given:
        command = f"{ctx.command_path} {ctx.invoked_subcommand}"
        options = f"{', '.join(given)}: only for {kind}, not for {command}"
        raise UsageError(options.replace("readtui ", "", 1), f"See {command} --help.")


def by_name(name: Callable[[Any], str]) -> Callable[[Any], str]:
    """A key that orders rows by a name, whatever its case."""
    return lambda row: name(row).casefold()


def found_nothing(message: str) -> NoReturn:
    """Say that a listing is empty, and exit with 1."""
    tell(message)
    raise click.exceptions.Exit(1)
