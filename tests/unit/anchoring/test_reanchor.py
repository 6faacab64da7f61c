import unicodedata
from typing import Literal

import pytest

from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.reanchor import reanchor, reanchor_many
from readtui.model.annotation import AnchorState

KILN = (
    "The potter lit the kiln before sunrise and fed it birch until noon. Smoke drifted over the orchard wall.\n\n"
    "Her apprentice counted the shelves twice. Forty bowls, nine jugs and a single plate waited for the glaze.\n\n"
    "By evening the bricks were too hot to touch. She wrote the temperature into a book that nobody could read.\n\n"
    "Rain came in the night, and the plate cracked from rim to foot. The bowls survived, as bowls usually do."
)


def carried(old: str, new: str, words: str, *, nth: int = 0) -> tuple[Anchor, str]:
    """The new state of the ``nth`` occurrence of ``words``, and the text of its new passage."""
    start = -1
    for _ in range(nth + 1):
        start = old.index(words, start + 1)
    found = reanchor(old, new, start, start + len(words))
    return found, "" if isinstance(found, Orphan) else new[found.start : found.end]


def state(found: Anchor) -> AnchorState | None:
    return found.state if isinstance(found, Anchored) else None


def test_the_same_text_keeps_every_offset() -> None:
    assert reanchor(KILN, KILN, 4, 4 + 6) == Anchored(4, 10, AnchorState.EXACT)


def test_words_in_their_place_are_exact_whatever_the_offset() -> None:
    found, words = carried(KILN, "A note first.\n\n" + KILN, "Forty bowls, nine jugs")
    assert (state(found), words) == (AnchorState.EXACT, "Forty bowls, nine jugs")


def test_a_changed_neighbor_makes_it_moved() -> None:
    found, words = carried(KILN, KILN.replace("waited for", "begged for"), "a single plate waited")
    assert (state(found), words) == (AnchorState.MOVED, "a single plate begged")


def test_a_paragraph_inserted_before_with_the_same_first_word_is_left_alone() -> None:
    new = KILN.replace("Her apprentice", "Her sister sold the jugs in town and kept the coins.\n\nHer apprentice")
    found, words = carried(KILN, new, "Her apprentice counted the shelves twice.")
    assert words == "Her apprentice counted the shelves twice."
    assert isinstance(found, Anchored)


def test_words_between_two_of_the_same_words_are_found_without_their_neighbors() -> None:
    old = "sand every 14. lime new. clay in every stone"
    found, words = carried(old, f"lime new. {old}", "sand every 14")
    assert (state(found), words) == (AnchorState.MOVED, "sand every 14")


def test_one_of_many_refrains_keeps_its_place() -> None:
    verses = [f"Verse {number}: the {thing} went by." for number, thing in enumerate(("boat", "cart", "goose", "year"))]
    refrain = "And still the mill wheel turned."
    old = "\n\n".join(f"{verse}\n\n{refrain}" for verse in verses)
    new = old.replace(verses[0], verses[0] + " It was blue.").replace(f"{verses[1]}\n\n{refrain}\n\n", "")
    found, _ = carried(old, new, refrain, nth=2)
    assert isinstance(found, Anchored)
    assert found.start == new.index(refrain, new.index("goose"))


def test_a_deleted_refrain_is_not_found_in_another_verse() -> None:
    refrain = "And still the mill wheel turned."
    old = "\n\n".join(
        f"The {thing} went by the {place}.\n\n{refrain}" for thing, place in zip("abcd", "wxyz", strict=True)
    )
    new = old.replace(f"The b went by the x.\n\n{refrain}", "The b went by the x.")
    assert isinstance(carried(old, new, refrain, nth=1)[0], Orphan)


def test_a_deleted_sentence_is_not_found_in_a_similar_one() -> None:
    similar = "Forty cups, nine jugs and a single plate waited for the buyer."
    sentence = "Forty bowls, nine jugs and a single plate waited for the glaze."
    old = f"{KILN}\n\nOn the other shelf things were the same. {similar}"
    assert isinstance(carried(old, old.replace(sentence, ""), sentence)[0], Orphan)


