"""Quotations in a text: marks of many languages, quote blocks, links behind them, what was left out."""

import pytest

from readtui.importers.importer import Source
from readtui.importers.registry import importer_for
from readtui.text.quotations import Quotation, quotations_in

LINK = "readtui:25dd8777-03fc-4f72-a318-764e16546714"


def quoted(text: str) -> list[Quotation]:
    source = Source(text.encode(), "draft.md")
    return quotations_in(importer_for(source).read(source))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She wrote “we accept it”, I heard.", ["we accept it"]),
        ("He said ‘the dogs’ bones’ and ‘don’t’.", ["the dogs’ bones", "don’t"]),
        ("He said 'it's fine, isn't it' and left.", ["it's fine, isn't it"]),
        ('Plain "words in\na line" of text, 5\'11" tall.', ["words in a line"]),
        ("Er rief „das ist gut“ und »das auch« und ‚so‘.", ["das ist gut", "das auch", "so"]),
        ("Il dit « c'est bon » et sort.", ["c'est bon"]),
        ("Hon sade ”det är bra” och »det med».", ["det är bra", "det med"]),
        ("Powiedział „to dobrze”. Сказал: «всё „это“ хорошо».", ["to dobrze", "всё „это“ хорошо"]),
        ("他说「我们『接受』风险」。", ["我们『接受』风险"]),
        ("A mark “that never ends, and `code “as is”` “too”.", ["too"]),
        ("“The first paragraph goes on\n\n“and ends here.”", ["The first paragraph goes on", "and ends here."]),
        ("> “All of it is quoted.”\n>\n> — Ada, a letter\n\n    “in code”", ["All of it is quoted."]),
        ("’Tis the dogs’ bones, and rock ’n’ roll.", []),
    ],
)
def test_marks_of_many_languages(text: str, words: list[str]) -> None:
    found = quoted(text)
    assert [one.text.replace("\n", " ") for one in found] == words


def test_a_link_behind_the_words_belongs_to_them() -> None:
    found = quoted(f"> As exported.\n\n^rt-25dd8777\n\nA note.\n\n#tag · [readtui]({LINK})\n\n“Others” have none.")
    assert [(one.text, one.link) for one in found] == [("As exported.", LINK), ("Others", "")]
    found = quoted(f"“Mine” ([here]({LINK})), “theirs” and [“a linked one”](https://example.org/a), “last”.")
    assert [one.link for one in found] == [LINK, "", "https://example.org/a", ""]
    (within,) = quoted("“Words with [a link](https://example.org/) inside.”")
    assert within.link == ""


def test_what_was_left_out_or_put_in_divides_the_words() -> None:
    (one,) = quoted("“[T]he council … agreed [with the mayor] to it (...) at last.”")
    assert one.pieces == ["The council", "agreed", "to it", "at last."]
    assert (one.size, *(quotation.size for quotation in quoted("“yes” 「我们接受风险」"))) == (7, 1, 3)
