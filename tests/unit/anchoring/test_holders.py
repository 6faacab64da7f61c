"""A few words are found in the row, item or sentence that holds them, in random tables, lists and sentences."""

import random
from collections import Counter

import pytest

from readtui.anchoring.outcome import Orphan, Review
from readtui.anchoring.reanchor import reanchor, reanchor_many
from tests.benchmarks.anchor_shapes import holders
from tests.benchmarks.anchor_shapes.case import FLAG, GONE, RANGE, Maker, outcome

_CASES = 25
_LEAST = {RANGE: 0.85, FLAG: 0.8, GONE: 0.9}


@pytest.mark.parametrize("make", holders.KINDS, ids=lambda make: make.__name__)
def test_a_few_words_follow_what_holds_them_and_never_the_same_words_elsewhere(make: Maker) -> None:
    cases = [make(random.Random(f"3 {make.__name__} {number}")) for number in range(_CASES)]
    found = [(one, reanchor(one.before, one.after, one.start, one.end)) for one in cases]
    became = Counter(outcome(one, anchor) for one, anchor in found)
    assert not became["wrong"]
    assert not became["silent"]
    policy = cases[0].policy
    right = became["gone"] + became["gone flagged"] if policy == GONE else became["hit"] + became["flagged"]
    assert right >= _LEAST[policy] * _CASES


TABLE = "field\tdefault\tlimit\nname\tempty\t17\ncolour\tblue\t40\nsize\tlarge\t17"


def carried(new: str, row: str, cell: str) -> str:
    """What became of a cell of the table, in brackets and with the reason if it needs review; "" if it is lost."""
    start = TABLE.index(cell, TABLE.index(row))
    found = reanchor(TABLE, new, start, start + len(cell))
    if isinstance(found, Orphan):
        return ""
    row_there = new[new.rfind("\n", 0, found.start) + 1 :].partition("\n")[0]
    there = f"{new[found.start : found.end]} of {row_there!r}"
    return f"[{there}] {found.why}" if isinstance(found, Review) else there


REORDERED = "limit\tfield\tdefault\n17\tsize\tlarge\n30\tname\tempty\n40\tcolour\tred"
LISTED = "Fields\n\nsize: default large, limit 17\n\nname: default empty, limit 30\n\ncolour: default red, limit 40"


@pytest.mark.parametrize(
    ("row", "cell", "due"),
    [
        ("name", "17", "[30 of {name}] a figure changed: 17 → 30"),
        ("size", "17", "17 of {size}"),
        ("colour", "blue", "[red of {colour}] other words stand where it stood: blue → red"),
        ("size", "large", "large of {size}"),
    ],
)
@pytest.mark.parametrize("new", [REORDERED, LISTED])
def test_another_value_in_the_same_cell_is_told_with_both_values(new: str, row: str, cell: str, due: str) -> None:
    rows = {name: repr(next(line for line in new.split("\n") if name in line)) for name in ("name", "size", "colour")}
    assert carried(new, row, cell) == due.format(**rows)


def test_a_cell_whose_row_is_gone_does_not_go_to_the_same_word_of_another_row() -> None:
    assert carried("field\tdefault\tlimit\ncolour\tblue\t17\nsize\tlarge\t40", "name", "17") == ""


@pytest.mark.parametrize("make", [holders.cell_gone, holders.cell_in_list_gone], ids=lambda make: make.__name__)
def test_a_row_that_is_gone_is_no_other_row_that_has_its_cell_now(make: Maker) -> None:
    cases = [make(random.Random(f"311 {make.__name__} {number}")) for number in range(60)]
    assert "wrong" not in [outcome(one, reanchor(one.before, one.after, one.start, one.end)) for one in cases]


