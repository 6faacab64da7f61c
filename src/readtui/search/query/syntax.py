"""The syntax tree of a query, and how to write it as text."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern

WORD = ""
"""The ``field`` of a term that names no field."""
NO_TAG = "none"
"""The value of ``tag`` that means "no tag"."""
EXACTLY = "="
"""A prefix of a tag's name that excludes nested tags."""

# Texts that the grammar in ``parser`` would not read as a bare value.
_NEEDS_QUOTES = pattern(r'^$|[\s()"]|^[-#]|^or$|^[a-z]+:(?!//)')


@dataclass(frozen=True, slots=True)
class Term:
    """A condition. ``field`` is a name from ``fields.FIELDS``, or ``WORD``; ``value`` is without quotes."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Holds if ``part`` does not."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class All:
    """Holds if all parts hold, so without parts (the empty query) always."""

    parts: tuple["Query", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds if any part holds."""

    parts: tuple["Query", ...]


Query: TypeAlias = Term | Not | All | AnyOf

EVERYTHING = All()


def has_tag_term(name: str) -> Term:
    """The term for the tag with this name and its nested tags, even if the name looks like syntax."""
    return Term("tag", EXACTLY + name if name.startswith(EXACTLY) or name.lower() == NO_TAG else name)


def shares_tag_term(name: str) -> "Query":
    """The query for passages that have the tag, or overlap one that has it."""
    term = has_tag_term(name)
    return any_of(term, Term("with", term.value))


def all_of(*queries: Query) -> Query:
    """The query that requires all of these, without nesting."""
    parts: list[Query] = []
    for query in queries:
        parts += query.parts if isinstance(query, All) else (query,)
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def any_of(*queries: Query) -> Query:
    """The query that requires any of these, without nesting."""
    parts: list[Query] = []
    for query in queries:
        parts += query.parts if isinstance(query, AnyOf) else (query,)
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def terms_in(query: Query) -> Iterator[Term]:
    if isinstance(query, Term):
        yield query
    else:
        for part in (query.part,) if isinstance(query, Not) else query.parts:
            yield from terms_in(part)


def to_text(query: Query) -> str:
    """The query as a user would type it; ``parse`` returns the same query."""
    match query:
        case Term(field, value):
            return f"{field}:{_value(value, _NEEDS_QUOTES_IN_FIELD)}" if field else _value(value, _NEEDS_QUOTES)
        case Not(part):
            return f"-{_grouped(part)}" if isinstance(part, All | AnyOf | Not) else f"-{to_text(part)}"
        case All(parts):
            return " ".join(_grouped(part) if isinstance(part, All | AnyOf) else to_text(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_grouped(part) if isinstance(part, AnyOf) else to_text(part) for part in parts)


_NEEDS_QUOTES_IN_FIELD = pattern(r'^$|[\s()"]')


def _value(value: str, needs_quotes: re.Pattern[str]) -> str:
    if not needs_quotes.search(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _grouped(query: Query) -> str:
    return f"({to_text(query)})"