def test_text_of_other_passages_is_not_borrowed_even_beside_new_text() -> None:
    similar = "Forty cups, nine jugs and a single plate waited for the buyer."
    sentence = "Forty bowls, nine jugs and a single plate waited for the glaze."
    old = f"{KILN}\n\nOn the other shelf things were the same. {similar}"
    new = old.replace(sentence, "").replace(similar, f"Bowls for the glaze came later. {similar}")
    assert isinstance(carried(old, new, sentence)[0], Orphan)


def test_a_copy_that_moved_with_its_own_paragraph_is_not_the_deleted_passage() -> None:
    sentence = "The bowls survived, as bowls usually do."
    copied = f"In the shed the same thing happened a year later. {sentence} Nobody swept up the shards."
    old = f"{KILN}\n\nThe cellar stayed dry, and so did the clay in it.\n\n{copied}"
    new = f"{copied}\n\n{KILN.replace(sentence, '')}\n\nThe cellar stayed dry, and so did the clay in it."
    assert isinstance(carried(old, new, sentence)[0], Orphan)


def test_a_short_word_beside_one_neighbour_in_another_sentence_proves_nothing() -> None:
    old = KILN + " And the rain went on."
    new = old.replace("drifted over the", "drifted the").replace(
        "Smoke", "Smoke drifted over hills, mills and inns.\n\nSmoke"
    )
    assert isinstance(carried(old, new, "over")[0], Orphan)


@pytest.mark.parametrize("phrase", ["the kiln", "over", "as bowls usually do"])
def test_a_short_phrase_that_was_deleted_is_an_orphan(phrase: str) -> None:
    old = f"{KILN}\n\nYears later the kiln was sold, but she came over to see it, as bowls usually do not."
    assert isinstance(carried(old, old.replace(phrase, "", 1), phrase)[0], Orphan)


def test_a_link_in_the_new_markdown_does_not_change_words() -> None:
    new = KILN.replace("nine jugs", "[nine jugs](https://example.org/a/long/way/to/the/jugs?and=back)")
    found, words = carried(KILN, new, "Forty bowls, nine jugs and a single plate")
    assert state(found) is AnchorState.EXACT
    assert words.endswith(" and a single plate")


def test_soft_hyphens_and_rewrapped_hyphenated_lines_do_not_change_words() -> None:
    new = KILN.replace("apprentice", "ap\u00adpren\u00adtice").replace(
        "shelves twice. Forty", "shel-\nves\ntwice. Forty"
    )
    found, words = carried(KILN, new, "Her apprentice counted the shelves twice.")
    assert (state(found), words) == (AnchorState.EXACT, "Her ap\u00adpren\u00adtice counted the shel-\nves\ntwice.")


def test_a_selection_inside_a_word_stays_inside_it() -> None:
    new = KILN.replace("temperature", "tempe\u00adrature")
    assert carried(KILN, new, "emperat")[1] == "empe\u00adrat"


def test_a_block_inserted_inside_the_passage_is_part_of_it() -> None:
    passage = (
        "Her apprentice counted the shelves twice. Forty bowls, nine jugs and a single plate waited for the glaze."
    )
    inserted = "twice.\n\nA bell rang somewhere below, and both of them forgot about the fire for an hour.\n\nForty"
    new = KILN.replace("twice. Forty", inserted)
    assert carried(KILN, new, passage)[1] == passage.replace("twice. Forty", inserted)


def test_a_paragraph_that_moved_takes_its_passages_along() -> None:
    first, *others = KILN.split("\n\n")
    new = "\n\n".join([*others, first])
    for words in (first, "fed it birch", "orchard"):
        found, there = carried(KILN, new, words)
        assert (state(found), there) == (AnchorState.MOVED, words)


def test_a_doubled_paragraph_does_not_pull_the_passage_off_its_neighbours() -> None:
    first, second, *others = KILN.split("\n\n")
    new = "\n\n".join([first, second, *others, second])
    found, _ = carried(KILN, new, "nine jugs and a single plate")
    assert isinstance(found, Anchored)
    assert found.start == new.index("nine jugs")


def test_changed_words_between_the_same_neighbours_are_found() -> None:
    new = KILN.replace("Forty bowls, nine jugs and a single plate", "Forty bowls, nine mugs and one single platter")
    found, words = carried(KILN, new, "Forty bowls, nine jugs and a single plate")
    assert (state(found), words) == (AnchorState.MOVED, "Forty bowls, nine mugs and one single platter")


