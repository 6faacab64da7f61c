"""Measures the reader in a real terminal beside other programs: ``python -m tests.benchmarks.bench_reader``.

Uses generated texts and a temporary library. Each figure is the time from a key (or the start) to the first output that
changes the screen. Only ratios within one run travel to another machine. ``--write`` puts the table into
docs/development/performance.md; peers that are not installed are left out.
"""

import argparse
import compileall
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import readtui
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.services.annotating.annotator import Annotator
from readtui.storage.open_store import new_uuid, open_store, utc_now
from tests.benchmarks.pty_terminal import Terminal
from tests.benchmarks.texts import FIRST, HIT, LAST, TEXTS

ARTICLE = "00000000000000aa"
NOT_PASSED_ON = ("NO_COLOR", "TEXTUAL", "PYTHONDONTWRITEBYTECODE")
# fmt: off
COLUMNS = (
    "ready", "answer", "start p95", "key p50", "key p95", "uneven p95", "save p95", "page", "end", "search", "resize",
    "quit", "MiB",
)
# fmt: on
START, END = "<!-- figures: made by the benchmark -->", "<!-- end of the figures -->"
PAGE = Path(__file__).parents[2] / "docs" / "development" / "performance.md"
_TEXTUAL = "import os\nos.environ.setdefault('TEXTUAL_FPS', '60')\nfrom textual.app import App\n"
MINIMAL = _TEXTUAL + (
    "from textual.widgets import Static\n"
    "class Minimal(App):\n    BINDINGS = [('q', 'quit', '')]\n"
    "    def compose(self):\n        yield Static('Beginning theend')\n"
    "Minimal().run()\n"
)
STATIC = _TEXTUAL + (
    "import sys\nfrom textual.containers import VerticalScroll\nfrom textual.widgets import Static\n"
    "class Shown(App):\n    BINDINGS = [('q', 'quit', '')]\n"
    "    def compose(self):\n        yield VerticalScroll(Static(open(sys.argv[1]).read(), markup=False))\n"
    "Shown().run()\n"
)
MARKDOWN = _TEXTUAL + (
    "import sys\nfrom textual.containers import VerticalScroll\nfrom textual.widgets import Markdown\n"
    "class Shown(App):\n    BINDINGS = [('q', 'quit', '')]\n"
    "    def compose(self):\n        yield VerticalScroll(Markdown(open(sys.argv[1]).read()))\n"
    "Shown().run()\n"
)


@dataclass(frozen=True)
class Program:
    """A program to measure and its keys. Without a key, its figure is not measured.

    ``search``: all keys but the last one, and that one. ``save``: keys that annotate. ``first``: keys to press
    before anything is measured. Without ``keeps_page``, the page that readtui has cached is removed before each start.
    ``settings``: those of readtui.
    """

    name: str
    command: list[str]
    down: str = "j"
    page: str = " "
    end: str = "G"
    top: str = "gg"
    search: tuple[str, str] = ("", "")
    quit: str = "q"
    save: str = ""
    first: str = ""
    starts: int = 5
    columns: int = 120
    keeps_page: bool = True
    settings: str = ""


@dataclass
class Figures:
    """Times in ms by column, in the order of the runs."""

    times: dict[str, list[float]] = field(default_factory=dict)

    def add(self, column: str, value: float) -> None:
        """Add a figure, unless it is NaN, which means that nothing happened."""
        if value == value:
            self.times.setdefault(column, []).append(value)

    def of(self, column: str) -> float | None:
        """The figure for the table; None if nothing was measured."""
        source = column.removesuffix(" p50").removesuffix(" p95")
        times = sorted(self.times.get(source, []))
        if not times:
            return None
        return times[int(0.95 * (len(times) - 1))] if column.endswith("p95") else statistics.median(times)


# ---------------------------------------------------------------------- what is read


def make_library(library: Path, article: Article, annotations: int) -> None:
    """A library with this one article and annotations throughout it."""
    store = open_store(library)
    article_id = ARTICLE
    store.keep_text(article_id, article)
    record = ArticleRecord(
        article_id, article.metadata, utc_now(), utc_now(), article.hash8, words=len(article.text) // 6
    )
    edits = [Edit(None, record), *(Edit(None, made) for made in spread(article, annotations))]
    store.apply(Change(new_uuid(), utc_now(), "bench", tuple(edits)))
    store.close()


