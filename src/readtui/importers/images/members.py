"""Finds the pictures in an archive, such as a book or a Word document."""

from contextlib import AbstractContextManager
from typing import IO, Protocol

from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.images.finder import Locate
from readtui.importers.images.sizes import MOST_BYTES
from readtui.model.image import MEMBER

_ENDINGS = (".png", ".jpg", ".jpeg", ".jpe", ".gif", ".webp", ".bmp")


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