_VALUES = {"Length": "12 m,15 m,18 m", "Rent": "300,340,410,800", "Power": "45,50,90", "Owner": "Anna,Bernd,Dora"}
_LABELS = {"North 1": "N 1", "North 2": "Mole", "South 1": "Southern 1", "South 2": "Jetty", "Pier": "Outer pier"}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("edit", ["labels", "a value in each row", "order of columns", "names of columns"])
def test_the_cells_of_a_row_stay_in_it_under_another_name(seed: int, edit: str) -> None:
    chosen = random.Random(f"{seed} {edit}")
    rows = {row: {each: chosen.choice(some.split(",")) for each, some in _VALUES.items()} for row in _LABELS}
    renamed = chosen.sample(sorted(_LABELS), chosen.randint(1, len(_LABELS)))
    labels = {row: _LABELS[row] if row in renamed else row for row in _LABELS}
    changed = chosen.choice(sorted(_VALUES)) if edit == "a value in each row" else ""
    later = {row: cells | ({changed: "17"} if changed else {}) for row, cells in rows.items()}
    columns = {each: f"{each} now" if edit == "names of columns" else each for each in _VALUES}
    order = chosen.sample(sorted(_VALUES), 4) if edit == "order of columns" else [*_VALUES]
    about = chosen.choice(renamed)
    rest = f"The prices hold until May. Anna pays half of the rent for {about}, 12 m or 300.\n\n{about}: nine tonnes."
    old, places = _laid_out(rows, {each: each for each in _VALUES}, [*_VALUES], {row: row for row in rows}, rest)
    new, due = _laid_out(later, columns, order, labels, rest)
    for (row, column), found in zip(places, reanchor_many(old, new, [*places.values()]), strict=True):
        case = f"{column} of {row}, which is {labels[row]}"
        assert not isinstance(found, Orphan), case
        assert (found.start, found.end) == due[row, column], f"{case}: {new[found.start : found.end]}"
        assert isinstance(found, Review) == (column == changed), case


_EDITS = ["nothing", "a column added", "a column removed", "a row removed", "a row added", "names", "values"]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("edit", _EDITS)
@pytest.mark.parametrize("form", ["turned", "turned back"])
def test_the_cells_of_a_table_follow_their_two_names_when_its_rows_become_columns(
    seed: int, edit: str, form: str
) -> None:
    chosen = random.Random(f"{seed} {edit} {form}")
    rows = {row: {each: chosen.choice(some.split(",")) for each, some in _VALUES.items()} for row in _LABELS}
    later, renamed, names = {row: dict(cells) for row, cells in rows.items()}, dict(zip(rows, rows, strict=True)), {}
    gone_row = chosen.choice([*rows]) if edit == "a row removed" else ""
    gone_column = chosen.choice([*_VALUES]) if edit == "a column removed" else ""
    later.pop(gone_row, None)
    if edit == "a row added":
        later["Old quay"] = rows[chosen.choice([*rows])]
        renamed["Old quay"] = "Old quay"
    if edit == "names":
        row = chosen.choice([*rows])
        renamed[row], names = _LABELS[row], {chosen.choice([*_VALUES]): "Total"}
    changed = {(chosen.choice([*rows]), chosen.choice([*_VALUES])) for _ in range(3)} if edit == "values" else set()
    for row, column in changed:
        later[row][column] = "17"
    order = chosen.sample([each for each in _VALUES if each != gone_column], 4 - bool(gone_column))
    if edit == "a column added":
        order.insert(1, "Deposit")
        later = {row: cells | {"Deposit": chosen.choice(["50", "17 m"])} for row, cells in later.items()}
    later = {row: later[row] for row in chosen.sample([*later], len(later))}
    columns = {each: names.get(each, each) for each in order}
    old, places = _laid_out(rows, {each: each for each in _VALUES}, [*_VALUES], {row: row for row in rows}, "The end.")
    new, due = _turned(later, columns, order, renamed)
    if form == "turned back":
        old, places = _turned(rows, {each: each for each in _VALUES}, [*_VALUES], {row: row for row in rows})
        new, due = _laid_out(later, columns, order, renamed, "The end.")
    for (row, column), found in zip(places, reanchor_many(old, new, [*places.values()]), strict=True):
        case = f"{rows[row][column]}, {column} of {row}"
        if row == gone_row or column == gone_column:
            assert isinstance(found, Orphan | Review), case
            continue
        assert not isinstance(found, Orphan), case
        assert (found.start, found.end) == due[row, column], f"{case}: {new[found.start : found.end]}"
        assert isinstance(found, Review) == ((row, column) in changed and rows[row][column] != "17"), case


