"""A few words in what holds them: a cell of a row, an item of a list, a sentence; around them the text is rewritten."""

import random
from collections.abc import Sequence

from tests.benchmarks.anchor_shapes.case import FLAG, GONE, RANGE, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import NAMES, PLACES, THINGS, language_of, some_prose, words

# Values that a column can have: few, so that rows share them.
_COLUMNS = {
    "Status": ("initial", "ready", "closed", "on hold"),
    "Days": ("17", "30", "45", "60"),
    "Limit": ("2 MB", "5 MB", "10 MB", "25 MB"),
    "Due": ("3 May", "14 June", "30 June", "1 August"),
    "Share": ("12 %", "15 %", "40 %", "55 %"),
    "Who": ("clerks", "the board", "volunteers", "nobody"),
    "Code": ("A-17", "B-2", "B-30", "C-5"),
}
# Sentences and what they became; "{}" is the passage, with two values that it may have.
_SENTENCES = (
    ("The report is due on {}.", "Everyone hands in the report by {}.", "Friday", "Monday"),
    ("Each visitor may borrow {} books at a time.", "Visitors take home {} books at once.", "six", "nine"),
    ("The gate opens at {} every morning.", "In the morning, the gate is unlocked at {} each day.", "6:30", "7:15"),
    (
        "Requests are signed with {} and sent at once.",
        "We sign every request ({}) before it leaves.",
        "SHA256",
        "SHA512",
    ),
    ("The fund pays {} for the new roof.", "For a new roof, {} comes from the fund.", "$4,000", "$6,500"),
    ("Keep the dough at {} overnight.", "Overnight, the dough rests in a place at {}.", "18 °C", "24 °C"),
    (
        "A draft stays {} until the editor has read it.",
        "Until an editor reads it, each draft is {}.",
        "private",
        "public",
    ),
    ("The bus stops in {} on its way north.", "Going north, the bus calls at {}.", "Linden", "Marwick"),
    ("Water the seedlings {} a week.", "Seedlings get water {} each week.", "twice", "once"),
    (
        "The lock is released after {} of silence.",
        "Once {} have passed in silence, the lock goes.",
        "90 seconds",
        "40 seconds",
    ),
    (
        "Das Formular geht an {} und wird dort geprüft.",
        "Geprüft wird das Formular von {}.",
        "Frau Lohse",
        "Herrn Reuter",
    ),
    ("Die Halle ist bis {} gesperrt.", "Gesperrt bleibt die Halle noch bis {}.", "Oktober", "Dezember"),
    ("Die Gebühr beträgt {} im Jahr.", "Im Jahr werden als Gebühr {} fällig.", "38 €", "42 €"),
    ("La salle contient {} chaises pliantes.", "On y trouve, dans la salle, {} chaises pliantes.", "120", "180"),
    ("Le train part de {} le soir.", "C'est de {} que le train part, le soir.", "Lyon", "Dijon"),
    ("El plazo termina el {} de este año.", "Este año, el plazo acaba el {}.", "4 de mayo", "9 de junio"),
)


def _table(chosen: random.Random) -> tuple[list[str], list[dict[str, str]]]:
    columns = chosen.sample(sorted(_COLUMNS), chosen.randint(2, 5))
    language = language_of(chosen, ("en", "de", "fr", "es"))
    names = chosen.sample(words(chosen.choice((NAMES, PLACES, THINGS)), language), 6)
    rows = [{"Name": name} | {column: chosen.choice(_COLUMNS[column]) for column in columns} for name in names]
    return columns, rows


