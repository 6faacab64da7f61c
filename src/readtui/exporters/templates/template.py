"""A template, and what is known of it before it is rendered."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """How often a template is rendered: once, for each article, or for each annotation."""

    LIBRARY = "library"
    ARTICLE = "article"
    ANNOTATION = "annotation"


@dataclass(frozen=True, slots=True)
class Template:
    """The text of a template; ``name`` names it in errors."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A template without mistakes that can be seen before it is rendered. ``names``: all names that it mentions."""

    scope: Scope
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rendering:
    """What to render: the template, once with each of these values."""

    template: Template
    values: tuple[dict[str, object], ...]
