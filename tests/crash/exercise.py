"""Saves forever, or lists what was saved, for a harness that kills, cuts power, fills the disk or damages files.

    python -m tests.crash.exercise save DIR WRITER
    python -m tests.crash.exercise list DIR

Run it in a checkout, with readtui installed (``scripts/venv dev``). DIR is a library, created if it does not exist. The
device's state (history, backups, quarantine) and cache are in the platform's folders, or in $READTUI_STATE if that is
set. Each value of $READTUI_STATE is another device.

``save`` inserts, edits (longer and shorter) and deletes annotations, and replies to them, in a few articles that all
writers share. It reports each step on stdout, one per line; what it says of annotations goes for replies too:

    TRY id#rev      revision rev of the annotation is about to be saved
    ACK id#rev      that revision is on disk
    TRYDEL id       the annotation is about to be deleted
    DEL id          the deletion is on disk
    ERR text        the save failed, with the message that a user would see; the same change is soon tried again
                    (unless it cannot succeed, because an article is damaged beyond repair)

An id consists of WRITER, a hyphen and a uuid, and is never reused after a deletion. A revision is a whole number that
starts at 1, grows with each edit, and is at the start of the note ("rev 12 …"). Each WRITER edits only its own
annotations and continues from what it finds on disk, so it can be restarted under the same name after a kill. Any
number of writers with different names may run at once. After a kill, the last TRY or TRYDEL without its ACK or DEL may
or may not have happened.

``list`` prints id#rev of every live annotation and reply, one per line. Exit codes: 0; 3 if this run found a damaged
file (which is now in quarantine; the lines show what could be read); 1, with a line on stderr, if the library cannot be
opened.
"""

import argparse
import os
import random
import re
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from readtui.errors import DamagedError, NotFoundError, ReadtuiError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import Block, BlockKind
from readtui.model.change import Change, Edit, Record
from readtui.model.creator import Creator
from readtui.model.reply import Reply
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.paths import state_folder
from readtui.storage.open_store import new_uuid, open_store, utc_now
from readtui.storage.repository import Repository
from readtui.storage.safety.quarantine import Quarantine

