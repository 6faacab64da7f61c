"""Names the files of standing exports by a template such as ``{author} - {title}``."""

import string
from collections.abc import Iterator

from readtui.exporters.file_names import safe_name
from readtui.model.article import ArticleRecord

FIELDS = ("author", "title", "site", "published", "language", "id")
_MOST_BYTES = 120
# For the end of a name that another file has: a space and 16 digits.
_MOST_STEM_BYTES = _MOST_BYTES - 17


def check_template(template: str) -> None:
    """Raise ValueError, which says what is wrong, if the template cannot make names."""
    fields = [field for part in template.split("/") for _, field in _tokens(part) if field]
    if not fields:
        raise ValueError("every file would have the same name")
    for field in fields:
        if field not in FIELDS:
            raise ValueError(f"there is no {{{field}}}")


def path_parts(template: str, record: ArticleRecord) -> list[str]:
    """The folders and file name, without its ending, for an article. Omits unknown fields and their separators."""
    metadata = record.metadata
    values = {
        "author": metadata.creator,
        "title": metadata.title,
        "site": metadata.site,
        "published": metadata.published,
        "language": metadata.language,
        "id": record.id,
    }
    *folders, stem = template.split("/")
    parts = [safe_name(_filled(part, values), _MOST_BYTES) for part in folders]
    return [*(part for part in parts if part), safe_name(_filled(stem, values), _MOST_STEM_BYTES) or record.id]


def _filled(template: str, values: dict[str, str]) -> str:
    filled, is_left_out = "", False
    for text, field in _tokens(template):
        value = safe_name(values.get(field, ""), _MOST_BYTES) if field else ""
        if (field and not value) or (is_left_out and not (field and filled)):
            is_left_out = not value
            filled += value
            continue
        filled += text + value
        is_left_out = False
    return filled


def _tokens(template: str) -> Iterator[tuple[str, str]]:
    """The pieces of text in the template, each with the field after it ("" at the end). Raises ValueError."""
    for text, field, spec, conversion in string.Formatter().parse(template):
        if spec or conversion:
            raise ValueError(f"a field has no more than a name: {{{field}}}")
        if field == "":
            raise ValueError("there is no {}")
        yield text, field or ""
