import pytest

from readtui.text.thesaurus import are_akin, are_opposite


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("decides", "decided"),
        ("went", "going"),
        ("stopped", "stop"),
        ("replies", "reply"),
        ("decide", "decision"),
        ("easily", "easy"),
        ("begins", "started"),
        ("photos", "photograph"),
        ("enough", "sufficient"),
        # A wider word.
        ("discuss", "debated"),
        ("charge", "invoice"),
    ],
)
def test_forms_of_a_word_synonyms_and_wider_words_are_akin(one: str, other: str) -> None:
    assert are_akin(one, other)
    assert are_akin(other, one)
    assert not are_opposite(one, other)


@pytest.mark.parametrize(("one", "other"), [("laughing", "cried"), ("locked", "unlocks"), ("heavier", "light")])
def test_opposites_are_known_in_any_form_and_are_not_akin(one: str, other: str) -> None:
    assert are_opposite(one, other)
    assert are_opposite(other, one)
    assert not are_akin(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    # The first and the last word of the table, and what is not in it.
    [("director", "board"), ("physics", "chemistry"), ("aa", "zymosis"), ("qqq", "qqr"), ("haus", "häuser"), ("", "x")],
)
def test_other_words_are_neither_akin_nor_opposites(one: str, other: str) -> None:
    assert not are_akin(one, other)
    assert not are_opposite(one, other)
