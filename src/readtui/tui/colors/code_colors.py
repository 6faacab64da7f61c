"""Syntax coloring of code: keywords, strings, comments, numbers and defined names; of a diff, what changed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from enum import Enum

from readtui.quick_dataclass import dataclass

LONGEST_CODE = 60_000
"""Longer blocks (in code points) stay in one color: they are data rather than code, and lexing is slow."""


class CodePart(Enum):
    """The kind of a stretch of code."""

    KEYWORD = "keyword"
    STRING = "string"
    COMMENT = "comment"
    NUMBER = "number"
    NAME = "name"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class CodeSpans:
    """The spans of one code block in order: half-open ranges of the article that do not overlap."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    parts: tuple[CodePart, ...] = ()

    def within(self, start: int, end: int) -> Iterator[tuple[int, int, CodePart]]:
        """The spans that overlap ``start``:``end``."""
        for index in range(bisect_right(self.ends, start), bisect_left(self.starts, end)):
            yield self.starts[index], self.ends[index], self.parts[index]


def code_spans(code: str, language: str, offset: int) -> CodeSpans:
    """Split ``code``, which starts at ``offset`` of the article, with Pygments' lexer for ``language``.

    Empty for unknown languages and for very long code. Takes milliseconds, so keep it off the UI thread.
    """
    if len(code) > LONGEST_CODE or not language:
        return CodeSpans()
    # Imported here because it takes longer than opening an article.
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Token, is_token_subtype
    from pygments.util import ClassNotFound

    kinds = (
        (Token.Comment, CodePart.COMMENT),
        (Token.Literal.String, CodePart.STRING),
        (Token.Literal.Number, CodePart.NUMBER),
        (Token.Name.Function, CodePart.NAME),
        (Token.Name.Class, CodePart.NAME),
        (Token.Name.Tag, CodePart.NAME),
        (Token.Keyword, CodePart.KEYWORD),
        (Token.Operator.Word, CodePart.KEYWORD),
        (Token.Generic.Heading, CodePart.KEYWORD),
        (Token.Generic.Subheading, CodePart.KEYWORD),
        (Token.Generic.Inserted, CodePart.ADDED),
        (Token.Generic.Deleted, CodePart.REMOVED),
        (Token.Name.Attribute, CodePart.STRING),
    )
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return CodeSpans()
    starts, ends, parts = [], [], []
    for start, kind, text in lexer.get_tokens_unprocessed(code):
        part = next((part for token, part in kinds if is_token_subtype(kind, token)), None)
        if part is not None and text.strip():
            starts.append(offset + start)
            ends.append(offset + start + len(text))
            parts.append(part)
    return CodeSpans(tuple(starts), tuple(ends), tuple(parts))
