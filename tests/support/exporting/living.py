"""Living files for tests: what an exporter gives for articles with some annotations."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles import article_of

from readtui.exporters.exporter import ExportDocument, ExportOptions, Grouping
from readtui.exporters.living.parts import LivingArticle, LivingExporter
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

HEADING = BlockKind.HEADING
WORDS = ("The ferry left", "It came back", "Nobody saw it", "The dog slept", "In winter", "They walked", "Ice held")
FERRY = article_of(
    (HEADING, "The ferry"),
    f"{WORDS[0]} at dawn. {WORDS[1]} at dusk.",
    (HEADING, "On board"),
    f"{WORDS[2]} all day. {WORDS[3]} on the deck.",
    (HEADING, "At the landing"),
    f"{WORDS[4]} the boat lay still. {WORDS[5]} across the river. {WORDS[6]} for weeks.",
    title="The ferry",
)
MILL = article_of((HEADING, "The mill"), "It stood still. Nothing turned.", title="The mill")
FERRY_ID, MILL_ID = "00112233445566aa", "8899aabbccddeeff"
_NUMBERS = itertools.count(1)


def note_on(
    article: Article, article_id: str, words: str, *, note: str = "", tags: tuple[str, ...] = (), number: int = 0
) -> Annotation:
    """An annotation of these words, with a number that makes its id."""
    start = article.text.index(words)
    return Annotation(
        f"{number or 100 + next(_NUMBERS):08x}-0000-4000-8000-{start:012x}",
        article_id,
        "2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00Z",
        TextQuoteSelector(words),
        TextPositionSelector(start, start + len(words)),
        note=note,
        tags=tags,
    )


@dataclass(frozen=True)
class Shelf:
    """Annotations on the article about the ferry, by number of WORDS, and its tags."""

    notes: dict[int, str]
    tags: tuple[str, ...] = ()
    title: str = "The ferry"

    def document(self) -> ExportDocument:
        metadata = replace(FERRY.metadata, title=self.title)
        record = ArticleRecord(FERRY_ID, metadata, "2026-01-31T12:00:00Z", "", FERRY.hash8, tags=self.tags)
        annotations = [
            note_on(FERRY, FERRY_ID, WORDS[number], note=note, number=number + 1)
            for number, note in sorted(self.notes.items())
        ]
        return ExportDocument(record, annotations, lambda: FERRY)

    def rendered(self, exporter: LivingExporter) -> list[LivingArticle]:
        return list(exporter.living([self.document()], ExportOptions()))

    def beside_mill(self, exporter: LivingExporter, group: Grouping = Grouping.ARTICLE) -> list[LivingArticle]:
        """Two articles in one file."""
        record = ArticleRecord(MILL_ID, MILL.metadata, "2026-01-31T12:00:00Z", "", MILL.hash8)
        mill = ExportDocument(record, [note_on(MILL, MILL_ID, "Nothing turned", number=99)], lambda: MILL)
        return list(exporter.living([self.document(), mill], ExportOptions(group=group)))


def id_of(number: int) -> str:
    """The id of the annotation with this number of WORDS."""
    start = FERRY.text.index(WORDS[number])
    return f"{number + 1:08x}-0000-4000-8000-{start:012x}"


def is_within(wanted: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether the wanted lines occur in this order."""
    rest = iter(lines)
    return all(line in rest for line in wanted)


def lines_of(text: str) -> list[str]:
    """The lines without their ends and trailing spaces."""
    return [line.rstrip() for line in re.split("\r\n|\r|\n", text)]
