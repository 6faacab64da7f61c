"""Journeys through the library's annotations by keyboard, and the meaning of the filter."""

import asyncio
import shutil
from pathlib import Path

import pytest
from journeys import Journey, is_list, journey, key_event

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.paths import state_folder
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.preview_pane import PreviewPane


@pytest.fixture
def annotated(services: Services, rivers: str) -> str:
    """An article with three annotations."""
    article = services.library.open(rivers)
    for quote, color, tags, note in (
        ("Nobody has to tell it where.", "green", ("water",), ""),
        ("It is slow.", "yellow", (), "Slower than the Havel.\nBut not much."),
        ("It is long.", None, ("water/rhine",), ""),
    ):
        start = article.text.index(quote)
        passage = Passage(start, start + len(quote))
        change = services.annotator.create(rivers, article, passage, color=color, tags=tags, note=note)
        services.repository.apply(change)
    return rivers


def quotes(app: Journey) -> list[str]:
    """The quotes listed, from top to bottom; the one under the cursor begins with >."""
    screen = app.app.screen
    assert is_list(screen, "annotations")
    width = screen.table.size.width + 2
    known = ("Nobody", "It is slow", "It is long")
    rows = [row[:width] for row in app.screen_text().split("\n")[: screen.table.region.bottom]]
    return [(">" if "▌" in row or "▏" in row else "") + word for row in rows for word in known if word in row]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_all_are_listed_in_reading_order_under_their_article(
    services: Services, annotated: str, size: tuple[int, int]
) -> None:
    async with journey(services, size=size) as app:
        await app.press("g", "n", "j", *(["p"] if size == (80, 24) else []))
        assert quotes(app) == ["Nobody", ">It is slow", "It is long"]
        shown = app.screen_text()
        assert "On rivers" in shown
        assert "3 in 1 article" in shown
        assert "#water/rhine" in shown
        # The second line of the note is in the preview only.
        assert "But not much." in shown


async def test_enter_goes_to_the_passage_in_its_article(services: Services, annotated: str) -> None:
    async with journey(services) as app:
        await app.press("g", "n", "G", "enter")
        assert isinstance(app.app.screen, ReaderScreen)
        assert app.cursor == "It is long."


async def test_the_filter_accepts_tags_colors_and_words(services: Services, annotated: str) -> None:
    async with journey(services) as app:
        await app.press("g", "n", "/")
        await app.type("#water")
        assert quotes(app) == [">Nobody", "It is long"]
        await app.press("escape", "/")
        await app.type("color:ye")
        assert quotes(app) == [">It is slow"]
        await app.type("llow havel")
        assert quotes(app) == [">It is slow"]
        await app.type(" #no")
        assert "No annotation matches" in app.screen_text()
        await app.press("enter", "escape")
        assert len(quotes(app)) == 3


async def test_a_long_note_is_scrolled_from_the_list(services: Services, annotated: str) -> None:
    long = next(one for one in services.repository.annotations(annotated) if one.note)
    note = "\n".join(f"Line {number}." for number in range(1, 40))
    services.repository.apply(services.annotator.set_note(long, note))
    async with journey(services, size=(80, 24)) as app:
        await app.press("g", "n", "j", "p")
        assert "Line 9." not in app.screen_text()
        screen = app.app.screen
        assert is_list(screen, "annotations")
        preview = screen.preview
        assert preview is not None
        for _ in range(3):
            preview.do_list_preview_down()
        await app.settle()
        assert "Line 9." in app.screen_text()
        for _ in range(3):
            preview.do_list_preview_up()
        await app.settle()
        assert "Line 9." not in app.screen_text()


async def test_marks_are_for_one_action_only(services: Services, annotated: str) -> None:
    async with journey(services, size=(120, 30)) as app:
        await app.press("g", "n", "x", "x", "t")
        await app.type("both")
        await app.press("enter")
        assert "Tagged 2 annotations with #both." in app.screen_text()
        assert "marked" not in app.screen_text()
        await app.press("g", "g", "x", "c", "escape")
        assert "1 marked" in app.screen_text()
        await app.press("c", "2", "g", "g", "x", "c", "2")
        assert "Nothing to change" in app.screen_text()
        assert "marked" not in app.screen_text()


