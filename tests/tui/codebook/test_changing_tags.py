"""Journeys through the codebook by keyboard: what is listed, and changes of tags with their previews."""

from time import sleep

import pytest
from journeys import Journey, is_list, journey
from rich.color import Color

from readtui.bootstrap import Services
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.model.tag import Tag
from readtui.model.view import Lists
from readtui.services.tags.codebook import BulkChange, Codebook
from readtui.services.tags.survey import Survey
from readtui.settings import parse_settings
from readtui.tui.codebook.screen import CodebookScreen
from readtui.tui.dialogs.tag import TagDialog


@pytest.fixture
def tagged(services: Services, rivers: str) -> str:
    """An article with tagged passages: two with water or a tag nested in it, one with waters, one with two tags."""
    article = services.library.open(rivers)
    for quote, tags in (
        ("Nobody has to tell it where.", ("water",)),
        ("It is slow.", ("water/spree", "mood")),
        ("It is long.", ("waters",)),
    ):
        start = article.text.index(quote)
        change = services.annotator.create(rivers, article, Passage(start, start + len(quote)), tags=tags)
        services.repository.apply(change)
    services.repository.apply(services.codebook.set_color("water", "blue"))
    services.repository.apply(services.codebook.describe("water", "All that flows"))
    services.library.retag([services.library.find(rivers)], ["landscape"], [])
    return rivers


def rows(app: Journey) -> list[str]:
    """The listed tags, from top to bottom, as their first lines are painted; the one under the cursor begins with >."""
    screen = app.app.screen
    assert isinstance(screen, CodebookScreen)
    region = screen.table.region
    shown = [line[region.x : region.right] for line in app.screen_text().split("\n")[region.y : region.bottom]]
    lines = [line for line in shown[:: screen.table._rows[0].height if screen.table._rows else 1] if line.strip()]
    return [" ".join(line.replace("▌", ">").replace("▏", ">").replace("> ", ">").split()) for line in lines]


