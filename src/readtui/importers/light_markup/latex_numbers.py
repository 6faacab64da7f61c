"""Counts in LaTeX sources what LaTeX counts, so that references show numbers: sections, floats, formulas, theorems."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field

from readtui.importers.dom.elements import item_label
from readtui.quick_dataclass import dataclass

_RANKS = ("chapter", "section", "subsection", "subsubsection")
_FLOATS = {"figure": "Figure", "wrapfigure": "Figure", "table": "Table", "longtable": "Table", "algorithm": "Algorithm"}
_PARTS_OF_FLOATS = ("subfigure", "subtable")
_EQUATIONS = frozenset(("equation", "multline", "dmath"))
_ALIGNED = frozenset(("align", "gather", "eqnarray", "flalign", "alignat"))
_STYLES = "1aiA"
_THEOREM = re.compile(
    r"\\(?:newtheorem|declaretheorem)(?P<star>\*?)\s*\{(?P<name>[^{}]{1,60})\}\s*(?:\[(?P<like>\w{1,60})\])?"
    r"\s*(?:\{[^{}]{0,100}\})?\s*(?:\[(?P<within>\w{1,60})\])?"
)
_EVENT = re.compile(
    rf"\\(?P<rank>{'|'.join(_RANKS)})(?P<star>\*?)(?![A-Za-z])|\\label\s*\{{(?P<label>[^{{}}]{{1,200}})\}}"
    r"|\\(?P<edge>begin|end)[ \t]*\{(?P<name>[A-Za-z]+\*?)\}"
    r"|\\(?P<word>caption|item|appendix|nonumber|notag)(?![A-Za-z*])|(?P<row>\\\\)|\\.",
    re.DOTALL,
)

Number = tuple[str, str]
"""A number and what it numbers, such as ("2.1", "Section")."""


@dataclass(slots=True)
class LatexNumbers:
    """The number of each label; and for each text the numbers of its theorems, by where their beginnings end."""

    labels: dict[str, Number] = field(default_factory=dict)
    theorems: list[dict[int, str]] = field(default_factory=list)


def numbers_of(preamble: str, texts: Sequence[str], titles: Mapping[str, str]) -> LatexNumbers:
    """Count in texts that follow each other.

    ``preamble``: where theorems are declared; ``titles``: their headings by their names.
    """
    counters: dict[str, tuple[str, str]] = {}
    for found in _THEOREM.finditer(preamble):
        if not found["star"]:
            name, within = counters.get(found["like"] or "", (found["like"] or found["name"], ""))
            counters[found["name"]] = (name, found["within"] or within)
    ranks = _RANKS if any("\\chapter" in text for text in texts) else _RANKS[1:]
    counting = _Counting(ranks, counters, titles)
    for text in texts:
        counting.read(text)
    return counting.numbers


@dataclass(slots=True)
class _Open:
    """An open environment: its name, the number that counts again after it, and the number of its items or parts."""

    name: str
    around: Number
    count: int = 0


class _Counting:
    def __init__(self, ranks: Sequence[str], counters: dict[str, tuple[str, str]], titles: Mapping[str, str]) -> None:
        self.numbers = LatexNumbers()
        self._ranks = ranks
        self._counters = counters
        self._titles = titles
        self._counts: Counter[str] = Counter()
        self._is_appendix = False
        self._current: Number = ("", "")
        self._open: list[_Open] = []
        self._outer = ranks[0] if ranks is _RANKS else ""

    def read(self, text: str) -> None:
        theorems: dict[int, str] = {}
        self.numbers.theorems.append(theorems)
        for found in _EVENT.finditer(text):
            if found["label"]:
                if self._current[0]:
                    self.numbers.labels.setdefault(found["label"].strip(), self._current)
            elif found["rank"]:
                self._section(found["rank"], bool(found["star"]))
            elif found["edge"] == "begin":
                self._begin(found["name"])
                if found["name"] in self._counters:
                    theorems[found.end()] = self._current[0]
            elif found["edge"]:
                self._end(found["name"])
            elif found["word"] == "appendix":
                self._is_appendix, self._counts[self._ranks[0]] = True, 0
            elif self._open:
                self._inside(self._open[-1], found["word"] or ("row" if found["row"] else ""))

    def _section(self, rank: str, has_star: bool) -> None:
        if has_star or rank not in self._ranks:
            return
        self._counts[rank] += 1
        for below in self._ranks[self._ranks.index(rank) + 1 :]:
            self._counts[below] = 0
        self._current = (self._place(rank), "Chapter" if rank == "chapter" else "Section")

    def _place(self, rank: str) -> str:
        """The number of the open section of a rank; "" for anything else."""
        if rank not in self._ranks:
            return ""
        parts = [str(self._counts[one]) for one in self._ranks[: self._ranks.index(rank) + 1]]
        if self._is_appendix:
            parts[0] = item_label(self._counts[self._ranks[0]], "A").removesuffix(".")
        return ".".join(parts)

    def _next(self, name: str, within: str) -> str:
        """The next number of what is counted anew in each section of a rank."""
        place = self._place(within)
        self._counts[f"{place} {name}"] += 1
        return f"{place}{'.' if place else ''}{self._counts[f'{place} {name}']}"

    def _begin(self, name: str) -> None:
        self._open.append(_Open(name, self._current))
        if name in self._counters:
            title = self._titles.get(name) or name.capitalize()
            self._current = (self._next(*self._counters[name]), title)
        elif name in _EQUATIONS or name in _ALIGNED:
            self._current = (self._next("equation", self._outer), "Equation")

    def _end(self, name: str) -> None:
        if any(one.name == name for one in self._open[-8:]):
            while True:
                ended = self._open.pop()
                if ended.name == name:
                    break
            if name != "document":
                self._current = ended.around

    def _inside(self, one: _Open, event: str) -> None:
        """A caption, an item or the end of a row."""
        if event == "item" and one.name == "enumerate":
            one.count += 1
            depth = sum(other.name == "enumerate" for other in self._open[-8:])
            self._current = (item_label(one.count, _STYLES[min(depth, 4) - 1]).removesuffix("."), "Item")
        elif event == "caption":
            self._caption(one)
        elif event == "row" and one.name in _ALIGNED:
            self._current = (self._next("equation", self._outer), "Equation")
        elif event in ("nonumber", "notag") and self._current[0]:
            # The row has taken a number that the next one gets.
            self._counts[f"{self._place(self._outer)} equation"] -= one.name in _ALIGNED

    def _caption(self, one: _Open) -> None:
        around = next((other for other in reversed(self._open) if other.name.rstrip("*") in _FLOATS), None)
        kind = _FLOATS.get(around.name.rstrip("*"), "Figure") if around else "Figure"
        if one.name in _PARTS_OF_FLOATS and around:
            around.count += 1
            place = self._place(self._outer)
            number = f"{place}{'.' if place else ''}{self._counts[f'{place} {kind}'] + 1}"
            self._current = (number + item_label(around.count, "a").removesuffix("."), kind)
        else:
            self._current = (self._next(kind, self._outer), kind)