async def test_a_deleted_annotation_comes_back(services: Services, annotated: str) -> None:
    async with journey(services) as app:
        await app.press("g", "n", "d", "d")
        assert quotes(app) == [">It is slow", "It is long"]
        assert len(app.saved(annotated)) == 2
        assert "Deleted the annotation with #water on “Nobody" in app.screen_text()
        await app.press("u")
        assert quotes(app) == ["Nobody", ">It is slow", "It is long"]
        assert len(app.saved(annotated)) == 3


async def test_without_annotations_the_screen_names_the_keys_that_make_one(services: Services, rivers: str) -> None:
    async with journey(services, size=(80, 24)) as app:
        await app.press("g", "n")
        shown = app.screen_text()
        assert "H   highlight it" in shown
        assert "t   tag it" in shown
        await app.press("d", "d", "enter", "E", "q")
        assert not is_list(app.app.screen, "annotations")


async def test_markup_and_control_characters_of_an_annotation_are_only_text(services: Services, rivers: str) -> None:
    article = services.library.open(rivers)
    passage = Passage(0, 5)
    note = "[bold]not[/bold] \x1b[31m \u202e turned"
    services.repository.apply(services.annotator.create(rivers, article, passage, note=note))
    async with journey(services) as app:
        await app.press("g", "n")
        assert "[bold]not[/bold] ␛[31m" in app.screen_text()
        assert app.app.screen.query_one(PreviewPane).display


async def test_a_mistake_in_the_filter_is_shown_with_its_column_and_the_list_stays(
    services: Services, annotated: str
) -> None:
    async with journey(services) as app:
        await app.press("g", "n", "/")
        await app.type("#water color:q")
        assert "column 14: “color:q” is unknown" in app.screen_text()
        assert quotes(app) == [">Nobody", "It is long"]


async def test_a_mistake_stays_shown_and_is_not_called_nothing_found(services: Services, annotated: str) -> None:
    async with journey(services) as app:
        await app.press("g", "n", "/")
        await app.type("zzz")
        assert "No annotation matches “zzz”." in app.screen_text()
        await app.type(" colour:x")
        await app.press("enter")
        shown = app.screen_text()
        assert "A mistake in “zzz colour:x”" in shown
        assert shown.count("column 5") == 2, "below the line, and in place of the list"
        assert "No annotation matches" not in shown
        await app.press("/")
        await app.type("water")
        assert app.app.screen.query_one(FilterLine).value == "water"
        assert "mistake" not in app.screen_text()
        assert quotes(app) == [">Nobody", "It is long"]


async def test_a_term_is_completed_and_completed_again(services: Services, annotated: str) -> None:
    async with journey(services) as app:
        await app.press("g", "n", "/")
        await app.type("-has:quote or co")
        await app.press("tab")
        await app.type("or")
        screen = app.app.screen
        assert is_list(screen, "annotations")
        await app.press("backspace", "backspace")
        assert screen.filter_line.value == "-has:quote or color:"
        assert "color:yellow" in app.screen_text()
        await app.press("tab")
        assert screen.filter_line.value == "-has:quote or color:yellow"
        await app.press("tab")
        assert screen.filter_line.value == "-has:quote or color:green"


async def test_export_covers_the_filtered_annotations(services: Services, annotated: str) -> None:
    async with journey(services) as app:
        await app.press("g", "n", "/")
        await app.type("tag:none")
        await app.press("enter")
        assert quotes(app) == [">It is slow"]
        await app.press("E")
        assert "1 annotation" in app.screen_text()


# ---------------------------------------------------------------------- the preview


