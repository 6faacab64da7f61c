"""Tags of other programs' codebooks: those that come with annotations, and codebooks by themselves."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from readtui.errors import SourceError
from readtui.exporters.research.codes import color_name
from readtui.importers.common.xml_safe import as_utf8
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.model.change import Edit
from readtui.model.tag import Tag
from readtui.services.tags.files import MOST_BYTES, read
from readtui.services.tags.spelling import levels_of
from readtui.services.wording import tag_names
from readtui.text.clean import clean, visible

CODEBOOK = "codebook"
"""The name of the format of codebooks by themselves."""

_NAMESPACE = b"urn:QDA-XML:codebook"
_PROJECT = b"urn:QDA-XML:project"
_HEAD = 4096


def is_codebook(source: Source) -> bool:
    """Whether a file is a codebook of REFI-QDA (.qdc). Some projects have one with its own namespace in them."""
    head = as_utf8(source.data[:_HEAD])
    return _NAMESPACE in head and _PROJECT not in head


def read_codebook(source: Source) -> list[Tag]:
    """Its tags, as ``readtui tags import`` reads them. Raises SourceError."""
    where = visible(source.name) or "the input"
    if len(source.data) > MOST_BYTES:
        raise SourceError(f"larger than {MOST_BYTES // 1_000_000} MB: {where}", "A codebook is a list of tags.")
    return read(source.data, ".qdc", where)


def new_tags(
    works: Sequence[ImportedWork], known: Iterable[Tag], restorable: Callable[[], Collection[str]], now: str
) -> list[Edit]:
    """The entries of the works' codebooks that the library does not have, by any spelling.

    What the user has deleted stays deleted; what is in the trash because its import was undone (``restorable``: names)
    comes back.
    """
    there = {levels_of(tag.name): tag for tag in known}
    seen: set[tuple[str, ...]] = set()
    found: list[Edit] = []
    for work in works:
        for tag in work.codebook:
            for name in tag_names([tag.name]):
                levels = levels_of(name)
                if levels in seen:
                    continue
                seen.add(levels)
                if (known_tag := there.get(levels)) is None:
                    description = clean(tag.description).text.strip()
                    found.append(Edit(None, Tag(name, color_name(tag.color) or None, description, modified=now)))
                elif known_tag.deleted and known_tag.name in restorable():
                    found.append(Edit(known_tag, replace(known_tag, deleted=None, modified=now)))
    return found
