"""Whole sessions on screens of which no single picture is kept: what changes on the screen with each key."""

import asyncio
import re
from datetime import datetime, timedelta, tzinfo
from itertools import count
from pathlib import Path
from typing import Self
from uuid import UUID

import pytest
from golden import Golden
from journeys import Journey, is_list, journey

from readtui.bootstrap import Services
from readtui.services.annotation_batch import wanted_in
from readtui.storage import open_store
from readtui.tui.work.stream import StreamTurn

FERRY = """# The ferry

## Winter

The boat lay in ice. People walked across, in single file. Nobody spoke, and a boy sold tea to them.

## Spring

Nine boats came back in April. The ferryman painted his own in the colors of the town. It leaks at the bow.

> Whoever waits for the ferry learns the river.

Children counted the boats every evening, and wrote the number on the wall of the mill.
"""
LAKES = "# On lakes\n\nA lake is a river that waits. It has no hurry, and no direction.\n\nIts boats come back.\n"
AGAIN = (
    FERRY.replace("Nine boats", "Ten boats")
    .replace("It leaks at the bow.", "")
    .replace("# Winter\n\n", "# Winter\n\nIt was the coldest one.\n\n")
    .replace("wrote the number on", "scratched the count into")
)
CODES: tuple[tuple[str, str, list[str], str], ...] = (
    ("Ada", "The boat", ["boats"], ""),
    ("Bea", "The boat", ["boats"], ""),
    ("Ada", "lay in ice", ["winter/ice"], "How *cold* was it?"),
    ("Bea", "lay in ice", ["cold"], ""),
    ("Ada", "walked across", ["people"], ""),
    ("Bea", "across, in single file", ["people"], "In a row."),
    ("Bea", "a boy", ["people", "trade"], ""),
    ("me", "Nine boats came back in April", ["boats", "spring"], "A figure."),
    ("me", "It leaks at the bow.", ["boats"], ""),
    ("me", "learns the river", [], "To be kept."),
    ("me", "wrote the number on the wall", ["people"], ""),
)
SESSIONS = {
    "comparing": (
        "gk 3 j r r 1 p u ctrl+r tab j j G enter escape tab G enter tab tab g s g N / #people enter escape y q"
    ),
    "codebook": (
        "gt j c j j enter e W a t e r enter r escape r backspace x enter y u 4 4 gN escape a n e w enter gM /"
        " b o enter p J dd n dd y u ctrl+r gC j l s escape escape gA escape q"
    ),
    "annotations": (
        "gn j j x j x t enter c j enter u s } z Z Z j p / t a g : b o a t s enter v escape escape gs escape"
        " dd y u gm escape q"
    ),
    "moved and lost": "gm j y j J K { z z r n escape L u gg j y Y u / b o a t s enter escape dd y u q",
    "reading": (
        "enter l H ]] l t s e a enter a S o . ctrl+s ctrl+r u v v y f s escape [[ c j enter / b o a t enter n"
        " N escape ]a enter j escape ]t o j k enter i i z z + - gb gp mb 'b ctrl+o gi T l a k e enter A escape"
        " dd y g= D"
    ),
    "writing": (
        "gn j j enter enter j k J K escape a x escape gd backspace [ [ l a down up enter ctrl+t ctrl+s u a . ctrl+s"
        " A N ctrl+t o ctrl+s gv escape enter a r ctrl+s escape t b o down enter u t w i n tab s e backspace backspace"
        " enter t backspace backspace backspace , x escape T n e w , o enter T down down up enter 1 2 c 3 c 0 c g"
        " enter . gc gb escape dd u D enter escape q"
    ),
    "triage": "gT t s e a enter j 2 u 3 q md ma s j enter tab tab / r i v e r escape v escape : h e l escape",
    "trash": (
        "gn j dd y j j dd y gl j dd y gz J p p j x x X } x x { z z / f e r enter escape Z Z j x enter u j p dd y q"
    ),
    "finding": (
        "g/ b o a t enter j j p p J K G gg enter q c j s s s p enter q c w # b o a t s enter escape tab"
        " / backspace backspace backspace i alt+r enter tab c s escape escape q ga b x q escape escape"
    ),
    "counting": "gw j G gg s s s z z p tab j enter q tab s / # p e tab enter j enter q p J K escape @90,4 @70,4 @3,4 q",
    "history": (
        "gn j j t c enter j dd y G c j enter gh j } { p p J K z z Z Z / t a g enter escape U y U y j gU y gR y enter"
        " q u ctrl+r j j j enter escape q"
    ),
    "exporting": (
        "gn E tab tab J K G gg space b right right left 2 right right right left 3 right 4 right 5 escape j j j k"
        " shift+right shift+left y v escape S @60,4 @20,4 @4,11 @4,6 tab @4,8 y j 1 left shift+left"
        " k k @50,6 q"
    ),
    "asking": (
        "gn ? j G k gg tab tab space / f i l t enter j n backspace backspace escape escape ? z z escape q"
        " ctrl+p t a g down down up enter q ctrl+p # b o a enter escape"
        " ctrl+p > s o r enter escape f9 j k escape / # b o tab enter v a B o ctrl+s escape v j k enter"
        " v r x enter a B backspace o enter enter dd u escape v dd escape escape escape s j s"
        " gl s j j l right escape s tab j enter @40,1 @97,28 q"
    ),
    "moving": (
        "md enter j k h } { space b ctrl+d ctrl+u G gg ]] ]] [[ l l v l h w b e ) ( } { j k o v v backspace V j k o"
        " escape v iw y v is escape v ip H shift+right shift+right shift+left shift+down shift+up f f escape Y mx G 'x"
        " gi + + - z z / i c e down up escape o j k G gg o o G enter q"
    ),
    "going": (
        "j enter ]a ]a [a ]t [t 1 gc . ]c enter ]c [c ]C [C ]o a w h y ? ctrl+s ]o [o D u gx gd gv gm escape [a r l h"
        " enter r w escape u ctrl+r E j j escape R gS f9 ctrl+p t r i a g escape ]n q"
    ),
    "tables": (
        "gt gC right left L H $ 0 j k space b G gg tab s s / b o enter escape p p J K enter q gA j right s tab enter"
        " q q gt G gg space b k p p J K gs d e e p enter escape / b enter escape u q"
    ),
    "review": "gr space j k 1 space 2 space 3 u space 4 - @ u enter q pagedown b escape",
    "placing": (
        "gm G gg space b Z } { Z } j r tab shift+tab j k enter u j r l v w enter y u gg j a h i ctrl+s D L u dd y u"
        " r escape / i c e enter escape escape"
    ),
    "settling codes": (
        "gk 2 3 4 shift+tab tab G gg space b k p p J K gc down enter gs gs gN } u / c o l d enter escape q"
    ),
}


