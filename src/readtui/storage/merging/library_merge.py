"""Merges other copies into library files: those that a sync tool left beside them, and those of another library."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from readtui.codec.attribution import Attribution, library_name, somebody
from readtui.codec.record_kinds import BY_TABLE, KINDS
from readtui.codec.record_versions import open_conflicts
from readtui.codec.records import annotation_from_json
from readtui.codec.replies import creator_to_json
from readtui.errors import DamagedError, NotFoundError, ReadOnlyError, StorageError
from readtui.model.article import is_waiting
from readtui.model.creator import Creator
from readtui.quick_dataclass import dataclass
from readtui.storage.bulk_work import garbage_left_alone
from readtui.storage.files.articles import article_file_in, article_in, codebook_in
from readtui.storage.files.bounded_files import MOST_IN_TEXT, read_regular, require_room
from readtui.storage.files.durable import make_folder_durably, replace_all_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders, article_id_of
from readtui.storage.files.lock import holding_lock
from readtui.storage.files.media import add_missing_media
from readtui.storage.files.texts import checked_bytes
from readtui.storage.files.tinydb_storage import read_content
from readtui.storage.findings import MergeResult
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.merge import merge_all, with_all_removed, with_answered, with_own_paths
from readtui.storage.format.plain_lines import (
    PartlyParsed,
    brought,
    creator_in_line,
    creators_of_settled,
    line_after_merge,
    partly_parsed,
    with_lines,
)
from readtui.storage.format.record_lines import parse_tables
from readtui.storage.format.tables import FORMAT_VERSION, REPLIES_TABLE, Tables
from readtui.storage.safety.safekeeping import Safekeeping
from readtui.storage.writing.coming_texts import texts_coming
from readtui.text.clean import visible
from readtui.text.phrases import counted

_DECIDED = tuple(kind.table for kind in KINDS if not kind.later_counts)
# Bounded, because other programs wait for the lock only a few seconds.
_MOST_AT_ONCE = 128
_LONGEST_NAME = 40
_Asked = tuple[Path, Sequence[tuple[Path, Path]]]
_MOST_BYTES_AT_ONCE = 8_000_000
# Each is open until it is synced, and some systems allow a program only 256 open files.
_WRITTEN_AT_ONCE = 192
_LOOKED_AT_AT_ONCE = 500
# A process takes a tenth of a second to start.
_FEW_BATCHES = 4


@dataclass(frozen=True, slots=True)
class _Copy:
    """A sync tool's copy of a file, as it was read."""

    path: Path
    content: bytes
    file: PartlyParsed


@dataclass(frozen=True, slots=True)
class _Folded:
    """The effect of merging copies into a file. ``is_new``: the file did not exist. ``content``: what to write, None
    if that is in the file. ``conflicts``: how many are new. ``messages``: for the user, once it is written.
    """

    article_id: str
    is_new: bool
    content: bytes | None
    conflicts: int
    messages: Sequence[str] = ()


def fold_copies_in(folders: LibraryFolders, keeping: Safekeeping, copies: Iterable[Path]) -> set[Path]:
    """Merge sync tools' copies into their files, quarantine them, and report it; returns those that were merged.

    Leaves alone a copy that is damaged, still being written or from a newer readtui, and any file that is no copy.
    Merges many copies of a file at once, because every merge writes the whole file. Takes the library's lock for each
    batch. Raises StorageError.
    """
    left, merged = deque(copies), set[Path]()
    while left:
        with holding_lock(folders.lock):
            for article_id, batch in _next_batch(folders, left).items():
                if _is_folded(folders, keeping, article_id, batch):
                    merged.update(copy.path for copy in batch)
    return merged


def _next_batch(folders: LibraryFolders, left: deque[Path]) -> dict[str, list[_Copy]]:
    """The next copies from ``left``, up to the size of a batch, by the id of their article."""
    batch: dict[str, list[_Copy]] = {}
    size = count = 0
    while left and count < _MOST_AT_ONCE and size < _MOST_BYTES_AT_ONCE:
        path = left.popleft()
        content = _bytes_of(path)
        if content is None:
            continue
        try:
            tables = parse_tables(path, content)
            article_id = article_in(path, tables)
            if path == folders.library / folders.name(article_id):
                continue
            copy = _Copy(path, content, PartlyParsed(path, _checked(path, tables, article_id), {}))
        except (DamagedError, NotFoundError, ReadOnlyError):
            continue
        batch.setdefault(article_id, []).append(copy)
        size, count = size + len(content), count + 1
    return batch


