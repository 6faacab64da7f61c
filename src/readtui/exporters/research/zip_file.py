"""Writes a zip archive in pieces. The same files give the same bytes, and no file needs to fit in memory."""

import io
import zipfile
from collections.abc import Iterable, Iterator

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o644 << 16


class ZipFile:
    """Takes files one after another, and returns the archive's bytes as they are made."""

    def __init__(self) -> None:
        self._waiting = _Waiting()
        self._archive = zipfile.ZipFile(self._waiting, "w", zipfile.ZIP_DEFLATED)

    def add(self, name: str, pieces: Iterable[str] | Iterable[bytes]) -> Iterator[bytes]:
        """Add a file. Text is written in UTF-8."""
        # Fixed values replace what would depend on the time and the system.
        info = zipfile.ZipInfo(name, _FIRST_DAY)
        info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _MODE
        with self._archive.open(info, "w") as entry:
            for piece in pieces:
                entry.write(piece.encode("utf-8", "replace") if isinstance(piece, str) else piece)
                yield from self._waiting.taken()
        yield from self._waiting.taken()

    def end(self) -> Iterator[bytes]:
        """The end of the archive, which lists its files."""
        self._archive.close()
        yield from self._waiting.taken()


class _Waiting(io.RawIOBase):
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> Iterator[bytes]:
        data = b"".join(self._pieces)
        self._pieces.clear()
        if data:
            yield data
