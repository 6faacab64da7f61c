from pathlib import Path

import pytest

from readtui import text
from readtui.text.word_lists import listed, listed_by_name

FILES = sorted((Path(text.__file__).parent / "words").glob("*.txt"))
BY_NAME = {"abbreviations", "frequent", "lower-starters", "negations"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_word_list_describes_itself_and_is_sorted_without_duplicates(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    header = [line for line in lines if line.startswith("#")]
    content = lines[len(header) : -1]
    assert header == lines[: len(header)] != [], "begin with comments that say what is listed and where it comes from"
    assert lines[-1] == ""
    entries = [line.split(": ", 1) for line in content] if file.stem in BY_NAME else []
    in_order = [[name for name, _ in entries] or content, *(words.split(" ") for _, words in entries)]
    assert in_order == [sorted(set(one)) for one in in_order], f"sort {file.name}, and leave each entry there once"
    if file.stem in BY_NAME:
        assert listed_by_name(file.stem) == {name: frozenset(words.split(" ")) for name, words in entries}
    else:
        assert listed(file.stem) == {" ".join(line.split()) for line in content}


def test_there_are_lists() -> None:
    assert {file.stem for file in FILES} > BY_NAME
