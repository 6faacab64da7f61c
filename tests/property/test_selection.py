"""A selection cuts a word only where the user moved its end by characters."""

from collections.abc import Callable
from functools import partial

from articles import article_of
from hypothesis import given
from hypothesis import strategies as st

from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.text.motions import Stops, Unit
from readtui.text.segmentation.segment import next_grapheme, words
from readtui.text.selection import Selection, grow, move_by_grapheme, move_by_unit, select, selected, shrink

PIECES = [
    *[
        "They",
        "did",
        "it",
        "well-known",
        "don’t",
        "rock'n'roll",
        "Do\u00adnau\u00addampf",
        "3.5",
        "e\u0301te\u0301",
        "a",
    ],
    *["彼は水を", "カタカナ", "ภาษาไทย", "မြန်မာ", "می\u200cخواهم", "שלום", "👩‍👩‍👧", "क्षत्रिय", "한국어"],
    *[". ", "! ", " ", " ", " ", ", ", " – ", "—", "“", "”", "(", ")", "。", " * * * ", "snake_case", "·"],
]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join), min_size=1, max_size=4)
MOVES: dict[str, Callable[[Selection, Stops], Selection]] = {
    "w": partial(move_by_unit, unit=Unit.WORD, forward=True),
    "b": partial(move_by_unit, unit=Unit.WORD, forward=False),
    ")": partial(move_by_unit, unit=Unit.SENTENCE, forward=True),
    "(": partial(move_by_unit, unit=Unit.SENTENCE, forward=False),
    "}": partial(move_by_unit, unit=Unit.PARAGRAPH, forward=True),
    "{": partial(move_by_unit, unit=Unit.PARAGRAPH, forward=False),
    "iw": lambda selection, stops: select(stops.word_at(selection.active), stops.article.text),
    "is": lambda selection, stops: select(stops.at(selection.active), stops.article.text),
    "o": lambda selection, _: selection.swapped(),
    "v": grow,
    "backspace": shrink,
}
BY_CHARACTER: dict[str, Callable[[Selection, Stops], Selection]] = {
    "h": partial(move_by_grapheme, forward=False),
    "l": partial(move_by_grapheme, forward=True),
}
CARRIED = st.sampled_from([*MOVES, "j"])
"""``j`` goes to any place at all, as lines, labels and the mouse do."""


def stops_of(paragraphs: list[str]) -> Stops:
    furniture = (BlockKind.FURNITURE, "Share this page")
    return Stops(article_of("Before it.", *(text.strip() or "-" for text in paragraphs), furniture, "After it."))


def moved(selection: Selection, stops: Stops, moves: list[str], places: st.DataObject) -> Selection:
    text = stops.article.text
    for move in moves:
        if move == "j":
            starts = [0]
            while starts[-1] < len(text):
                starts.append(next_grapheme(text, starts[-1]))
            blocks = [start for start in starts[:-1] if text[start] != "\n"]
            selection = selection.moved_to(places.draw(st.sampled_from(blocks)))
        else:
            selection = (MOVES | BY_CHARACTER)[move](selection, stops)
    return selection


def taken(selection: Selection, stops: Stops) -> Passage:
    passage = selected(selection, stops)
    return stops.whole_words(passage) if selection.is_caret else passage


def cut(stops: Stops, offset: int) -> bool:
    stop = stops.first
    while True:
        inner = words(stop.of(stops.article.text)) if "Share" not in stop.of(stops.article.text) else []
        if any(stop.start + word.start < offset < stop.start + word.end for word in inner):
            return True
        if stops.next(stop) == stop:
            return False
        stop = stops.next(stop)


@given(TEXTS, st.lists(CARRIED, max_size=14), st.data())
def test_no_end_is_inside_a_word_without_moving_by_characters(
    paragraphs: list[str], moves: list[str], data: st.DataObject
) -> None:
    stops = stops_of(paragraphs)
    start = stops.beginning.start
    passage = taken(moved(Selection(start, start), stops, moves, data), stops)
    assert not cut(stops, passage.start), (passage.of(stops.article.text), moves)
    assert not cut(stops, passage.end), (passage.of(stops.article.text), moves)
    assert len(passage)


@given(TEXTS, st.lists(st.sampled_from([*MOVES, *BY_CHARACTER]), max_size=10), st.sampled_from("hl"), st.data())
def test_a_move_by_characters_moves_one_end_by_one_character(
    paragraphs: list[str], moves: list[str], last: str, data: st.DataObject
) -> None:
    stops = stops_of(paragraphs)
    start = stops.beginning.start
    selection = moved(Selection(start, start), stops, moves, data)
    before = selected(selection, stops)
    after = selected(moved(selection, stops, [last], data), stops)
    changed = [end for end in ("start", "end") if getattr(before, end) != getattr(after, end)]
    assert len(changed) <= 1 or len(before) == len(after), (before, after)


@given(TEXTS, st.integers(1, 30))
def test_words_forward_and_back_end_where_they_began(paragraphs: list[str], count: int) -> None:
    stops = stops_of(paragraphs)
    caret = Selection(stops.beginning.start, stops.beginning.start)
    ends = [selected(caret, stops).end]
    selection = caret
    for _ in range(count):
        selection = MOVES["w"](selection, stops)
        ends.append(selected(selection, stops).end)
    assert ends == sorted(ends)
    for _ in range(count):
        selection = MOVES["b"](selection, stops)
    assert selection.active <= caret.active
