"""Measures saving and listing: `python tests/benchmarks/bench_storage.py`. Prints milliseconds and ratios."""

import shutil
import statistics
import tempfile
import threading
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
from readtui.storage.durable_files import replace_durably
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"
QUOTE = TextQuoteSelector("the tide came in over the stones and " * 2, "before it ", " after it")


def annotation(article_id: str, number: int) -> Annotation:
    """One of about 650 bytes on disk."""
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


def longest_hold(work: Callable[[], object]) -> float:
    """How long a thread that should wake every millisecond was kept from it while ``work`` ran in another."""
    worker = threading.Thread(target=work)
    worker.start()
    longest, last = 0.0, time.perf_counter()
    while worker.is_alive():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest * 1000


def bench_save(annotations: int, saves: int) -> None:
    with library() as (folder, reopen):
        store = reopen()
        fill(store, 1, annotations)
        [path] = (folder / "library" / "articles").iterdir()
        content, temp = path.read_bytes(), folder / "library" / ".readtui" / "tmp"
        floor = [timed(lambda: replace_durably(folder / "library" / "x.json", content, temp)) for _ in range(saves)]
        note = store.annotations(f"{0:016x}")[annotations // 2]
        times = []
        for number in range(saves):
            edited = replace(note, note=f"Edited {number} times.")
            times.append(timed(lambda edited=edited: store.apply(change((note, edited)))))  # type: ignore[misc]
        hold = max(longest_hold(lambda: store.apply(change((note, replace(note, note="held"))))) for _ in range(10))
        median, p95 = p50_p95(times)
        print(
            f"save, {annotations:5} annotations ({len(content) // 1024:5} KB): p50 {median:6.1f} p95 {p95:6.1f} ms, "
            f"{median / statistics.median(floor):4.1f} x one durable write; other threads held {hold:5.1f} ms at most"
        )


def bench_records(articles: int, annotations: int) -> None:
    with library() as (_, reopen):
        store = reopen()
        fill(store, articles, annotations)
        cold = timed(store.records)
        warm = timed(store.records)
        store.close()
        second = reopen()
        cached = timed(second.records)
        print(
            f"records, {articles} articles of {annotations} annotations: cold {cold:6.1f} ms, from the catalogue "
            f"{cached:6.1f} ms (1/{cold / cached:.0f}), again {warm:5.1f} ms; open_store {timed(reopen):5.1f} ms"
        )


if __name__ == "__main__":
    for count, rounds in ((10, 200), (200, 200), (5000, 20)):
        bench_save(count, rounds)
    bench_records(2000, 20)
    bench_records(5000, 20)
