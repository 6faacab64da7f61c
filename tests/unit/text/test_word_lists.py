import re
from collections import Counter
from pathlib import Path

import pytest

from readtui import text
from readtui.text.word_lists import listed, listed_by_name

FILES = sorted((Path(text.__file__).parent / "words").glob("*.txt"))
BY_NAME = {"abbreviations", "frequent", "lower-starters", "negating-particles", "negations"}
BY_MEANING = {
    "calendar",
    "kindle-months",
    "magnitudes",
    "measuring",
    "number-words",
    "rivals",
    "service-patterns",
    "turning",
    "unit-names",
}
"""Lists in the order of what their words mean: January before February, seconds before hours."""


def parts_of(file: Path) -> tuple[list[str], list[str]]:
    """The comments at the beginning, and the lines of the list."""
    lines = file.read_text(encoding="utf-8").split("\n")
    header = [line for line in lines if line.startswith("#")]
    assert header == lines[: len(header)] != [], "begin with comments that say what is listed and where it comes from"
    assert lines[-1] == ""
    return header, lines[len(header) : -1]


@pytest.mark.parametrize("file", [file for file in FILES if file.stem not in BY_MEANING], ids=lambda file: file.stem)
def test_a_word_list_describes_itself_and_is_sorted_without_duplicates(file: Path) -> None:
    _, content = parts_of(file)
    entries = [line.split(": ", 1) for line in content] if file.stem in BY_NAME else []
    in_order = [[name for name, _ in entries] or content, *(words.split(" ") for _, words in entries)]
    assert in_order == [sorted(set(one)) for one in in_order], f"sort {file.name}, and leave each entry there once"
    if file.stem in BY_NAME:
        assert listed_by_name(file.stem) == {name: frozenset(words.split(" ")) for name, words in entries}
    else:
        assert listed(file.stem) == {" ".join(line.split()) for line in content}


@pytest.mark.parametrize("name", sorted(BY_MEANING))
def test_a_list_by_meaning_describes_itself_and_has_each_word_of_an_entry_once(name: str) -> None:
    _, content = parts_of(next(file for file in FILES if file.stem == name))
    assert len(set(content)) == len(content)
    for line in content:
        called, _, words = line.partition(": ")
        each = re.split(r" / |\|", words) if name in ("rivals", "turning") else words.split(" ")
        each = [words] if name == "service-patterns" else each
        twice = [word for word, count in Counter(each).items() if count > 1]
        assert called or name == "magnitudes"
        assert words
        assert not twice, f"{name}, {called}: {', '.join(twice)} stand there twice"


def test_there_are_lists() -> None:
    assert {file.stem for file in FILES} > BY_NAME | BY_MEANING
