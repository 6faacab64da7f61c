"""Standing exports: a folder for each rule, with a file for each article, found again by the article's id."""

import hashlib
import json
import os
import re
import string
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path
from threading import Lock

from readtui.errors import ExportError, ReadtuiError, StorageError
from readtui.exporters.exporter import ExportDocument, Exporter, ExportOptions
from readtui.exporters.file_names import safe_name
from readtui.exporters.living.merge import ids_in
from readtui.exporters.living.parts import LivingExporter
from readtui.model.article import ArticleRecord, awaited_id
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular
from readtui.rights import make_private_folder
from readtui.search.query.syntax import EVERYTHING, Query
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.out.export import Exports
from readtui.services.out.living_files import LivingCounts, LivingExport, LivingFile, decoded, read, record_named
from readtui.services.out.whole_file import remember, reported, stage, write_whole
from readtui.storage.repository import ContentHash, Repository
from readtui.text.clean import visible

_MOST_FILES = 50_000
_SIGN = b"eadtui"
FIELDS = ("author", "title", "site", "published", "language", "id")
_MOST_BYTES = 120
# For the end of a name that another file has: a space and 16 digits.
_MOST_STEM_BYTES = _MOST_BYTES - 17


@dataclass(frozen=True, slots=True)
class StandingRule:
    """One standing export. Files in ``format`` hold ids of articles; ``name`` is a template for ``path_parts``.

    ``creators``: whether the files name who made what. ``number``: the place in the settings, from 1. As long as it
    ``is_paused``, its files stay as they are.
    """

    format: str
    folder: Path
    name: str
    query: Query = EVERYTHING
    creators: bool = True
    number: int = 0
    is_paused: bool = False


@dataclass(slots=True)
class StandingResult:
    """The written files, the faults that prevented others, and the blocks that users had edited."""

    written: list[Path] = field(default_factory=list)
    faults: list[ReadtuiError] = field(default_factory=list)
    left: LivingCounts = field(default_factory=LivingCounts)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The state of a file when it was last checked, the article that it is about ("" for none), and its blocks' ids."""

    modified: int
    size: int
    article_id: str
    blocks: frozenset[str]


