"""Reads the bytes of an article's image again, from the file that the article was read from."""

import hashlib
import re
from collections.abc import Iterable

from readtui.errors import SourceError
from readtui.importers.common.xml_safe import as_utf8
from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.html.mhtml import page_part, part_of
from readtui.importers.images.beside import read_beside
from readtui.importers.images.embedded import embedded_in
from readtui.importers.images.references import data_in
from readtui.importers.images.sizes import MOST_BYTES
from readtui.model.image import BESIDE, DATA, MEMBER, PART, Image

_ARCHIVE = b"PK\x03\x04"
_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"
_HEAD_BYTES = 8192
_PAYLOAD = re.compile(rb"""data:image/[^\s"'<>()\\]{1,48000000}""", re.IGNORECASE)


def bytes_of(image: Image, path: str, data: bytes) -> bytes | None:
    """The bytes of an image of the file at ``path``, which contains ``data``; None if they are not there any more.

    Whatever is found has to have the hash that the image had when the article was read.
    """
    for found in _candidates(image.place, path, data):
        if found and len(found) <= MOST_BYTES and hashlib.sha256(found).hexdigest() == image.sha256:
            return found
    return None


def _candidates(place: str, path: str, data: bytes) -> Iterable[bytes | None]:
    if place.startswith(MEMBER):
        return [_member(data, path, place.removeprefix(MEMBER))]
    if place.startswith(PART):
        number = place.removeprefix(PART)
        return _parts(data, path, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else []
    if place.startswith(BESIDE):
        return [read_beside(path, place.removeprefix(BESIDE))]
    if place.startswith(DATA):
        return map(_data_url, _PAYLOAD.finditer(_page(data)))
    return []


def _parts(data: bytes, path: str, number: int) -> Iterable[bytes | None]:
    """The part of a message, or of a file in JSON or XML, with this number."""
    if data.startswith(_ARCHIVE):
        try:
            data = SafeZip(data, path, "an archive").first_with_ending(".fb2")
        except SourceError:
            return []
    if as_utf8(data[:_HEAD_BYTES]).lstrip(_BEFORE_MARKUP)[:1] in (b"<", b"{"):
        return embedded_in(as_utf8(data), number)
    return [part_of(data, number)]


def _member(data: bytes, path: str, name: str) -> bytes | None:
    try:
        return SafeZip(data, path, "an archive").picture(name, MOST_BYTES)
    except SourceError:
        return None


def _page(data: bytes) -> bytes:
    """The text with the ``data:`` URLs: the page in a message, else the file itself."""
    head = data[:_HEAD_BYTES].lower()
    if b"multipart/related" not in head:
        return data
    return page_part(data) or data


def _data_url(match: re.Match[bytes]) -> bytes | None:
    return data_in(match[0].decode("ascii", "ignore"))
