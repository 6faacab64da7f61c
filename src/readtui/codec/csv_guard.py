"""Cells that a spreadsheet would run as formulas: guarded on the way out, restored on the way in."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard_cell(cell: str) -> str:
    """``cell`` with a ``'`` before it if a spreadsheet might take it for a formula.

    A cell that has such a ``'`` of its own gets one more, so that ``unguard_cell`` is exact.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard_cell(cell: str) -> str:
    """The cell as it was before ``guard_cell``."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
