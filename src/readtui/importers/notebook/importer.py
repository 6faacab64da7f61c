"""Reads Jupyter notebooks as an Article: Markdown, code in the kernel's language, what it printed and drew."""

import re
from collections.abc import Mapping
from typing import Any

from readtui.errors import SourceError
from readtui.importers.common.budget import Budget
from readtui.importers.common.encoding import decode
from readtui.importers.common.finished_article import finished
from readtui.importers.importer import Source
from readtui.importers.notebook.cells import (
    as_list,
    as_mapping,
    as_text,
    as_word,
    authors_in,
    cells_of,
    language_in,
    parse_notebook,
)
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind

_SIGN = re.compile(rb'"(?:nbformat|cell_type)"\s*:')
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_OVERWRITTEN = re.compile(r"[^\n]*\r(?=[^\n])")
_PICTURE_WORDS = re.compile(r"<[\w.]*(?:Figure|Axes|figure|AxesSubplot|Image)\b[^\n]*>")


class NotebookImporter:
    """Reads notebooks of formats 3 and 4. Runs nothing."""

    name = "notebook"
    extensions: tuple[str, ...] = (".ipynb",)
    media_types: tuple[str, ...] = ("application/x-ipynb+json",)

    def recognises(self, source: Source) -> bool:
        """Whether it is JSON that mentions cells or the notebook format near its beginning or end."""
        data = source.data
        return data.lstrip()[:1] == b"{" and any(map(_SIGN.search, (data[:2000], data[-2000:])))

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is not a notebook or has no text."""
        from readtui.importers.images.finder import ImageFinder
        from readtui.importers.markdown.document import COSTS, MarkdownBlocks
        from readtui.importers.notebook.pictures import NotebookPictures

        name = source.name or "the input"
        notebook = parse_notebook(decode(source.data, source.name, source.charset), name)
        metadata = as_mapping(notebook.get("metadata"))
        language, notebook_pictures = language_in(metadata), NotebookPictures(source)
        blocks, budget = MarkdownBlocks(ImageFinder(source)), Budget(COSTS, len(source.data))
        for cell in cells_of(notebook):
            pictures = notebook_pictures.of_cell(cell)
            blocks.finder = pictures.finder
            text = as_text(cell.get("source", cell.get("input")))
            kind = cell.get("cell_type")
            if kind == "code":
                blocks.builder.add(BlockKind.CODE, text, label=as_word(cell.get("language")) or language)
                for number, output in enumerate(as_list(cell.get("outputs"))):
                    blocks.builder.add(BlockKind.CODE, _printed(as_mapping(output)))
                    if (image := pictures.drawn(number)) is not None:
                        blocks.builder.add_image(image)
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
        about = Metadata(title=as_word(metadata.get("title")), creator=", ".join(authors_in(metadata)))
        return finished(blocks.builder, source, about, titled_by_heading=True)


def _printed(output: Mapping[str, Any]) -> str:
    """What a cell printed or returned, as text; empty for a picture."""
    data = as_mapping(output.get("data")) or output
    printed = as_text(output.get("text")) if output.get("output_type") == "stream" else ""
    traceback = "\n".join(map(as_text, as_list(output.get("traceback"))))
    words = printed or traceback or as_text(data.get("text/plain") or output.get("text"))
    words = _OVERWRITTEN.sub("", _ESCAPES.sub("", words))
    return "" if _PICTURE_WORDS.fullmatch(words.strip()) else words
