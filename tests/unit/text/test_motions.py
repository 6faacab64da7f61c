"""The stops of the reading cursor, and the units a selection grows to."""

from articles import article_of

from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.text.motions import Stops, Unit
from readtui.text.selection import Selection, grow, move_by_unit, select, shrink

ARTICLE = article_of(
    (BlockKind.HEADING, "On rivers"),
    "Water runs downhill. It finds the sea.",
    (BlockKind.FURNITURE, "Share\nPrint"),
    (BlockKind.HEADING, "The Spree"),
    "It is slow. Berliners like it.",
)


def words_of(stop: Passage) -> str:
    return stop.of(ARTICLE.text)


def walk(stops: Stops) -> list[str]:
    stop = stops.first
    seen = [words_of(stop)]
    while stops.next(stop) != stop:
        stop = stops.next(stop)
        seen.append(words_of(stop))
    return seen


def test_the_cursor_stops_at_sentences_and_once_at_folded_furniture() -> None:
    assert walk(Stops(ARTICLE)) == [
        "On rivers",
        "Water runs downhill.",
        "It finds the sea.",
        "Share\nPrint",
        "The Spree",
        "It is slow.",
        "Berliners like it.",
    ]
    assert walk(Stops(ARTICLE, frozenset({2})))[3:5] == ["Share", "Print"]


def test_back_goes_through_the_same_stops_as_on() -> None:
    stops = Stops(ARTICLE)
    stop, seen = stops.last, [words_of(stops.last)]
    while stops.previous(stop) != stop:
        stop = stops.previous(stop)
        seen.append(words_of(stop))
    assert seen[::-1] == walk(stops)


def test_paragraphs_and_sections() -> None:
    stops = Stops(ARTICLE)
    second = stops.next(stops.next(stops.first))
    assert words_of(stops.previous_paragraph(second)) == "Water runs downhill."
    assert words_of(stops.next_paragraph(second)) == "Share\nPrint"
    assert words_of(stops.next_section(second)) == "The Spree"
    assert words_of(stops.previous_section(second)) == "On rivers"
    assert words_of(stops.next_section(stops.last)) == "Berliners like it."
    heading = stops.section_heading(stops.last.start)
    assert heading is not None
    assert words_of(heading.passage) == "The Spree"


def test_a_selection_grows_by_word_sentence_paragraph_section_article_and_shrinks_back() -> None:
    stops = Stops(ARTICLE)
    start = ARTICLE.text.index("slow")
    selection = Selection(start, start)
    grown = []
    for _ in range(5):
        selection = grow(selection, stops)
        grown.append(words_of(selection.passage(ARTICLE.text)))
    assert grown[:3] == ["slow", "It is slow.", "It is slow. Berliners like it."]
    assert grown[3] == "The Spree\n\nIt is slow. Berliners like it."
    assert grown[4] == ARTICLE.text
    for expected in grown[-2::-1]:
        selection = shrink(selection, stops)
        assert words_of(selection.passage(ARTICLE.text)) == expected


def test_in_a_table_the_cursor_stops_at_rows_and_a_selection_takes_cells() -> None:
    table = article_of("Before it.", (BlockKind.TABLE, "City\tRiver\tSays who\nBerlin\t\tIt is. Yes."), "After it.")
    stops, text = Stops(table), table.text
    assert [stops.next(stops.first).of(text), stops.previous(stops.last).of(text)] == [
        "City\tRiver\tSays who",
        "Berlin\t\tIt is. Yes.",
    ]
    selection, seen = select(stops.word_at(text.index("River")), text), []
    for _ in range(4):
        selection = move_by_unit(selection, stops, Unit.SENTENCE, forward=True)
        seen.append(selection.passage(text).of(text)[len("River") :])
    assert seen == ["\tSays who", "\tSays who\nBerlin", "\tSays who\nBerlin\t\tIt is. Yes.", f"{seen[2]}\n\nAfter it."]
    selection, seen = select(stops.word_at(text.index("Yes")), text), []
    for _ in range(3):
        selection = grow(selection, stops)
        seen.append(selection.passage(text).of(text))
    assert seen == ["It is. Yes.", "Berlin\t\tIt is. Yes.", table.blocks[1].passage.of(text)]
    whole_row = select(stops.at(text.index("River")), text)
    assert shrink(whole_row, stops).passage(text).of(text) == "City"
    assert stops.part_at(text.index("who")).of(text) == "Says who"
    assert stops.part_at(text.index("It is") - 1).of(text) == "It is. Yes."


def test_a_selection_never_cuts_a_grapheme() -> None:
    article = article_of("A cafe\u0301 with 👩‍👩‍👧 in it.")
    family = article.text.index("👩")
    assert Selection(family, family).passage(article.text).of(article.text) == "👩‍👩‍👧"
    whole = select(Passage(0, len(article.text)), article.text)
    assert whole.passage(article.text) == Passage(0, len(article.text))


def test_an_article_without_text_has_one_empty_stop() -> None:
    stops = Stops(article_of())
    assert stops.first == stops.last == stops.at(0) == Passage(0, 0)


def test_reading_begins_behind_the_furniture_at_the_top() -> None:
    article = article_of(
        (BlockKind.FURNITURE, "Home"), (BlockKind.FURNITURE, "About"), (BlockKind.HEADING, "On rivers"), "Water runs."
    )
    assert Stops(article).beginning.of(article.text) == "On rivers"
    only = article_of((BlockKind.FURNITURE, "Home"))
    assert Stops(only).beginning == Stops(only).first
