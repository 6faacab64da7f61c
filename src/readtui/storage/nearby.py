"""The annotations around one place of a large article file, without parsing the others."""

import re
from pathlib import Path

from readtui.codec.records import annotation_from_json
from readtui.errors import DamagedError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.storage.durable_storage import read_content
from readtui.storage.record_lines import record_in_line

_LARGE = 200_000
_REACH = 20_000
_START = re.compile(rb'"start": ([0-9]+), "type": "TextPositionSelector"')


def annotations_near(path: Path, record: ArticleRecord, offset: int) -> list[Annotation] | None:
    """Those within some screens of ``offset`` (code points) that are anchored in the record's text version.

    None for a file that is read as quickly as a whole, and for one that is not laid out as readtui does it.
    Raises StorageError if the file cannot be read.
    """
    content = read_content(path)
    if content is None or len(content) < _LARGE:
        return None
    found: dict[str, Annotation] = {}
    for match in _START.finditer(content):
        if not offset - _REACH <= int(match[1]) <= offset + _REACH:
            continue
        line = content[content.rfind(b"\n", 0, match.start()) + 1 : content.find(b"\n", match.end())]
        try:
            annotation = annotation_from_json(record_in_line(path, line))
        except DamagedError:
            # Reading all of them says what is wrong, and mends it.
            return None
        if annotation.text_version == record.text_version and not annotation.deleted:
            found[annotation.id] = annotation
    return list(found.values())
