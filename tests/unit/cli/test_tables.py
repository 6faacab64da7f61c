"""Listings on terminals of different widths."""

import sys
from collections.abc import Callable, Iterator, Sequence

import click
import pytest

from readtui.cli.output import print_json, print_json_list, print_table

COLUMNS = ("id", "range", "state", "tags", "quote")
ID = "366ded05-0e9a-4612-a03e-c9f6e379faa8"
ROW = (ID, "260:272", "exact", "", "It is quiet. You know everyone.")


TITLES = ("id", "title", "source", "language", "words")
LISTED = [
    ("f7b3e4fb7873f121", "The ferry in winter and what became of it", "/home/ada/ferry.md", "en", "1205"),
    ("f7b3e4fb9d1c0033", "Ice", "/home/ada/ice.md", "en", "12"),
]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    def lines(width: int, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("READTUI_PLAIN", "1")
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        print_table(columns, rows)
        return [line.rstrip() for line in click.unstyle(capsys.readouterr().out).splitlines()]

    return lines


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (
            100,
            [
                "quote                            state  range    id",
                f"It is quiet. You know everyone.  exact  260:272  {ID}",
            ],
        ),
        (50, ["quote                            state  id", "It is quiet. You know everyone.  exact  366ded05"]),
        (
            24,
            ["It is quiet. You know", "everyone.", "  exact · range 260:272", "  ·", f"  {ID[:22]}", f"  {ID[22:]}"],
        ),
    ],
)
def test_a_quote_comes_first_and_has_the_width(width: int, lines: list[str], printed: Callable[..., list[str]]) -> None:
    assert printed(width, COLUMNS, [ROW]) == lines


@pytest.mark.parametrize(
    ("width", "left_out", "row"),
    [
        (100, [], "f7b3e4fb7873f121  The ferry in winter and what became of it  /home/ada/ferry.md  en        1205"),
        (90, ["language"], "f7b3e4fb7873f121  The ferry in winter and what became of it  /home/ada/ferry.md  1205"),
        (70, ["language", "source"], "f7b3e4fb7873f121  The ferry in winter and what became of it  1205"),
        # The beginnings of ids still tell the articles apart.
        (62, ["language", "source"], "f7b3e4fb7  The ferry in winter and what became of it  1205"),
        (50, ["language", "source"], "f7b3e4fb7  The ferry in winter and what be…  1205"),
    ],
)
def test_a_title_gets_the_width_that_ids_paths_and_columns_without_a_difference_had(
    width: int, left_out: list[str], row: str, printed: Callable[..., list[str]]
) -> None:
    heading, first, _ = printed(width, TITLES, LISTED)
    assert heading.split() == [name for name in TITLES if name not in left_out]
    assert first == row


def test_a_table_without_rows_has_no_heading(printed: Callable[..., list[str]]) -> None:
    assert printed(80, COLUMNS, []) == []


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1_000])
def test_a_list_in_parts_is_the_same_json_document(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    values = [{"number": number, "note": "“\n\x85", "tags": ["a"], "none": []} for number in range(count)]
    print_json_list(iter(values))
    parts = capsys.readouterr().out
    print_json(values)
    assert parts == capsys.readouterr().out


@pytest.mark.parametrize("is_terminal", [False, True])
def test_rows_are_printed_before_the_last_is_read(
    is_terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed: list[bool] = []
    monkeypatch.setattr("readtui.cli.output._ROWS_AT_ONCE", 500)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)

    def rows() -> Iterator[list[str]]:
        for number in range(501):
            yield [f"row{number}", "words"]
        printed.append("row499" in capsys.readouterr().out)

    print_table(("id", "words"), rows())
    assert (printed, "row500" in capsys.readouterr().out) == ([True], True)
