"""Converts formulas in TeX to one line of text, the same as their MathML would give."""

import re
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import normalize

from readtui.importers.common.superscripts import lowered, raised
from readtui.importers.mathematics import notation, signs
from readtui.importers.mathematics.latex import is_latex, latex_source
from readtui.importers.mathematics.notation import NOTHING, Formula
from readtui.importers.mathematics.rows import row
from readtui.importers.mathematics.signs import Part, Rank, letters, part_of
from readtui.text.word_tables import word_pairs, word_set

_TOKEN = re.compile(
    r"\\(?:[A-Za-z]+\*?|\d|.)|\d+(?:(?:\.|\{,\}|\\,(?=\d{3}(?!\d)))\d+)*|[{}^_&~#$]|'+|\s+|.", re.DOTALL
)
_WHOLE = re.compile(
    r"\s*\\begin\{((?:equation|align|aligned|gather|gathered|split|eqnarray|multline|flalign|displaymath)\*?)\}"
    r"((?:(?!\\begin\{\1\}|\\end\{\1\}).)*)\\end\{\1\}\s*",
    re.DOTALL,
)
_COMMENT = re.compile(r"(?<!\\)%.*")
_WORDS = re.compile(r"[^\W\d_]{2,}[ ,;:]+[^\W\d_]{2,}")
_PLAIN_WORD = re.compile(r"[^\W\d_][\w .-]*")
_INNER_FORMULA = re.compile(r"\$([^$]*)\$|\\\((.*?)\\\)")
_TEXT_COMMAND = re.compile(r"\\[A-Za-z]+\*?\s?|[{}]|\\(?=[^A-Za-z])")
_CHEMICAL_COUNT = re.compile(r"(?<=[A-Za-z)\]])\d+")
_CHEMICAL_CHARGE = re.compile(r"\^\{?([0-9]*[+-])\}?")
_DEEPEST = 60
_MOST_TOKENS = 20_000
_LONGEST_OPTION = 100
_MATRICES = {
    **word_pairs("pmatrix ()  bmatrix []  Bmatrix {}  vmatrix ||  Vmatrix ‖‖  cases {  dcases {"),
    **{"rcases": " }", "drcases": " }"},
}
_ARROW = re.compile(
    r"\\ar(?![A-Za-z])[^\[&\\]{0,40}(?:\[[a-z]{0,9}\])?(?:\s*[_^|]-?(?:\{(?:[^{}]|\{[^{}]{0,100}\}){0,200}\}|\\[A-Za-z]+|[^\s{}\\]))*"
)
_PRIMES = {"′′": "″", "′′′": "‴"}
_QUAD = "\u2003"


def text_of_tex(source: str) -> str:
    """The formula on one line; words that are no formula, and what is too long for one, stay as they are."""
    written = latex_source(source)
    if not written or (_WORDS.search(written) and not is_latex(written)):
        return written or " ".join(source.split())
    return "; ".join(lines_of_tex(written)) or written


def lines_of_tex(source: str) -> list[str]:
    """The lines of a displayed formula, without those that show nothing; the source of what is too long for one."""
    if whole := _WHOLE.fullmatch(source):
        source = whole[2]
    tokens = _TOKEN.findall(_COMMENT.sub("", source))
    if len(tokens) > _MOST_TOKENS:
        return [" ".join(line.split()) for line in source.split(r"\\") if line.strip()]
    lines = [_line(cells) for cells in _Parser(tokens).rows()]
    return [line for line in lines if line]


def _line(cells: Sequence[Sequence[Formula]]) -> str:
    """The cells of a row: every second one begins with the sign at which the lines are aligned."""
    pairs = (row([piece for cell in cells[at : at + 2] for piece in cell]).text for at in range(0, len(cells), 2))
    return _QUAD.join(filter(None, pairs)).strip()


