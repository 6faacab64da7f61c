"""A page with annotations of all kinds: its text, its margin, and the strip below; below each line its styles."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from golden import Golden, Picture
from textual.events import Click
from textual.geometry import Size

from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.text.selection import Selection
from readtui.tui.article.article_view import ArticleStrips
from readtui.tui.article.line_marks import HitList, LineMarks
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth, Palette
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.notes.marginalia import Marginalia
from readtui.tui.notes.note_lines import NoteClicked
from readtui.tui.notes.note_strip import NoteStrip

HERE = Path(__file__).parent
PALETTE = replace(make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL), tags=TagColors({("sea",): "blue"}))
TEXT = """# Rivers

Water *runs* downhill. It is **slow**, and `nobody` hears it. It is long. It is old.

## The Spree

It flows through [Berlin](https://example.org/berlin). Who has ~~seen~~ its source?

- a lock
- a weir

> It never hurries.

```python
flow = depth * width
```

They ground rye. One stands still. Boats wait there. Nobody asks why.
"""
ADA, BOT = Creator("Ada Lovelace-Byron of Ockham"), Creator("builder", is_program=True)
LONG = "The ferry left at dawn and came back at dusk, and nobody on board spoke of the river."


def replies(*said: tuple[str, Creator, ThreadState | None]) -> tuple[Reply, ...]:
    return tuple(
        Reply(f"r{number}", "a", "n", f"2026-01-0{number + 1}", "2026", text, who, sets)
        for number, (text, who, sets) in enumerate(said)
    )


def annotate(view: Viewport) -> None:
    """Annotations of all kinds, by the words that they are on."""
    session, number = view.session, 0

    def on(words: str, **facts: object) -> None:
        nonlocal number
        start = session.article.text.index(words)
        made = session.annotator.create(
            session.record.id, session.article, Passage(start, start + len(words)), color="yellow"
        )
        [edit] = made.edits
        assert isinstance(edit.after, Annotation)
        number += 1
        known: dict[str, object] = {"id": f"n{number:02}", "created": f"2026-01-{number:02}", "modified": "2026"}
        one = replace(edit.after, **{"color": None, **known, **facts})  # type: ignore[arg-type]
        said = (
            replace(reply, id=f"{one.id}-{reply.id}", article_id=one.article_id, to=one.id) for reply in one.replies
        )
        edits = [Edit(None, replace(one, replies=())), *(Edit(None, reply) for reply in said)]
        session.apply(Change("c", "", "annotate", tuple(edits)))

    on("Water", color="yellow")
    on("runs downhill", tags=("sea", "b/c"))
    on("It is slow", note="Is *it*?", color="green")
    on("nobody", note=f"{LONG}\n\n- so\n- [so](https://example.org/so)\n\n> {LONG}", tags=("sea",), creator=ADA)
    on("hears it", anchor=AnchorState.REVIEW, why="a figure changed", note="Hm.", color="pink")
    on("It is long", anchor=AnchorState.MOVED, color="blue")
    on("It is old", anchor=AnchorState.MOVED, note="Old.", origin=Origin("v", 0, 4, "It was."))
    on("Berlin", is_thread=True, note="Why there?", tags=("sea",))
    said = (("Because.", ADA, None), ("So **be** it.\n\n- one\n- two", BOT, None))
    on("source", is_thread=True, note="Where?", replies=replies(*said))
    on("a lock", is_thread=True, note="Done?", replies=replies(("", ADA, ThreadState.SETTLED)), color="green")
    many = [(f"Reply {number}. {LONG}", ADA, None) for number in range(6)]
    on("a weir", note="Yes.", replies=replies(*many), creator=BOT)
    on("hurries", tags=("x" * 60,), note="So.")
    on("flow = depth", note="Depth.", tags=("sea",))
    on("They ground", is_thread=True, note="", anchor=AnchorState.REVIEW)
    on("stands still", color="pink")
    on("Boats", note=LONG * 60)
    orphan = {"anchor": AnchorState.ORPHAN, "position": None}
    on("asks why", **orphan)
    on("Nobody asks", **orphan, note="Gone.")


class Margin(Marginalia):
    is_whole = True

    def set_timer(self, *_: object, **__: object) -> None:  # type: ignore[override]
        """Everything is read at once."""


def view_of(services: Services, tmp_path: Path, size: tuple[int, int]) -> Viewport:
    path = tmp_path / "rivers.md"
    path.write_text(TEXT, "utf-8")
    view = Viewport(services.read(services.library.add(str(path)).record.id), room=lambda: size)
    view.set_measure(size[0] - 6)
    annotate(view)
    view.linked = {"n01": 1, "n03": 12}
    view.scroll_to_line(view.lines.first)
    return view


def cursors(view: Viewport) -> Iterator[None]:
    """Put the cursor on each annotation in turn, on the title, and where there is none."""
    for one in view.session.annotations:
        assert one.passage is not None
        view.set_cursor(view.stops.at(one.passage.start), one.id)
        yield


def clicked(pane: Margin | NoteStrip, width: int, height: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """What clicks lead to: for each row, what is new from which column on; then a second click."""
    sent: list[str] = []

    def post(message: NoteClicked) -> None:
        sent.append(f"{message.act.name.lower()} {message.value}".strip())

    monkeypatch.setattr(pane, "post_message", post)
    rows = []
    for row in range(height):
        steps: list[str] = []
        for column in range(0, width, 2):
            sent.clear()
            pane.on_click(cast(Click, SimpleNamespace(x=column, y=row, chain=1)))
            pane.on_click(cast(Click, SimpleNamespace(x=0, y=0, chain=2)))
            said = ", ".join(sent)
            if not steps or steps[-1].partition(": ")[2] != said:
                steps.append(f"{column}: {said}")
        rows.append("; ".join(steps))
    return "\n".join(rows)


@pytest.mark.parametrize(("width", "height"), [(24, 9), (36, 22), (62, 20)])
def test_the_margin_has_the_notes_beside_their_passages(
    services: Services, tmp_path: Path, width: int, height: int, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = Picture()
    view = view_of(services, tmp_path, (60, height))
    margin = Margin(view, PALETTE)
    margin.stand_for(Size(width, height))
    for number, _ in enumerate(cursors(view)):
        wanted = [margin.rows_wanted(one) for one in view.session.annotations]
        picture.say(view.focused_id, *(wanted if not number else ()))
        for row in margin.make_rows():
            picture.add(list(row), width)
        if number in (3, 7):
            picture.say(clicked(margin, width, height, monkeypatch))
    picture.compare(golden, HERE / f"margin-{width}.txt")


@pytest.mark.parametrize(("width", "height"), [(40, 1), (40, 2), (76, 4)])
def test_the_strip_has_the_annotation_under_the_cursor_else_those_of_the_page(
    services: Services, tmp_path: Path, width: int, height: int, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = Picture()
    view = view_of(services, tmp_path, (60, 14))
    strip = NoteStrip(view, PALETTE)
    strip.stand_for(Size(width, height))
    for _ in cursors(view):
        picture.say(view.focused_id)
        for row in strip.make_rows():
            picture.add(list(row), width)
        if view.focused_id in ("n02", "n04", "n09"):
            picture.say(clicked(strip, width, height, monkeypatch))
    for top in range(0, 20, 3):
        view.scroll_to_line(view.lines.move(view.lines.first, top))
        view.cursor = Passage(0, 1)
        picture.say("page", top)
        for row in strip.make_rows():
            picture.add(list(row), width)
    picture.compare(golden, HERE / f"strip-{width}x{height}.txt")


@pytest.mark.parametrize("depth", [ColorDepth.FULL, ColorDepth.NONE])
def test_the_text_shows_marks_annotations_cursor_selection_and_hits(
    services: Services, tmp_path: Path, depth: ColorDepth, golden: Golden
) -> None:
    picture = Picture()
    palette: Palette = make_palette(OWN_THEMES["readtui-dark"], depth)
    view = view_of(services, tmp_path, (52, 30))
    text = view.article.text
    for name in ("plain", "hits", "selection"):
        if name == "hits":
            spans = [(start, start + 2) for start in range(len(text)) if text.startswith("It", start)]
            view.hits = HitList(spans, 2)
        elif name == "selection":
            view.selection = Selection(text.index("flows"), text.index("source") + 2)
        for words in ("It is slow", "It flows", "a weir", "Boats"):
            view.set_cursor(view.stops.at(text.index(words)), "")
            strips = ArticleStrips(view.lines, palette, LineMarks(view), view.place, {}, lambda _: None)
            picture.say(name, words)
            for row in strips.of(view.frame, view.annotations_by_row):
                picture.add(list(row), 52)
    picture.compare(golden, HERE / f"text-{depth.name.lower()}.txt")
