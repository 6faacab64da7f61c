import unicodedata
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from readtui.anchoring.anchor import Anchored, anchor
from readtui.anchoring.describe import describe
from readtui.anchoring.outcome import Orphan, Review
from readtui.anchoring.quotes import reanchor_quote
from readtui.anchoring.reanchor import reanchor
from readtui.model.annotation import AnchorState
from readtui.model.passage import Passage

SAMPLES = (
    "नदी धीरे-धीरे बहती है। नदी का पानी ठंडा है और क्षितिज तक फैला हुआ है।",
    "แม่น้ำไหลช้าๆ ผ่านหมู่บ้าน แล้วแม่น้ำก็ไหลลงสู่ทะเล",
    "يجري النهر ببطء عبر القرية، ثم يصبّ النهر في البحر.",
    "הנהר זורם לאט דרך הכפר, ואחר כך הנהר נשפך לים.",
    "川はゆっくりと村を流れ、やがて川は海へ注ぐ。川は川である。",
    "A family 👨‍👩‍👧‍👦 by the river 🏞️, a flag 🇺🇦, a hand 👍🏽, and the river again 🏞️.",
    "The river, the river, the river. The river, the river, the river.",
    "\n\n \t\n",
)
texts = st.one_of(
    st.lists(st.sampled_from(SAMPLES), min_size=1, max_size=40).map("\n\n".join),
    st.text(min_size=1, max_size=300),
    st.tuples(st.text("ab ", min_size=1, max_size=4), st.integers(1, 400)).map(lambda unit: unit[0] * unit[1]),
)


@st.composite
def texts_with_passages(draw: st.DrawFn) -> tuple[str, Passage]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, Passage(start, draw(st.integers(start + 1, len(text))))


@given(texts_with_passages())
def test_a_described_passage_is_anchored_where_it_was(case: tuple[str, Passage]) -> None:
    text, passage = case
    quote, position = describe(text, passage)
    assert anchor(text, quote, position) == Anchored(passage.start, passage.end, AnchorState.EXACT)


@given(texts_with_passages())
def test_context_is_the_text_around_the_passage(case: tuple[str, Passage]) -> None:
    text, passage = case
    quote, _ = describe(text, passage)
    assert text[: passage.start].endswith(quote.prefix)
    assert text[passage.end :].startswith(quote.suffix)
    assert quote.exact == passage.of(text)


@given(texts_with_passages(), st.text(max_size=60))
def test_text_inserted_before_a_passage_never_anchors_it_to_other_words(
    case: tuple[str, Passage], inserted: str
) -> None:
    text, passage = case
    quote, position = describe(text, passage)
    found = anchor(inserted + text, quote, position)
    if isinstance(found, Anchored):
        assert (inserted + text)[found.start : found.end] == quote.exact
        surroundings = (inserted + text)[: found.start].endswith(quote.prefix), (inserted + text)[found.end :]
        assert surroundings[0] or surroundings[1].startswith(quote.suffix)


@given(texts_with_passages())
def test_every_passage_of_an_unchanged_text_is_exactly_where_it_was(case: tuple[str, Passage]) -> None:
    text, passage = case
    assert reanchor(text, text, passage.start, passage.end) == Anchored(passage.start, passage.end, AnchorState.EXACT)


@st.composite
def edits_elsewhere(draw: st.DrawFn) -> tuple[str, str, int, int, int]:
    """A text, the same after an edit at least a paragraph away, a passage of the first, and how far it was shifted."""
    paragraphs = draw(st.permutations(SAMPLES[:-1]))
    own = draw(st.integers(0, len(paragraphs) - 1))
    edited = draw(st.sampled_from([place for place in range(len(paragraphs)) if abs(place - own) > 1]))
    instead = draw(st.sampled_from(["", "Something else was said of it.", "別の段落。", paragraphs[edited] + " More."]))
    before = sum(len(paragraph) + 2 for paragraph in paragraphs[:own])
    start = draw(st.integers(0, len(paragraphs[own]) - 1))
    end = draw(st.integers(start + 1, len(paragraphs[own])))
    new = [instead if place == edited else paragraph for place, paragraph in enumerate(paragraphs)]
    shift = len(instead) - len(paragraphs[edited]) if edited < own else 0
    return "\n\n".join(paragraphs), "\n\n".join(new), before + start, before + end, shift


@given(edits_elsewhere())
def test_edits_elsewhere_keep_a_passage_exact(case: tuple[str, str, int, int, int]) -> None:
    old, new, start, end, shift = case
    assert reanchor(old, new, start, end) == Anchored(start + shift, end + shift, AnchorState.EXACT)


@given(st.permutations(SAMPLES[:-1]), st.sampled_from(["NFC", "NFD"]), st.data())
def test_canonical_equivalents_are_the_same_words(
    paragraphs: list[str], form: Literal["NFC", "NFD"], data: st.DataObject
) -> None:
    words = "\n\n".join(paragraphs).split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    old, quoted = " ".join(words), " ".join(words[first:last])
    new = unicodedata.normalize(form, old)
    start = len(" ".join([*words[:first], ""]))
    found = reanchor(old, new, start, start + len(quoted))
    assert isinstance(found, Anchored)
    assert found.state is AnchorState.EXACT
    assert unicodedata.normalize("NFC", new[found.start : found.end]) == unicodedata.normalize("NFC", quoted)


@given(texts_with_passages(), texts)
def test_the_place_found_is_always_inside_the_new_text(case: tuple[str, Passage], new: str) -> None:
    text, passage = case
    quote, position = describe(text, passage)
    for found in (
        reanchor(text, new, passage.start, passage.end),
        reanchor_quote(new, quote.exact, quote.prefix, quote.suffix, position.start),
    ):
        assert isinstance(found, Orphan) or 0 <= found.start < found.end <= len(new)


@given(st.permutations(range(5)), st.sampled_from(["\n\n", "\n", "\n- "]), st.integers(0, 4))
def test_entries_that_share_all_but_two_words_take_their_annotations_along(
    order: list[int], joint: str, own: int
) -> None:
    names = ("Adair", "Barlow", "Clarke", "Dunne", "Finch")
    things = ("the sea wall", "a bandstand", "two bridges", "the old kiln", "a ferry")
    entries = [f"{name} asked for {thing}, and the board agreed." for name, thing in zip(names, things, strict=True)]
    old = joint.join(["The minutes follow.", *entries, "Nothing else was said."])
    new = joint.join(["The minutes follow.", *(entries[place] for place in order), "Nothing else was said."])
    start = old.index(entries[own])
    found = reanchor(old, new, start, start + len(entries[own]))
    assert isinstance(found, Anchored)
    assert new[found.start : found.end] == entries[own]


@given(st.sampled_from(("=", "==", "!=", "<", ">=", "+", "%", "$", "€", "±", "≠")), st.integers(1, 5))
def test_a_sign_inserted_between_words_of_a_passage_is_flagged(sign: str, place: int) -> None:
    words = ["the", "level", "of", "the", "lower", "lock"]
    old = f"Nobody knew {' '.join(words)} in those days."
    new = f"Nobody knew {' '.join([*words[:place], sign, *words[place:]])} in those days."
    start = old.index(words[0])
    found = reanchor(old, new, start, start + len(" ".join(words)))
    assert isinstance(found, Review)
    assert found.why == f"a sign was added: {sign}"
