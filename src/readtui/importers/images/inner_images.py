"""Finds the pictures inside a file: members of an archive, parts of a message or PDF, base64 in XML, RTF's digits."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from email import message_from_bytes
from email.message import Message
from typing import IO, Protocol

from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.images.finder import Locate
from readtui.importers.images.pdf_streams import PdfStreams
from readtui.importers.images.sizes import MOST_BYTES
from readtui.model.image import MEMBER, PART

PAGE_TYPES = ("text/html", "application/xhtml+xml")

_MOST_ENCODED = MOST_BYTES * 3 // 2
_MOST_PARTS = 5_000
_HEAD_BYTES = 64
_IN_XML = re.compile(rb"<(?:[\w.-]{1,40}:)?binary(?:-data)?(?:\s[^<>]{0,400})?>([^<]*)<")
_IN_JSON = re.compile(
    rb'"(?:image/)?(?:png|jpeg|gif|webp|bmp)"\s{0,20}:\s{0,20}(?:"([A-Za-z0-9+/=\\\s]*)"|\[([A-Za-z0-9+/=\\\s",]*)\])'
)
_IN_RTF = re.compile(
    rb"\\(?:png|jpeg)blip(?![a-z])(?:\\[a-z]{1,20}-?\d{0,10}[ ]?|\s|\{\\\*[^{}]{0,400}\})*+([0-9A-Fa-f\s]{16,})"
)
_RTF = b"{\\rtf"
_PDF, _PDF_HEAD_BYTES = b"%PDF-", 1024
_ESCAPED = re.compile(rb"\\[nrt]")
_NOT_ENCODED = re.compile(rb'[\s\\",]+')
_ENDINGS = (".png", ".jpg", ".jpeg", ".jpe", ".gif", ".webp", ".bmp")


def decoded(encoded: str | bytes) -> bytes | None:
    """The bytes of a picture in base64; None if it is damaged or far too large."""
    if len(encoded) > _MOST_ENCODED:
        return None
    raw = encoded.encode("ascii", "ignore") if isinstance(encoded, str) else encoded
    try:
        return base64.b64decode(b"".join(raw.split()))
    except (binascii.Error, ValueError):
        return None


def embedded_parts(pictures: Mapping[str, tuple[int, str]]) -> Locate:
    """Find pictures by the addresses of ``pictures``: the number of each in its file, from 0, and its base64."""

    def locate(reference: str) -> tuple[str, bytes] | None:
        number, encoded = pictures.get(reference, (0, ""))
        data = decoded(encoded)
        return (f"{PART}{number}", data) if data else None

    return locate


class InnerImages:
    """The pictures that a file in XML, JSON, RTF or PDF embeds; of PDF, see ``PdfStreams``.

    Reads nothing of what is around them, so that it takes linear time, whatever the file contains. ``spans``: where
    they are in the file, encoded.
    """

    spans: list[tuple[int, int]]
    _picture: Callable[[tuple[int, int]], bytes | None]

    def __init__(self, data: bytes) -> None:
        if is_pdf(data):
            streams = PdfStreams(data)
            self.spans, self._picture = streams.spans, streams.picture
            return
        begin = data[:_HEAD_BYTES].lstrip()
        decoded = _from_digits if begin.startswith(_RTF) else _from_base64
        self._picture = lambda span: decoded(data[slice(*span)])
        pattern = _IN_RTF if begin.startswith(_RTF) else _IN_JSON if begin[:1] == b"{" else _IN_XML
        matches = zip(range(_MOST_PARTS), pattern.finditer(data), strict=False)
        self.spans = [match.span(match.lastindex or 1) for _, match in matches]

    def at(self, number: int) -> Iterator[bytes]:
        """The picture with this number first, then, in case somebody counts differently, all others."""
        for span in self.spans[number : number + 1] + self.spans:
            if found := self._picture(span):
                yield found

    def picture(self, number: int) -> bytes | None:
        """The picture with this number, or None if it is damaged, or not of a kind that can be shown."""
        return self._picture(self.spans[number])

    def starts(self) -> list[int]:
        """Where the bytes of each picture begin in the file."""
        return [start for start, _ in self.spans]


def is_pdf(data: bytes) -> bool:
    """Whether the signature of PDF is at the beginning of the file, or near it."""
    return _PDF in data[:_PDF_HEAD_BYTES]


def _from_base64(encoded: bytes) -> bytes | None:
    return decoded(_NOT_ENCODED.sub(b"", _ESCAPED.sub(b"", encoded)))


def _from_digits(digits: bytes) -> bytes | None:
    try:
        return bytes.fromhex(digits.decode("ascii")) if len(digits) <= 3 * MOST_BYTES else None
    except ValueError:
        return None


def page_part(data: bytes) -> bytes | None:
    """The page in a message, as bytes; None if there is none."""
    try:
        page = next((part for part in message_from_bytes(data).walk() if part.get_content_type() in PAGE_TYPES), None)
    except RecursionError:
        return None
    payload = page.get_payload(decode=True) if page is not None else None
    return payload if isinstance(payload, bytes) else None


def parts_of(data: bytes) -> list[Message]:
    """The parts of a message, by their numbers; none if it is nested without end."""
    try:
        return list(message_from_bytes(data).walk())
    except RecursionError:
        return []


class StubbedImage(Protocol):
    """An image as mammoth hands it over."""

    def open(self) -> AbstractContextManager[IO[bytes]]: ...


def members_of(archive: SafeZip) -> Locate:
    """Find members by addresses that begin with ``MEMBER``."""

    def locate(reference: str) -> tuple[str, bytes] | None:
        if not reference.startswith(MEMBER):
            return None
        data = archive.picture(reference.removeprefix(MEMBER), MOST_BYTES)
        return (reference, data) if data else None

    return locate


def name_stubs(archive: SafeZip) -> dict[str, bytes]:
    """A stub with its name for each picture: mammoth says what an image contains, but not what it is called."""
    return {name: name.encode() for name in archive.names if name.lower().endswith(_ENDINGS)}


def named_in_stub(image: StubbedImage) -> dict[str, str]:
    """The attributes of an image that mammoth has found."""
    try:
        with image.open() as stub:
            return {"src": f"{MEMBER}{stub.read().decode()}"}
    except (LookupError, OSError, ValueError):
        # It is not in the document, such as a linked one.
        return {}
