"""Tells headings by the names of their paragraph styles."""

import re

_HEADING_NAME = re.compile(
    r"(?:head(?:ing)?|h)[ _-]?(?P<number>[1-6])(?!\w).*|head(?:ing)?[ _-]?(?P<letter>[a-e])(?!\w).*"
    r"|(?P<before>[a-e])[ _-]?head(?:ing)?|(?:chapter|article|report)[ _-]?title",
    re.IGNORECASE,
)


def rank_by_name(name: str) -> int:
    """The rank of a heading from the name that a publisher gave to its style; 0 if it is none.

    Publishers count the headings inside a chapter by letters.
    """
    found = _HEADING_NAME.fullmatch(name.strip())
    if found is None:
        return 0
    letter = found["letter"] or found["before"]
    return int(found["number"]) if found["number"] else "abcdef".index(letter.lower()) + 2 if letter else 1
