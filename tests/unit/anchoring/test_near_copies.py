"""Lines, sentences and paragraphs that share most of their words: finding the right one."""

from itertools import permutations
from textwrap import fill

import pytest

from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.reanchor import reanchor
from readtui.model.annotation import AnchorState

LEAD = "The minutes of the spring session follow in the order in which they were taken down."
REST = "Nobody asked for a correction, and the chair closed the session before lunch."
ENTRY = "On {day} the committee met in the {place} and, after a debate, approved the money for the {thing}."
ENTRIES = [
    ENTRY.format(day=day, place=place, thing=thing)
    for day, place, thing in (
        ("Monday", "town hall", "school roof"),
        ("Tuesday", "river hall", "sea wall"),
        ("Friday", "old mill", "bandstand"),
    )
]


def page(*entries: str, joint: str = "\n\n") -> str:
    return f"{LEAD}\n\n{joint.join(entries)}\n\n{REST}"


def carried(old: str, new: str, words: str) -> tuple[Anchor, str]:
    start = old.index(words)
    found = reanchor(old, new, start, start + len(words))
    return found, "" if isinstance(found, Orphan) else new[found.start : found.end]


@pytest.mark.parametrize("joint", ["\n\n", "\n", " "], ids=["paragraphs", "lines", "sentences"])
@pytest.mark.parametrize("order", list(permutations(range(3)))[1:])
def test_near_copies_that_change_places_take_their_annotations_along(joint: str, order: tuple[int, ...]) -> None:
    old = page(*ENTRIES, joint=joint)
    new = page("Minutes, as approved.", *(ENTRIES[place] for place in order), joint=joint)
    for entry in ENTRIES:
        found, there = carried(old, new, entry)
        assert isinstance(found, Anchored)
        assert there == entry


def test_words_that_every_near_copy_has_follow_their_neighbours() -> None:
    old, new = page(*ENTRIES), page(*reversed(ENTRIES))
    start = old.index("after a debate", old.index("Friday"))
    found = reanchor(old, new, start, start + len("after a debate"))
    assert isinstance(found, Anchored)
    assert found.start == new.index("after a debate", new.index("Friday"))


def test_a_near_copy_edited_during_the_move_is_found() -> None:
    edited = ENTRIES[0].replace("approved", "granted")
    found, there = carried(page(*ENTRIES), page(ENTRIES[1], ENTRIES[2], edited), ENTRIES[0])
    assert (there, isinstance(found, Anchored) and found.state) == (edited, AnchorState.MOVED)


def test_a_deleted_near_copy_is_not_found_in_moved_ones() -> None:
    found, _ = carried(page(*ENTRIES), page(ENTRIES[2], ENTRIES[1]), ENTRIES[0])
    assert not isinstance(found, Anchored)


def test_an_entry_is_not_mistaken_for_its_replacement() -> None:
    other = ENTRY.format(day="Saturday", place="glass house", thing="water tower")
    found, there = carried(page(*ENTRIES), page(ENTRIES[0], other, ENTRIES[2]), ENTRIES[1])
    assert not isinstance(found, Anchored), there


def test_an_entry_moved_to_the_past_events_is_found_there() -> None:
    other = ENTRY.format(day="Saturday", place="glass house", thing="water tower")
    new = page(ENTRIES[0], other, ENTRIES[2]) + "\n\nPast sessions\n\n" + ENTRIES[1]
    found, there = carried(page(*ENTRIES), new, ENTRIES[1])
    assert isinstance(found, Anchored)
    assert there == ENTRIES[1]
    assert found.start > new.index("Past sessions")


def test_the_lines_of_a_template_stay_with_their_entry() -> None:
    entries = [f"{entry}\nRead more\nOpen to all" for entry in ENTRIES]
    old, new = page(*entries), page(entries[1], entries[2], entries[0])
    start = old.index("Read more")
    found = reanchor(old, new, start, start + len("Read more\nOpen to all"))
    assert isinstance(found, Anchored)
    assert found.start == new.rindex("Read more")


