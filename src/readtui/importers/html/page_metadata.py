"""Reads a page's machine-readable metadata: its meta elements and JSON-LD."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape

from lxml.html import HtmlElement

_MAX_JSON = 500_000
_MAX_DEPTH = 8
_MAX_VALUE = 1000
_MAX_BODY = 400_000
_ARTICLE_TYPE = re.compile(r"article|posting|report|webpage|book|recipe|review$", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,500}>")
_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")

Fields = Mapping[str, list[str]]


def meta_fields(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of the page's ``<meta>`` elements by name or property, in lower case."""
    fields: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = " ".join((meta.get("content") or "")[:_MAX_VALUE].split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = meta.get(attribute)
            if name and content:
                fields.setdefault(name.strip().lower(), []).append(content)
    return fields


def linked_data(tree: HtmlElement, holding: str = "") -> Iterator[dict[str, object]]:
    """The objects of the page's JSON-LD, including those nested in ``@graph`` and lists.

    ``holding``: only from scripts that contain this word.
    """
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text or len(script.text) > _MAX_JSON:
            continue
        if holding not in script.text:
            continue
        try:
            value: object = json.loads(script.text.strip().removesuffix(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(value)


def is_article(item: Mapping[str, object]) -> bool:
    """Whether a JSON-LD object is an article or similar."""
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in named) and bool(
        item.get("headline") or item.get("author") or item.get("datePublished")
    )


def declared_body(tree: HtmlElement) -> str:
    """The article's text in the page's JSON-LD without markup; empty if there is none."""
    articles = (item for item in linked_data(tree, "articleBody") if is_article(item))
    bodies = (body for item in articles if isinstance(body := item.get("articleBody"), str))
    longest = max(bodies, key=len, default="")[:_MAX_BODY]
    return _TAG.sub("\n", unescape(longest)) if longest else ""


def descriptions(fields: Fields) -> list[str]:
    """The page's summaries of its article, which sites often show below the title."""
    return [text for name in _DESCRIPTIONS for text in fields.get(name, ())[:1]]


def text_of(value: object) -> str:
    """A JSON-LD value as one line; empty if it is not text."""
    return " ".join(value[:_MAX_VALUE].split()) if isinstance(value, str) else ""


def _objects(value: object, depth: int = 0) -> Iterator[dict[str, object]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth + 1)
        yield from _objects(value.get("mainEntity"), depth + 1)
