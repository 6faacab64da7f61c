"""Take the pictures of the documentation from the running app: `python scripts/screenshot.py [--check] [--to FOLDER]`.

The same sources give the same files: ids and times are fixed, whatever the day. In the moving picture, which frame
shows a margin that follows the typing depends on the machine.
"""

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, tzinfo
from difflib import unified_diff
from functools import partial
from hashlib import md5
from importlib import import_module
from itertools import chain, count
from pathlib import Path
from pkgutil import walk_packages
from typing import Any
from unittest.mock import patch
from uuid import UUID

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests" / "support"))

from journeys import Journey, journey  # noqa: E402
from story import DRAFT, POSTER, REMARKS, REWRITTEN, STORY  # noqa: E402
from terminal_svg import Frame, picture  # noqa: E402
from textual.widgets import Input, TextArea  # noqa: E402
from threads import reply_to  # noqa: E402

from readtui import tui  # noqa: E402
from readtui.bootstrap import Services, open_services  # noqa: E402
from readtui.bootstrap import services as bootstrap  # noqa: E402
from readtui.model.annotation import Annotation  # noqa: E402
from readtui.model.creator import Creator  # noqa: E402
from readtui.model.view import Lists  # noqa: E402
from readtui.services.annotating.named_passage import find_quote  # noqa: E402
from readtui.storage.open_store import open_store  # noqa: E402
from readtui.tui.commands.command import Command  # noqa: E402
from readtui.tui.screens.help import HelpScreen  # noqa: E402

STILL, MOVING = (120, 36), (104, 30)
NOW = "2026-11-27T12:00:00Z"
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
STILLS = {
    "library": ("The library", "", TO_THE_ESSAY),
    "reader": ("An article in the reader, with highlights and notes in the margin", "essay", TO_A_NOTE),
    "loop": ("A draft that was rewritten: what has changed, the remarks on it, and the answers", "draft", ("]", "o")),
    "outline": ("The outline, beside the text and its notes", "essay", (*TO_A_NOTE, "o")),
    "help": ("The keys of the reader", "essay", ("?",)),
    "views": ("Saved views", "", ("g", "n", "v")),
    "history": ("What was changed, the latest first", "", (*TO_THE_ESSAY, "g", "h")),
}
VIEWS = (
    ("questions", "#question has:note", Lists.ANNOTATIONS),
    ("this week, in English", "created:7d lang:en", Lists.ANNOTATIONS),
    ("without tags", "tag:none has:color", Lists.ANNOTATIONS),
)
"""Each picture: its title, what the reader opens (nothing: the library), and keys; the saved views."""
_WAITS = 25
IN_HELP = {
    *("highlight", "color", "tag", "quick_tag", "article_tags", "note", "article_note", "note_in_editor", "versions"),
    *("settle", "move_ends", "repeat", "delete_annotation", "undo", "redo", "copy", "copy_with_source", "pick"),
    *("find", "next_hit", "previous_hit", "next_annotation", "previous_annotation", "next_same_tag", "next_change"),
    *("previous_same_tag", "previous_change", "next_thread", "previous_thread", "open_here", "open_link", "backlinks"),
    *("outline", "marginalia", "images", "changes", "focus_mode", "wider", "narrower", "done", "export", "back"),
    *("line_down", "line_up", "next_sentence", "previous_sentence", "page_down", "page_up", "top", "bottom"),
    *("next_section", "previous_section", "jump_back", "jump_forward", "set_mark", "go_to_mark"),
}
"""The commands of the reader in the picture of the help. They are listed, so that a new one does not change it."""


