"""Measures saving and listing: `python tests/benchmarks/bench_storage.py`. Prints milliseconds and ratios.

"held" is the delay of an asyncio loop that wakes every millisecond, measured once for each save or
listing on another thread: the median and the worst.
"""

import asyncio
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit, Record
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"
QUOTE = TextQuoteSelector("the tide came in over the stones and " * 2, "before it ", " after it")


def annotation(article_id: str, number: int) -> Annotation:
    """An annotation of about 650 bytes on disk."""
    return Annotation(
        id=str(uuid.uuid4()),
        article_id=article_id,
        created=NOW,
        modified=NOW,
        quote=QUOTE,
        position=TextPositionSelector(number * 200, number * 200 + 74),
        color="yellow",
        tags=("sea/light",),
        text_version="ffffffff",
    )


def change(*edits: tuple[Record | None, Record]) -> Change:
    return Change(str(uuid.uuid4()), NOW, "bench", tuple(Edit(*edit) for edit in edits))


def fill(store: Repository, articles: int, annotations: int) -> None:
    for number in range(articles):
        article_id = f"{number:016x}"
        record = ArticleRecord(article_id, Metadata(f"Article {number}", source=f"{number}.md"), NOW, NOW, "ffffffff")
        notes = (annotation(article_id, index) for index in range(annotations))
        store.apply(change((None, record), *((None, note) for note in notes)))


@contextmanager
def library() -> Iterator[tuple[Path, Callable[[], Repository]]]:
    folder = Path(tempfile.mkdtemp(prefix="readtui-bench-"))
    yield folder, lambda: open_store(folder / "library", state=folder / "state", cache=folder / "cache")
    shutil.rmtree(folder)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def p50_p95(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


async def longest_hold(work: Callable[[], object]) -> float:
    """The loop's longest delay in ms while ``work`` ran in another thread."""
    running = asyncio.get_running_loop().run_in_executor(None, work)
    longest, last = 0.0, time.perf_counter()
    while not running.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last - 0.001), now
    await running
    return longest * 1000


def holds(work: Callable[[], object], rounds: int) -> str:
    async def measured() -> list[float]:
        return [await longest_hold(work) for _ in range(rounds)]

    found = asyncio.run(measured())
    return f"held {statistics.median(found):4.1f}, at worst {max(found):4.1f} ms"


def written_bytes() -> int:
    """The number of bytes that this process has written so far, to files and elsewhere (Linux only)."""
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(fields["wchar"])


class Editor:
    """Repeatedly saves an annotation in the middle of an article."""

    def __init__(self, store: Repository, article_id: str) -> None:
        self.store = store
        notes = store.annotations(article_id)
        self.note = notes[len(notes) // 2]
        self.count = 0

    def save(self) -> None:
        self.count += 1
        edited = replace(self.note, note=f"Edited {self.count} times.")
        [edit] = self.store.apply(change((self.note, edited))).edits
        assert isinstance(edit.after, Annotation)
        self.note = edit.after


def bench_save(annotations: int, saves: int) -> None:
    with library() as (folder, reopen):
        store = reopen()
        fill(store, 1, annotations)
        editor = Editor(store, f"{0:016x}")
        editor.save()
        before = written_bytes()
        median, p95 = p50_p95([timed(editor.save) for _ in range(saves)])
        [path] = (folder / "library" / "articles").iterdir()
        size = path.stat().st_size
        ratio = (written_bytes() - before) / saves / size
        print(
            f"save, {annotations:5} annotations ({size // 1024:5} KB): p50 {median:5.1f} p95 {p95:5.1f} ms, "
            f"{ratio:.2f} x the file written; {holds(editor.save, saves)}"
        )


def bench_library(articles: int, annotations: int, saves: int) -> None:
    with library() as (folder, reopen), library() as (_, reopen_small):
        store, small = reopen(), reopen_small()
        fill(store, articles, annotations)
        fill(small, 1, 10)
        editors = [Editor(small, f"{0:016x}"), *(Editor(store, f"{number:016x}") for number in range(0, articles, 97))]
        times: list[list[float]] = [[], []]
        for number in range(saves):
            times[0].append(timed(editors[0].save))
            times[1].append(timed(editors[1 + number % (len(editors) - 1)].save))
        (_, alone), (_, among) = map(p50_p95, times)
        print(
            f"save among {articles * annotations} annotations: p95 {among:.1f} ms, {among / alone:.2f} x that "
            f"among 10 ({alone:.1f} ms)"
        )
        store.records()
        store.close()

        kept: list[Repository] = []

        def opened() -> None:
            kept.append(reopen())
            kept[-1].records()
            kept[-1].annotation_counts()

        with_catalogue = statistics.median(timed(opened) for _ in range(9))
        held = holds(opened, 9)
        store = reopen()
        store.records()
        again = statistics.median(timed(store.records) for _ in range(9))

        def opened_cold() -> None:
            shutil.rmtree(folder / "cache")
            reopened = reopen()
            reopened.records()
            reopened.annotation_counts()
            reopened.close()

        reopen_time = statistics.median(timed(opened_cold) for _ in range(3))
        print(f"open {articles} articles: {with_catalogue:.0f} ms with the catalogue, {held}; again {again:.0f} ms")
        print(f"     without: {reopen_time:.0f} ms, backups looked at too; {holds(opened_cold, 3)}")


if __name__ == "__main__":
    for count, rounds in ((10, 200), (200, 200), (5000, 20)):
        bench_save(count, rounds)
    bench_library(5000, 20, 300)
