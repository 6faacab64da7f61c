"""The index finds what reading everything finds, whatever is in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import regex
from articles import memory_library
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from readtui.errors import UsageError
from readtui.model.passage import Passage
from readtui.search.annotations.index import AnnotationIndex
from readtui.search.full_text.index import SearchIndex
from readtui.search.full_text.regular_expressions import Pattern
from readtui.search.full_text.word_search import parse
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_reader import KeptAnnotations
from readtui.services.finding.search import Hit, HitWords, LibrarySearch

_WORDS = (
    "ferry Ferry ferryman fe piano Zoë zoe Zoe\u0308 Straße STRASSE don't 3.5 2026-03 水 川水 月光 光 日本 国 の ไทย "
    "ภาษาไทย كِتَاب كتاب ـكتاب हिन्दी हि न्दी ǆ İ ı ﬁ ﬀ e\u0301 ᾳ ς Σ 한국 ０ ² _ \ue000 𠮷 😀 ① ꟲ 𞤀𞤣 \u0345 "
    "대한민국은 국은 ｶｸ ﾊﾝｶｸ ភាសាខ្មែរ ខ្មែរ စာ မြန်မာစာ 々 時々刻々"
)
_PIECES = st.sampled_from(_WORDS.split())
_BETWEEN = st.sampled_from([" ", "", ", ", "-", "_", "\u200d", " “", "\n"])
_TEXTS = st.lists(st.tuples(_PIECES, _BETWEEN), min_size=1, max_size=8).map(
    lambda parts: "".join(f"{piece}{between}" for piece, between in parts)
)
_QUERIES = st.one_of(
    _PIECES,
    st.lists(_PIECES, min_size=1, max_size=3).map(" ".join),
    st.lists(_PIECES, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    _TEXTS,
    st.text(max_size=4),
)


def _seen(hits: Iterator[Hit]) -> list[tuple[str, int, int]]:
    return [(hit.record.id, hit.start, hit.end) for hit in hits]


@given(st.lists(_TEXTS, min_size=1, max_size=3), st.lists(_QUERIES, min_size=1, max_size=6))
@example(["港の水門", "港の 水門 x", "川・川水x"], ['"港の 水"', '"港の 水 x"', '"水 門"', "川・川", '"川・ 川水 x"'])
def test_the_index_and_reading_everything_find_the_same(texts: list[str], queries: list[str]) -> None:
    library = memory_library()
    for number, text in enumerate(texts):
        library.add("-", data=f"Title {number}\n\n{text}\n\nEnd {number}".encode())
    with TemporaryDirectory() as folder:
        index = SearchIndex.opened(Path(folder) / "search.db")
        assert index is not None
        with_index, without = LibrarySearch(library, index), LibrarySearch(library, None)
        with_index.update(lambda: None)
        assert index.states().keys() == {record.id for record in library.records()}
        for query in queries:
            try:
                finds = HitWords(parse(query))
            except UsageError:
                assume(len(queries) > 1)
                continue
            assert _seen(with_index.in_texts(finds)) == _seen(without.in_texts(finds))
        assert with_index.index is index, "it never gave up"
        index.close()


_PATTERNS = "fer err oe 川 tt i I ss न्द ไท a|b . x? (?:pi)+ (err|oe) e{0,2} pian [^]x] [a-z]+ (?i) (?=f)"
_PATTERN_PIECES = st.one_of(
    _PIECES.map(regex.escape),
    st.sampled_from(_PATTERNS.split()),
    st.sampled_from([r"\w+", r"\b", r"\d", r"\K", "(", ")", "|", "{", "{2}", "*", "+?", " ", "$"]),
)


@settings(max_examples=60)
@given(
    st.lists(_TEXTS, min_size=1, max_size=3),
    st.lists(st.lists(_PATTERN_PIECES, min_size=1, max_size=4).map("".join), min_size=1, max_size=6),
)
def test_a_regular_expression_finds_the_same_with_the_index(texts: list[str], patterns: list[str]) -> None:
    library = memory_library()
    annotator = Annotator(clock=library.clock, new_id=library.new_id)
    for number, text in enumerate(texts):
        record = library.add("-", data=f"Title {number}\n\n{text}\n\nEnd {number}".encode()).record
        article = library.open(record.id)
        library.repository.apply(annotator.create(record.id, article, Passage(0, 5), note=text))
    with TemporaryDirectory() as folder:
        index = SearchIndex.opened(Path(folder) / "search.db")
        kept = KeptAnnotations(lambda: AnnotationIndex.opened(Path(folder) / "annotations.db"))
        with_index, without = LibrarySearch(replace(library, kept=kept), index), LibrarySearch(library, None)
        with_index.update(lambda: None)
        for text in patterns:
            try:
                pattern = Pattern.of(text)
            except UsageError:
                continue
            assert _seen(with_index.in_texts(pattern)) == _seen(without.in_texts(pattern))
            assert _seen(with_index.in_notes(pattern)) == _seen(without.in_notes(pattern))
        assert with_index.index is index, "it never gave up"
        with_index.close()
        kept.close()
