"""Tags of other programs' codebooks that come with an import."""

from collections.abc import Iterable, Sequence

from readtui.exporters.research.codes import color_name
from readtui.interchange.importer import ImportedWork
from readtui.model.tag import Tag
from readtui.services.tags.spelling import levels_of
from readtui.services.wording import tag_names
from readtui.text.clean import clean


def new_tags(works: Sequence[ImportedWork], known: Iterable[Tag], now: str) -> list[Tag]:
    """The entries of the works' codebooks that the library does not have, also not in the trash, by any spelling."""
    seen = {levels_of(tag.name) for tag in known}
    found: list[Tag] = []
    for work in works:
        for tag in work.codebook:
            for name in tag_names([tag.name]):
                if levels_of(name) not in seen:
                    seen.add(levels_of(name))
                    description = clean(tag.description).text.strip()
                    found.append(Tag(name, color_name(tag.color) or None, description, modified=now))
    return found
