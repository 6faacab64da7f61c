"""Runs the contract of exporters over each of readtui's own formats; picks up new ones."""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points

import pytest
from exporting.unpacked import unpacked

from readtui.exporters.contract import ExporterContract
from readtui.exporters.exporter import Exporter, Format
from readtui.model.annotation import Annotation

EXPORTERS = sorted(point for point in entry_points(group="readtui.exporters") if point.value.startswith("readtui."))
ABOUT_THE_FORMAT = ("test_the_format_describes_itself", "test_no_other_format_has_the_name")
CHECKS = [name for name in dir(ExporterContract) if name.startswith("test_")]


def strings(value: object) -> Iterator[str]:
    """All strings in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (str(key), *strings(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def read_json(content: str) -> str:
    return "\n".join(strings(json.loads(content)))


def read_json_lines(content: str) -> str:
    return "\n".join(read_json(line) for line in content.splitlines())


def read_csv(content: str) -> str:
    return "\n".join("\n".join(row) for row in csv.reader(io.StringIO(content, newline="")))


def read_html(content: str) -> str:
    return html.unescape(
        re.sub(r"<[^>]*>", lambda tag: html.unescape(tag[0]) if "readtui:" in tag[0] else " ", content)
    )


def read_latex(content: str) -> str:
    return re.sub(r"\\[A-Za-z]+\*?(\{\})?", " ", content.replace(r"\brk{}", ""))


def read_typst(content: str) -> str:
    return re.sub(r"(?<!\\)#[a-z]\w*", " ", content)


def read_xml(content: str) -> str:
    """XML, and the plain text beside it in the same archive."""
    return f"{content}\n{html.unescape(re.sub('[<>]', ' ', content))}"


READERS: dict[str, Callable[[str], str]] = {
    ".json": read_json,
    ".jsonld": read_json,
    ".jsonl": read_json_lines,
    ".csv": read_csv,
    ".html": read_html,
    "anki": read_html,
    "taguette": read_html,
    ".bib": read_latex,
    ".tex": read_latex,
    ".typ": read_typst,
    "refi-qda": read_xml,
}
"""What undoes the escapes of a format, by its name or by its ending. What else begins as XML is read as XML."""

NOT_ABOUT = {"codebook": frozenset(("quotes", "notes", "tags", "colors", "links"))}


def reader_of(format: Format, text: str) -> Callable[[str], str] | None:
    """What undoes the escapes in an export, if the contract does not."""
    by_content = read_xml if text.startswith("<?xml") else None
    return READERS.get(format.name) or READERS.get(format.extension) or by_content


@cache
def contract_of(point: EntryPoint) -> ExporterContract:
    exporter: Exporter = point.load()()

    class Contract(ExporterContract):
        _exported: Sequence[tuple[Annotation, str, str]] | None = None

        def _each(self) -> Iterator[tuple[Annotation, str, str]]:
            # Five checks look at the same exports.
            if self._exported is None:
                self._exported = tuple(super()._each())
            return iter(self._exported)

        def text_of(self, content: str | bytes) -> str:
            text = unpacked(content)
            assert isinstance(text, str)
            reader = reader_of(exporter.format, text)
            return reader(text) if reader else super().text_of(text)

    Contract.exporter = exporter
    Contract.not_about = NOT_ABOUT.get(exporter.format.name, frozenset())
    return Contract()


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("point", EXPORTERS, ids=lambda point: point.name)
def test_own_formats_keep_the_contract(point: EntryPoint, check: str) -> None:
    contract = contract_of(point)
    if contract.exporter.format.name in ("koreader", "pdf") and check not in ABOUT_THE_FORMAT:
        pytest.skip("only articles from files; its own tests have some")
    try:
        getattr(contract, check)()
    except AssertionError as fault:
        fault.add_note("For readtui's own formats, READERS in tests/contract/test_exporters.py is text_of.")
        raise
