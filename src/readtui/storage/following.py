"""Tells what the catalogue knows of an article after a change, without reading its file. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from readtui.model.annotation import Annotation
from readtui.model.change import Edit
from readtui.storage.format.catalogue_lines import CatalogueEntry
from readtui.text.note_links import links_in


def entry_after(entry: CatalogueEntry, edits: Iterable[Edit]) -> CatalogueEntry | None:
    """The entry after these edits of live annotations, as written, with the same stamp.

    Follows changes of tags, and deletions. None if only the file tells, as when a note changes.
    """
    if entry.is_damaged:
        return None
    tag_sets = Counter(entry.tag_sets)
    removed: list[Annotation] = []
    for edit in edits:
        before, after = edit.before, edit.after
        if not (isinstance(before, Annotation) and isinstance(after, Annotation)) or before.deleted:
            return None
        if before.is_thread or after.is_thread or before.creator != after.creator:
            return None
        tag_sets[before.tags] -= 1
        if not after.deleted:
            if (before.note, before.quote is None) != (after.note, after.quote is None):
                return None
            tag_sets[after.tags] += 1
        elif entry.cards or (before.note and (before.quote is None or links_in(before.note))):
            # It may have a card, be the last note on the article, or the last one with a link.
            return None
        else:
            removed.append(after)
    del tag_sets[()]
    left = entry.annotations - len(removed)
    if removed and left and len(entry.creators) > 1:
        # It may have been the last one by its creator.
        return None
    return replace(
        entry,
        annotations=left,
        creators=entry.creators if left else (),
        tag_sets={tags: count for tags, count in tag_sets.items() if count},
        trashed=entry.trashed + len(removed),
        trashed_tags=tuple(sorted({*entry.trashed_tags, *(tag for one in removed for tag in one.tags)})),
    )
