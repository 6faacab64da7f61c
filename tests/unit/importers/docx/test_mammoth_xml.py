import io

import pytest
from mammoth.docx import office_xml, xmlparser

from readtui.importers.docx.repairs import parse_directly, parse_part

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = [("w", _W), ("w", "http://purl.oclc.org/ooxml/wordprocessingml/main"), ("v", "urn:v")]


@pytest.mark.parametrize(
    "markup",
    [
        f'<w:p xmlns:w="{_W}" xmlns:o="urn:o" w:a="1" b="2" o:c="3"><o:d xml:space="preserve"> é&amp;e </o:d>\n</w:p>',
        f'<p xmlns="{_W}"><v:r xmlns:v="urn:v" id="x"/>tail<q xmlns="">&#x1d11e;</q></p>',
        '<w:t xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">one</w:t>',
    ],
)
def test_a_part_has_the_elements_that_mammoth_makes_of_it(markup: str) -> None:
    data = markup.encode("utf-16")
    assert parse_part(io.BytesIO(data), _NAMESPACES) == xmlparser.parse_xml(io.BytesIO(data), _NAMESPACES)


def test_mammoth_asks_for_the_elements_of_each_part() -> None:
    parse_directly()
    root = office_xml.read(io.BytesIO(f'<w:t xmlns:w="{_W}">a<![CDATA[<b>]]></w:t>'.encode()))
    assert root.name == "w:t"
    # Mammoth's own parser drops CDATA.
    assert "".join(child.value for child in root.children) == "a<b>"