@dataclass
class StandingFolders:
    """The standing exports of one library. ``tags`` returns the codebook. May be used from any thread.

    ``apart``: the folders of other libraries' standing exports.
    """

    _exports: Exports
    _rules: Collection[StandingRule]
    _tags: Callable[[], Mapping[str, Tag]]
    _apart: Collection[Path] = ()

    def __post_init__(self) -> None:
        self._ours: set[tuple[Path, str]] = set()
        self._seen: dict[tuple[str, Path], _Seen] = {}
        self._lock = Lock()
        self._changed: set[str] = set()
        self._remembering = Lock()

    @property
    def has_changes(self) -> bool:
        """Whether some articles have changed since they were last exported."""
        return bool(self._changed)

    def changed(self, article_ids: Collection[str]) -> None:
        """Remember for ``run_changed`` that these articles have changed."""
        with self._remembering:
            self._changed.update(article_ids)

    def run_changed(self, *, goes_on: Callable[[], bool] = lambda: True) -> StandingResult:
        """Export the articles that have changed. If this is interrupted, the rest is exported the next time."""
        with self._remembering:
            article_ids, self._changed = tuple(sorted(self._changed)), set()
        return self.run(article_ids, goes_on=goes_on) if article_ids else StandingResult()

    def run(self, article_ids: tuple[str, ...] = (), *, goes_on: Callable[[], bool] = lambda: True) -> StandingResult:
        """Export these articles (all if there are none), and ask ``goes_on`` after each.

        A fault in one file or folder is reported and does not stop the others. Raises nothing else.
        """
        result = StandingResult()
        with self._lock:
            for rule in self._rules:
                try:
                    is_done = self._run(rule, article_ids, result, goes_on)
                except ReadtuiError as fault:
                    result.faults.append(fault)
                    continue
                if not is_done:
                    self.changed(article_ids)
                    break
        return result

    def check(self) -> None:
        """Raise ExportError if a folder has files of another library, or cannot be read."""
        for rule in self._rules:
            with reported(rule.folder):
                self._files(rule.folder, self._exports.exporter(rule.format))

    def _run(
        self, rule: StandingRule, article_ids: tuple[str, ...], result: StandingResult, goes_on: Callable[[], bool]
    ) -> bool:
        """Run the exports. Returns whether all were done."""
        exporter = self._exports.exporter(rule.format)
        with reported(rule.folder):
            rule.folder.mkdir(exist_ok=True)
            files = self._files(rule.folder, exporter)
        export = self._export(rule, exporter, result.left)
        documents = self._exports.documents(AnnotationQuery(article_ids, rule.query), creators=rule.creators)
        for document in documents.of(exporter.format):
            if not document.annotations:
                continue
            # The file of a work that has waited for its text keeps the id that it has.
            names = (awaited_id(document.record.id), *document.record.aliases)
            article_id = next((name for name in names if name in files), names[0])
            document = replace(document, record=replace(document.record, id=article_id))
            try:
                path = files.get(article_id) or _free_path(rule, document, exporter.format.extension)
                with reported(path):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    if export(path, document):
                        result.written.append(path)
                files[article_id] = path
            except ReadtuiError as fault:
                result.faults.append(fault)
            if not goes_on():
                return False
        return True

    def _export(
        self, rule: StandingRule, exporter: Exporter, left: LivingCounts
    ) -> Callable[[Path, ExportDocument], bool]:
        """A function that exports one article to a file and returns whether the file has changed.

        It raises OSError, ReadtuiError.
        """
        store, creator = self._exports.store, self._exports.library.identity().me if rule.creators else None
        options = ExportOptions(tags=self._tags(), creator=creator)
        if isinstance(exporter, LivingExporter):
            export = LivingExport(exporter, options, store, self._exports.library.repository)
            return lambda path, document: _update(export, path, document, left)
        written = {one for hashes in store.exported().values() for one in hashes}
        return lambda path, document: write_anew(path, exporter.render([document], options), store, written)

    # ------------------------------------------------------------------ existing files

    def _files(self, folder: Path, exporter: Exporter) -> dict[str, Path]:
        """The file of each article in the folder and its subfolders. Raises OSError, and ExportError if there are files
        of another library.
        """
        found: dict[str, Path] = {}
        apart = [one for one in self._apart if folder in one.parents]
        for path in _paths(folder, exporter.format.extension):
            seen = self._looked_at(path, exporter)
            if seen is None or not seen.article_id:
                continue
            article_id = seen.article_id
            if self._is_foreign(path, seen):
                if any(one in path.parents for one in apart):
                    continue
                raise ExportError(
                    f"nothing written to {visible(str(folder))}: another library's notes are there, in "
                    f"{visible(str(path.relative_to(folder)))}",
                    "Each library needs a folder of its own: name folder and library in [[standing_export]].",
                )
            if article_id not in found or self._is_known(path) > self._is_known(found[article_id]):
                found[article_id] = path
        return found

    def _is_foreign(self, path: Path, seen: _Seen) -> bool:
        """Whether another library exported to the file: this one has none of its ids, not even in the trash."""
        article_id, repository = seen.article_id, self._exports.library.repository
        if (path, article_id) in self._ours:
            return False
        with suppress(ReadtuiError):
            if not self._is_known(path):
                record = record_named(repository, article_id)
                if record is None:
                    return True
                known = {one.id for one in repository.annotations(record.id, deleted=True)} if seen.blocks else ()
                if seen.blocks and seen.blocks.isdisjoint(known):
                    return True
        self._ours.add((path, article_id))
        return False

    def _looked_at(self, path: Path, exporter: Exporter) -> _Seen | None:
        """What is known of the file; None if it cannot be read."""
        try:
            status = path.stat()
            key = (exporter.format.name, path)
            seen = self._seen.get(key)
            if seen is None or (seen.modified, seen.size) != (status.st_mtime_ns, status.st_size):
                seen = _Seen(status.st_mtime_ns, status.st_size, *_ids_in(read(path), exporter))
                self._seen[key] = seen
        except (OSError, ReadtuiError):
            return None
        return seen

    def _is_known(self, path: Path) -> bool:
        """Whether this device has exported to the file, so that it is not a sync tool's copy."""
        name, store = os.path.realpath(path), self._exports.store
        with suppress(StorageError):
            return store.living(name, ()) is not None or name in store.exported()
        return False


def _update(export: LivingExport, path: Path, document: ExportDocument, left: LivingCounts) -> bool:
    """Export one article; whether its file has changed. Raises OSError, ReadtuiError."""
    file = LivingFile(export, path, [document])
    try:
        return bool(export.replace([file], left))
    finally:
        file.discard()


