"""Removes unused attributes from tags with hundreds of them: the parser compares each with all before it."""

import re
from collections.abc import Iterator

_MANY = 100
# Names and unquoted values have a limited length, because the text after them may begin a tag again and again.
_ATTRIBUTE = r"""[\s/]*+([^\s/>][^\s/>=]{0,200}+)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>"'][^\s>]{0,2000}+)?)?+"""
_TAG = r"<[a-zA-Z][^\s/<>]*+"
_LARGE_TAG = re.compile(f"{_TAG}(?=[\\s/])(?:{_ATTRIBUTE}){{{_MANY}}}")
_TAG_NAME = re.compile(_TAG)
_ONE = re.compile(_ATTRIBUTE)
_READ = frozenset(
    {
        *("id", "class", "name", "href", "src", "alt", "title", "role", "hidden", "style", "lang", "xml:lang", "dir"),
        *("start", "reversed", "type", "value", "checked", "rel", "itemprop", "colspan", "rowspan", "content"),
        *("property", "charset", "http-equiv", "datetime", "width", "height", "alttext", "open", "aria-hidden"),
        *("aria-level", "data-lang", "data-language"),
    }
)


def without_needless_attributes(text: str) -> str:
    """The page with only the attributes that are read, in tags with a hundred or more. Linear time."""
    pieces: list[str] = []
    end = 0
    while found := _LARGE_TAG.search(text, end):
        name = _TAG_NAME.match(text, found.start())
        assert name is not None
        pieces.append(text[end : name.end()])
        kept: dict[str, str] = {}
        end = name.end()
        for attribute in _attributes(text, end):
            kept.setdefault(attribute[1].lower(), attribute[2] or "")
            end = attribute.end()
        pieces += (f" {key}={value}" if value else f" {key}" for key, value in kept.items() if key in _READ)
        pieces.append(" ")
    pieces.append(text[end:])
    return "".join(pieces)


def _attributes(text: str, start: int) -> Iterator[re.Match[str]]:
    while attribute := _ONE.match(text, start):
        yield attribute
        start = attribute.end()
