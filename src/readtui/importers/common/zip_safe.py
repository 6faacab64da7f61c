"""Reads untrusted zip archives within limits on the number of members and their expanded size."""

import io
import zipfile
import zlib

from readtui.errors import SourceError

MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 64 * 1024 * 1024
MAX_TOTAL_BYTES = 512 * 1024 * 1024
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The methods of EPUB and Word; Python does not limit the output of a piece for the others."""

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, IndexError)


def names_in_zip(data: bytes) -> list[str]:
    """The names of the members; none if it is not an archive or its end is missing."""
    if not data.startswith(b"PK\x03\x04"):
        return []
    try:
        return zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return []


class SafeZip:
    """The members of an archive by name. Nothing is written to disk, so names such as ``../x`` are harmless.

    Raises SourceError if the archive is damaged or claims to expand to more than any book does.
    """

    def __init__(self, data: bytes, name: str, format_name: str) -> None:
        self._name = name
        self._format = format_name
        self._left = MAX_TOTAL_BYTES
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            infos = self._archive.infolist()
        except _BROKEN as error:
            raise self._damaged() from error
        if len(infos) > MAX_MEMBERS:
            raise SourceError(
                f"{name} contains {len(infos)} files, far more than {format_name} has",
                "It may be malicious. Do not open it.",
            )
        total = sum(info.file_size for info in infos)
        if total > MAX_TOTAL_BYTES or (total > _RATIO_FROM_BYTES and total > len(data) * _MAX_RATIO):
            raise self._bomb()
        self._infos = {_decoded_name(info): info for info in infos}
        self.folded_names = {name.casefold(): name for name in self._infos}

    def __contains__(self, member: str) -> bool:
        return member in self._infos

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members, decoded as UTF-8 even if the archive does not declare it."""
        return tuple(self._infos)

    def first_with_ending(self, ending: str) -> bytes:
        """The bytes of the first member whose name has this ending; empty if there is none. Raises SourceError."""
        name = next((name for name in self._infos if name.lower().endswith(ending)), None)
        return self.read(name) if name is not None else b""

    def read(self, member: str) -> bytes:
        """The bytes of a member. Raises KeyError if it is missing, SourceError if it is damaged or far too large."""
        info = self._infos[member]
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise SourceError(f"{self._name} is encrypted", "Save it without a password, then add that file.")
        if info.file_size > MAX_MEMBER_BYTES:
            raise self._bomb()
        if info.compress_type not in _PACKINGS:
            raise self._damaged()
        pieces: list[bytes] = []
        size = 0
        try:
            with self._archive.open(info) as file:
                while chunk := file.read(_CHUNK):
                    pieces.append(chunk)
                    size += len(chunk)
                    if size > min(MAX_MEMBER_BYTES, self._left):
                        raise self._bomb()
        except _BROKEN as error:
            raise self._damaged() from error
        self._left -= size
        return b"".join(pieces)

    def picture(self, member: str, most: int) -> bytes | None:
        """The bytes of a picture; None if it is missing, damaged, encrypted or larger than ``most``. Only then does the
        rest of the archive have to do without it.
        """
        info = self._infos.get(member)
        if info is None or info.file_size > most or info.flag_bits & _ENCRYPTED_FLAG:
            return None
        if info.compress_type not in _PACKINGS:
            return None
        try:
            with self._archive.open(info) as file:
                data = file.read(most + 1)
        except _BROKEN:
            return None
        return data if len(data) <= most else None

    def _damaged(self) -> SourceError:
        return SourceError(
            f"{self._name} is not {self._format}, or it is damaged or truncated", "Download or copy it again."
        )

    def _bomb(self) -> SourceError:
        return SourceError(
            f"{self._name} expands to far more data than a document has",
            "It looks like a decompression bomb. Do not open it.",
        )


def _decoded_name(info: zipfile.ZipInfo) -> str:
    """The member's name; a UTF-8 name without the UTF-8 flag is decoded again."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename
