"""Reads who made an annotation, as other programs and readtui write it."""

import re
from collections.abc import Mapping

from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import objects, string, strings
from readtui.interchange.importer import ImportedReply
from readtui.model.creator import Creator
from readtui.model.reply import ThreadState

_NAMES = ("name", "foaf:name", "schema:name", "nickname", "nick", "foaf:nick", "rdfs:label", "label")
_PROGRAMS = frozenset({"Software", "SoftwareApplication", "SoftwareAgent", "Application", "Service"})
_BEFORE = re.compile(r".*[#/:]", re.DOTALL)
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_READTUI = "readtui:"
_DEEPEST = 4


def person(name: str) -> Creator | None:
    """The person with this name; None for no name."""
    return Creator(name.strip()) if name.strip() else None


def creator_of(value: object, depth: int = 0) -> Creator | None:
    """The first creator in a value of JSON-LD: an object with a name or only an address, an address, or a list."""
    if isinstance(value, list):
        return next(filter(None, (creator_of(one, depth + 1) for one in value)), None) if depth < _DEEPEST else None
    if not isinstance(value, Mapping):
        return person(_of_address(string(value)))
    names = (name for key in _NAMES for name in _texts(value.get(key)))
    address = string(value.get("id")) or string(value.get("@id"))
    email = next(iter(strings(value.get("email", value.get("foaf:mbox")))), "")
    name = next(names, "") or _of_address(email) or _of_address(address)
    kinds = {_BEFORE.sub("", kind) for kind in strings(value.get("type", value.get("@type")))}
    found = person(name)
    return Creator(found.name, is_program=True) if found and not _PROGRAMS.isdisjoint(kinds) else found


def spelled_creator(value: object) -> Creator | None:
    """The creator in readtui's own tables and lines: a name or, for a program, ``software:NAME``."""
    creator = Creator.parse(string(value))
    return creator if creator.name else None


def own_replies(value: object) -> tuple[ImportedReply, ...]:
    """The replies in readtui's own tables and lines."""
    found = (
        ImportedReply(
            string(one.get("text")),
            spelled_creator(one.get("creator")),
            time_of(one.get("created")),
            f"{_READTUI}{one['id']}" if string(one.get("id")) else "",
            state_of(one.get("sets")),
        )
        for one in objects(value)
    )
    return tuple(one for one in found if not one.is_empty)


def state_of(value: object) -> ThreadState | None:
    return next((one for one in ThreadState if one.value == value), None)


def original_of(value: object, quote: str) -> str:
    """The words that were annotated, as readtui writes them; "" if they are those of the quote."""
    words = string(value)
    return words if quote and words.split() != quote.split() else ""


def _texts(value: object) -> tuple[str, ...]:
    """The texts in a value; of one with languages, those of the first."""
    while isinstance(value, Mapping):
        value = next(iter(value.values()), None)
    return strings(value)


def _of_address(address: str) -> str:
    """What to call whoever has an address: the account in it, or else the address itself."""
    address = address.strip()
    if address.startswith("acct:"):
        return address.removeprefix("acct:").partition("@")[0]
    if address.startswith("_:"):
        # The name of an object without a name.
        return ""
    if not (match := _SCHEME.match(address)):
        return address.removeprefix("mailto:")
    path = address[match.end() :].rstrip("/")
    last = path.rpartition("/")[2] if "/" in path else ""
    is_name = re.fullmatch(r"[^\W\d_][\w.~-]*", last) is not None and "#" not in address and "?" not in address
    return last if is_name else path