class _Parser:
    """Reads the tokens of one formula. What it does not know is shown as a word, and arguments as they are."""

    def __init__(self, tokens: list[str], depth: int = 0) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = depth

    def rows(self) -> list[list[list[Formula]]]:
        """The cells of all lines of the formula, each with its pieces."""
        if self._depth > _DEEPEST:
            return [[[self._source()]]]
        found: list[list[list[Formula]]] = []
        while self._at < len(self._tokens):
            found += self._rows()
            self._at += 1  # What closes nothing.
        return found

    # ------------------------------------------------------------------ tokens

    def _peek(self) -> str:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _raw_group(self) -> str:
        if self._peek() != "{":
            return self._next()
        depth, start = 0, self._at + 1
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            depth += (token == "{") - (token == "}")
            self._at += 1
            if not depth:
                return "".join(self._tokens[start : self._at - 1])
        return "".join(self._tokens[start:])

    def _option(self) -> str:
        """The source of an argument in brackets, if there is one."""
        if self._peek() != "[":
            return ""
        depth, start = 0, self._at + 1
        for end in range(start, min(len(self._tokens), start + _LONGEST_OPTION)):
            token = self._tokens[end]
            depth += (token == "{") - (token == "}")
            if depth < 0:
                break
            if token == "]" and not depth:
                self._at = end + 1
                return "".join(self._tokens[start:end])
        return ""

    # ------------------------------------------------------------------ rows

    def _rows(self) -> list[list[list[Formula]]]:
        """The rows up to what closes them, which is not taken."""
        rows: list[list[list[Formula]]] = [[[]]]
        while token := self._peek():
            if token == "}" or token in (r"\end", r"\right"):
                break
            if token == "&":
                self._at += 1
                rows[-1].append([])
            elif token in (r"\\", r"\cr", r"\newline", r"\tabularnewline", r"\\*"):
                self._at += 1
                self._option()
                rows.append([[]])
            elif token in (r"\over", r"\choose", r"\atop", r"\brack", r"\brace"):
                self._at += 1
                above, below = row(rows[-1][-1]), self._rest()
                rows[-1][-1] = [_divided(token, above, below)]
            else:
                self._add(rows[-1][-1])
        return rows

    def _rest(self) -> Formula:
        self._depth += 1
        rows = self._rows() if self._depth <= _DEEPEST else [[[self._source()]]]
        self._depth -= 1
        return row([piece for cells in rows for cell in cells for piece in cell])

    def _source(self) -> Formula:
        """The words up to the brace that closes what is too deep inside of others."""
        depth, start = 0, self._at
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            depth += (token == "{") - (token == "}")
            if depth < 0:
                break
            self._at += 1
        text = " ".join(_TEXT_COMMAND.sub(" ", "".join(self._tokens[start : self._at])).split())
        return notation.words(text) if text else NOTHING

    def _group(self) -> Formula:
        """An argument: a group, a command with its own arguments, or a sign."""
        token = self._peek()
        if token == "{":
            self._at += 1
            return self._inside()
        if not token or token in ("}", "&", r"\\", r"\end", r"\right", "^", "_"):
            return NOTHING
        if token[0].isdigit() and len(token) > 1:
            self._tokens[self._at : self._at + 1] = [token[0], token[1:]]
        pieces: list[Formula] = []
        self._one(pieces)
        return row(pieces)

    def _inside(self) -> Formula:
        """The group whose opening brace was taken, up to its closing one."""
        formula = self._rest()
        self._at += self._peek() == "}"
        return formula

    def _add(self, pieces: list[Formula]) -> None:
        before = len(pieces)
        if self._peek() not in ("^", "_") and not self._peek().startswith("'"):
            self._one(pieces)
        below = above = NOTHING
        primes = ""
        while (token := self._peek()) in ("^", "_") or token.startswith("'"):
            self._at += 1
            if token[0] == "'":
                primes += "′" * len(token)
            elif token == "^":
                above = _joined(above, self._group())
            else:
                below = _joined(below, self._group())
        if not (below.text or above.text or primes):
            return
        base = NOTHING
        while len(pieces) > before and not (base := pieces.pop()).text:
            continue
        prime = Formula(_PRIMES.get(primes, primes))
        if not above.text:
            above = prime
        elif primes:
            base = notation.scripts(base, NOTHING, prime)
        if not base.text:
            pieces.append(notation.before_scripts(NOTHING, below, above))
            return
        is_limit = base.is_word and base.text in signs.function_names()
        pieces.append(notation.scripts(base, below, above, is_limit=is_limit and bool(below.text)))
        if is_limit:
            pieces.append(Formula("", part=Part.APPLY))

    def _one(self, pieces: list[Formula]) -> None:
        """Add the next piece without scripts."""
        token = self._next()
        if token == "{":
            formula = self._inside()
            pieces.append(formula if formula.text else NOTHING)
        elif token[0] == "\\" and self._depth > _DEEPEST:
            pieces.append(Formula(token[1:], is_word=True))
        elif token[0] == "\\":
            self._depth += 1
            self._command(token[1:].rstrip("*") or "*", pieces)
            self._depth -= 1
        elif token == "~":
            pieces.append(Formula("", part=Part.SPACE))
        elif token[0].isdigit():
            pieces.append(notation.number(token.replace("{,}", ",").replace("\\,", "\u2009")))
        elif token.isalpha():
            pieces.append(notation.identifier(letters(token)))
        elif token not in "$#}":
            pieces.append(_operator(token))

    # ------------------------------------------------------------------ commands

    def _command(self, name: str, pieces: list[Formula]) -> None:
        operators = signs.operators_of_tex()
        if name in signs.letters_of_tex():
            pieces.append(notation.identifier(signs.letters_of_tex()[name]))
        elif name in ("xrightarrow", "xleftarrow"):
            under = self._argument(self._option())
            pieces.append(notation.scripts(_operator(operators[name]), under, self._group(), is_limit=True))
        elif name in operators:
            pieces.append(_operator(operators[name]))
        elif name in signs.function_names():
            pieces += (Formula(name, is_word=True), Formula("", part=Part.APPLY))
        elif name in signs.SPACES:
            pieces.append(
                Formula("", part=Part.SPACE) if name in ("quad", "qquad", " ", "enspace", "space") else NOTHING
            )
        elif name in "{}[]()|":
            pieces.append(_operator("‖" if name == "|" else name))
        elif name in "%#&$_-":
            pieces.append(Formula(name, part=Part.POSTFIX) if name == "%" else Formula(name, is_number=name == "$"))
        elif name in signs.FRACTIONS:
            above = self._group()
            pieces.append(notation.fraction(above, self._group()))
        elif name == "left":
            self._fenced(pieces)
        elif name == "begin":
            self._environment(pieces)
        elif name in signs.FENCE_SIZES or name == "middle":
            self._sized(name, pieces)
        else:
            self._with_arguments(name, pieces)

    def _with_arguments(self, name: str, pieces: list[Formula]) -> None:
        if name == "sqrt":
            degree = self._argument(self._option())
            pieces.append(notation.root(self._group(), degree.text))
        elif name in signs.WORDS:
            pieces += self._words(self._raw_group())
        elif name in signs.FACES:
            pieces += self._faced(name)
        elif name in signs.ACCENTS:
            pieces.append(notation.marked(self._group(), Formula(signs.ACCENTS[name])))
        elif name in signs.BELOW:
            pieces.append(notation.marked(self._group(), Formula(signs.BELOW[name]), is_below=True))
        elif name in ("binom", "dbinom", "tbinom"):
            above = self._group()
            pieces.append(_divided(r"\choose", above, self._group()))
        elif name in ("overset", "stackrel"):
            mark = self._group()
            pieces.append(notation.scripts(self._group(), NOTHING, mark, is_limit=True))
        elif name == "underset":
            mark = self._group()
            pieces.append(notation.scripts(self._group(), mark, is_limit=True))
        elif name in ("cancel", "bcancel", "xcancel", "sout"):
            pieces.append(Formula(f"cancel({self._group().text})"))
        elif name in ("pmod", "pod"):
            pieces.append(notation.words(f"(mod {self._group().text})"))
        elif name == "bmod":
            pieces.append(notation.words("mod"))
        elif name == "not":
            self._negation(pieces)
        elif name in signs.UNSEEN_ARGUMENT:
            self._raw_group()
            if name == "rule":
                self._raw_group()
        elif name in ("textcolor", "colorbox", "href", "hyperref", "class", "cssId", "style"):
            self._raw_group()
            pieces.append(self._group())
        elif name in ("SI", "qty", "si", "unit", "num"):
            self._option()
            number = self._argument(self._raw_group()) if name in ("SI", "qty", "num") else NOTHING
            unit = "" if name == "num" else " ".join(_TEXT_COMMAND.sub(_unit, self._raw_group()).split())
            pieces += [number, *([notation.words(unit)] if unit else [])]
        elif name == "ce":
            counted = _CHEMICAL_COUNT.sub(lambda found: lowered(found[0]), self._raw_group().replace("->", "→"))
            pieces.append(notation.words(_CHEMICAL_CHARGE.sub(lambda found: raised(found[1]), counted)))
        elif name in ("tag", "eqref", "ref"):
            pieces.append(notation.words(f"({row(self._words(self._raw_group())).text.strip()})"))
        elif name == "xymatrix":
            pieces.append(self._diagram())
        elif name == "prescript":
            above, below = self._group(), self._group()
            pieces.append(notation.before_scripts(self._group(), below, above))
        elif name not in _SAYS_NOTHING:
            if len(name) > 1 or name.isalnum():
                pieces.append(Formula(name, is_word=True))
            elif name.isalpha() or not name.isspace():
                pieces.append(_operator(name))

    def _diagram(self) -> Formula:
        """The rows of a diagram of XY-pic without its arrows."""
        while self._peek() not in ("", "{", "}", r"\end"):
            self._at += 1
        lines = (line.split("&") for line in _ARROW.sub("", self._raw_group()).split(r"\\"))
        rows = ([self._argument(cell.strip()).text for cell in cells] for cells in lines)
        return notation.words("; ".join(filter(None, ("  ".join(filter(None, cells)) for cells in rows))))

    def _argument(self, source: str) -> Formula:
        if not source:
            return NOTHING
        parser = _Parser(_TOKEN.findall(source), self._depth + 1)
        return row([piece for cells in parser.rows() for cell in cells for piece in cell])

    def _words(self, source: str) -> list[Formula]:
        """Running text inside a formula, which can have formulas inside."""
        pieces: list[Formula] = []
        end = 0
        for found in _INNER_FORMULA.finditer(source):
            pieces += _running(source[end : found.start()])
            pieces.append(self._argument(found[1] or found[2] or ""))
            end = found.end()
        return [*pieces, *_running(source[end:])]

    def _faced(self, name: str) -> list[Formula]:
        """An argument in another face: a word keeps together."""
        start = self._at
        source = self._raw_group().strip() if self._peek() == "{" else ""
        if name in signs.DOUBLE_STRUCK and source:
            return [notation.identifier(letters(source, "double-struck"))]
        if len(source) > 1 and _PLAIN_WORD.fullmatch(source):
            is_name = name in ("operatorname", "mathop")
            return [Formula(source, is_word=True), *([Formula("", part=Part.APPLY)] if is_name else [])]
        self._at = start
        return [self._group()]

    def _negation(self, pieces: list[Formula]) -> None:
        found: list[Formula] = []
        if self._peek() not in ("", "}", "&", r"\\", r"\end"):
            self._one(found)
        text = "".join(piece.text for piece in found)
        if text:
            pieces.append(_operator(normalize("NFC", f"{text[0]}\u0338{text[1:]}")))

    def _sized(self, name: str, pieces: list[Formula]) -> None:
        found: list[Formula] = []
        if self._peek() not in ("", "}", "&", r"\\", r"\end"):
            self._one(found)
        side = {"l": Part.OPEN, "r": Part.CLOSE, "m": Part.INFIX, "e": Part.INFIX}.get(name[-1])
        for piece in found:
            is_bar = piece.part is Part.BAR and side is not None
            pieces.append(replace(piece, part=side) if is_bar and side is not None else piece)

    def _fenced(self, pieces: list[Formula]) -> None:
        """What stands between two brackets that grow with it."""
        self._depth += 1
        pieces.append(self._fence(Part.OPEN))
        if self._depth <= _DEEPEST:
            rows = self._rows()
            inside = [piece for cells in rows for cell in cells for piece in cell]
            pieces += [notation.table([[row(cell) for cell in cells] for cells in rows])] if len(rows) > 1 else inside
        if self._peek() == r"\right":
            self._at += 1
            pieces.append(self._fence(Part.CLOSE))
        self._depth -= 1

    def _fence(self, part: Part) -> Formula:
        token = self._next()
        sign = signs.operators_of_tex().get(token[1:], token[1:]) if token[:1] == "\\" else token
        return NOTHING if sign == "." else notation.bracket({"<": "⟨", ">": "⟩"}.get(sign, sign), part)

    def _environment(self, pieces: list[Formula]) -> None:
        """What stands in an environment: a matrix, cases, or aligned lines."""
        name = self._raw_group().rstrip("*")
        self._option()
        if name in ("array", "alignedat", "alignat", "subarray", "tabular"):
            self._raw_group()
        self._depth += 1
        rows = self._rows() if self._depth <= _DEEPEST else []
        self._depth -= 1
        if self._peek() == r"\end":
            self._at += 1
            self._raw_group()
        table = notation.table([[row(cell) for cell in cells] for cells in rows]) if rows else NOTHING
        if name.startswith("align") or name in ("gathered", "split", "eqnarray", "multlined"):
            table = Formula("; ".join(filter(None, map(_line, rows))), Rank.RELATION, Part.TABLE)
        signs = _MATRICES.get(name, "")
        if len(signs) == 2:
            opening = [notation.bracket(signs[0], Part.OPEN)] if signs[0] != " " else []
            pieces += [*opening, table, notation.bracket(signs[1], Part.CLOSE)]
        else:
            pieces += [*([notation.bracket(signs, Part.OPEN)] if signs else []), table]