def test_other_words_in_its_place_are_never_mistaken_for_it() -> None:
    new = KILN.replace("Smoke drifted over the orchard wall.", "Nobody had asked why, least of all the twins.")
    assert not isinstance(carried(KILN, new, "Smoke drifted over the orchard wall.")[0], Anchored)


def test_a_sentence_that_moved_without_its_surroundings_and_is_short_needs_review() -> None:
    new = KILN.replace("Smoke drifted over the orchard wall.", "").replace("a book", "a book. Smoke drifted over")
    found, words = carried(KILN, new, "Smoke drifted over")
    assert isinstance(found, Review)
    assert words == "Smoke drifted over"


def test_quotation_marks_around_the_passage_come_along_in_their_new_form() -> None:
    old = 'She said: "The glaze decides." Then she left the room to look for wood.'
    new = "She said: „The glaze decides.“ Then she left the room to look for wood."
    assert carried(old, new, '"The glaze decides."') == (
        Anchored(10, 30, AnchorState.EXACT),
        "„The glaze decides.“",
    )


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize(
    ("old", "words"),
    [
        ("Señor Núñez quemó leña verde. Él no sabía más.", "leña verde"),
        ("नदी धीरे-धीरे बहती है। क्षितिज तक पानी फैला हुआ है।", "क्षितिज तक"),
        ("陶芸家は夜明け前に窯へ火を入れた。ガラスのコップは割れた。", "ガラスのコップ"),
        ("도공은 해가 뜨기 전에 가마에 불을 지폈다.", "가마에 불을"),
    ],
)
def test_another_unicode_form_does_not_change_words(
    form: Literal["NFC", "NFD", "NFKC", "NFKD"], old: str, words: str
) -> None:
    new = unicodedata.normalize(form, "¡! " + old)
    found, there = carried(unicodedata.normalize("NFC", old), new, words)
    assert state(found) is AnchorState.EXACT
    assert unicodedata.normalize("NFC", there) == words


def test_punctuation_alone_is_found_between_its_words() -> None:
    new = "So. " + KILN
    found, there = carried(KILN, new, ", ", nth=1)
    assert (state(found), there) == (AnchorState.EXACT, ", ")
    assert isinstance(found, Anchored)
    assert new[: found.start].endswith("in the night")
    assert isinstance(carried(KILN, KILN.replace("night, and", "night and"), ", ", nth=1)[0], Orphan)


def test_emoji_are_words() -> None:
    old = "First 👨‍👩‍👧‍👦 then 🏞️ and 🇺🇦 again 🏞️."
    found, there = carried(old, "At " + old.replace("then", "and then"), "🇺🇦")
    assert (state(found), there) == (AnchorState.EXACT, "🇺🇦")


def test_nothing_selected_is_an_orphan_and_offsets_outside_are_refused() -> None:
    assert isinstance(reanchor(KILN, KILN + "!", 5, 5), Orphan)
    assert isinstance(reanchor(KILN, "", 0, 5), Orphan)
    with pytest.raises(ValueError, match="not in the old text"):
        reanchor("short", KILN, 2, 9)


def test_many_passages_give_the_same_results_as_each_alone() -> None:
    new = KILN.replace("Rain", "Hail").replace("birch", "beech")
    passages = [(start, start + 25) for start in range(300, 0, -37)]
    assert reanchor_many(KILN, new, passages) == [reanchor(KILN, new, *passage) for passage in passages]


@pytest.mark.parametrize(
    ("there", "last", "why"),
    [
        ("Fog is thick in spring. {}", "", "other words stand where it stood"),
        ("Fog is thick in spring.", " {}", "its words, or words like them, stand elsewhere"),
    ],
)
def test_a_doubt_says_whether_the_words_stand_in_their_place(there: str, last: str, why: str) -> None:
    before, after = (
        "The harbor wakes early. Men carry ropes along the quay. ",
        " Gulls wait on the roofs for the first boat.\n\nThe second part is about the inn.",
    )
    words, reworded = "What the planks cost is decided at the inn.", "It is at the inn where one decides about timber."
    found, text = carried(before + words + after, (before + there + after + last).format(reworded), words)
    assert isinstance(found, Review)
    assert (text, found.why) == (reworded, why)
