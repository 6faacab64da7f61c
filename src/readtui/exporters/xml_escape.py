"""Escapes text for XML 1.0. Only the characters that XML forbids are changed."""

import re
from xml.sax.saxutils import escape

from readtui.exporters.exporter import Losses

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Without escapes, a parser would turn these into other white space.
_IN_TEXT = {"\r": "&#13;"}
_IN_ATTRIBUTE = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}


def xml_text(value: str, losses: Losses) -> str:
    """The value as the content of an element."""
    return escape(_allowed(value, losses), _IN_TEXT)


def xml_attribute(value: str, losses: Losses) -> str:
    """The value as an attribute's value, in quotation marks."""
    return f'"{escape(_allowed(value, losses), _IN_ATTRIBUTE)}"'


def _allowed(value: str, losses: Losses) -> str:
    allowed, count = _FORBIDDEN.subn("\ufffd", value)
    losses.add("character that XML forbids", "characters that XML forbids", count=count)
    return allowed
