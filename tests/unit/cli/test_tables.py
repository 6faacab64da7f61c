"""Listings on terminals of different widths."""

import sys

import click
import pytest

from readtui.cli.output import print_table

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
