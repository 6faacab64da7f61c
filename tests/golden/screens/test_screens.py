"""A few screens at fixed sizes, as files of characters and marks.

If a row of characters has marks, they follow in a row below: c cursor; y g b p o u the colors of highlights; n an
annotation without one; capitals the current annotation; / a hit; * the current hit; v the selection; = new words;
- old words.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from golden import Golden
from journeys import Journey, journey
from rich.style import Style
from threads import BEA, BUILDER, ask, reply_to

from readtui.bootstrap import Services
from readtui.model.passage import Passage
from readtui.model.reply import ThreadState
from readtui.storage.repository import ReadingPosition
from readtui.tui.colors.palette import Palette
from readtui.tui.commands.table import COMMANDS
from readtui.tui.screens.help import HelpScreen

HERE = Path(__file__).parent
FIRST_IN_HELP = ["reader.highlight", "reader.find"]
IN_HELP = {
    "reader.line_down",
    "reader.top",
    "reader.set_mark",
    "reader.highlight",
    "reader.quick_tag",
    "reader.versions",
    "reader.find",
    "reader.previous_same_tag",
    "reader.open_here",
    "reader.refresh",
    "app.library",
    "app.help",
}

_FORMATS = """
anki bibtex brat codebook csl-json csv doccano html hypothesis json jsonl kindle koreader label-studio latex logseq
markdown org pdf readwise-csv refi-qda ris spacy taguette text typst web-annotation
"""
"""The formats of the export screen. Like the commands, they are listed, so that a new one does not move any line."""


def letters(palette: Palette) -> dict[object, str]:
    """The letter of each meaningful background."""
    colors = {"yellow": "y", "green": "g", "blue": "b", "pink": "p", "orange": "o", "purple": "u"}
    found: dict[object, str] = {palette.highlight(name).text.bgcolor: letter for name, letter in colors.items()}
    found |= {palette.highlight(name).current.bgcolor: letter.upper() for name, letter in colors.items()}
    found |= {palette.uncolored.text.bgcolor: "n", palette.uncolored.current.bgcolor: "N"}
    found[palette.cursor.bgcolor] = "c"
    found[palette.row.bgcolor] = "c"
    found[palette.hit.bgcolor] = "/"
    found[palette.current_hit.bgcolor] = "*"
    found[palette.selection.bgcolor] = "v"
    return found


def meaning(style: Style, meanings: Mapping[object, str], palette: Palette) -> str:
    """The letter of a style, or a blank."""
    if style.strike:
        return "-"
    return "=" if style.underline and style.color == palette.inserted.color else meanings.get(style.bgcolor, " ")


def picture(app: Journey) -> str:
    """The screen as characters, with the marks below each row that has any."""
    palette = app.app.look.palette
    meanings, rows = letters(palette), []
    for strip in app.strips():
        text = "".join(segment.text for segment in strip)
        marks = "".join(
            (meaning(segment.style, meanings, palette) if segment.style else " ") * segment.cell_length
            for segment in strip
        )
        rows.append(text.rstrip())
        if marks.strip():
            rows.append(marks.rstrip())
    return "\n".join(rows) + "\n"


@pytest.fixture
def annotated(services: Services, rivers: str) -> str:
    """The rivers with a highlight that has a note, an overlapping green one, and a tag."""
    article, annotator = services.library.open(rivers), services.annotator
    for words, color, note, tags in (
        ("Water runs downhill.", "yellow", "Nor does it ask.", ()),
        ("Water", "green", "", ()),
        ("Berliners like it.", None, "", ("place/berlin",)),
    ):
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        services.repository.apply(annotator.create(rivers, article, passage, color=color, tags=tags, note=note))
    return rivers


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_the_reader(services: Services, annotated: str, size: tuple[int, int], golden: Golden) -> None:
    async with journey(services, article=annotated, size=size) as app:
        await app.press("l", "l", "l")
        golden(HERE / f"reader-{size[0]}x{size[1]}.txt", picture(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_has_changed(
    services: Services, annotated: str, tmp_path: Path, size: tuple[int, int], golden: Golden
) -> None:
    """Changed and removed sentences, and the old words of some."""
    services.seen.mark(services.library.find(annotated), services.library.open(annotated))
    path = tmp_path / "rivers.md"
    new = path.read_text("utf-8").replace(" Nobody has to tell it where.", "").replace("finds the sea", "finds a lake")
    path.write_text(re.sub(r"(## The Spree\n\n).*", r"\1Trams run every five minutes. Berliners like them.\n", new))
    services.library.add(str(path))
    async with journey(services, article=annotated, size=size) as app:
        await app.press("]", "c", "enter", "]", "c", "]", "c", "enter")
        golden(HERE / f"changes-{size[0]}x{size[1]}.txt", picture(app))


@pytest.fixture
def discussed(services: Services, rivers: str, tmp_path: Path) -> str:
    """The rivers with a thread in which somebody else and a program spoke, and a mark of that program."""
    (tmp_path / "settings.toml").write_text('[user]\nname = "Ada"\n', "utf-8")
    article, annotator = services.library.open(rivers), services.annotator
    for words, note in (("It finds the sea.", "Which sea?"), ("Berliners like it.", "")):
        start = article.text.index(words)
        made = annotator.create(rivers, article, Passage(start, start + len(words)), color="yellow", note=note)
        services.repository.apply(made)
    asked, marked = services.library.annotations_of(services.library.find(rivers))
    ask(services, asked.id, by=BEA)
    reply_to(services, asked.id, "The *North* Sea, says the map.", created="2026-02-01T10:00:00Z")
    reply_to(services, asked.id, "See line 31.", by=BUILDER, created="2026-02-01T10:00:01Z")
    ask(services, marked.id, by=BUILDER)
    reply_to(services, marked.id, by=BEA, sets=ThreadState.SETTLED)
    return rivers


async def test_a_thread_says_who_spoke(services: Services, discussed: str, golden: Golden) -> None:
    """In the margin, in the strip, in full, and in the preview of the list."""
    shown = ""
    for size in ((80, 24), (120, 30)):
        async with journey(services, article=discussed, size=size) as app:
            await app.press("g", "g", "]", "a")
            shown += picture(app)
            if size == (80, 24):
                await app.press("enter")
                shown += picture(app)
    async with journey(services, article=discussed, size=(120, 30)) as app:
        await app.press("g", "n")
        await app.shows("answered")
        shown += picture(app)
    golden(HERE / "threads.txt", re.sub(r"\d+ \w+ 20\d\d", "today", shown))


async def test_the_reader_with_outline_hits_and_a_selection(services: Services, annotated: str, golden: Golden) -> None:
    async with journey(services, article=annotated, size=(120, 30)) as app:
        await app.press("/")
        await app.type("it")
        await app.press("enter", "v", "i", "s", "o", "o")
        golden(HERE / "reader-selecting.txt", picture(app))
        await app.press("escape", "o")
        golden(HERE / "reader-outline.txt", picture(app))


async def test_the_library(services: Services, rivers: str, tmp_path: Path, golden: Golden) -> None:
    """An unread article, one that is being read, with annotations, and one that is done; below 80 columns, the menu.

    Then triage of the unread one.
    """
    editor, library, make = services.editor, services.library, services.repository.apply
    for name, said in (("bridges", "Bridges over the Spree"), ("locks", "Locks")):
        path = tmp_path / f"{name}.md"
        path.write_text(f"---\ntitle: {said}\nauthor: B. Writer\n---\n\nA lock lifts ships.\n", "utf-8")
        library.add(str(path), tags=["place"])
    for record in library.records():
        wanted = {"On rivers": "reading", "Locks": "done"}.get(record.title)
        if wanted and (change := editor.set_state([record], wanted)):
            make(change)
    make(services.annotator.create(rivers, library.open(rivers), Passage(60, 80), color="green", tags=["sea"]))
    services.repository.keep_position(rivers, ReadingPosition(0, 0.4, "2020-01-02T00:00:00Z"))
    for width, height in ((80, 24), (120, 30), (40, 12)):
        async with journey(services, size=(width, height)) as app:
            if width == 80:
                await app.press("shift+tab", "s", "4")
            await app.press(*(["s"] if width < 80 else ["G"]))
            if width >= 80:
                await app.shows("#sea ▍")
            if width >= 120:
                await app.shows("#sea\u00a01")
            shown = picture(app)
            await app.press("escape", "g", "T")
            await app.shows("0 of 1 decided")
            await app.settle()
            golden(HERE / f"library-{width}x{height}.txt", shown + picture(app))


async def test_the_help(services: Services, rivers: str, golden: Golden) -> None:
    # The commands are listed here, so that a new one elsewhere does not move any line.
    chosen = [command for command in COMMANDS if command.id in IN_HELP]
    async with journey(services, article=rivers, size=(120, 20)) as app:
        await app.app.push_screen(HelpScreen(chosen, app.app.keymap, app.app.look.palette, {}, FIRST_IN_HELP))
        await app.settle()
        golden(HERE / "help.txt", picture(app))


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_review(services: Services, annotated: str, size: tuple[int, int], golden: Golden) -> None:
    """The question, and below it the answer: the words do not move."""
    found = services.repository.annotations(annotated)
    noted = next(one for one in found if one.note)
    services.repository.apply(services.annotator.delete(*(one for one in found if one.id != noted.id)))
    services.repository.apply(services.annotator.set_tags(noted, ["sea"]))
    async with journey(services, size=size) as app:
        await app.press("g", "r", "space")
        question = picture(app)
        await app.press("space")
        golden(HERE / f"review-{size[0]}x{size[1]}.txt", question + picture(app))


@pytest.mark.parametrize("size", [(80, 24), (160, 40), (40, 12)])
async def test_export_codebook_and_tables(
    services: Services, annotated: str, size: tuple[int, int], golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The export with its source, beside it where there is room; the tags, and those that share passages."""
    monkeypatch.setattr("readtui.services.out.export.format_names", _FORMATS.split)
    found = services.repository.annotations(annotated)
    for one in found:
        services.repository.apply(services.annotator.set_tags(one, [*one.tags, "sea"]))
    shown = ""
    async with journey(services, article=annotated, size=size) as app:
        await app.press("E", "2", "right")
        await app.shows(" in 1 article")
        shown += picture(app)
        await app.press("tab", "G")
        shown += picture(app)
        await app.press("q", "g", "t")
        await app.shows("3 passages")
        shown += picture(app)
        await app.press("g", "C")
        await app.shows("1 passage")
        shown += picture(app)
    # As long as they were, for the columns beside them; ids may be cut into lines.
    ids = r"[0-9a-f-]{6,}(?=\))|(?=[a-f]*\d)[0-9a-f]{8}[0-9a-f-]{4,}|\d{4}-\d\d-\d\dT[\d:]+Z|rt-[0-9a-f]{8}"
    shown = re.sub(ids, lambda one: "0" * len(one[0]), shown)
    golden(HERE / f"export-{size[0]}x{size[1]}.txt", shown)
