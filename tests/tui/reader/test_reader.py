"""Journeys through the reader by keyboard; the results are checked on disk."""

from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.model.article import ReadingState
from readtui.model.passage import Passage
from readtui.settings import parse_settings


async def test_one_key_highlights_the_current_sentence(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H")
        assert app.cursor == "Water runs downhill."
        [annotation] = app.saved(rivers)
        assert (annotation.quoted_text, annotation.color) == ("Water runs downhill.", "yellow")
        assert "saved" in app.screen_text()
        assert "▍" in app.screen_text()


async def test_tags_and_a_note_go_to_the_annotation_under_the_cursor(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "t")
        await app.type("water,nature/rivers")
        await app.press("enter", "a")
        await app.type("Where else")
        await app.press("enter")
        await app.type("would it go?")
        await app.press("ctrl+s")
        [annotation] = app.saved(rivers)
        assert annotation.tags == ("water", "nature/rivers")
        assert annotation.note == "Where else\nwould it go?"
        assert annotation.color == "yellow"
        shown = app.screen_text()
        assert "✎" in shown


async def test_marginalia_stand_beside_their_passage(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(120, 40)) as app:
        await app.press("l", "l", "a")
        await app.type("gravity")
        await app.press("ctrl+s")
        [row] = [row for row in app.screen_text().split("\n") if "Water runs downhill." in row]
        assert row.rstrip().endswith("gravity")
        await app.press("i")
        assert "gravity" not in app.screen_text()


async def test_undo_and_redo_work_after_a_restart(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "l", "H")
        assert len(app.saved(rivers)) == 2
    async with journey(services, article=rivers) as app:
        await app.press("u")
        assert [annotation.quoted_text for annotation in app.saved(rivers)] == ["Water runs downhill."]
        await app.press("u")
        assert app.saved(rivers) == []
        await app.press("u")
        assert app.saved(rivers) == []
        await app.press("ctrl+r", "ctrl+r")
        assert len(app.saved(rivers)) == 2
        assert len(app.session.annotations) == 2


async def test_turning_the_first_page_begins_the_reading_without_an_undo_step(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.tui.reader.screen._KEEP_POSITION_EVERY", 0.01)
    path = tmp_path / "long.md"
    path.write_text("# Long\n\n" + "\n\n".join(f"Sentence {number} stands here." for number in range(200)), "utf-8")
    article = services.library.add(str(path)).record.id

    def state() -> str:
        return services.library.find(article).reading_state.value

    async with journey(services, article=article) as app:
        await app.press("l", "l", "H")
        await app.pilot.pause(0.2)
        assert state() == "to-read"
        await app.press("space")
        for _ in range(200):
            if state() == "reading":
                break
            await app.pilot.pause(0.02)
        await app.press("u")
        assert (app.saved(article), state()) == ([], "reading")


async def test_an_article_that_fits_on_the_screen_is_being_read_once_the_cursor_is_in_its_second_half(
    services: Services, rivers: str
) -> None:
    async with journey(services, article=rivers) as app:
        states = []
        for keys in (["l"], ["G"]):
            await app.press(*keys)
            await app.reader.progress.begin_reading()
            states.append(services.library.find(rivers).reading_state.value)
        assert states == ["to-read", "reading"]
    back = services.editor.set_state([services.library.find(rivers)], ReadingState.TO_READ)
    assert back is not None
    services.repository.apply(back)
    async with journey(services, article=rivers) as app:
        await app.reader.progress.begin_reading()
        assert services.library.find(rivers).reading_state.value == "to-read", "who opens it again has read nothing"


async def test_undo_right_after_a_change_reverts_that_change(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.pilot.press("l", "H", "l", "H", "u", "u")
        await app.settle()
        assert app.saved(rivers) == []


async def test_a_tag_that_was_renamed_everywhere_is_undone_in_one_step_and_shown_in_this_article(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    for name in ("lakes", "seas"):
        (tmp_path / f"{name}.txt").write_text(f"On {name}\n\n" + "Still water. " * 100)
        other = services.library.add(str(tmp_path / f"{name}.txt")).record
        text = services.library.open(other.id)
        services.repository.apply(services.annotator.create(other.id, text, Passage(900, 905), tags=("water",)))
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "t")
        await app.type("water")
        await app.press("enter")
        services.repository.apply(services.codebook.rename("water", "wet").change)
        await app.press("g", "g", "u")
        assert app.cursor == "Water runs downhill."
        assert app.session.annotations[0].tags == ("water",)
        assert services.library.tag_counts() == {"water": 3}


async def test_a_selection_is_annotated_instead_of_the_sentence(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "v", "w", "w", "w", "b", "H")
        [annotation] = app.saved(rivers)
        assert annotation.quoted_text == "Water runs"
        assert app.reader.mode == "reader"


async def test_visual_mode_grows_shrinks_and_moves_by_units(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "v", "q")
        assert app.reader.mode == "reader", "q leaves the selection, not the article"
        await app.press("v", "v")
        assert app.selected == "Water"
        await app.press("v")
        assert app.selected == "Water runs downhill."
        await app.press("v", "backspace")
        assert app.selected == "Water runs downhill."
        await app.press(")")
        assert app.selected == "Water runs downhill. It finds the sea."
        await app.press("o", "l")
        assert app.selected == "ater runs downhill. It finds the sea."
        await app.press("i", "p")
        assert app.selected.endswith("tell it where.")
        await app.press("escape")
        assert app.selected == ""


async def test_a_selection_that_grew_is_left_where_it_was_begun(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(60, 10)) as app:
        await app.press("l", "l", *"vvvvvv")
        assert app.selected.endswith(app.session.article.text[-20:].strip())
        await app.press("escape")
        assert app.cursor == "Water runs downhill."
        await app.shows("Water runs downhill.")
        await app.press("v", "v", "v", ")", "escape")
        assert app.cursor == "It finds the sea."


async def test_visual_by_line_takes_whole_screen_lines(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(44, 24)) as app:
        await app.press("l", "l", "V", "H")
        [annotation] = app.saved(rivers)
        assert annotation.quoted_text == "Water runs downhill. It finds the sea."


async def test_an_annotations_ends_are_moved(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "r", ")", "enter")
        [annotation] = app.saved(rivers)
        assert annotation.quoted_text == "Water runs downhill. It finds the sea."
        await app.press("r", "b", "escape")
        assert app.saved(rivers) == [annotation]


async def test_going_from_annotation_to_annotation(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "}", "}", "t")
        await app.type("slow")
        await app.press("enter", "G", "t")
        await app.type("slow")
        await app.press("enter")
        assert len(app.saved(rivers)) == 3
        await app.press("g", "g", "]", "a")
        assert app.cursor == "Water runs downhill."
        assert "1/3" in app.screen_text()
        await app.press("tab")
        assert app.cursor == "It is slow."
        await app.press("]", "t")
        assert app.cursor == "Ships carry coal, and some carry people."
        await app.press("[", "t")
        assert app.cursor == "It is slow."


async def test_overlapping_annotations_are_cycled_through(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "v", "e", "c", "2")
        assert [(a.quoted_text, a.color) for a in app.saved(rivers)] == [
            ("Water runs downhill.", "yellow"),
            ("Water", "green"),
        ] or {a.color for a in app.saved(rivers)} == {"yellow", "green"}
        await app.press("g", "c", "d", "d")
        assert len(app.saved(rivers)) == 1


async def test_quick_tags_and_repeat(services: Services, rivers: str) -> None:
    settings = parse_settings('[tags]\nquick = ["theory", "method"]\n')
    async with journey(services, article=rivers, settings=settings) as app:
        await app.press("l", "l", "2", "l", ".", "l", "1")
        assert [annotation.tags for annotation in app.saved(rivers)] == [("method",), ("method",), ("theory",)]
        await app.press("1")
        assert [annotation.tags for annotation in app.saved(rivers)] == [("method",), ("method",)]


async def test_a_draft_outlives_escape_and_a_restart(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "a")
        await app.type("half a thou")
        await app.press("escape")
        assert app.saved(rivers) == []
    async with journey(services, article=rivers) as app:
        await app.press("a")
        await app.type("ght")
        await app.press("ctrl+j")
        assert [annotation.note for annotation in app.saved(rivers)] == ["half a thought"]
        await app.press("l", "h", "a", "escape")
        assert app.services.repository.drafts() == {}


async def test_an_unfinished_note_is_offered_when_the_article_is_opened_again(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "v", "e", "a")
        await app.type("half a thou")
        await app.pilot.pause(1.1)
        assert list(services.repository.drafts().values()) == ["half a thou"], "it outlives the end of the program"
        await app.press("escape", "escape", "G")
    async with journey(services, article=rivers) as app:
        assert "Unfinished note on" in app.screen_text()
        await app.press("g", "d")
        await app.type("ght")
        await app.press("ctrl+j")
        assert [(found.quoted_text, found.note) for found in app.saved(rivers)] == [("Water", "half a thought")]
        await app.press("g", "d")
        assert "No unfinished note" in app.screen_text()


async def test_a_draft_is_taken_over_by_the_annotation_made_meanwhile(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "a")
        await app.type("half")
        await app.press("escape", "H", "a")
        await app.type(" done")
        await app.press("ctrl+j")
        assert [(found.color, found.note) for found in app.saved(rivers)] == [("yellow", "half done")]
        assert services.repository.drafts() == {}


async def test_finding_marks_all_hits_and_goes_round(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("/")
        await app.type("it is")
        assert "hit 1/3" in app.screen_text()
        await app.press("enter", "n")
        assert app.cursor == "It is long."
        await app.press("n", "n")
        assert app.cursor == "It is slow."
        await app.press("N")
        assert app.cursor == "It is busy."
        await app.press("escape")
        assert "hit" not in app.screen_text()
        await app.press("/")
        await app.type("Nobody")
        assert app.cursor.startswith("Nobody")
        await app.press("escape")
        assert app.cursor == "It is busy."


async def test_v_selects_what_was_found_as_long_as_the_cursor_is_on_it(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("/")
        await app.type("ownhil")
        await app.press("enter", "n", "v")
        assert app.selected == "downhill", "a quote does not cut words"
        assert "“downhill”" in app.screen_text()
        await app.press("escape", "V")
        assert "Water runs downhill." in app.selected
        await app.press("escape", "v", "v")
        assert app.selected == app.cursor, "the word grows to its sentence"
        await app.press("escape", "l", "v")
        assert app.cursor.startswith(app.selected)
        await app.press("escape", "/")
        await app.type("it is slow")
        await app.press("enter", "shift+left", "H")
        assert [one.quoted_text for one in app.saved(rivers)] == ["It is slow"]


async def test_the_words_that_an_action_would_take_stand_in_the_status_line(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "v")
        assert "“Water” " in app.screen_text()
        await app.press("j")
        assert "words in " in app.screen_text()
        await app.press("i", "s")
        selected = app.selected
        assert f"“{selected}”" in app.screen_text()
        await app.press("}", "}", "}")
        assert app.selected.split()[0] in app.screen_text()
        last = app.selected.split()[-1]
        assert f"{last}”" in app.screen_text(), "the end is not cut off"


async def test_a_line_down_takes_the_cursor_along_and_a_line_up_takes_it_back(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(44, 9)) as app:
        view, been = app.reader.state.viewport, []
        while view.top < view.last_top:
            been.append((view.top, view.cursor))
            await app.press("j")
            assert view.cursor.overlaps(view.visible_passage) or not view.visible_passage
        assert len({cursor for _, cursor in been}) > 4
        for place in reversed(been):
            await app.press("k")
            assert (view.top, view.cursor) == place
        for _ in range(40):
            await app.press("j")
        assert view.cursor == view.stops.last
        for _ in range(40):
            await app.press("k")
        assert (view.top, view.cursor) == (view.lines.first, view.stops.first)


async def test_the_place_is_kept_for_the_next_time(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("]", "]", "l")
        assert app.cursor == "It is slow."
        await app.press("ctrl+q")
    async with journey(services, article=rivers) as app:
        assert app.cursor == "It is slow."


async def test_jumps_and_marks(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "m", "x", "G", "ctrl+o")
        assert app.cursor == "Water runs downhill."
        await app.press("g", "i")
        assert app.cursor.startswith("Ships")
        await app.press("'", "x")
        assert app.cursor == "Water runs downhill."


async def test_the_outline_takes_the_focus_and_jumps(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("o")
        assert "▌ On rivers" in app.screen_text()
        await app.press("j", "j", "enter")
        assert app.cursor == "The Rhine"
        assert "▸ On rivers" not in app.screen_text()
        for keys, heading in (("k", "The Spree"), ("gg", "On rivers"), ("G", "The Rhine"), ("kjj", "The Rhine")):
            await app.press("o", *keys, "enter")
            assert app.cursor == heading


async def test_a_link_is_opened_only_when_it_is_asked_for(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with journey(services, article=rivers) as app:
        opened: list[str] = []
        monkeypatch.setattr(app.app, "open_url", lambda url, **_: opened.append(url))
        await app.press("/")
        await app.type("map")
        await app.press("enter")
        assert opened == []
        await app.press("enter")
        assert opened == ["https://example.org/map"]


async def test_resizing_keeps_the_first_visible_character(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(60, 10)) as app:
        await app.press("]", "]", "]", "]", "j", "j")
        view = app.view
        before = view.lines.line(view.top).start
        await app.pilot.resize_terminal(44, 10)
        await app.settle()
        line = view.lines.line(view.top)
        assert line.start <= before < max(line.end, line.start + 1)


async def test_an_unfinished_chord_shows_the_keys_that_can_follow(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("g")
        await app.pilot.pause(0.4)
        assert "Next overlapping" in app.screen_text()
        await app.press("escape")
        assert "Next overlapping" not in app.screen_text()
        await app.press("g", "g")
        assert app.cursor == "On rivers"


async def test_without_color_every_mark_is_still_visible(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "l")
        strips = app.app.screen._compositor.render_strips()
        styles = {
            segment.text.strip(): segment.style for strip in strips for segment in strip if segment.style is not None
        }
        assert styles["Water runs downhill."].underline
        assert styles["It finds the sea."].bold
        assert all(style.color is None or style.color.is_default for style in styles.values())


async def test_dragging_the_mouse_selects_and_a_click_moves_the_cursor(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        pane = app.reader.panes.text
        row = next(number for number, line in enumerate(app.screen_text().split("\n")) if "Water runs" in line)
        left = app.view.place.left
        await app.pilot.mouse_down(pane, offset=(left + 6, row))
        await app.pilot.hover(pane, offset=(left + 9, row))
        await app.pilot.mouse_up(pane, offset=(left + 9, row))
        await app.settle()
        assert app.selected == "runs"
        await app.press("H")
        assert [annotation.quoted_text for annotation in app.saved(rivers)] == ["runs"]
        await app.pilot.click(pane, offset=(left + 25, row))
        await app.settle()
        assert app.cursor == "It finds the sea."


async def test_a_selection_of_an_annotated_passage_is_that_annotation(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "v", "i", "s", "a")
        await app.type("again")
        await app.press("ctrl+s")
        [annotation] = app.saved(rivers)
        assert (annotation.color, annotation.note) == ("yellow", "again")


async def test_repeat_sets_all_tags_of_the_last_tagging(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "t", *"x,y", "enter", "l", ".")
        assert [annotation.tags for annotation in app.saved(rivers)] == [("x", "y"), ("x", "y")]


async def test_opening_an_article_does_not_count_as_reading(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l")
    position = services.repository.position(rivers)
    assert position is not None
    assert 0 < position.progress < 0.2
    async with journey(services, article=rivers) as app:
        await app.press("G")
    position = services.repository.position(rivers)
    assert position is not None
    assert position.progress == 1.0


async def test_a_message_goes_with_the_next_key_and_news_stay(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "H", "j", "l", "l", "H", "[", "a", "[", "a")
        assert "No annotation before this one." in app.screen_text()
        await app.press("]", "a")
        assert "No annotation before this one." not in app.screen_text()
        await app.press("d", "d")
        assert "Press u to undo." in app.screen_text()
        await app.press("k")
        assert "Press u to undo." not in app.screen_text()
        app.app.tell("3 articles were added.", lasts=True)
        await app.press("j")
        assert "3 articles were added." in app.screen_text()
