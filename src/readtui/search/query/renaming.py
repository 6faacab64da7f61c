"""Changes the tags that a query names."""

from collections.abc import Callable

from readtui.search.query.fields import TAG, TERMS
from readtui.search.query.terms import EXACTLY, NO_TAG, All, AnyOf, Not, Query, Term, has_tag_term


def with_tags(query: Query, rename: Callable[[str], str]) -> Query:
    """The query with each tag replaced by what ``rename`` returns for it."""
    match query:
        case Term():
            return _renamed(query, rename)
        case Not(part):
            return Not(with_tags(part, rename))
        case All(parts):
            return All(tuple(with_tags(part, rename) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(with_tags(part, rename) for part in parts))


def tags_of(query: Query) -> list[str]:
    """The tags that the query names, in order."""
    found: list[str] = []

    def note(tag: str) -> str:
        found.append(tag)
        return tag

    with_tags(query, note)
    return list(dict.fromkeys(found))


def _renamed(term: Term, rename: Callable[[str], str]) -> Term:
    if TERMS[term.field].type is not TAG or term.value.lower() == NO_TAG:
        return term
    is_exact = term.value.startswith(EXACTLY)
    tag = term.value.removeprefix(EXACTLY)
    name = rename(tag)
    if name == tag:
        return term
    return Term(term.field, EXACTLY + name if is_exact else has_tag_term(name).value)