_SAYS_NOTHING = word_set(
    """
    displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits displaylimits nonumber notag hline hfill hfil
    strut mathstrut allowbreak nobreak relax noindent smash boxed fbox ensuremath left right mathchoice protect null
    / - break bf it tt sf cal frak bfseries itshape rmfamily normalfont normalsize small footnotesize large Large huge
    tiny centering vcenter ignorespaces leavevmode begingroup endgroup bgroup egroup toprule midrule bottomrule eqno
    leqno ! @
    """
)
_UNITS = word_pairs("percent %  degree °  celsius °C  per /  squared ²  cubed ³  micro µ  ohm Ω")
_UNIT_NAMES = word_pairs(
    """
    metre m  meter m  second s  gram g  kilo k  centi c  milli m  nano n  mega M  giga G  hertz Hz  volt V  ampere A
    watt W  joule J  newton N  kelvin K  mole mol  pascal Pa  litre L  liter L  hour h  minute min  kilogram kg
    """
)


def _unit(found: re.Match[str]) -> str:
    name = found[0].strip().removeprefix("\\")
    return _UNITS.get(name) or _UNIT_NAMES.get(name) or ("" if name in ("{", "}", "") else name)


def _joined(one: Formula, other: Formula) -> Formula:
    """Two scripts at the same place, such as a prime and a power."""
    if not one.text:
        return other
    return Formula(one.text + other.text) if other.text else one


def _divided(token: str, above: Formula, below: Formula) -> Formula:
    if token == r"\over":
        return notation.fraction(above, below)
    signs = {r"\brack": "[]", r"\brace": "{}", r"\atop": "  "}.get(token, "()")
    return Formula(f"{signs[0]}{notation.stacked(above, below).text}{signs[1]}".strip())


def _running(text: str) -> list[Formula]:
    words = " ".join(_TEXT_COMMAND.sub("", text.replace("~", " ")).split())
    return [notation.words(words)] if words else []


def _operator(sign: str) -> Formula:
    if sign in ("∥", "∣"):
        return Formula("|" if sign == "∣" else sign, part=Part.INFIX)
    return Formula(sign) if part_of(sign) is Part.SPACE else notation.operator(sign)
