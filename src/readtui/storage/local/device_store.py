"""What this device keeps beside a library: reading positions, unfinished notes, choices, what it has exported."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TypeVar

from readtui.errors import StorageError
from readtui.model.file_memory import FileMemory
from readtui.storage.device_stores import ContentHash, ReadingPosition
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.local import device_state
from readtui.storage.local.choices import keep_choices, known_choices
from readtui.storage.local.exported_files import keep_exported, read_exported
from readtui.storage.local.living_files import keep_living, read_living

_Value = TypeVar("_Value")


class DeviceStore:
    """Implements PositionStore, DraftStore, ExportStore and ChoiceStore; ``tell`` takes a message for the user."""

    def __init__(self, folders: LibraryFolders, tell: Callable[[str], None]) -> None:
        self._folders = folders
        self._tell = tell

    def position(self, article_id: str) -> ReadingPosition | None:
        """See Repository."""
        return self.positions().get(article_id)

    def positions(self) -> dict[str, ReadingPosition]:
        """See Repository."""
        return self._loaded(device_state.read_positions, "reading positions")

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        """See Repository."""
        device_state.keep_position(self._folders, article_id, position)

    def drafts(self) -> dict[str, str]:
        """See Repository."""
        return self._loaded(device_state.read_drafts, "unfinished notes")

    def keep_draft(self, key: str, text: str) -> None:
        """See Repository."""
        device_state.keep_draft(self._folders, key, text)

    def begin_editing(self, key: str, text: str) -> Path:
        """See Repository."""
        return device_state.begin_editing(self._folders, key, text)

    def edited_text(self, path: Path) -> str | None:
        """See Repository."""
        return device_state.edited_text(path)

    def exported(self) -> dict[str, tuple[ContentHash, ...]]:
        """See Repository."""
        return read_exported(self._folders)

    def keep_exported(self, written: Mapping[str, ContentHash]) -> None:
        """See Repository."""
        keep_exported(self._folders, written)

    def choices(self) -> dict[str, str]:
        """See Repository."""
        return known_choices(self._folders)

    def keep_choices(self, choices: Mapping[str, str]) -> None:
        """See Repository."""
        keep_choices(self._folders, choices)

    def living(self, path: str, ids: Collection[str]) -> FileMemory | None:
        """See Repository."""
        return read_living(self._folders, path, ids)

    def keep_living(self, path: str, memory: FileMemory) -> None:
        """See Repository."""
        keep_living(self._folders, path, memory)

    def _loaded(self, read: Callable[[LibraryFolders], dict[str, _Value]], what: str) -> dict[str, _Value]:
        try:
            return read(self._folders)
        except StorageError as error:
            self._tell(f"Could not load {what}: {error.message}. {error.hint}")
            return {}
