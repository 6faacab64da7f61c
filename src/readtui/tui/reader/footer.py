"""What the footer of the reader offers first: what can be done with what is under the cursor."""

from collections.abc import Mapping

from readtui.tui.reader.links import Links
from readtui.tui.reader.state import ReaderState

_ANNOTATION = {
    "reader.open_here": "read",
    "reader.note": "edit",
    "reader.tag": "tag",
    "reader.color": "color",
    "reader.move_ends": "ends",
    "reader.delete_annotation": "delete",
}
_HITS = {"reader.next_hit": "next hit", "reader.previous_hit": "previous", "reader.cancel": "clear"}


def footer_at_cursor(state: ReaderState, links: Links) -> Mapping[str, str]:
    """The ids of commands, with their labels, for an annotation, a fold, hits or a link; empty for plain text."""
    view = state.view
    if state.mode == "placing_selected":
        return {"placing.accept": "place here", "placing.leave": "unselect"}
    if state.mode != "reader":
        return {}
    if view.furniture_here() is not None:
        return {"reader.open_here": "unfold or fold"}
    here = view.annotations_here()
    if here:
        several = {"reader.cycle_annotations": f"next of {len(here)}"} if len(here) > 1 else {}
        focused = view.focused_annotation()
        note = {"reader.note": "edit" if focused is not None and focused.note else "note"}
        return _ANNOTATION | note | several
    if view.hits.spans:
        return _HITS
    return {"reader.open_here": "open link"} if links.links_here() else {}
