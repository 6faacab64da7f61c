"""Completes the term being typed, and reads unfinished queries."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from readtui.model.article import ArticleRecord
from readtui.model.creator import Creator
from readtui.model.tag import has_tag
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.search.query.parser import parse
from readtui.search.query.syntax import EVERYTHING, EXACTLY, NO_TAG, Query, Term, to_text
from readtui.search.query.terms import BY_ME, BY_PROGRAM, CREATOR, FIELDS, TAG, Field

_TOKEN = pattern(r'(?P<sign>-?)(?:(?P<field>[a-z]+):(?!//)|(?P<hash>#))?(?P<value>"(?:[^"\\]|\\.)*"?|[^\s()"]*)', re.S)
_BEFORE_TOKEN = pattern(r"[\s()]*")
_WAITS = pattern(r"(?:^|(?<=[\s()]))(?:or|-)\s*$|[\s(]+$")
_ESCAPE = pattern(r'\\(["\\])')
_MOST = 50


@dataclass(frozen=True, slots=True)
class QueryCompletion:
    """A text that replaces the code points ``start`` to ``end`` of the query."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class KnownValues:
    """The values that occur in a library, each once. ``of_articles``: by field."""

    tags: Sequence[str] = ()
    creators: Sequence[str] = ()
    of_articles: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def values(self, field: Field) -> Sequence[str]:
        """The values of a field that allows any text; empty for fields whose values are not known."""
        if field.type is TAG:
            return self.tags
        return self.creators if field.type is CREATOR else self.of_articles.get(field.name, ())


def known_in(
    records: Iterable[ArticleRecord], tags: Iterable[str], creators: Iterable[Creator | None] = ()
) -> KnownValues:
    """The values in these articles, these tags and the names of ``creators``, sorted."""
    articles = list(records)

    def each(values: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({value for value in values if value}, key=str.casefold))

    named = {one for one in creators if one}
    special = (BY_ME, BY_PROGRAM) if any(one.is_program for one in named) else (BY_ME,)
    return KnownValues(
        each(tags),
        (*special, *each(one.name for one in named)),
        {field.name: each(map(field.suggested, articles)) for field in FIELDS.values() if field.suggested},
    )


def completions(text: str, cursor: int, known: KnownValues) -> list[QueryCompletion]:
    """The completions of the term at ``cursor`` (code points), best first: fields, or values of its field."""
    token = _token_at(text[:cursor])
    if token is None:
        return []
    start, typed = token.start() + len(token["sign"]), token["value"]
    name = "tag" if token["hash"] else token["field"]
    if name is None:
        if typed.startswith('"'):
            return []
        fields = [field for field in FIELDS.values() if field.name.startswith(typed)]
        return [QueryCompletion(start, cursor, f"{field.name}:") for field in fields]
    if name not in FIELDS:
        return []
    field = FIELDS[name]
    exactly = EXACTLY if field.type is TAG and typed.startswith(EXACTLY) else ""
    wanted = _unquoted(typed.removeprefix(exactly)).casefold()
    found: list[QueryCompletion] = []
    fixed = [value for value in field.type.values if value.startswith(wanted)]
    for value in fixed if field.type.values else _matching(known.values(field), wanted):
        completed = to_text(Term(name, exactly + value))
        found.append(
            QueryCompletion(start, cursor, "#" + completed.removeprefix("tag:") if token["hash"] else completed)
        )
    return found


def parse_typed(text: str, known: KnownValues) -> Query:
    """Parse a query that is still being typed.

    An unfinished tag or value stands for its first completion; an incomplete term is ignored; open quotation marks and
    parentheses are closed. Raises QueryError for other mistakes.
    """
    text = finished(text, known)
    return parse(text) if text else EVERYTHING


def finished(text: str, known: KnownValues) -> str:
    """The text of an unfinished query as ``parse_typed`` reads it; "" if it asks for nothing yet."""
    token = _token_at(text)
    if token is not None and (name := "tag" if token["hash"] else token["field"]) in FIELDS:
        value = _unquoted(token["value"]).removeprefix(EXACTLY)
        head = text[: token.start()] + token["sign"]
        if not value:
            text = head
        elif not _is_whole(name, value, known) and (found := completions(text, len(text), known)):
            text = head + found[0].text
    return _closed(text)


def _is_whole(name: str, value: str, known: KnownValues) -> bool:
    kind = FIELDS[name].type
    if kind is TAG:
        return has_tag(known.tags, value) or value == NO_TAG
    return not kind.values or value.lower() in kind.values


def _token_at(text: str) -> re.Match[str] | None:
    """The term at the end of the text (empty after a space); None after a complete quotation."""
    *_, last = _tokens(text)
    return None if _is_closed(last["value"]) else last


def _tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while True:
        space = _BEFORE_TOKEN.match(text, at)
        assert space is not None
        token = _TOKEN.match(text, space.end())
        assert token is not None
        yield token
        if token.end() == len(text):
            return
        at = token.end()


def _closed(text: str) -> str:
    """The text with quotation marks and parentheses closed, and without operators at the end that need a term."""
    depth = 0
    at = 0
    for token in _tokens(text):
        between = text[at : token.start()]
        depth += between.count("(") - between.count(")")
        at = token.end()
        if token["value"].startswith('"') and not _is_closed(token["value"]):
            text += '\\"' if text.endswith("\\") else '"'
    shorter = _WAITS.sub("", text)
    while shorter != text:
        depth -= text[len(shorter) :].count("(")
        text, shorter = shorter, _WAITS.sub("", shorter)
    return text + ")" * depth


def _is_closed(quoted: str) -> bool:
    return bool(re.fullmatch(r'"(?:[^"\\]|\\.)*"', quoted, re.DOTALL))


def _unquoted(value: str) -> str:
    return _ESCAPE.sub(r"\1", value[1:].removesuffix('"')) if value.startswith('"') else value


def _matching(values: Iterable[str], wanted: str) -> list[str]:
    """The values that contain ``wanted`` (folded): first those that begin with it, then those with a word or level that
    does.
    """

    def rank(value: str) -> int:
        folded = value.casefold()
        if folded.startswith(wanted):
            return 0
        return 1 if any(folded.startswith(wanted, sign.end()) for sign in re.finditer(r"[/\W]", folded)) else 2

    return sorted((value for value in values if wanted in value.casefold()), key=rank)[:_MOST]
