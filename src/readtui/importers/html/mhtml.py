"""Reads web pages saved in one file (MHTML) as an Article."""

import re
from email import message_from_bytes
from email.message import Message
from urllib.parse import unquote, urljoin

from readtui.errors import SourceError
from readtui.importers.images.finder import Locate
from readtui.importers.images.inner_images import PAGE_TYPES
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.image import PART

_SAMPLE_BYTES = 8192
_HEADER = re.compile(rb"^(?:mime-version|content-type:\s*multipart/related)\b", re.IGNORECASE | re.MULTILINE)


class MhtmlImporter:
    """Reads the page in an MHTML file and names its pictures; ignores styles and frames."""

    name = "mhtml"
    extensions: tuple[str, ...] = (".mhtml", ".mht")
    media_types: tuple[str, ...] = ("multipart/related", "message/rfc822")

    def recognises(self, source: Source) -> bool:
        """Whether it begins with the header of a message with related parts."""
        head = source.data[:_SAMPLE_BYTES].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
        return b"multipart/related" in head.lower() and _HEADER.search(head) is not None

    def read(self, source: Source) -> Article:
        """Read its page as an article. Raises SourceError if there is none or it has no text."""
        # Imported here because importing them takes longer than listing a library.
        from readtui.importers.dom.markup import decode_page
        from readtui.importers.html.page import read_page

        name = source.name or "the input"
        try:
            message = message_from_bytes(source.data)
            page = next((part for part in message.walk() if part.get_content_type() in PAGE_TYPES), None)
        except RecursionError as fault:
            raise SourceError(f"{name}: its parts are nested too deeply", "Save the page again as HTML.") from fault
        payload = page.get_payload(decode=True) if page is not None else None
        if page is None or not isinstance(payload, bytes):
            raise SourceError(f"{name} contains no web page", "Save the page again, or as HTML.")
        url = page.get("Content-Location") or message.get("Snapshot-Content-Location") or ""
        text = decode_page(payload, page.get_content_charset() or "", source.name)
        address = str(url)
        locate = _locate(message, address)
        return read_page(text, source, url=address if "://" in address else "", locate=locate)


def _locate(message: Message, base: str) -> Locate:
    """Find the parts of a message by address or content id."""
    numbers: dict[str, int] = {}
    parts = list(message.walk())
    for number, part in enumerate(parts):
        if part.get_content_maintype() == "image":
            name = str(part.get("Content-ID") or "").strip(" <>")
            for address in (str(part.get("Content-Location") or "").strip(), f"cid:{name}" if name else ""):
                numbers.setdefault(address, number)
    numbers.pop("", None)

    def locate(reference: str) -> tuple[str, bytes] | None:
        try:
            absolute = urljoin(base, reference)
        except ValueError:
            return None
        number = next((numbers[one] for one in (reference, absolute, unquote(reference)) if one in numbers), None)
        payload = parts[number].get_payload(decode=True) if number is not None else None
        return (f"{PART}{number}", payload) if isinstance(payload, bytes) else None

    return locate
