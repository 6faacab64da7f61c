"""Reads the front matter of a Markdown file: YAML between two ``---``, TOML between two ``+++``.

It reads the YAML found in such files: scalars, quoted or not, lists on one line or one item per line, blocks of lines,
and names inside lists and maps. Text that is not strictly valid YAML (``title: Rome: a walk``) is read as intended.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping

FrontMatter = Mapping[str, tuple[str, ...]]
"""Keys in lower case and their values: one for a scalar, any number for a list."""

_YAML = re.compile(r"---[ \t]*\n(?=\S)(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z][\w -]*):(?:\s+(.*))?$")
_NAME = re.compile(r"(?:-\s+)?name:\s+(.*)$", re.IGNORECASE)
_OTHER_FIELD = re.compile(r"(?:-\s+)?[A-Za-z][\w-]*:(?:\s|$)")
_ITEMS = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,]*)\s*(?:,|$)""")
_COMMENT = re.compile(r"\s+#\s.*$")
_ESCAPE = re.compile(r"\\(.)")
_SCALARS = ("|", ">", "|-", ">-", "|+", ">+")
_MAX_CHARACTERS = 20_000
_MAX_VALUES = 200
_MAX_TAG = 100


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """The values and the text after them; no values if the text has no front matter."""
    match = _YAML.match(text, 0, _MAX_CHARACTERS)
    if match:
        values = _yaml(match[1])
    else:
        match = _TOML.match(text, 0, _MAX_CHARACTERS)
        values = _toml(match[1]) if match else {}
    return (values, text[match.end() :]) if match and values else ({}, text)


def tags_in(values: FrontMatter) -> tuple[str, ...]:
    """The tags and keywords as written; a scalar with several separates them with commas or a ``#`` before each."""
    found: list[str] = []
    for written in (value for key in ("tags", "tag", "keywords") for value in values.get(key, ())):
        words = written.split()
        if len(words) > 1 and all(word.startswith("#") for word in words):
            found += words
        else:
            found += written.split(",")
    return tuple(tag.strip() for tag in found if 0 < len(tag.strip()) <= _MAX_TAG)[:_MAX_VALUES]


def _yaml(block: str) -> dict[str, tuple[str, ...]]:
    values: dict[str, list[str]] = {}
    key, is_scalar = "", False
    for line in block.split("\n"):
        pair = _PAIR.match(line)
        if pair:
            key, written = pair[1].strip().casefold(), (pair[2] or "").strip()
            is_scalar = written in _SCALARS
            values[key] = [] if is_scalar else list(_values(written))
        elif key and line.startswith((" ", "\t", "-")) and line.strip():
            _add_line(values[key], line.strip(), is_scalar)
        elif line.strip() and not line.lstrip().startswith("#"):
            return {}
    return {key: tuple(found[:_MAX_VALUES]) for key, found in values.items()}


def _add_line(values: list[str], line: str, is_scalar: bool) -> None:
    """Add a line below a key: a list item, a line of its text, or the name in a map."""
    named = _NAME.match(line)
    if is_scalar or not (named or line.startswith("- ") or line == "-" or _OTHER_FIELD.match(line)):
        values[:] = [" ".join([*values, line])]
    elif named:
        values.append(_scalar(named[1]))
    elif not _OTHER_FIELD.match(line):
        values += filter(None, [_scalar(line.removeprefix("-").strip())])


def _values(written: str) -> Iterator[str]:
    """A scalar, or the items of a one-line list."""
    if not (written.startswith("[") and (end := written.rfind("]")) > 0):
        yield from filter(None, [_scalar(written)])
        return
    inside = written[1:end]
    start = 0
    while start < len(inside):
        item = _ITEMS.match(inside, start)
        if item is None:
            return
        yield from filter(None, [_scalar(item[1])])
        start = max(item.end(), start + 1)


def _scalar(written: str) -> str:
    """A scalar without quotes and trailing comment."""
    written = written.strip()
    if written[:1] in ("'", '"'):
        end = written.rfind(written[0])
        if end > 0:
            inside = written[1:end]
            return _ESCAPE.sub(r"\1", inside) if written[0] == '"' else inside.replace("''", "'")
    return "" if written in ("~", "null") else _COMMENT.sub("", written).strip()


def _toml(block: str) -> dict[str, tuple[str, ...]]:
    """The values of TOML, including those of its tables (``[taxonomies]``, ``[extra]``) for missing keys."""
    try:
        found = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    values: dict[str, tuple[str, ...]] = {}
    tables = [value for value in found.values() if isinstance(value, dict)]
    for table in (found, *tables):
        for key, value in table.items():
            if not isinstance(value, dict):
                values.setdefault(key.casefold(), _texts(value))
    return values


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(text for item in value[:_MAX_VALUES] for text in _texts(item))
    if isinstance(value, dict):
        return _texts(value.get("name", ""))
    text = str(value).strip()
    return (text,) if text else ()
