"""Checks every file of a library, and repairs what needs no decision.

Checking writes nothing and takes no lock: files are replaced in one step, so each read sees one complete state.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from readtui.anchoring.anchor import place
from readtui.codec.record_versions import open_conflicts
from readtui.codec.records import (
    annotation_from_json,
    annotation_to_json,
    article_record_to_json,
    tag_to_json,
    view_to_json,
)
from readtui.errors import DamagedError, NotFoundError, ReadOnlyError, StorageError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord, awaited_id, is_waiting
from readtui.model.tombstone import is_emptied
from readtui.storage.files.articles import (
    ArticleFile,
    CodebookFile,
    article_file_in,
    codebook_in,
    holders_of,
    read_codebook,
)
from readtui.storage.files.durable import reported_as_storage_error, storage_error
from readtui.storage.files.folders import LibraryFolders, article_id_of
from readtui.storage.files.lock import holding_lock
from readtui.storage.files.media import unused_media
from readtui.storage.files.texts import check_text, checked_bytes, open_text
from readtui.storage.files.tinydb_storage import read_content, read_tables
from readtui.storage.findings import CheckResult, Generation, Kind, Problem, UndecidedRecord
from readtui.storage.format.plain_lines import PartlyParsed, partly_parsed
from readtui.storage.format.record_lines import record_in_line
from readtui.storage.format.tables import (
    ARTICLE_FORMAT,
    CODEBOOK_FORMAT,
    FORMAT_VERSION,
    REPLIES_TABLE,
    REVIEW_TABLE,
    Tables,
    damaged,
)
from readtui.storage.safety.backups import Backups, lost_library
from readtui.storage.safety.quarantine import Quarantine
from readtui.storage.safety.repair import read_all, recover
from readtui.storage.safety.vanished_annotations import nothing_vanished, vanished_from, vanished_hint, vanished_message
from readtui.storage.writing.coming_texts import unused_texts
from readtui.storage.writing.history_log import HistoryLog
from readtui.storage.writing.intents import Intents
from readtui.text.phrases import counted

_TEXT_FILE = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.([0-9a-f]{8})\.json")
# A write takes milliseconds; after this long its temporary file belongs to nobody.
_STRAY_SECONDS = 600
Passed = Callable[[int, int], None]
_STATE_HINT = "Check the permissions of the folder, or set $READTUI_STATE to another one."


def read_whole(path: Path) -> Tables | None:
    """The tables of an article file or codebook, after checking every record; None if it does not exist.

    Raises DamagedError, ReadOnlyError for a newer format, StorageError.
    """
    tables = read_tables(path)
    if tables is not None:
        _require_whole(path, tables)
    return tables


def _require_whole(path: Path, tables: Tables) -> tuple[ArticleFile | None, list[Annotation]]:
    """Check every record of the tables, which were read from ``path``; returns an article's file and annotations.

    Raises DamagedError, ReadOnlyError for a newer format.
    """
    file: ArticleFile | None = None
    annotations: list[Annotation] = []
    form = tables["format"]["1"]
    if form["version"] > FORMAT_VERSION:
        raise ReadOnlyError(
            f"{path} was written by a newer readtui (format {form['version']})",
            "You can read it, but to check or change it you need to update readtui.",
        )
    if form.get("name") == CODEBOOK_FORMAT:
        codebook_in(path, tables)
        _require_keys(path, tables.get("tags", {}), "name")
        _require_keys(path, tables.get("views", {}), "id")
    elif form.get("name") == ARTICLE_FORMAT:
        ids = list(tables.get("article", {}))
        if len(ids) != 1:
            raise damaged(path, f"contains {len(ids)} articles instead of one")
        file = article_file_in(path, tables, ids[0])
        annotations = file.annotations(deleted=True)
        file.cards()
        file.replies()
        _require_keys(path, tables["article"], "id")
        _require_keys(path, tables.get("annotations", {}), "id")
        _require_keys(path, tables.get(REVIEW_TABLE, {}), "id")
        _require_keys(path, tables.get(REPLIES_TABLE, {}), "id")
        for key, value in tables.get("annotations", {}).items():
            if value["target"]["source"] != ids[0]:
                raise damaged(
                    path, f"contains the annotation {key}, which belongs to the article {value['target']['source']}"
                )
    else:
        raise damaged(path, "is neither an article nor a codebook")
    return file, annotations


def check_library(
    folders: LibraryFolders, backups: Backups, quarantine: Quarantine, passed: Passed = lambda done, total: None
) -> CheckResult:
    """Read and check every file. Raises NotFoundError if there is no library, StorageError for an unreadable folder.

    ``passed`` is called with how many of how many files are checked.
    """
    if lost := lost_library(folders):
        raise lost
    with reported_as_storage_error("read", folders.library):
        is_there = folders.articles.is_dir()
    if not is_there:
        raise NotFoundError(f"no library in {folders.library}", "Name one with --library or $READTUI_LIBRARY.")
    checked = CheckResult()
    with _noting(checked, folders.state, _STATE_HINT):
        checked.quarantined = quarantine.files()
        checked.problems += _history_problems(folders)
        checked.problems += _cut_off_problems(folders)
    with reported_as_storage_error("read", folders.library):
        article_files = sorted(
            one for folder in (folders.articles, folders.waiting) for one in folder.glob("[!.]*.json")
        )
        text_files = sorted(folders.texts.glob("[!.]*.json"))
        codebooks = sorted(folders.library.glob("codebook*.json"))
    with _noting(checked, folders.state / "latest", _STATE_HINT):
        for name in sorted(backups.names()):
            folder = name.rpartition("/")[0]
            if folder in ("articles", "waiting") and (article_id := folders.id_of(folders.library / name)):
                checked.backups[article_id] = backups.generations(name)
        checked.codebook_backups = backups.generations(folders.name(""))
    texts = {path.name for path in text_files}
    total, whole_texts = len(article_files) + len(text_files), set[Path]()
    for number, path in enumerate(article_files):
        passed(number, total)
        with _noting(checked, path):
            _check_article(folders, backups, path, texts, checked, whole_texts)
    for path in codebooks:
        with _noting(checked, path):
            checked.problems += _codebook_problems(folders, path, checked)
    for number, path in enumerate(text_files, start=len(article_files)):
        passed(number, total)
        with _noting(checked, path):
            checked.problems += _text_problems(folders, path, checked.backups, is_whole=path in whole_texts)
    with _noting(checked, folders.texts):
        checked.problems += _unused(folders.texts, len(unused_texts(folders)), "text")
        checked.problems += _unused(folders.media, len(unused_media(folders)), "image")
    for searched in (folders.temp, folders.state, folders.cache):
        with _noting(checked, searched, _STATE_HINT):
            checked.problems += [
                Problem(
                    Kind.STRAY,
                    path,
                    f"{path} is left over from a readtui that was killed",
                    "To remove it: readtui doctor --fix",
                )
                for path in _stray_files(searched)
            ]
    # An unreadable folder may have been noticed twice.
    checked.problems = list(dict.fromkeys(checked.problems))
    return checked


@contextmanager
def _noting(checked: CheckResult, path: Path, hint: str = "") -> Iterator[None]:
    """Records a StorageError of the block as a problem, so that the check continues."""
    try:
        yield
    except (StorageError, NotFoundError, OSError) as fault:
        error = storage_error(fault, "read", path) if isinstance(fault, OSError) else fault
        message = error.message if str(path) in error.message else f"{path}: {error.message}"
        checked.problems.append(
            Problem(Kind.UNREADABLE, path, message, hint or error.hint, article_id_of(path.name) or "")
        )


def _cut_off_problems(folders: LibraryFolders) -> Iterator[Problem]:
    for path, change in Intents(folders).all():
        message = f"“{change.what}” was interrupted, or another readtui is still working on it"
        hint = "To finish it: readtui doctor --fix (readtui also does this when it next starts)"
        yield Problem(Kind.CUT_OFF, path, message, hint)


def _history_problems(folders: LibraryFolders) -> Iterator[Problem]:
    if count := HistoryLog(folders.history).damage():
        lines = counted(count, "line")
        message = f"{lines} of {folders.history} cannot be read, so those changes cannot be undone"
        hint = "To keep the readable lines and move the damaged file to quarantine: readtui doctor --fix"
        yield Problem(Kind.DAMAGED_HISTORY, folders.history, message, hint)


def mend(folders: LibraryFolders, backups: Backups, quarantine: Quarantine, problem: Problem) -> str:
    """Repair one problem if that needs no decision; returns what was done, empty if nothing.

    Removes abandoned temporary files, and rebuilds damaged files from their backup and readable records. Raises
    StorageError.
    """
    if problem.kind is Kind.STRAY:
        with reported_as_storage_error("remove", problem.path):
            problem.path.unlink(missing_ok=True)
        return f"removed {problem.path}"
    if problem.kind is Kind.UNUSED:
        with holding_lock(folders.lock), reported_as_storage_error("remove from", problem.path):
            for path in unused_media(folders) if problem.path == folders.media else unused_texts(folders):
                path.unlink(missing_ok=True)
        return f"removed what belongs to no article from {problem.path}"
    if problem.kind is Kind.DAMAGED_HISTORY:
        with holding_lock(folders.lock):
            return HistoryLog(folders.history).mend(quarantine)
    if problem.kind is Kind.DAMAGED:
        with holding_lock(folders.lock):
            recovered = recover(folders, problem.article_id, backups, quarantine)
        return recovered.message if recovered else ""
    return ""


def _check_article(
    folders: LibraryFolders, backups: Backups, path: Path, texts: set[str], checked: CheckResult, whole_texts: set[Path]
) -> None:
    """Check an article's file; adds to ``whole_texts`` the text that was checked with it."""
    content: bytes | None = None
    read = PartlyParsed(path, {}, {})
    fault: StorageError | None = None
    try:
        if (content := read_content(path)) is not None:
            read = partly_parsed(path, content)
    except StorageError as unreadable:
        fault = unreadable
    if copied := _copied_article(path, read.tables):
        checked.problems.append(_conflict_copy(path, folders.article(copied), copied))
        return
    article_id = folders.id_of(path)
    if article_id is None:
        checked.problems.append(
            Problem(
                Kind.CONFLICT_COPY,
                path,
                f"the name of {path} is not the id of an article",
                "Move it out of the library.",
            )
        )
        return
    try:
        if fault is not None:
            raise fault
        if content is None:
            # Another readtui removed it since the folder was listed.
            return
        file, annotations = _require_whole(path, read.tables)
        if file is None or file.record.id != article_id:
            file = article_file_in(path, read.tables, article_id)
    except ReadOnlyError as newer:
        checked.problems.append(Problem(Kind.NEWER, path, newer.message, newer.hint, article_id))
        return
    except StorageError as found:
        checked.problems.append(_damage(path, found, article_id))
        return
    record = file.record
    if not is_waiting(article_id):
        checked.records.append(record)
    is_read = not (record.deleted or is_waiting(article_id))
    is_quoted = bool(read.lines) or any(found.quote and not found.deleted for found in annotations)
    article = _article(folders, record, whole_texts) if is_read and is_quoted else None
    left = {*file.raw_annotations, *read.lines}
    settled, others = _settled(read, article, record.text_version)
    annotations += others
    checked.undecided += undecided_in_article(record, annotations)
    is_sure = nothing_vanished(folders, article_id, backups, content)
    if vanished := {} if is_sure else vanished_from(article_id, left, folders, backups):
        message = vanished_message(record.title, len(vanished)).removesuffix(".")
        hint = vanished_hint(article_id, backups.today())
        checked.problems.append(Problem(Kind.VANISHED, path, message, hint, article_id))
    checked.problems += _left_replies(folders, path, file, annotations)
    anchored_in = {record.text_version, *(found.text_version for found in annotations if found.quote)}
    origins = [found.origin for found in annotations if found.origin]
    anchored_in |= {place.text_version for one in origins for place in (one, one.accepted) if place}
    for version in sorted(anchored_in - {""}):
        text_path = folders.text(article_id, version)
        if text_path.name not in texts:
            message = f"a text of the article “{record.title}” is missing: {text_path}"
            hint = "Restore it from a copy of the library, or try readtui doctor --fix."
            checked.problems.append(Problem(Kind.MISSING_TEXT, text_path, message, hint, article_id))
    if is_waiting(article_id):
        checked.anchors.update(one.anchor for one in annotations if not one.deleted)
    elif not record.deleted:
        live = [found for found in annotations if found.quote and not found.deleted]
        placed = [place(one, article.text, record.text_version) for one in live] if article else live
        checked.anchors.update([*settled, *(one.anchor for one in placed)])