def tags_of(app: Journey, article: str) -> list[tuple[str, ...]]:
    return [one.tags for one in app.saved(article)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_the_tree_lists_all_tags_with_their_counts(
    services: Services, tagged: str, size: tuple[int, int]
) -> None:
    async with journey(services, size=size) as app:
        await app.press("g", "t")
        shown = rows(app)
        assert [row.lstrip(">●○└ ").split()[0] for row in shown] == ["landscape", "mood", "water", "spree", "waters"]
        assert "5 tags" in app.screen_text()
        if size[0] >= 80:
            assert shown[2].startswith("● water 2 ━")
            assert shown[3].startswith("└ spree 1 ━")
            lines = [line for line in app.screen_text().split("\n") if "━" in line]
            assert len(lines) == 5, "one line a tag, with whole lines from each to those nested in it"
            await app.press("/")
            await app.type("spree")
            assert len(rows(app)) == 2


async def test_what_a_tag_says_stands_beside_the_tree_or_below_it(services: Services, tagged: str) -> None:
    for size, where in (((120, 40), 61), ((80, 40), 0)):
        async with journey(services, size=size) as app:
            await app.press("g", "t", "j", "j")
            await app.shows("“It is slow.”")
            first = (
                4
                if where
                else next(n for n, line in enumerate(app.screen_text().split("\n")) if n > 4 and "──" in line)
            )
            said = "\n".join(line[where:] for line in app.screen_text().replace("│", " ").split("\n")[first:])
            head = [
                "● water",
                "All that flows",
                "2 passages (1 by nested tags) · blue · similar: #waters",
                "with #mood 1",
            ]
            places = [" ".join(said.split()).index(line) for line in head]
            assert places == sorted(places)
            assert "5 tags · 3 passages · 1 article" in app.screen_text()


async def test_the_tags_are_surveyed_again_only_after_a_change(
    services: Services, tagged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    surveys: list[int] = []
    survey = Codebook.survey

    def counted(self: Codebook) -> Survey:
        surveys.append(1)
        return survey(self)

    monkeypatch.setattr(Codebook, "survey", counted)
    async with journey(services, article=tagged) as app:
        for _ in range(3):
            await app.press("g", "t")
            await app.shows("5 tags · 3 passages · 1 article")
            await app.press("q")
        assert len(surveys) == 1
        await app.press("g", "g", "t")
        await app.type("sky")
        await app.press("enter", "g", "t")
        await app.shows("6 tags · 4 passages · 1 article")
        assert len(surveys) == 2


async def test_without_a_preview_one_line_says_what_the_tag_is_for(services: Services, tagged: str) -> None:
    async with journey(services, size=(80, 24)) as app:
        await app.press("g", "t", "j", "j")
        await app.shows("“It is slow.”")
        assert "All that flows · 2" not in app.screen_text()
        await app.press("p")
        assert app.screen_text().split("\n")[-2].startswith("  All that flows · 2 passages (1 by nested tags) · blue")


async def test_a_tag_of_articles_shows_their_titles(services: Services, tagged: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "t")
        await app.shows("On rivers")


async def test_enter_lists_the_passages_or_the_articles(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("f4", "j", "j", "enter")
        await app.shows("2 of 3 in 1 article")
        assert is_list(app.app.screen, "annotations")
        assert app.app.screen.filter_line.value == "tag:water"
        for typed in ("sea", "downhill"):
            await app.press("/")
            await app.type(typed)
            assert app.app.screen.filter_line.value == f"tag:water {typed}", "what it came with stays"
            await app.press("enter")
        await app.press("q", "g", "g", "enter")
        await app.shows("/ tag:landscape")
        assert is_list(app.app.screen, "library")


async def test_the_filter_keeps_the_tags_that_lead_to_what_it_finds(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "/")
        await app.type("spr")
        assert [row.lstrip(">●○└ ").split()[0] for row in rows(app)] == ["water", "spree"]
        assert [row.startswith(">") for row in rows(app)] == [False, True]
        assert "1 of 5 tags" in app.screen_text()
        await app.press("escape", "/")
        await app.type("FLOWS")
        assert "No tag matches “FLOWS”" in app.screen_text()
        await app.press("escape", "/")
        await app.type("flows")
        assert len(rows(app)) == 1
        await app.press("enter", "escape")
        assert len(rows(app)) == 5


async def test_a_rename_says_what_changes_and_can_be_undone(services: Services, tagged: str) -> None:
    services.views.save("wet", "#water", Lists.ANNOTATIONS)
    async with journey(services) as app:
        await app.press("g", "t", "j", "j", "r", "ctrl+u")
        await app.type("sea")
        await app.press("enter")
        shown = app.screen_text()
        assert "Changes 2 passages in 1 article." in shown
        assert "Includes 1 nested tag." in shown
        assert "Saved views that follow: wet." in shown
        assert ("water",) in tags_of(app, tagged)
        await app.press("enter")
        assert tags_of(app, tagged) == [("sea",), ("sea/spree", "mood"), ("waters",)]
        assert any(row.startswith(">● sea 2 ━") for row in rows(app))
        await app.press("u")
        assert tags_of(app, tagged) == [("water",), ("water/spree", "mood"), ("waters",)]
        assert services.codebook.entries()["water"].color == "blue"


async def test_settings_that_keep_the_old_name_are_said(services: Services, tagged: str) -> None:
    settings = parse_settings('[[standing_export]]\nfolder = "/notes"\nquery = "-#water/spree"\n')
    async with journey(services, settings=settings) as app:
        await app.press("g", "t", "j", "j", "d", "d")
        shown = " ".join(app.screen_text().split())
        assert "Your settings still name it; change them yourself: standing_export[1].query." in shown


async def test_a_large_change_says_how_far_it_is(
    services: Services, tagged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.storage.bulk_work._EVERY", 1)
    async with journey(services) as app:
        told: list[str] = []
        tell = app.app.tell

        def heard(message: str, title: str = "") -> None:
            told.append(message)
            tell(message, title)

        monkeypatch.setattr(app.app, "tell", heard)
        await app.press("g", "t", "j", "j", "r", "ctrl+u")
        await app.type("sea")
        await app.press("enter", "enter")
        assert tags_of(app, tagged)[0] == ("sea",)
        what = "rename the tag #water to #sea"
        assert told[:-1] == [f"{what}: 2 of 4 …", f"{what}: saved."]
        assert told[-1].startswith("Renamed the tag #water to #sea. ")


async def test_an_enter_typed_ahead_answers_the_preview(
    services: Services, tagged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Codebook.rename

    def slow_rename(self: Codebook, name: str, new_name: str) -> BulkChange:
        sleep(0.3)
        return rename(self, name, new_name)

    monkeypatch.setattr(Codebook, "rename", slow_rename)
    async with journey(services) as app:
        await app.press("g", "t", "j", "j")
        await app.burst("r", "ctrl+u", *"sea", "enter", "enter")
        await app.shows("Renamed the tag #water to #sea.")
        assert tags_of(app, tagged)[0] == ("sea",)


async def test_escape_at_the_preview_changes_nothing(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        for keys in (("r", "x", "enter", "escape"), ("g", "M", "enter", "escape"), ("d", "d", "escape")):
            await app.press("g", "t", "g", "g", "j", "j", *keys)
            assert tags_of(app, tagged) == [("water",), ("water/spree", "mood"), ("waters",)]
            assert isinstance(app.app.screen, CodebookScreen)


async def test_the_plural_is_offered_for_merging(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "G", "g", "M")
        assert "Merge #waters into" in app.screen_text()
        await app.press("enter")
        assert "Changes 1 passage in 1 article." in app.screen_text()
        await app.press("enter")
        assert tags_of(app, tagged) == [("water",), ("water/spree", "mood"), ("water",)]
        assert any(row.startswith(">● water 3 ━") for row in rows(app))


async def test_a_new_name_that_is_taken_merges(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "j", "r", "ctrl+u")
        await app.type("Water")
        await app.press("enter")
        assert "Merge #mood into #Water, which exists?" in app.screen_text()
        await app.press("enter")
        assert tags_of(app, tagged)[1] == ("water/spree", "water")


@pytest.mark.parametrize(
    ("filtered", "keys", "line", "listed"),
    [
        ("mood", ["g", "M"], "water", 5),
        ("mood", ["r", "ctrl+u"], "sea", 5),
        ("spree", ["g", "M"], "water", 3),
        ("mood", ["g", "N"], "landscape", 2),
    ],
)
async def test_after_a_change_the_cursor_is_on_the_tag_that_is_left_also_with_a_filter(
    services: Services, tagged: str, filtered: str, keys: list[str], line: str, listed: int
) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "/")
        await app.type(filtered)
        await app.press("enter", *keys)
        await app.type(line)
        await app.press("enter", "enter")
        name = "mood" if "N" in keys else line
        await app.comes(lambda: any(row.startswith(">") and f" {name} " in row for row in rows(app)), name)
        assert ("/ " + filtered in app.screen_text()) is (listed == 2)
        await app.press("u")
        await app.comes(lambda: "Nothing found" not in app.screen_text(), "the tags")


async def test_a_tag_is_not_merged_into_itself(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "j", "g", "M")
        dialog = app.app.screen
        assert isinstance(dialog, TagDialog)
        assert "mood" not in {one.name for one in dialog._matches}
        await app.type("Mood")
        await app.press("enter")
        await app.shows("A tag cannot be merged into itself. Choose another tag.")
        await app.press("escape", "j", "g", "N")
        dialog = app.app.screen
        assert isinstance(dialog, TagDialog)
        assert not {"water", "water/spree"} & {one.name for one in dialog._matches}, "nor nested in itself"


async def test_a_tag_moves_under_another_one(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "j", "g", "N")
        await app.type("mood")
        await app.press("enter")
        assert "A tag cannot be nested in itself." in app.screen_text()
        await app.press("ctrl+u")
        await app.type("land")
        await app.press("tab", "enter")
        assert "#mood → #landscape/mood" in app.screen_text()
        await app.press("enter")
        assert tags_of(app, tagged)[1] == ("water/spree", "landscape/mood")


async def test_deleting_says_which_passages_go_to_the_trash(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "j", "j", "d", "d")
        assert "2 passages in 1 article" in app.screen_text()
        assert "1 passage with nothing but this tag moves to the trash." in app.screen_text()
        await app.press("y")
        assert tags_of(app, tagged) == [("mood",), ("waters",)]
        await app.press("u")
        assert len(tags_of(app, tagged)) == 3


async def test_a_tag_is_created_colored_and_described(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "a")
        await app.type("Water")
        await app.press("enter")
        assert "The tag #Water already exists." in app.screen_text()
        await app.press("ctrl+u")
        await app.type("zeal/great")
        await app.press("enter", "c", "3", "e")
        await app.type("[b]Much\x1b")
        await app.press("enter")
        entry = services.codebook.entries()["zeal/great"]
        assert (entry.color, entry.description) == ("blue", "[b]Much")
        assert any(row.startswith(">● └ great –") for row in rows(app))
        assert "      [b]Much\n      not in use · blue\n" in app.screen_text()


async def test_a_pinned_tag_has_its_key_in_the_reader(services: Services, tagged: str) -> None:
    async with journey(services, article=tagged) as app:
        await app.press("g", "t", "j", "3")
        assert services.codebook.entries()["mood"].pin == 3
        await app.press("G", "3")
        assert [name for name, entry in services.codebook.entries().items() if entry.pin == 3] == ["waters"]
        await app.press("q", "G", "3")
        assert app.saved(tagged)[-1].tags == ("waters",)
        await app.press("g", "t", "G", "3")
        assert not any(entry.pin for entry in services.codebook.entries().values())
        await app.press("u")
        assert services.codebook.entries()["waters"].pin == 3


async def test_names_and_descriptions_cannot_control_the_terminal(services: Services, tagged: str) -> None:
    hostile = Tag("[red]x[/red]", description="[b]y\x1b]0;t\x07\u202ez", color="blue")
    services.repository.apply(Change("x" * 8, "2026-01-01T00:00:00Z", "put", (Edit(None, hostile),)))
    async with journey(services) as app:
        await app.press("g", "t", "j", "r", "escape", "d", "d")
        shown = app.screen_text()
        assert "Delete #[red]x[/red] everywhere?" in shown
        assert "[b]y" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)


async def test_an_empty_codebook_says_how_to_begin(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t")
        assert "No tags yet" in app.screen_text()
        assert app.screen_text().rstrip().split("\n")[-1].split()[:4] == ["a", "new", "u", "undo"]
        for key in ("enter", "r", "g", "M", "g", "N", "c", "e", "d", "d", "j", "G"):
            await app.press(key)
        await app.press("a")
        await app.type("first")
        await app.press("enter")
        assert rows(app)[0].lstrip(">○ ") == "first –"


async def test_what_has_a_tag_has_its_color_on_every_screen(services: Services, tagged: str) -> None:
    """In the text, the gutter, the margin, the position bar, a dialog and lists; also what an open screen shows."""

    def colors(app: Journey, words: str) -> list[tuple[Color | None, Color | None]]:
        """The letters and the ground of each piece of the screen with these words."""
        pieces = (piece for strip in app.strips() for piece in strip if words in piece.text)
        return [(piece.style.color, piece.style.bgcolor) for piece in pieces if piece.style]

    services.repository.apply(services.codebook.set_color("landscape", "pink"))
    async with journey(services, article=tagged, size=(120, 12)) as app:
        pink = app.app.look.palette.highlight("pink").words.color
        await app.press("g", "g")
        assert [color for color, _ in colors(app, "#landscape")] == [pink] * 2  # in the margin and the status line
        blue, green = (app.app.look.palette.highlight(name) for name in ("blue", "green"))
        assert colors(app, "Nobody has to tell it where.")[0][1] == blue.text.bgcolor
        assert colors(app, "#water") == [(blue.words.color, app.app.look.palette.text.bgcolor)]
        assert (blue.gutter.color, blue.gutter.bgcolor) in colors(app, "#")
        assert blue.gutter.color in [color for color, _ in colors(app, "┠")]
        await app.press("]", "a", "t")
        await app.type("spr")
        assert blue.words.color in [color for color, _ in colors(app, "water/")]
        await app.press("escape", "g", "t", "/")
        await app.type("water")
        await app.press("enter", "c", "2", "q")
        assert colors(app, "#water")[0][0] == green.words.color
        assert colors(app, "Nobody has to tell it where.")[0][1] in (green.text.bgcolor, green.current.bgcolor)
        await app.press("g", "n")
        await app.shows("#water/spree")
        await app.press("u")
        shown = {color for color, _ in colors(app, "#water")}
        assert {blue.words.color, app.app.look.palette.tag.color} <= shown
        assert green.words.color not in shown


async def test_the_picker_says_what_enter_will_do(services: Services, tagged: str) -> None:
    async with journey(services, size=(100, 32)) as app:
        await app.press("g", "t")
        for keys, typed, said in (
            ("gM", "", "Enter merges it into #water, after a preview"),
            ("gM", "moo", "Enter merges it into #mood, after a preview"),
            ("gM", "tide", "Enter does nothing: there is no #tide"),
            ("r", "s", "Enter renames it to #waterss, after a preview"),
            ("gN", "moo", "Enter moves it under #mood, after a preview"),
            ("gN", "tide", "Enter moves it under the new tag #tide, after a preview"),
            ("a", "tide", "Enter creates #tide"),
            ("a", "mood", "Enter does nothing: #mood exists"),
        ):
            await app.press("G", *keys)
            await app.type(typed)
            assert said in app.screen_text()
            await app.press("escape")
