"""The values that describe a template and its rendering."""

from enum import StrEnum

from readtui.quick_dataclass import dataclass


class TemplateScope(StrEnum):
    """How often a template is rendered: once, for each article, or for each annotation."""

    LIBRARY = "library"
    ARTICLE = "article"
    ANNOTATION = "annotation"


@dataclass(frozen=True, slots=True)
class Template:
    """The text of a template. ``name`` names it in errors."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class CheckedTemplate:
    """A template that has passed the check. ``names``: all names that it mentions."""

    scope: TemplateScope
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class RenderedTemplate:
    """A template, and the values with each of which to render it once."""

    template: Template
    values: tuple[dict[str, object], ...]
