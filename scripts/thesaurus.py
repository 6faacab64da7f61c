"""Make the thesaurus of English words from the files of WordNet 3.0: `python scripts/thesaurus.py FOLDER`."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent.parent / "src/readtui/text/words/thesaurus.txt"
_HEAD = """\
# English words that are akin, made by scripts/thesaurus.py from WordNet 3.0 and sorted: a word, the numbers of its
# meanings and of words derived from it, those of wider meanings, and its opposites, with slashes between; or, after =,
# the word of which it is a form.
#
"""
_PARTS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_WORD = re.compile("[a-z]{2,}")
# WordNet's files of animals and plants; and the sign of what has a name of its own.
_LEFT_OUT, _NAMED = ("05", "20"), "@i"
_SENSES, _WIDER_SENSES = 4, 2
_DERIVED, _OPPOSITE, _WIDER = ("+", "\\"), "!", ("@", "&")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Link(NamedTuple):
    """A sign of WordNet's, the meaning to which it leads, and the numbers of the words that it joins (0: all)."""

    sign: str
    to: str
    word: int
    other: int


class Meaning(NamedTuple):
    """The words that share a meaning, and where it leads."""

    words: list[str]
    links: list[Link]


@dataclass(slots=True)
class Entry:
    """What WordNet says of a word: its meanings, wider ones, and opposites."""

    own: set[str] = field(default_factory=set)
    wider: set[str] = field(default_factory=set)
    opposites: set[str] = field(default_factory=set)


def main() -> None:
    """Write the table."""
    folder = Path(sys.argv[1])
    entries = _entries(folder)
    lines = dict(_lines(entries))
    forms = {word: f"={base}" for word, base in _irregular(folder) if base in lines and word not in lines}
    table = "".join(f"{word} {line}\n" for word, line in sorted({**lines, **forms}.items()))
    licence = "".join(f"# {line}".rstrip() + "\n" for line in _licence(folder))
    TABLE.write_text(f"{_HEAD}{licence}{table}", encoding="utf-8")
    print(f"{TABLE.name}: {len(lines) + len(forms)} words, {TABLE.stat().st_size:,} bytes")


def _entries(folder: Path) -> dict[str, Entry]:
    meanings = dict(_meanings(folder))
    entries: dict[str, Entry] = {}
    for part, name in _PARTS.items():
        for word, _, _, pointers, *rest in _rows(folder / f"index.{name}"):
            if _WORD.fullmatch(word):
                senses = [sense for at in rest[int(pointers) + 2 :] if (sense := part + at) in meanings][:_SENSES]
                entry = entries.setdefault(word, Entry())
                entry.own.update(senses)
                above = (link for sense in senses[:_WIDER_SENSES] for link in meanings[sense].links)
                entry.wider.update(link.to for link in above if link.sign in _WIDER)
    for meaning in meanings.values():
        for link in meaning.links:
            of_word = entries.get(meaning.words[link.word - 1]) if link.word and link.to in meanings else None
            if of_word and link.sign in _DERIVED:
                of_word.own.add(link.to)
            if of_word and link.sign == _OPPOSITE and _WORD.fullmatch(word := meanings[link.to].words[link.other - 1]):
                of_word.opposites.add(word)
    return entries


def _meanings(folder: Path) -> Iterator[tuple[str, Meaning]]:
    for part, name in _PARTS.items():
        for offset, of, _, count, *rest in _rows(folder / f"data.{name}"):
            size = 2 * int(count, 16)
            pointers = rest[size + 1 : size + 1 + 4 * int(rest[size])]
            links = [
                Link(sign, kind.replace("s", "a") + to, int(joined[:2], 16), int(joined[2:], 16))
                for sign, to, kind, joined in zip(*(pointers[at::4] for at in range(4)), strict=True)
            ]
            if of not in _LEFT_OUT and all(link.sign != _NAMED for link in links):
                yield part + offset, Meaning([word.partition("(")[0] for word in rest[:size:2]], links)


def _lines(entries: Mapping[str, Entry]) -> Iterator[tuple[str, str]]:
    counts = Counter(meaning for entry in entries.values() for meaning in entry.own)
    of_others = {meaning for entry in entries.values() for meaning in entry.wider}
    kept = sorted(
        (each for each in counts if counts[each] > 1 or each in of_others), key=lambda each: (-counts[each], each)
    )
    numbers = {meaning: _number(at) for at, meaning in enumerate(kept)}
    for word, entry in entries.items():
        parts = entry.own & numbers.keys(), (entry.wider & numbers.keys()) - entry.own
        said = "/".join(
            " ".join(each) for each in (*(_sorted(part, numbers) for part in parts), sorted(entry.opposites))
        )
        if said.strip("/"):
            yield word, said.rstrip("/")


def _sorted(meanings: Iterable[str], numbers: Mapping[str, str]) -> list[str]:
    return sorted((numbers[meaning] for meaning in meanings), key=lambda number: (len(number), number))


def _number(at: int) -> str:
    return (_number(at // 36) if at >= 36 else "") + _DIGITS[at % 36]


def _irregular(folder: Path) -> Iterator[tuple[str, str]]:
    for name in _PARTS.values():
        for word, base, *_ in _rows(folder / f"{name}.exc"):
            if _WORD.fullmatch(word):
                yield word, base


def _rows(path: Path) -> Iterator[list[str]]:
    lines = path.read_text(encoding="ascii").splitlines()
    return (line.partition(" | ")[0].split() for line in lines if not line.startswith("  "))


def _licence(folder: Path) -> Iterator[str]:
    lines = (folder / "data.noun").read_text(encoding="ascii").splitlines()
    return (line[line.index(" ", 2) + 1 :].rstrip() for line in lines if line.startswith("  "))


if __name__ == "__main__":
    main()
