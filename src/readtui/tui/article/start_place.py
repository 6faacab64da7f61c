"""Where an article opens: its cursor, and the line at the top."""

from readtui.layout.article_layout import ArticleLayout, LinePosition
from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.text.motions import Stops


def opening(lines: ArticleLayout, stops: Stops, offset: int, height: int) -> tuple[Passage, LinePosition]:
    """The cursor and the top line of an article that opens at ``offset`` (a code point) on ``height`` rows.

    At 0, reading begins below what a web page has above its article.
    """
    if not offset:
        cursor = stops.beginning
        begins_with_page = lines.article.block_at(0).kind is BlockKind.FURNITURE
        top = lines.with_rows_above(lines.locate(cursor.start)) if begins_with_page else lines.first
        return cursor, max(lines.first, min(top, lines.move(lines.last, 1 - height)))
    cursor = stops.at(offset)
    top = lines.move(lines.locate(cursor.start), -height // 4)
    return cursor, min(top, lines.move(lines.last, 1 - height))
