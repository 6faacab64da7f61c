"""Parses LaTeX sources into pieces: sections, paragraphs, lists, quotations, code; formulas stay as written."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from readtui.importers.light_markup.pieces import Document, Inline, Piece, one_line
from readtui.model.block import BlockKind, MarkType

_SAY_NOTHING = ("label", "index", "vspace", "hspace", "bibliographystyle", "bibliography", "color", "includegraphics")
_FORMULA = r"\$\$?[^$]{1,1000}\$\$?|\\\([^\n]{1,1000}?\\\)|\\\[[^\n]{1,1000}?\\\]"
_SECOND = ("textcolor", "colorbox", "foreignlanguage", "textlang", "hyperlink", "hypertarget", "parbox", "raisebox")
"""Commands whose second argument is the text."""
_VERB = r"\\(?:verb\*?|lstinline|mintinline\{\w{1,40}\}|[A-Za-z]{1,20}(?=\|))"
"""What stands before code between two equal signs. Other commands before ``|`` are made for code, too."""
_GROUP = r"\{(?P<text>[^{}]{0,2000})\}"
INLINE = Inline(
    (None, rf"(?P<text>{_FORMULA})"),
    (MarkType.LINK, rf"\\href\{{(?P<target>[^{{}}]{{1,1000}})\}}{_GROUP}"),
    (MarkType.LINK, r"\\url\{(?P<target>[^{}]{1,1000})\}"),
    (MarkType.EMPHASIS, rf"\\(?:emph|textit|textsl){_GROUP}"),
    (MarkType.STRONG, rf"\\textbf{_GROUP}"),
    (MarkType.CODE, rf"\\texttt{_GROUP}"),
    (MarkType.CODE, rf"{_VERB}(?P<sign>[^\w\s*{{}}\\])(?P<text>(?:(?!(?P=sign))[^\n]){{0,300}})(?P=sign)"),
    (MarkType.CODE, rf"\\(?:lstinline|mintinline\{{\w{{1,40}}\}}){_GROUP}"),
    (None, rf"\\(?:textsc|textrm|textsf|mbox|text|underline|enquote){_GROUP}"),
    (None, rf"\\(?:{'|'.join(_SECOND)})(?:\[[^\[\]]{{0,20}}\])?\{{[^{{}}]{{0,100}}\}}{_GROUP}"),
    (None, rf"\\(?:{'|'.join(_SAY_NOTHING)})\*?(?:\[[^\[\]]{{0,200}}\])?\{{[^{{}}]{{0,200}}\}}"),
    (None, r"\\(?:cite[a-z]*|ref|eqref|autoref|cref)\*?(?:\[[^\[\]]{0,200}\]){0,2}\{(?P<text>[^{}]{1,300})\}"),
    (None, rf"\\[A-Za-z]{{1,40}}\*?(?:\[[^\[\]]{{0,200}}\])?{_GROUP}"),
    (None, r"\\[A-Za-z]{1,40}\*?(?P<text>)[ ]?|\{\}"),
)
_SECTIONS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")
_SECTION = re.compile(rf"\s*\\({'|'.join(_SECTIONS)})\*?(?:\[[^\[\]]*\])?\{{((?:[^{{}}]|\{{[^{{}}]*\}})*)\}}\s*(.*)$")
_SAID = re.compile(r"\\(title|author|date)\{((?:[^{}]|\{[^{}]*\})*)\}")
_BEGIN = re.compile(r"\s*\\begin\{([A-Za-z]+)\*?\}(.*)$")
_END = re.compile(r"\s*\\end\{([A-Za-z]+)\*?\}\s*(.*)$")
_ITEM = re.compile(r"\s*\\item(?![A-Za-z])\s*(?:\[([^\[\]]{0,100})\])?\s*")
_DEFINES = re.compile(
    r"\s*\\(?:(?:re|provide)?newcommand|renewcommand|providecommand|newtheorem|(?:re)?newenvironment|DeclareMathOperator"
    r"|[egx]?def|let|setlength|addtolength|setcounter|usepackage|documentstyle|pagestyle|thispagestyle)(?![A-Za-z])"
)
_COMMENT = re.compile(r"(?<!\\)%.*$")
_LANGUAGE = re.compile(r"language=(\w+)")
_VERBATIM = frozenset({"verbatim", "Verbatim", "lstlisting", "minted", "alltt", "Highlighting"})
_CODE_BY_NAME = re.compile(r"(?i)code|verbatim|listing|minted")
"""In the names of environments that an author has made for code."""
_FORMULAS = frozenset(
    {
        *("equation", "align", "gather", "multline", "eqnarray", "displaymath", "math"),
        *("tikzpicture", "tabular", "tabularx", "longtable", "array"),
    }
)
_LISTS = {"itemize": "•", "enumerate": "1", "description": "–"}
_QUOTES = frozenset({"quote", "quotation", "verse", "abstract"})
_ACCENTS = {
    **{'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307"},
    **{"c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323"},
}
_LETTER = r"(?:\{?\\(?P<dotless>[ij])(?:\}|(?![A-Za-z])\s?)|\{(?P<braced>[A-Za-z])\}|(?P<bare>[A-Za-z]))"
_ACCENT = re.compile(
    rf"""(?P<brace>\{{)?\\(?:(?P<sign>["'`^~=.])|(?P<name>[cvuHkrd])(?=[\s{{\\])\s*){_LETTER}(?(brace)\}}?)"""
)
_SIGNS = {
    "``": "“", "''": "”", "---": "—", "--": "–", "~": "\xa0", r"\ldots": "…", r"\dots": "…", r"\%": "%", r"\&": "&",
    r"\$": "$", r"\#": "#", r"\_": "_", r"\{": "{", r"\}": "}", r"\\": "\n", r"\,": "\u2009", r"\ ": " ",
}  # fmt: skip
_SIGN = re.compile("|".join(sorted((re.escape(sign) for sign in _SIGNS), key=len, reverse=True)))
_NAMED = {
    **{"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł"},
    **{"L": "Ł", "i": "ı", "S": "§", "P": "¶", "LaTeX": "LaTeX", "TeX": "TeX", "and": ", ", "copyright": "©"},
}
_NAME = re.compile(rf"[ ]?\\(and)(?![A-Za-z])[ ]?|\{{?\\({'|'.join(_NAMED)})(?:\}}|(?![A-Za-z])(?:\{{\}}|[ ])?)")
_SWITCHES = {"em": "emph", "it": "emph", "sl": "emph", "bf": "textbf", "tt": "texttt", "sc": "textsc"}
_SWITCH = re.compile(rf"\{{\s*\\({'|'.join(_SWITCHES)})(?![A-Za-z])\s*([^{{}}]*?)(?:\\/)?\}}")
_FOOTNOTE = re.compile(r"\s*\\(?:footnote|thanks)\{((?:[^{}]|\{[^{}]*\})*)\}")
_PLAIN_GROUP = re.compile(r"(\\[A-Za-z]+\*?(?:\[[^\[\]]*\])*\{|[\]}_^]\{)|\{([^{}\\$]{0,200})\}")
_AS_WRITTEN = re.compile(rf"\$[^$]{{1,1000}}\$|{_VERB}(?P<sign>[^\w\s*{{}}\\])(?:(?!(?P=sign))[^\n]){{0,300}}(?P=sign)")


def read_latex(lines: Sequence[str]) -> Document:
    """Parse the lines of a source; of its preamble only title, author and date."""
    document = Document()
    text = "\n".join(_COMMENT.sub("", line) for line in lines[:2000])
    document.said |= {
        found[1]: _readable(_FOOTNOTE.sub("", " ".join(found[2].split()))) for found in _SAID.finditer(text)
    }
    begin = next((at for at, line in enumerate(lines) if r"\begin{document}" in line), -1)
    _Reader(document).read(lines[begin + 1 :])
    return document


class _Reader:
    def __init__(self, document: Document) -> None:
        self._pieces = document.pieces
        self._run: list[str] = []
        self._around: list[str] = []
        self._numbers: list[int] = []
        self._label = ""

    def read(self, lines: Sequence[str]) -> None:
        at = 0
        while at < len(lines):
            line = lines[at]
            begin = _BEGIN.match(line)
            if begin and (_is_code(begin[1]) or begin[1] in _FORMULAS):
                at = self._verbatim(lines, at, begin)
                continue
            at += 1
            uncommented = "" if _DEFINES.match(line) else _COMMENT.sub("", line)
            if uncommented.strip() == "":
                if not line.strip():
                    self._end()
            else:
                self._line(uncommented, begin)
        self._end()

    def _line(self, line: str, begin: re.Match[str] | None) -> None:
        if section := _SECTION.match(line):
            self._end()
            level = max(1, _SECTIONS.index(section[1]) - 1)
            self._pieces.append(Piece(BlockKind.HEADING, _readable(section[2]), level))
            self._run += filter(None, [section[3]])
        elif begin:
            self._end()
            self._around.append(begin[1])
            self._numbers.append(0)
        elif end := _END.match(line):
            self._end()
            if self._around:
                self._around.pop()
                self._numbers.pop()
            self._run += filter(None, [end[2]])
        elif item := _ITEM.match(line):
            self._end()
            self._begin_item(item[1])
            self._run.append(line[item.end() :])
        elif caption := re.match(r"\s*\\caption(?:\[[^\[\]]*\])?\{(.*)\}\s*$", line):
            self._end()
            self._pieces.append(Piece(BlockKind.CAPTION, _readable(caption[1])))
        else:
            self._run.append(line)

    def _begin_item(self, given: str | None) -> None:
        kind = next((one for one in reversed(self._around) if one in _LISTS), "itemize")
        if kind == "enumerate" and self._numbers:
            self._numbers[-1] += 1
            self._label = f"{self._numbers[-1]}."
        else:
            self._label = _LISTS[kind]
        if given:
            self._run.append(rf"\textbf{{{given}}}")

    def _end(self) -> None:
        text = _readable(one_line(self._run))
        self._run = []
        if not text.strip():
            return
        depth = sum(one in _LISTS for one in self._around)
        if depth:
            self._pieces.append(Piece(BlockKind.LIST_ITEM, text, min(9, depth), self._label))
            self._label = ""
        elif any(one in _QUOTES for one in self._around):
            self._pieces.append(Piece(BlockKind.QUOTE, text, 1))
        else:
            self._pieces.append(Piece(BlockKind.PARAGRAPH, text))

    def _verbatim(self, lines: Sequence[str], at: int, begin: re.Match[str]) -> int:
        self._end()
        closing = re.compile(rf"\s*\\end\{{{begin[1]}\*?\}}")
        end = next((one for one in range(at + 1, len(lines)) if closing.match(lines[one])), len(lines))
        is_code = _is_code(begin[1])
        found = _LANGUAGE.search(begin[2]) if begin[1] == "lstlisting" else re.match(r"(?:\[.*\])?\{(\w+)\}", begin[2])
        label = (found[1].lower() if found else "") if is_code else "latex"
        self._pieces.append(Piece(BlockKind.CODE, "\n".join(lines[at + 1 : end]), label=label))
        return end + 1


def _is_code(name: str) -> bool:
    return name in _VERBATIM or _CODE_BY_NAME.search(name) is not None


def _readable(text: str) -> str:
    """The text with the characters that commands stand for; formulas stay as written."""
    pieces: list[str] = []
    end = 0
    for found in _AS_WRITTEN.finditer(text):
        pieces += (_characters(text[end : found.start()]), found[0])
        end = found.end()
    return "".join([*pieces, _characters(text[end:])])


def _characters(text: str) -> str:
    text = _NAME.sub(lambda found: _NAMED[found[1] or found[2]], _ACCENT.sub(_accented, text))
    text = _SIGN.sub(lambda found: _SIGNS[found[0]], _FOOTNOTE.sub(r" (\1)", text))
    text = _SWITCH.sub(lambda found: rf"\{_SWITCHES[found[1]]}{{{found[2]}}}", text)
    return _PLAIN_GROUP.sub(lambda found: found[1] or found[2], text)


def _accented(found: re.Match[str]) -> str:
    letter = found["dotless"] or found["braced"] or found["bare"]
    return normalize("NFC", letter + _ACCENTS[found["sign"] or found["name"]])
