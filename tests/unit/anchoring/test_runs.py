from readtui.anchoring.matching.alignment import Run, pulled_together, without_stray_ends


def test_a_word_far_from_the_others_is_not_part_of_the_passage() -> None:
    rest = Run(1, 40, 9)
    assert without_stray_ends([Run(0, 0, 1), rest], 10) == [rest]
    assert without_stray_ends([Run(0, 0, 9), Run(9, 60, 1)], 10) == [Run(0, 0, 9)]


def test_words_beside_their_neighbour_are_part_of_it_even_if_a_block_was_inserted() -> None:
    runs = [Run(0, 5, 2), Run(2, 40, 8)]
    assert without_stray_ends(runs, 10, before=4) == runs


def test_a_repeated_first_word_joins_the_rest() -> None:
    old, new = [7, 1, 2, 3], [7, 9, 9, 7, 1, 2, 3]
    assert pulled_together([Run(0, 0, 1), Run(1, 4, 3)], old, new) == [Run(0, 3, 4)]
