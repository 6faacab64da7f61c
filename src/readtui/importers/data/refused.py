"""Detects data that is not an article, such as JSON and unknown XML, and names its kind."""

import json
import re

from readtui.errors import SourceError

_XML = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE\s+(?!html\b)|<!--)", re.IGNORECASE)
_BEFORE_ROOT = r"(?:\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?:[^<>\[]|\[.*?\])*+>)*+"
_ROOT = re.compile(_BEFORE_ROOT + r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)([^<>]*)>", re.DOTALL)
_LONGEST_HEAD = 20_000
_HINT = "Convert it to plain text, HTML or EPUB, then add that file."
_KNOWN = {
    "svg": ("a picture (SVG)", "Open it in a browser."),
    "plist": ("settings (a property list)", "Open it in an editor."),
    "rss": ("a feed", "Add the addresses of its articles instead."),
    "feed": ("a feed", "Add the addresses of its articles instead."),
    "RDF": ("data (RDF)", _HINT),
    "gpx": ("a track (GPX)", "Open it in a map program."),
    "kml": ("a map (KML)", "Open it in a map program."),
}


def refuse_data(text: str, name: str) -> None:
    """Raise SourceError if the whole text is JSON or XML."""
    name = name or "the input"
    first = text[:_LONGEST_HEAD].lstrip("\ufeff \t\r\n")[:1]
    if first in ("{", "["):
        if _is_json(text):
            raise SourceError(f"{name} contains data (JSON), not an article", _HINT)
    elif first == "<":
        root = _ROOT.match(text[:_LONGEST_HEAD].lstrip("\ufeff"))
        if root is not None and (_XML.match(text[:_LONGEST_HEAD].lstrip("\ufeff")) or _is_closed(text, root)):
            said, hint = _KNOWN.get(root[1], (f"data (XML, <{root[1][:40]}>)", _HINT))
            raise SourceError(f"{name} contains {said}, not an article", hint)


def _is_json(text: str) -> bool:
    """Whether the text is one JSON value, or one per line."""
    text = text.lstrip("\ufeff")
    lines = [line for line in text[:_LONGEST_HEAD].split("\n")[:-1] if line.strip()][:3]
    if len(lines) >= 2 and all(line.lstrip()[:1] == "{" and _parses(line) for line in lines):
        return True
    return _parses(text)


def _parses(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except RecursionError:
        return True
    except ValueError:
        return False


def _is_closed(text: str, root: re.Match[str]) -> bool:
    """Whether the first element ends at the end of the text."""
    return re.search(rf"</(?:[\w.-]+:)?{re.escape(root[1])}\s*>\s*\Z", text[-1000:]) is not None or root[2].endswith(
        "/"
    )
