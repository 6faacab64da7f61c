"""The reader's collaborators work on its state, and report, ask and save through protocols, without an app."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from reader_desk import ROOM, Desk

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.services.reading.session import ReadingSession
from readtui.tui.destination import Arrival, Place, PlaceChoice
from readtui.tui.dialogs.note import NoteResult
from readtui.tui.dialogs.place import PlaceDialog
from readtui.tui.reader import find
from readtui.tui.reader.annotator import ReaderEdits
from readtui.tui.reader.cursor import JumpList


def annotations(session: ReadingSession) -> list[tuple[str, str | None, tuple[str, ...], str]]:
    """Words, color, tags and note of each annotation."""
    return [(one.quoted_text, one.color, one.tags, one.note) for one in session.annotations]


class TestCursor:
    def test_a_jump_remembers_where_it_began_unless_it_is_told_not_to(self, desk: Desk) -> None:
        view, jumps = desk.state.viewport, desk.jumps
        far, began = view.stops.last, view.stops.next(view.stops.first)
        view.cursor = far
        jumps.do_reader_set_mark("a")
        leaps: list[tuple[Callable[[], None], bool]] = [
            (desk.cursor.do_reader_bottom, True),
            (partial(jumps.do_reader_go_to_mark, "a"), True),
            (partial(jumps.jump_to_offset, far.end - 1), True),
            (partial(jumps.jump_to, far), True),
            (partial(jumps.jump_to_offset, far.end - 1, remember=False), False),
            (partial(jumps.jump_to, far, remember=False), False),
        ]
        for leap, is_remembered in leaps:
            jumps._jumps, view.cursor = JumpList(), began
            leap()
            assert view.cursor == far
            jumps.do_reader_jump_back()
            assert view.cursor == (began if is_remembered else far)

    def test_a_line_down_scrolls_and_at_the_end_moves_the_cursor(self, desk: Desk) -> None:
        view = desk.state.viewport
        top = view.top
        desk.cursor.do_reader_line_down()
        assert view.lines.distance(top, view.top, ROOM[1]) == 1
        desk.cursor.do_reader_bottom()
        top, view.cursor = view.top, view.stops.previous(view.stops.last)
        desk.cursor.do_reader_line_down()
        assert (view.top, view.cursor) == (top, view.stops.last)

    def test_jumps_are_gone_back_and_forward(self, desk: Desk) -> None:
        desk.cursor.do_reader_next_section()
        assert desk.sentence == "The Spree"
        desk.cursor.do_reader_bottom()
        desk.jumps.do_reader_jump_back()
        desk.jumps.do_reader_jump_back()
        assert desk.sentence == "Water runs downhill."
        desk.jumps.do_reader_jump_forward()
        assert desk.sentence == "The Spree"

    def test_a_jump_from_another_article_ends_at_its_place_and_is_gone_back(self, desk: Desk) -> None:
        view, elsewhere = desk.state.viewport, Place("other", 7)
        began = view.cursor
        desk.jumps.arrive(Arrival(elsewhere))
        assert view.cursor == began
        desk.jumps.do_reader_jump_back()
        assert desk.opened == ["other"]
        assert desk.arrival == Arrival(Place(desk.state.session.record.id, began.start), 7, is_back=True)
        desk.jumps.arrive(Arrival(elsewhere, view.stops.last.start, is_back=True))
        assert view.cursor == view.stops.last
        desk.jumps.do_reader_jump_forward()
        assert desk.opened == ["other", "other"]
        assert desk.arrival == Arrival(Place(desk.state.session.record.id, view.cursor.start), 7)
        desk.jumps.do_reader_jump_back()
        assert desk.opened == ["other", "other"]

    def test_a_motion_goes_as_far_as_its_name_says(self, desk: Desk) -> None:
        view, cursor = desk.state.viewport, desk.cursor
        stops, rows = view.stops, view.height
        for start in (stops.first, stops.next_section(stops.first), stops.previous(stops.last), stops.last):
            for motion, goal in (
                (cursor.do_reader_next_sentence, stops.next(start)),
                (cursor.do_reader_previous_sentence, stops.previous(start)),
                (cursor.do_reader_next_paragraph, stops.next_paragraph(start)),
                (cursor.do_reader_previous_paragraph, stops.previous_paragraph(start)),
                (cursor.do_reader_next_section, stops.next_section(start)),
                (cursor.do_reader_previous_section, stops.previous_section(start)),
                (cursor.do_reader_top, stops.first),
                (cursor.do_reader_bottom, stops.last),
            ):
                view.set_cursor(start)
                motion()
                assert view.cursor == goal
        assert view.top == view.last_top
        for down, up, lines in (
            (cursor.do_reader_line_down, cursor.do_reader_line_up, 1),
            (cursor.do_reader_half_page_down, cursor.do_reader_half_page_up, rows // 2),
            (cursor.do_reader_page_down, cursor.do_reader_page_up, rows - 2),
        ):
            for motion, begin, end, last in (
                (down, view.lines.first, view.last_top, stops.last),
                (up, view.last_top, view.lines.first, stops.first),
            ):
                view.scroll_to_line(begin)
                motion()
                far = abs(view.lines.distance(begin, end, 200))
                assert abs(view.lines.distance(begin, view.top, 200)) == min(lines, far)
                for _ in range(far):
                    motion()
                # At the end, the cursor goes on.
                view.cursor = stops.previous(last) if last == stops.last else stops.next(last)
                motion()
                assert (view.top, view.cursor) == (end, last)

    def test_places_left_are_kept_once_and_a_jump_forgets_those_ahead(self) -> None:
        jumps, (a, b, c, d, here) = JumpList(), (Place("x", at) for at in range(5))
        assert (jumps.back(a), jumps.forward()) == (None, None)
        for place in (a, b, b, c):
            jumps.record(place)
        assert [jumps.back(here), *(jumps.back(here) for _ in range(3))] == [c, b, a, None]
        assert [jumps.forward() for _ in range(4)] == [b, c, here, None]
        assert [jumps.back(d), jumps.back(d)] == [c, b]
        jumps.record(d)
        assert jumps.forward() is None
        assert [jumps.back(here) for _ in range(3)] == [d, a, None]

    def test_marks_are_places_in_this_article(self, desk: Desk) -> None:
        desk.jumps.do_reader_set_mark("a")
        desk.cursor.do_reader_bottom()
        desk.jumps.do_reader_go_to_mark("b")
        assert "No mark b" in desk.told[-1]
        desk.jumps.do_reader_go_to_mark("a")
        assert desk.sentence == "Water runs downhill."
        assert [(key, "Water runs" in words) for key, words in desk.jumps.marks()] == [("a", True)]

    def test_annotations_of_one_tag_that_begin_together_are_all_visited(self, desk: Desk) -> None:
        for grown in (1, 2):
            desk.selection.do_reader_visual()
            for _ in range(grown):
                desk.selection_units.do_select_grow()
            desk.annotator.do_reader_quick_tag("2")
        visited = []
        for step in (
            desk.annotation_cursor.do_reader_previous_same_tag,
            desk.annotation_cursor.do_reader_next_same_tag,
        ) * 2:
            step()
            focused = desk.state.viewport.focused_annotation()
            visited.append(focused.quoted_text if focused else "")
        assert set(visited) == {"Water", "Water runs downhill."}


class TestSelection:
    def test_up_and_down_keep_the_column_over_shorter_lines(self, desk: Desk) -> None:
        view = desk.state.viewport
        desk.selection.do_reader_visual()
        for _ in range(30):
            desk.selection_end.do_select_right()
        assert view.selection is not None
        start = view.selection.active
        for _ in range(3):
            desk.selection_end.do_select_down()
        assert view.selection.active != start
        for _ in range(3):
            desk.selection_end.do_select_up()
        assert view.selection.active == start

    def test_it_grows_and_shrinks_by_units_and_leaves_the_cursor_at_its_end(self, desk: Desk) -> None:
        desk.selection.do_reader_visual()
        assert (desk.state.mode, desk.selected) == ("visual", "W")
        desk.selection_units.do_select_grow()
        desk.selection_units.do_select_grow()
        assert desk.selected == "Water runs downhill."
        desk.selection_units.do_select_shrink()
        assert desk.selected == "Water"
        desk.selection_end.do_select_next_sentence()
        desk.selection_end.do_select_next_sentence()
        assert desk.selected == "Water runs downhill. It finds the sea."
        desk.selection.do_visual_leave()
        assert (desk.state.mode, desk.sentence) == ("reader", "It finds the sea.")

    def test_a_quote_cuts_a_word_only_where_it_was_moved_by_characters(self, desk: Desk) -> None:
        text = desk.state.session.article.text
        desk.selection.do_reader_visual()
        desk.annotator.do_reader_highlight()
        start = text.index("Water runs")
        desk.selection.drag(start + 2, start + 12)
        assert desk.selected == "Water runs downhill"
        desk.annotator.do_reader_highlight()
        assert [words for words, *_ in annotations(desk.state.session)] == ["Water runs downhill", "Water"]
        desk.selection.do_reader_visual()
        for _ in range(3):
            desk.selection_end.do_select_right()
        desk.annotator.do_reader_highlight()
        assert {words for words, *_ in annotations(desk.state.session)} == {"Wate", "Water runs downhill", "Water"}
        desk.ends.do_reader_move_ends()
        assert desk.selected == "Wate"
        desk.selection_end.do_select_next_word()
        assert desk.selected == "Water"

    def test_a_click_goes_there_and_several_select_more_and_more(self, desk: Desk) -> None:
        view, text = desk.state.viewport, desk.state.session.article.text
        desk.annotator.do_reader_highlight()
        [annotation] = desk.state.session.annotations
        at = text.index("slow")
        block = view.article.block_at(at).passage
        for times, selected in ((2, "slow"), (3, "It is slow."), (4, block.of(text)), (5, block.of(text)), (1, "")):
            desk.selection.click(at, times)
            assert desk.selected == selected
        assert (desk.sentence, view.focused_id) == ("It is slow.", "")
        assert annotation.passage is not None
        desk.selection.click(annotation.passage.start, 1)
        assert (desk.sentence, view.focused_id) == ("Water runs downhill.", annotation.id)
        desk.labels.do_reader_pick()
        desk.selection.click(at, 1)
        desk.selection.click(at, 2)
        assert (desk.sentence, desk.selected) == ("Water runs downhill.", "")
        desk.labels.do_pick_leave()
        desk.cursor.do_reader_next_sentence()
        desk.annotation_cursor.do_reader_previous_annotation()
        desk.ends.do_reader_move_ends()
        desk.selection.click(at, 1)
        assert (desk.sentence, desk.selected) == ("Water runs downhill.", "Water runs downhill.")

    def test_a_click_unfolds_what_is_folded_unless_something_is_selected(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        view, text = desk.state.viewport, desk.state.session.article.text
        at = text.index("slow")
        index, folded = view.article.block_index_at(at), set[int]()
        monkeypatch.setattr(type(view.lines), "is_folded", lambda _, index: index in folded)
        unfolded: list[frozenset[int]] = []

        def unfold(shown: frozenset[int]) -> None:
            unfolded.append(shown)
            folded.clear()

        monkeypatch.setattr(view, "set_unfolded", unfold)
        folded.add(index)
        desk.selection.click(at, 2)
        desk.selection.do_reader_visual()
        desk.selection.click(at, 1)
        assert (unfolded, desk.sentence) == ([], "Water runs downhill.")
        desk.selection.set_selection(None)
        desk.selection.click(at, 1)
        assert (unfolded, desk.sentence) == ([frozenset({index})], "It is slow.")


class TestAnnotator:
    def test_a_highlight_is_one_change_on_what_is_selected(self, desk: Desk) -> None:
        desk.selection.do_reader_visual()
        desk.selection_units.do_select_inner_word()
        desk.annotator.do_reader_highlight()
        assert annotations(desk.state.session) == [("Water", "yellow", (), "")]
        assert len(desk.saving.changes) == 1
        assert (desk.state.mode, desk.sentence) == ("reader", "Water runs downhill.")

    def test_the_last_action_is_repeated_where_the_cursor_is_then(self, desk: Desk) -> None:
        desk.annotator.do_reader_repeat()
        assert desk.saving.changes == []
        desk.annotator.do_reader_quick_tag("2")
        desk.cursor.do_reader_next_sentence()
        desk.annotator.do_reader_repeat()
        assert annotations(desk.state.session) == [
            ("Water runs downhill.", None, ("coal",), ""),
            ("It finds the sea.", None, ("coal",), ""),
        ]

    def test_messages_name_the_users_keys(self, services: Services, rivers: str) -> None:
        desk = Desk(services, rivers, keys={"reader.delete_annotation": ("X",)})
        desk.annotator.do_reader_highlight()
        desk.annotator.do_reader_highlight()
        desk.put_away()
        assert desk.told[-1].endswith("Press X to delete the annotation.")
        assert len(desk.saving.changes) == 1

    def test_messages_on_marks_and_tags_name_the_users_keys(self, services: Services, rivers: str) -> None:
        keys = {"reader.set_mark": ("Q *",), "reader.go_to_mark": ("` *",), "reader.tag": ("W",)}
        desk = Desk(services, rivers, keys=keys)
        desk.jumps.do_reader_go_to_mark("b")
        desk.jumps.do_reader_set_mark("a")
        desk.annotator.do_reader_highlight()
        desk.annotation_cursor.do_reader_next_same_tag()
        desk.put_away()
        assert desk.told == [
            "No mark b in this article. Press Qb to set it.",
            "Mark a set. Press `a to come back here.",
            "No tag here. Press W to add one.",
        ]

    def test_a_read_only_library_is_reported_and_nothing_is_saved(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ReaderEdits, "is_read_only", True)
        desk.annotator.do_reader_highlight()
        assert desk.saving.changes == []
        assert "read-only" in desk.faults[-1].message

    def test_the_passage_is_copied_with_its_source(self, desk: Desk) -> None:
        desk.annotator.do_reader_copy_with_source()
        quote, source = desk.copied.split("\n")
        assert quote == "“Water runs downhill.”"
        assert source.startswith("— A. Writer, On rivers")


class TestEnds:
    def begin(self, desk: Desk) -> None:
        desk.annotator.do_reader_highlight()
        desk.ends.do_reader_move_ends()
        assert (desk.state.mode, desk.selected) == ("ends", "Water runs downhill.")

    def test_other_ends_are_kept(self, desk: Desk) -> None:
        self.begin(desk)
        desk.selection_end.do_select_next_sentence()
        desk.ends.do_ends_accept()
        [moved] = desk.state.session.annotations
        assert (moved.quoted_text, desk.state.mode) == ("Water runs downhill. It finds the sea.", "reader")

    def test_the_same_ends_are_not_saved(self, desk: Desk) -> None:
        self.begin(desk)
        desk.ends.do_ends_accept()
        assert (len(desk.saving.changes), desk.state.mode) == (1, "reader")
        assert desk.told == ["The ends are where they were: nothing was changed."]

    def test_an_end_out_of_sight_is_shown_before_it_is_kept(self, desk: Desk) -> None:
        self.begin(desk)
        desk.selection_end.do_select_next_sentence()
        desk.state.viewport.scroll_past_end(desk.state.viewport.lines.last)
        desk.ends.do_ends_accept()
        assert (len(desk.saving.changes), desk.state.mode) == (1, "ends")
        assert desk.told == ["This is the end that was moved. Press Enter again to keep it."]
        desk.ends.do_ends_accept()
        assert len(desk.saving.changes) == 2

    def test_an_annotation_deleted_meanwhile_is_left(self, desk: Desk) -> None:
        self.begin(desk)
        [annotation] = desk.state.session.annotations
        desk.saving.save(desk.state.session.annotator.delete(annotation))
        desk.selection_end.do_select_next_sentence()
        desk.ends.do_ends_accept()
        assert (len(desk.saving.changes), desk.state.mode) == (2, "reader")


class TestPlacement:
    @pytest.mark.parametrize("answer", [True, False])
    def test_only_a_confirmed_place_is_saved_and_the_caller_learns_of_it(self, desk: Desk, answer: bool) -> None:
        desk.annotator.do_reader_highlight()
        [annotation] = desk.state.session.annotations
        heard: list[bool] = []
        desk.placement.begin(annotation.id, PlaceChoice(0, heard.append))
        assert (desk.state.mode, desk.selected) == ("placing", "")
        desk.cursor.do_reader_next_sentence()
        desk.answers = [answer]
        desk.placement.do_placing_accept()
        assert isinstance(desk.asked[-1], PlaceDialog)
        assert len(desk.saving.changes) == 1 + answer
        if not answer:
            assert (heard, desk.state.mode) == ([], "placing")
            desk.placement.do_placing_leave()
        [placed] = desk.state.session.annotations
        assert placed.quoted_text == ("It finds the sea." if answer else "Water runs downhill.")
        assert (heard, desk.state.mode) == ([answer], "reader")
        assert desk.pinned is None
        desk.put_away()

    def test_a_read_only_library_is_reported_before_the_mode_begins(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.annotator.do_reader_highlight()
        [annotation] = desk.state.session.annotations
        monkeypatch.setattr(ReaderEdits, "is_read_only", True)
        desk.placement.begin(annotation.id)
        assert desk.state.mode == "reader"
        assert "read-only" in desk.faults[-1].message


class TestNoteEditor:
    def test_unsaved_text_stays_a_draft_and_saving_removes_it(self, desk: Desk) -> None:
        session = desk.state.session
        desk.answers = [NoteResult("half a", saved=False)]
        desk.note_editor.do_reader_note()
        assert (desk.saving.changes, [one.text for one in session.unfinished()]) == ([], ["half a"])
        desk.answers = [NoteResult("half a note", saved=True)]
        desk.cursor.do_reader_bottom()
        desk.note_editor.do_reader_draft()
        assert annotations(session) == [("Water runs downhill.", None, (), "half a note")]
        [draft] = desk.saving.drafts
        assert draft is not None
        assert draft.is_kept
        draft.forget()
        assert session.unfinished() == []

    def test_an_editor_that_cannot_be_started_leaves_the_note_alone(self, desk: Desk) -> None:
        desk.note_editor.do_reader_note_in_editor()
        assert desk.saving.changes == []
        assert desk.faults[-1].message == "there is no editor"


class TestFind:
    def begin(self, desk: Desk, sought: str) -> None:
        desk.find.do_reader_find()
        desk.pane, desk.line.value = "find", sought
        desk.find.typed(sought)

    def test_hits_are_marked_while_typing_and_giving_up_goes_back(self, desk: Desk) -> None:
        self.begin(desk, "it is")
        assert (desk.sentence, len(desk.state.viewport.hits.spans)) == ("It is slow.", 3)
        desk.find.do_find_leave()
        assert (desk.sentence, desk.state.viewport.hits.spans, desk.state.mode) == (
            "Water runs downhill.",
            (),
            "reader",
        )

    def test_hits_go_round_and_the_place_before_is_jumped_back_to(self, desk: Desk) -> None:
        self.begin(desk, "it is")
        desk.find.do_find_accept()
        seen = [desk.sentence]
        for _ in range(3):
            desk.find.do_reader_next_hit()
            seen.append(desk.sentence)
        assert seen == ["It is slow.", "It is long.", "It is busy.", "It is slow."]
        for _ in range(4):
            desk.jumps.do_reader_jump_back()
        assert desk.sentence == "Water runs downhill."

    async def test_late_results_of_an_earlier_search_are_not_shown(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(find, "_LONG_TEXT", 0)
        self.begin(desk, "It is long")
        desk.alarm.ring()
        desk.line.value = "It is l"
        desk.find.typed("It is l")
        await desk.work()
        hit = desk.state.viewport.hits.hit()
        assert hit is not None
        assert hit.of(desk.state.session.article.text) == "It is l"


class TestThreads:
    def test_the_first_thread_may_begin_where_the_text_does(self, desk: Desk) -> None:
        view, session = desk.state.viewport, desk.state.session
        for stop in (view.stops.first, view.stops.next_section(view.stops.first), view.stops.last):
            session.apply(
                session.annotator.create(
                    session.record.id, session.article, stop, color=None, note="So?", is_thread=True
                )
            )
        desk.threads.do_reader_previous_thread()
        assert view.cursor == view.stops.first
        assert desk.told[-1] == "Open"
        desk.threads.do_reader_previous_thread()
        assert (view.cursor, desk.told[-1]) == (view.stops.last, "Open · from the last again")
        desk.threads.do_reader_next_thread()
        assert (view.cursor, desk.told[-1]) == (view.stops.first, "Open · from the first again")


class TestLinks:
    async def test_where_a_link_leads_is_said_in_words(self, desk: Desk, tmp_path: Path) -> None:
        path = tmp_path / "lakes.md"
        path.write_text("# On lakes\n\nA lake waits. It is deep.\n", "utf-8")
        services, session = desk.services, desk.state.session
        other = services.library.add(str(path)).record
        desk.annotator.do_reader_highlight()
        [here] = session.annotations
        reading = services.read(other.id)
        lake = reading.article.text.index("A lake")
        made = reading.annotator.create(other.id, reading.article, Passage(lake, lake + 13), color="yellow")
        services.repository.apply(made)
        [edit] = made.edits
        assert isinstance(edit.after, Annotation)
        leads = {
            session.record.id: "this article",
            here.id: "“Water runs downhill.”",
            other.id: "On lakes",
            edit.after.id: "“A lake waits.” · On lakes",
            "0" * 8 + other.id[8:]: "broken link: not on this device",
        }
        said = {one: await desk.full_annotation._leads_to(f"readtui:{one}") for one in leads}
        assert said == leads
        assert await desk.full_annotation._leads_to("readtui:12") == "broken link: no full id"
        assert await desk.full_annotation._leads_to("https://example.org") == "https://example.org"
        services.library.remove(other)
        assert await desk.full_annotation._leads_to(f"readtui:{other.id}") == "in the trash: On lakes"

    async def test_a_link_is_opened_outside_unless_its_article_is_in_the_library(self, desk: Desk) -> None:
        view = desk.state.viewport
        view.set_cursor(view.stops.at(view.article.text.index("See the map")))
        desk.links.do_reader_open_link()
        await desk.work()
        assert desk.opened == ["https://example.org/map"]

    async def test_notes_that_link_here_are_gone_to_from_the_annotation_and_from_the_list(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        path = tmp_path / "lakes.md"
        path.write_text("# On lakes\n\nA lake waits. It is deep.\n", "utf-8")
        services, session = desk.services, desk.state.session
        desk.full_annotation.do_reader_backlinks()
        assert desk.told[-1] == "No note links to this article or to its annotations."
        desk.annotator.do_reader_highlight()
        [here] = session.annotations
        reading = services.read(services.library.add(str(path)).record.id)
        lake, note = reading.article.text.index("A lake"), f"See [the water](readtui:{here.id})."
        services.repository.apply(
            reading.annotator.create(reading.record.id, reading.article, Passage(lake, lake + 6), note=note)
        )
        await desk.backlinks.load()
        desk.answers = [0, 0, None]
        desk.full_annotation.open(here)
        assert desk.opened == [reading.record.id]
        desk.full_annotation.do_reader_backlinks()
        assert desk.opened == [reading.record.id] * 2
        desk.full_annotation.do_reader_backlinks()
        assert len(desk.opened) == 2
