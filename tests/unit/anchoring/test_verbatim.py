"""Quotes of other programs are found by their letters, and nowhere else."""

import pytest

from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.quoting.verbatim import Verbatim
from readtui.model.annotation import AnchorState

TEXT = (
    "Er sagte: „Die Straße ist 1.5 km lang“, und ging.\n\nDer Fuß\u00adball‐Platz lag leer. Ende gut, alles gut.\n\n"
    "注意力は訓練されるものであり、与えられるものではない。 Naïve cafés close early; the last one closed in 2019."
)


def words(anchor: Anchor) -> str:
    return "" if isinstance(anchor, Orphan) else TEXT[anchor.start : anchor.end]


def test_typography_does_not_matter() -> None:
    text = Verbatim(TEXT)
    for quote, there in (
        ('"Die Strasse ist 1.5 km lang"', "„Die Straße ist 1.5 km lang“"),
        ("Der Fuß-\nball-Platz lag leer.", "Der Fuß\u00adball‐Platz lag leer."),
        ("ENDE  GUT,\nalles gut", "Ende gut, alles gut"),
        ("訓練されるもので\nあり", "訓練されるものであり"),
        ("Nai\u0308ve cafe\u0301s close early", "Naïve cafés close early"),
    ):
        found = text.find(quote)
        assert isinstance(found, Anchored), quote
        assert (words(found), found.state) == (there, AnchorState.EXACT)


def test_what_is_not_sure_is_for_review() -> None:
    text = Verbatim(TEXT)
    for quote in ("gut", "Die Straße ist 15 km lang", "the last one closed in 2018", "cafés"):
        assert isinstance(text.find(quote), Review), quote
    assert isinstance(text.find("alles", "Ende gut, "), Anchored)
    assert isinstance(text.find("Not a word of this was ever said here, or anywhere."), Orphan)
    assert isinstance(text.find("  "), Orphan)


def test_words_that_differ_are_looked_for_near_those_that_do_not() -> None:
    filler = " ".join(f"Sentence {number} says little about anything." for number in range(3_000))
    sentence = "The ferry left at dawn, came back at dusk, and nobody on board ever spoke of the river."
    text = f"{filler}\n\n{sentence}\n\n{filler}"
    found = Verbatim(text).find(
        "The ferry left at dawn, came home at dusk, and nobody on board ever spoke of the river."
    )
    assert isinstance(found, Review | Anchored)
    assert text[found.start : found.end].strip() == sentence


@pytest.mark.parametrize(
    ("quote", "there", "is_sure"),
    [
        ("if (count == limit) { return total; }", "if (count != limit) { return total; }", False),
        ("total = price - discount * quantity", "total = price + discount * quantity", False),
        ("this **bold** text is *quoted* as Markdown", "this bold text is quoted as Markdown", True),
        ("either/or -- and they said: Wait!", "either/or — and they said: Wait!", True),
    ],
)
def test_signs_that_mean_something_are_compared(quote: str, there: str, is_sure: bool) -> None:
    assert isinstance(Verbatim(f"Some text. {there} More text.").find(quote), Anchored) is is_sure


def test_the_surroundings_decide_between_any_number_of_places() -> None:
    again = "\n".join(f"It is said, {number} times: linearly independent rows." for number in range(90))
    text = f"{again}\nBoth matrices are linearly independent, so a basis is at hand."
    found = Verbatim(text).find("linearly independent", "rices are ", ", so a bas")
    assert isinstance(found, Anchored)
    assert text[found.start :].startswith("linearly independent, so a basis")


def test_surroundings_that_fit_no_place_much_better_than_another_are_not_enough() -> None:
    text = "".join(f"Previous topic: Section {name} of the course.\n" for name in ("Hse", "Wila", "Pdm"))
    assert isinstance(Verbatim(text).find("topic: Section", "Previous ", " Hpd Hadamard"), Review)


def test_of_several_places_one_in_the_known_range_is_offered() -> None:
    text = "The river was high. " * 9
    found = Verbatim(text).find("river", within=(90, 150))
    assert isinstance(found, Review)
    assert 90 <= found.start <= 150
    assert isinstance(Verbatim(text).find("river", within=(90, 110)), Anchored)


def test_of_several_places_that_with_the_same_capital_letters_is_sure() -> None:
    text = "A harbour is a promise, he said. Indeed a harbour is\na promise. And A HARBOUR IS A PROMISE stood on it."
    for quote in ("A harbour is a promise", "a harbour is a promise", "A HARBOUR IS A PROMISE"):
        found = Verbatim(text).find(quote)
        assert isinstance(found, Anchored)
        assert " ".join(text[found.start : found.end].split()) == quote
    assert isinstance(Verbatim(text).find("A Harbour is a Promise"), Review)
    assert isinstance(Verbatim(f"{text} Still a harbour is a promise.").find("a harbour is a promise"), Review)
    found = Verbatim(text + text).find("A HARBOUR IS A PROMISE", within=(0, 30))
    assert isinstance(found, Anchored)
    assert found.start == 0


