"""What the person has sent: tells a program that waits for the threads of articles when it may go on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime

from readtui.model.creator import Identity
from readtui.quick_dataclass import dataclass
from readtui.services.threads.threads import Thread
from readtui.storage.repository import Repository

_SENT, _TAKEN = "sent ", "taken "
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sendings:
    """Remembers on this device when the threads of each article were last sent, and which sending somebody has taken.

    ``threads`` lists the open threads of some articles, by default of all; ``identify`` says who the person is.
    ``now`` has a time zone.
    """

    choices: Repository
    threads: Callable[[Collection[str]], Sequence[Thread]]
    identify: Callable[[], Identity]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def send(self, articles: Collection[str], *, is_taken: bool = False) -> int:
        """Send the threads of these articles, and return how many wait for an answer.

        ``is_taken``: whoever is to answer gets them without waiting. Raises StorageError.
        """
        stamp = self.now().isoformat()
        entries = {f"{_SENT}{one}": stamp for one in articles}
        if is_taken:
            entries |= {f"{_TAKEN}{one}": stamp for one in articles}
        self.choices.keep_choices(entries)
        identity = self.identify()
        return sum(not one.annotation.is_answered(identity) for one in self.threads(articles))

    def sent(self) -> Mapping[str, str]:
        """The last sending of each article, by its id."""
        known = self.choices.choices()
        return {name.removeprefix(_SENT): sent for name, sent in known.items() if name.startswith(_SENT)}

    def left(self, sent: Mapping[str, str]) -> set[str]:
        """Those of the last sendings that nobody has taken, and nobody else has replied to since, by article."""
        known, identity = self.choices.choices(), self.identify()
        left = {one for one, stamp in sent.items() if known.get(f"{_TAKEN}{one}") != stamp}
        for thread in self.threads(left) if left else ():
            times = (_time(one.created) for one in thread.annotation.replies if not identity.is_me(one.creator))
            if max(times, default=_LONG_AGO) > _time(sent[thread.record.id]):
                left.discard(thread.record.id)
        return left

    def take(self, sent: Mapping[str, str]) -> None:
        """Remember that somebody has got what was sent. Raises StorageError."""
        self.choices.keep_choices({f"{_TAKEN}{one}": stamp for one, stamp in sent.items()})


def _time(written: str) -> datetime:
    """The time; long ago if another program wrote something else."""
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return _LONG_AGO
