"""Measures what each part of ``tui/terminal`` saves: ``python -m tests.benchmarks.bench_tricks``.

Takes one part away at a time and measures the reader without it, between runs with everything, so that a busy moment
of the machine meets all of them. ``--write`` puts the table into docs/development/performance.md.
"""

import argparse
import compileall
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

import readtui
from tests.benchmarks.bench_reader import ARTICLE, NOT_PASSED_ON, Figures, make_library, put_into_page, shown
from tests.benchmarks.pty_terminal import Terminal
from tests.benchmarks.texts import FIRST, TEXTS

START, END = "<!-- parts: made by the benchmark -->", "<!-- end of the parts -->"
COLUMNS = (
    "first opening",
    "ready",
    "answer",
    "start p95",
    "key p50",
    "key p95",
    "uneven p50",
    "uneven p95",
    "save p95",
    "help",
    "quit",
    "MiB",
)
ALL = "everything"
_FAST = "from readtui.tui.terminal.fast import FastTerminal as fast\n"
WITHOUT = {
    "kept page": _FAST + "fast.show_kept = lambda *_: None",
    "early page": _FAST + "fast.show_early = lambda *_, **__: None",
    "scrolling before the app": (
        "from readtui.tui.terminal.shown_page import ShownPage\nShownPage.answer_keys = lambda *_: None"
    ),
    "drawing past Textual": (
        "from readtui.tui.terminal.direct_drawing import DirectDrawing\nDirectDrawing.take = lambda *_: None"
    ),
    "input thread": (
        # Imported late: Textual would otherwise be there before the first page.
        _FAST + "made = fast.driver_class\n"
        "def driver_class(self):\n"
        "    from textual.drivers.linux_driver import LinuxDriver\n"
        "    from readtui.tui.terminal.driver import PromptDriver\n"
        "    PromptDriver.run_input_thread = LinuxDriver.run_input_thread\n"
        "    PromptDriver.disable_input = LinuxDriver.disable_input\n"
        "    return made(self)\n"
        "fast.driver_class = driver_class"
    ),
    "frames": "import os\nos.environ['TEXTUAL_FPS'] = '60'",
    "thread switching": "import sys\nsys.setswitchinterval = lambda *_: None",
    "no garbage at the start": "import gc\ngc.disable = lambda: None",
    "frozen memory": "import gc\ngc.freeze = lambda: None",
    "imports ahead": _FAST + "async def warm_up(*_): pass\nfast.warm_up = warm_up",
    "READTUI_PLAIN": "import os\nos.environ['READTUI_PLAIN'] = '1'",
}
_RUN = "\nfrom readtui.__main__ import main\nmain()"


def start(part: str, library: Path, environment: dict[str, str]) -> Terminal:
    """Start the reader without one part."""
    command = ["-c", WITHOUT[part] + _RUN] if part in WITHOUT else ["-m", "readtui"]
    return Terminal([sys.executable, *command, "--library", str(library), "open", ARTICLE], environment)


def measure(part: str, library: Path, environment: dict[str, str], keys: int, figures: Figures) -> None:
    """Open the article as if for the first time, and then again."""
    for folder in Path(environment["READTUI_STATE"]).glob("cache/*/first-pages"):
        shutil.rmtree(folder)
    terminal = start(part, library, environment)
    try:
        figures.add("first opening", terminal.ready(FIRST))
        terminal.settle(1.5)
        terminal.quit("q")
        terminal = start(part, library, environment)
        figures.add("ready", terminal.ready(FIRST))
        terminal.settle(0.01)
        figures.add("answer", terminal.key("j"))
        hold(terminal, figures, "start", keys // 2)
        terminal.send("gg")
        terminal.settle(1.0)
        figures.add("help", terminal.key("?", sought="Focus mode"))
        terminal.settle()
        terminal.send("\x1b")
        terminal.settle(0.5)
        hold(terminal, figures, "key", keys)
        for _ in range(keys):
            figures.add("uneven", terminal.key("j", timeout=0.5))
            terminal.pause(random.uniform(0.005, 0.1))
        terminal.send("H")
        hold(terminal, figures, "save", keys // 2)
        figures.add("MiB", terminal.memory())
        terminal.send("gg")
        terminal.settle()
        figures.add("quit", terminal.quit("q"))
    except BaseException:
        terminal.kill()
        raise


def hold(terminal: Terminal, figures: Figures, column: str, keys: int) -> None:
    """Press the key for a line down as often as if it were held."""
    for _ in range(keys):
        figures.add(column, terminal.key("j", timeout=0.5))
        terminal.pause(0.03)


def measure_all(folder: Path, size: str, parts: list[str], rounds: int, keys: int) -> dict[str, Figures]:
    """Measure all parts in turn, several times."""
    library = folder / f"library-{size}"
    make_library(library, TEXTS[size].make(), TEXTS[size].annotations)
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    environment = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON} | terminal
    found = {part: Figures() for part in parts}
    for number in range(rounds):
        for part in random.sample(parts, len(parts)):
            measure(part, library, environment, keys, found[part])
        print(f"{size}: {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return found


def table(size: str, found: dict[str, Figures]) -> str:
    """A row for each part, which names the missing part first."""
    rows = [
        f"| {part if part in (ALL, 'READTUI_PLAIN') else f'without {part}'} | "
        + " | ".join(shown(figures.of(column)) for column in COLUMNS)
        + " |"
        for part, figures in found.items()
    ]
    head = [
        f"### {size}, one part taken away",
        "",
        "| | " + " | ".join(COLUMNS) + " |",
        "| --- |" + " ---: |" * len(COLUMNS),
    ]
    return "\n".join([*head, *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--sizes", nargs="*", choices=list(TEXTS), default=["10KB", "4.5MB", "30MB"])
    parser.add_argument("--without", nargs="*", choices=list(WITHOUT), default=list(WITHOUT))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", type=int, default=40, help="key presses of each kind in a round")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/development/performance.md")
    options = parser.parse_args()
    compileall.compile_dir(str(Path(readtui.__file__).parent), quiet=1)
    tables: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="readtui-bench-") as made:
        os.environ["READTUI_STATE"] = str(Path(made) / "state")
        os.environ["READTUI_SETTINGS"] = str(Path(made) / "settings.toml")
        for size in options.sizes:
            found = measure_all(Path(made), size, [ALL, *options.without], options.rounds, options.keys)
            tables[size] = table(size, found)
            print(tables[size], flush=True)
    if options.write:
        put_into_page(START, END, tables)


if __name__ == "__main__":
    main()
