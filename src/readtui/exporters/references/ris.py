"""RIS, which every reference manager imports."""

from collections.abc import Iterable, Iterator

from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.references.entry import BibEntry, entry_of
from readtui.text.clean import visible


class RisExporter:
    """A record per article, with an ``N1`` line per highlight."""

    format = Format(
        "ris",
        "RIS",
        ".ris",
        Purpose.REFERENCES,
        "a bibliography for any reference manager, with your highlights as notes",
        needs_text=False,
        lists_articles=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """Records with CRLF line ends."""
        for document in documents:
            yield (
                "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in _record(entry_of(document, options))) + "\r\n"
            )


def _record(entry: BibEntry) -> Iterator[tuple[str, str]]:
    yield "TY", "ELEC" if entry.address else "GEN"
    yield "ID", entry.key
    yield "TI", entry.title
    yield from (("AU", name) for name in entry.authors)
    if entry.date:
        year, month, day = (*entry.date, 0, 0)[:3]
        yield "PY", f"{year:04}"
        yield "DA", "/".join((f"{year:04}", f"{month:02}" if month else "", f"{day:02}" if day else "", ""))
    for tag, value in (("T2", entry.site), ("LA", entry.language), ("UR", entry.address)):
        if value:
            yield tag, value
    yield from (("KW", tag) for tag in entry.tags)
    yield from (("N1", text) for text in entry.highlights)
    yield "ER", ""


def _line(value: str) -> str:
    """The value on one line, because a line end would end it."""
    return " ".join(visible(value.replace("\n", " ")).split())
