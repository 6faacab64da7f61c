"""Our regular expressions are those of ``re``."""

import re

import pytest

from readtui.quick_pattern import pattern


def test_a_pattern_does_what_re_does_and_is_compiled_once_and_late(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_now = re.compile

    def noting(source: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(source)
        return compile_now(source, flags)

    monkeypatch.setattr(re, "compile", noting)
    made = pattern("a(b)", re.IGNORECASE)
    assert compiled == []
    assert (made.sub(r"\1", "xAB"), made.findall("ab AB"), made.pattern) == ("xB", ["b", "B"], "a(b)")
    assert [found.span() for found in made.finditer("ab ab", 1)] == [(3, 5)]
    assert made.search("xab") is not None
    assert made.search("x") is None
    assert compiled == ["a(b)"] * 5


def test_a_wrong_pattern_says_so() -> None:
    with pytest.raises(re.error):
        pattern("(").search("")