def _left_replies(
    folders: LibraryFolders, path: Path, file: ArticleFile, there: Iterable[Annotation]
) -> Iterator[Problem]:
    """What 0.1, which knows no replies, leaves where it moves their annotation to an article or removes it for good."""
    record, replies = file.record, file.replies()
    annotations = {one.id: one for one in there} if replies else {}
    emptied = {key for key, one in annotations.items() if is_emptied(one)}
    if count := sum(reply.to in emptied and not is_emptied(reply) for reply in replies):
        message = f"{counted(count, 'reply', 'replies')} to notes that were deleted for good still in {path}"
        hint = "To delete them for good, too: readtui doctor --fix"
        yield Problem(Kind.LEFT_REPLIES, path, message, hint, record.id)
    gone = {one.to for one in replies if not one.deleted and one.to in annotations and annotations[one.to].deleted}
    if is_waiting(record.id) and (gone := gone - emptied):
        held = holders_of(folders, gone, lambda _: None)
        gone = {key for key, ids in held.items() if not all(map(is_waiting, ids))}
        if count := sum(one.to in gone and not one.deleted for one in replies):
            message = (
                f"{counted(count, 'reply', 'replies')} in {path.name} did not move to the article when it was added"
            )
            yield Problem(Kind.LEFT_REPLIES, path, message, "To move them there: readtui doctor --fix", record.id)


