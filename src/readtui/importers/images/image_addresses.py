"""What a page says about where an image is: its addresses, the most likely first."""

import base64
import binascii
import re
from itertools import islice
from urllib.parse import unquote_to_bytes

from lxml.etree import _Element

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src")
"""Where scripts that load images on demand keep the address; ``src`` then has a placeholder."""

_SETS = ("srcset", "data-srcset")
_SET_ENTRY = re.compile(r"\s*(\S*[^\s,])(?:\s+([0-9.]{1,9})([wx]))?\s*(?:,|$)")
_MOST_ENTRIES = 20
_MOST_AROUND = 8
_WIDEST = 2000
_LONGEST_ADDRESS = 4_000
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp|x-ms-bmp)[^,]{0,200},", re.IGNORECASE)
_BASE64 = re.compile(r";\s*base64\s*,$", re.IGNORECASE)

References = tuple[str, ...]
"""The addresses of one image as written, the most likely first."""


def references_of(image: _Element) -> References:
    """The addresses of an ``img`` element."""
    written = [*map(image.get, _LAZY), image.get("src")]
    sets = [image.get(name) for name in _SETS]
    for around in islice(image.iterancestors(), _MOST_AROUND):
        # The parser takes what follows a source to be inside it.
        if around.tag not in ("source", "picture"):
            break
        sets.append(around.get("srcset"))
        sets += [source.get("srcset") for source in islice(around.iterchildren("source"), _MOST_AROUND)]
    written += [_best_of(given) for given in sets if given]
    trimmed = (one.strip() for one in written if one)
    return tuple(dict.fromkeys(one for one in trimmed if one and (len(one) <= _LONGEST_ADDRESS or is_data(one))))


def _best_of(entries: str) -> str:
    """The address of the largest image of a ``srcset`` that is not needlessly large."""
    if entries.lstrip().startswith("data:"):
        return ""
    found = [match for match, _ in zip(_SET_ENTRY.finditer(entries), range(_MOST_ENTRIES), strict=False) if match[1]]
    if not found:
        return ""

    def wanted(match: re.Match[str]) -> tuple[bool, float]:
        size = _number(match[2]) * (1 if match[3] == "w" else 1000)
        return size <= _WIDEST, size if size <= _WIDEST else -size

    return max(found, key=wanted)[1]


def _number(written: str | None) -> float:
    try:
        return float(written or 1)
    except ValueError:
        return 1.0


def is_data(reference: str) -> bool:
    """Whether it is a ``data:`` URL with a picture that can be shown."""
    return _DATA.match(reference) is not None


def data_in(reference: str) -> bytes | None:
    """The bytes in a ``data:`` URL; None if it has no picture or is damaged."""
    head = _DATA.match(reference)
    if head is None:
        return None
    payload = reference[head.end() :]
    if not _BASE64.search(head[0]):
        return unquote_to_bytes(payload)
    try:
        return base64.b64decode("".join(unquote_to_bytes(payload).decode("ascii", "ignore").split()))
    except (binascii.Error, ValueError):
        return None
