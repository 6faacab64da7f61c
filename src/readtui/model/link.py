"""Links to articles and annotations: `readtui:ID`, with the id in full."""

import re

from readtui.model.article import awaited_id
from readtui.quick_pattern import pattern

SCHEME = "readtui"
_ID = r"[0-9a-f]{16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_FULL_ID = pattern(_ID, re.IGNORECASE | re.ASCII)
# Browsers and desktops may add the slashes of a web address.
_LINK = pattern(rf"{SCHEME}:(?://)?({_ID})/?", re.IGNORECASE | re.ASCII)


def link_to(annotation_or_article_id: str) -> str:
    """The address that opens an annotation or article in readtui, also after the text of an article has come."""
    return f"{SCHEME}:{awaited_id(annotation_or_article_id)}"


def is_link(reference: str) -> bool:
    """Whether a reference has the scheme of a link, valid or not."""
    return reference.partition(":")[0].lower() == SCHEME and ":" in reference


def linked_id(link: str) -> str:
    """The id that a link leads to; "" if it is not a valid link."""
    found = _LINK.fullmatch(link)
    return found[1].lower() if found else ""


def full_id(reference: str) -> str:
    """The id if it is complete (16 hex digits for an article, a UUID for an annotation); else ""."""
    return reference.lower() if _FULL_ID.fullmatch(reference) else ""


def is_annotation_id(full: str) -> bool:
    return "-" in full
