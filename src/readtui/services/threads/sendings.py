"""What the person has sent: tells a program that waits for the threads of articles when it may go on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from zlib import crc32

from readtui.model.creator import Identity
from readtui.quick_dataclass import dataclass
from readtui.services.threads.threads import Thread
from readtui.storage.repository import Repository

_SENT, _TAKEN, _GOT = "sent ", "taken ", "got "


@dataclass(frozen=True, slots=True)
class Sendings:
    """Remembers on this device when the threads of each article were last sent, which sending somebody has taken, and
    what the person had said in the threads that somebody got.

    ``threads`` lists the open threads of some articles, by default of all; ``identify`` says who the person is.
    ``now`` has a time zone.
    """

    choices: Repository
    threads: Callable[[Collection[str]], Sequence[Thread]]
    identify: Callable[[], Identity]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def send(
        self, articles: Collection[str], *, is_taken: bool = False, again: bool = True
    ) -> tuple[int, Collection[str]]:
        """Send the threads of these articles. Return how many wait for an answer, and of which articles any were sent.

        Nothing is sent of an article whose threads are all answered. ``again``: what somebody got and has not answered
        is sent again; else only if something was said since. ``is_taken``: whoever is to answer gets the threads
        without waiting. Raises StorageError.
        """
        stamp, threads = self.now().isoformat(), self.threads(articles)
        waiting = self.waiting(threads) if again else self._fresh(threads)
        still_open = {one.record.id for one in threads}
        ids = [one for one in articles if one not in still_open] + [one.record.id for one in waiting]
        entries = {f"{_SENT}{one}": stamp for one in ids}
        if is_taken:
            entries |= {f"{_TAKEN}{one}": stamp for one in ids}
        self.choices.keep_choices(entries)
        if is_taken:
            self.got(threads)
        identity = self.identify()
        return sum(not one.annotation.is_answered(identity) for one in threads), frozenset(ids)

    def waiting(self, threads: Sequence[Thread]) -> list[Thread]:
        """Those of these open threads that wait for an answer, or in which the person has said something that nobody
        got.
        """
        identity, fresh = self.identify(), self._fresh(threads)
        return [one for one in threads if not one.annotation.is_answered(identity) or one in fresh]

    def _fresh(self, threads: Sequence[Thread]) -> list[Thread]:
        """Those in which the last word is the person's, and nobody got it."""
        known, identity = self.choices.choices(), self.identify()
        got = {word for one in threads for word in known.get(f"{_GOT}{one.record.id}", "").split()}
        return [one for one in threads if _is_said(one, identity) and _word(one) not in got]

    def got(self, threads: Sequence[Thread]) -> None:
        """Remember what somebody got: all open threads of some articles. Raises StorageError."""
        words: dict[str, list[str]] = {}
        for one in threads:
            words.setdefault(f"{_GOT}{one.record.id}", []).append(_word(one))
        if words:
            self.choices.keep_choices({name: " ".join(some) for name, some in words.items()})

    def sent(self) -> Mapping[str, str]:
        """The last sending of each article, by its id."""
        known = self.choices.choices()
        return {name.removeprefix(_SENT): sent for name, sent in known.items() if name.startswith(_SENT)}

    def left(self, sent: Mapping[str, str]) -> set[str]:
        """The articles whose last sending nobody has taken, and whose threads are not all answered since."""
        known = self.choices.choices()
        left = {one for one, stamp in sent.items() if known.get(f"{_TAKEN}{one}") != stamp}
        threads = self.threads(left) if left else ()
        return left - {one.record.id for one in threads} | {one.record.id for one in self.waiting(threads)}

    def take(self, sent: Mapping[str, str]) -> frozenset[str]:
        """Take what was sent, and return the articles whose sending nobody had taken before. Raises StorageError."""
        names = self.choices.keep_choices({f"{_TAKEN}{one}": stamp for one, stamp in sent.items()})
        return frozenset(one.removeprefix(_TAKEN) for one in names)


def _is_said(thread: Thread, identity: Identity) -> bool:
    """Whether the last word in it is a person's, or one to which an answer is due."""
    last = thread.annotation.replies[-1:]
    return not thread.annotation.is_answered(identity) or any(identity.is_me(one.creator) for one in last)


def _word(thread: Thread) -> str:
    """What people have said in it, in a word that tells it from what they say later."""
    annotation = thread.annotation
    said = [
        annotation.note,
        *(one.id for one in annotation.replies if one.creator is None or not one.creator.is_program),
    ]
    return f"{annotation.id[:8]}:{crc32(chr(10).join(said).encode('utf-8', 'surrogatepass')):08x}"
