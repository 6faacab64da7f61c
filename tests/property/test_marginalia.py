"""Whatever is annotated: no note above its passage, none over another, order kept, and every note shown or counted."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from readtui.layout.marginalia import DOWN, FROM_TEXT, TO_NOTE, UP, leads, place_notes


@st.composite
def margins(draw: st.DrawFn) -> tuple[list[int], list[int], int, int | None]:
    room = draw(st.integers(1, 40))
    notes = draw(st.lists(st.tuples(st.integers(0, room + 3), st.integers(1, 60)), max_size=60))
    passages = sorted(row for row, _ in notes)
    current = draw(st.one_of(st.none(), st.integers(0, len(notes) - 1))) if notes else None
    return passages, [rows for _, rows in notes], room, current


@given(margins())
def test_notes_are_placed_in_order_below_the_beginning_of_their_passages(
    margin: tuple[list[int], list[int], int, int | None],
) -> None:
    passages, wanted, room, current = margin
    placed = place_notes(passages, room, current, wanted.__getitem__)
    assert all(passages[note.index] <= note.row for note in placed)
    assert all(1 <= note.rows <= wanted[note.index] and note.end <= room for note in placed)
    assert all(before.end <= after.row and before.index < after.index for before, after in pairwise(placed))
    if current is not None and passages[current] < room:
        [whole] = [note for note in placed if note.index == current]
        assert whole.rows == wanted[current] or whole.end == room
        if wanted[current] <= room - passages[current]:
            assert whole.rows == wanted[current]
    # Every note is shown, or counted between the notes that are shown before and after it.
    if placed:
        assert len(placed) + sum(note.hidden for note in placed) == len(passages)
        counted = {note.first_hidden for note in placed if note.hidden}
        assert counted.isdisjoint(note.index for note in placed)
    else:
        assert all(row >= room for row in passages)


@given(margins())
def test_a_line_leads_from_every_passage_to_its_note(margin: tuple[list[int], list[int], int, int | None]) -> None:
    passages, wanted, room, current = margin
    placed = place_notes(passages, room, current, wanted.__getitem__)
    found = leads(passages, placed)
    for note in placed:
        assert TO_NOTE & found[note.row]
        assert FROM_TEXT & found[passages[note.index]]
        between = range(passages[note.index], note.row)
        assert all(DOWN & found[row] and UP & found[row + 1] for row in between)
