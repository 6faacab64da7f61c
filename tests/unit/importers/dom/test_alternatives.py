import pytest

from readtui.importers.dom.alternatives import looks_like_formula, told, with_title


@pytest.mark.parametrize(
    "alternative",
    ["", "  ", "mill.png", "DSC_0012.JPG", "no image available", "image", "alt text", "n/a", "Image not found"],
)
def test_what_says_nothing_about_an_image_is_left_out(alternative: str) -> None:
    assert told(alternative) == ""


@pytest.mark.parametrize("alternative", ["The mill at noon", "No one at the mill", "Untitled, oil on canvas"])
def test_what_says_something_stays_with_single_spaces(alternative: str) -> None:
    assert told(f" {alternative.replace(' ', '  ')}\n") == alternative


def test_what_says_nothing_is_short() -> None:
    nothing = "no image available".ljust(80, ".")
    assert told(nothing) == ""
    assert told(f"{nothing}.") == f"{nothing}."


def test_a_title_is_added_only_if_it_says_something_else() -> None:
    assert with_title("The mill", "the MILL") == "The mill"
    assert with_title("The mill", "") == "The mill"
    assert with_title("The mill", "The mill at noon") == "The mill at noon"
    assert with_title("The mill", "By Ada") == "The mill – By Ada"


def test_a_formula_has_signs_between_short_words() -> None:
    assert looks_like_formula("a = b")
    assert looks_like_formula("x" * 18 + " = y")
    assert not looks_like_formula("a - b")
    assert looks_like_formula("x" * 17 + "=y")
    assert not looks_like_formula("x" * 18 + "=y")
    assert looks_like_formula(("a=b " * 75).strip().ljust(300, "c"))
    assert not looks_like_formula(("a=b " * 75).strip().ljust(301, "c"))
