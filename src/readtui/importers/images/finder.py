"""Finds an article's images while it is read: their addresses in the page, and a name by place, hash and size."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from readtui.importers.images.saved_pictures import path_beside, read_beside
from readtui.importers.images.sizes import MOST_BYTES, size_of
from readtui.importers.importer import Source
from readtui.model.image import BESIDE, DATA, Image

if TYPE_CHECKING:
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


def references_of(image: "_Element") -> References:
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


_MOST_IMAGES = 5_000
_MOST_BYTES = 256 * 1024 * 1024
_LEAST_SIDE = 24
_LEAST_AREA = 64 * 64
"""Anything smaller is an icon, a line or a counter."""

_WIDEST_RATIO = 20
_LONGEST_PLACE = 4_000

Locate = Callable[[str], tuple[str, bytes] | None]
"""The place of an image and its bytes, for an address as written; None if it is not in the source."""


class ImageFinder:
    """The images of one source. ``locate`` finds those that only this source has; others may be in ``data:`` URLs or
    in the folder beside the page, or, if the source says that these are wanted, on the web.

    Nothing is decoded or fetched. What cannot be shown is not an image: drawings (SVG), icons, damaged data.
    """

    def __init__(self, source: Source, locate: Locate = lambda _: None, base: str = "") -> None:
        self._source = source
        self._locate = locate
        self._base = base or source.name
        self._known: dict[str, Image | None] = {}
        self._left = _MOST_BYTES

    def find(self, references: References) -> Image | None:
        """The image at the first of its addresses that leads to one; its offset is 0. None if there is none."""
        if len(self._known) > _MOST_IMAGES:
            return None
        for reference in references:
            key = reference if len(reference) <= _LONGEST_PLACE else hashlib.sha256(reference.encode()).hexdigest()
            if key not in self._known:
                self._known[key] = self._image(reference)
            if found := self._known[key]:
                return found
        return self._remote(references) if self._source.remote_images else None

    def _image(self, reference: str) -> Image | None:
        located = self._located(reference)
        if located is None:
            return None
        place, data = located
        self._left -= len(data)
        size = size_of(data) if len(data) <= MOST_BYTES and self._left >= 0 else None
        if size is None or not place.isprintable() or len(place) > _LONGEST_PLACE or not is_worth_showing(*size):
            return None
        return Image(0, place, hashlib.sha256(data).hexdigest(), *size)

    def _located(self, reference: str) -> tuple[str, bytes] | None:
        if is_data(reference):
            data = data_in(reference)
            return (DATA, data) if data else None
        if located := self._locate(reference):
            return located
        path = path_beside(self._source.name, reference)
        data = read_beside(self._source.name, path) if path else None
        return (f"{BESIDE}{path}", data) if data else None

    def _remote(self, references: Sequence[str]) -> Image | None:
        for reference in references:
            try:
                url = urljoin(self._base, reference)
                parts = urlsplit(url)
            except ValueError:
                continue
            is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
            if is_web and not parts.path.lower().endswith(".svg") and url.isprintable() and len(url) <= _LONGEST_PLACE:
                return Image(0, url)
        return None


def is_worth_showing(width: int, height: int) -> bool:
    """Whether an image of this size (pixels) is more than an icon, a line or a counter."""
    is_large = min(width, height) >= _LEAST_SIDE and width * height >= _LEAST_AREA
    return is_large and max(width, height) <= _WIDEST_RATIO * min(width, height)
