"""Escapes cells that a spreadsheet would run as formulas."""

import re

# The wide forms of the signs begin a formula where the system's language is Chinese or Japanese.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")


def guard_cell(cell: str) -> str:
    """``cell`` with a ``'`` before it if a spreadsheet might run it as a formula.

    A cell that already starts with such a ``'`` gets another one, so that taking away one ``'`` reverses it.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard_cell(cell: str) -> str:
    """The cell before ``guard_cell``."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
