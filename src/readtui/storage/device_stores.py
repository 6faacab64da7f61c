"""What the rest of readtui needs from a store to remember things on this device, beside the library.

All methods may be called from any thread, and work for a read-only library too. Unless documented otherwise, they raise
StorageError if a file cannot be read or written.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from readtui.model.file_memory import FileMemory


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """Where a person stopped: a code-point offset, the share read (0 to 1), and when (ISO 8601, UTC)."""

    offset: int
    progress: float
    read_at: str


@dataclass(frozen=True, slots=True)
class ContentHash:
    """A file's size in bytes, and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


class PositionStore(Protocol):
    """The reading positions on this device."""

    def position(self, article_id: str) -> ReadingPosition | None:
        """Where the article was left on this device."""

    def positions(self) -> dict[str, ReadingPosition]:
        """All reading positions, by article id."""

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        """Remember where the reader left the article, on this device only. Works for a read-only library too."""


class DraftStore(Protocol):
    """Unfinished notes on this device."""

    def drafts(self) -> dict[str, str]:
        """The unfinished notes by annotation id or ``article:version:start:end`` (older keys omit the version).

        Skips notes that cannot be read.
        """

    def keep_draft(self, key: str, text: str) -> None:
        """Remember an unfinished note; an empty text forgets it."""

    def begin_editing(self, key: str, text: str) -> Path:
        """A file with an unfinished note, for another program to edit.

        Until the next ``keep_draft``, which deletes the file, the draft is whatever the program writes there.
        """

    def edited_text(self, path: Path) -> str | None:
        """The cleaned text from a file that another program edited, without trailing line ends; None if unreadable."""


class ExportStore(Protocol):
    """What this device has exported."""

    def exported(self) -> dict[str, tuple[ContentHash, ...]]:
        """The hashes of what this device exported to each file, by real path."""

    def keep_exported(self, written: Mapping[str, ContentHash]) -> None:
        """Remember what is about to be written, by real path, along with what was written there last."""

    def living(self, path: str, ids: Collection[str]) -> FileMemory | None:
        """What is known about the living file with this real path, or about one with such ids that has moved there."""

    def keep_living(self, path: str, memory: FileMemory) -> None:
        """Remember it."""


class ChoiceStore(Protocol):
    """What the user last chose on this device."""

    def choices(self) -> dict[str, str]:
        """All choices, by name; none if they cannot be read."""

    def keep_choices(self, choices: Mapping[str, str]) -> None:
        """Remember these choices along with those of other names. Works for a read-only library too.

        Raises StorageError.
        """
