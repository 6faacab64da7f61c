"""What is kept on this device of documents of which only the first pages were read, until the others are."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from readtui import __version__
from readtui.quick_dataclass import dataclass
from readtui.rights import make_private_folder, private
from readtui.services.sources import content_id

_FAULT, _RELEASE = ".fault", __version__.encode()


@dataclass(frozen=True, slots=True)
class OtherPages:
    """``folder``: in the cache, named when it is needed; None to keep nothing. Its files are named after the contents
    of documents.

    None of the methods raises anything: what is not kept is fetched or tried again.
    """

    folder: Callable[[], Path] | None

    def keep(self, data: bytes) -> bool:
        """Keep a document that no file of the user has; return whether that was possible."""
        return self._write(content_id(data), data)

    def kept(self, content: str) -> bytes | None:
        """The document with this id, if it is kept."""
        data = self._read(content)
        return data if data is not None and content_id(data) == content else None

    def note_fault(self, content: str) -> None:
        """Remember that this release cannot read the document."""
        self._write(content + _FAULT, _RELEASE)

    def has_failed(self, content: str) -> bool:
        """Whether this release could not read the document."""
        return self._read(content + _FAULT) == _RELEASE

    def forget_fault(self, content: str) -> None:
        """Somebody wants it to be tried again."""
        self._remove(content + _FAULT)

    def drop(self, content: str) -> None:
        """Forget all about the document."""
        self._remove(content)
        self._remove(content + _FAULT)

    def _remove(self, name: str) -> None:
        with suppress(OSError):
            if self.folder is not None:
                os.unlink(self.folder() / name)

    def _read(self, name: str) -> bytes | None:
        with suppress(OSError):
            return (self.folder() / name).read_bytes() if self.folder else None
        return None

    def _write(self, name: str, data: bytes) -> bool:
        if self.folder is None:
            return False
        try:
            make_private_folder(self.folder())
            with open(self.folder() / name, "wb", opener=private) as file:
                file.write(data)
        except OSError:
            self._remove(name)
            return False
        return True


NOTHING_KEPT = OtherPages(None)
