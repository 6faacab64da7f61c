"""Take the README's pictures from the running app: `python scripts/screenshot.py [--to FOLDER]`."""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from readtui.bootstrap import Services, open_services
from readtui.services.annotating.quotes import find_quote
from readtui.settings import Settings
from readtui.tui.app import ReadtuiApp
from readtui.tui.terminal import this_terminal

ROOT = Path(__file__).parent.parent
SIZE = (120, 36)
ESSAY = "the-edge-of-the-page.md"
POEM = """\
A poem in a **grammar**! In Irish it begins *Is acher in gáith in-nocht*. Compare:

- [Thurneysen's edition](https://example.org/reader)
- the cat Pangur, from the same shelf
"""
ANNOTATIONS = (
    ("how do I point at a passage", "blue", ("question",), ""),
    ("In the margin he wrote four lines in his own language.", "yellow", ("margins/medieval",), POEM),
    ("he is very cold", "pink", ("voices",), ""),
    ("The margins are about being there.", "green", (), "The sentence that I came for."),
)
READ = {"a-ball-on-a-pole.txt": 1.0, "nato-moskau-gipfel.txt": 0.6, ESSAY: 0.0}
STATES = {"a-ball-on-a-pole.txt": "done", "nato-moskau-gipfel.txt": "reading", ESSAY: "reading"}
TAGS = {"nato-moskau-gipfel.txt": ["politics/nato"], ESSAY: ["books"], "la-campanera.txt": ["time"]}
TO_THE_ESSAY, TO_A_NOTE = ("shift+tab", "k"), ("tab", "tab")
"""Keys in the library (the tab with all articles; one row up), and in the reader."""


def main() -> None:
    """Write library.svg and reader.svg."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images", metavar="FOLDER")
    folder: Path = parser.parse_args().to
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        os.environ.pop(name, None)
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with tempfile.TemporaryDirectory() as home:
        os.environ["READTUI_STATE"] = home
        services = open_services(Path(home) / "library")
        try:
            essay = prepare(services)
            for name, article in (("library", ""), ("reader", essay)):
                picture = asyncio.run(picture_of(services, article))
                (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
        finally:
            services.close()


def prepare(services: Services) -> str:
    """Add the sample articles, read and annotate some of them; returns the essay's id."""
    ids: dict[str, str] = {}
    for path in services.library.sources_in(ROOT / "sample_articles"):
        ids[path.name] = services.library.add(str(path)).record.id
    for name, share in READ.items():
        session = services.read(ids[name])
        session.keep_position(int(share * (len(session.article.text) - 1)))
    for name, state in STATES.items():
        if change := services.editor.set_state([services.library.find(ids[name])], state):
            services.changes.apply(change)
    for name, given in TAGS.items():
        services.library.retag([services.library.find(ids[name])], given)
    essay = services.library.open(ids[ESSAY])
    for quote, color, tags, note in ANNOTATIONS:
        passage = find_quote(essay.text, quote)
        change = services.annotator.create(ids[ESSAY], essay, passage, color=color, tags=tags, note=note)
        services.repository.apply(change)
    return ids[ESSAY]


async def picture_of(services: Services, article: str) -> str:
    """The first screen of the app as SVG: the library, or the reader on an article."""
    app = ReadtuiApp(services, settings=Settings(), terminal=this_terminal(), open_article=article)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        for key in TO_A_NOTE if article else TO_THE_ESSAY:
            await pilot.press(key)
            await pilot.pause(0.5)
        return app.export_screenshot(title="readtui")


if __name__ == "__main__":
    main()
