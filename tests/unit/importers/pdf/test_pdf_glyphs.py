"""Glyphs that form one character: surrogate pairs, separate accents, doubles."""

import pytest
from tiny_pdf import Text, pdf

from readtui.importers.importer import Source
from readtui.importers.pdf.importer import PdfImporter
from readtui.importers.pdf.page import Box, joined_characters


def text_of(page: list[Text]) -> str:
    return PdfImporter().read(Source(pdf([page]), "a.pdf")).text


def joined(text: str, places: dict[int, Box] | None = None) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    found = joined_characters(codes, (places or {}).get)
    return "".join(found.get(index, chr(code)) for index, code in enumerate(codes))


def test_halves_of_a_pair_are_one_character() -> None:
    assert joined("a 😀 𝛼b") == "a 😀 𝛼b"
    assert joined("\ud83d a") == "� a"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Franc¸ois", "François"),
        ("Lemaˆıtre", "Lemaître"),
        ("Mu¨ller", "Mu¨ller"),
        ("M¨uller", "Müller"),
        ("´ıs", "ís"),
    ],
)
def test_an_accent_beside_its_letter_is_composed_if_it_never_occurs_alone(written: str, read: str) -> None:
    assert joined(written) == read


@pytest.mark.parametrize(
    ("written", "accent", "letter", "read"),
    [
        ("caf ´ e", 4, 6, "café"),
        ("cafe´", 4, 3, "café"),
        ("cafe ´.", 5, 3, "café."),
        ("a `a", 2, 3, "a à"),
    ],
)
def test_an_accent_over_its_letter_is_composed(written: str, accent: int, letter: int, read: str) -> None:
    places = {index: (index * 5.0, index * 5.0 + 5, 100.0, 10.0) for index in range(len(written))}
    left, right, baseline, size = places[letter]
    places[accent] = (left + 1, right - 1, baseline, size)

    assert joined(written, places).replace(" é", "é") == read


def test_an_apostrophe_beside_letters_is_not_an_accent() -> None:
    written = "l´amour, `a`"
    places = {index: (index * 5.0, index * 5.0 + 5, 100.0, 10.0) for index in range(len(written))}

    assert joined(written, places) == written


def test_letters_set_twice_to_look_bold_come_once() -> None:
    words = [Text(72, 700, "Fake bold letters"), Text(72.3, 700, "Fake bold letters"), Text(72, 680, "and an end.")]
    by_letter = [Text(72 + 6 * at + shift, 640, "Mill"[at], 10, "Courier") for at in range(4) for shift in (0, 0.4)]

    text = text_of(words + by_letter)

    assert text.count("Fake bold letters") == 1
    assert "Mill" in text


def test_words_that_come_again_further_on_stay() -> None:
    assert "very very very" in text_of([Text(72, 700, "It is very very very old.")])