def spread(article: Article, count: int) -> Iterator[Annotation]:
    """Annotations throughout the article. Does not check whether their words also occur elsewhere, which takes long."""
    text = article.text
    first = Annotator(utc_now, new_uuid).create(ARTICLE, article, Passage(0, 5), color="yellow").edits[-1].after
    assert isinstance(first, Annotation)
    step = len(text) // (count + 1)
    for number in range(count):
        start = text.find(" ", number * step + 40) + 1
        passage = Passage(start, min(start + 60, len(text)))
        prefix, suffix = text[max(0, start - 32) : start], text[passage.end : passage.end + 32]
        yield replace(
            first,
            id=new_uuid(),
            quote=TextQuoteSelector(passage.of(text), prefix, suffix),
            position=TextPositionSelector(passage.start, passage.end),
            color=HIGHLIGHT_COLORS[number % len(HIGHLIGHT_COLORS)],
            tags=("place/water",) if number % 3 == 0 else (),
            note=f"Note {number} on this." if number % 2 else "",
        )


# ---------------------------------------------------------------------- one program


def measure(program: Program, environment: dict[str, str], keys: int) -> Figures:
    """Start the program several times, and press keys after the last start."""
    figures = Figures()
    Path(environment["READTUI_SETTINGS"]).write_text(program.settings, encoding="utf-8")
    for number in range(program.starts):
        if not program.keeps_page:
            for folder in Path(environment["READTUI_STATE"]).glob("cache/*/first-pages"):
                shutil.rmtree(folder)
        terminal = Terminal(program.command, environment, program.columns)
        try:
            ready = terminal.ready(FIRST)
            # The first start, like any first opening, has no page that was kept.
            if number or program.starts == 1 or not program.keeps_page:
                figures.add("ready", ready)
            terminal.settle(0.01)
            if program.down:
                figures.add("answer", terminal.key(program.down))
                hold(program, terminal, figures, "start", keys // 3)
                terminal.send(program.top)
            terminal.settle(0.7)
            if number == program.starts - 1:
                press_keys(program, terminal, figures, keys)
                # Where the next start begins.
                terminal.send(program.top)
                terminal.settle()
            figures.add("quit", terminal.quit(program.quit))
        except BaseException:
            terminal.kill()
            raise
    return figures


def hold(program: Program, terminal: Terminal, figures: Figures, column: str, keys: int) -> None:
    """Press the key for a line down as often as if it were held."""
    for _ in range(keys):
        press(program.down, program, terminal, figures, column)
        terminal.pause(0.03)


def press(key: str, program: Program, terminal: Terminal, figures: Figures, column: str) -> None:
    """Press a key. If it changes nothing, the text is at its end, so start again at the top."""
    took = terminal.key(key, timeout=0.5)
    figures.add(column, took)
    if took != took:
        terminal.send(program.top)
        terminal.settle()


def press_keys(program: Program, terminal: Terminal, figures: Figures, keys: int) -> None:
    """Measure all figures of a running program."""
    figures.add("MiB", terminal.memory())
    if not program.down:
        return
    if program.first:
        terminal.send(program.first)
        terminal.settle()
    for key in filter(None, (program.down, program.page)):
        terminal.key(key)
        terminal.settle(0.05)
    hold(program, terminal, figures, "key", keys)
    for _ in range(keys):
        press(program.down, program, terminal, figures, "uneven")
        terminal.pause(random.uniform(0.005, 0.1))
    for _ in range(3 if program.save else 0):
        # Somewhere else each time, also in the next run.
        terminal.send(program.page * random.randint(5, 50))
        terminal.settle()
        terminal.send(program.save)
        hold(program, terminal, figures, "save", keys // 2)
        terminal.settle(0.5)
    for _ in range(keys // 4 if program.page else 0):
        press(program.page, program, terminal, figures, "page")
        terminal.pause(0.05)
    for _ in range(3 if program.end else 0):
        terminal.send(program.top)
        terminal.settle()
        figures.add("end", terminal.key(program.end, sought=LAST))
        terminal.settle()
    for narrower in (20, 0) * 3:
        figures.add("resize", terminal.resize(program.columns - narrower, 40))
        terminal.settle()
    figures.add("MiB", terminal.memory())
    if program.search[0]:
        terminal.send(program.top)
        terminal.settle()
        terminal.send(program.search[0])
        terminal.settle()
        figures.add("search", terminal.key(program.search[1], sought=HIT))
        terminal.settle()
        if program.search[1] != "\r":
            terminal.send("\r")
            terminal.settle()


# ---------------------------------------------------------------------- all of them


def programs(text: Path, library: Path) -> list[Program]:
    """The reader, and the other programs that are installed."""
    slow = text.stat().st_size > 1_000_000
    find = ("/quagg", "a")
    reader = [sys.executable, "-m", "readtui", "--library", str(library), "open", ARTICLE]
    found = [
        Program("readtui, first opening", reader, keeps_page=False, search=find, save="H"),
        Program("readtui", reader, search=find, save="H", starts=6),
        Program(
            "readtui, both panes", reader, search=find, starts=1, columns=160, settings="[reader]\noutline = true\n"
        ),
        Program("readtui, in the outline", reader, page="", end="", first="o", quit="\x11", starts=1, columns=160),
        Program("minimal Textual app", [sys.executable, "-c", MINIMAL], down=""),
    ]
    if shutil.which("less"):
        found.append(Program("less", ["less", str(text)], top="g", search=(f"/{HIT}", "\r")))
    if shutil.which("nvim"):
        found.append(Program("nvim -R", ["nvim", "-R", "-u", "NONE", str(text)], page="\x06", quit=":q!\r"))
    if text.stat().st_size < 10_000_000:
        for name, script in (("Textual Static", STATIC), ("Textual Markdown", MARKDOWN)):
            command = [sys.executable, "-c", script, str(text)]
            found.append(Program(name, command, *("\x1b[B", "\x1b[6~", "\x1b[F", "\x1b[H"), starts=1 if slow else 3))
    return found


def measure_all(folder: Path, name: str, keys: int, wanted: str) -> dict[str, Figures]:
    """Measure all programs on one text."""
    article, annotations = TEXTS[name].make(), TEXTS[name].annotations
    text, library = folder / f"{name}.txt", folder / f"library-{name}"
    text.write_text(article.text + "\n", encoding="utf-8")
    make_library(library, article, annotations)
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LESS": "", "LANG": "C.UTF-8"}
    environment = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON} | terminal
    found = {}
    for program in programs(text, library):
        if wanted in program.name:
            found[program.name] = measure(program, environment, keys)
            print(row(program.name, found[program.name]), flush=True)
    return found


def row(name: str, figures: Figures) -> str:
    """One line of the table."""
    return f"| {name} | " + " | ".join(shown(figures.of(column)) for column in COLUMNS) + " |"


def shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def ratios(found: dict[str, Figures]) -> list[str]:
    """The ratios, which are comparable between machines."""
    reader = found.get("readtui")
    lines = []
    for peer, figures in found.items():
        if reader is None or peer.startswith("readtui"):
            continue
        parts = []
        for column in COLUMNS:
            ours, theirs = reader.of(column), figures.of(column)
            if ours and theirs:
                parts.append(f"{column} {ours / theirs:.2f}")
        lines.append(f"- readtui / {peer}: {', '.join(parts)}")
    return lines


def table(name: str, found: dict[str, Figures]) -> str:
    """The figures of one text as Markdown."""
    head = [
        f"### {name}, {TEXTS[name].annotations:,} annotations",
        "",
        "| | " + " | ".join(COLUMNS) + " |",
        "| --- |" + " ---: |" * len(COLUMNS),
    ]
    return "\n".join([*head, *(row(peer, figures) for peer, figures in found.items()), "", *ratios(found)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--sizes", nargs="*", choices=list(TEXTS), default=list(TEXTS))
    parser.add_argument("--keys", type=int, default=60, help="key presses of each kind")
    parser.add_argument("--only", default="", help="programs whose name has this")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/development/performance.md")
    options = parser.parse_args()
    # As it is for who has installed it.
    compileall.compile_dir(str(Path(readtui.__file__).parent), quiet=1)
    tables: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="readtui-bench-") as made:
        os.environ["READTUI_STATE"] = str(Path(made) / "state")
        os.environ["READTUI_SETTINGS"] = str(Path(made) / "settings.toml")
        for name in options.sizes:
            print(f"{name}: {', '.join(COLUMNS)}", flush=True)
            tables[name] = table(name, measure_all(Path(made), name, options.keys, options.only))
            print(tables[name].rpartition("\n\n")[2], flush=True)
    if options.write:
        put_into_page(START, END, tables)


def put_into_page(start: str, end: str, tables: dict[str, str]) -> None:
    """Put tables into docs/development/performance.md between two comments, and keep those of other sizes."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(start)
    kept, _, after = rest.partition(end)
    known = {part.partition(",")[0]: f"### {part.strip()}" for part in kept.split("### ")[1:]} | tables
    machine = f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}; medians in ms."
    parts = [f"{before}{start}\n{machine}", *(known[name] for name in TEXTS if name in known)]
    PAGE.write_text("\n\n".join(parts) + f"\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
