"""Reads Jupyter notebooks as an Article: Markdown, code in the kernel's language, and its printed output."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from readtui.errors import SourceError
from readtui.importers.common.budget import Budget
from readtui.importers.common.encoding import decode
from readtui.importers.common.finishing import finished
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind

_SIGN = re.compile(rb'"(?:nbformat|cell_type)"\s*:')
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_OVERWRITTEN = re.compile(r"[^\n]*\r(?=[^\n])")
_PICTURE_WORDS = re.compile(r"<[\w.]*(?:Figure|Axes|figure|AxesSubplot)\b[^\n]*>")


class NotebookImporter:
    """Reads notebooks of formats 3 and 4. Runs nothing, drops pictures."""

    name = "notebook"
    extensions: tuple[str, ...] = (".ipynb",)

    def recognises(self, source: Source) -> bool:
        """Whether it is JSON that mentions cells or the notebook format near its beginning or end."""
        data = source.data
        return data.lstrip()[:1] == b"{" and any(map(_SIGN.search, (data[:2000], data[-2000:])))

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is not a notebook or has no text."""
        from readtui.importers.images.finder import ImageFinder
        from readtui.importers.markdown.costs import COSTS
        from readtui.importers.markdown.reading import MarkdownBlocks

        name = source.name or "the input"
        notebook = _notebook(decode(source.data, source.name, source.charset), name)
        metadata = _mapping(notebook.get("metadata"))
        language = _language(metadata)
        blocks, budget = MarkdownBlocks(ImageFinder(source)), Budget(COSTS, len(source.data))
        for cell in _cells(notebook):
            text = _text(cell.get("source", cell.get("input")))
            kind = cell.get("cell_type")
            if kind == "code":
                blocks.builder.add(BlockKind.CODE, text, label=_word(cell.get("language")) or language)
                for output in _outputs(cell):
                    blocks.builder.add(BlockKind.CODE, output)
            elif kind == "heading":
                level = cell.get("level")
                rank = min(6, max(1, level)) if isinstance(level, int) else 1
                blocks.add_tokens(blocks.parse(f"{'#' * rank} {' '.join(text.split())}"))
            elif kind == "markdown":
                text, rest = budget.split(text)
                blocks.add_tokens(blocks.parse(text))
                budget.add_rest(blocks.builder, rest)
            else:
                blocks.builder.add(BlockKind.CODE, text)
        if blocks.builder.is_empty:
            raise SourceError(f"{name} contains no text", "Open a notebook that has text.")
        about = Metadata(title=_word(metadata.get("title")), creator=", ".join(_authors(metadata)))
        return finished(blocks.builder, source, about, titled_by_heading=True)


def _notebook(text: str, name: str) -> Mapping[str, Any]:
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise SourceError(f"{name} is not a notebook, or it is damaged", "Save it again in Jupyter.") from fault
    if not isinstance(notebook, Mapping) or not ("cells" in notebook or "worksheets" in notebook):
        raise SourceError(f"{name} is not a notebook: it has no cells", "Save it again in Jupyter.")
    return notebook


def _cells(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The cells; in format 3, those of its worksheets."""
    for sheet in (notebook, *map(_mapping, _list(notebook.get("worksheets")))):
        yield from (cell for cell in _list(sheet.get("cells")) if isinstance(cell, Mapping))


def _language(metadata: Mapping[str, Any]) -> str:
    """The language of the code, in the form that highlighters use."""
    info, kernel = _mapping(metadata.get("language_info")), _mapping(metadata.get("kernelspec"))
    return (_word(info.get("name")) or _word(kernel.get("language")) or _word(metadata.get("language"))).lower()


def _outputs(cell: Mapping[str, Any]) -> Iterator[str]:
    """What a cell printed and returned, as text."""
    for output in _list(cell.get("outputs")):
        if not isinstance(output, Mapping):
            continue
        data = _mapping(output.get("data")) or output
        printed = _text(output.get("text")) if output.get("output_type") == "stream" else ""
        traceback = "\n".join(map(_text, _list(output.get("traceback"))))
        words = printed or traceback or _text(data.get("text/plain") or output.get("text"))
        words = _OVERWRITTEN.sub("", _ESCAPES.sub("", words))
        if not _PICTURE_WORDS.fullmatch(words.strip()):
            yield words


def _authors(metadata: Mapping[str, Any]) -> Iterator[str]:
    for author in _list(metadata.get("authors")):
        name = _word(author.get("name")) if isinstance(author, Mapping) else _word(author)
        if name:
            yield name


def _text(value: object) -> str:
    """A text, stored as one string or as a list of lines with their ends."""
    return value if isinstance(value, str) else "".join(one for one in _list(value) if isinstance(one, str))


def _word(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
