"""The gutter and the overlays of a line, and the list of hits."""

from collections.abc import Callable, Sequence

import pytest
from articles import article_of
from rich.cells import cell_len

from readtui.layout.article_layout import ArticleLayout
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.creator import UNNAMED, Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.text.selection import Selection
from readtui.tui.article.arrangement import GUTTER_CELLS, PanePlace
from readtui.tui.article.line_marks import (
    ANSWERED,
    CONTINUED,
    HIGHLIGHT,
    MOVED,
    NOTE,
    OPEN,
    REVIEW,
    SETTLED,
    TAG,
    HitList,
    LineMarks,
    Marks,
    row_segments,
)
from readtui.tui.article.line_painter import LinePainter, Overlay, OverlayKind
from readtui.tui.article.seen_changes import NO_CHANGES
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.tag_colors import TagColors

WORDS = "One sentence of words that are plain, and of a few more words that go on."
ARTICLE = article_of(WORDS)
LINES = ArticleLayout(ARTICLE, 30)
PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
START = ARTICLE.text.index("One")
NOWHERE = Passage(len(ARTICLE.text), len(ARTICLE.text) + 1)


class View:
    """What the marks come from."""

    focused_id = ""
    selection: Selection | None = None
    offered: Passage | None = None
    changes = NO_CHANGES
    change: int | None = None
    identity = UNNAMED

    def __init__(self, cursor: Passage, hits: HitList, selection: Passage | None, focused: Annotation | None) -> None:
        self.cursor, self.hits, self._selected, self._focused = cursor, hits, selection, focused
        labels = [Overlay(START + at, START + at + 1, OverlayKind.LABEL) for at in (0, 29, 31)]
        self.labels: Callable[[], Sequence[Overlay]] = lambda: labels

    def selected(self) -> Passage | None:
        return self._selected

    def focused_annotation(self) -> Annotation | None:
        return self._focused


def annotation(start: int, end: int, **known: object) -> Annotation:
    place = TextPositionSelector(START + start, START + end)
    return Annotation(f"{start}", "id", "", "", position=place, quote=TextQuoteSelector("x", "", ""), **known)  # type: ignore[arg-type]


def marks(
    *annotations: Annotation,
    row: int = 0,
    cursor: Passage = NOWHERE,
    hits: HitList | None = None,
    selection: Passage | None = None,
    focused: Annotation | None = None,
) -> Marks:
    """The marks of a row of the text."""
    position = LINES.locate(START)
    lines = [LINES.line(LINES.move(position, row))]
    return LineMarks(View(cursor, hits or HitList(), selection, focused)).of(lines, [annotations], TagColors())[0]


def said(text: str, sets: ThreadState | None = None) -> Reply:
    return Reply("r", "id", "4", "", "", text, Creator("Bea"), sets)


SEEN = {"color": "green", "tags": ("sea",), "note": "A note."}


@pytest.mark.parametrize(
    ("known", "here", "below"),
    [
        ({"anchor": AnchorState.REVIEW, **SEEN}, REVIEW, REVIEW),
        ({"anchor": AnchorState.MOVED, **SEEN}, MOVED, HIGHLIGHT),
        ({"anchor": AnchorState.MOVED, "tags": ("sea",)}, MOVED, CONTINUED),
        (SEEN, NOTE, HIGHLIGHT),
        ({"note": "A note."}, NOTE, CONTINUED),
        ({"color": "green", "tags": ("sea",)}, HIGHLIGHT, HIGHLIGHT),
        ({"tags": ("sea",)}, TAG, CONTINUED),
        ({"is_thread": True, **SEEN}, OPEN, HIGHLIGHT),
        ({"is_thread": True, "anchor": AnchorState.MOVED, **SEEN}, OPEN, HIGHLIGHT),
        ({"is_thread": True, "replies": (said("No."),), **SEEN}, ANSWERED, HIGHLIGHT),
        ({"is_thread": True, "replies": (said("", ThreadState.SETTLED),), **SEEN}, SETTLED, HIGHLIGHT),
        ({"is_thread": True, "anchor": AnchorState.REVIEW, **SEEN}, REVIEW, REVIEW),
        ({}, CONTINUED, CONTINUED),
    ],
)
def test_the_gutter_says_what_matters_most_where_it_begins(known: dict[str, object], here: str, below: str) -> None:
    long = annotation(4, 60, **known)
    assert (marks(long).glyph, marks(long, row=1).glyph) == (here, below)
    # Of several, the first that matters most gives the color.
    others = (annotation(0, 60), long, annotation(5, 20, color="pink", note="Another."))
    assert marks(*others).glyph == (here if here in (REVIEW, MOVED, NOTE, OPEN, ANSWERED, SETTLED) else NOTE)
    assert marks().glyph == " "


