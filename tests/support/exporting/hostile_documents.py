"""Articles and annotations made to break formats: odd characters, overlaps, passages over line ends, names, replies."""

import uuid

from articles import article_of
from hypothesis import strategies as st

from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import Annotation, Origin
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import BlockKind
from readtui.model.creator import Creator
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.text.clean import clean, visible

_KINDS = [kind for kind in BlockKind if kind is not BlockKind.RULE]
# Emoji with joiners, combining marks, right to left, wide, and what formats read as syntax.
_PARTS = [
    *("a", "Z", "0", " ", "\t", "\n", "\n  ", "😀", "👩‍👩‍👧", "🇩🇪", "e\u0301", "x\u0323\u0301", "שָׁ"),
    *("نهر", "\u200f", "川", "𠮷", "\u3000", "\ufeff", "\u200b", "\u00ad", "<", ">", "&", "&amp;", "]]>"),
    *('"', "'", "\\", "|", "#", ";", ":", "=1+1", "@", "-- ", "{", "}"),
]
_WORDS = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=12).map("".join)
_KNOWN_TAGS = ["politics/water", "canal/water", "water", "Water", "bär", "to quote", "a/b/c", "T1"]
_TAGS = st.lists(st.one_of(st.sampled_from(_KNOWN_TAGS), _WORDS), max_size=3)
_NOTES = st.one_of(st.just(""), _WORDS, st.sampled_from(["\r\n", "\x00\x1f", "\u2028 \x85", " lines\n\n\n of it \n"]))
_NAMES = st.one_of(st.sampled_from(["Ada", "=1+1", "*Bo* [[x]] <!-- -->", "a :: b", "[ ] c"]), _WORDS).map(visible)
_CREATORS = st.one_of(st.none(), st.builds(Creator, _NAMES.filter(bool), st.booleans()))


@st.composite
def documents(draw: st.DrawFn) -> list[ExportDocument]:
    """One to three articles, some of the same title, with up to eight annotations each."""
    return [draw(_document(number)) for number in range(draw(st.integers(1, 3)))]


@st.composite
def _document(draw: st.DrawFn, number: int) -> ExportDocument:
    blocks = draw(st.lists(st.tuples(st.sampled_from(_KINDS), _WORDS), min_size=1, max_size=4))
    article = article_of(*((kind, clean(words).text) for kind, words in blocks))
    metadata = Metadata(draw(st.sampled_from(["On rivers", "CON", 'a/b: "c" <d>'])), "https://example.org/?a=<b>&c")
    record = ArticleRecord(f"{number:016x}", metadata, "2026-01-31T12:00:00Z", "", article.hash8, tags=("read/later",))
    annotations = [draw(_annotation(record.id, article, index)) for index in range(draw(st.integers(0, 8)))]
    return ExportDocument(record, sorted(annotations, key=_place), lambda: article)


@st.composite
def _annotation(draw: st.DrawFn, article_id: str, article: Article, index: int) -> Annotation:
    start = draw(st.integers(0, len(article.text) - 1))
    end = draw(st.integers(start + 1, len(article.text)))
    is_whole = draw(st.integers(0, 9)) == 0
    identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{article_id}/{index}"))
    was = "" if is_whole else clean(draw(st.one_of(st.just(""), _WORDS))).text
    return Annotation(
        identifier,
        article_id,
        "2026-01-31T12:00:00Z",
        "2026-02-01T12:00:00Z",
        None if is_whole else TextQuoteSelector(article.text[start:end]),
        None if is_whole else TextPositionSelector(start, end),
        color=draw(st.sampled_from([None, "yellow", "blue"])),
        tags=tuple(tag for tag in draw(_TAGS) if tag.strip("/")),
        note=draw(_NOTES),
        origin=Origin("0" * 8, start, start + len(was), was) if was.strip() else None,
        creator=draw(_CREATORS),
        is_thread=draw(st.booleans()),
        replies=tuple(draw(_reply(article_id, identifier, number)) for number in range(draw(st.integers(0, 2)))),
    )


@st.composite
def _reply(draw: st.DrawFn, article_id: str, annotation_id: str, number: int) -> Reply:
    identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{annotation_id}/{number}"))
    created = draw(st.sampled_from(["2026-02-01T12:00:00Z", "", "not a time"]))
    sets = draw(st.sampled_from([None, *ThreadState]))
    return Reply(identifier, article_id, annotation_id, created, created, draw(_NOTES), draw(_CREATORS), sets)


def _place(annotation: Annotation) -> tuple[int, int]:
    return (annotation.position.start, annotation.position.end) if annotation.position else (-1, -1)
