"""An article with a block of every kind, marks, links into itself, and annotations that overlap, cross blocks or are
lost.
"""

from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import BlockKind, MarkType, Role
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.text.article_builder import ArticleBuilder, MarkSpan

ARTICLE_ID = "00112233445566aa"
BOX = "00000001-0000-4000-8000-000000000000"


def _mark(text: str, type_: MarkType, words: str, target: str = "") -> MarkSpan:
    return type_, text.index(words), text.index(words) + len(words), target


def worked_article() -> Article:
    builder = ArticleBuilder()
    add = builder.add
    add(BlockKind.PARAGRAPH, "Canal notes", role=Role.KICKER)
    add(BlockKind.HEADING, "How a boat climbs: locks & lifts", role=Role.TITLE, level=1)
    add(BlockKind.PARAGRAPH, "A box of water has carried boats uphill for six hundred years.", role=Role.LEAD)
    lock = (
        "MILAN — A lock is a box of water with two doors. One of them is always shut.[1] It is the plainest machine "
        "there is. Leonardo drew its gate, and his drawing is still the one that builders follow."
    )
    add(
        BlockKind.PARAGRAPH,
        lock,
        marks=[
            _mark(lock, MarkType.DATELINE, "MILAN"),
            _mark(lock, MarkType.EMPHASIS, "always"),
            _mark(lock, MarkType.LINK, "[1]", "#note"),
            _mark(lock, MarkType.STRONG, "plainest machine"),
            _mark(lock, MarkType.LINK, "Leonardo", 'https://example.org/leonardo_(artist)?a=1&b="2"%20#x'),
        ],
        names=[("back", lock.index("[1]"))],
    )
    add(BlockKind.FURNITURE, "Share this")
    add(BlockKind.HEADING, "Why it works", level=2)
    add(BlockKind.PARAGRAPH, "Water finds its level. A lock of 100 m³ asks for no more strength than a bucket.")
    add(BlockKind.QUOTE, "“Ten boats rise in an hour,\nand no man is out of breath.”", level=1)
    add(BlockKind.QUOTE, "So he says.", level=2)
    add(BlockKind.LIST_ITEM, "the chamber, of brick", level=1, label="•")
    add(BlockKind.LIST_ITEM, "the gates:", level=1, label="•")
    add(BlockKind.LIST_ITEM, "two leaves of oak", level=2, label="1.")
    add(BlockKind.LIST_ITEM, "paddles that let the water in", level=2, label="2.")
    add(
        BlockKind.CODE,
        'while level < upper:  # ``` & <b>\n    level += inflow\n\topen_gate("$PATH\\n")',
        label="python",
    )
    add(BlockKind.CAPTION, "Figure 1: a lock at Teddington")
    add(BlockKind.TABLE, "boat\tlength\tprice\nbarge|long\t21.3 m\t=2+3\nnarrow *boat*\t7 ft\t")
    add(BlockKind.RULE, "* * *")
    add(BlockKind.HEADING, "Words of others", level=2)
    add(BlockKind.PARAGRAPH, "עברית: התעלה עולה אל ההר.")
    add(BlockKind.PARAGRAPH, "川を渡る船が、静かに水門を上っていく。")
    add(
        BlockKind.PARAGRAPH,
        "Signs 👩‍👩‍👧 ę́ 100% of $5 & {x} \\end{document} #tag @ref _a_ ^b^ ~c~ <i>d</i> `e` [[f]] ==g==",
    )
    note = "The water is not lost: it runs the mills below. ↩"
    add(
        BlockKind.LIST_ITEM,
        note,
        level=1,
        label="[1]",
        marks=[_mark(note, MarkType.LINK, "↩", "#back")],
        names=[("note", 0)],
    )
    return builder.build(
        Metadata(
            "How a boat climbs: locks & lifts",
            "https://example.org/locks",
            "Ada Keeper",
            "en",
            "2024-05-01",
            "Canal news",
        )
    )


def worked_document(article: Article | None = None) -> ExportDocument:
    """The article with its annotations, in reading order."""
    found: list[Annotation] = []
    text = (article := article or worked_article()).text

    def add(
        words: str, until: str = "", *, color: str | None = None, tags: tuple[str, ...] = (), note: str = ""
    ) -> None:
        start = text.index(words) if words else -1
        end = text.index(until, start) + len(until) if until else start + len(words)
        found.append(
            Annotation(
                f"{len(found):08x}-0000-4000-8000-000000000000",
                ARTICLE_ID,
                "2026-01-31T12:00:00Z",
                "2026-01-31T12:00:00Z",
                TextQuoteSelector(text[start:end] or "lost words") if words else None,
                TextPositionSelector(start, end) if words in text and words else None,
                color,
                tags,
                note,
            )
        )

    add("", note=f"Read it *to the end*, then see [the box](readtui:{BOX}).", tags=("to quote",))
    add("a box of water", "always shut", color="green")
    add(
        "always shut.[1] It is",
        color="pink",
        note="Overlaps.\n\n- one\n- two `x` [link](https://example.org/?a=1&b=_2)",
    )
    add("plainest machine", tags=("engineering/gates",))
    add(
        "builders follow.",
        "Water finds its level.",
        color="blue",
        note="Over a heading.\n\n```\nif a & b:\n    pass\n```",
    )
    add("boats rise in an hour,", "and no man", color="orange", note="A **verse**.")
    add("leaves of oak", "paddles", color="purple", note="Two items.")
    add("level += inflow", color="yellow", note="Code.")
    add("21.3 m", color="green", note="=SUM(A1)", tags=("1984",))
    add("התעלה עולה", color="pink", note="הערה")
    add("川を渡る船", color="blue", note="船")
    add("👩‍👩‍👧 ę́ 100% of $5", color="orange")
    add("& {x} \\end{document} #tag", note="100% \\end{document} #1 $x^2$ & ~ _a_ { <b>")
    found.append(
        Annotation(
            f"{len(found):08x}-0000-4000-8000-000000000000",
            ARTICLE_ID,
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00Z",
            TextQuoteSelector("words that are gone"),
            color="pink",
            note="An orphan.",
            anchor=AnchorState.ORPHAN,
        )
    )
    record = ArticleRecord(
        ARTICLE_ID,
        article.metadata,
        "2026-01-31T12:00:00Z",
        "2026-02-01T12:00:00Z",
        article.hash8,
        tags=("canal/old locks",),
    )
    return ExportDocument(record, found, lambda: article)
