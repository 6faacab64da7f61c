"""Resolves the links of a page: to a place on it, a URL, or nothing."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml.etree import _Element

_SCHEMES = frozenset(("http", "https", "mailto", "tel", "ftp", ""))
_UNSEEN_IN_URLS = re.compile(r"[\x00-\x1f]+")
_MAX_URL = 8000
# The two kinds of links that most pages consist of. ``urljoin`` takes them apart and puts them together as they are.
_PLAIN_URL = re.compile(r"""https?://[!"$-Z\\^-~]*""")
_PLAIN_PATH = re.compile(r"""(?!//|.*/\.)/[A-Za-z0-9_~%/,=+:@.-]*(?:\?[!"$-Z\\^-~]+)?""")


def linked_names(root: _Element, base_url: str) -> Iterator[str]:
    """The names of places that the page itself links to."""
    for link in root.iter("a"):
        href = link.get("href")
        if href and "#" in href:
            target = link_target(href, base_url)
            if target.startswith("#"):
                yield target[1:]


def link_target(href: str, base_url: str) -> str:
    """The target of a link: ``#name`` on the page, a URL, or a relative reference if ``base_url`` is empty.

    Empty for targets that cannot be read, such as scripts and data.
    """
    return _target(href, base_url) if len(href) <= _MAX_URL else ""


@lru_cache(maxsize=1024)
def _target(href: str, base_url: str) -> str:
    """Remembered, because pages repeat their links, and those to places are asked for twice."""
    # As browsers do: only spaces inside belong to the address.
    written = _UNSEEN_IN_URLS.sub("", href).strip(" ").replace(" ", "%20")
    if not written or written == "#":
        return ""
    if written.startswith("#"):
        return f"#{unquote(written[1:])}"
    if _PLAIN_URL.fullmatch(written):
        return written
    if (origin := _origin(base_url)) and _PLAIN_PATH.fullmatch(written):
        return origin + written
    try:
        target = written if written.startswith(("https://", "http://")) else urljoin(base_url, written)
        scheme = urlsplit(target).scheme.lower()
    except ValueError:
        return ""
    if "#" in target and base_url:
        page, fragment = urldefrag(target)
        if fragment and page == urldefrag(base_url)[0]:
            return f"#{unquote(fragment)}"
    return target if scheme in _SCHEMES else ""


@lru_cache(maxsize=16)
def _origin(base_url: str) -> str:
    """The scheme and host of a web page's URL; "" for anything else."""
    try:
        scheme, host = urlsplit(base_url)[:2]
    except ValueError:
        return ""
    return f"{scheme}://{host}" if scheme in ("http", "https") and host else ""
