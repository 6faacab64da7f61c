"""Collects what a bibliography says about an article, whatever the format."""

import re
import unicodedata
from collections.abc import Sequence

from readtui.exporters.data.web_annotation import address_of
from readtui.exporters.exporter import ExportDocument, ExportOptions, link_to
from readtui.exporters.locators import citation_key, locator, page_of
from readtui.exporters.voices import voice_details
from readtui.model.annotation import Annotation
from readtui.quick_dataclass import dataclass
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