def test_of_several_annotations_the_one_that_matters_most_gives_the_glyph() -> None:
    kinds: list[dict[str, object]] = [
        {},
        {"tags": ("sea",)},
        {"color": "green"},
        {"note": "A note."},
        {"anchor": AnchorState.MOVED},
        {"is_thread": True},
        {"is_thread": True, "replies": (said("No."),)},
        {"anchor": AnchorState.REVIEW},
    ]
    ranked = [annotation(4, 20, **known) for known in kinds]
    for rank, one in enumerate(ranked):
        for less in ranked[:rank]:
            assert marks(one, less).glyph == marks(less, one).glyph == marks(one).glyph


def test_a_row_is_as_wide_as_the_screen_with_its_gutter_left_of_the_text() -> None:
    painter, position = LinePainter(ARTICLE, PALETTE, {}), LINES.locate(START)
    line, block = LINES.line(position), ARTICLE.blocks[position.block]
    for left in (GUTTER_CELLS, 9):
        made = row_segments(painter, line, block, marks(annotation(0, 9, note="x")), PanePlace(left, 30, 50))
        text = "".join(segment.text for segment in made)
        assert cell_len(text) == 50
        assert text[:left] == f"{' ' * (left - GUTTER_CELLS)}{NOTE}  "
        assert text[left:].startswith("One sentence")


def test_a_line_has_the_overlays_that_reach_into_it_the_selection_instead_of_the_cursor() -> None:
    first, second = annotation(4, 12, color="green"), annotation(20, 60, color="pink")
    line = LINES.line(LINES.locate(START))
    hits = HitList([(START + at, START + at + 5) for at in (2, line.end - START - 2, line.end - START, 50)], 1)
    cursor = Passage(START, START + 20)
    made = marks(first, second, cursor=cursor, hits=hits, focused=second)
    assert made.is_current
    assert [(one.start - START, one.kind, one.color) for one in made.overlays[:5]] == [
        (0, OverlayKind.CURSOR, None),
        (4, OverlayKind.ANNOTATION, "green"),
        (20, OverlayKind.CURRENT_ANNOTATION, "pink"),
        (2, OverlayKind.HIT, None),
        (line.end - START - 2, OverlayKind.CURRENT_HIT, None),
    ]
    assert {one.kind for one in made.overlays[5:]} == {OverlayKind.LABEL}
    assert all(line.start <= one.start < line.end for one in made.overlays[5:])
    for start, end, is_seen in ((0, 3, True), (line.end - START, line.end - START + 2, False)):
        selected = marks(cursor=cursor, selection=Passage(START + start, START + end))
        kinds = [one.kind for one in selected.overlays if one.kind is not OverlayKind.LABEL]
        assert kinds == [OverlayKind.SELECTION] * is_seen
        assert selected.is_current
    assert not marks(cursor=Passage(line.end, line.end + 1)).is_current


def test_hits_are_found_by_the_place_where_they_are_and_where_they_begin() -> None:
    hits = HitList([(2, 4), (6, 20), (30, 31)], 1)
    assert hits.hit() == Passage(6, 20)
    assert (HitList([(2, 4)]).hit(), HitList([(2, 4)], 1).hit(), HitList([(2, 4)], 0).hit()) == (
        None,
        None,
        Passage(2, 4),
    )
    assert [hits.nearest(at) for at in (0, 2, 3, 6, 30, 31)] == [0, 0, 1, 1, 2, 0]
    assert HitList().nearest(5) == -1
    assert [list(hits.beginning_between(2, end)) for end in (2, 3, 6, 7, 31)] == [[], [0], [0], [0, 1], [0, 1, 2]]
    for start in range(35):
        for end in range(start + 1, 36):
            there = {at for at, (first, last) in enumerate(hits.spans) if first < end and start < last}
            assert there <= set(hits.within(start, end))
    assert list(hits.within(20, 30)) in ([], [1])
    assert [HitList().is_sought, HitList(is_sought=True).is_sought, hits.is_sought] == [False, True, True]
