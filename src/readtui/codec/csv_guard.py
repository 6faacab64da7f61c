"""Escapes cells that a spreadsheet would run as formulas, and reverses that."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard_cell(cell: str) -> str:
    """``cell`` with a ``'`` before it if a spreadsheet might run it as a formula.

    A cell that already starts with such a ``'`` gets another one, so that ``unguard_cell`` is exact.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard_cell(cell: str) -> str:
    """The inverse of ``guard_cell``."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
