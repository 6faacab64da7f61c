from hypothesis import given
from hypothesis import strategies as st

from readtui.anchoring.anchor import Anchored, anchor
from readtui.anchoring.describe import describe
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
def test_what_was_described_is_anchored_where_it_was(case: tuple[str, Passage]) -> None:
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
def test_a_passage_that_text_was_put_before_is_never_anchored_to_other_words(
    case: tuple[str, Passage], inserted: str
) -> None:
    text, passage = case
    quote, position = describe(text, passage)
    found = anchor(inserted + text, quote, position)
    if isinstance(found, Anchored):
        assert (inserted + text)[found.start : found.end] == quote.exact
        surroundings = (inserted + text)[: found.start].endswith(quote.prefix), (inserted + text)[found.end :]
        assert surroundings[0] or surroundings[1].startswith(quote.suffix)