def _is_folded(folders: LibraryFolders, keeping: Safekeeping, article_id: str, copies: Sequence[_Copy]) -> bool:
    """Merge copies into their file and quarantine them; False if the file cannot take them."""
    try:
        folded = _fold(folders, keeping, article_id, [copy.file for copy in copies])
        _write(folders, keeping, [folded])
    except (DamagedError, NotFoundError, ReadOnlyError):
        return False
    for copy in copies:
        keeping.quarantine.keep(copy.path.name, copy.content)
        with reported_as_storage_error("put aside", copy.path):
            if read_regular(copy.path) == copy.content:
                copy.path.unlink()
    keeping.tell(_told(copies, folders.name(article_id), folded.conflicts))
    return True


def _told(copies: Sequence[_Copy], name: str, conflicts: int) -> str:
    is_one = len(copies) == 1
    told = f"{copies[0].path.name} was merged into {name}" if is_one else f"{len(copies)} copies of {name} were merged"
    if conflicts:
        told += f"; {counted(conflicts, 'entry was', 'entries were')} changed in "
        told += "both, so both versions are kept" if is_one else "more than one, so all versions are kept"
    return f"{told}."


def _bytes_of(copy: Path) -> bytes | None:
    """The copy's bytes; None if it is gone, unreadable, too large or not a regular file."""
    try:
        return read_regular(copy)
    except (OSError, StorageError):
        return None