def _article(folders: LibraryFolders, record: ArticleRecord, whole_texts: set[Path]) -> Article | None:
    """The article with its text; None if that cannot be read. The check of the texts reports this."""
    path = folders.text(record.id, record.text_version)
    try:
        article = open_text(path, record.metadata)
        check_text(path, article, lambda: None)
    except (NotFoundError, StorageError):
        # Without the text, the last known states count.
        return None
    whole_texts.add(path)
    return article


def _settled(read: PartlyParsed, article: Article | None, version: str) -> tuple[list[AnchorState], list[Annotation]]:
    """The states of annotations in plain lines that are where they are said to be in this text, and all others."""
    states: list[AnchorState] = []
    others: list[Annotation] = []
    for line in read.lines.values():
        state = line.state_in(article.text, version) if article else None
        if state is None:
            others.append(annotation_from_json(record_in_line(read.path, line.line)[1]))
        else:
            states.append(state)
    return states, others


def _codebook_problems(folders: LibraryFolders, path: Path, checked: CheckResult) -> Iterator[Problem]:
    if path != folders.codebook:
        yield _conflict_copy(path, folders.codebook, "")
        return
    try:
        read_whole(path)
        checked.undecided += undecided_in_codebook(read_codebook(path))
    except ReadOnlyError as fault:
        yield Problem(Kind.NEWER, path, fault.message, fault.hint)
    except StorageError as fault:
        yield _damage(path, fault, "")


