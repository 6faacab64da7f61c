"""Articles that two people and a program annotated, with replies, threads, and words that have changed since."""

from dataclasses import replace

from articles import article_of

from readtui.anchoring.describe import describe
from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import Annotation, Origin
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import BlockKind
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState

ADA, BO, BUILDER = Creator("Ada"), Creator("Bo *Lund*"), Creator("builder", is_program=True)
PLAN_ID, NOTES_ID = "00112233445566aa", "8899aabbccddeeff"
RISK = "0000000a-0000-4000-8000-000000000000"
PLAN = article_of(
    (BlockKind.HEADING, "Plan"),
    "We move in May. Dana accepts this risk. Nobody else may.",
    (BlockKind.HEADING, "Steps"),
    "First we copy, then we compare.\nThen we count.",
    (BlockKind.CODE, "copy --all\ncompare"),
    "The last paragraph has no changes.",
    title="Plan",
)
NOTES = article_of("Bo read this one alone.", "It is short.")


def _annotation(
    number: int,
    article_id: str,
    article: Article,
    words: str,
    creator: Creator,
    *,
    was: str = "",
    note: str = "",
    tags: tuple[str, ...] = (),
    color: str | None = None,
    is_thread: bool = False,
) -> Annotation:
    annotation = Annotation(
        f"{number:08x}-0000-4000-8000-000000000000",
        article_id,
        f"2026-02-01T10:00:{number:02}Z",
        f"2026-02-01T10:00:{number:02}Z",
        color=color,
        tags=tags,
        note=note,
        text_version=article.hash8,
        creator=creator,
        is_thread=is_thread,
    )
    if not words:
        return annotation
    start = article.text.index(words)
    quote, position = describe(article.text, Passage(start, start + len(words)))
    origin = Origin("0" * 8, start, start + len(was), was) if was else None
    return replace(annotation, quote=quote, position=position, origin=origin)


def _answered(annotation: Annotation, *said: tuple[Creator, str, ThreadState | None]) -> Annotation:
    replies = (
        Reply(
            f"{number:08x}-1111-4000-8000-{annotation.id[:8]}0000",
            annotation.article_id,
            annotation.id,
            f"2026-02-0{number + 1}T09:30:00Z",
            f"2026-02-0{number + 1}T09:30:00Z",
            text,
            creator,
            sets,
        )
        for number, (creator, text, sets) in enumerate(said, 1)
    )
    return replace(annotation, replies=tuple(replies))


def voices() -> list[ExportDocument]:
    """A plan with threads, and an article that only Bo annotated."""
    plan = [
        _answered(
            _annotation(1, PLAN_ID, PLAN, "", BO, note="Who reads all of it?"),
            (ADA, "I do, see [the risk](readtui:" + RISK + ").", None),
        ),
        _answered(
            _annotation(
                10, PLAN_ID, PLAN, "Dana accepts this risk.", ADA, was="We accept this risk.", note="Who accepts it?",
                tags=("risk",), color="yellow", is_thread=True,
            ),
            (BUILDER, "Dana does; see the first paragraph.", None),
            (BO, "- not alone\n- not *yet*\n\n```\nopen", None),
            (ADA, "", ThreadState.SETTLED),
            (BO, "Not for me.", ThreadState.OPEN),
        ),
        _annotation(11, PLAN_ID, PLAN, "then we compare.\nThen we count.", BO, was="then we count\nand compare.",
                    color="green"),
        _annotation(12, PLAN_ID, PLAN, "copy --all\ncompare", BUILDER, was="copy\ncompare", tags=("code",)),
        _answered(
            _annotation(13, PLAN_ID, PLAN, "The last paragraph", BUILDER, note="Say more?", is_thread=True),
            (ADA, "No.", ThreadState.SETTLED),
        ),
    ]  # fmt: skip
    notes = [_annotation(14, NOTES_ID, NOTES, "read this one alone", BO, note="So I did.", color="blue")]
    return [
        ExportDocument(_record(PLAN_ID, PLAN, Metadata("Plan", "https://example.org/plan", "Cy")), plan, lambda: PLAN),
        ExportDocument(_record(NOTES_ID, NOTES, Metadata("Notes")), notes, lambda: NOTES),
    ]


def _record(article_id: str, article: Article, metadata: Metadata) -> ArticleRecord:
    return ArticleRecord(article_id, metadata, "2026-01-31T12:00:00Z", "2026-02-01T12:00:00Z", article.hash8, words=20)