def _ids_in(content: bytes, exporter: Exporter) -> tuple[str, frozenset[str]]:
    """The article that a file is about, "" if it is about none or several, and the ids of its blocks."""
    articles, blocks = frozenset[str](), frozenset[str]()
    if isinstance(exporter, LivingExporter):
        if _SIGN in content.lower():
            found = ids_in(decoded(content), exporter.syntax)
            articles, blocks = found.articles, found.blocks
    elif exporter.format.names_article:
        articles = frozenset(re.findall(exporter.format.names_article, decoded(content), re.MULTILINE))
    return next(iter(articles)) if len(articles) == 1 else "", blocks


def _paths(folder: Path, extension: str) -> Iterator[Path]:
    """The files with this extension, not in hidden folders, in a stable order. Raises OSError for the folder itself."""
    os.listdir(folder)
    count = 0
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(extension) and not name.startswith("."):
                yield Path(parent, name)
                count += 1
                if count == _MOST_FILES:
                    return


def _free_path(rule: StandingRule, document: ExportDocument, extension: str) -> Path:
    """The path for a new file. If the name is taken, adds 8 digits of the id, or all of them. Raises ExportError."""
    *folders, stem = path_parts(rule.name, document.record)
    folder = rule.folder.joinpath(*folders)
    try:
        taken = {name.casefold() for name in os.listdir(folder)}
    except FileNotFoundError:
        taken = set()
    except OSError as fault:
        raise ExportError(f"cannot read {visible(str(folder))}: {fault.strerror}", "Check its permissions.") from fault
    for end in ("", f" {document.record.id[:8]}", f" {document.record.id}"):
        name = f"{stem}{end}{extension}"
        if name.casefold() not in taken:
            return folder / name
    raise ExportError(f"a file is in the way: {visible(str(folder / name))}", "Move it, or rename it.")


def write_anew(
    path: Path, pieces: Iterable[str] | Iterable[bytes], store: Repository, written: Collection[ContentHash]
) -> bool:
    """Write the file, unless it already has this content. Returns whether it has changed.

    ``written``: the hashes of what readtui wrote. Raises ExportError if the file has other content, OSError.
    """
    staged = stage(path, pieces)
    try:
        before = _hash(path)
        if before == staged.written:
            return False
        if before is not None and before not in written:
            raise ExportError(
                f"this file has changed since readtui wrote it: {visible(str(path))}",
                "Move or delete it to have it written again.",
            )
        remember({path: staged.written}, store)
        staged.replace()
        return True
    finally:
        staged.discard()


def _hash(path: Path) -> ContentHash | None:
    try:
        with open_regular(path) as file:
            found = hashlib.file_digest(file, "sha256")
            return ContentHash(file.tell(), found.hexdigest())
    except FileNotFoundError:
        return None


# ------------------------------------- names the files of standing exports by a template such as ``{author} - {title}``


def check_template(template: str) -> None:
    """Raise ValueError, which says what is wrong, if the template cannot make names."""
    fields = [named for part in template.split("/") for _, named in _tokens(part) if named]
    if not fields:
        raise ValueError("every file would have the same name")
    for named in fields:
        if named not in FIELDS:
            raise ValueError(f"there is no {{{named}}}")


def path_parts(template: str, record: ArticleRecord) -> list[str]:
    """The folders and file name, without its ending, for an article. Omits unknown fields and their separators."""
    metadata = record.metadata
    values = {
        "author": metadata.creator,
        "title": metadata.title,
        "site": metadata.site,
        "published": metadata.published,
        "language": metadata.language,
        "id": record.id,
    }
    *folders, stem = template.split("/")
    parts = [safe_name(_filled(part, values), _MOST_BYTES) for part in folders]
    return [*(part for part in parts if part), safe_name(_filled(stem, values), _MOST_STEM_BYTES) or record.id]


def _filled(template: str, values: dict[str, str]) -> str:
    filled, is_left_out = "", False
    for text, named in _tokens(template):
        value = safe_name(values.get(named, ""), _MOST_BYTES) if named else ""
        if (named and not value) or (is_left_out and not (named and filled)):
            is_left_out = not value
            filled += value
            continue
        filled += text + value
        is_left_out = False
    return filled


def _tokens(template: str) -> Iterator[tuple[str, str]]:
    """The pieces of text in the template, each with the field after it ("" at the end). Raises ValueError."""
    for text, named, spec, conversion in string.Formatter().parse(template):
        if spec or conversion:
            raise ValueError(f"a field has no more than a name: {{{named}}}")
        if named == "":
            raise ValueError("there is no {}")
        yield text, named or ""


