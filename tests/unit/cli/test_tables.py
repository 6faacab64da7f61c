"""Listings on terminals of different widths."""

import sys
from collections.abc import Iterator

import click
import pytest

from readtui.cli.output import print_json, print_json_list, print_table

COLUMNS = ("id", "range", "state", "tags", "quote")
ID = "366ded05-0e9a-4612-a03e-c9f6e379faa8"
ROW = (ID, "260:272", "exact", "", "It is quiet. You know everyone.")


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (
            100,
            [
                "id                                    range    state  tags  quote",
                f"{ID}  260:272  exact        It is quiet. You know everyone.",
            ],
        ),
        (50, [ID, "  range 260:272 · exact · It is quiet. You know", "  everyone."]),
    ],
)
def test_a_row_that_has_no_room_as_a_table_has_lines_of_its_own(
    width: int, lines: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("READTUI_PLAIN", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    print_table(COLUMNS, [ROW])
    assert [line.rstrip() for line in click.unstyle(capsys.readouterr().out).splitlines()] == lines


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
