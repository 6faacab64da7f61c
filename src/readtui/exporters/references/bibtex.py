"""BibTeX."""

import re
from collections.abc import Iterable, Iterator

from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.references.entry import BibEntry, entry_of
from readtui.text.clean import visible

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_TO_ESCAPE = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class BibtexExporter:
    """Entries are ``@misc`` with a URL, which both BibTeX and biblatex read."""

    format = Format(
        "bibtex",
        "BibTeX",
        ".bib",
        Purpose.REFERENCES,
        "a bibliography for LaTeX, with your highlights as annotations",
        needs_text=False,
        lists_articles=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """An entry per article, in UTF-8."""
        separator = ""
        for document in documents:
            yield separator + _entry(entry_of(document, options))
            separator = "\n"


def _entry(entry: BibEntry) -> str:
    year, month, day = (*entry.date, 0, 0, 0)[:3]
    fields = {
        # The inner braces keep upper-case letters.
        "title": f"{{{escape(entry.title)}}}",
        "author": " and ".join(f"{{{escape(name)}}}" if "," in name else escape(name) for name in entry.authors),
        "howpublished": escape(entry.site),
        "year": str(year) if year else "",
        "month": _MONTHS[month - 1] if 1 <= month <= 12 else "",
        "day": str(day) if day else "",
        "url": visible(entry.address).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "langid": escape(entry.language),
        "keywords": escape(", ".join(entry.tags)),
        "annote": escape("\n\n".join((*entry.highlights, entry.link))),
    }
    # Month names are macros, so they get no braces.
    written = {name: value if name == "month" else f"{{{value}}}" for name, value in fields.items() if value}
    lines = [f"  {name} = {value}," for name, value in written.items()]
    return "\n".join((f"@misc{{{entry.key},", *lines, "}\n"))


def escape(text: str) -> str:
    """LaTeX that prints exactly this text."""
    return _TO_ESCAPE.sub(lambda found: _SPECIAL[found[0]], text)
