"""The codebook alone, in the exchange format of programs for qualitative research (REFI-QDA, .qdc)."""

from collections.abc import Iterable, Iterator

from readtui.errors import ExportError
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.research.codes import Codebook
from readtui.exporters.research.refi import codebook_xml


class CodebookExporter:
    """All tags of the codebook and those in use, nested, with colors and descriptions."""

    format = Format(
        "codebook",
        "REFI-QDA codebook",
        ".qdc",
        Purpose.RESEARCH,
        "the tags with colors and descriptions, for QualCoder, NVivo, MAXQDA, ATLAS.ti",
        is_about_tags=True,
        needs_text=False,
        lists_articles=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """One XML document. Raises ExportError without tags, because the schema requires at least one code."""
        codebook = Codebook(options.tags)
        for document in documents:
            codebook.add(document)
        codes = codebook.codes()
        if not codes:
            raise ExportError("there are no tags to export", "To list what you have: readtui tags")
        yield from codebook_xml(codes, options.losses)
