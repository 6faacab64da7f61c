"""What the user last chose on this device, such as an export format, as strings by name."""

from collections.abc import Mapping

from readtui.codec import strict_json
from readtui.codec.strict_json import encode_line
from readtui.errors import StorageError
from readtui.storage.files.durable import replace_atomically, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock
from readtui.storage.files.regular import read_regular
from readtui.text.clean import visible


def read_choices(folders: LibraryFolders) -> dict[str, str]:
    """All choices by name. Skips values that are not strings. Raises StorageError."""
    with reported_as_storage_error("read", folders.choices):
        try:
            content = strict_json.loads(read_regular(folders.choices))
        except (FileNotFoundError, ValueError):
            return {}
    values = content.items() if isinstance(content, dict) else ()
    return {name: visible(value) for name, value in values if isinstance(value, str)}


def known_choices(folders: LibraryFolders) -> dict[str, str]:
    """The same, or none if they cannot be read: the defaults apply, as on the first day."""
    try:
        return read_choices(folders)
    except StorageError:
        return {}


def keep_choices(folders: LibraryFolders, choices: Mapping[str, str]) -> None:
    """Remember these choices, and keep those with other names. Raises StorageError."""
    with holding_lock(folders.state_lock), reported_as_storage_error("save", folders.choices):
        content = encode_line({**read_choices(folders), **choices})
        replace_atomically(folders.choices, content + b"\n", folders.state)