class Ticking(datetime):
    """Long ago, and each look at the clock a second later."""

    ticks = count()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2020, 1, 10, 12, tzinfo=tz) + timedelta(seconds=next(cls.ticks))


_PASSING = re.compile(
    r"( +| at |T)\d?\d:\d\d\b(:\d\dZ)?|\]n  Next: .* min\b|(?<=address )/.*"
    r"|(?<= [ED]) +(?=Export|Mark)"
)
"""What depends on the time of day or the folder of the tests, or comes whenever there is time."""


@pytest.fixture
def coded(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two articles that several people coded. Lists are sorted by ids and times, so none is random or the same."""
    ids = map(UUID, (f"{number:08}-0000-4000-8000-000000000000" for number in count(1)))
    monkeypatch.setattr("uuid.uuid4", lambda: next(ids))
    monkeypatch.setattr(open_store, "datetime", Ticking)
    monkeypatch.setattr(Ticking, "ticks", count())
    # Lists come in one part, however long it takes.
    monkeypatch.setattr(StreamTurn, "is_due", False)
    for name, text in (("ferry", FERRY), ("lakes", LAKES)):
        (tmp_path / f"{name}.md").write_text(text)
        article = services.library.add(str(tmp_path / f"{name}.md")).record.id
        wanted = [
            {"article": article, "quote": quote, "tags": tags, "note": note, **({} if by == "me" else {"by": by})}
            for by, quote, tags, note in (CODES if name == "ferry" else [("me", "a river that waits", ["boats"], "")])
            if tags or note
        ]
        change = services.batch_annotator().annotate(wanted_in(wanted)).change
        assert change
        services.repository.apply(change)


def keys_of(session: str) -> list[str]:
    """Keys one by one; ``gk`` are two, ``@40,1`` is a click in this column and row."""
    return [
        key
        for keys in session.split()
        for key in ([keys] if keys in NAMED or "+" in keys[1:] or keys[1:2].isdigit() else keys)
    ]


NAMED = {"escape", "enter", "tab", "space", "backspace", "down", "up", "right", "left", "pagedown", "f9"}


async def rested(app: Journey) -> list[str]:
    """The rows of the screen once also what begins after it has come, such as previews, is there. Of the library, whose
    rows are completed whenever there is time, nothing.
    """
    rows, before = [""], None
    while rows != before:
        before = rows
        for _ in range(2):
            await asyncio.sleep(0.004)
            await app.settle()
        rows = [_PASSING.sub("", row).rstrip() for row in app.screen_text().split("\n")]
    return [""] * len(rows) if is_list(app.app.screen, "library") else rows


@pytest.mark.parametrize("name", SESSIONS)
async def test_what_each_key_changes_on_the_screen(
    services: Services, coded: None, tmp_path: Path, golden: Golden, name: str
) -> None:
    if name in ("moved and lost", "placing", "going"):
        (tmp_path / "ferry.md").write_text(AGAIN)
        services.library.add(str(tmp_path / "ferry.md"))
    said: list[str] = []
    async with journey(services, size=(100, 30)) as app:
        before = await rested(app)
        for key in keys_of(SESSIONS[name]):
            if "," in key[1:]:
                column, row = map(int, key[1:].split(","))
                await app.pilot.click(offset=(column, row))
                await app.settle()
            else:
                await app.press(key)
            now = await rested(app)
            said.append(f"{key}")
            said += [
                f"{row:3} {text}".rstrip()
                for row, (was, text) in enumerate(zip(before, now, strict=True))
                if was != text
            ]
            before = now
    golden(Path(__file__).with_name(f"session-{name.replace(' ', '-')}.txt"), "\n".join([*said, ""]))
