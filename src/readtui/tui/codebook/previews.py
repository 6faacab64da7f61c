"""Says what a change of tags would do, before it is made."""

from collections.abc import Sequence

from readtui.services.tags.codebook import BulkChange
from readtui.text.clean import visible
from readtui.text.counted import counted

_MOST_VIEWS = 4


def preview(bulk: BulkChange, nested: int, in_settings: Sequence[str] = (), *, deletes: bool = False) -> str:
    """A few lines. ``nested``: how many tags are nested in the one that changes. ``in_settings``: the keys of settings
    that name it.
    """
    places = []
    if bulk.annotations:
        places.append(f"{counted(bulk.annotations, 'passage')} in {counted(bulk.annotated, 'article')}")
    if bulk.articles:
        places.append(f"the tags of {counted(bulk.articles, 'article')}")
    if bulk.in_trash:
        places.append(f"{bulk.in_trash:,} in the trash")
    lines = [f"Changes {' and '.join(places)}." if places else "The tag is not in use: only the codebook changes."]
    if nested:
        lines.append(f"Includes {counted(nested, 'nested tag')}.")
    if bulk.emptied:
        lines.append(f"{counted(bulk.emptied, 'passage')} with nothing but this tag: to the trash.")
    if bulk.views:
        names = ", ".join(visible(view.name) for view in bulk.views[:_MOST_VIEWS])
        more = len(bulk.views) - _MOST_VIEWS
        names += f" and {more} more" if more > 0 else ""
        lines.append(f"Saved views that {'still name it' if deletes else 'follow'}: {names}.")
    if in_settings:
        lines.append(f"Settings that still name it, for you to change: {', '.join(in_settings)}.")
    return "\n".join(lines)
