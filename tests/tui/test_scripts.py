"""Every script in every pane: no text exceeds its place, no grapheme is cut, and clicks hit what is under the mouse."""

from functools import partial
from pathlib import Path

import pytest
import regex
from journeys import Journey, journey
from rich.cells import cell_len
from terminal_screen import TerminalScreen, xterm_cells

from readtui.bootstrap import Services
from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.settings import parse_settings

SCRIPTS = [
    "日本語の文章には「引用」がある、それで終わり。",
    "हिन्दी में लिखा गया वाक्य क्षत्रिय है।",
    "ภาษาไทยไม่มีช่องว่างระหว่างคำในประโยค",
    "עברית נכתבת מימין לשמאל בלי סוף",
    "تُكتب العربية من اليمين إلى اليسار",
    "👩\u200d👩\u200d👧 🇩🇪 👍🏽 e\u0301 ❤\ufe0f",
    "Donau\u00addampf\u00adschiff\u00adfahrts\u00adgesell\u00adschaft",
    "no\u00a0break and zero\u200bwidth and word\u2060joined",
    "verylongwordthatdoesnotfitanywhere" * 4,
    "한국어 문장은 띄어쓰기가 있다",
]


@pytest.fixture
def scripts(services: Services, tmp_path: Path) -> str:
    path = tmp_path / "scripts.md"
    parts = []
    for script in SCRIPTS:
        parts += [f"## {script * 2}", f"{script} " * 6, f"- {script} {script}", f"> {script} {script}"]
        parts.append(f"| a | {script} |\n| --- | --- |\n| {script} | {script * 2} |")
        parts.append(f"```\n\t{script}\tx\n{script * 4}\n```")
    path.write_text("# Scripts\n\n" + "\n\n".join(parts), "utf-8")
    return services.library.add(str(path)).record.id


def assert_rows_fit(app: Journey) -> None:
    reader = app.reader
    for pane in (reader.panes.outline, reader.panes.text, reader.panes.marginalia, reader.panes.bar):
        if pane.display:
            for strip in pane.make_rows():
                assert sum(segment.cell_length for segment in strip) == pane.size.width, strip.text


def assert_mouse_hits(app: Journey) -> None:
    view = app.view
    text = view.article.text
    starts = {match.start() for match in regex.finditer(r"\X", text)}
    for row, position in enumerate(view.frame):
        line = view.lines.line(position)
        for run in line.runs:
            for offset in range(run.start, run.end):
                cell = line.cell_of(offset)
                hit = app.reader.panes.text.offset_at(view.place.left + cell, row)
                assert hit in starts
                if offset in starts and cell_len(run.written(text, offset, _next(starts, offset, run.end))):
                    assert hit == offset


def assert_columns_hold(app: Journey) -> None:
    """Check that rows have the right width, whether the terminal measures code points or graphemes."""
    strips = app.strips()
    for terminal in (TerminalScreen, partial(TerminalScreen, measure=xterm_cells), partial(TerminalScreen, joins=True)):
        for strip in strips:
            screen = terminal(2 * strip.cell_length, 1)
            screen.feed("".join(segment.text for segment in strip))
            assert screen.column == strip.cell_length, screen.rows()


def _next(starts: set[int], offset: int, end: int) -> int:
    return next((later for later in range(offset + 1, end) if later in starts), end)


@pytest.mark.parametrize("size", [(150, 40), (64, 24)])
async def test_every_script_fits_every_pane(services: Services, scripts: str, size: tuple[int, int]) -> None:
    article = services.repository.article(scripts)
    for number, block in enumerate(block for block in article.blocks if block.kind is BlockKind.PARAGRAPH):
        change = services.annotator.create(
            scripts, article, Passage(block.start, block.end), tags=[f"{number}"], note=SCRIPTS[number % 10] * 9
        )
        services.repository.apply(change)
    settings = parse_settings("[reader]\noutline = true\n")
    async with journey(services, article=scripts, size=size, settings=settings) as app:
        for _ in range(4):
            assert_rows_fit(app)
            assert_mouse_hits(app)
            assert_columns_hold(app)
            await app.press("space")
        for key in ("c", "escape", "ctrl+p", "escape", "question_mark", "escape", "g", "n", "t", "escape", "g", "l"):
            await app.press(key)
            assert_columns_hold(app)
