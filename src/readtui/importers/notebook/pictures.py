"""Finds the pictures of a Jupyter notebook: what its code has drawn, and what is attached to its text."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from readtui.importers.images.finder import ImageFinder
from readtui.importers.images.inner_images import embedded_parts
from readtui.importers.importer import Source
from readtui.importers.notebook.cells import as_list, as_mapping, as_text
from readtui.model.image import Image

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
        """The pictures of the next cell."""
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