def _as_table(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> list[str]:
    return ["\n".join("\t".join(cells) for cells in [columns, *([row[column] for column in columns] for row in rows)])]


def _as_list(chosen: random.Random, rows: Sequence[dict[str, str]], columns: Sequence[str]) -> list[str]:
    style = chosen.choice(("{0}: {1}", "{0} ({1})", "{0}, {1}.", "{0} – {1}"))
    joint = chosen.choice((", ", "; ", " and ", ", with "))
    labels = chosen.random() < 0.5
    items = []
    for row in rows:
        values = [
            f"{column.lower()} {row[column]}" if labels else row[column] for column in columns if column != "Name"
        ]
        items.append(style.format(row["Name"], joint.join(values)))
    return items


def _around(chosen: random.Random, old: Sequence[str], new: Sequence[str], same: str) -> tuple[str, str]:
    """Both texts, whose prose is another or the same, and in which another section has the same words."""
    first, second, *others = some_prose(chosen, "en", 6)
    another = chosen.choice((f"{same.capitalize()} is what others say.", f"We heard of {same} before.", ""))
    rewritten = chosen.random() < 0.6
    before = paragraphs("First part", first, "Second part", old, "Third part", second, another)
    lead, rest = (others[0], others[1]) if rewritten else (first, second)
    parts = [["Second part", *new], ["Third part", rest, another]]
    if chosen.random() < 0.3:
        parts.reverse()
    return before, paragraphs("First part", lead, *parts)


def _rows(chosen: random.Random, kind: str, policy: str, forms: str) -> Case:
    columns, rows = _table(chosen)
    mine, column = chosen.randrange(6), chosen.choice(columns)
    value = rows[mine][column]
    later = [dict(row) for row in rows]
    for row in later:
        for each in columns:
            if chosen.random() < 0.15 and row is not later[mine]:
                row[each] = chosen.choice(_COLUMNS[each])
    if policy == FLAG:
        later[mine][column] = chosen.choice([each for each in _COLUMNS[column] if each != value])
    if policy == GONE:
        del later[mine]
    else:
        later[mine][column] = marked(later[mine][column])
        if chosen.random() < 0.4:
            del later[chosen.choice([at for at in range(6) if at != mine])]
    rows[mine][column] = marked(value)
    chosen.shuffle(later)
    order = ["Name", *columns]
    new_order = ["Name", *chosen.sample(columns, len(columns))] if chosen.random() < 0.7 else order
    made = []
    for form, some, heads in ((forms[0], rows, order), (forms[1], later, new_order)):
        made.append(_as_table(some, heads) if form == "t" else _as_list(chosen, some, heads))
    return case(kind, *_around(chosen, made[0], made[1], value), policy)


def cell(chosen: random.Random) -> Case:
    """A cell of a table whose rows and columns were sorted anew."""
    return _rows(chosen, "holder: cell, same", RANGE, "tt")


def cell_changed(chosen: random.Random) -> Case:
    """The same with another value."""
    return _rows(chosen, "holder: cell, changed", FLAG, "tt")


def cell_gone(chosen: random.Random) -> Case:
    """The same without its row."""
    return _rows(chosen, "holder: cell, row gone", GONE, "tt")


def cell_in_list(chosen: random.Random) -> Case:
    """A cell of a table that became a list."""
    return _rows(chosen, "holder: table to list, same", RANGE, "tl")


def cell_in_list_changed(chosen: random.Random) -> Case:
    """The same with another value."""
    return _rows(chosen, "holder: table to list, changed", FLAG, "tl")


def cell_in_list_gone(chosen: random.Random) -> Case:
    """The same without its item."""
    return _rows(chosen, "holder: table to list, gone", GONE, "tl")


def item(chosen: random.Random) -> Case:
    """A value in a list that became a table."""
    return _rows(chosen, "holder: list to table, same", RANGE, "lt")


def item_changed(chosen: random.Random) -> Case:
    """The same with another value."""
    return _rows(chosen, "holder: list to table, changed", FLAG, "lt")


def item_gone(chosen: random.Random) -> Case:
    """The same without its row."""
    return _rows(chosen, "holder: list to table, gone", GONE, "lt")


def _sentences(chosen: random.Random, kind: str, policy: str, *, stays: bool) -> Case:
    picked = chosen.sample(_SENTENCES, 6)
    mine = chosen.randrange(6)
    old, new = [], []
    for at, (before, after, one, other) in enumerate(picked):
        value = one if at != mine or policy != FLAG else other
        after = before if stays else after
        old.append(before.format(marked(one) if at == mine else one))
        if at != mine:
            new.append(after.format(one))
        elif policy != GONE:
            new.append(after.format(marked(value)))
    if chosen.random() < 0.5:
        chosen.shuffle(new)
    joint = chosen.choice((" ", "\n\n"))
    before, after = joint.join(old), joint.join(new)
    return case(kind, *_around(chosen, [before], [after], picked[mine][2]), policy)


def word(chosen: random.Random) -> Case:
    """A word in a sentence that was said in other words."""
    return _sentences(chosen, "holder: sentence, same", RANGE, stays=False)


def word_changed(chosen: random.Random) -> Case:
    """The same with another value."""
    return _sentences(chosen, "holder: sentence, changed", FLAG, stays=False)


def word_gone(chosen: random.Random) -> Case:
    """The same without its sentence."""
    return _sentences(chosen, "holder: sentence, gone", GONE, stays=False)


def word_moved(chosen: random.Random) -> Case:
    """A word in a sentence that stayed or moved."""
    return _sentences(chosen, "holder: sentence moved, same", RANGE, stays=True)


def word_moved_changed(chosen: random.Random) -> Case:
    """The same with another value."""
    return _sentences(chosen, "holder: sentence moved, changed", FLAG, stays=True)


KINDS = (
    cell,
    cell_changed,
    cell_gone,
    cell_in_list,
    cell_in_list_changed,
    cell_in_list_gone,
    item,
    item_changed,
    item_gone,
    word,
    word_changed,
    word_gone,
    word_moved,
    word_moved_changed,
)