def test_a_part_of_a_word_is_found_where_its_surroundings_are() -> None:
    text = "This is art. You start from here. The art of it."
    found = Verbatim(text).find("art", "You st", " from here")
    assert isinstance(found, Anchored)
    assert found.start == text.index("art from")


MARKED = (
    "He said that small feet resembled nothing ever seen there,[12] and that in 1872 the town had 40 houses.\n\n"
    "彼は画工(えかき)に博士があるものと心得(こころえ)ている。It rose by 2019 to 41 houses and so it stayed."
)


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("small feet 211 resembled nothing ever seen there", "small feet resembled nothing ever seen there"),
        ("seen there, and that in 1872 the town", "seen there,[12] and that in 1872 the town"),
        ("ever seen there,12 and that in 1872 the town", "ever seen there,[12] and that in 1872 the town"),
        ("彼は画工に博士があるものと心得ている", "彼は画工(えかき)に博士があるものと心得(こころえ)ている"),
    ],
)  # fmt: skip
def test_numbers_of_pages_and_notes_and_readings_of_characters_do_not_matter(quote: str, there: str) -> None:
    found = Verbatim(MARKED).find(quote)
    assert isinstance(found, Anchored)
    assert MARKED[found.start : found.end] == there


@pytest.mark.parametrize(
    "quote", ["in 1873 the town had 40 houses", "and that in the town had 40", "rose by 2019 to 42"]
)
def test_other_figures_are_for_review(quote: str) -> None:
    assert not isinstance(Verbatim(MARKED).find(quote), Anchored)


PAGES = (
    "The page table format changed, but there were only a handful of new instructions to learn.\n\n"
    "Journal of Machines\n\n17\n\nFigure 2. The tables.\n\n"
    "Indeed, some features were removed from the processors that came later.\n\n"
    "Cutress reported that the process had ended. It did not begin again in the years after that."
)


@pytest.mark.parametrize(
    ("quote", "end"),
    [
        ("there were only a handful of new instructions to learn. Indeed, some features were removed",
         "features were removed"),
        ("features were removed from the processors that came later. [12] I. Cutress reported that the process had",
         "process had"),
    ],
)  # fmt: skip
def test_a_passage_may_go_over_lines_that_its_program_does_not_show(quote: str, end: str) -> None:
    found = Verbatim(PAGES).find(quote)
    assert isinstance(found, Anchored)
    assert (found.state, PAGES[found.start : found.end].endswith(end)) == (AnchorState.MOVED, True)
    assert PAGES[found.start :].startswith(quote[:20])


@pytest.mark.parametrize(
    "quote",
    [
        "Cutress reported that the process had ended. It did begin again in the years after that.",
        "there were only a handful of instructions to learn. Indeed, some features were removed from the processors",
    ],
)
def test_words_that_are_left_out_or_put_in_within_a_line_are_not_the_same_passage(quote: str) -> None:
    assert not isinstance(Verbatim(PAGES).find(quote), Anchored)


EDITIONS = (
    "What a stupid thing I have done, he thought to himself, they have Sonia and I need it myself. But reflecting that "
    "it would be impossible to take it back now, he dismissed it.\n\nThey were acquainted with his behavior that year. "
    "The boat goes on the first day of the week, at dawn.\n\nThe boat goes on the last day of the week, at dawn."
)


@pytest.mark.parametrize(
    "quote",
    [
        "they have Sonia and I want it myself. But reflecting that it would be impossible to take it back now, he "
        "dismissed it.",
        "They were acquainted with his behaviour that year.",
    ],
)
def test_another_edition_may_spell_a_long_passage_differently(quote: str) -> None:
    found = Verbatim(EDITIONS).find(quote)
    assert isinstance(found, Anchored)
    assert found.state is AnchorState.MOVED
    assert EDITIONS[found.start : found.end].startswith(quote[:20])


@pytest.mark.parametrize(
    "quote",
    [
        "The boat goes on the best day of the week, at dawn.",
        "They were not acquainted with his behavior that year.",
        "behaviour that year",
    ],
)
def test_similar_words_are_not_sure_if_they_are_few_or_there_twice_or_mean_something_else(quote: str) -> None:
    assert not isinstance(Verbatim(EDITIONS).find(quote), Anchored)
