"""What is due and when: FSRS behind four grades, the queue across articles, and one sitting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from articles import article_of
from hypothesis import given
from hypothesis import strategies as st
from memory_repository import MemoryRepository

from readtui.errors import DamagedError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.block import BlockKind
from readtui.model.card import Card, CardState
from readtui.model.change import Change, Edit, Record
from readtui.model.creator import UNNAMED
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.search.query.matcher import Matcher
from readtui.search.query.parser import parse
from readtui.search.query.terms import Asker
from readtui.services.annotating.passage_comparison import Excerpt
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.reviewing.due import AskedHighlight, DueHighlights
from readtui.services.reviewing.question import cue_of, question_of
from readtui.services.reviewing.review import ReviewChanges, Sitting
from readtui.services.reviewing.schedule import Grade, GradeOutcome, day_of, in_utc, outcomes

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=timezone(timedelta(hours=1)))
DAY = timedelta(days=1)
CARDS = st.builds(
    Card,
    st.text(min_size=1, max_size=4),
    st.just("a1"),
    st.sampled_from(CardState),
    st.integers(0, 10**15),
    st.floats(0, 1e9),
    st.floats(0, 10),
    st.just(""),
    st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1)).map(lambda at: in_utc(at.replace(tzinfo=UTC)))
    | st.just(""),
    reviews=st.integers(0, 9),
)


class Library:
    """A library in memory with articles and highlights."""

    def __init__(self) -> None:
        self.store = MemoryRepository()

    def put(self, *records: Record) -> None:
        self.store.apply(Change(str(len(self.store.changes)), "t", "t", tuple(Edit(None, one) for one in records)))

    def article(self, name: str, *highlights: str, tags: tuple[str, ...] = (), note: str = "") -> None:
        self.put(ArticleRecord(name, Metadata(name), "2026", "2026", "ffffffff"))
        for place, one in enumerate(highlights):
            quote, position = TextQuoteSelector(one), TextPositionSelector(place, place + 1)
            made = Annotation(one, name, "2026", "2026", quote, position, "yellow", tags, note, "ffffffff")
            self.put(made)

    def card(self, name: str, article: str, due: datetime, introduced: datetime | None = None, **rest: str) -> None:
        card = Card(name, article, CardState.REVIEW, 0, 5.0, 5.0, in_utc(due), in_utc(due - 5 * DAY), reviews=1)
        self.put(replace(card, introduced=in_utc(introduced or NOW - 9 * DAY), **rest))  # type: ignore[arg-type]

    def due(self, query: str = "", new: int = 0, now: datetime = NOW) -> DueHighlights:
        scope = AnnotationQuery(query=parse(query))
        matcher = Matcher(scope.query, Asker(now, lambda: UNNAMED))
        return DueHighlights(self.store, self.passing, now, matcher, scope, new)

    def passing(self, matcher: Matcher, record: ArticleRecord, *, tags: object = ()) -> Sequence[Annotation]:
        return matcher.annotations(record, lambda: self.store.annotations(record.id))

    def names(self, query: str = "", new: int = 0, now: datetime = NOW) -> list[str]:
        return [one.annotation.id for one in self.due(query, new, now).each()]


@pytest.fixture
def library() -> Library:
    return Library()


# ---------------------------------------------------------------------- grades


def intervals(card: Card, now: datetime = NOW, retention: float = 0.9) -> list[timedelta]:
    return [outcome.interval for outcome in outcomes(card, now, retention)]


def graded(card: Card, grade: Grade, now: datetime = NOW) -> Card:
    return outcomes(card, now, 0.9)[grade - 1].card


def test_a_new_highlight_comes_back_in_minutes_or_days() -> None:
    again, hard, good, easy = intervals(Card("n1", "a1"))
    assert again < hard < good == timedelta(minutes=10)
    assert easy >= 4 * DAY
    assert easy == easy.days * DAY


def test_a_grade_counts_and_says_when_it_was_given() -> None:
    card = graded(graded(Card("n1", "a1"), Grade.GOOD), Grade.GOOD, NOW + timedelta(minutes=10))
    assert (card.state, card.reviews, card.lapses) == (CardState.REVIEW, 2, 0)
    assert (card.introduced, card.reviewed) == ("2026-02-10T08:00:00Z", "2026-02-10T08:10:00Z")
    forgotten = graded(card, Grade.AGAIN, NOW + 3 * DAY)
    assert (forgotten.state, forgotten.lapses, forgotten.due) == (
        CardState.RELEARNING,
        1,
        in_utc(NOW + 3 * DAY + timedelta(minutes=10)),
    )


def test_what_is_learned_is_due_from_the_morning_of_its_day() -> None:
    card = graded(Card("n1", "a1"), Grade.EASY, NOW.replace(hour=23))
    due = datetime.fromisoformat(card.due).astimezone(NOW.tzinfo)
    assert (due.hour, due.minute) == (4, 0)
    at_night = graded(Card("n1", "a1"), Grade.EASY, NOW.replace(hour=3) + DAY)
    assert at_night.due == card.due, "who reviews after midnight still reviews the day before"


def test_a_day_counts_as_a_day_even_if_it_was_shorter_than_24_hours() -> None:
    learned = graded(Card("n1", "a1"), Grade.EASY, NOW.replace(hour=20))
    early, late = (graded(learned, Grade.GOOD, NOW.replace(hour=hour) + 5 * DAY) for hour in (8, 22))
    assert early.stability == late.stability


def test_a_higher_retention_asks_more_often() -> None:
    card = replace(Card("n1", "a1"), state=CardState.REVIEW, stability=30.0, difficulty=5.0, reviewed=in_utc(NOW - DAY))
    assert intervals(card, retention=0.97)[2] < intervals(card, retention=0.8)[2]


def test_highlights_learned_together_do_not_stay_together() -> None:
    card = replace(Card("", "a1"), state=CardState.REVIEW, stability=50.0, difficulty=5.0, reviewed=in_utc(NOW - DAY))
    assert len({intervals(replace(card, id=f"n{number}"))[2] for number in range(20)}) > 3


@given(CARDS)
def test_any_card_can_be_graded_and_better_grades_wait_longer(card: Card) -> None:
    found = outcomes(card, NOW, 0.9)
    assert [one.grade for one in found] == list(Grade)
    waits = [one.interval for one in found]
    assert waits == sorted(waits)
    assert all(one.card.due > in_utc(NOW) and one.card.stability > 0 for one in found)
    assert found == outcomes(card, NOW, 0.9), "the same grade leads to the same on every device"


# ---------------------------------------------------------------------- what is due


def test_due_highlights_come_in_order_across_articles(library: Library) -> None:
    library.article("a1", "one", "three")
    library.article("a2", "two", "later")
    for name, article, days in (("one", "a1", 3), ("two", "a2", 2), ("three", "a1", 1), ("later", "a2", -1)):
        library.card(name, article, NOW - days * DAY)
    assert library.names() == ["one", "two", "three"]
    overview = library.due().begin()[0]
    assert (overview.due, overview.cards, overview.introduced) == (3, 4, 0)
    assert overview.next_due == int((NOW + DAY).timestamp())
    assert (library.due().count(), library.due("two").count(), library.due("nothing").count()) == (3, 1, 0)
    assert library.due("one or two", now=NOW - 2 * DAY - timedelta(minutes=1)).count() == 1, "two is due soon"


def test_only_articles_with_due_cards_are_read(library: Library) -> None:
    for number in range(50):
        library.article(f"a{number}", f"n{number}")
        library.card(f"n{number}", f"a{number}", NOW + (number - 2) * DAY)
    read: list[str] = []

    def passing(matcher: Matcher, record: ArticleRecord, *, tags: object = ()) -> Sequence[Annotation]:
        read.append(record.id)
        return library.passing(matcher, record, tags=tags)

    due = replace(library.due(), passing=passing).each()
    assert next(due).annotation.id == "n0"
    assert read == ["a0"]
    assert [one.annotation.id for one in due] == ["n1", "n2"]
    assert read == ["a0", "a1", "a2"]


def test_what_is_suspended_buried_deleted_or_does_not_pass_is_not_asked(library: Library) -> None:
    library.article("a1", "suspended", "buried", "deleted", "plain")
    library.article("a2", "tagged", tags=("exam",))
    library.article("gone", "in the trash")
    for name in ("suspended", "buried", "deleted", "plain"):
        aside = {"suspended": "x"} if name == "suspended" else {"buried": in_utc(NOW + DAY)} if name == "buried" else {}
        library.card(name, "a1", NOW - DAY, NOW - 9 * DAY, **aside)
    library.card("tagged", "a2", NOW - 2 * DAY)
    library.card("in the trash", "gone", NOW - DAY)
    note, gone = library.store.notes["deleted"], library.store.articles["gone"]
    library.store.apply(Change("d", "t", "t", (Edit(note, replace(note, deleted="x")),)))
    library.store.apply(Change("e", "t", "t", (Edit(gone, replace(gone, deleted="x")),)))
    assert library.names() == ["tagged", "plain"]
    assert library.names("#exam") == ["tagged"]
    assert library.names(now=NOW + DAY) == ["tagged", "plain", "buried"]


def test_what_waits_for_tomorrow_is_not_asked_just_before_it_begins(library: Library) -> None:
    night = NOW.replace(hour=3, minute=50)
    library.article("a1", "put off", "graded", "forgotten")
    library.card("put off", "a1", night - DAY, night - 9 * DAY, buried=in_utc(night.replace(hour=4, minute=0)))
    library.card("graded", "a1", night.replace(hour=4, minute=0), night - DAY)
    library.card("forgotten", "a1", night + timedelta(minutes=15), night, state=CardState.LEARNING)
    assert library.names(now=night) == ["forgotten"]
    assert library.names(now=night + timedelta(minutes=10)) == ["put off", "graded", "forgotten"]


def test_what_is_graded_for_tomorrow_does_not_come_back_just_before_it_begins() -> None:
    night = NOW.replace(hour=3, minute=50)
    sitting = Sitting(is_complete=True)
    sitting.add(
        [asked("kept", Card("kept", "a1", CardState.REVIEW, 0, 0.5, 9.0, in_utc(night), in_utc(night - DAY)))], night
    )
    sitting.next(night)
    assert grade(sitting, Grade.HARD, night).interval == DAY
    assert sitting.next(night) is None


def test_new_highlights_come_after_due_ones_one_of_each_article_up_to_the_limit_of_the_day(library: Library) -> None:
    library.article("a1", "b1", "b2", "b3")
    library.article("a2", "c1", "c2", "c3", "due")
    library.card("due", "a2", NOW - DAY)
    first, *new = library.names(new=3)
    assert first == "due"
    assert sorted(new[:2]) == ["b1", "c1"]
    assert len(new) == 3
    assert library.names(new=3) == [first, *new], "the same ones all day"
    library.card(new[0], "a1" if new[0] == "b1" else "a2", NOW + 5 * DAY, introduced=NOW)
    assert len(library.names(new=3)) == 3, "one of three was introduced today"
    assert len(library.names(new=3, now=NOW + DAY)) == 4


def test_articles_take_turns_in_another_order_every_day(library: Library) -> None:
    for number in range(9):
        library.article(f"a{number}", f"n{number}")
    orders = {tuple(library.names(new=9, now=NOW + day * DAY)) for day in range(3)}
    assert len(orders) == 3


def test_tags_on_a_whole_article_are_not_asked_but_a_note_is(library: Library) -> None:
    library.article("a1")
    library.put(Annotation("t", "a1", "2026", "2026", tags=("sea",)))
    library.put(Annotation("w", "a1", "2026", "2026", note="Why?"))
    assert library.names(new=9) == ["w"]


# ---------------------------------------------------------------------- one sitting


def sitting_of(*asked: AskedHighlight) -> Sitting:
    sitting = Sitting()
    sitting.add(asked, NOW)
    sitting.is_complete = True
    return sitting


def asked(name: str, card: Card | None = None) -> AskedHighlight:
    record = ArticleRecord("a1", Metadata("T"), "2026", "2026", "ffffffff")
    return AskedHighlight(record, Annotation(name, "a1", "2026", "2026", note="x"), card or Card(name, "a1"), card)


def grade(sitting: Sitting, grade: Grade, now: datetime = NOW) -> GradeOutcome:
    assert sitting.current is not None
    outcome = outcomes(sitting.current.card, now, 0.9)[grade - 1]
    sitting.graded(outcome.card, grade, now)
    return outcome


def name_of(one: AskedHighlight | None) -> str:
    return one.annotation.id if one else ""


def test_what_was_forgotten_comes_back_in_the_same_sitting() -> None:
    sitting = sitting_of(asked("n1"), asked("n2"), asked("n3"))
    assert name_of(sitting.next(NOW)) == "n1"
    grade(sitting, Grade.AGAIN)
    assert name_of(sitting.next(NOW)) == "n2"
    grade(sitting, Grade.EASY)
    assert (sitting.left.new, sitting.left.again) == (1, 1)
    later = NOW + timedelta(minutes=2)
    assert name_of(sitting.next(later)) == "n1", "its minute is over"
    grade(sitting, Grade.GOOD, later)
    assert name_of(sitting.next(later)) == "n3"
    grade(sitting, Grade.EASY, later)
    assert name_of(sitting.next(later)) == "n1", "nothing else is left"
    grade(sitting, Grade.GOOD, later)
    assert sitting.next(later) is None
    assert sitting.done == {Grade.AGAIN: 1, Grade.EASY: 2, Grade.GOOD: 2}


def test_a_grade_that_is_taken_back_is_asked_again_at_once() -> None:
    sitting = sitting_of(asked("n1"), asked("n2"))
    first = sitting.next(NOW)
    assert first is not None
    grade(sitting, Grade.AGAIN)
    sitting.next(NOW)
    sitting.take_back(first, Grade.AGAIN)
    assert name_of(sitting.current) == "n1"
    assert (sitting.left.total, sitting.done.total()) == (2, 0)
    grade(sitting, Grade.EASY)
    assert name_of(sitting.next(NOW)) == "n2"
    grade(sitting, Grade.EASY)
    assert sitting.next(NOW) is None


def test_a_deleted_annotation_leaves_the_sitting_and_a_changed_one_is_asked_as_it_is_now() -> None:
    sitting = sitting_of(asked("n1"), asked("n2"), asked("n3"))
    sitting.next(NOW)
    sitting.changed(replace(asked("n2").annotation, deleted="x"))
    sitting.changed(replace(asked("n3").annotation, note="other"))
    sitting.set_aside()
    found = sitting.next(NOW)
    assert found is not None
    assert (found.annotation.id, found.annotation.note) == ("n3", "other")


# ---------------------------------------------------------------------- changes


def test_taking_back_a_first_grade_makes_the_highlight_new_again(library: Library) -> None:
    library.article("a1", "n1")
    [new] = library.due(new=1).each()
    grading = ReviewChanges(iter("abcdef").__next__)
    made = grading.grade(new, outcomes(new.card, NOW, 0.9)[3])
    library.store.apply(made)
    assert library.names(new=1) == []
    library.store.apply(grading.take_back(made, NOW))
    [again] = library.due(new=1).each()
    assert (again.is_new, again.card.reviews) == (True, 0)
    library.store.apply(grading.grade(again, outcomes(again.card, NOW, 0.9)[3]))
    assert library.due().begin()[0].cards == 1


def test_what_is_put_off_comes_tomorrow_and_what_is_suspended_never(library: Library) -> None:
    library.article("a1", "n1")
    library.article("a2", "n2")
    grading = ReviewChanges(iter("abcdef").__next__)
    put_off, suspended = library.due(new=2).each()
    library.store.apply(grading.bury(put_off, NOW))
    library.store.apply(grading.suspend(suspended, NOW))
    assert library.names(new=2) == []
    assert not library.due().begin()[0].was_used
    [back] = library.due(new=2, now=NOW + DAY).each()
    assert back.annotation.id == put_off.annotation.id
    assert back.is_new


def test_a_day_begins_at_four() -> None:
    assert day_of(NOW.replace(hour=3, minute=59)) == day_of(NOW) - DAY
    assert day_of(NOW.replace(hour=4)) == day_of(NOW)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("The clock that [keeps time at sea] was heavy.", ""),
        ("It rained. [It was slow.] Nobody came.", ""),
        ("[The sea is wide, and nobody crosses it twice.]", "The sea is wide, "),
        ("It rained. [The river carries coal to town.] It was late.", "The river carries "),
        ("[A note keeps its passage. A passage keeps its words.] So it goes.", "A note keeps its passage. "),
        ("[言葉の海はとてもひろい、そして深い。]", "言葉の海はとてもひろい、"),
    ],
)
def test_a_phrase_is_hidden_and_of_a_sentence_the_second_half(text: str, cue: str) -> None:
    start, end = text.index("["), text.index("]") - 1
    excerpt = Excerpt(text.replace("[", "").replace("]", ""), start, Passage(start, end))
    assert excerpt.text[start : start + cue_of(excerpt)] == cue


def highlight(words: str, place: int = -1, note: str = "", **more: object) -> Annotation:
    """A highlight of words at a place of a text; by default in no text."""
    position = TextPositionSelector(place, place + len(words)) if place >= 0 else None
    quote = TextQuoteSelector(words, " before ", " after ")
    made = Annotation("h", "a", "2026", "2026", quote, position, "yellow", (), note, "ffffffff")
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("note", "asks", "answer"),
    [
        (" Why is it slow? ", "Why is it slow?", ""),
        ("为什么？", "为什么？", ""),
        ("لماذا؟", "لماذا؟", ""),
        ("Because.", "", "Because."),
        ("It says so.\n\nWhy?", "", "It says so.\n\nWhy?"),
        ("It says so.\nWhy?", "It says so.\nWhy?", ""),
    ],
)
def test_a_note_that_is_a_question_asks_and_every_other_one_answers(note: str, asks: str, answer: str) -> None:
    long = highlight("The river is slow and it takes its time on the way to the sea.", 0, note)
    for one in (long, replace(long, quote=None)):
        question = question_of(one, article_of(long.quoted_text))
        assert (question.asks, question.answer) == (asks, answer)
        assert (question.cue > 0) == (not asks and one.quote is not None)


def test_of_a_text_that_cannot_be_read_the_question_has_the_kept_words() -> None:
    article = article_of("The sea.")
    for one, read in (
        (highlight("sea", 4), None),
        (highlight("sea"), article),
        (highlight("sea", 6), article),
        (highlight("", 4), article),
    ):
        question = question_of(one, read)
        assert question.excerpt is not None
        assert question.excerpt.text == f"before {one.quoted_text} after"
        assert question.excerpt.passage == Passage(7, 7 + len(one.quoted_text))
        assert (question.excerpt.cut_before, question.excerpt.cut_after, question.section) == (True, True, "")
    bare = replace(highlight("sea"), quote=TextQuoteSelector("sea", "  ", " "), anchor=AnchorState.ORPHAN)
    question = question_of(bare, None)
    assert question.excerpt == Excerpt("sea", 0, Passage(0, 3))
    assert question.is_lost
    assert not question_of(highlight("sea", 4), article).is_lost


HEADING, RULE = BlockKind.HEADING, BlockKind.RULE


@pytest.mark.parametrize(
    ("blocks", "words", "around"),
    [
        (("Before.", "The sea.", "After."), "sea", "Before.\n\nThe sea.\n\nAfter."),
        (("The sea.",), "sea", "The sea."),
        (("Before.", "The sea is" + " so" * 30, "After."), "sea", "The sea is" + " so" * 30),
        (("Before.", "b" * 80 + " sea", "After."), "sea", "b" * 80 + " sea"),
        (("Before.", "b" * 79 + "sea", "After."), "sea", "Before.\n\n" + "b" * 79 + "sea" + "\n\nAfter."),
        (((HEADING, "On seas"), "The sea.", (HEADING, "More")), "The sea", "The sea."),
        (("One.", "Two.", "Three.", "Four."), "o.\n\nThree", "One.\n\nTwo.\n\nThree.\n\nFour."),
    ],
)
def test_around_a_passage_stand_its_paragraphs_and_their_neighbors_if_these_say_little(
    blocks: tuple[str | tuple[BlockKind, str], ...], words: str, around: str
) -> None:
    article = article_of(*blocks)
    excerpt = question_of(highlight(words, article.text.index(words)), article).excerpt
    assert excerpt is not None
    assert excerpt.text == around
    assert excerpt.passage is not None
    assert excerpt.passage.of(excerpt.text) == words
    assert not excerpt.cut_before
    assert not excerpt.cut_after


def test_a_long_paragraph_is_cut_between_words_and_a_long_passage_too() -> None:
    article = article_of("word " * 200 + "sea" + " words" * 200)
    excerpt = question_of(highlight("sea", 1000), article).excerpt
    assert excerpt is not None
    before, after = excerpt.text.split("sea")
    assert (excerpt.cut_before, excerpt.cut_after) == (True, True)
    assert (set(before.split()), set(after.split())) == ({"word"}, {"words"})
    assert 590 < len(before) <= 600
    assert 590 < len(after) <= 600
    dense = question_of(highlight("sea", 700), article_of("a" * 700 + "sea" + "b" * 601)).excerpt
    assert dense is not None
    assert dense.text == "a" * 600 + "sea" + "b" * 600
    whole = question_of(highlight("sea", 600), article_of("a" * 600 + "sea" + "b" * 600)).excerpt
    assert whole is not None
    assert (whole.cut_before, whole.cut_after) == (False, False)
    long = question_of(highlight("a" * 4000, 0), article_of("a" * 4000)).excerpt
    assert long is not None
    assert long.passage == Passage(0, 3000)
    kept = question_of(highlight("a" * 4000), None).excerpt
    assert kept is not None
    assert kept.passage == Passage(7, 3007)


def test_a_question_names_the_section_of_its_passage() -> None:
    article = article_of((HEADING, "On seas"), "Calm.", (HEADING, "Storms"), "Wild.", (HEADING, "Ends"))
    for words, section in (
        ("On", ""),
        ("Calm", "On seas"),
        ("Storms", "On seas"),
        ("Wild", "Storms"),
        ("Ends", "Storms"),
    ):
        assert question_of(highlight(words, article.text.index(words)), article).section == section


def test_an_article_whose_cards_cannot_be_read_is_left_out(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.article("a1", "sea")
    library.article("a2", "land")
    due, read = library.due(new=9), library.store.cards

    def failing(article_id: str, *, deleted: bool = False) -> dict[str, Card]:
        if article_id == "a1" and deleted:
            raise DamagedError("could not read a1.json")
        return read(article_id, deleted=deleted)

    monkeypatch.setattr(library.store, "cards", failing)
    assert [one.annotation.id for one in due.each()] == ["land"]


def test_what_is_due_soon_waits_until_nothing_else_is_left() -> None:
    def due(name: str, due: datetime) -> AskedHighlight:
        card = Card(name, "a1", CardState.REVIEW, 0, 5.0, 5.0, in_utc(due), in_utc(due), reviews=1)
        return AskedHighlight(ArticleRecord("a1", Metadata("a1"), "", "", ""), highlight(name), card)

    soon = [due("later", NOW + timedelta(minutes=9)), due("soon", NOW + timedelta(minutes=5))]
    sitting = Sitting()
    sitting.add([*soon, due("now", NOW), due("before", NOW - DAY)], NOW)
    asked_at = [(NOW, "now"), (NOW, "before"), (NOW, ""), (NOW + timedelta(minutes=5), "soon")]
    for now, name in asked_at:
        found = sitting.next(now)
        assert (found.annotation.quoted_text if found else "") == name
        assert sitting.upcoming is not None
    sitting.is_complete = True
    assert sitting.upcoming is sitting.next(NOW) is soon[0]
    assert sitting.upcoming is None


def test_nothing_of_a_passage_that_is_not_shown_is_a_cue() -> None:
    assert cue_of(Excerpt("It rained. It was slow.", 0, None)) == 0
