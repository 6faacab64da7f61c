"""Helpers for tests of the library screen."""

from journeys import Journey


def titles(app: Journey) -> list[str]:
    """What is listed, from top to bottom; the row under the cursor begins with >, a marked one with *."""
    rows = [row[2:] for row in app.screen_text().split("\n") if " and more" in row and "“" not in row]
    marks = ((">" if row[0] in "▌▏" else "") + row[1].strip() for row in rows)
    return [mark + row[3:].split()[0] for mark, row in zip(marks, rows, strict=True)]


def tab_line(app: Journey) -> str:
    return next(row.strip() for row in app.screen_text().split("\n") if "To read" in row)