async def test_the_preview_shows_the_passage_in_its_sentences_with_note_and_backlinks(
    services: Services, annotated: str
) -> None:
    _, second, third = sorted(services.library.annotations_of(services.library.find(annotated)), key=_start)
    note = f"**Why** [that](readtui:{second.id})?\n\n- one\n- two"
    services.repository.apply(services.annotator.set_note(third, note))
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "n", "j")
        preview = _preview(app)
        words = " ".join(preview.replace("│", " ").split())
        article = services.library.open(annotated)
        before = article.text[: second.passage.start if second.passage else 0].rstrip().rsplit(". ", 1)[-1]
        assert before.split("\n")[-1] in words, "the sentence before is there"
        assert "Slower than the Havel." in words
        assert "Linked from 1 note ← “Why that? one two”" in words
        await app.press("j")
        preview = _preview(app)
        assert "Why that[1]?" in preview
        assert "• one" in preview or "- one" in preview
        assert "**" not in app.screen_text(), "the list shows no signs of Markdown either"


async def test_the_preview_is_hidden_and_shown_and_does_not_squeeze_a_small_screen(
    services: Services, annotated: str
) -> None:
    async with journey(services, size=(80, 24)) as app:
        await app.press("g", "n")
        preview = app.app.screen.query_one(PreviewPane)
        assert not preview.display
        await app.press("p")
        assert preview.display
        assert preview.size.height <= 8
        await app.press("p")
        assert not preview.display
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "n")
        assert app.app.screen.query_one(PreviewPane).display
        await app.press("p")
        assert not app.app.screen.query_one(PreviewPane).display
        await app.press("q", "g", "n")
        assert not app.app.screen.query_one(PreviewPane).display, "what is chosen stays"


async def test_a_heading_is_previewed_and_opens_its_article(services: Services, annotated: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "n", "{")
        assert "3 annotations" in _preview(app)
        await app.press("enter")
        assert app.reader.article_id == annotated


def _start(annotation: Annotation) -> int:
    return annotation.passage.start if annotation.passage else -1


def _preview(app: Journey) -> str:
    region = app.app.screen.query_one(PreviewPane).region
    rows = app.screen_text().split("\n")[region.y : region.bottom]
    return "\n".join(row[region.x : region.right].strip() for row in rows)


async def test_a_list_is_named_before_it_is_read(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    is_read = asyncio.Event()

    load = ListScreen.load

    async def load_late(screen: ListScreen) -> None:
        if screen.MODE == "annotations":
            await is_read.wait()
        await load(screen)

    monkeypatch.setattr(ListScreen, "load", load_late)
    async with journey(services) as app:
        for key in "gn":
            app.app.post_message(key_event(key))
        await app.shows("Library › Annotations")
        is_read.set()


@pytest.mark.parametrize("byte", [b"\xff", b"\0", b'"'])
@pytest.mark.parametrize("has_backup", [True, False])
async def test_a_damaged_byte_in_a_tag_ends_nothing_and_hides_no_other_article(
    services: Services, annotated: str, tmp_path: Path, byte: bytes, has_backup: bool
) -> None:
    (tmp_path / "quinces.md").write_text("# On quinces\n\nThey ripen late. It is long until then.\n")
    other = services.library.add(str(tmp_path / "quinces.md")).record.id
    start = services.library.open(other).text.index("It is long")
    passage = Passage(start, start + 10)
    services.repository.apply(services.annotator.create(other, services.library.open(other), passage, color="blue"))
    services.repository.finish()
    path = services.folder / "articles" / f"{annotated}.json"
    content = path.read_bytes()
    at = content.index(b'"value": "water"') + 12
    path.write_bytes(content[:at] + byte + content[at + 1 :])
    if not has_backup:
        shutil.rmtree(state_folder(services.folder) / "latest")
    async with journey(services) as app:
        await app.press("g", "n")
        assert [one.lstrip(">") for one in quotes(app) if "long" in one][:1] == ["It is long"]
        await app.press("g", "t", "g", "l", "enter", "escape", "g", "z", "escape", "g", "h", "escape", "g", "l")
        await app.shows("On quinces")
    assert services.repository.annotations(other)
