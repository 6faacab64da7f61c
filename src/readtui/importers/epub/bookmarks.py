"""What Calibre's viewer keeps in a book about its reader: bookmarks, highlights, the place last read."""

import base64
from typing import TYPE_CHECKING

from readtui.errors import SourceError

if TYPE_CHECKING:
    from readtui.importers.common.zip_safe import SafeZip

MEMBER = "META-INF/calibre_bookmarks.txt"
_HEAD = b"encoding=json+base64:"
_HIGHLIGHT = b'"highlight"'


def bookmarks_in(archive: "SafeZip") -> bytes:
    """The JSON in a book; b"" if it has none, or that of versions before highlights. Raises SourceError."""
    if MEMBER not in archive:
        return b""
    data = archive.read(MEMBER).lstrip(b"\xef\xbb\xbf \r\n")
    if not data.startswith(_HEAD):
        return b""
    try:
        return base64.b64decode(data[len(_HEAD) :])
    except ValueError:
        return b""


def has_highlights(archive: "SafeZip") -> bool:
    """Whether there is a highlight among them, perhaps a deleted one; none if they are damaged."""
    try:
        return _HIGHLIGHT in bookmarks_in(archive)
    except SourceError:
        return False