_ARTICLES = tuple(f"e{number:015x}" for number in range(1, 7))
_TEXT = (
    "The ferry leaves at dawn. Gulls follow it. – Nobody waves, except a child in a yellow coat. “Späť”, says the sign."
)
_LIVE_PER_ARTICLE = 8
_NOTE_LENGTHS = (0, 12, 12, 80, 80, 400, 3_000)
_RETRY_SECONDS = 0.25
_REVISION = re.compile(r"rev (\d+)")
_WRITER = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_OWN_ID_TAIL = 1 + len(str(uuid.UUID(int=0)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the two commands; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.exercise",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="{save,list}")
    save = commands.add_parser("save", help="save forever")
    save.add_argument("folder", metavar="DIR", type=Path)
    save.add_argument("writer", metavar="WRITER", type=_writer_name, help="letters, digits, _ . -")
    listing = commands.add_parser("list", help="print id#rev of every live annotation")
    listing.add_argument("folder", metavar="DIR", type=Path)
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "list":
            return list_live(chosen.folder)
        Saver(chosen.folder, chosen.writer).run()
    except StorageError as error:
        print(_one_line(error), file=sys.stderr)
    except (KeyboardInterrupt, BrokenPipeError):
        # Nobody reads the output any more. Flushing the rest at the end must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def list_live(folder: Path) -> int:
    """Print the live annotations and replies; returns 3 if a file was damaged, else 0. Raises StorageError."""
    quarantine = Quarantine(state_folder(folder) / "quarantine", utc_now)
    before = {kept.path for kept in quarantine.files()}
    store = open_store(folder)
    damaged = False
    live: list[Annotation | Reply] = []
    for record in store.records():
        try:
            live += store.annotations(record.id)
            live += (reply for reply in store.replies(record.id) if not reply.deleted)
        except DamagedError:
            damaged = True
    try:
        store.tags()
    except DamagedError:
        damaged = True
    damaged = damaged or bool(store.damaged())
    store.close()
    for one in sorted(live, key=lambda found: found.id):
        print(f"{one.id}#{_revision(one)}")
    return 3 if damaged or {kept.path for kept in quarantine.files()} - before else 0


@dataclass(slots=True)
class Saver:
    """One writer, which inserts, edits and deletes its own annotations and replies in the shared articles."""

    folder: Path
    writer: str
    store: Repository | None = None
    own: dict[str, dict[str, Annotation | Reply]] = field(default_factory=dict)
    chance: random.Random = field(default_factory=random.Random)

    def run(self) -> None:
        """Make steps until the process is killed."""
        while True:
            self.step(self.chance.choice(_ARTICLES))

    def step(self, article_id: str) -> None:
        """Make one change to the article, retried until it is saved or cannot succeed."""
        live = self._live(article_id)
        if live is None:
            return
        action = self.chance.random()
        if not live or (len(live) < _LIVE_PER_ARTICLE and action < 0.5):
            annotations = [one.id for one in live.values() if isinstance(one, Annotation)]
            is_reply = annotations and action < 0.2
            self._put(None, self._new_reply(article_id, annotations) if is_reply else self._new_annotation(article_id))
            return
        before = self.chance.choice(list(live.values()))
        if action < 0.15:
            self._delete(before)
        else:
            words = self._note(_revision(before) + 1)
            self._put(before, _saying(before, words))

    def _live(self, article_id: str) -> dict[str, Annotation | Reply] | None:
        """This writer's records in the article, read from disk the first time; None if they cannot be read."""
        if article_id not in self.own:
            try:
                store = self._opened()
                if store.record(article_id) is None:
                    self._add_article(store, article_id)
                there: list[Annotation | Reply] = [*store.annotations(article_id), *store.replies(article_id)]
                self.own[article_id] = {
                    found.id: found for found in there if found.id[:-_OWN_ID_TAIL] == self.writer and not found.deleted
                }
            except ReadtuiError as error:
                self._report(error)
                return None
        return self.own[article_id]

    def _opened(self) -> Repository:
        """The store. Reopens a read-only one, because it may be writable again."""
        if self.store is None or self.store.read_only:
            if self.store is not None:
                self.store.close()
            self.store = open_store(self.folder)
        return self.store

    def _add_article(self, store: Repository, article_id: str) -> None:
        metadata = Metadata(f"Exercise {article_id[-1]}", source="exercise", language="en")
        article = Article(metadata, _TEXT, (Block(BlockKind.PARAGRAPH, 0, len(_TEXT)),))
        now = utc_now()
        store.keep_text(article_id, article)
        record = ArticleRecord(article_id, metadata, now, now, article.hash8, words=len(_TEXT.split()))
        store.apply(_change("add", None, record))

    def _new_annotation(self, article_id: str) -> Annotation:
        start = self.chance.randrange(len(_TEXT) - 10)
        end = start + self.chance.randrange(1, 10)
        now = utc_now()
        return Annotation(
            f"{self.writer}-{new_uuid()}",
            article_id,
            now,
            now,
            quote=TextQuoteSelector(_TEXT[start:end], _TEXT[max(0, start - 32) : start], _TEXT[end : end + 32]),
            position=TextPositionSelector(start, end),
            color="yellow",
            note=self._note(1),
            text_version=Article(Metadata(""), _TEXT, ()).hash8,
        )

    def _new_reply(self, article_id: str, to: Sequence[str]) -> Reply:
        now = utc_now()
        own_id, creator = f"{self.writer}-{new_uuid()}", Creator(self.writer)
        return Reply(own_id, article_id, self.chance.choice(to), now, now, self._note(1), creator)

    def _note(self, revision: int) -> str:
        return f"rev {revision} " + "ö {“x”}, \\ "[: self.chance.randrange(1, 11)] * self.chance.choice(_NOTE_LENGTHS)

    def _put(self, before: Annotation | Reply | None, after: Annotation | Reply) -> None:
        name = f"{after.id}#{_revision(after)}"
        _say(f"TRY {name}")
        if self._saved(_change("save", before, after)):
            _say(f"ACK {name}")

    def _delete(self, before: Annotation | Reply) -> None:
        _say(f"TRYDEL {before.id}")
        if self._saved(_change("delete", before, replace(before, deleted=utc_now()))):
            _say(f"DEL {before.id}")

    def _saved(self, change: Change) -> bool:
        """Apply the change, and retry after failures. Returns whether it is on disk."""
        while True:
            try:
                made = self._opened().apply(change)
            except (DamagedError, NotFoundError) as error:
                self._report(error)
                self.own.pop(change.edits[0].article_id, None)
                return False
            except StorageError as error:
                self._report(error)
                continue
            after = made.edits[0].after
            assert isinstance(after, Annotation | Reply)
            own = self.own[after.article_id]
            own[after.id] = after
            if after.deleted:
                del own[after.id]
            return True

    def _report(self, error: ReadtuiError) -> None:
        _say(f"ERR {_one_line(error)}")
        time.sleep(_RETRY_SECONDS)


def _change(what: str, before: Record | None, after: Record) -> Change:
    return Change(new_uuid(), utc_now(), what, (Edit(before, after),))


def _saying(one: Annotation | Reply, words: str) -> Annotation | Reply:
    return replace(one, note=words) if isinstance(one, Annotation) else replace(one, text=words)


def _revision(one: Annotation | Reply) -> int:
    """The revision in the note or the reply; 0 for one from elsewhere."""
    match = _REVISION.match(one.note if isinstance(one, Annotation) else one.text)
    return int(match[1]) if match else 0


def _writer_name(text: str) -> str:
    if not _WRITER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"a writer's name consists of letters, digits, _ . -, unlike {text!r}")
    return text


def _say(line: str) -> None:
    print(line, flush=True)


def _one_line(error: ReadtuiError) -> str:
    return " ".join(f"{error.message} {error.hint}".split())


if __name__ == "__main__":
    sys.exit(main())
