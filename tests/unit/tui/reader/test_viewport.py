"""The viewport scrolls by lines, keeps the cursor visible, and asks for painting when needed."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from reader_desk import Desk

from readtui.bootstrap import Services
from readtui.layout.title_and_card import Matter
from readtui.model.annotation import Annotation, place_key
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.text.selection import Selection
from readtui.tui.article.line_marks import annotations_by_line
from readtui.tui.article.seen_changes import CHANGED, SeenChange, SeenChanges
from readtui.tui.article.viewport import Viewport

ROWS = 6


@pytest.fixture
def view(services: Services, rivers: str) -> Viewport:
    made = Viewport(services.read(rivers), room=lambda: (44, ROWS))
    made.set_measure(40)
    return made


def test_scrolling_takes_the_cursor_along_and_ends_at_the_last_line(view: Viewport) -> None:
    steps = 0
    while view.scroll_lines(1):
        steps += 1
        assert view.cursor.overlaps(view.visible_passage)
    assert view.top == view.last_top
    assert steps == view.lines.distance(view.lines.first, view.last_top, 1_000)
    assert view.read_to == len(view.article.text)


def test_scrolling_during_a_selection_leaves_the_cursor_in_place(view: Viewport) -> None:
    cursor = view.cursor
    view.selection = Selection(cursor.start, cursor.end)
    while view.scroll_lines(2):
        pass
    assert not cursor.overlaps(view.visible_passage)
    assert view.cursor == cursor


def test_another_width_keeps_the_first_visible_words(view: Viewport) -> None:
    view.scroll_lines(4)
    start = view.lines.line(view.top).start
    view.set_measure(20)
    line = view.lines.line(view.top)
    assert line.start <= start < max(line.end, line.start + 1)


def test_every_change_of_what_is_seen_is_painted(view: Viewport) -> None:
    painted: list[int] = []
    view.paint = lambda: painted.append(view.lines.line(view.top).start)
    view.scroll_lines(1)
    view.set_cursor(view.stops.last)
    view.set_measure(30)
    assert len(painted) == 3
    view.set_cursor(view.stops.last)
    view.scroll_to_line(view.last_top)
    painted.clear()
    assert not view.scroll_lines(1)
    assert painted == []


def test_going_to_an_annotation_makes_room_for_its_note_but_a_click_moves_nothing(
    services: Services, rivers: str
) -> None:
    article = services.read(rivers).article
    start = article.text.index("See the map.")
    services.repository.apply(services.annotator.create(rivers, article, Passage(start, start + 3), color="green"))
    view = Viewport(services.read(rivers), room=lambda: (44, 8))
    view.set_measure(40)
    view.note_rows = lambda _: 6
    top, stop = view.top, view.stops.at(start)
    view.point_at(stop)
    assert view.top == top
    view.set_cursor(stop)
    row = view.lines.distance(view.top, view.lines.locate(start), 20)
    assert row + 6 == 8


def test_the_notes_on_the_whole_article_and_its_tags_are_shown_as_one(view: Viewport) -> None:
    assert view.on_article is None
    session = view.session
    made: list[Annotation] = []
    for note, name in (("One.", "Ada"), ("", "Ben"), ("Two.", "Ada"), ("Three.", "Ben")):
        whole = Annotation(f"n{len(made)}", session.record.id, "", "", tags=(name, "all"), note=note)
        made.append(replace(whole, creator=Creator(name), is_thread=note == "Two."))
        session.apply(Change("c", "", "note", (Edit(None, made[-1]),)))
        shown = view.on_article
        assert shown is not None
        assert (shown.id, shown.note) == ("n0", "\n\n".join(one.note for one in made if one.note))
        assert shown.creator == (None if note == "Three." else Creator("Ada"))
        assert shown.is_thread == (len(made) > 2)
        assert shown.tags == (("Ada", "all", "Ben") if len(made) > 1 else ("Ada", "all"))


@pytest.mark.parametrize("measure", [12, 40])
@pytest.mark.parametrize("rows", [3, ROWS])
def test_the_cursor_that_scrolls_out_of_sight_goes_to_the_nearest_stop_that_is_whole(
    view: Viewport, rows: int, measure: int
) -> None:
    view.room = lambda: (44, rows)
    view.set_measure(measure)
    stops = [view.stops.first]
    while stops[-1] != view.stops.last:
        stops.append(view.stops.next(stops[-1]))
    view.set_cursor(stops[0])
    for step in (far * way for far in (1, 2, 3, 4, 5, rows + 1) for way in (*[1] * 60, *[-1] * 60)):
        before = view.cursor
        view.scroll_lines(step)
        seen = view.visible_passage
        there = [stop for stop in stops if stop.overlaps(seen)]
        if step > 0:
            nearest = next((stop for stop in there if stop.start >= seen.start), there[0])
        else:
            nearest = next(
                (stop for stop in reversed(there) if seen.start <= stop.start and stop.end <= seen.end), there[-1]
            )
        assert view.cursor == (before if before.overlaps(seen) else nearest), (step, seen)


def test_what_is_offered_stays_until_the_cursor_moves_and_is_hidden_by_a_selection(view: Viewport) -> None:
    cursor, passage = view.cursor, Passage(0, 20)
    view.offered = passage
    assert view.offered == passage
    view.selection = Selection(cursor.start, cursor.end)
    assert view.offered is None
    view.selection = None
    assert view.offered == passage
    view.set_cursor(view.stops.next(cursor))
    assert view.offered is None
    view.set_cursor(cursor)
    assert view.offered == passage
    view.offered = None
    assert view.offered is None


def test_the_text_is_laid_out_again_only_for_what_is_new(view: Viewport) -> None:
    painted: list[int] = []
    view.paint = lambda: painted.append(view.measure)
    view.set_widths(view.widths)
    view.set_hyphens(view.hyphens)
    assert painted == []
    view.set_widths(other := replace(view.widths, flag=view.widths.flag + 1))
    assert (view.widths, painted) == (other, [40])


def test_an_annotation_is_on_the_lines_from_its_first_to_its_last_character(view: Viewport) -> None:
    lines = [view.lines.line(view.lines.move(view.lines.first, row)) for row in range(12)]
    prose = [line for line in lines if line.end > line.start]
    for number, (first, last) in enumerate(((0, 1), (1, 1), (2, 4), (0, 4))):
        passage = Passage(prose[first].end - 1, prose[last].start + 1 if last > first else prose[last].end)
        made = view.session.annotator.create(view.session.record.id, view.article, passage, tags=[f"t{number}"])
        view.session.apply(made)
    found = annotations_by_line(view.session, lines)
    for line, here in zip(lines, found, strict=True):
        there = [
            one
            for one in view.session.annotations
            if one.passage and one.passage.overlaps(Passage(line.start, max(line.end, line.start + 1)))
        ]
        assert here == ([] if line.is_gap else there)
    assert sum(map(len, found)) >= 8
    assert annotations_by_line(view.session, [line for line in lines if line.is_gap]) == [[]] * sum(
        one.is_gap for one in lines
    )
    # A note that is being written stands for the annotation with its id, or for a new one.
    old = view.session.annotations[0]
    for writing in (replace(old, note="New."), replace(old, id="new", note="New.")):
        written = annotations_by_line(view.session, lines, writing)
        for line, before, now in zip(lines, found, written, strict=True):
            others = [one for one in before if one.id != writing.id]
            assert [one for one in now if one is not writing] == others
            assert (writing in now) == (old in before), line
            assert now == sorted(now, key=place_key)


def test_what_stands_around_the_text_is_renewed_when_it_has_changed(services: Services, rivers: str) -> None:
    said = Matter("The title", ("a fact",), is_above=True)
    made = Viewport(services.read(rivers), room=lambda: (44, ROWS), matter=lambda _: said)
    made.set_measure(40)
    painted: list[int] = []
    made.paint = lambda: painted.append(1)
    made.renew_matter()
    assert painted == []
    said = replace(said, title="Another title")
    made.renew_matter()
    assert (made.lines.matter, painted) == (said, [1])


@pytest.mark.parametrize("rows", [1, 3, ROWS, 11, 16])
def test_nothing_scrolls_further_than_it_must(services: Services, tmp_path: Path, rows: int) -> None:
    path = tmp_path / "long.md"
    path.write_text("# Rivers\n\n" + f"{'It is slow. ' * 9}{'It is long and ' * 30}slow.\n\n## Mills\n\n" * 3)
    view = Viewport(services.read(services.library.add(str(path)).record.id), room=lambda: (44, rows))
    view.set_measure(40)
    view.screen_rows = rows + 2
    lines, stops = [view.lines.first], [view.stops.first]
    while lines[-1] < view.lines.last:
        lines.append(view.lines.move(lines[-1], 1))
    while stops[-1] != view.stops.last:
        stops.append(view.stops.next(stops[-1]))
    last_top, rim = max(0, len(lines) - rows), min(3, rows // 5)
    row_of = {stop: lines.index(view.lines.locate(stop.start)) for stop in stops}

    def goes_to(stop: Passage, top: int, go: Callable[[Passage], None]) -> int:
        view.scroll_to_line(lines[top])
        go(stop)
        return lines.index(view.top)

    for top in range(0, last_top + 1, 2):
        view.scroll_to_line(lines[top])
        title = row_of[stops[0]] - top
        assert view.title_row == (title if 0 <= title < rows else None)
        for stop in stops[::2]:
            first, end = row_of[stop], lines.index(view.lines.locate(stop.end - 1))
            last = min(end, first + 2 * rows)
            is_far = abs(first - top) >= 2 * rows or (first < top and last - top >= rows)
            good = (
                at for at in range(-9, len(lines)) if at == first - rim or last - rows + 1 + rim <= at < first - rim
            )
            nearest = first - rows // 3 if is_far else min(good, key=lambda at: abs(at - top))
            assert goes_to(stop, top, view.reveal) == min(max(0, nearest), last_top), (top, stop)
            is_high = 0 <= first - top <= rows // 3
            raised = top if is_high else min(max(0, first - rows // 6), last_top)
            assert goes_to(stop, top, view.raise_heading) == raised
            for covered in (0, 1, 5):
                free = max(1, min(rows, rows + 2 - (covered or (rows + 2) // 2)))
                if first - top < rows and end - top < 2 * rows:
                    freed = next(at for at in range(top, len(lines)) if end - at < free or at >= first)
                    assert goes_to(stop, top, partial(view.make_room_below, covered=covered)) == freed


def test_what_stands_at_the_title_stands_at_the_first_text_of_an_article_without_one(
    services: Services, tmp_path: Path
) -> None:
    (tmp_path / "words.md").write_text("Just words.\n\n" * 40)
    desk = Desk(services, services.library.add(str(tmp_path / "words.md")).record.id)
    view = desk.state.viewport
    assert (view.title_row, view.is_on_title) == (0, True)
    view.scroll_past_end(view.lines.last)
    assert view.title_row is None
    desk.cursor.do_reader_bottom()
    assert not view.is_on_title


def test_old_words_open_where_they_stood_and_what_is_above_stays(view: Viewport) -> None:
    text = view.article.text
    places = [text.index(words) for words in ("Water runs", "It is slow", "It is long")]
    labels = ("", "1 sentence removed", "")
    found = [
        SeenChange(at, at + 5, CHANGED, "Some old words.", label, at) for at, label in zip(places, labels, strict=True)
    ]
    view.show_changes(SeenChanges(found))
    for index, at in enumerate(places):
        for top in (view.lines.locate(at), view.lines.first, view.last_top):
            view.scroll_to_line(top)
            before = view.top
            assert view.open_change(index)
            old = view.lines.locate_old(at, index)
            assert old is not None
            assert view.top == min(before, old)
            assert view.opened == {index}
            assert view.open_change(index)
            assert view.opened == frozenset()
    view.show_changes(SeenChanges([found[0]._replace(before="")]))
    assert not view.open_change(0)
