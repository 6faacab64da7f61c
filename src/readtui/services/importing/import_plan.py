"""What an import would do, before it is done: the outcome of each annotation, with the reason."""

import pickle
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import overload

from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Edit
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible
from readtui.text.phrases import counted

_STEPS = {
    "Reading": (0.0, 0.1),
    "Fetching": (0.1, 0.2),
    "Adding": (0.2, 0.6),
    "Searching": (0.6, 0.7),
    "Placing": (0.7, 1.0),
}


def share_done(step: str, done: int, total: int) -> float:
    """How much of an import is done, from 0 to 1, when so much of one of its steps is."""
    begin, end = _STEPS.get(step, (0.0, 1.0))
    return begin + (end - begin) * min(done, total) / max(1, total)


class Outcome(StrEnum):
    """What becomes of an annotation. Those that are KNOWN or stay DELETED are not changed."""

    PLACED = "placed"
    REVIEW = "review"
    WAITING = "waiting"
    REFUSED = "refused"
    UPDATED = "updated"
    KNOWN = "known"
    DELETED = "deleted"

    @property
    def words(self) -> str:
        return _OTHER_WORDS.get(self, self.value)


_OTHER_WORDS = {"review": "to review", "known": "already there", "deleted": "deleted here, stays deleted"}


@dataclass(frozen=True, slots=True)
class PlannedAnnotation:
    """One annotation of a file. ``annotation``: as it will be in the library, or is; None if it is refused.

    ``words``: what to show of it. ``why``: a phrase, or "". ``replies``: how many to it the import brings.
    """

    outcome: Outcome
    words: str
    annotation: Annotation | None = None
    why: str = ""
    replies: int = 0


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """A work of a file. ``record``: its article; None if that is not there. ``how``: what the article was found by, NEW
    if the import adds it, LISTED if it lists it without its text, LATER if only another import can, "" if there is
    none.

    ``address``: to be fetched on request, or "". ``file`` and ``format``: the file that it is from.
    """

    title: str
    author: str
    record: ArticleRecord | None
    how: str
    annotations: Sequence[PlannedAnnotation]
    address: str = ""
    file: str = ""
    format: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the import adds the article."""
        return self.how == NEW


NEW = "new"
_MOST_CREATORS = 10
LATER, LISTED = "later", "listed"


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that cannot be imported: its name, and the error's message and hint.

    ``is_other``: it is none that annotations are imported from, which says nothing in a folder of all kinds of files.
    """

    name: str
    message: str
    hint: str
    is_other: bool = False