_STANDING_HEADER = re.compile(r"\s*\[\[\s*standing_export\s*\]\]")
_HEADER = re.compile(r"\s*\[")
_VALUE = re.compile(r"\s*[^\s#]")
_PAUSED = re.compile(r"\s*paused\s*=")


def pause_standing_export(settings: Path, rule: StandingRule, *, is_paused: bool) -> None:
    """Say in the settings file whether a standing export is paused. Raises as ``remove_standing_export`` does."""

    def pause(lines: list[str]) -> list[str]:
        kept = [line for line in lines if not _PAUSED.match(line)]
        return [*kept, "paused = true\n"] if is_paused else kept

    _change(settings, rule, pause, lambda table: {**table, "paused": True} if is_paused else table)


def remove_standing_export(settings: Path, rule: StandingRule) -> None:
    """Remove a standing export from the settings file; its files stay.

    Raises ExportError if the settings have it no longer, or have it in a form in which only a person can change it.
    """
    _change(settings, rule, lambda _: [], lambda _: None)


def _change(
    settings: Path,
    rule: StandingRule,
    change: Callable[[list[str]], list[str]],
    changed: Callable[[dict[str, object]], dict[str, object] | None],
) -> None:
    """``change`` gets and returns the lines of the rule, ``changed`` its table without ``paused``."""
    with reported(settings):
        before = _read(settings)
        lines = before.splitlines(keepends=True)
        headers = [number for number, line in enumerate(lines) if _STANDING_HEADER.match(line)]
        start = headers[rule.number - 1] if rule.number <= len(headers) else len(lines)
        stop = next((at for at in range(start + 1, len(lines)) if _HEADER.match(lines[at])), len(lines))
        # Comments before the next header belong to that.
        while stop > start and not _VALUE.match(lines[stop - 1]):
            stop -= 1
        ours = [line if line.endswith("\n") else f"{line}\n" for line in lines[start:stop]]
        after = "".join([*lines[:start], *change(ours), *lines[stop:]])
        wanted, found = _tables(before), _tables(after)
        rules = wanted.get("standing_export")
        if not isinstance(rules, list) or not _is_still(rules, rule):
            raise ExportError("the settings have changed: this standing export is not there", "Open the screen again.")
        table = dict(rules[rule.number - 1])
        table.pop("paused", None)
        replaced = changed(table)
        rules[rule.number - 1 : rule.number] = [] if replaced is None else [replaced]
        if not rules:
            del wanted["standing_export"]
        if found != wanted:
            raise ExportError(
                f"cannot change [[standing_export]] number {rule.number} in {visible(str(settings))}", "Edit the file."
            )
        write_whole(settings, after, is_private=True)


def _is_still(rules: Sequence[object], rule: StandingRule) -> bool:
    table = rules[rule.number - 1] if rule.number <= len(rules) else None
    return isinstance(table, dict) and Path(os.path.expanduser(str(table.get("folder", "")))) == rule.folder


def _tables(settings: str) -> dict[str, object]:
    try:
        return tomllib.loads(settings)
    except tomllib.TOMLDecodeError:
        return {}


def add_standing_export(
    settings: Path, *, format: str, folder: Path, query: str, library: Path, creators: bool = True
) -> None:
    """Append a standing export to the settings file; everything else in it stays as it is.

    ``library``: its folder, which is written also for the default one, because that changes with ``$READTUI_LIBRARY``.
    ``creators``: whether it names who made what.
    Raises ExportError if the file cannot be read, written or parsed.
    """
    values = {"format": format, "folder": str(folder), "query": query, "library": str(library)}
    lines = [f"{name} = {_string(value)}" for name, value in values.items() if value]
    lines += [] if creators else ["creators = false"]
    with reported(settings):
        before = _read(settings)
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        after = "\n".join([f"{before}{gap}[[standing_export]]", *lines, ""])
        try:
            tomllib.loads(after)
        except tomllib.TOMLDecodeError as fault:
            raise ExportError(
                f"cannot add to {visible(str(settings))}: {fault}", "Correct the file, then try again."
            ) from fault
        make_private_folder(settings.parent)
        write_whole(settings, after, is_private=True)


def _read(settings: Path) -> str:
    try:
        with open_regular(settings) as file:
            return file.read().decode("utf-8")
    except FileNotFoundError:
        return ""


def _string(value: str) -> str:
    """A TOML string. JSON's escapes are among TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
