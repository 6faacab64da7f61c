"""Export formats that are not one text: bytes, and several files."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint

import pytest
from plugging import plug_in

from readtui.exporters.exporter import ExportDocument, ExportFile, ExportOptions, Format, Purpose
from readtui.exporters.registry import GROUP


class BytesExporter:
    format = Format("bytes", "Bytes", ".bin", Purpose.DATA, "no text", is_binary=True)

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[bytes]:
        for document in documents:
            yield b"\x00\xff" + document.article.text.encode()


class PairExporter:
    """A file with the text and one with the quotes for each article, and one for all of them."""

    format = Format("pair", "Pair", "", Purpose.DATA, "two files", is_folder=True)

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        for file in self.files(documents, {}, options):
            for piece in file.content:
                assert isinstance(piece, str)
                yield piece

    def files(
        self, documents: Iterable[ExportDocument], names: Mapping[str, str], options: ExportOptions
    ) -> Iterator[ExportFile]:
        count = 0
        for document in documents:
            name = names.get(document.record.id, "article")
            yield ExportFile(f"{name}.words", [document.article.text])
            yield ExportFile(f"{name}.quotes", _quotes(document, options))
            count += 1
        yield ExportFile("all.count", [f"{count}\n"])


class StrayExporter(PairExporter):
    """Names a file outside of its folder."""

    format = Format("stray", "Stray", "", Purpose.DATA, "two files", is_folder=True)

    def files(
        self, documents: Iterable[ExportDocument], names: Mapping[str, str], options: ExportOptions
    ) -> Iterator[ExportFile]:
        yield ExportFile("../stray.words", ["mine"])


class HalfExporter(BytesExporter):
    """Claims several files, and has no method for them."""

    format = Format("half", "Half", "", Purpose.DATA, "nothing", is_folder=True)


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have these formats beside the installed ones."""
    made = (BytesExporter, PairExporter, StrayExporter, HalfExporter)
    plug_in(monkeypatch, *(EntryPoint(one.format.name, f"{__name__}:{one.__name__}", GROUP) for one in made))


def _quotes(document: ExportDocument, options: ExportOptions) -> Iterator[str]:
    for annotation in document.annotations:
        options.losses.add("color", count=annotation.color is not None)
        yield f"{annotation.quoted_text}\n"