def _turned(
    rows: dict[str, dict[str, str]], columns: dict[str, str], order: list[str], labels: dict[str, str]
) -> tuple[str, dict[tuple[str, str], tuple[int, int]]]:
    """The same with a column for each row."""
    cells = {columns[each]: {row: rows[row][each] for row in rows} for each in order}
    names = {columns[each]: columns[each] for each in order}
    text, places = _laid_out(cells, labels, [*rows], names, "The end.")
    back = {columns[each]: each for each in order}
    return text, {(row, back[column]): place for (column, row), place in places.items()}


def _laid_out(
    rows: dict[str, dict[str, str]], columns: dict[str, str], order: list[str], labels: dict[str, str], rest: str
) -> tuple[str, dict[tuple[str, str], tuple[int, int]]]:
    """A text with a table of these rows, and where each of their cells is."""
    text = "\t".join(["Rents\n\nBerth", *(columns[each] for each in order)])
    places = {}
    for row, cells in rows.items():
        text += f"\n{labels[row]}"
        for column in order:
            text += f"\t{cells[column]}"
            places[row, column] = len(text) - len(cells[column]), len(text)
    return f"{text}\n\n{rest}", {key: places[key] for key in sorted(places)}


@pytest.mark.parametrize("rest", ["", "Nobody came. "])
def test_a_word_whose_sentence_is_gone_is_not_found_in_another_section_in_capitals(rest: str) -> None:
    old = "Plan\n\nInitial\t3 May\nFinal\t9 June\n\nNotes\n\nThe initial idea was hers."
    new = f"Plan\n\nFinal\t9 June\n\nNotes\n\n{rest}The initial idea was hers."
    found = reanchor(old, new, old.index("Initial"), old.index("Initial") + len("Initial"))
    assert isinstance(found, Orphan)


@pytest.mark.parametrize(
    ("old", "new", "words", "due"),
    [
        (
            "Phase\tStart\tOpen\n1 Piers\tApril\tyes\n2 Deck\tMay\tyes\n3 Tests\tJune\tno",
            "\tPiers\tDeck\tTests\nStart\tApril\tMay\tJuly\nOpen\tno\tyes\tyes",
            {"June": "July", "no": "yes", "April": "April"},
            "the rows became columns",
        ),
        (
            "We sailed for three years, then two years to Leith, and came back.",
            "We sailed for two years, then three years to Leith.",
            {"two years": "three years", "three years": "two years"},
            "two values changed places",
        ),
    ],
)
def test_a_value_follows_the_names_and_the_words_beside_it(old: str, new: str, words: dict[str, str], due: str) -> None:
    for word, there in words.items():
        found = reanchor(f"{old}\n\nEnd.", f"Anew.\n\n{new}\n\nEnd.", old.rindex(word), old.rindex(word) + len(word))
        assert not isinstance(found, Orphan), due
        assert f"Anew.\n\n{new}\n\nEnd."[found.start : found.end] == there, due
        assert isinstance(found, Review) == (word != there), due


COSTS = "Item\tOnce\tPer month\nHandsets\t1,190\t–\nLine rental\t–\t62\nInstallation\t480\t–\nMaintenance\t–\t35"
LEVELS = (
    "Level\tCause\tTold to\tDue\n1\tcartridge low\tworkshop\t3 days\n2\ttoo damp\tkeeper\t4 hours\n3\tshock\tguard\tnow"
)


@pytest.mark.parametrize(
    ("old", "new", "words", "due"),
    [
        (
            COSTS,
            "\tPer month\tOnce\nInstallation\t–\t480\nHandsets\t–\t1,190\nServicing\t41\t–\nLine rental\t62\t–",
            "35",
            "41",
        ),
        (
            LEVELS,
            LEVELS.replace(
                "1\tcartridge low\tworkshop\t3", "1\tbattery flat\tworkshop\t3 days\n1\tcartridge low\tkeeper\t5"
            ),
            "workshop",
            None,
        ),
    ],
    ids=["row renamed, columns reordered, value changed", "another row of the same number has most of its cells"],
)
def test_a_cell_of_a_row_that_is_hard_to_tell_is_asked_about(old: str, new: str, words: str, due: str | None) -> None:
    found = reanchor(old, new, old.index(words), old.index(words) + len(words))
    assert isinstance(found, Review)
    assert due is None or new[found.start : found.end] == due