def fold_library_in(
    folders: LibraryFolders,
    keeping: Safekeeping,
    other: Path,
    creator: Creator | None,
    passed: Callable[[int, int], None] = lambda done, total: None,
) -> MergeResult:
    """Merge in another library's articles, codebook and texts, without changing that library.

    What names no creator there is by ``creator``, by default a person with the name of that library. Skips and reports
    damaged files. ``passed`` is called with how many of how many steps are done. Raises NotFoundError if the folder is
    not a library, StorageError.
    """
    theirs = LibraryFolders(other, folders.state, folders.cache)
    if not theirs.articles.is_dir():
        raise NotFoundError(f"no library in {other}", "Name the folder that contains “articles”.")
    if other.samefile(folders.library):
        raise StorageError(f"{other} is this library itself", "Name a different copy of it.")
    # By name, because paths are compared in parts.
    texts, *records = (
        sorted(folder.glob("[!.]*.json"), key=str) for folder in (theirs.texts, theirs.articles, theirs.waiting)
    )
    files = [path for found in records for path in found]
    files += sorted(theirs.library.glob("codebook*.json"))
    # Each text is looked at, and perhaps copied.
    seen, total = len(texts), 2 * len(texts) + len(files)
    missing = list(_missing_texts(folders, texts, lambda done: passed(done, total)))
    with (
        garbage_left_alone(),
        texts_coming(folders, [wanted.name for _, wanted in missing]),
        _TextCopies(folders.temp, missing, keeping.tell) as copies,
    ):
        add_missing_media(folders, theirs)
        attribution = Attribution(creator or Creator(library_name(other.absolute().parts)))
        return _fold_all(
            folders,
            keeping,
            files,
            copies,
            attribution,
            lambda done: passed(seen + (total - seen) * done // len(files), total),
        )


def _fold_all(
    folders: LibraryFolders,
    keeping: Safekeeping,
    files: Sequence[Path],
    copies: "_TextCopies",
    attribution: Attribution,
    passed: Callable[[int], None],
) -> MergeResult:
    """Merge in the files of articles and the codebook."""
    left = deque(files)
    new = changed = conflicts = left_out = 0
    while left:
        batch: dict[str, _Folded] = {}
        size = 0
        copies.wait_for(islice(left, _LOOKED_AT_AT_ONCE))
        with holding_lock(folders.lock):
            # Others wait for the lock, also while nothing is to be written.
            last = max(0, len(left) - _LOOKED_AT_AT_ONCE)
            while len(left) > last and len(batch) < _WRITTEN_AT_ONCE and size < _MOST_BYTES_AT_ONCE:
                path = left.popleft()
                try:
                    with reported_as_storage_error("read", path):
                        content = read_regular(path)
                    folded = _folded_unparsed(folders, keeping, path, content, attribution)
                    if folded and folded.article_id not in batch:
                        if folded.content is not None:
                            batch[folded.article_id] = folded
                            size += len(content)
                        continue
                    file = partly_parsed(path, content)
                    article_id = article_in(path, file.tables)
                except StorageError as error:
                    keeping.tell(f"{error.message}. The file was skipped.")
                    left_out += 1
                    continue
                if article_id in batch:
                    # A sync tool's copy lies beside it, which is merged into what is written first.
                    left.appendleft(path)
                    break
                try:
                    _checked(path, file.tables, article_id)
                    batch[article_id] = _fold(folders, keeping, article_id, [file], attribution)
                except (DamagedError, NotFoundError, ReadOnlyError) as error:
                    keeping.tell(f"Skipped {path}: {error.message}.")
                    left_out += 1
                size += len(content)
            _write(folders, keeping, list(batch.values()))
        articles = [one for one in batch.values() if one.article_id and not is_waiting(one.article_id)]
        new += sum(one.is_new for one in articles)
        changed += sum(one.content is not None and not one.is_new for one in articles)
        conflicts += sum(one.conflicts for one in batch.values())
        passed(len(files) - len(left))
    copies.wait_for_all()
    named, left_out = attribution.named, left_out + copies.left_out
    return MergeResult(new, changed, conflicts, left_out, named, attribution.creator, attribution.own_names)


def _folded_unparsed(
    folders: LibraryFolders, keeping: Safekeeping, path: Path, content: bytes, attribution: Attribution
) -> _Folded | None:
    """The effect of merging in a file that this library does not have, or that would change nothing; else None.

    It would change nothing if this library has the same file, perhaps with the creators that an earlier merge gave, it
    was checked when it was backed up, and nothing in it has other versions or replies.
    """
    article_id = article_id_of(path.name)
    if article_id is None or path.parts[-2] != "articles":
        return None
    name = folders.name(article_id)
    here = f"{folders.library}/{name}"
    try:
        found = read_content(Path(here)) if os.path.exists(here) else None
        if keeping.backups.may_have(name) if found is None else not keeping.backups.is_latest(name, found):
            return None
    except StorageError:
        return None
    if found == content:
        creators = creators_of_settled(content)
        is_settled = creators is not None and attribution.are_settled(creators)
        return _Folded(article_id, False, None, 0) if is_settled else None
    if found is not None and creator_in_line(attribution.creator) not in found:
        return None
    theirs = brought(path, content, article_id, attribution.creator)
    if theirs is None:
        return None
    try:
        article_file_in(path, {"article": {article_id: theirs.record}}, article_id)
    except DamagedError:
        return None
    encoded = theirs.content
    if found not in (None, encoded) or not attribution.are_settled(theirs.creators):
        return None
    if found is not None:
        return _Folded(article_id, False, None, 0) if somebody(creator_to_json(attribution.creator)) else None
    require_room(here, encoded)
    attribution.named += theirs.named
    return _Folded(article_id, True, encoded, 0)


def _fold(
    folders: LibraryFolders,
    keeping: Safekeeping,
    article_id: str,
    theirs: Sequence[PartlyParsed],
    attribution: Attribution | None = None,
) -> _Folded:
    """Merge other copies into this library's file, for ``_write``. Callers hold the lock.

    ``attribution``: the only copy comes from another person's library.
    """
    ours_path = folders.library / folders.name(article_id)
    keeping.restore_missing(article_id)
    try:
        found, ours = _ours(ours_path, article_id)
    except DamagedError:
        keeping.recover(article_id)
        found, ours = _ours(ours_path, article_id)
    if attribution is None:
        lines: Mapping[str, bytes] = {}
        ours.parse([*ours.lines])
        others = [one.tables for one in theirs]
    else:
        lines = _passed_on(ours, theirs[0], attribution)
        others = [attribution.attributed(theirs[0].tables, ours.tables)]
    joined = merge_all([with_all_removed(tables) for tables in (ours.tables, *others)])
    merged = with_own_paths(with_answered(joined), ours.tables, keeping.is_own)
    becoming = with_lines(ours_path, merged, lines)
    if found is not None:
        keeping.met(article_id, found, becoming=becoming)
    encoded, conflicts = encode_tables(becoming), _new_conflicts(ours.tables, merged)
    if found is not None and (found == encoded or ours.encoded() == encoded):
        return _Folded(article_id, False, None, conflicts)
    require_room(ours_path, encoded)
    return _Folded(article_id, found is None, encoded, conflicts, tuple(_came_back(ours.tables, joined, merged)))


def _passed_on(ours: PartlyParsed, theirs: PartlyParsed, attribution: Attribution) -> dict[str, bytes]:
    """The lines of those annotations that merging leaves as they are but for a creator. Parses all others."""
    passed_on: dict[str, bytes] = {}
    if not (REPLIES_TABLE in ours.tables or REPLIES_TABLE in theirs.tables):
        there, coming = (one.tables.get("annotations", {}) for one in (ours, theirs))
        for key, line in theirs.lines.items():
            if key not in there and (passed := line_after_merge(line, ours.lines.get(key), attribution)):
                passed_on[key] = passed
        of_ours = ours.lines.keys() - theirs.lines.keys() - coming.keys()
        passed_on.update((key, ours.lines[key].line) for key in of_ours)
    for one in (ours, theirs):
        one.parse([key for key in one.lines if key not in passed_on])
    return passed_on


def _write(folders: LibraryFolders, keeping: Safekeeping, folded: Sequence[_Folded]) -> None:
    """Write what was merged. Callers hold the lock."""
    written = [(folders.library / folders.name(one.article_id), one, one.content) for one in folded if one.content]
    for folder in {path.parent for path, _, _ in written}:
        with reported_as_storage_error("make the folder", folder):
            make_folder_durably(folder, folders.library)
    replace_all_durably([(path, content) for path, _, content in written], folders.temp)
    for _, one, content in written:
        keeping.saved(one.article_id, content)
        for message in one.messages:
            keeping.tell(message)


def _came_back(ours: Tables, joined: Tables, merged: Tables) -> Iterator[str]:
    """What to say of each record that a merge, or then a reply, brought back from the trash of ``ours``."""
    for table in _DECIDED:
        for key, record in ours.get(table, {}).items():
            now = merged.get(table, {}).get(key, {})
            if not record.get("deleted") or now.get("deleted"):
                continue
            is_answered = joined[table][key].get("deleted")
            why = "there is a newer reply to it" if is_answered else "it was changed elsewhere at the same time"
            yield f"{_called(table, now)} is back from the trash, because {why}."


def _called(table: str, record: Mapping[str, Any]) -> str:
    """What to call a record in a message."""
    if table != "annotations":
        kind = BY_TABLE[table].name
        name = record.get("title") or record.get("name") or record.get("body")
        return f"The {kind} “{_shortened(name)}”" if isinstance(name, str) else f"The {kind}"
    words = annotation_from_json(record).quoted_text
    return f"The annotation on “{_shortened(words)}”" if words else "A note on a whole article"


def _shortened(words: str) -> str:
    shown = visible(words[: 2 * _LONGEST_NAME])
    return shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…"


def _checked(path: Path, tables: Tables, article_id: str) -> Tables:
    version = tables["format"]["1"]["version"]
    if version > FORMAT_VERSION:
        raise ReadOnlyError(f"{path} was written by a newer readtui (format {version})", "To merge it, update readtui.")
    if article_id:
        article_file_in(path, tables, article_id).require_whole()
    else:
        codebook_in(path, tables)
    return tables


def _ours(path: Path, article_id: str) -> tuple[bytes | None, PartlyParsed]:
    """The bytes of this library's file, None if it does not exist, and what is in it.

    Raises DamagedError; ReadOnlyError if nothing can be merged into the file.
    """
    try:
        found = read_content(path)
    except StorageError as error:
        raise ReadOnlyError(error.message, error.hint) from error
    if found is None:
        return None, PartlyParsed(path, {}, {})
    file = partly_parsed(path, found)
    _checked(path, file.tables, article_id)
    return found, file


def _new_conflicts(before: Tables, after: Tables) -> int:
    """The number of records that have more undecided versions than before."""
    known, found = _undecided(before), _undecided(after)
    return sum(count > known.get(place, 0) for place, count in found.items())


def _undecided(tables: Tables) -> dict[tuple[str, str], int]:
    """The number of versions that a person must decide about, by table and id. Leaves out records with none."""
    return {
        (name, key): count
        for name in _DECIDED
        for key, record in tables.get(name, {}).items()
        if record.get("conflicts") and (count := len(open_conflicts(record)))
    }


class _TextCopies:
    """Copies the text versions that are missing or damaged here. They come before the articles, which need them.

    Many are copied in a process of its own, in the ``with`` block, while articles are merged in.
    """

    def __init__(self, temp: Path, missing: Sequence[tuple[Path, Path]], tell: Callable[[str], None]) -> None:
        batches = [missing[at : at + _WRITTEN_AT_ONCE] for at in range(0, len(missing), _WRITTEN_AT_ONCE)]
        self._tell = tell
        self._asked = [(temp, batch) for batch in batches]
        # Up to which batch an article needs them.
        self._needed = {_id_of_text(path): n for n, batch in enumerate(batches, start=1) for path, _ in batch}
        self._copied: Iterator[Sequence[str]] = map(copy_texts, self._asked)
        self._done = 0
        self._ends = ExitStack()
        self.left_out = 0
        """How many could not be read."""

    def __enter__(self) -> "_TextCopies":
        if len(self._asked) > _FEW_BATCHES:
            # Imported here because few merges bring so many.
            from concurrent.futures import ThreadPoolExecutor

            from readtui.process.job import Worker
            from readtui.process.limited_process import ProcessFault
            from readtui.process.limits import Limits

            def copied(asked: _Asked) -> Sequence[str]:
                try:
                    found: Sequence[str] = worker.call(f"{__name__}:{copy_texts.__name__}", asked)
                except ProcessFault:
                    # It was killed, perhaps because memory is short.
                    return copy_texts(asked)
                return found

            with suppress(ProcessFault):
                worker = self._ends.enter_context(Worker(Limits()))
                pool = self._ends.enter_context(ThreadPoolExecutor(1, thread_name_prefix="texts"))
                self._ends.callback(pool.shutdown, wait=False, cancel_futures=True)
                begun = [pool.submit(copied, asked) for asked in self._asked]
                self._copied = (one.result() for one in begun)
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def wait_for(self, files: Iterable[Path]) -> None:
        """Wait until the texts of these articles are there. Raises StorageError."""
        ids = (article_id_of(path.name) for path in files)
        # A sync tool's copy says only inside of which article it is.
        self._wait_until(max((self._needed.get(one, 0) if one else len(self._asked) for one in ids), default=0))

    def wait_for_all(self) -> None:
        """Wait until all texts are there. Raises StorageError."""
        self._wait_until(len(self._asked))

    def _wait_until(self, needed: int) -> None:
        for told in islice(self._copied, max(0, needed - self._done)):
            self._done += 1
            self.left_out += len(told)
            for message in told:
                self._tell(message)


def copy_texts(asked: _Asked) -> Sequence[str]:
    """Copy texts, each to its place; ``asked``: the folder for temporary files, and the texts. Returns why some of them
    could not be read. Raises StorageError.
    """
    (temp, texts), told, size = asked, list[str](), 0
    read: list[tuple[Path, bytes]] = []
    for number, (path, wanted) in enumerate(texts, start=1):
        try:
            content = checked_bytes(path)
        except (StorageError, NotFoundError) as error:
            told.append(f"{error.message}. The file was skipped.")
        else:
            read.append((wanted, content))
            size += len(content)
        if size > _MOST_BYTES_AT_ONCE or number == len(texts):
            replace_all_durably(read, temp)
            read, size = [], 0
    return told


def _missing_texts(
    folders: LibraryFolders, texts: Sequence[Path], passed: Callable[[int], None]
) -> Iterator[tuple[Path, Path]]:
    """Those of another library's texts that are missing or damaged here, and their paths here."""
    with reported_as_storage_error("read", folders.texts):
        here = frozenset(os.listdir(folders.texts)) if texts else frozenset()
    for number, path in enumerate(texts):
        passed(number)
        name = path.name
        article_id, version = _id_of_text(path), name.removesuffix(".json").rpartition(".")[2]
        try:
            wanted = folders.text(article_id, version)
        except NotFoundError:
            continue
        if wanted.name == name and not (name in here and (_are_equal(wanted, path) or _is_whole(wanted))):
            yield path, wanted


def _id_of_text(path: Path) -> str:
    return path.name.removesuffix(".json").rpartition(".")[0]


def _is_whole(text: Path) -> bool:
    try:
        return bool(checked_bytes(text))
    except (NotFoundError, StorageError):
        return False


def _are_equal(one: Path, other: Path) -> bool:
    """Whether both files have the same bytes, so that neither can mend the other."""
    try:
        return read_regular(one, MOST_IN_TEXT) == read_regular(other, MOST_IN_TEXT)
    except (OSError, StorageError):
        return False
