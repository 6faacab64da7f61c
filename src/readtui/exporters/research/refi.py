"""The common parts of projects and codebooks of REFI-QDA: https://www.qdasoftware.org."""

from collections.abc import Iterable, Iterator

from readtui.exporters.exporter import Losses
from readtui.exporters.research.codes import Code
from readtui.exporters.research.xml import xml_attribute, xml_text

ORIGIN = "readtui"
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def codebook_xml(codes: Iterable[Code], losses: Losses) -> Iterator[str]:
    """A codebook file."""
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
