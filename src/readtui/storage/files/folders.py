"""The paths of a library's files and folders, and of its state and cache on this device."""

import hashlib
from pathlib import Path

from readtui.errors import NotFoundError
from readtui.model.article import awaited_id, is_waiting, waiting_id
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern

_ARTICLES, _WAITING, _CODEBOOK = "articles", "waiting", "codebook.json"
_SAFE_ID = pattern(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_ARTICLE_FILE = pattern(r"([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.json")


@dataclass(frozen=True, slots=True)
class LibraryFolders:
    """The folders of a library, and of this device's state and cache for it."""

    library: Path
    state: Path
    cache: Path

    @property
    def articles(self) -> Path:
        """The folder with one TinyDB file per article."""
        return self.library / _ARTICLES

    @property
    def waiting(self) -> Path:
        """The folder with one TinyDB file per article that is not there yet. It may be missing."""
        return self.library / _WAITING

    @property
    def texts(self) -> Path:
        return self.library / "texts"

    @property
    def media(self) -> Path:
        """The folder with images, each under its hash. It may be missing."""
        return self.library / "media"

    @property
    def codebook(self) -> Path:
        """The codebook's TinyDB file."""
        return self.library / _CODEBOOK

    @property
    def temp(self) -> Path:
        """The folder for files that are being written, on the library's own file system."""
        return self.library / ".readtui/tmp"

    @property
    def coming(self) -> Path:
        """The folder with the names of texts whose articles are not saved yet. It may be missing."""
        return self.library / ".readtui" / "coming"

    @property
    def lock(self) -> Path:
        return self.library / ".readtui" / "lock"

    @property
    def state_lock(self) -> Path:
        return self.state / "lock"

    @property
    def history(self) -> Path:
        """The changes made on this device, one per line."""
        return self.state / "history.jsonl"

    @property
    def positions(self) -> Path:
        return self.state / "positions.json"

    def seen(self, article_id: str) -> Path:
        """The text of the article that was last seen. Raises NotFoundError for an invalid id."""
        return self.state / "seen" / f"{_safe(article_id)}.json"

    @property
    def choices(self) -> Path:
        """What the user last chose."""
        return self.state / "choices.json"

    @property
    def exports(self) -> Path:
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
        """This device's id, and the machine and birth mark that it belongs to."""
        return self.state / "device"

    @property
    def birth(self) -> Path:
        """The birth mark, whose ctime distinguishes this state folder from its copies."""
        return self.state / "device.birth"

    @property
    def intents(self) -> Path:
        """The folder with the intents: the changes that are being written."""
        return self.state / "intents"

    def intent(self, change_id: str) -> Path:
        """The intent of a change. Its name is a hash, because an id may contain any character."""
        return self.intents / f"{_hashed(change_id)}.json"

    @property
    def merging(self) -> Path:
        """The file that names the library that is being merged in."""
        return self.state / "merging"

    @property
    def merging_lock(self) -> Path:
        return self.state / "merging.lock"

    @property
    def catalogue(self) -> Path:
        """The records of all articles, cached for fast lists."""
        return self.cache / "catalogue.jsonl"

    @property
    def waiting_catalogue(self) -> Path:
        """The same of the articles that are not there yet."""
        return self.cache / "waiting.jsonl"

    def first_pages(self, article_id: str) -> tuple[Path, ...]:
        """The cached first pages that show an article, by the same paths as in ``readtui.tui.terminal.kept_pages``."""
        folder = self.cache / "first-pages"
        return folder / article_id, folder / f"{article_id}discuss", folder / "library"

    @property
    def openings(self) -> Path:
        """The folder that records which command lines open which articles, in any library; from the same module."""
        return self.cache.parent / "openings"

    @property
    def drafts(self) -> Path:
        """The folder with unfinished notes."""
        return self.state / "drafts"

    def draft(self, key: str) -> Path:
        """An unfinished note. Its name is a hash, because a key may contain any character."""
        return self.drafts / f"{_hashed(key)}.json"

    def edited_draft(self, key: str) -> Path:
        """The folder of an unfinished note while another program edits it."""
        return self.drafts / _hashed(key)

    def open_article(self, article_id: str, reader: str) -> Path:
        """The file that a reader keeps locked while it has the article open. Raises NotFoundError for an invalid id."""
        return self.state / "open" / f"{_safe(article_id)}.{reader}"

    def name(self, article_id: str) -> str:
        """The relative path of the article's file in the library, or of the codebook for an empty id.

        Raises NotFoundError for an invalid id.
        """
        if is_waiting(article_id):
            return f"{_WAITING}/{_safe(awaited_id(article_id))}.json"
        return f"{_ARTICLES}/{_safe(article_id)}.json" if article_id else _CODEBOOK

    def article(self, article_id: str) -> Path:
        """The article's file. Raises NotFoundError for an invalid id, which might lead out of the folder."""
        return self.library / self.name(_safe(article_id))

    def id_of(self, path: Path) -> str | None:
        """The article id of a file in ``articles`` or ``waiting``; None for other files, such as sync tools' copies."""
        return waiting_id_of(path.name) if path.parent.name == _WAITING else article_id_of(path.name)

    def vanished(self, article_id: str) -> Path:
        """The annotations that vanished from the article's file. Raises NotFoundError for an invalid id."""
        return self.state / "vanished" / f"{_safe(article_id)}.json"

    def text(self, article_id: str, text_version: str) -> Path:
        """The file of a text version. Raises NotFoundError for an invalid id."""
        return self.library / f"texts/{_safe(article_id)}.{_safe(text_version)}.json"


def article_id_of(file_name: str) -> str | None:
    """The article id in a file's name; None for other files, such as sync tools' copies."""
    match = _ARTICLE_FILE.fullmatch(file_name)
    return match[1] if match else None


def waiting_id_of(file_name: str) -> str | None:
    """The id of an article that is not there yet, from the name of its file in ``waiting``; None for other files."""
    awaited = article_id_of(file_name)
    return waiting_id(awaited) if awaited else None


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _safe(name: str) -> str:
    if not _SAFE_ID.fullmatch(name):
        raise NotFoundError(f"no article has the id “{name}”", "`readtui list` shows the ids.")
    return name
