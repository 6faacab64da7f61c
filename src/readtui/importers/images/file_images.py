"""Reads the bytes of an article's images again, from the file that the article was read from."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from email.message import Message
from functools import cached_property

from readtui.errors import SourceError
from readtui.importers.common.xml_safe import as_utf8
from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.images.finder import data_in
from readtui.importers.images.inner_images import InnerImages, is_pdf, page_part, parts_of
from readtui.importers.images.pdf_streams import drawn_picture, is_drawn
from readtui.importers.images.saved_pictures import read_beside
from readtui.importers.images.sizes import MOST_BYTES
from readtui.model.image import BESIDE, DATA, MEMBER, PART, Image

_ARCHIVE = b"PK\x03\x04"
_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"
_HEAD_BYTES = 8192
_LONGEST_NUMBER = 5
_PAYLOAD = re.compile(rb"""data:image/[^\s"'<>()\\]{1,48000000}""", re.IGNORECASE)


class FileImages:
    """The images of the file at ``path``, which contains ``data``. It is taken apart once for any number of them.

    ``draw``: how the picture at a place of a PDF is drawn, if its bytes alone do not give it.
    """

    def __init__(
        self, path: str, data: bytes, draw: Callable[[tuple[bytes, str]], bytes | None] = drawn_picture
    ) -> None:
        self._path = path
        self._data = data
        self._draw = draw
        self._known_urls: dict[str, tuple[int, int]] = {}

    def bytes_of(self, image: Image) -> bytes | None:
        """The bytes of an image; None if they are not there any more.

        Whatever is found has to have the hash that the image had when the article was read. If it is drawn, that of its
        stream counts, which its place contains.
        """
        if is_drawn(image):
            found = self._draw((self._data, image.place))
            return found if found and len(found) <= MOST_BYTES else None
        for found in self._candidates(image):
            if found and len(found) <= MOST_BYTES and _hash(found) == image.sha256:
                return found
        return None

    def _candidates(self, image: Image) -> Iterable[bytes | None]:
        place = image.place
        if place.startswith(MEMBER):
            return [self._archive.picture(place.removeprefix(MEMBER), MOST_BYTES)] if self._archive else []
        if place.startswith(PART):
            number = place.removeprefix(PART)
            is_number = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
            return self._parts(int(number)) if is_number else []
        if place.startswith(BESIDE):
            return [read_beside(self._path, place.removeprefix(BESIDE))]
        return self._in_urls(image.sha256) if place.startswith(DATA) else []

    @cached_property
    def _archive(self) -> SafeZip | None:
        try:
            return SafeZip(self._data, self._path, "an archive")
        except SourceError:
            return None

    def _parts(self, number: int) -> Iterable[bytes | None]:
        """The part of a message, or of a file in JSON or XML, with this number."""
        if self._embedded is not None:
            return self._embedded.at(number)
        payload = self._message[number].get_payload(decode=True) if number < len(self._message) else None
        return [payload if isinstance(payload, bytes) else None]

    @cached_property
    def _embedded(self) -> InnerImages | None:
        """What a file in JSON, XML, RTF or PDF embeds; None for other files."""
        data = self._data
        if is_pdf(data):
            return InnerImages(data)
        if data.startswith(_ARCHIVE):
            try:
                data = self._archive.first_with_ending(".fb2") if self._archive else b""
            except SourceError:
                return None
        data = as_utf8(data)
        return InnerImages(data) if data[:_HEAD_BYTES].lstrip(_BEFORE_MARKUP)[:1] in (b"<", b"{") else None

    @cached_property
    def _message(self) -> Sequence[Message]:
        return parts_of(self._data)

    def _in_urls(self, sha256: str) -> Iterator[bytes | None]:
        """The image with this hash, as the last of those that are decoded for it."""
        if sha256 in self._known_urls:
            start, end = self._known_urls[sha256]
            yield _data_url(self._page[start:end])
        for match in self._urls:
            found = _data_url(match[0])
            if found:
                self._known_urls.setdefault(_hash(found), match.span())
            yield found

    @cached_property
    def _urls(self) -> Iterator[re.Match[bytes]]:
        """Those that have not been looked at yet."""
        return _PAYLOAD.finditer(self._page)

    @cached_property
    def _page(self) -> bytes:
        """The text with the ``data:`` URLs: the page in a message, else the file itself."""
        if b"multipart/related" not in self._data[:_HEAD_BYTES].lower():
            return self._data
        return page_part(self._data) or self._data


def _data_url(written: bytes) -> bytes | None:
    return data_in(written.decode("ascii", "ignore"))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
