"""Labels: short, different, none the beginning of another, on what can be seen, before text that does not move."""

from pathlib import Path

import pytest
from articles import article_of
from hypothesis import given
from hypothesis import strategies as st
from reader_desk import ROOM, Desk
from rich.cells import cell_len

from readtui.bootstrap import Services
from readtui.layout.article_layout import ArticleLayout
from readtui.tui.article.arrangement import GUTTER_CELLS, PanePlace
from readtui.tui.article.line_marks import Marks, row_segments
from readtui.tui.article.line_painter import LinePainter, Overlay, OverlayKind
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.reader.passage_picker import LabelUnit, label_texts, labels_on_screen

PAGE = (
    "<nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Rivers</h1>" + "<p>They flow to the sea.</p>" * 9
)
LETTERS = "asdfghjklqwertyuiopzxcvbnm"


@given(st.integers(0, 700), st.integers(1, 26))
def test_labels_differ_and_none_begins_another(count: int, letters: int) -> None:
    texts = label_texts(count, LETTERS[:letters])
    assert len(texts) == min(count, letters * letters)
    assert len(set(texts)) == len(texts)
    assert not any(other != text and other.startswith(text) for text in texts for other in texts[:60])


def test_a_pair_is_only_typed_where_letters_run_out() -> None:
    assert {len(text) for text in label_texts(26, LETTERS)} == {1}
    assert [text for text in label_texts(27, LETTERS) if len(text) == 2] == ["ma", "ms"]


def test_sentences_on_the_screen_have_labels_and_the_cursors_has_the_first(desk: Desk) -> None:
    view = desk.state.viewport
    labels = labels_on_screen(view, LabelUnit.SENTENCE, LETTERS)
    text = desk.state.session.article.text
    words = {label.unit.of(text): label.text for label in labels}
    assert words["Water runs downhill."] == "a"
    assert words["It finds the sea."] == "s"
    assert all(label.start == max(label.unit.start, view.visible_passage.start) for label in labels)
    assert all(label.unit.overlaps(view.visible_passage) for label in labels)
    assert len(labels_on_screen(view, LabelUnit.PARAGRAPH, LETTERS)) < len(labels)


def test_what_begins_above_the_screen_has_its_label_on_the_first_line(desk: Desk) -> None:
    view = desk.state.viewport
    view.set_measure(14)
    view.scroll_to_line(view.lines.move(view.lines.locate(desk.state.session.article.text.index("Water")), 1))
    first, *_ = labels_on_screen(view, LabelUnit.SENTENCE, LETTERS)
    assert first.unit.of(desk.state.session.article.text) == "Water runs downhill."
    assert first.start == view.visible_passage.start > first.unit.start


@pytest.mark.usefixtures("kept_processes")
def test_folded_text_has_no_label(services: Services, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    view = Viewport(services.read(services.library.add(str(page)).record.id), room=lambda: ROOM)
    folded = [block for index, block in enumerate(view.article.blocks) if view.lines.is_folded(index)]
    assert folded
    for unit in LabelUnit:
        starts = {label.start for label in labels_on_screen(view, unit, LETTERS)}
        assert starts
        assert not starts & {block.start for block in folded}


@pytest.mark.parametrize("depth", ColorDepth)
@pytest.mark.parametrize("label", ["a", "as"])
@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("One *sentence* here.", "One"),
        ("It rains. Nobody *minds* it.", "Nobody"),
        ("言葉の海はひろい。波もある。", "波"),
        ("a\u0301e\u0301 accents", "a"),
    ],
)
def test_a_label_stands_before_the_text_and_hides_no_letter(
    depth: ColorDepth, label: str, words: str, unit: str
) -> None:
    article, place = article_of(words), PanePlace(GUTTER_CELLS, 40, 44)
    palette = make_palette(OWN_THEMES["readtui-dark"], depth)
    lines = ArticleLayout(article, 40)
    start = article.text.index(unit)
    position = lines.locate(start)
    line, block = lines.line(position), article.blocks[position.block]
    painter, lying = LinePainter(article, palette, {}), Overlay(start, start + 1, OverlayKind.ANNOTATION)
    marks = Marks((lying, Overlay(start, start, OverlayKind.LABEL, label=label)))
    without = row_segments(painter, line, block, Marks((lying,)), place)
    segments = row_segments(painter, line, block, marks, place)
    before, after = ("".join(segment.text for segment in row) for row in (without, segments))
    assert cell_len(before) == cell_len(after) == 44
    assert label + article.text[start : line.end] in after
    gone = set(before.replace(" ", "")) - set(after.replace(" ", ""))
    assert not any(map(str.isalnum, gone)) or "。" in words
    [drawn] = [segment for segment in segments if segment.text == label]
    assert drawn.style == palette.label


@pytest.mark.usefixtures("kept_processes")
def test_no_selection_begins_in_folded_text(services: Services, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    desk = Desk(services, services.library.add(str(page)).record.id)
    view = desk.state.viewport
    index = next(index for index in range(len(view.article.blocks)) if view.lines.is_folded(index))
    view.point_at(view.stops.at(view.article.blocks[index].start))
    begins = (
        desk.selection.do_reader_visual,
        desk.selection.do_reader_visual_line,
        desk.selection_end.do_reader_select_left,
        desk.selection_end.do_reader_select_right,
        desk.selection_end.do_reader_select_up,
        desk.selection_end.do_reader_select_down,
    )
    for number, begin in enumerate(begins, start=1):
        begin()
        assert view.selection is None
        assert len(desk.told) == number
        assert "folded" in desk.told[-1]


@pytest.mark.usefixtures("kept_processes")
def test_nothing_is_put_on_folded_text(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "two.html"
    path.write_text(PAGE)
    desk = Desk(services, services.library.add(str(path)).record.id)
    view = desk.state.viewport
    view.point_at(view.stops.beginning)
    desk.annotator.do_reader_quick_tag("1")
    made = len(desk.saving.changes)
    index = next(index for index in range(len(view.article.blocks)) if view.lines.is_folded(index))
    view.point_at(view.stops.at(view.article.blocks[index].start))
    annotating = desk.annotator
    keys = (annotating.do_reader_repeat, annotating.do_reader_highlight, annotating.do_reader_color)
    for press in (
        *keys,
        annotating.do_reader_tag,
        desk.note_editor.do_reader_note,
        lambda: annotating.do_reader_quick_tag("1"),
    ):
        desk.told.clear()
        press()
        assert (len(desk.saving.changes), desk.asked) == (made, [])
        assert desk.told == ["This text is folded. Press Enter to unfold it."]
    view.set_unfolded(frozenset({index}))
    annotating.do_reader_repeat()
    assert len(desk.saving.changes) == made + 1
    desk.put_away()
