"""The index of annotations loses nothing, and queries get the same answers from it as from the annotations."""

from dataclasses import replace

from hypothesis import given, reject
from hypothesis import strategies as st
from queries import ANNOTATIONS, QUERIES, RECORDS, matcher

from readtui.errors import UsageError
from readtui.model.annotation import AcceptedPlace, AnchorState, Annotation, Origin
from readtui.model.article import ArticleRecord
from readtui.search.annotations.packed_articles import PackedArticle, pack
from readtui.search.full_text.word_search import literals, parse, spans
from readtui.search.query.facts import place_of
from readtui.search.query.syntax import WORD, Query, Term
from readtui.services.finding.search import fields_of

_WORDS = (
    "ferry Ferry FERRY Zoë zoe Zoe\u0308 Straße STRASSE don't 川水 水 ภาษาไทย كِتَاب كتاب हिन्दी ǆ Ǆ İ ı i I ﬁ fi ŉ ǰ "
    "J\u030c e\u0301 É ᾳ Αι ᾼ Ἀ\u0345β Αβ ς Σ σ 한국 か\u3099 が か H\u0331 ẖ \ue000 𠮷 😀 𞤀 \u0345 K Å \u1dc4a a"
)
_PIECES = st.sampled_from(_WORDS.split())
_BETWEEN = st.sampled_from([" ", "", ", ", "\n", "\u2028", "\u2000", "\0"])
_TEXTS = st.lists(st.tuples(_PIECES, _BETWEEN), max_size=6).map(
    lambda parts: "".join(f"{piece}{between}" for piece, between in parts)
)
_LISTS = st.lists(
    st.builds(
        lambda one, note, own, tags, versions: replace(
            one,
            article_id="article",
            note=note,
            tags=tuple(tags),
            origin=Origin("0", 3, 9, own, AcceptedPlace("2026") if note else None) if own else None,
            why=own,
            versions=versions,
            extra={"x": {"y": [1, None, "\u2028"]}} if own else {},
        ),
        ANNOTATIONS,
        _TEXTS,
        _TEXTS,
        st.lists(_PIECES | st.sampled_from(["sea", "sea/north"]), max_size=2),
        st.dictionaries(st.sampled_from(["a", "b"]), st.integers(1, 9)),
    ),
    max_size=5,
)


@given(_LISTS, RECORDS, QUERIES | st.builds(Term, st.just(WORD), _TEXTS.filter(bool)))
def test_a_query_gets_the_same_answer_from_the_index(
    annotations: list[Annotation], record: ArticleRecord, query: Query
) -> None:
    packed = pack(annotations)
    assert packed is not None
    article, asked = PackedArticle("article", packed), matcher(query)
    assert article.annotations() == annotations
    assert [one.replies for one in article.annotations()] == [one.replies for one in annotations]
    passing = asked.annotations(record, article.listed)
    assert article.annotations([one.number for one in passing]) == list(asked.annotations(record, lambda: annotations))
    assert asked.article(record, article.listed) is asked.article(record, lambda: annotations)


@given(_LISTS)
def test_the_index_and_the_annotations_agree_on_what_has_a_passage(annotations: list[Annotation]) -> None:
    same = [replace(one, anchor=state) for one in annotations for state in AnchorState]
    packed = pack(same)
    assert packed is not None
    assert [place_of(one) for one in PackedArticle("article", packed).listed()] == [place_of(one) for one in same]


@given(_LISTS.filter(bool), st.lists(_PIECES, min_size=1, max_size=2).map(" ".join))
def test_a_search_in_notes_passes_over_nothing_with_a_hit(annotations: list[Annotation], typed: str) -> None:
    try:
        asked = parse(typed)
    except UsageError:
        reject()
    packed = pack(annotations)
    assert packed is not None
    for one, listed in zip(annotations, PackedArticle("article", packed).listed(), strict=True):
        has_hit = any(spans(asked, text) for _, text, _ in fields_of(one))
        assert listed.may_have(literals(asked)) or not has_hit
