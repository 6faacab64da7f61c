"""What is in a Jupyter notebook, as far as it has the form that it should have."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from readtui.errors import SourceError


def parse_notebook(text: str, name: str) -> Mapping[str, Any]:
    """The notebook. Raises SourceError if it is none, or damaged."""
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise SourceError(f"{name} is not a notebook, or it is damaged", "Save it again in Jupyter.") from fault
    if not isinstance(notebook, Mapping) or not ("cells" in notebook or "worksheets" in notebook):
        raise SourceError(f"{name} is not a notebook: it has no cells", "Save it again in Jupyter.")
    return notebook


def cells_of(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The cells; in format 3, those of its worksheets."""
    for sheet in (notebook, *map(as_mapping, as_list(notebook.get("worksheets")))):
        yield from (cell for cell in as_list(sheet.get("cells")) if isinstance(cell, Mapping))


def language_in(metadata: Mapping[str, Any]) -> str:
    """The language of the code, in the form that highlighters use."""
    info, kernel = as_mapping(metadata.get("language_info")), as_mapping(metadata.get("kernelspec"))
    return (as_word(info.get("name")) or as_word(kernel.get("language")) or as_word(metadata.get("language"))).lower()


def authors_in(metadata: Mapping[str, Any]) -> Iterator[str]:
    """The names of the authors."""
    for author in as_list(metadata.get("authors")):
        name = as_word(author.get("name")) if isinstance(author, Mapping) else as_word(author)
        if name:
            yield name


def as_text(value: object) -> str:
    """A text, stored as one string or as a list of lines with their ends."""
    return value if isinstance(value, str) else "".join(one for one in as_list(value) if isinstance(one, str))


def as_word(value: object) -> str:
    """A text on one line."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def as_list(value: object) -> list[Any]:
    """The list; empty for anything else."""
    return value if isinstance(value, list) else []


def as_mapping(value: object) -> Mapping[str, Any]:
    """The mapping; empty for anything else."""
    return value if isinstance(value, Mapping) else {}
