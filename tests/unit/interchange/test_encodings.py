"""Files that another program has saved in another encoding than their own."""

from pathlib import Path

import pytest

from readtui.importers.common.xml_safe import parse_xml
from readtui.importers.importer import Source
from readtui.interchange.common.parsers import columns_of, rows_of
from readtui.interchange.import_file import read_file

SAMPLES = Path(__file__).parents[2] / "support" / "importing" / "samples"
_BINARY = {".db", ".epub", ".pdf", ".qdpx", ".sqlite", ".sqlite3", ".zip"}
TEXTS = sorted(path for path in SAMPLES.rglob("*") if path.is_file() and path.suffix not in _BINARY)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_in_any_unicode_encoding_is_read_like_one_in_utf8(path: Path) -> None:
    text = path.read_text(encoding="utf-8-sig")
    expected = read_file((Source(path.read_bytes(), path.name), ""))
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        assert read_file((Source(text.encode(encoding), path.name), "")) == expected, encoding


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-32", "ucs-2"])
def test_xml_in_utf8_that_declares_another_unicode_encoding_is_read(declared: str) -> None:
    document = f'<?xml version="1.0" encoding="{declared}" standalone="yes"?>\r\n<a>Größe 🐑</a>'
    for encoding in ("utf-8", "utf-8-sig"):
        assert parse_xml(document.encode(encoding)).text == "Größe 🐑"


@pytest.mark.parametrize("line", ["sep=,\r\n", "SEP=;\n", '"sep=;"\n', "sep=|\n"])
def test_the_line_for_excel_above_a_table_says_what_separates_cells(line: str) -> None:
    separator = line.strip('"\r\n')[-1]
    source = Source(f"{line}Title{separator}Note\na\tb{separator}c\n".encode())
    assert columns_of(source) == {"title", "note"}
    assert list(rows_of(source)) == [{"title": "a\tb", "note": "c"}]
