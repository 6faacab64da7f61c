"""The fields of the query language: their values, what they mean, and examples for the help."""

from collections.abc import Callable
from dataclasses import dataclass

from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.model.reply import ThreadState
from readtui.search.query import dates
from readtui.search.query.terms import EXACTLY

STATES = ("exact", "moved", "review", "orphan", "waiting")
PARTS = ("note", "tag", "color", "link", "quote")
READING_STATES = ("to-read", "reading", "done", "archived")
BY_ME, BY_PROGRAM = "me", "program"
ANSWERED, NO_THREAD = "answered", "none"
THREADS = (*map(str, ThreadState), ANSWERED, NO_THREAD)


@dataclass(frozen=True, slots=True)
class Field:
    """A field. ``values``: all allowed values, or () for any text. ``check``: like ``fault``, for one field.

    ``examples``: terms as typed. ``meaning``: what they find.
    """

    name: str
    examples: tuple[str, ...]
    meaning: str
    values: tuple[str, ...] = ()
    check: Callable[[str], str] | None = None

    def fault(self, value: str) -> str:
        """Why ``value`` is not allowed; "" if it is."""
        if not value:
            return f"“{self.name}:” needs a value"
        if self.values and value.lower() not in self.values:
            return f"“{self.name}:{value}” is unknown: write {_listed(self.values)}"
        return self.check(value) if self.check else ""


def _listed(values: tuple[str, ...]) -> str:
    return f"{', '.join(values[:-1])} or {values[-1]}"


def _tag_fault(value: str) -> str:
    return "" if value.removeprefix(EXACTLY).strip("/") else f"“{value}” names no tag"


_FIELDS = (
    Field(
        "tag",
        ("tag:politics", "#politics", "tag:=politics", "tag:none"),
        "has the tag or one nested in it; with = exactly that tag; none: no tag",
        check=_tag_fault,
    ),
    Field("with", ("with:sea",), "overlaps another annotation that has the tag", check=_tag_fault),
    Field("color", ("color:yellow",), "is highlighted in the color", HIGHLIGHT_COLORS),
    Field("state", ("state:review",), f"is in this state: {_listed(STATES)}", STATES),
    Field(
        "by",
        ("by:ada", "by:me", "by:program"),
        "was made by somebody with this name; me: by you; program: by a program",
    ),
    Field("thread", ("thread:open",), f"is a thread that is {_listed(THREADS)}", THREADS),
    Field("has", ("has:note",), f"has a {_listed(PARTS)}", PARTS),
    Field("article", ("article:rivers",), "has the words in the title of its article"),
    Field("author", ("author:woolf",), "is by an author with this name"),
    Field("site", ("site:example.org",), "is from the site"),
    Field("lang", ("lang:de",), "is in an article in this language"),
    Field("source", ("source:interviews/",), "is from a path or address with these characters"),
    Field("is", ("is:reading",), f"is in an article that is {_listed(READING_STATES)}", READING_STATES),
    Field("created", ("created:7d", "created:2026-01..2026-03"), "was made in this time", check=dates.fault),
    Field("modified", ("modified:today",), "was last changed in this time", check=dates.fault),
    Field("added", ("added:2026-03",), "is in an article added in this time", check=dates.fault),
    Field("published", ("published:2025..",), "is in an article published in this time", check=dates.fault),
)
FIELDS = {field.name: field for field in _FIELDS}

GRAMMAR: tuple[tuple[str, str], ...] = (
    ("water", "has the word in its quote, note, tags or replies; an article: in title, author, site, source or tags"),
    ('"down hill"', "has these words in this order"),
    ("Water", "has the word in upper and lower case as typed"),
    *(("  ".join(field.examples), field.meaning) for field in _FIELDS),
    ("water #sea", "matches both terms"),
    ("water or sea", "matches at least one of them"),
    ("-water", "does not match the term"),
    ("(water or sea) has:note", "parentheses group"),
)
"""Examples of everything in the language, with what each finds, for the help of every filter."""
