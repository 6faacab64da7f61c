"""Codebooks of REFI-QDA, and what they have in common with projects: https://www.qdasoftware.org."""

from collections.abc import Iterable, Iterator

from readtui.errors import ExportError
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Losses, Purpose
from readtui.exporters.research.codes import Code, CodeList
from readtui.exporters.xml_escape import xml_attribute, xml_text

ORIGIN = "readtui"
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def codebook_xml(codes: Iterable[Code], losses: Losses) -> Iterator[str]:
    yield f'{DECLARATION}<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="{ORIGIN}">\n  <Codes>\n'
    yield from codes_xml(codes, losses, "    ")
    yield "  </Codes>\n</CodeBook>\n"


def codes_xml(codes: Iterable[Code], losses: Losses, indent: str) -> Iterator[str]:
    """The codes as XML, nested like the tags."""
    for code in codes:
        color = f' color="{code.color}"' if code.color else ""
        name = xml_attribute(code.name, losses)
        start = f'{indent}<Code guid="{code.guid}" name={name} isCodable="true"{color}'
        if not (code.description or code.children):
            yield f"{start}/>\n"
            continue
        yield f"{start}>\n"
        yield described(code.description, losses, f"{indent}  ")
        yield from codes_xml(code.children, losses, f"{indent}  ")
        yield f"{indent}</Code>\n"


def described(text: str, losses: Losses, indent: str) -> str:
    """A description as XML; "" without one. The schema requires it to come first in an element."""
    return f"{indent}<Description>{xml_text(text, losses)}</Description>\n" if text else ""


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
        codebook = CodeList(options.tags)
        for document in documents:
            codebook.add(document)
        codes = codebook.codes()
        if not codes:
            raise ExportError("there are no tags to export", "To list what you have: readtui tags")
        yield from codebook_xml(codes, options.losses)
