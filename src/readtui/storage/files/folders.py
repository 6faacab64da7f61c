"""The names of a library's files and folders, and of those that belong to it on this device."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from readtui.errors import NotFoundError

_ARTICLES, _CODEBOOK = "articles", "codebook.json"
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_ARTICLE_FILE = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.json")


@dataclass(frozen=True, slots=True)
class LibraryFolders:
    """A library, and this device's state and cache of it."""

    library: Path
    state: Path
    cache: Path

    @property
    def articles(self) -> Path:
        """One TinyDB file an article."""
        return self.library / _ARTICLES

    @property
    def texts(self) -> Path:
        """Text versions."""
        return self.library / "texts"

    @property
    def codebook(self) -> Path:
        """The codebook's TinyDB file."""
        return self.library / _CODEBOOK

    @property
    def temp(self) -> Path:
        """Files that are being written, on the library's own file system."""
        return self.library / ".readtui" / "tmp"

    @property
    def lock(self) -> Path:
        """The library's lock."""
        return self.library / ".readtui" / "lock"

    @property
    def state_lock(self) -> Path:
        """The lock of this device's state."""
        return self.state / "lock"

    @property
    def history(self) -> Path:
        """This device's changes, one a line."""
        return self.state / "history.jsonl"

    @property
    def positions(self) -> Path:
        """Where articles were left on this device."""
        return self.state / "positions.json"

    @property
    def exports(self) -> Path:
        """The hashes of the files that were exported."""
        return self.state / "exports.json"

    @property
    def living(self) -> Path:
        """What is known about each living file."""
        return self.state / "living"

    def living_file(self, path: str) -> Path:
        """What is known about one. The name is a hash: a path may hold anything."""
        return self.living / f"{_hashed(path)}.json"

    @property
    def device(self) -> Path:
        """This device's id, and what it is bound to."""
        return self.state / "device"

    @property
    def birth(self) -> Path:
        """Whose time of change tells this state folder from its copies."""
        return self.state / "device.birth"

    @property
    def intents(self) -> Path:
        """Changes under way."""
        return self.state / "intents"

    def intent(self, change_id: str) -> Path:
        """A change under way. The name is a hash: an id may hold anything."""
        return self.intents / f"{_hashed(change_id)}.json"

    @property
    def merging(self) -> Path:
        """Which library is being merged in."""
        return self.state / "merging"

    @property
    def merging_lock(self) -> Path:
        """Held while one is."""
        return self.state / "merging.lock"

    @property
    def catalogue(self) -> Path:
        """The article records of all files, for a quick list."""
        return self.cache / "catalogue.jsonl"

    def first_page(self, article_id: str) -> Path:
        """The page that an article opens on; see ``readtui.tui.terminal.kept_pages``, which finds it without this."""
        return self.cache / "first-pages" / article_id

    @property
    def openings(self) -> Path:
        """Which command line opens which article of this library or of others; written by the same module."""
        return self.cache.parent / "openings"

    @property
    def drafts(self) -> Path:
        """Unfinished notes."""
        return self.state / "drafts"

    def draft(self, key: str) -> Path:
        """An unfinished note. The name is a hash: a key may hold anything."""
        return self.drafts / f"{_hashed(key)}.json"

    def edited_draft(self, key: str) -> Path:
        """The folder of an unfinished note while another program edits it."""
        return self.drafts / _hashed(key)

    def open_article(self, article_id: str, reader: str) -> Path:
        """What one reader that has the article open keeps locked. Raises NotFoundError for what can be no id."""
        return self.state / "open" / f"{_safe(article_id)}.{reader}"

    def name(self, article_id: str) -> str:
        """The path in the library of the article's file, or of the codebook for an empty id. Raises NotFoundError."""
        return f"{_ARTICLES}/{_safe(article_id)}.json" if article_id else _CODEBOOK

    def article(self, article_id: str) -> Path:
        """The article's file. Raises NotFoundError for what can be no id (it must not lead out of the folder)."""
        return self.articles / f"{_safe(article_id)}.json"

    def vanished(self, article_id: str) -> Path:
        """Annotations that were taken out of the article's file. Raises NotFoundError for what can be no id."""
        return self.state / "vanished" / f"{_safe(article_id)}.json"

    def text(self, article_id: str, text_version: str) -> Path:
        """A text version's file. Raises NotFoundError for what can be no id."""
        return self.texts / f"{_safe(article_id)}.{_safe(text_version)}.json"


def article_id_of(file_name: str) -> str | None:
    """The id that an article's file is named after; None for other files, among them sync tools' copies."""
    match = _ARTICLE_FILE.fullmatch(file_name)
    return match[1] if match else None


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _safe(name: str) -> str:
    if not _SAFE_ID.fullmatch(name):
        raise NotFoundError(f"no article has the id “{name}”", "`readtui list` shows the ids.")
    return name
