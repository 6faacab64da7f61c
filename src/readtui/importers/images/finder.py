"""Finds an article's images while it is read: names each one by its place, its hash and its size."""

import hashlib
from collections.abc import Callable, Sequence
from urllib.parse import urljoin, urlsplit

from readtui.importers.images.image_addresses import References, data_in, is_data
from readtui.importers.images.saved_pictures import path_beside, read_beside
from readtui.importers.images.sizes import MOST_BYTES, size_of
from readtui.importers.importer import Source
from readtui.model.image import BESIDE, DATA, Image

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
