"""The tables of reStructuredText become rows and cells, or stay as they are written."""

import random

import pytest
from growth import assert_growth

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import HEADLESS, BlockKind

GRID = """\
+---------------+----------+----------+
| Ship          | *Left*   | Arrived  |
| (its name)    |          |          |
+===============+==========+==========+
| Berta         | in the morning      |
+---------------+----------+----------+
| Ida           | at noon  | - late   |
+---------------+          | - wet    |
| Otto          |          |          |
+---------------+----------+----------+
"""
RULED = """\
=====  ======  =========
    Harbors    Time
-------------  ---------
From   To
=====  ======  =========
Brake  Elsfl.  ``0:40``
Nord   Blexen  a quarter
               of an hour

\\      Brake   0:20
=====  ======  =========
"""
LISTED = """\
.. list-table:: Ships
   :widths: 10 20
   :header-rows: 1

   * - Ship
     - Built
   * - Berta
     - in 1903,
       in Brake
   * - Ida
     -
"""
SEPARATED = """\
.. csv-table:: Ships
   :header: "Ship", "Built"

   Berta, "in 1903, in
   Brake"
   Ida
"""


def read(text: str) -> Article:
    return read_source(Source(text.encode(), "a.rst"))


@pytest.mark.parametrize(
    ("text", "rows", "has_header"),
    [
        (
            GRID,
            [
                ["Ship (its name)", "Left", "Arrived"],
                ["Berta", "in the morning", ""],
                ["Ida", "at noon", "• late • wet"],
                ["Otto", "", ""],
            ],
            True,
        ),
        (GRID.replace("=", "-"), [["Ship (its name)", "Left", "Arrived"]], False),
        (
            RULED,
            [
                ["Harbors", "", "Time"],
                ["From", "To", ""],
                ["Brake", "Elsfl.", "0:40"],
                ["Nord", "Blexen", "a quarter of an hour"],
                ["", "Brake", "0:20"],
            ],
            True,
        ),
        (LISTED, [["Ship", "Built"], ["Berta", "in 1903, in Brake"], ["Ida", ""]], True),
        (LISTED.replace("header-rows: 1", "header-rows: x"), [["Ship", "Built"]], False),
        (SEPARATED, [["Ship", "Built"], ["Berta", "in 1903, in Brake"], ["Ida"]], True),
        (".. csv-table::\n   :delim: ;\n   :header-rows: 1\n\n   a;b\n   c;d\n", [["a", "b"], ["c", "d"]], True),
        (".. table:: Ships\n\n   " + GRID.replace("\n", "\n   "), [["Ship (its name)", "Left", "Arrived"]], True),
    ],
)
def test_each_kind_of_table_is_read_with_its_header(text: str, rows: list[list[str]], has_header: bool) -> None:
    article = read(f"Before.\n\n{text}\nAfter.\n")
    tables = [block for block in article.blocks if block.kind is BlockKind.TABLE]
    assert [block.label for block in tables] == ["" if has_header else HEADLESS]
    found = [line.split("\t") for line in tables[0].passage.of(article.text).split("\n")]
    assert found[: len(rows)] == rows
    assert article.text.startswith("Before.")
    assert article.text.endswith("After.")


@pytest.mark.parametrize(
    "text",
    [
        "+---+---+\n| a | b |\n+---+\n",
        "+---+---+\n| a   b |\n+---+--x+\n",
        "===  ===\na  and b\n===  ===\n",
        "+-\n",
        "+---+\n| a |\n",
    ],
)
def test_what_does_not_close_stays_as_it_is_written(text: str) -> None:
    article = read(f"Before.\n\n{text}\nAfter.\n")
    assert text.strip() in article.text
    assert not any(block.kind is BlockKind.TABLE for block in article.blocks)


@pytest.mark.parametrize("seed", range(20))
def test_a_drawn_table_gives_back_the_cells_it_was_drawn_from(seed: int) -> None:
    chance = random.Random(seed)
    columns, rows = chance.randint(1, 5), chance.randint(1, 6)
    widths = [chance.randint(3, 9) for _ in range(columns)]
    cells = [["".join(chance.choices("ab +-|é", k=chance.randint(0, size))) for size in widths] for _ in range(rows)]
    cells = [[f"x{cell[1:]}".strip() for cell in row] for row in cells]
    edge = f"+{'+'.join('-' * (size + 2) for size in widths)}+"
    drawn = [edge]
    for row in cells:
        drawn += [f"| {' | '.join(cell.ljust(size) for cell, size in zip(row, widths, strict=True))} |", edge]
    article = read("Before.\n\n" + "\n".join(drawn) + "\n")
    (table,) = [block for block in article.blocks if block.kind is BlockKind.TABLE]
    found = [line.split("\t") for line in table.passage.of(article.text).split("\n")]
    assert found == [[" ".join(cell.split()) for cell in row] for row in cells]


def test_hostile_tables_take_no_longer_than_their_size() -> None:
    chance = random.Random(1)

    def drawn(size: int) -> str:
        lines = ["".join(chance.choices("+-| ", (5, 5, 3, 1), k=100)) for _ in range(size)]
        return "\n".join(["+" + "-+" * 50, *lines, *["+" + "|+" * 50] * size])

    assert_growth(lambda size: read(drawn(size)), 200, 800, below=8)
