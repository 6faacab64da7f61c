from readtui.layout.marginalia import DOWN, FROM_TEXT, TO_NOTE, UP, PlacedNote, leads, place_notes


def places(passages: list[int], room: int, current: int | None = None, rows: int = 1) -> list[tuple[int, int]]:
    return [(note.row, note.rows) for note in place_notes(passages, room, current, lambda _: rows)]


def test_notes_stand_beside_their_passages_and_give_way_downwards() -> None:
    assert places([2, 10], 20) == [(2, 1), (10, 1)]
    assert places([2, 2, 3], 20) == [(2, 1), (3, 1), (4, 1)]
    assert places([18, 19], 20, rows=5) == [(18, 1), (19, 1)]


def test_notes_grow_where_nothing_else_stands_and_leave_a_row_between_them() -> None:
    assert places([2, 10], 20, rows=9) == [(2, 7), (10, 9)]
    assert places([2, 5, 7], 9, rows=9) == [(2, 2), (5, 1), (7, 2)]


def test_the_current_note_is_whole_and_the_others_make_room() -> None:
    assert places([1, 2, 4, 12], 30, current=1, rows=6) == [(1, 1), (2, 6), (9, 2), (12, 6)]
    # Notes of the same row come before it, as long as there is room for them.
    assert places([2, 2, 2], 30, current=2, rows=6) == [(2, 1), (3, 1), (4, 6)]
    assert places([2, 2, 2], 8, current=2, rows=6) == [(2, 6)]


def test_what_does_not_fit_is_counted_at_the_note_before_it() -> None:
    assert place_notes([2] * 20 + [12], 30, None, lambda _: 1) == [
        *(PlacedNote(index, 2 + index) for index in range(4)),
        PlacedNote(4, 6, hidden=15, first_hidden=5),
        PlacedNote(20, 12),
    ]
    assert place_notes([3, 3, 4], 5, 1, lambda _: 9) == [PlacedNote(1, 3, rows=2, hidden=2, first_hidden=0)]


def test_lines_lead_from_passages_to_notes_that_gave_way() -> None:
    passages = [2, 2, 3]
    found = leads(passages, place_notes(passages, 20, None, lambda _: 1))
    assert found == {
        2: FROM_TEXT | TO_NOTE | DOWN,
        3: FROM_TEXT | TO_NOTE | UP | DOWN,
        4: TO_NOTE | UP,
    }
