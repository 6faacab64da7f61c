"""Measure sentence segmentation: boundary F1 on reference texts, and seconds per megabyte. Run by hand.

    python tests/benchmarks/bench_segment.py [FOLDER [even|odd]]

FOLDER holds one JSON Lines file per language, named after it, with lines ``{"text": …, "starts": [offset, …]}``.
"""

import json
import sys
import time
from pathlib import Path

from readtui.text.language import guess_language
from readtui.text.segmentation.segment import sentences

_SAMPLE = {
    "en": "He saw Dr. Smith in the U.S. at 5 p.m. on 3 May. It cost 3.50 dollars, e.g. for tea! Why? Nobody knew. ",
    "de": "Am 2. Dezember kam Dr. Weiß nach Bonn. Das kostet z. B. 3,50 Euro! Warum? Niemand weiß es. ",
    "fr": "M. Dupont est venu le 2 mai. « Pourquoi ? » Personne ne le sait ! Il est parti, cf. p. 12. ",
    "es": "El Sr. López vino el 2 de mayo. ¿Por qué? ¡Nadie lo sabe! Se fue a EE. UU. en 1990. ",
    "ru": "В 1990 г. он уехал в г. Москву. Почему? Никто не знает! И. А. Крылов писал басни и т. д. ",
    "zh": "他五月二日来了。为什么？没有人知道！他说：“我不知道。”然后他走了。",
    "ja": "彼は五月二日に来ました。なぜ？誰も知りません！「知らない。」と彼は言った。",
}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    half = {"even": 0, "odd": 1}.get(sys.argv[2] if len(sys.argv) > 2 else "")
    for language, sample in _SAMPLE.items():
        rows = [] if folder is None else _read(folder / f"{language}.jsonl", half)
        figures = f"  {_scores(rows, language)}" if rows else ""
        text = "\n".join(str(row["text"]) for row in rows) or sample
        print(f"{language}{figures}  {_seconds_a_megabyte(text, language):.3f} s/MB")
    print(f"no stop  {_seconds_a_megabyte('word ' * 200_000, 'en'):.3f} s/MB")


def _read(path: Path, half: int | None) -> list[dict[str, object]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in (lines if half is None else lines[half::2])]


def _scores(rows: list[dict[str, object]], language: str) -> str:
    hits = found = expected = guessed = 0
    for row in rows:
        text, starts = row["text"], row["starts"]
        assert isinstance(text, str)
        assert isinstance(starts, list)
        got = {passage.start for passage in sentences(text, language)} - {0}
        want = set(starts) - {0}
        hits, found, expected = hits + len(got & want), found + len(got), expected + len(want)
        guessed += guess_language(text) == language
    precision, recall = hits / max(1, found), hits / max(1, expected)
    return (
        f"P {precision:.2%}  R {recall:.2%}  F1 {2 * precision * recall / (precision + recall):.2%}"
        f"  language guessed {guessed / len(rows):.0%}"
    )


def _seconds_a_megabyte(text: str, language: str) -> float:
    size = len(text.encode())
    text *= 1 + 1_000_000 // size
    return min(_seconds(text, language) for _ in range(3)) / len(text.encode()) * 1e6


def _seconds(text: str, language: str) -> float:
    began = time.perf_counter()
    sentences(text, language)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