def test_resorted_rows_with_new_figures_are_found_by_name() -> None:
    old = page("Lund  9  4  31", "Graz  8  5  29", "Porto  8  6  27", joint="\n")
    new = page("Porto  9  6  30", "Lund  9  5  31", "Graz  9  5  29", joint="\n")
    found, there = carried(old, new, "Porto  8  6  27")
    assert there == "Porto  9  6  30"
    assert not isinstance(found, Orphan)


def test_a_form_with_another_persons_entries_is_at_most_for_review() -> None:
    mine = "Name: Ruth Adair\nSubject: the sea wall\nReply by: Friday"
    other = "Name: Owen Moss\nSubject: two lost keys\nReply by: Monday"
    assert isinstance(carried(page(mine), page(other), mine)[0], Review | Orphan)


def test_a_unique_row_is_found_whatever_is_around_it() -> None:
    old = page("Bandstand 12", "Sea wall 40", "School roof 7", joint="\n")
    new = "Prices\n\nWater tower 3\nSea wall 40\nGlass house 8\n\nNone of them is for sale."
    found, there = carried(old, new, "Sea wall 40")
    assert there == "Sea wall 40"
    assert not isinstance(found, Orphan)


def test_rows_with_all_figures_changed_are_found_and_flagged() -> None:
    old = page("| Bandstand | 12 |", "| Sea wall | 40 |", "| School roof | 7 |", joint="\n")
    new = page("| Bandstand | 13 |", "| Sea wall | 44 |", "| School roof | 9 |", joint="\n")
    found, there = carried(old, new, "| Sea wall | 40 |")
    assert (there, isinstance(found, Review) and found.why) == ("| Sea wall | 44 |", "a figure changed: 40 → 44")


@pytest.mark.parametrize("words", ["三冊並んで", "古い机の上"])
def test_a_few_japanese_characters_that_recur_elsewhere_are_not_a_move(words: str) -> None:
    old = (
        "橋の向こうに小さな本屋があり、店主は午後になってから来る。古い机の上に表紙のない本が三冊並んでいた。\n\n"
        "去年の冬は川が凍り、老人は本屋の前に店を移した。"
    )
    new = old.replace(words, "") + f"\n\nやがて町に新しい橋が架かり、{words}古い橋は歩く人だけのものになった。"
    assert not isinstance(carried(old, new, words)[0], Anchored)


def test_replacing_half_of_the_words_needs_review() -> None:
    old = page("The keeper of the bridge writes down who crosses it in the same brown ink every evening.")
    new = page("The window of a bridge falls down who paints it with no same yellow hat every wheel.")
    found, _ = carried(old, new, old.split("\n\n")[1])
    assert not isinstance(found, Anchored)


@pytest.mark.parametrize("cell", ["Graz", "8", "29"])
def test_a_cell_goes_with_its_row(cell: str) -> None:
    old = page("Lund  9  31", "Graz  8  29", "Porto  7  27", joint="\n")
    new = page("Porto  7  27", "Lund  9  31", "Graz  8  29", joint="\n")
    start = old.index(cell, old.index("Graz"))
    found = reanchor(old, new, start, start + len(cell))
    assert isinstance(found, Anchored)
    assert found.start == new.index(cell, new.index("Graz"))


def test_near_copies_that_swap_places_and_are_rewrapped_are_found() -> None:
    def wrapped(text: str, width: int) -> str:
        return "\n\n".join(fill(paragraph, width) for paragraph in text.split("\n\n"))

    old, new = wrapped(page(*ENTRIES), 70), wrapped(page(ENTRIES[2], ENTRIES[0], ENTRIES[1]), 55)
    for entry in ENTRIES:
        found, there = carried(old, new, fill(entry, 70))
        assert isinstance(found, Anchored)
        assert there == fill(entry, 55)
