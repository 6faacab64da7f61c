"""Parses LaTeX sources into pieces: sections, paragraphs, lists, quotations, tables, formulas, code."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from readtui.importers.common.table_cells import joined_cells
from readtui.importers.dom.elements import item_label
from readtui.importers.light_markup.latex_inline import FORMULAS, TABLES, Inliner, lines_of_display
from readtui.importers.light_markup.latex_numbers import numbers_of
from readtui.importers.light_markup.latex_source import (
    VERBATIM,
    BracedText,
    Definitions,
    LatexPart,
    is_drawing,
    parts_of,
)
from readtui.importers.light_markup.pieces import Document, MarkupPiece
from readtui.model.block import HEADLESS, BlockKind
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import MarkSpan
from readtui.text.word_tables import word_pairs, word_set

_Handler = Callable[[str, BracedText], None]

_EVENT = re.compile(
    rf"{VERBATIM}|\\(?P<name>[A-Za-z@]+)\*?|(?P<display>\\\[|\$\$)|\\.|(?P<dollar>\$)|(?P<blank>\n[ \t]*\n\s*)",
    re.DOTALL,
)
_ENVIRONMENT = re.compile(r"[ \t]*\{([A-Za-z@]+)(\*?)\}")
_WHOLE = re.compile(rf"\\(begin|end)[ \t]*\{{((?:{'|'.join((*FORMULAS, *TABLES))})\*?)\}}")
_SECTIONS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
_ALSO_SECTIONS = {"addchap": 1, "addsec": 1, "minisec": 3, "frametitle": 2, "framesubtitle": 3}
_SAID = ("title", "author", "date")
_BREAKS = word_set("par newpage clearpage cleardoublepage pagebreak bigskip medskip smallskip hrule pause appendix")
_LISTS = {
    **dict.fromkeys(word_set("itemize compactitem list trivlist todolist inparaitem asparaitem"), "•"),
    **dict.fromkeys(word_set("enumerate compactenum inparaenum asparaenum tasks questions parts"), "1"),
    **dict.fromkeys(word_set("description compactdesc labeling thebibliography"), "–"),
}
_QUOTES = frozenset({"quote", "quotation", "verse", "abstract", "displayquote", "displaycquote", "epigraph"})
_INSIDE_FORMULAS = word_set(
    """
    array aligned alignedat gathered split cases dcases rcases matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix
    smallmatrix subarray multlined bsmallmatrix psmallmatrix
    """
)
_THEOREMS = {
    **{name: name.capitalize() for name in ("theorem", "lemma", "corollary", "proposition", "definition", "remark")},
    **{
        name: name.capitalize() for name in ("example", "proof", "claim", "conjecture", "axiom", "exercise", "solution")
    },
    **{"thm": "Theorem", "lem": "Lemma", "cor": "Corollary", "prop": "Proposition", "defn": "Definition"},
}
_STATEMENTS = {
    **dict.fromkeys(("State", "Statex", "STATE"), ""),
    **word_pairs(
        """
        If if  IF if  Else else  ELSE else  For for  FOR for  While while  WHILE while  Repeat repeat  Until until
        Return return  RETURN return  Require Require:  REQUIRE Require:  Ensure Ensure:  ENSURE Ensure:
        Function function  Procedure procedure
        """
    ),
    **{"ElsIf": "else if", "ELSIF": "else if", "ForAll": "for all", "FORALL": "for all"},
    **{"EndIf": "end if", "ENDIF": "end if", "EndFor": "end for", "ENDFOR": "end for", "EndWhile": "end while"},
    **{"ENDWHILE": "end while", "EndFunction": "end function", "EndProcedure": "end procedure"},
}
_LAYOUT = re.compile(
    r"\s*(?:[\d.,\s*-]*\\?(?:text|line|column|paper)?(?:width|height)|[\d.\s-]+(?:cm|mm|em|ex|pt|in|\\.*)?"
    r"|[lcrpmbX|@!>< \d]*|[\w-]+=.*)\s*",
    re.DOTALL,
)
"""Arguments of environments that say how something is set."""
_STYLES = re.compile(r"\\(arabic|alph|Alph|roman|Roman)\b|(?<![A-Za-z])([aAiI1])(?![A-Za-z])")
_STYLE_SIGNS = {"arabic": "1", "alph": "a", "Alph": "A", "roman": "i", "Roman": "I"}
_START = re.compile(r"\bstart\s*=\s*(\d{1,6})")
_LABEL = re.compile(r"\blabel\s*=\s*(\{(?:[^{}]|\{[^{}]*\})*\}|[^,]*)")
_LABELS = re.compile(r"\\label\s*\{([^{}]{1,200})\}")
_LABEL_AFTER = re.compile(rf"\s?{_LABELS.pattern}")
_LANGUAGE = re.compile(r"\blanguage\s*=\s*\{?(?:\[[^\]]*\])?\s*([\w+#-]+)")
_CAPTION = re.compile(r"\b(?:caption|title)\s*=\s*(\{(?:[^{}]|\{[^{}]*\})*\}|[^,]*)")
_THANKS = re.compile(
    r"\\(?:thanks|footnote|inst|orcidlink|email)\s*\{(?:[^{}]|\{[^{}]*\})*\}"
    r"|\\(?:footnotemark|corref)(?:\[[^\]]*\])?"
)
_GERMAN = re.compile(r"\\(?:usepackage|documentclass)\s*\[[^\]]*\bn?german\b[^\]]*\]|\\usepackage\s*\{n?german\}")
_LONGEST_LABEL = 12
_KNOWN = word_set(
    """
    item begin end caption maketitle footnote emph textbf textit texttt text href url cite ref label left right frac
    sqrt a b c d H k r t u v l o i j L O ss ae oe aa
    """
).union(_SECTIONS, _ALSO_SECTIONS, _SAID, _LISTS, _BREAKS)
"""Commands that authors redefine to set them otherwise."""
_TOKEN = re.compile(
    rf"{VERBATIM}|\\(?:begin|end)\s*\{{[A-Za-z]+\*?\}}|\\(?P<name>[A-Za-z]+)\*?|(?P<row>\\\\)\*?|\\(?P<tab>[=>])|\\.|[{{}}]|(?P<cell>&)",
    re.DOTALL,
)
_RULES = word_set(
    "hline toprule midrule bottomrule cmidrule cline specialrule addlinespace hhline Xhline morecmidrules"
)
_HEADER_ENDS = frozenset(("endhead", "endfirsthead"))
_ENDS = frozenset(("endhead", "endfirsthead", "endfoot", "endlastfoot"))
_SPAN = re.compile(r"\s*\\multicolumn\s*\{\s*(\d{1,3})\s*\}")
_MOST_COLUMNS = 200
_RULE_ARGUMENTS = re.compile(r"(?:\s*(?:\([^()]{0,20}\)|\[[^\[\]]{0,40}\]|\{[^{}]{0,40}\})){0,3}")

Inline = Callable[[str], tuple[str, list[MarkSpan]]]


def read_latex(lines: Sequence[str]) -> Document:
    """Parse the lines of a source; of its preamble only title, author, date, an abstract, and definitions."""
    source = "\n".join(lines)
    reader, switches = _Reader(), {"true": True, "1": True, "false": False, "0": False}
    begin = source.find(r"\begin{document}")
    preamble = ""
    if begin >= 0:
        preamble = source[:begin]
        reader.inline = Inliner(is_german=_GERMAN.search(preamble) is not None)
        reader.read_preamble(parts_of(preamble, switches))
        source = source[begin + len(r"\begin{document}") :]
    reader.read(parts_of(source, switches), preamble)
    return reader.document


@dataclass(slots=True)
class _Open:
    """An open environment: for lists, the sign of its items, their number, and what stands around it.

    ``inner``: the innermost list, ``depth``: the number of lists, both with itself; ``is_quoted``: whether it or one
    around it is a quotation.
    """

    name: str
    sign: str = ""
    number: int = 0
    style: str = "1"
    around: tuple[str, str] = ("", ".")
    inner: "_Open | None" = None
    depth: int = 0
    is_quoted: bool = False


class _Reader:
    def __init__(self) -> None:
        self.document = Document()
        self.inline = Inliner()
        self._pieces = self.document.pieces
        self._definitions = Definitions({}, {}, _KNOWN)
        self._run: list[str] = []
        self._open: list[_Open] = []
        self._names: Counter[str] = Counter()
        self._ends: dict[int, tuple[int, int]] = {}
        self._label = ""
        self._waiting: tuple[str, ...] = ()
        self._theorems: dict[int, str] = {}
        self._in_formula = False
        self._never: set[str] = set()

    # ------------------------------------------------------------------ parts

    def read_preamble(self, parts: Sequence[LatexPart]) -> None:
        for part in parts:
            text = self._definitions.without_definitions(part.text) if not part.name else ""
            self._say(text)
            for found in re.finditer(r"\\begin\s*\{abstract\}(.*?)\\end\s*\{abstract\}", text, re.DOTALL):
                self._read_text(found[0])

    def read(self, parts: Sequence[LatexPart], preamble: str) -> None:
        define = self._definitions
        declared = preamble + "".join(part.text for part in parts if "theorem" in part.text and not part.name)
        texts = ["" if part.name else define.filled_in(define.without_definitions(part.text)) for part in parts]
        numbers = numbers_of(declared, texts, define.theorems)
        self.inline = replace(self.inline, labels=numbers.labels)
        for part, text, theorems in zip(parts, texts, numbers.theorems, strict=True):
            if part.name:
                self._code(part)
            else:
                self._say(text)
                self._theorems = theorems
                self._read_text(text)
        self._end()

    def _say(self, text: str) -> None:
        """Keep title, authors and date."""
        if not any(f"\\{name}" in text for name in _SAID):
            return
        reading = BracedText(text)
        for found in re.finditer(rf"\\({'|'.join(_SAID)})\*?(?![A-Za-z])", text):
            reading.at = found.end()
            reading.option()
            value = _THANKS.sub("", reading.argument() or "")
            if found[1] == "author":
                names = (
                    self.inline(one)[0].partition("\n")[0] for one in re.split(r"\\(?:and|AND|And)(?![A-Za-z])", value)
                )
                value = ", ".join(filter(None, [self.document.said.get("author", ""), *names]))
                self.document.said["author"] = value
            elif value.strip():
                self.document.said.setdefault(found[1], " ".join(self.inline(value)[0].split()))

    def _code(self, part: LatexPart) -> None:
        self._end()
        if caption := _CAPTION.search(part.options):
            self._add(BlockKind.CAPTION, caption[1].strip().removeprefix("{").removesuffix("}"))
        if part.name == "comment" or is_drawing(part.name):
            self._pieces.append(MarkupPiece(BlockKind.FURNITURE, part.text))
            return
        language = _LANGUAGE.search(part.options)
        minted = part.options.rpartition(",")[2] if part.name == "minted" else ""
        label = (language[1] if language else minted).lower()
        self._pieces.append(MarkupPiece(BlockKind.CODE, part.text, label=label))

    # ------------------------------------------------------------------ text

    def _read_text(self, text: str) -> None:
        """Read running text with its environments, wherever on a line they begin and end."""
        reading = BracedText(text)
        self._ends = _ends_of_environments(text)
        self._never = set()
        at = 0
        while found := _EVENT.search(text, reading.at):
            reading.at = found.end()
            name = found["name"]
            if found["blank"]:
                self._run.append(text[at : found.start()])
                at = found.end()
                self._end()
            elif found["dollar"]:
                self._in_formula = not self._in_formula
            elif found["display"] and not self._in_formula:
                self._run.append(text[at : found.start()])
                at = self._display(reading, "\\]" if found["display"] == "\\[" else "$$", found.start())
            elif name and (handle := self._handler(name, reading)):
                self._run.append(text[at : found.start()])
                reading.at = found.end()
                handle(name, reading)
                at = reading.at
        self._run.append(text[at:])

    def _handler(self, name: str, reading: BracedText) -> _Handler | None:
        """What reads a command that begins or ends a piece; None for all others."""
        if name in ("begin", "end"):
            found = _ENVIRONMENT.match(reading.text, reading.at)
            is_inside = found is None or found[1] in _INSIDE_FORMULAS or self._in_formula
            return None if is_inside else self._begin if name == "begin" else self._leave
        if name in _SECTIONS or name in _ALSO_SECTIONS:
            return self._section
        if name in ("item", "bibitem", "task"):
            return self._item if self._open else None
        if name in ("caption", "captionof", "subcaption"):
            return self._caption
        if name in _SAID:
            return self._skip
        if name in _BREAKS:
            return self._break
        return self._statement if name in _STATEMENTS and self._open and self._open[-1].name == "algorithmic" else None

    def _break(self, _name: str, _reading: BracedText) -> None:
        self._end()

    def _skip(self, _name: str, reading: BracedText) -> None:
        reading.option()
        reading.argument()

    def _section(self, name: str, reading: BracedText) -> None:
        self._end()
        reading.option()
        level = _ALSO_SECTIONS.get(name) or max(1, _SECTIONS.index(name) - 1)
        self._add(BlockKind.HEADING, reading.argument() or "", level, self._labels_after(reading))

    def _caption(self, name: str, reading: BracedText) -> None:
        self._end()
        if name == "captionof":
            reading.argument()
        reading.option()
        self._add(BlockKind.CAPTION, reading.argument() or "", names=self._labels_after(reading))

    def _labels_after(self, reading: BracedText) -> tuple[str, ...]:
        """The label right behind a heading or a caption, which is taken."""
        found = _LABEL_AFTER.match(reading.text, reading.at)
        reading.at = found.end() if found else reading.at
        return (found[1],) if found else ()

    def _statement(self, name: str, _reading: BracedText) -> None:
        word = _STATEMENTS[name]
        self._run.append(rf"\\ {word} ")

    def _display(self, reading: BracedText, closing: str, start: int) -> int:
        """A formula that stands alone; return where the text goes on."""
        end = -1 if closing in self._never else reading.text.find(closing, reading.at)
        if end < 0:
            self._never.add(closing)
            return start
        self._add_formula("", reading.text[reading.at : end])
        reading.at = end + len(closing)
        return reading.at

    def _add_formula(self, name: str, source: str) -> None:
        self._end()
        label, self._label = self._label, ""
        text = "\n".join(lines_of_display(name, source))
        names = self._taken_names(source)
        numbers = ", ".join(f"({self.inline.labels[one][0]})" for one in names if one in self.inline.labels)
        if text:
            text = f"{text}  {numbers}" if numbers else text
            self._pieces.append(replace(self._piece(text, label, ()), names=names))

    # ------------------------------------------------------------------ environments

    def _begin(self, _name: str, reading: BracedText) -> None:
        found = _ENVIRONMENT.match(reading.text, reading.at)
        if found is None:
            return
        reading.at = found.end()
        name = found[1]
        if name in FORMULAS or name in TABLES:
            end = self._ends.get(found.end())
            if end is not None:
                inside = reading.text[found.end() : end[0]]
                reading.at = end[1]
                self._add_formula(name, inside) if name in FORMULAS else self._table(name, inside, bool(found[2]))
                return
        self._end()
        if name in _LISTS:
            self._enter(self._list(name, reading))
        elif name in _THEOREMS or name in self._definitions.theorems:
            self._enter(_Open(name))
            title = self._definitions.theorems.get(name) or _THEOREMS.get(name, name)
            number = self._theorems.get(reading.at, "")
            said = reading.option()
            head = f"{title} {number}".strip() + (f" ({said})" if said else "")
            self._run.append(rf"\textbf{{{head}.}} " if title else f"{said or ''} ")
        else:
            self._enter(_Open(name))
            self._arguments(name, reading)

    def _enter(self, one: _Open) -> None:
        around = self._open[-1] if self._open else _Open("")
        one.inner = one if one.sign else around.inner
        one.depth = min(9, around.depth + bool(one.sign))
        one.is_quoted = around.is_quoted or one.name in _QUOTES
        self._open.append(one)
        self._names[one.name] += 1

    def _arguments(self, name: str, reading: BracedText) -> None:
        """The arguments of an environment. Those that do not only say how it is set are its title."""
        option = reading.option()
        if option and name in ("tcolorbox", "mdframed", "framed") and (title := _CAPTION.search(option)):
            self._run.append(rf"\textbf{{{title[1].strip().removeprefix('{').removesuffix('}')}}}")
            self._end()
        while reading.text[reading.at : reading.at + 1] == "{" and (given := reading.argument()) is not None:
            reading.option()
            if name == "frame":
                self._add(BlockKind.HEADING, given, 2)
            elif name not in ("thebibliography", "multicols", "spacing") and not _LAYOUT.fullmatch(given):
                self._run.append(rf"\textbf{{{given}}}")
                self._end()

    def _list(self, name: str, reading: BracedText) -> _Open:
        option = reading.option() or ""
        if name in ("thebibliography", "list", "labeling", "tasks"):
            while reading.text[reading.at : reading.at + 1] == "{" and reading.argument() is not None:
                pass
        start = _START.search(option)
        style, around = "1", ("", ".")
        label = _LABEL.search(option)
        written = label[1].strip("{}") if label else option if "=" not in option else ""
        if found := _STYLES.search(written):
            style = _STYLE_SIGNS.get(found[1], found[2] or "1")
            before, after = written[: found.start()], written[found.end() :].removeprefix("*")
            around = (self.inline(before)[0], self.inline(after)[0])
        return _Open(name, _LISTS[name], int(start[1]) - 1 if start else 0, style, around)

    def _leave(self, _name: str, reading: BracedText) -> None:
        found = _ENVIRONMENT.match(reading.text, reading.at)
        reading.at = found.end() if found else reading.at
        self._end()
        while found and self._names[found[1]]:
            # What was not closed inside of it ends with it.
            name = self._open.pop().name
            self._names[name] -= 1
            if name == found[1]:
                break

    def _item(self, name: str, reading: BracedText) -> None:
        self._end()
        given = reading.option()
        inner = self._open[-1].inner or _Open("itemize", "•")
        if name == "bibitem":
            key = reading.argument() or ""
            self._label = f"[{self.inline(given)[0] if given else key}]"
            return
        if inner.sign == "1":
            inner.number += given is None
            self._label = f"{inner.around[0]}{item_label(inner.number, inner.style).removesuffix('.')}{inner.around[1]}"
        else:
            self._label = inner.sign
        if given is None:
            return
        label = self.inline(given)[0]
        if inner.sign != "–" and 0 < len(label) <= _LONGEST_LABEL:
            self._label = label
        elif label:
            self._run.append(rf"\textbf{{{given}}} ")

    def _table(self, name: str, inside: str, has_star: bool) -> None:
        self._end()
        table = table_of(name, inside, self.inline, has_star=has_star)
        for caption in table.captions:
            self._add(BlockKind.CAPTION, caption)
        label = "" if table.has_header else HEADLESS
        if table.text:
            self._pieces.append(MarkupPiece(BlockKind.TABLE, table.text, label=label, marks=table.marks))

    # ------------------------------------------------------------------ pieces

    def _add(self, kind: BlockKind, source: str, level: int = 0, names: tuple[str, ...] = ()) -> None:
        text, marks = self.inline(source)
        names = (*self._taken_names(source), *names)
        if text:
            self._pieces.append(MarkupPiece(kind, text.replace("\n", " "), level, marks=tuple(marks), names=names))

    def _taken_names(self, source: str) -> tuple[str, ...]:
        """The labels in a source, and those before it that stood alone."""
        names, self._waiting = (*self._waiting, *_LABELS.findall(source)), ()
        return names

    def _end(self) -> None:
        source = "".join(self._run)
        self._run, self._in_formula = [], False
        if not source or source.isspace():
            return
        text, marks = self.inline(source)
        names = self._taken_names(source)
        if text:
            label, self._label = self._label, ""
            self._pieces.append(replace(self._piece(text, label, tuple(marks)), names=names))
        else:
            self._waiting = names

    def _piece(self, text: str, label: str, marks: tuple[MarkSpan, ...]) -> MarkupPiece:
        """A paragraph, or what it is inside of lists and quotations."""
        around = self._open[-1] if self._open else _Open("")
        if around.depth:
            return MarkupPiece(BlockKind.LIST_ITEM, text, around.depth, label, marks)
        if around.is_quoted:
            return MarkupPiece(BlockKind.QUOTE, text, 1, marks=marks)
        return MarkupPiece(BlockKind.PARAGRAPH, text, marks=marks)


def _ends_of_environments(text: str) -> dict[int, tuple[int, int]]:
    """For each formula and table, by where it begins behind its name: where it ends, and where the text goes on."""
    ends: dict[int, tuple[int, int]] = {}
    opened: defaultdict[str, list[int]] = defaultdict(list)
    for found in _WHOLE.finditer(text):
        if found[1] == "begin":
            opened[found[2]].append(found.end())
        elif opened[found[2]]:
            ends[opened[found[2]].pop()] = found.span()
    return ends


@dataclass(frozen=True, slots=True)
class LatexTable:
    """The text of a table with its marks, whether its first row is a header, and its captions as source."""

    text: str
    marks: tuple[MarkSpan, ...]
    has_header: bool
    captions: tuple[str, ...]


def table_of(name: str, inside: str, inline: Inline, *, has_star: bool) -> LatexTable:
    """The table in an environment called ``name``."""
    reading = BracedText(inside)
    reading.option()
    for _ in range(TABLES[name] + has_star):
        reading.argument()
        reading.option()
    captions: list[str] = []
    rows = list(_rows(reading, captions, has_tabs=name == "tabbing"))
    ruled = [number for number, (_, is_ruled) in enumerate(rows) if is_ruled]
    written = [(_cells(cells, inline), is_ruled) for cells, is_ruled in rows]
    shown: list[list[tuple[str, list[MarkSpan]]]] = []
    has_header = False
    # Once for the first page, once for the others.
    is_headed_twice = "\\endfirsthead" in inside
    for number, (cells, is_ruled) in enumerate(written):
        if not any(text for text, _ in cells) or (is_headed_twice and cells in shown[:2]):
            continue
        shown.append(cells)
        has_header = has_header or (len(shown) == 1 and is_ruled and number + 1 < len(written) and bool(ruled))
    text, marks = joined_cells(shown)
    return LatexTable(text, tuple(marks), has_header and len(shown) > 1, tuple(captions))


def _rows(reading: BracedText, captions: list[str], *, has_tabs: bool) -> Iterator[tuple[list[str], bool]]:
    """The sources of the cells of each row, and whether there is a rule below it."""
    text, at, depth = reading.text, reading.at, 0
    cells: list[str] = []
    pieces: list[str] = []
    waiting: list[str] | None = None
    while found := _TOKEN.search(text, reading.at):
        reading.at = found.end()
        token = found[0]
        if token in "{}":
            depth = max(0, depth + (token == "{") - (token == "}"))
        elif token.startswith((r"\begin", r"\end{", r"\end ")):
            depth = max(0, depth + (1 if token.startswith(r"\begin") else -1))
        elif depth:
            continue
        elif found["cell"] or (has_tabs and found["tab"]):
            pieces.append(text[at : found.start()])
            cells.append("".join(pieces))
            pieces, at = [], found.end()
        elif found["row"] or found["name"] in ("tabularnewline", "cr", "kill") or found["name"] in _ENDS:
            pieces.append(text[at : found.start()])
            cells.append("".join(pieces))
            if found["row"]:
                reading.option()
            if waiting is not None:
                yield waiting, found["name"] in _HEADER_ENDS
            waiting = cells
            pieces, cells, at = [], [], reading.at
        elif found["name"] in _RULES or found["name"] in ("rowcolor", "noalign"):
            is_between = not cells and not "".join([*pieces, text[at : found.start()]]).strip()
            pieces.append(text[at : found.start()])
            arguments = _RULE_ARGUMENTS.match(text, reading.at)
            reading.at = at = arguments.end() if arguments else reading.at
            if is_between and waiting is not None and found["name"] not in ("cline", "cmidrule", "rowcolor", "noalign"):
                yield waiting, True
                waiting = None
        elif found["name"] == "caption":
            pieces.append(text[at : found.start()])
            reading.option()
            captions.append(reading.argument() or "")
            at = reading.at
    if waiting is not None:
        yield waiting, False
    cells.append("".join([*pieces, text[at:]]))
    yield cells, False


def _cells(sources: list[str], inline: Inline) -> list[tuple[str, list[MarkSpan]]]:
    """The cells of a row; empty ones where a cell spans further columns."""
    cells: list[tuple[str, list[MarkSpan]]] = []
    for source in sources:
        span = _SPAN.match(source)
        text, marks = inline(source)
        cells.append((text, marks))
        more = min(int(span[1]), _MOST_COLUMNS) - 1 if span else 0
        cells += [("", [])] * more
    return cells