_RECORD = {"Owner": "Leila", "Status": "for discussion", "Valid from": "3 May", "Room": "B 12"}


@pytest.mark.parametrize("form", ["one row", "a row for each"])
@pytest.mark.parametrize("seed", range(6))
def test_what_stands_behind_a_name_is_found_in_the_cell_that_has_the_name(form: str, seed: int) -> None:
    chosen = random.Random(f"{form} {seed}")
    changed = chosen.choice([*_RECORD])
    later = _RECORD | {changed: {"Owner": "Marco", "Status": "agreed"}.get(changed, "9 June")}
    order = chosen.sample([*_RECORD], 4)
    rows = [order, [later[name] for name in order]]
    rows = rows if form == "one row" else [[name, later[name]] for name in order]
    old = "Plan\n\nStatus: for discussion. Owner: Leila. It is valid from 3 May. We meet in room B 12.\n\nThe end."
    new = "New plan\n\n" + "\n".join(map("\t".join, rows)) + "\n\nNobody knows the end."
    for name, value in _RECORD.items():
        found = reanchor(old, new, old.index(value), old.index(value) + len(value))
        assert not isinstance(found, Orphan), name
        assert new[found.start : found.end] == later[name]
        assert isinstance(found, Review) or name != changed


def test_a_cell_is_not_taken_for_the_whole_sentence_that_its_row_became() -> None:
    prose = "We print through the network. It is slow on Mondays. Nobody likes that. The shop opens at nine."
    row = "cashier\tPrinter offline\ta backlog of receipts builds up"
    old = f"Queue\n\n{prose}\n\nWho acts\tCase\tConsequence\nsupport\tDisk full\tno sale\n{row}\n\nThe end."
    new = "Queueing, anew\n\n- a backlog of receipts builds up when the printer is offline.\n- a full disk stops us."
    found = reanchor(old, new, old.index("cashier"), old.index("cashier") + len("cashier"))
    assert isinstance(found, Orphan | Review)


_BUS = "The bus stops in Linden on its way north."
_LIST = "bus stop (14 June, nobody, 60, A-17)\n\nmill (3 May, the board, 30, A-17)"


@pytest.mark.parametrize(
    ("old", "new", "words", "due"),
    [
        (_BUS, "Going north, the bus calls at Marwick.", "Linden", "Marwick"),
        (
            f"The gate opens at 6:30. {_BUS}",
            "At 6:30, they open the gate. Going north, the bus calls at Marwick.",
            "Linden",
            "Marwick",
        ),
        ("Le train part de Lyon le soir.", "C'est de Dijon que le train part, le soir.", "Lyon", "Dijon"),
        (
            "Requests are signed with SHA256 and sent at once.",
            "We sign every request (SHA512) before it leaves.",
            "SHA256",
            "SHA512",
        ),
        (_LIST, "Name\tCode\tDays\nmill\tA-17\t30\nbus stop\tA-17\t17", "60", "17"),
        (_LIST, "Name\tCode\tDays\nmill\tA-17\t30\nbus stop\tB-60\t60", "A-17", "B-60"),
        (_LIST, "Name\tWho\tDays\nmill\tthe board\t30\nbus stop\ton hold\t60", "nobody", "on hold"),
        (
            "Name\tLimit\tDue\tWho\tDays\nbus stop\t5 MB\t1 August\tnobody\t17",
            "bus stop: 30 June, 5 MB, 17, 12, nobody\n\nmill: 3 May, 2 MB, 30, 12, clerks",
            "1 August",
            "30 June",
        ),
    ],
)
def test_another_name_code_or_value_in_what_held_a_few_words_is_asked_about(
    old: str, new: str, words: str, due: str
) -> None:
    old = f"First part\n\nThe roof was new.\n\n{old}\n\nIt rains in the hall all day."
    new = f"First part\n\nNobody liked a roof so low.\n\n{new}\n\nSince then, water drips into every room."
    found = reanchor(old, new, old.index(words), old.index(words) + len(words))
    assert isinstance(found, Review)
    assert new[found.start : found.end] == due