class NewTexts(Sequence[tuple[str, Article]]):
    """Texts of articles that an import adds, with the ids of these: packed, because thousands do not fit into memory.

    Each is unpacked when it is asked for, and not kept.
    """

    def __init__(self) -> None:
        self._packed: list[tuple[str, bytes]] = []
        self._places: dict[str, int] = {}

    def add(self, article_id: str, article: Article) -> None:
        self._places[article_id] = len(self._packed)
        self._packed.append((article_id, zlib.compress(pickle.dumps(article, pickle.HIGHEST_PROTOCOL), 1)))

    def of(self, article_id: str) -> Article | None:
        """The text of this article; None if there is none."""
        place = self._places.get(article_id)
        return None if place is None else self[place][1]

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, index: int) -> tuple[str, Article]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[str, Article]]: ...
    def __getitem__(self, index: int | slice) -> tuple[str, Article] | Sequence[tuple[str, Article]]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        article_id, packed = self._packed[index]
        return article_id, pickle.loads(zlib.decompress(packed))


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. ``texts`` are written first, then ``edits`` as one change with the description ``what``.

    ``formats``: of the files, each once. ``tags``: how many come with color and description; ``replies``: how many
    come. ``others``: counts of other records in the files, in words.
    ``is_own``: records of another library, which keep their versions. ``named``: how many of these named nobody, and
    are by ``creator`` now; ``own_names``: what the other library calls the person of this one.
    """

    formats: Sequence[str]
    works: Sequence[PlannedWork]
    refused: Sequence[RefusedFile]
    edits: Sequence[Edit]
    texts: Sequence[tuple[str, Article]]
    what: str
    others: Sequence[str] = ()
    is_own: bool = False
    tags: int = 0
    replies: int = 0
    named: int = 0
    creator: Creator | None = None
    own_names: frozenset[str] = frozenset()

    def counts(self) -> Counter[Outcome]:
        """How many annotations have each outcome."""
        return Counter(one.outcome for _, one in self.each())

    def each(self) -> Iterator[tuple[PlannedWork, PlannedAnnotation]]:
        for work in self.works:
            for annotation in work.annotations:
                yield work, annotation

    @property
    def added(self) -> list[PlannedWork]:
        """The works that become articles."""
        return [work for work in self.works if work.is_new]

    @property
    def listed(self) -> int:
        """How many articles are listed without their text."""
        return sum(work.how == LISTED for work in self.works)

    @property
    def later(self) -> int:
        """How many articles the import leaves to the next one, because all of them would take too long."""
        return sum(work.how == LATER for work in self.works)

    def as_made(self, edits: Sequence[Edit]) -> "ImportPlan":
        """The plan as it was carried out: what another import has written since it was made is there already.

        ``edits``: as they were written, in the order of the plan's.
        """
        came: dict[str, Outcome] = {}
        tags, replies = self.tags, self.replies
        for planned, made in zip(self.edits, edits, strict=True):
            if planned.before is None and made.before is not None:
                outcome = Outcome.KNOWN if made.after == made.before else Outcome.UPDATED
                came[made.after.name if isinstance(made.after, Tag) else made.after.id] = outcome
                tags -= isinstance(made.after, Tag)
                if isinstance(made.after, Reply):
                    replies -= 1
                    came.setdefault(made.after.to, Outcome.KNOWN)
        if not came:
            return self
        works = [
            replace(
                work,
                how="id" if work.is_new and work.record is not None and work.record.id in came else work.how,
                annotations=[
                    replace(one, outcome=came[one.annotation.id], why="")
                    if one.annotation is not None and one.annotation.id in came
                    else one
                    for one in work.annotations
                ],
            )
            for work in self.works
        ]
        return replace(self, works=works, tags=tags, replies=replies)

    @property
    def to_fetch(self) -> list[PlannedWork]:
        return [work for work in self.works if work.address]

    def beside(self) -> list[str]:
        """What comes besides articles and annotations, in words."""
        tags = [counted(self.tags, "tag")] if self.tags else []
        replies = [counted(self.replies, "reply", "replies")] if self.replies else []
        named = [f"{self.named:,} without a name, so by {self.creator.shown}"] if self.named and self.creator else []
        return [*replies, *named, *self.others, *tags]

    def creators(self) -> "Counter[Creator | None]":
        """Who made how many of the annotations that the import brings, or has brought before."""
        return Counter(one.annotation.creator for _, one in self.each() if one.annotation is not None)

    def people(self, identity: Identity) -> list[tuple[Creator, int]]:
        """The same with names, the most annotations first. The user is one of them, under any name."""
        found: Counter[Creator] = Counter()
        for creator, count in self.creators().items():
            found[identity.me if identity.is_me(creator) else identity.of(creator)] += count
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0].name))

    def made_by(self, identity: Identity) -> str:
        """The same in words: "you 12, Bea 3"; "" if all is the user's."""
        people = self.people(identity)
        if all(identity.is_me(creator) for creator, _ in people):
            return ""
        named = people[:_MOST_CREATORS]
        said = [f"{'you' if identity.is_me(one) else visible(one.shown)} {count:,}" for one, count in named]
        more = len(people) - len(said)
        return ", ".join([*said, *([f"{more:,} more"] if more else [])])

    def summary(self) -> str:
        """One line: "12 placed, 3 to review, 40 waiting"; "nothing new" if nothing would change."""
        counts = self.counts()
        parts = [counted(len(self.added), "article added", "articles added")] if self.added else []
        parts += [f"{counted(self.listed, 'article')} listed without text"] if self.listed else []
        parts += [f"{counts[one]:,} {one.words}" for one in Outcome if counts[one]]
        parts += self.beside()
        parts += [f"{counted(self.later, 'article')} not read yet"] if self.later else []
        return ", ".join(parts) or "nothing new"


def described(works: Sequence[PlannedWork], formats: Sequence[str], replies: int = 0) -> str:
    """The change in words: "import 12 annotations from kindle"."""
    count = sum(one.outcome in _WRITTEN for work in works for one in work.annotations)
    added = sum(work.is_new or work.how == LISTED for work in works)
    parts = [counted(number, kind) for number, kind in ((added, "article"), (count, "annotation")) if number]
    parts += [counted(replies, "reply", "replies")] if replies else []
    what = ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
    return f"import {what or 'nothing'} from {', '.join(formats)}"


_WRITTEN = (Outcome.PLACED, Outcome.REVIEW, Outcome.WAITING, Outcome.UPDATED)
