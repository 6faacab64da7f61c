"""Reads Jupyter notebooks as an Article: Markdown, code in the kernel's language, what it printed and drew."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from readtui.errors import SourceError
from readtui.importers.common.budget import Budget
from readtui.importers.common.encoding import decode
from readtui.importers.common.finished_article import finished
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind
from readtui.model.image import Image

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


_ATTACHMENT = "attachment:"
_TYPES = ("png", "jpeg", "webp", "gif", "bmp")
"""What can be shown, the best first. In format 3, the keys are these words; later, ``image/`` stands before them."""

_Pictures = dict[str, tuple[int, str]]


class NotebookPictures:
    """The pictures of one notebook, for its cells in their order."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._count = 0

    def of_cell(self, cell: Mapping[str, Any]) -> "CellPictures":
        pictures: _Pictures = {}
        for address, bundle in _bundles(cell):
            found: dict[str, tuple[int, str]] = {}
            for key, value in bundle.items():
                if (kind := key.removeprefix("image/")) in _TYPES and (encoded := as_text(value)):
                    found[kind] = (self._count, encoded)
                    self._count += 1
            best = next((found[kind] for kind in _TYPES if kind in found), None)
            if best is not None:
                pictures[address] = best
        return CellPictures(self._source, pictures)


class CellPictures:
    """The pictures of one cell; ``finder`` finds them by the addresses in its text."""

    def __init__(self, source: Source, pictures: _Pictures) -> None:
        from readtui.importers.images.finder import ImageFinder
        from readtui.importers.images.inner_images import embedded_parts

        locate = embedded_parts(pictures)
        self.finder = ImageFinder(source, lambda reference: locate(unquote(reference)))

    def drawn(self, number: int) -> Image | None:
        """What the output with this number, from 0, shows."""
        return self.finder.find((_output(number),))


def _bundles(cell: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The address of each attachment and output, and its forms by type, in the order of the file."""
    for key, value in cell.items():
        if key == "attachments":
            for name, bundle in as_mapping(value).items():
                yield f"{_ATTACHMENT}{name}", as_mapping(bundle)
        elif key == "outputs":
            for number, output in enumerate(as_list(value)):
                yield _output(number), as_mapping(as_mapping(output).get("data")) or as_mapping(output)


def _output(number: int) -> str:
    return f"output:{number}"
