"""Bibliographies, with an entry per article: BibTeX, CSL-JSON (https://docs.citationstyles.org) and RIS."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from readtui.codec.strict_json import harmless
from readtui.exporters.data.web_annotation import address_of
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose, link_to
from readtui.exporters.locators import citation_key, locator, page_of
from readtui.exporters.voices import voice_details
from readtui.model.annotation import Annotation
from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible
from readtui.text.note_links import words_of_links

_SEPARATORS = re.compile(r"\s*(?:;|&|\band\b|\bund\b|\bet\b|\by\b|、)\s*")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_NAME_PARTICLES = ("the", "a", "an", "der", "die", "das", "le", "la", "el", "on", "of")


@dataclass(frozen=True, slots=True)
class BibEntry:
    """An article in a bibliography. ``date``: year, month and day, if known.

    ``key`` is the same in every export: that of a reference manager, if it has one.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    date: tuple[int, ...]
    address: str
    site: str
    language: str
    tags: tuple[str, ...]
    highlights: tuple[str, ...]
    link: str


def entry_of(document: ExportDocument, options: ExportOptions) -> BibEntry:
    """The entry for an article, with its annotations as text, which has no colors and replies."""
    losses, named = options.losses, document.names_creators(options)
    losses.add("color", count=sum(annotation.color is not None for annotation in document.annotations))
    losses.add("reply", "replies", count=sum(len(annotation.replies) for annotation in document.annotations))
    highlights = [_highlight(document, annotation, named=named) for annotation in document.annotations]
    losses.add("annotation without words", "annotations without words", count=highlights.count(""))
    record, metadata = document.record, document.record.metadata
    address = address_of(record)
    authors = _authors(metadata.creator)
    date = _date(metadata.published)
    return BibEntry(
        key=citation_key(record) or _key(authors, date, metadata.title, record.id),
        title=" ".join(metadata.title.split()),
        authors=authors,
        date=date,
        address=address if address.startswith("http") else "",
        site=metadata.site,
        language=metadata.language,
        tags=tuple(dict.fromkeys((*record.tags, *(tag for one in document.annotations for tag in one.tags)))),
        highlights=tuple(filter(None, highlights)),
        link=link_to(record.id),
    )


def _authors(creator: str) -> tuple[str, ...]:
    """The names in a byline. Commas separate names of several words; "Woolf, Virginia" is one name."""
    names: list[str] = []
    for part in _SEPARATORS.split(creator):
        pieces = [piece.strip() for piece in part.split(",")]
        names += pieces if len(pieces) > 1 and all(" " in piece for piece in pieces) else [part.strip()]
    return tuple(name for name in names if name)


def _date(published: str) -> tuple[int, ...]:
    found = _DATE.match(published)
    return tuple(int(part) for part in found.groups() if part) if found else ()


def _key(authors: Sequence[str], date: Sequence[int], title: str, article_id: str) -> str:
    """Family name, year and the title's first word in ASCII, then the start of the article's id."""
    family = authors[0].split(",")[0].split()[-1] if authors and authors[0].split(",")[0].split() else ""
    words = [word for word in _ascii(title).split() if word not in _NAME_PARTICLES]
    parts = (_ascii(family).replace(" ", ""), str(date[0]) if date else "", words[0] if words else "")
    return f"{''.join(parts) or 'article'}-{article_id[:6]}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _NOT_IN_KEY.sub(" ", plain).strip()


def _highlight(document: ExportDocument, annotation: Annotation, *, named: bool) -> str:
    """What an annotation says, with the link back; "" if it says nothing."""
    quote = " ".join(annotation.own_words.split())
    tags = " ".join(f"#{tag}" for tag in annotation.tags)
    note, link = words_of_links(annotation.note), link_to(annotation.id)
    voices = ", ".join(voice_details(annotation, named=named))
    page = locator(page_of(document, annotation))
    said = (
        f"“{quote}”" if quote else "",
        f"({page})" if page else "",
        note,
        f"[{tags}]" if tags else "",
        f"({voices})" if voices else "",
    )
    return " ".join((*filter(None, said), link)) if any(said) else ""


_TEX_SIGNS = {
    **{sign: f"\\{sign}" for sign in "{}&%$#_"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
}
_TO_ESCAPE = re.compile("[" + re.escape("".join(_TEX_SIGNS)) + "]")
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
            yield separator + _bibtex(entry_of(document, options))
            separator = "\n"


def _bibtex(entry: BibEntry) -> str:
    year, month, day = (*entry.date, 0, 0, 0)[:3]
    fields = {
        # The inner braces keep upper-case letters.
        "title": f"{{{in_tex(entry.title)}}}",
        "author": " and ".join(f"{{{in_tex(name)}}}" if "," in name else in_tex(name) for name in entry.authors),
        "howpublished": in_tex(entry.site),
        "year": str(year) if year else "",
        "month": _MONTHS[month - 1] if 1 <= month <= 12 else "",
        "day": str(day) if day else "",
        "url": visible(entry.address).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "langid": in_tex(entry.language),
        "keywords": in_tex(", ".join(entry.tags)),
        "annote": in_tex("\n\n".join((*entry.highlights, entry.link))),
    }
    # Month names are macros, so they get no braces.
    written = {name: value if name == "month" else f"{{{value}}}" for name, value in fields.items() if value}
    lines = [f"  {name} = {value}," for name, value in written.items()]
    return "\n".join((f"@misc{{{entry.key},", *lines, "}\n"))


def in_tex(text: str) -> str:
    """LaTeX that prints exactly this text."""
    return _TO_ESCAPE.sub(lambda found: _TEX_SIGNS[found[0]], text)


class CslJsonExporter:
    """A list of items. Names are literal, because readtui does not know which part is the family name."""

    format = Format(
        "csl-json",
        "CSL-JSON",
        ".json",
        Purpose.REFERENCES,
        "a bibliography for Zotero and pandoc, with your highlights as notes",
        needs_text=False,
        lists_articles=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """An item per article."""
        yield "["
        separator = "\n "
        for document in documents:
            yield separator + harmless(json.dumps(_item(entry_of(document, options)), ensure_ascii=False))
            separator = ",\n "
        yield "\n]\n"


def _item(entry: BibEntry) -> dict[str, Any]:
    item: dict[str, Any] = {"id": entry.key, "type": "webpage" if entry.address else "document", "title": entry.title}
    if entry.authors:
        item["author"] = [{"literal": name} for name in entry.authors]
    if entry.date:
        item["issued"] = {"date-parts": [list(entry.date)]}
    values = {
        "URL": entry.address,
        "container-title": entry.site,
        "language": entry.language,
        "keyword": ", ".join(entry.tags),
        "note": "\n\n".join((*entry.highlights, entry.link)),
    }
    return item | {name: value for name, value in values.items() if value}


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
