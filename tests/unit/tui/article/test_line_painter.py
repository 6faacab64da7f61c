"""Painting overlays on a line of text."""

import pytest
from articles import article_of
from rich.style import Style

from readtui.layout.article_layout import ArticleLayout
from readtui.model.block import BlockKind
from readtui.tui.article.line_painter import LinePainter, Overlay, OverlayKind
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth, Palette
from readtui.tui.colors.palette_maker import make_palette

CURSOR, OTHER, CURRENT = OverlayKind.CURSOR, OverlayKind.ANNOTATION, OverlayKind.CURRENT_ANNOTATION
DEPTHS = pytest.mark.parametrize("depth", ColorDepth)
WORDS = "One sentence of words that are plain."


def painted(
    depth: ColorDepth, *overlays: Overlay, kind: BlockKind = BlockKind.PARAGRAPH
) -> tuple[Palette, dict[str, Style]]:
    """The palette, and the style of each stretch of the words."""
    article = article_of((kind, WORDS))
    palette = make_palette(OWN_THEMES["readtui-dark"], depth)
    lines = ArticleLayout(article, 60)
    position = lines.locate(article.text.index("One"))
    start = lines.line(position).start
    moved = [overlay._replace(start=overlay.start + start, end=overlay.end + start) for overlay in overlays]
    segments = LinePainter(article, palette, {}).paint(lines.line(position), article.blocks[position.block], moved, 60)
    return palette, {segment.text: segment.style for segment in segments if segment.style is not None}


@DEPTHS
def test_only_the_current_annotation_in_the_cursors_sentence_stands_out(depth: ColorDepth) -> None:
    palette, styles = painted(
        depth, Overlay(0, 37, CURSOR), Overlay(4, 12, OTHER, "green"), Overlay(22, 26, CURRENT, "green")
    )
    green = palette.highlight("green")
    assert styles["sentence"] == palette.text + green.text
    assert styles["that"] == palette.text + green.current
    assert styles["One "] == palette.text + palette.cursor


@DEPTHS
def test_a_hit_looks_the_same_on_every_ground(depth: ColorDepth) -> None:
    hit = Overlay(4, 12, OverlayKind.HIT)
    below: list[list[Overlay]] = [[], [Overlay(0, 37, CURSOR)], [Overlay(0, 20, OTHER, "pink")]]
    below += [[Overlay(0, 20, CURRENT, "pink"), Overlay(0, 30, OTHER, "blue")]]
    assert len({painted(depth, *overlays, hit)[1]["sentence"] for overlays in below}) == 1


@DEPTHS
def test_where_annotations_overlap_is_seen(depth: ColorDepth) -> None:
    palette, styles = painted(depth, Overlay(0, 12, OTHER, "pink"), Overlay(4, 20, CURRENT, "pink"))
    pink = palette.highlight("pink")
    assert styles["sentence"] not in (palette.text + pink.text, palette.text + pink.current)


@DEPTHS
def test_the_cursor_is_seen_on_a_heading(depth: ColorDepth) -> None:
    _, plain = painted(depth, kind=BlockKind.HEADING)
    _, marked = painted(depth, Overlay(0, 37, CURSOR), kind=BlockKind.HEADING)
    assert plain[WORDS] != marked[WORDS]
