"""The fields of the query language: their values, what they mean, and examples for the help."""

from collections.abc import Callable
from dataclasses import dataclass

from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.search.query import dates
from readtui.search.query.terms import EXACTLY

STATES = ("exact", "moved", "review", "orphan", "waiting")
PARTS = ("note", "tag", "color", "link", "quote")
READING_STATES = ("to-read", "reading", "done", "archived")


@dataclass(frozen=True, slots=True)
class Field:
    """A field. ``values``: all that are allowed, or () for any text; ``fault`` says why a value is not, or "".

    ``examples`` are terms as typed, ``meaning`` says what passes them.
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
        "has the tag or one nested in it; with = only that tag; none: no tag",
        check=_tag_fault,
    ),
    Field("with", ("with:sea",), "overlaps another annotation that has the tag", check=_tag_fault),
    Field("color", ("color:yellow",), "is highlighted in the color", HIGHLIGHT_COLORS),
    Field("state", ("state:review",), f"is {_listed(STATES)}", STATES),
    Field("has", ("has:note",), f"has a {_listed(PARTS)}", PARTS),
    Field("article", ("article:rivers",), "the article's title has these words"),
    Field("author", ("author:woolf",), "the article's author has these words"),
    Field("site", ("site:example.org",), "the article's site has these words"),
    Field("lang", ("lang:de",), "the article is in this language"),
    Field("source", ("source:interviews/",), "the article's path or address has these words"),
    Field("is", ("is:reading",), f"the article is {_listed(READING_STATES)}", READING_STATES),
    Field("created", ("created:7d", "created:2026-01..2026-03"), "annotated in this time", check=dates.fault),
    Field("modified", ("modified:today",), "last changed in this time", check=dates.fault),
    Field("added", ("added:2026-03",), "the article was added in this time", check=dates.fault),
    Field("published", ("published:2025..",), "the article was published in this time", check=dates.fault),
)
FIELDS = {field.name: field for field in _FIELDS}

GRAMMAR: tuple[tuple[str, str], ...] = (
    ("water", "the word, in quote, note or tags (in the library: title, author, site, source or tags)"),
    ('"down hill"', "these words in this order"),
    ("Water", "a capital letter makes upper and lower case matter"),
    *((", ".join(field.examples), field.meaning) for field in _FIELDS),
    ("water #sea", "both hold"),
    ("water or sea", "at least one holds"),
    ("-water", "does not hold"),
    ("(water or sea) has:note", "parentheses group"),
)
"""The language, an example a line with what passes it: the help of every filter."""
