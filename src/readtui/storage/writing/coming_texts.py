"""Removes the texts of articles that never came: the disk was full, or readtui was killed before it saved the articles.

    library/.readtui/coming/<process>-<number>    the names of texts that are being written, a line each

A text comes before the record that names it. Until that is saved, a program holds the lock on a file with the names; a
name that was new has a plus sign before it. Whoever finds such a file unlocked removes those texts that were new, if no
record names them and no other program is counting on them.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from readtui.errors import LockedError, NotFoundError, StorageError
from readtui.storage.files.bounded_files import has_been_here_for_a_day, read_regular
from readtui.storage.files.durable import make_folder_durably, replace_atomically, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import SHORT_SAVE_SECONDS, holding_lock
from readtui.storage.files.tinydb_storage import read_content
from readtui.storage.format.article_lines import may_contain
from readtui.storage.writing.intents import Intents

_NEW = "+"


@contextmanager
def texts_coming(folders: LibraryFolders, names: Iterable[str]) -> Iterator[None]:
    """The block writes the texts with these names of files, then the records that name them.

    If it fails, removes those that were new. Raises StorageError.
    """
    coming, texts = folders.coming / f"{os.getpid()}-{os.urandom(4).hex()}", f"{folders.texts}"
    # With the lock, so that nobody removes a text between looking for it and counting on it.
    with holding_lock(folders.lock), reported_as_storage_error("save", coming):
        make_folder_durably(coming.parent, folders.library)
        lines = "".join(f"{'' if os.path.exists(f'{texts}/{name}') else _NEW}{name}\n" for name in names)
        replace_atomically(coming, lines.encode("ascii"), folders.temp, in_library=True)
    try:
        with holding_lock(coming, deadline_seconds=0):
            yield
    except BaseException:
        remove_what_never_came(folders)
        raise
    with suppress(OSError):
        coming.unlink()


def remove_what_never_came(folders: LibraryFolders) -> None:
    """Remove the texts of programs that failed or were killed, unless interrupted changes may still need them.

    Raises nothing: what cannot be removed now is removed at the next start.
    """
    with suppress(OSError, StorageError):
        if os.listdir(folders.coming):
            with holding_lock(folders.lock, SHORT_SAVE_SECONDS):
                if not Intents(folders).are_any():
                    _remove(folders, _coming(folders))


def remove_unnamed(folders: LibraryFolders, names: Iterable[str]) -> None:
    """Remove those of the texts that no record names and no program counts on. Callers hold the library's lock.

    Raises StorageError.
    """
    with reported_as_storage_error("remove", folders.texts):
        counted_on = {name.removeprefix(_NEW) for names, _ in _coming(folders).values() for name in names}
        for name in names:
            if name not in counted_on and not _is_named(folders, name):
                (folders.texts / name).unlink(missing_ok=True)


def unused_texts(folders: LibraryFolders) -> list[Path]:
    """The texts of articles that never came: those of programs that were killed, and others that have been there for a
    day. (A sync tool may bring the text first.) Raises StorageError.
    """
    with reported_as_storage_error("read", folders.texts):
        coming = _coming(folders)
        known = {name.removeprefix(_NEW) for names, _ in coming.values() for name in names}
        return [
            *_never_came(folders, coming),
            *(
                path
                for path in sorted(folders.texts.glob("[!.]*.json"))
                if path.name not in known and _has_no_article(folders, path) and has_been_here_for_a_day(path)
            ),
        ]


def _has_no_article(folders: LibraryFolders, text: Path) -> bool:
    """Whether neither the library nor the backups have an article for the text."""
    try:
        name = folders.name(text.name.partition(".")[0])
    except NotFoundError:
        return False
    return not (folders.library / name).exists() and not (folders.state / "latest" / name).exists()


def _coming(folders: LibraryFolders) -> Mapping[Path, tuple[list[str], bool]]:
    """For each file, the names in it as written, and whether its program is still at work. Raises OSError."""
    found: dict[Path, tuple[list[str], bool]] = {}
    if not folders.coming.is_dir():
        return found
    for path in folders.coming.iterdir():
        names = read_regular(path).decode("ascii", "replace").splitlines()
        try:
            with holding_lock(path, deadline_seconds=0):
                found[path] = names, False
        except LockedError:
            found[path] = [name.removeprefix(_NEW) for name in names], True
    return found


def _remove(folders: LibraryFolders, coming: Mapping[Path, tuple[list[str], bool]]) -> None:
    for text in _never_came(folders, coming):
        text.unlink(missing_ok=True)
    for path, (_, is_live) in coming.items():
        if not is_live:
            path.unlink(missing_ok=True)


def _never_came(folders: LibraryFolders, coming: Mapping[Path, tuple[list[str], bool]]) -> list[Path]:
    """The texts that ended programs have written, that no record names, and that no other program is counting on."""
    counted_on = {name for names, is_live in coming.values() if is_live for name in names}
    new = {name.removeprefix(_NEW) for names, _ in coming.values() for name in names if name.startswith(_NEW)}
    paths = (folders.texts / name for name in sorted(new - counted_on) if not _is_named(folders, name))
    return [path for path in paths if path.exists()]


def _is_named(folders: LibraryFolders, name: str) -> bool:
    """Whether a record may name the text; so it is if nobody can tell."""
    article_id, _, version = name.removesuffix(".json").partition(".")
    try:
        if folders.text(article_id, version).name != name:
            return True
        content = read_content(folders.article(article_id))
    except (NotFoundError, StorageError):
        return True
    return content is not None and may_contain(content, f'"{version}"')
