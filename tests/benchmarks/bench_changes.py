"""Measures what it costs to mark changes: ``python -m tests.benchmarks.bench_changes``.

Opens a generated text of 4 MB, as it was seen, with 500 changes, and with every second paragraph changed. Times are in
milliseconds; ``marks``: from the moment that the app is on the screen to the first mark. Keys are pressed as if held,
at the start, while the changes are found, and later. Only ratios within one run travel to another machine.
"""

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from readtui.model.article import Article
from readtui.services.seen_texts import seen_text
from readtui.storage.open_store import open_store
from tests.benchmarks.bench_reader import ARTICLE, NOT_PASSED_ON, make_library, shown
from tests.benchmarks.pty_terminal import Terminal
from tests.benchmarks.texts import FIRST, TEXTS

LABEL = "⋯ 1 sentence removed"
"""What stands on the first screen for certain, before anything is counted."""
STARTS, KEYS = 5, 60
CASES = {"as it was seen": 0, "500 changes": 500, "half of it": -1}


def as_seen(article: Article, changes: int) -> str:
    """An older text, in which so many paragraphs differ; the first change is on the first screen."""
    chance, paragraphs = random.Random(1), article.text.split("\n\n")
    count = len(paragraphs) // 2 if changes < 0 else changes
    paragraphs[2] += " This sentence is gone."
    for index in chance.sample(range(3, len(paragraphs)), count - 1):
        words = paragraphs[index].split(" ")
        words[chance.randrange(len(words))] = "formerly"
        paragraphs[index] = " ".join(words)
    return "\n\n".join(paragraphs)


def measure(command: list[str], environment: dict[str, str], *, is_marked: bool) -> dict[str, list[float]]:
    """Start the reader several times, and hold a key each time."""
    found: dict[str, list[float]] = {"ready": [], "marks": [], "start": [], "key": [], "processor": []}
    for _ in range(STARTS):
        # A page that was kept has the keys in the last row, too.
        for folder in Path(environment["READTUI_STATE"]).glob("cache/*/first-pages"):
            shutil.rmtree(folder)
        terminal = Terminal(command, environment)
        found["ready"].append(terminal.ready(FIRST))
        began = terminal.wait_for("help")
        if is_marked:
            found["marks"].append((terminal.wait_for(LABEL) - began) * 1000)
        terminal.pause(1.5)
        found["processor"].append(terminal.processor_time())
        terminal.quit("q")
    for _ in range(STARTS):
        terminal = Terminal(command, environment)
        terminal.ready(FIRST)
        for column in ("start", "key"):
            for _ in range(KEYS):
                took = terminal.key("j", timeout=0.5)
                found[column] += [took] if took == took else []
                terminal.pause(0.03)
        terminal.send("gg")
        terminal.pause(2.5)
        # Whoever quits here has seen the text.
        terminal.kill()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--text", choices=list(TEXTS), default="4.5MB")
    options = parser.parse_args()
    article = TEXTS[options.text].make()
    print(f"{len(article.text) / 1e6:.1f} million characters")
    for name, changes in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder, "library")
            terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
            places = {"READTUI_STATE": folder, "READTUI_SETTINGS": f"{folder}/settings.toml", "HOME": folder}
            environment = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON}
            environment |= terminal | places
            os.environ |= places
            make_library(library, article, 0)
            if changes:
                store, text = open_store(library), as_seen(article, changes)
                old = replace(article, text=text)
                old.__dict__.pop("hash8", None)
                store.keep_seen(ARTICLE, replace(seen_text(old), furniture=(), form=()), with_text=True)
                store.close()
            command = [sys.executable, "-m", "readtui", "--library", str(library), "open", ARTICLE]
            found = measure(command, environment, is_marked=bool(changes))
            parts = [
                f"{column} {shown(statistics.median(times))} p95 {shown(sorted(times)[int(0.95 * (len(times) - 1))])}"
                for column, times in found.items()
                if times
            ]
            print(f"{name}: " + ", ".join(parts), flush=True)


if __name__ == "__main__":
    main()
