r"""Parses queries.

query = all {"or" all}
all   = unary {unary}
unary = ["-"] (term | "(" query ")")
term  = field ":" value | "#" value | value
value = bare | quoted

A field consists of lower-case letters; the ``:`` after it must not be followed by ``//``. A bare value ends at white
space, a parenthesis or a quotation mark. In a quoted value, ``\"`` is a quotation mark and ``\\`` a backslash.
"""

import re
from typing import NoReturn

from readtui.errors import QueryError
from readtui.quick_pattern import pattern
from readtui.search.query.syntax import EVERYTHING, WORD, Not, Query, Term, all_of, any_of
from readtui.search.query.terms import FIELDS
from readtui.text.clean import visible

_SPACE = pattern(r"\s*")
_FIELD = pattern(r"([a-z]+):(?!//)")
_BARE = pattern(r'[^\s()"]+')
_QUOTED = pattern(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = pattern(r'\\(["\\])')
_DEEPEST = 60
_HOW_TO_QUOTE = 'To look for the text itself, put it in quotation marks: "{}"'


def parse(text: str) -> Query:
    """The query in ``text``; an empty text matches everything. Raises QueryError, which names the column."""
    return _Parser(text).query()


class _Parser:
    """A recursive-descent parser. ``_at`` is the offset of the next code point."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._skip_space()

    def query(self) -> Query:
        if not self._rest():
            return EVERYTHING
        found = self._any()
        if self._next() == ")":
            self._fail(self._at, "there is no “(” for this “)”", _HOW_TO_QUOTE.format(")"))
        return found

    def _any(self) -> Query:
        parts = [self._all()]
        while self._is_or():
            self._at += 2
            self._skip_space()
            parts.append(self._all())
        return any_of(*parts)

    def _all(self) -> Query:
        if self._is_or():
            self._fail(self._at, "a term is missing before “or”", _HOW_TO_QUOTE.format("or"))
        if not self._rest() or self._next() == ")":
            self._fail(self._at, "a term is missing here", "Example: (tag:sea or tag:river) color:yellow")
        parts = [self._unary()]
        while self._rest() and self._next() != ")" and not self._is_or():
            parts.append(self._unary())
        return all_of(*parts)

    def _unary(self) -> Query:
        start = self._at
        is_negative = self._next() == "-"
        if is_negative:
            self._at += 1
            if not self._rest() or self._next().isspace() or self._next() == ")":
                self._fail(start, "“-” must come right before a term", _HOW_TO_QUOTE.format("-"))
        found = self._group() if self._next() == "(" else self._term()
        self._skip_space()
        return Not(found) if is_negative else found

    def _group(self) -> Query:
        start = self._at
        self._depth += 1
        if self._depth > _DEEPEST:
            self._fail(start, "too many nested parentheses", "Use fewer parentheses.")
        self._at += 1
        self._skip_space()
        found = self._any()
        if self._next() != ")":
            self._fail(start, "there is no “)” for this “(”", _HOW_TO_QUOTE.format("("))
        self._at += 1
        self._depth -= 1
        return found

    def _term(self) -> Query:
        start = self._at
        if named := _FIELD.match(self._text, start):
            name = named[1]
            self._at = named.end()
        elif self._next() == "#":
            name = "tag"
            self._at += 1
        else:
            return Term(WORD, self._value(start))
        value_at = self._at
        if name not in FIELDS:
            hint = f"Fields: {', '.join(FIELDS)}. {_HOW_TO_QUOTE.format(name + ':…')}"
            self._fail(start, f"there is no field “{name}”", hint)
        value = self._value(start)
        field = FIELDS[name]
        if reason := field.fault(value):
            self._fail(value_at, reason, f"Example: {field.examples[0]}")
        return Term(name, value)

    def _value(self, start: int) -> str:
        if self._next() == '"':
            quoted = _QUOTED.match(self._text, self._at)
            if quoted is None:
                self._fail(self._at, "the closing quotation mark is missing", 'A quotation mark inside is written \\".')
            self._at = quoted.end()
            return _ESCAPE.sub(r"\1", quoted[1])
        bare = _BARE.match(self._text, self._at)
        if bare is None:
            typed = self._text[start : self._at]
            self._fail(start, f"“{typed}” needs a value right after it", _HOW_TO_QUOTE.format(typed))
        self._at = bare.end()
        return bare[0]

    def _is_or(self) -> bool:
        return self._text.startswith("or", self._at) and (
            self._at + 2 == len(self._text) or self._text[self._at + 2].isspace() or self._text[self._at + 2] in '()"'
        )

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _rest(self) -> bool:
        return self._at < len(self._text)

    def _skip_space(self) -> None:
        space = _SPACE.match(self._text, self._at)
        assert space is not None
        self._at = space.end()

    def _fail(self, at: int, reason: str, hint: str) -> NoReturn:
        raise QueryError(f"query, column {at + 1}: {visible(reason)}", visible(hint), column=at + 1)
