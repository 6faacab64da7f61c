"""The annotations around one place of a large article file, without parsing the others or holding the file."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from readtui.codec.records import annotation_from_json
from readtui.errors import DamagedError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.storage.files.durable import reported_as_storage_error
from readtui.storage.files.regular import open_regular
from readtui.storage.format.record_lines import record_in_line, split_head

_LARGE = 200_000
_BLOCK = 1 << 20
_SPAN = 10_000
_REACH = 2


def annotations_near(path: Path, record: ArticleRecord, offset: int) -> list[Annotation] | None:
    """Those that end within some screens of ``offset`` (code points), anchored in the record's text version.

    None for a file that is read as quickly as a whole, and for one that is not laid out as readtui does it.
    Raises StorageError if the file cannot be read.
    """
    found: dict[str, Annotation] = {}
    with reported_as_storage_error("read", path), open_regular(path) as file:
        if os.fstat(file.fileno()).st_size < _LARGE or split_head(path, file) is None:
            return None
        try:
            for line in _lines_with(_ends_around(offset), file):
                annotation = annotation_from_json(record_in_line(path, line)[1])
                if annotation.text_version == record.text_version and not annotation.deleted:
                    found[annotation.id] = annotation
        except DamagedError:
            # Reading all of them says what is wrong, and mends it.
            return None
    return list(found.values())


def _ends_around(offset: int) -> re.Pattern[bytes]:
    """Finds positions by the digits of their ends: few of very many have to be looked at in Python."""
    spans = range(max(0, offset // _SPAN - _REACH), offset // _SPAN + _REACH + 1)
    digits = b"|".join(b"%d[0-9]{4}" % span if span else b"[0-9]{1,4}" for span in spans)
    return re.compile(rb'\{"end": (?:' + digits + rb'), "start": [0-9]+, "type": "TextPositionSelector"')


def _lines_with(sought: re.Pattern[bytes], file: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while block := file.read(_BLOCK):
        block = rest + block
        whole = block.rfind(b"\n") + 1
        for match in sought.finditer(block, 0, whole):
            yield block[block.rfind(b"\n", 0, match.start()) + 1 : block.find(b"\n", match.end())]
        rest = block[whole:]
