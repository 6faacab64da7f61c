"""Says which article of a library is meant by a work: by its file, its address, or by title and author."""

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from readtui.model.article import ArticleRecord, Metadata
from readtui.quick_dataclass import dataclass

_WORD = re.compile(r"[^\W_]+")
_SUBTITLE = re.compile(r"\s*(?:[:：–—]|\s-\s|\s\|\s).*$|\s*[(\[（][^()\[\]（）]*[)\]）]\s*$", re.DOTALL)
_EDITION = re.compile(r"(?:\s*[(\[（][^()\[\]（）]*[)\]）])+\s*$")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref_src", re.IGNORECASE)
# A query that reading and writing it would leave as it is: most are.
_PLAIN_QUERY = re.compile(r"[\w.~+-]+=[\w.~+-]*(?:&[\w.~+-]+=[\w.~+-]*)*", re.ASCII)
_TRACKS = re.compile(rf"(?:^|&)(?:{_TRACKING.pattern})=", re.IGNORECASE)
_MOST_PARAMETERS = 100
_READTUI = "readtui:"
_LEAST_NAME = 3
_LEAST_LETTERS = 4


class Match(StrEnum):
    """How an article was found. TITLE is not certain: the quotes must be there, too."""

    FILE = "its file"
    ADDRESS = "address"
    AUTHOR = "title and author"
    TITLE = "title"
    QUOTES = "quotes"


@lru_cache(maxsize=32)
def address_key(url: str) -> str:
    """An address for comparing: without scheme, ``www.``, fragment, closing slash, and what only tracks readers.

    "" for anything but a web address.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        query = _query_key(parts.query)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    return f"{host}{parts.path.rstrip('/')}{'?' if query else ''}{query}"


def _query_key(query: str) -> str:
    """The parameters without those that only track readers, spelled in one way unless there are very many."""
    if _PLAIN_QUERY.fullmatch(query) and not _TRACKS.search(query):
        return query
    if query.count("&") >= _MOST_PARAMETERS:
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])])


@lru_cache(maxsize=32)
def title_key(title: str) -> str:
    """The letters of a title, folded."""
    # A work's title is asked for in several ways that mostly are the same.
    folded = title.casefold()
    if folded.isascii():
        return " ".join(_WORD.findall(folded))
    folded = unicodedata.normalize("NFKD", title).casefold()
    if marks := [ord(one) for one in set(folded) if unicodedata.combining(one)]:
        folded = folded.translate(dict.fromkeys(marks))
    return " ".join(_WORD.findall(folded))


def _without_edition(title: str) -> str:
    """The title without what stands in parentheses at its end."""
    return _EDITION.sub("", title) or title


def main_title_key(title: str) -> str:
    """The same without subtitle, edition or series."""
    while (shorter := _SUBTITLE.sub("", title)) != title and shorter.strip():
        title = shorter
    return title_key(title)


def agree(title: str, other: str) -> bool:
    """Whether two titles are the same, perhaps one without its subtitle, or one is unknown."""
    return not title or not other or main_title_key(title) == main_title_key(other)


def names_in(author: str) -> frozenset[str]:
    """The folded names of authors, without initials."""
    return frozenset(word for word in title_key(author).split() if len(word) >= _LEAST_NAME or not word.isascii())


def file_key(path: str) -> str:
    """A path for comparing: endings of names are written in small or large letters."""
    name, ending = os.path.splitext(path)
    return name + ending.lower()


@dataclass(slots=True)
class Articles:
    """The articles of a library, by what a work can be recognized by."""

    by_id: dict[str, ArticleRecord] = field(default_factory=dict)
    by_file: dict[str, list[ArticleRecord]] = field(default_factory=dict)
    by_address: dict[str, list[ArticleRecord]] = field(default_factory=dict)
    by_title: dict[str, list[ArticleRecord]] = field(default_factory=dict)
    by_main_title: dict[str, list[ArticleRecord]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[ArticleRecord]) -> "Articles":
        """Those of ``records``."""
        found = cls()
        for record in records:
            found.add(record)
        return found

    def add(self, record: ArticleRecord) -> None:
        metadata = record.metadata
        self.by_id[record.id] = record
        for path in record.paths:
            folder, name = os.path.split(path)
            any_name = os.path.join(folder, f"*{os.path.splitext(name)[1]}")
            for key in {file_key(path), file_key(any_name)}:
                self.by_file.setdefault(key, []).append(record)
        for key in {address_key(metadata.source), address_key(metadata.canonical_url)} - {""}:
            self.by_address.setdefault(key, []).append(record)
        for key in {title_key(metadata.title), title_key(_without_edition(metadata.title))} - {""}:
            self.by_title.setdefault(key, []).append(record)
        if key := main_title_key(metadata.title):
            self.by_main_title.setdefault(key, []).append(record)

    def at(self, files: Iterable[str]) -> list[ArticleRecord]:
        """The articles that were added from the first of these files from which any was; see ``ImportedWork.files``."""
        return next((found for path in files if (found := self.by_file.get(file_key(path)))), [])

    def find(self, title: str, author: str, url: str) -> list[tuple[ArticleRecord, Match]]:
        """The articles that may be meant, the most certain first."""
        key = address_key(url)
        found = [(record, Match.ADDRESS) for record in self.by_address.get(key, ())] if key else []
        if own := self.by_id.get(url.removeprefix(_READTUI)) if url.startswith(_READTUI) else None:
            found = [(own, Match.ADDRESS)]
        if not self.by_title:
            return found
        names, whole, main = names_in(author), title_key(title), main_title_key(title)
        # A title such as "A Study (2nd ed.)" without an author may look like "A Study" by "2nd ed.".
        both = title_key(f"{title} {author}")
        keys = dict.fromkeys((whole, title_key(_without_edition(title)), both)) if whole else {}
        same = [record for key in keys for record in self.by_title.get(key, ())]
        same += [one for one in self.by_main_title.get(main, ()) if main and _is_one_short(one.metadata, whole, main)]
        by_author: list[tuple[ArticleRecord, Match]] = []
        by_title: list[tuple[ArticleRecord, Match]] = []
        for record in {one.id: one for one in same}.values():
            known = names_in(record.metadata.creator)
            if names and known:
                if not names.isdisjoint(known):
                    by_author.append((record, Match.AUTHOR))
            elif len(whole) >= _LEAST_LETTERS or not whole.isascii():
                by_title.append((record, Match.TITLE))
        seen = {record.id for record, _ in found}
        return found + [pair for pair in by_author + by_title if pair[0].id not in seen]


def _is_one_short(metadata: Metadata, whole: str, main: str) -> bool:
    """Whether one of two titles with the same main title has no subtitle, so that they do not contradict each other."""
    return main in (whole, title_key(metadata.title))
