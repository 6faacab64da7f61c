"""The marks of the reader are the changes of the text."""

from collections import Counter
from random import Random

from articles import article_of
from hypothesis import assume, given
from hypothesis import strategies as st

from readtui.anchoring.text_changes import TextChangeKind, text_changes
from readtui.model.block import BlockKind
from readtui.tui.article.seen_changes import CHANGED, NEW, REMOVED, REWRITTEN, seen_changes

SENTENCE = st.lists(
    st.sampled_from(["the", "old", "new", "town", "sea", "rises", "falls", "again", "boat"]), min_size=4, max_size=9
).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=4).map(" ".join)
TEXTS = st.lists(st.tuples(st.sampled_from([BlockKind.PARAGRAPH] * 3 + [BlockKind.HEADING]), PARAGRAPH), max_size=8)


@given(TEXTS, TEXTS, st.lists(st.booleans(), min_size=8, max_size=8))
def test_marks_are_the_changes_of_the_text(
    old: list[tuple[BlockKind, str]], new: list[tuple[BlockKind, str]], kept: list[bool]
) -> None:
    mixed = [a if keep else b for a, b, keep in zip(old, new, kept, strict=False)] + new[len(old) :]
    assume(mixed)
    before, article = article_of(*old), article_of(*mixed)
    found = text_changes(before.text, article.text, "en")
    shown = seen_changes(article, found)
    rewritten = [(one.start, one.end) for one in shown.changes if one.label.startswith(f"⋯ {REWRITTEN}")]
    alone = [one for one in found if not any(start <= one.start < end for start, end in rewritten)]
    for offset in range(len(article.text)):
        within = {one.kind for one in alone if one.start <= offset < one.end}
        sign = shown.sign(offset, offset + 1)
        if any(start <= offset < end for start, end in rewritten):
            assert sign == CHANGED
        elif TextChangeKind.ADDED in within:
            assert sign == NEW
        else:
            assert sign in (" ", CHANGED if TextChangeKind.CHANGED in within else " ")
    assert sorted(shown.words) == sorted(words for one in alone for words in one.words)
    counts = dict(shown.counts)
    for sign, kind in (
        (NEW, TextChangeKind.ADDED),
        (CHANGED, TextChangeKind.CHANGED),
        (REMOVED, TextChangeKind.REMOVED),
    ):
        assert counts.get(sign, 0) == sum(max(1, one.size) for one in alone if one.kind is kind)
    told = "\n".join(one.before for one in shown.changes if one.before)
    assert sorted(told.split()) == sorted(" ".join(one.before for one in found).split())
    assert [one.start for one in shown.changes] == sorted(one.start for one in shown.changes)


@given(st.lists(PARAGRAPH, max_size=8), st.lists(PARAGRAPH, max_size=8), st.randoms(use_true_random=False))
def test_as_many_sentences_come_and_go_as_the_texts_differ_by(old: list[str], new: list[str], chance: Random) -> None:
    mixed = chance.sample(old, len(old))
    assert not text_changes("\n\n".join(old), "\n\n".join(mixed), "en")
    mixed = mixed[len(mixed) // 2 :] + new
    found = text_changes("\n\n".join(old), "\n\n".join(mixed), "en")
    count = Counter[TextChangeKind]()
    for one in found:
        count[one.kind] += max(1, one.size)
    more = sum(one.count(".") for one in mixed) - sum(one.count(".") for one in old)
    assert count[TextChangeKind.ADDED] - count[TextChangeKind.REMOVED] == more
    assert [one.start for one in found] == sorted(one.start for one in found)