def _text_problems(
    folders: LibraryFolders, path: Path, backups: Mapping[str, list[Generation]], *, is_whole: bool
) -> Iterator[Problem]:
    match = _TEXT_FILE.fullmatch(path.name)
    if match is None:
        yield Problem(
            Kind.CONFLICT_COPY,
            path,
            f"{path} is not a text version",
            "Texts never change, so you can delete this copy.",
        )
        return
    article_id = match[1]
    try:
        if not is_whole:
            checked_bytes(path)
    except NotFoundError:
        return
    except StorageError as fault:
        hint = "Restore it from a copy of the library, or try readtui doctor --fix."
        yield Problem(Kind.DAMAGED_TEXT, path, fault.message, hint, article_id)
    article_file = folders.article(article_id)
    # A crash while an article was being added leaves its text alone, and nothing is wrong with that.
    if article_id in backups and not article_file.exists():
        message = f"the file of an article is missing: {article_file}"
        hint = "To restore it from its backup: readtui doctor --fix (readtui also does this when it next starts)"
        yield Problem(Kind.MISSING_ARTICLE, article_file, message, hint, article_id)


def _unused(folder: Path, count: int, what: str) -> Iterator[Problem]:
    if count:
        message = f"{counted(count, what)} of no article in {folder}: readtui was killed before it saved the article"
        yield Problem(Kind.UNUSED, folder, message, "To remove them: readtui doctor --fix")


