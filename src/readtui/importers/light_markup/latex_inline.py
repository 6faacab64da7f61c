"""Converts LaTeX's running text to plain text with marks: nested commands, accents, formulas."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from unicodedata import normalize

from readtui.importers.common.superscripts import subscript, superscript
from readtui.importers.light_markup.latex_numbers import Number
from readtui.importers.light_markup.latex_source import VERB, closing_braces
from readtui.importers.mathematics.tex import lines_of_tex, text_of_tex
from readtui.model.block import MarkType
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import MarkSpan
from readtui.text.word_tables import word_pairs, word_set

FORMULAS = word_set(
    "equation align gather multline eqnarray displaymath math flalign alignat xalignat dmath IEEEeqnarray"
)
"""Environments that are formulas. Those inside of formulas are known to the converter."""
_TOKEN = re.compile(
    rf"(?P<verb>\\(?:{VERB}|[A-Za-z]{{1,20}}(?=\|))(?P<sign>[^\w\s*{{}}\\\[\]()])(?P<code>[^\n]{{0,1000}}?)(?P=sign))"
    r"|\\(?P<name>[A-Za-z@]+)\*?[ \t]*(?:\n[ \t]*)?|\\(?P<escaped>.)|(?P<dollar>\$\$?)|(?P<open>\{)|(?P<close>\})"
    r"|(?P<space>\s+)|(?P<ligature>---?|``|''|`|[?!]`|,,|~|<<|>>)|(?P<text>[^\\${}\s`'~<>?!,-]+|.)",
    re.DOTALL,
)
_ACCENTS = {
    **{'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307"},
    **{"c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323"},
    **{"b": "\u0331", "t": "\u0361"},
}
_LETTER = re.compile(r"\s*(?:\{\s*(?:\\([ij])\s*(?:\{\})?|([^\W\d_]+)|)\s*\}|\\([ij])(?![A-Za-z])[ ]?|([^\W\d_]))")
_LIGATURES = {
    **{"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "~": "\xa0", "?`": "¿", "!`": "¡", "<<": "«", ">>": "»"},
    ",,": "„",
}
_ESCAPED = {
    **{",": "\u2009", " ": " ", "\t": " ", "\n": " ", ";": " ", ":": " ", "!": "", "/": "", "-": "", "@": "", "(": "("},
    **{"|": "‖", ")": ")", "]": "]", "[": "["},
}
_NAMED = {
    **word_pairs(
        r"""
        ss ß  ae æ  AE Æ  oe œ  OE Œ  o ø  O Ø  aa å  AA Å  l ł  L Ł  i ı  j ȷ  dh ð  DH Ð  th þ  TH Þ  dj đ  DJ Đ
        LaTeX LaTeX  TeX TeX  BibTeX BibTeX  XeTeX XeTeX  LuaTeX LuaTeX  S §  P ¶  copyright ©  textcopyright ©
        textregistered ®  texttrademark ™  pounds £  euro €  texteuro €  textsterling £  textyen ¥  textdegree °
        ldots …  dots …  textellipsis …  textendash –  textemdash —  slash /  textbackslash \  textbar |
        textasciitilde ~  textasciicircum ^  textless <  textgreater >  textunderscore _  textvisiblespace ␣
        textquotedblleft “  textquotedblright ”  textquoteleft ‘  textquoteright ’  textquotedbl "  textquotesingle '
        lq ‘  rq ’  glqq „  grqq “  glq ‚  grq ‘  flqq «  frqq »  guillemotleft «  guillemotright »  quotedblbase „
        textbullet •  dag †  ddag ‡  textdagger †  textpm ±  texttimes ×  textmu µ  checkmark ✓  cdot ·
        lbrack [  rbrack ]  lbrace {  rbrace }  textbraceleft {  textbraceright }
        rightarrow →  leftarrow ←  Rightarrow ⇒  textrightarrow →
        """
    ),
    **dict.fromkeys(["quad", "qquad", "enspace", "space", "par", "hfill", "hfil"], " "),
    **dict.fromkeys(["newline", "linebreak", "tabularnewline"], "\n"),
    **{"thinspace": "\u2009", "tie": "\xa0", "item": " • ", "and": ", ", "og": "« ", "fg": " »", "LaTeXe": "LaTeX 2ε"},
}
_MARKS = {
    **dict.fromkeys(word_set("emph textit textsl em it sl itshape slshape"), MarkType.EMPHASIS),
    **dict.fromkeys(word_set("textbf bf bfseries strong alert"), MarkType.STRONG),
    **dict.fromkeys(word_set("texttt tt ttfamily code lstinline mintinline verb path"), MarkType.CODE),
    **dict.fromkeys(word_set("sout st textst"), MarkType.STRIKETHROUGH),
}
_OF_FORMULAS = word_set("ensuremath ce SI si qty unit num mathbb mathcal mathbf frac sqrt")
_SWITCHES = word_set("em it sl itshape slshape bf bfseries tt ttfamily")
_SKIPPED = {
    **dict.fromkeys(
        word_set(
            """
            label index vspace hspace bibliographystyle bibliography color includegraphics input include pagestyle
            nocite thispagestyle pagenumbering phantom hphantom vphantom hyphenation hypersetup lstset captionsetup
            geometry linespread enlargethispage addbibresource usepackage documentclass documentstyle RequirePackage
            graphicspath usetikzlibrary newcounter stepcounter refstepcounter newlength selectlanguage sisetup
            setstretch tikzset pgfplotsset textcolor colorbox foreignlanguage textlang hyperlink hypertarget parbox
            raisebox scalebox rotatebox cmidrule cline cellcolor rowcolor columncolor usetheme usecolortheme
            setmainfont markright arabic roman Roman alph Alph value is il ia
            """
        ),
        1,
    ),
    **dict.fromkeys(word_set("fcolorbox resizebox setlength addtolength setcounter addtocounter markboth fontsize"), 2),
    **{"multirow": 2, "multicolumn": 2, "rule": 2, "addcontentsline": 3, "definecolor": 3, "crefname": 3},
}
"""How many arguments of a command are not its text."""
_BY_LENGTH = word_set("vskip hskip kern mkern lower raise penalty parindent parskip baselineskip")
_LENGTH = re.compile(
    r"\s*=?\s*-?\d*\.?\d*\s*(?:pt|em|ex|cm|mm|in|pc|bp|sp|\\[a-z]+)?(?:\s*(?:plus|minus)\s*\S+){0,2}[ ]?"
)
_CITES = re.compile(r"[A-Za-z]*[cC]ite[A-Za-z]*")
_OPTION = re.compile(r"\s?\[((?:[^\[\]{}]|\{[^{}]{0,200}\}|\[[^\[\]]{0,100}\]){0,500})\]")
_ALONE = re.compile(r"\^\s*(?:\{(?P<high>.*)\}|(?P<one>\\?\w+))|_\s*(?:\{(?P<low>.*)\}|(?P<under>\\?\w+))", re.DOTALL)
_GERMAN = re.compile(r"\"([aouAOUs`'=~-]|ck|\|)")
_GERMAN_SIGNS = {
    **{"a": "ä", "o": "ö", "u": "ü", "A": "Ä", "O": "Ö", "U": "Ü", "s": "ß", "`": "„", "'": "“", "=": "-", "~": "-"},
    **{"-": "", "ck": "ck", "|": ""},
}
_ENVIRONMENT = re.compile(r"\{([A-Za-z]+)\*?\}")
_LONGEST_ACCENTED = 40


@dataclass(slots=True)
class _Frame:
    """An open group: where its text begins, the marks that end with it, and what is done with its text then."""

    piece: int
    start: int
    marks: list[tuple[MarkType, int, str]] = field(default_factory=list)
    then: Callable[[str, str], str] | None = None
    ends_with: str = ""
    stands_apart: bool = False


@dataclass(slots=True)
class Inliner:
    """Converts running text.

    ``is_german``: whether a quotation mark before a vowel is an umlaut; ``labels``: what references show and lead to.
    """

    is_german: bool = False
    labels: Mapping[str, Number] = field(default_factory=dict)

    def __call__(self, source: str) -> tuple[str, list[MarkSpan]]:
        """The plain text of a paragraph, a heading or a cell, and its marks."""
        if self.is_german and '"' in source:
            source = _GERMAN.sub(lambda found: _GERMAN_SIGNS[found[1]], source)
        return _Conversion(source, self.labels).result()


class _Conversion:
    def __init__(self, source: str, labels: Mapping[str, Number]) -> None:
        self._source = source
        self._labels = labels
        self._at = 0
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[MarkSpan] = []
        self._frames = [_Frame(0, 0)]
        self._next = _Frame(0, 0)
        self._has_next = False
        self._closed: dict[int, int] | None = None
        self._dollars: dict[int, tuple[int, int]] | None = None
        self._never: set[str] = set()

    def result(self) -> tuple[str, list[MarkSpan]]:
        source = self._source
        while self._at < len(source):
            found = _TOKEN.match(source, self._at)
            if found is None:
                break
            self._at = found.end()
            self._take(found)
        while self._frames:
            self._end_frame()
        return _trimmed("".join(self._pieces), self._marks)

    def _take(self, found: re.Match[str]) -> None:
        kind = found.lastgroup
        if kind == "text":
            self._add(found["text"])
        elif kind == "space":
            if self._length and not self._ends_in_space():
                self._add(" ")
        elif kind == "open":
            self._frames.append(self._begun())
        elif kind == "close":
            self._close()
        elif kind == "ligature":
            self._add(_LIGATURES.get(found["ligature"], found["ligature"]))
        elif kind == "dollar":
            self._formula(found.start())
        elif kind == "escaped":
            self._escaped(found["escaped"])
        elif kind == "verb":
            self._add_marked(MarkType.CODE, found["code"])
        else:
            self._command(found["name"], found)

    # ------------------------------------------------------------------ text and groups

    def _add(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._length += len(text)

    def _add_marked(self, kind: MarkType, text: str, target: str = "") -> None:
        if text:
            self._marks.append((kind, self._length, self._length + len(text), target))
            self._add(text)

    def _ends_in_space(self) -> bool:
        return bool(self._pieces) and self._pieces[-1][-1:].isspace()

    def _begun(self) -> _Frame:
        frame = self._next if self._has_next else _Frame(0, 0)
        self._next, self._has_next = _Frame(0, 0), False
        frame.piece, frame.start = len(self._pieces), self._length
        frame.marks = [(kind, self._length, target) for kind, _, target in frame.marks]
        return frame

    def _expect(self, frame: _Frame) -> None:
        """Let the next group be one with marks, unless something else comes first."""
        if self._source[self._at : self._at + 1] == "{":
            self._next, self._has_next = frame, True

    def _close(self) -> None:
        if len(self._frames) > 1:
            stands_apart = self._frames[-1].stands_apart
            self._end_frame()
            if stands_apart and self._source[self._at : self._at + 1] == "{":
                # The next argument of a command that readtui does not know.
                self._add("" if self._ends_in_space() else " ")
                self._expect(_Frame(0, 0, stands_apart=True))

    def _end_frame(self) -> None:
        frame = self._frames.pop()
        if frame.then and not any(start >= frame.start for _, start, _, _ in self._marks[-2:]):
            text = "".join(self._pieces[frame.piece :])
            before = "".join(self._pieces[max(0, frame.piece - 3) : frame.piece])[-8:]
            changed = frame.then("" if before[-1:].isspace() else before, text)
            self._pieces[frame.piece :] = [changed]
            self._length = frame.start + len(changed)
        for kind, start, target in frame.marks:
            if start < self._length:
                self._marks.append((kind, start, self._length, target))
        self._add(frame.ends_with)

    # ------------------------------------------------------------------ arguments

    def _end_of_group(self, start: int) -> int | None:
        """The place of the brace that closes the one at ``start``."""
        if self._closed is None:
            self._closed = closing_braces(self._source)
        return self._closed.get(start)

    def _argument(self) -> str:
        """The source of the next argument, which is taken; "" if there is none."""
        start = self._at
        while self._source[start : start + 1].isspace():
            start += 1
        end = self._end_of_group(start)
        if end is None:
            return ""
        self._at = end + 1
        return self._source[start + 1 : end]

    def _option(self) -> str | None:
        found = _OPTION.match(self._source, self._at)
        if found:
            self._at = found.end()
        return found[1] if found else None

    # ------------------------------------------------------------------ formulas

    def _formula(self, start: int) -> None:
        """A formula from ``start`` up to the same sign; without one, it is a dollar sign."""
        if self._dollars is None:
            self._dollars = _paired_dollars(self._source)
        end, length = self._dollars.get(start, (start, 0))
        self._at = end + max(1, length)
        if length:
            self._add_formula(self._source[start + length : end])
        else:
            self._add("$")

    def _add_formula(self, source: str) -> None:
        alone = _ALONE.fullmatch(source.strip())
        before = "".join(self._pieces[-3:])[-8:]
        if alone and before and not before[-1].isspace():
            high = alone["high"] or alone["one"]
            text = text_of_tex(high or alone["low"] or alone["under"] or "")
            self._add(superscript(before, text) if high else subscript(before, text))
        else:
            self._add(text_of_tex(source))

    def _find(self, closing: str) -> int:
        """The next place of something; what is not there is not looked for again."""
        end = -1 if closing in self._never else self._source.find(closing, self._at)
        if end < 0:
            self._never.add(closing)
        return end

    # ------------------------------------------------------------------ commands

    def _escaped(self, sign: str) -> None:
        if sign in ("(", "["):
            end = self._find("\\)" if sign == "(" else "\\]")
            if end >= 0:
                source = self._source[self._at : end]
                self._at = end + 2
                self._add_formula(source)
        elif sign == "\\":
            self._at += 1 if self._source[self._at : self._at + 1] == "*" else 0
            self._option()
            self._add("\n")
        elif sign in _ACCENTS:
            self._accent(sign)
        elif sign in (" ", "\n", "\t"):
            self._add("" if self._ends_in_space() else " ")
        else:
            self._add(_ESCAPED.get(sign, sign))

    def _accent(self, sign: str) -> None:
        letter = _LETTER.match(self._source, self._at)
        if letter is None:
            end = self._end_of_group(self._at) or self._at
            if 0 < end - self._at <= _LONGEST_ACCENTED:
                letters = _Conversion(self._source[self._at + 1 : end], {}).result()[0]
                self._add(normalize("NFC", letters[:1] + _ACCENTS[sign] + letters[1:]))
                self._at = end + 1
            return
        self._at = letter.end()
        letters = letter[1] or letter[2] or letter[3] or letter[4] or ""
        self._add(normalize("NFC", letters[:1] + _ACCENTS[sign] + letters[1:]) if letters else "")

    def _command(self, name: str, found: re.Match[str]) -> None:
        if name in _ACCENTS and len(name) == 1:
            self._at = found.start() + 1 + len(name)
            self._accent(name)
        elif name in _NAMED:
            self._named(name, found)
        elif name in _SWITCHES:
            self._frames[-1].marks.append((_MARKS[name], self._length, ""))
        elif name in _MARKS:
            if name == "mintinline":
                self._argument()
            self._option()
            self._expect(_Frame(0, 0, [(_MARKS[name], 0, "")]))
        elif name in ("href", "url", "nolinkurl"):
            self._link(name)
        elif name in ("footnote", "thanks", "footnotetext", "sidenote", "marginpar", "marginnote", "endnote"):
            self._option()
            if self._source[self._at : self._at + 1] == "{":
                self._add(" (" if self._length and not self._ends_in_space() else "(")
                self._expect(_Frame(0, 0, ends_with=")"))
        elif name in ("textsuperscript", "textsubscript", "up", "ap", "ped"):
            self._expect(_Frame(0, 0, then=subscript if name in ("textsubscript", "ped") else superscript))
        elif _CITES.fullmatch(name):
            self._citation()
        elif name in ("ref", "eqref", "autoref", "cref", "Cref", "nameref", "pageref", "vref"):
            self._reference(name)
        elif name in ("begin", "end"):
            self._environment(name)
        elif name in _OF_FORMULAS:
            if name in ("SI", "si", "qty", "unit", "num"):
                self._option()
            arguments = [f"{{{self._argument()}}}" for _ in range(2 if name in ("SI", "qty", "frac") else 1)]
            self._add(text_of_tex("\\" + name + "".join(arguments)))
        elif name == "xymatrix" and (end := self._end_of_group(self._find("{"))):
            self._add(" ".join(lines_of_tex(f"\\xymatrix{self._source[self._at : end + 1]}")))
            self._at = end + 1
        elif name in ("enquote", "textquote"):
            self._option()
            self._add("“")
            self._expect(_Frame(0, 0, ends_with="”"))
            if not self._has_next:
                self._add("”")
        elif name in ("xspace", "@"):
            following = self._source[self._at : self._at + 1]
            self._add(" " if following.isalnum() or following in ("(", "\\") else "")
        elif name in _BY_LENGTH:
            length = _LENGTH.match(self._source, self._at)
            self._at = length.end() if length else self._at
        else:
            self._unknown(name)

    def _named(self, name: str, found: re.Match[str]) -> None:
        """A command that stands for characters. The space behind it belongs to it, unless only braces end it."""
        text = _NAMED[name]
        if name == "and" and self._ends_in_space():
            bare = self._pieces[-1].rstrip()
            self._length -= len(self._pieces[-1]) - len(bare)
            self._pieces[-1] = bare
        if self._ends_in_space() or not self._length:
            text = text.lstrip(" ")
        self._add(text)
        if self._source.startswith("{}", self._at):
            self._at += 2

    def _unknown(self, name: str) -> None:
        skipped = 1 if name.startswith("index") else _SKIPPED.get(name)
        option = _OPTION.match(self._source, self._at)
        while option and (skipped is not None or self._source[option.end() : option.end() + 1] in ("{", "[")):
            self._at = option.end()
            option = _OPTION.match(self._source, self._at)
        for _ in range(skipped or 0):
            self._argument()
            self._option()
        self._expect(_Frame(0, 0, stands_apart=skipped is None))

    def _link(self, name: str) -> None:
        self._option()
        target = self._argument()
        address = re.sub(r"\\([%#&_~{}])", r"\1", target).strip()
        if name == "href":
            self._expect(_Frame(0, 0, [(MarkType.LINK, 0, address)]))
        else:
            self._add_marked(MarkType.LINK, address, address)

    def _reference(self, name: str) -> None:
        """The number of what has the label; the label itself if it is elsewhere."""
        for at, key in enumerate(one.strip() for one in self._argument().split(",")):
            number, kind = self._labels.get(key, (key, ""))
            if kind and name in ("autoref", "cref", "Cref"):
                number = f"{kind if name != 'cref' else kind.lower()} {number}"
            self._add(", " if at else "")
            if name == "eqref" and key:
                number = f"({number})"
            if kind:
                self._add_marked(MarkType.LINK, number, f"#{key}")
            else:
                self._add(number)

    def _citation(self) -> None:
        options = [option for option in (self._option(), self._option()) if option is not None]
        keys = ", ".join(key.strip() for key in self._argument().split(","))
        said = [*(options[:1] if len(options) == 2 else []), keys, *options[-1:]]
        words = [_Conversion(one, {}).result()[0] for one in said if one.strip()]
        if words:
            self._add(f"[{', '.join(words)}]")

    def _environment(self, name: str) -> None:
        """An environment inside running text: formulas, cells and items on one line."""
        found = _ENVIRONMENT.match(self._source, self._at)
        if found is None:
            return
        self._at = found.end()
        if name == "end":
            self._add("" if self._ends_in_space() else " ")
            return
        if found[1] in FORMULAS or found[1] in ("array", "matrix", "pmatrix", "cases", "aligned"):
            closing = f"\\end{{{found[0][1:]}"
            end = self._find(closing)
            if end >= 0:
                lines = lines_of_display(found[1], self._source[self._at : end])
                self._add("\n".join(lines))
                self._at = end + len(closing)
            return
        self._option()
        if found[1] in TABLES:
            for _ in range(TABLES[found[1]]):
                self._argument()
        if self._length and not self._ends_in_space():
            self._add(" ")


TABLES = {
    **dict.fromkeys(
        word_set("tabular longtable array supertabular xtabular tabu longtabu NiceTabular tblr longtblr"), 1
    ),
    **dict.fromkeys(word_set("tabularx tabulary xltabular"), 2),
    "tabbing": 0,
}
"""The environments that are tables, with the number of their arguments; with a star, they have one more."""


def lines_of_display(name: str, source: str) -> list[str]:
    """The lines of a formula that stands alone. ``name``: its environment, or ""."""
    if name in ("alignat", "xalignat", "IEEEeqnarray") and (found := re.match(r"\s*(?:\[[^\]]*\])?\{[^{}]*\}", source)):
        source = source[found.end() :]
    return lines_of_tex(source)


def _paired_dollars(source: str) -> dict[int, tuple[int, int]]:
    """For the first sign of each formula the place of its last one, and their length. Each group has its own."""
    pairs: dict[int, tuple[int, int]] = {}
    opened: list[tuple[int, int]] = [_CLOSED]
    for found in _GROUPS_AND_DOLLARS.finditer(source):
        if found[0] == "{":
            opened.append(_CLOSED)
        elif found[0] == "}":
            opened[-2:] = opened[-2:-1] or [_CLOSED]
        elif found[0][0] == "$":
            start, length = opened[-1]
            if length == 0:
                opened[-1] = (found.start(), len(found[0]))
            elif length == len(found[0]):
                pairs[start] = (found.start(), length)
                opened[-1] = _CLOSED
            elif length == 1:
                pairs[start] = (found.start(), 1)
                opened[-1] = (found.start() + 1, 1)
    return pairs


_CLOSED = (0, 0)
_GROUPS_AND_DOLLARS = re.compile(r"\\.|[{}]|\$\$?", re.DOTALL)
_SPACES = re.compile(r"\A[ \t\n]+|[ \t\n]+\Z|[ \t]*\n[ \t\n]*")


def _trimmed(text: str, marks: Sequence[MarkSpan]) -> tuple[str, list[MarkSpan]]:
    """The text without spaces at the ends of its lines, and the marks."""
    spaces = list(_SPACES.finditer(text)) if text[:1].isspace() or text[-1:].isspace() or "\n" in text else []
    if not spaces:
        return text, list(marks)
    pieces: list[str] = []
    starts, ends, places = [0], [0], [0]
    length = end = 0
    for found in spaces:
        kept = "\n" if found.start() and found.end() < len(text) else ""
        pieces += (text[end : found.start()], kept)
        length += found.start() - end + len(kept)
        end = found.end()
        starts.append(found.start())
        ends.append(end)
        places.append(length)
    pieces.append(text[end:])

    def moved(offset: int) -> int:
        number = bisect_right(starts, offset) - 1
        return places[number] + max(0, offset - ends[number])

    found_marks = [(kind, moved(start), moved(end), target) for kind, start, end, target in marks]
    return "".join(pieces), [mark for mark in found_marks if mark[1] < mark[2]]