def main() -> None:
    """Write readtui.svg, which moves, and the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images", metavar="FOLDER")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a still one says something else")
    given = parser.parse_args()
    folder: Path = given.to
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        os.environ.pop(name, None)
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TZ": "UTC"}
    time.tzset()
    for name in STILLS if given.check else ("readtui", *STILLS):
        file = folder / f"{name}.svg"
        awaited = words_of(file.read_text(encoding="utf-8")) if given.check else ()
        with opened(has_draft=name in ("readtui", "loop")) as (services, ids):
            if name == "readtui":
                made = asyncio.run(moving(services))
            else:
                title, text, keys = STILLS[name]
                made = asyncio.run(still(services, ids.get(text, ""), title, keys, awaited))
        if not given.check:
            file.write_text(made, encoding="utf-8")
        elif words_of(made) != awaited:
            differences = [one for one in unified_diff(awaited, words_of(made), lineterm="", n=0) if one[0] in "-+"]
            sys.exit(f"{file.relative_to(ROOT)} is older than the app: {' '.join(differences[2:])}")


def words_of(drawn: str) -> list[str]:
    """What a picture says."""
    return re.findall(r">([^<>]+)</text>", drawn)


# ---------------------------------------------------------------------- the pictures


async def moving(services: Services) -> str:
    """The story, screen by screen."""
    frames = []
    async with journey(services, size=MOVING) as app:
        await app.press(*TO_THE_ESSAY)
        for step in chain.from_iterable(step.singly() for step in STORY):
            await app.press(*step.keys)
            if step.words:
                await app.shows(step.words)
            frames.append(Frame(await screen_of(app), step.seconds, step.named, step.caption))
    poster = max(number for number, frame in enumerate(frames) if frame.caption == POSTER)
    return picture(
        frames,
        *MOVING,
        poster=poster,
        title="readtui",
        description=". ".join(dict.fromkeys(one.caption for one in STORY)),
    )


async def still(services: Services, article: str, title: str, keys: Sequence[str], awaited: Sequence[str]) -> str:
    """The library or the reader with this text, after some keys; if these words are ``awaited``, soon after."""
    async with journey(services, article=article, size=STILL) as app:
        with patch("readtui.tui.screens.help.HelpScreen", help_of_some):
            await app.press(*keys)
        # On a busy machine, what a timer begins comes late.
        for _ in range(_WAITS):
            made = picture([Frame(await screen_of(app), 1)], *STILL, title=title, description=title)
            if not awaited or words_of(made) == awaited:
                break
            await app.pilot.pause(0.2)
        return made


def help_of_some(commands: Iterable[Command], *others: Any) -> HelpScreen:
    return HelpScreen([one for one in commands if one.id.removeprefix("reader.") in IN_HELP], *others)


async def screen_of(app: Journey) -> str:
    """The screen as Textual exports it, with what is found in the background, and with cursors that do not blink."""
    await app.until(
        lambda: all(worker.is_finished for worker in app.app.workers if worker.group in ("strips", "next article"))
    )
    for field in app.app.screen.query(Input):
        field.cursor_blink = False
    for area in app.app.screen.query(TextArea):
        area.cursor_blink = False
    return app.app.export_screenshot()


# ---------------------------------------------------------------------- the library


@contextmanager
def opened(*, has_draft: bool) -> Iterator[tuple[Services, dict[str, str]]]:
    """A new library with the sample articles, some read and annotated, and the ids of the essay and the draft."""
    with tempfile.TemporaryDirectory() as home, fixed():
        (Path(home) / "gitconfig").write_text("[user]\n\tname = Ada\n", encoding="utf-8")
        os.environ |= {"READTUI_STATE": home, "GIT_CONFIG_GLOBAL": str(Path(home) / "gitconfig")}
        services = open_services(Path(home) / "reading")
        try:
            ids = {"draft": discuss(services)} if has_draft else {}
            yield services, ids | {"essay": prepare(services)}
        finally:
            services.close()


@contextmanager
def fixed() -> Iterator[None]:
    """Fix the time and the ids."""
    numbers = count(1)

    class Fixed(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            now = datetime.fromisoformat(NOW)
            return now.astimezone(tz) if tz else now.replace(tzinfo=None)

    def new_id() -> str:
        return str(UUID(bytes=md5(str(next(numbers)).encode(), usedforsecurity=False).digest(), version=4))

    with ExitStack() as stack:
        stack.enter_context(patch.object(bootstrap, "utc_now", lambda: NOW))
        stack.enter_context(patch.object(bootstrap, "new_uuid", new_id))
        stack.enter_context(patch.object(bootstrap, "open_store", partial(open_store, clock=lambda: NOW)))
        for found in walk_packages(tui.__path__, f"{tui.__name__}."):
            if "datetime" in vars(module := import_module(found.name)):
                stack.enter_context(patch.object(module, "datetime", Fixed))
        yield


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
            services.repository.apply(change)
    for name, given in TAGS.items():
        services.library.retag([services.library.find(ids[name])], given)
    essay = services.library.open(ids[ESSAY])
    for quote, color, tags, note in ANNOTATIONS:
        passage = find_quote(essay.text, quote)
        change = services.annotator.create(ids[ESSAY], essay, passage, color=color, tags=tags, note=note)
        services.repository.apply(change)
    for view in VIEWS:
        services.repository.apply(services.views.save(*view))
    return ids[ESSAY]


def discuss(services: Services) -> str:
    """Add a draft, remark on it, rewrite it and answer; returns its id."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lamp.md"
        path.write_text(DRAFT, encoding="utf-8")
        record = services.library.add(str(path)).record
        article = services.library.open(record.id)
        services.seen.mark(record, article)
        for quote, remark, answer in REMARKS:
            passage = find_quote(article.text, quote)
            change = services.annotator.create(record.id, article, passage, note=remark, is_thread=True)
            [edit] = services.repository.apply(change).edits
            assert isinstance(edit.after, Annotation)
            if answer:
                reply_to(services, edit.after.id, answer, by=Creator("Bea"), created=NOW)
        path.write_text(REWRITTEN, encoding="utf-8")
        services.library.add(str(path))
    return record.id


if __name__ == "__main__":
    main()
