"""Measures layout alone: ``python -m tests.benchmarks.bench_layout``. Prints milliseconds, and ratios to Rich's."""

import time
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from readtui.layout.article_layout import ArticleLayout
from readtui.layout.line import make_run
from readtui.layout.wrap import wrap
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind

WIDTH = 72
PARAGRAPHS = {
    "English": "The tide came in over the stones, and nobody on the quiet harbor wall had seen it coming. " * 5,
    "German with soft hyphens": "Die Donau\u00addampf\u00adschiff\u00adfahrt kam spät, aber sie kam doch noch an. " * 7,
    "Japanese": "川は低い方へ流れる。「なぜか」と聞く人はいない。" * 20,
    "Thai": "วันนี้อากาศดีมากเราจึงเดินไปที่แม่น้ำและนั่งดูเรือ" * 9,
    "Arabic": "يجري النهر إلى البحر ولا يعرف أحد لماذا يعود. " * 10,
    "emoji": "👩\u200d👩\u200d👧 🇩🇪 👍🏽 and some words between them " * 10,
}
SHAPES = {
    "one line of 10 MB": (BlockKind.PARAGRAPH, "A sentence of some words stands here. " * 270_000),
    "one line of 10 MB without a space": (BlockKind.PARAGRAPH, "x" * 10_000_000),
    "one line of 5 MB in Japanese": (BlockKind.PARAGRAPH, "川は低い方へ流れる。" * 170_000),
    "50,000 lines of code": (BlockKind.CODE, "    value = call(argument)  # why\n" * 50_000),
    "a table of 10,000 rows": (BlockKind.TABLE, "\n".join(f"{row}\tname {row}\tsome words" for row in range(10_000))),
}


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The fastest of several rounds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


def laid_out(text: str) -> list[object]:
    return [make_run(text, start, end, 0) for start, end in wrap(text, 0, len(text), WIDTH)]


def article_of(kind: BlockKind, text: str) -> Article:
    return Article(Metadata(title=""), text, (Block(kind, 0, len(text)),))


def window(layout: ArticleLayout, back: int) -> None:
    layout.window(layout.move(layout.last, -back) if back else layout.first, 40)


def main() -> None:
    console = Console(width=WIDTH)
    for name, text in PARAGRAPHS.items():
        ours = milliseconds(lambda text=text: laid_out(text), 20)  # type: ignore[misc]
        theirs = milliseconds(lambda text=text: Text(text).wrap(console, WIDTH), 5)  # type: ignore[misc]
        print(f"{name:34} {len(text):5} characters: {ours:7.3f} ms, {ours / theirs:.3f} x Rich")
    for name, (kind, text) in SHAPES.items():
        article = article_of(kind, text)
        first = milliseconds(lambda article=article: window(ArticleLayout(article, WIDTH), 0), 3)  # type: ignore[misc]
        last = milliseconds(lambda article=article: window(ArticleLayout(article, WIDTH), 39), 3)  # type: ignore[misc]
        layout = ArticleLayout(article, WIDTH)
        middle = milliseconds(lambda layout=layout: layout.locate(len(layout.article.text) // 2), 1)  # type: ignore[misc]
        print(f"{name:34} first screen {first:6.1f}, last {last:6.1f}, a place in the middle {middle:6.1f} ms")


if __name__ == "__main__":
    main()