def _damage(path: Path, fault: StorageError, article_id: str) -> Problem:
    """The problem for a file that raised ``fault``. An unreadable file does not count as damaged. If every record can
    be read but the file is wrong (an entry under another's id), somebody edited it by hand and must correct it by hand.
    """
    if not isinstance(fault, DamagedError):
        return Problem(Kind.UNREADABLE, path, fault.message, fault.hint, article_id)
    hint = fault.hint
    try:
        read_all(path, article_id)
    except DamagedError:
        hint = "To rebuild it from its backup or what is left of it: readtui doctor --fix"
    except StorageError:
        pass
    return Problem(Kind.DAMAGED, path, fault.message, hint, article_id)


def _copied_article(path: Path, tables: Tables) -> str:
    """The article that the file is a sync tool's copy of; empty if it is none."""
    ids = list(tables.get("article", {}))
    copies = len(ids) == 1 and path.name != f"{awaited_id(ids[0])}.json" and path.stem.startswith(awaited_id(ids[0]))
    return ids[0] if copies else ""


def _conflict_copy(path: Path, original: Path, article_id: str) -> Problem:
    message = f"{path} is a sync tool's copy of {original.name}"
    hint = "To merge it: readtui doctor --fix (readtui also does this when it next starts)"
    return Problem(Kind.CONFLICT_COPY, path, message, hint, article_id)


def _stray_files(folder: Path) -> Iterator[Path]:
    now = time.time()
    for path in sorted(folder.glob("*.*.*.*")):
        with suppress(FileNotFoundError):
            # A file that is gone has just been put in place.
            if now - path.stat().st_mtime > _STRAY_SECONDS:
                yield path


def _require_keys(path: Path, table: Mapping[str, Mapping[str, object]], name: str) -> None:
    for key, value in table.items():
        if value.get(name) != key:
            raise damaged(path, f"has the record {json.dumps(value.get(name))} under the id {json.dumps(key)}")


def undecided_in_article(record: ArticleRecord, annotations: Iterable[Annotation]) -> Iterator[UndecidedRecord]:
    """The article, if it has several versions, and those of its annotations that do. What is deleted is left out."""
    if record.deleted:
        return
    if count := _others(record.conflicts, article_record_to_json, record):
        yield UndecidedRecord("article", record.id, record.title, count + 1, record.id)
    for one in annotations:
        if not one.deleted and (count := _others(one.conflicts, annotation_to_json, one)):
            yield UndecidedRecord("annotation", one.id, one.quoted_text or one.note, count + 1, record.id)


def undecided_in_codebook(codebook: CodebookFile) -> Iterator[UndecidedRecord]:
    """The tags and views that have several versions. What is deleted is left out."""
    for tag in codebook.tags:
        if not tag.deleted and (count := _others(tag.conflicts, tag_to_json, tag)):
            yield UndecidedRecord("tag", tag.name, tag.name, count + 1)
    for view in codebook.views:
        if not view.deleted and (count := _others(view.conflicts, view_to_json, view)):
            yield UndecidedRecord("view", view.id, view.name, count + 1)


def _others(conflicts: object, to_json: Callable[[Any], dict[str, Any]], record: object) -> int:
    return len(open_conflicts(to_json(record))) if conflicts else 0
