"""The libraries that were opened on this device, because links may lead to them."""

import os
from pathlib import Path

from readtui.codec import strict_json
from readtui.errors import StorageError
from readtui.storage.files.bounded_files import read_regular
from readtui.storage.files.durable import replace_atomically

_MOST_LIBRARIES = 64
_MOST_BYTES = 1 << 20


def known_libraries(file: Path) -> list[Path]:
    """The folders of known libraries, first opened first; empty if the file is missing or damaged. Raises nothing."""
    try:
        content = strict_json.loads(read_regular(file, _MOST_BYTES))
    except (OSError, ValueError, StorageError):
        return []
    paths = content if isinstance(content, list) else []
    known = [path for path in paths if isinstance(path, str) and os.path.isabs(path) and "\0" not in path]
    return [Path(path) for path in dict.fromkeys(known)][-_MOST_LIBRARIES:]


def remember_library(file: Path, folder: Path) -> None:
    """Add a folder, unless it is known. Beyond a limit, forgets a folder that is gone, or else the oldest.

    If two programs add folders at once, one may be lost; the next opening adds it again. Raises nothing: without an
    entry, a link into the library needs ``--library``.
    """
    opened, known = Path(os.path.abspath(folder)), known_libraries(file)
    if opened in known:
        return
    while len(known) >= _MOST_LIBRARIES:
        known.remove(next((one for one in known if not os.path.isdir(one)), known[0]))
    content = strict_json.encode_line([str(path) for path in (*known, opened)]) + b"\n"
    try:
        replace_atomically(file, content, file.parent)
    except OSError:
        return
