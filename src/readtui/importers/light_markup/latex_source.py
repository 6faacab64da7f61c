"""Prepares LaTeX sources: takes out comments, code and definitions, and fills in the author's own commands."""

import re
from collections.abc import Mapping

from readtui.quick_dataclass import dataclass, maker

_CODE = frozenset({"verbatim", "lstlisting", "minted", "alltt", "Highlighting", "comment", "filecontents"})
_DRAWINGS = frozenset({"tikzpicture", "tikzcd", "pgfpicture", "picture", "pspicture", "forest", "circuitikz"})
_CODE_BY_NAME = re.compile(r"(?i).*(?:code|verbatim|listing|minted)(?<!^listing)")
"""The names of environments that an author has made for code."""
VERB = r"verb\*?|lstinline(?:\[[^\[\]\n]{0,200}\])?|mintinline(?:\[[^\[\]\n]{0,200}\])?\{\w{1,40}\}"
"""The commands before code between two equal signs."""
VERBATIM = rf"\\(?:{VERB})(?P<sign>[^\w\s*{{}}\\\[\]()])[^\n]{{0,1000}}?(?P=sign)"
_BRACED_CODE = re.compile(
    r"(\\(?:lstinline(?:\[[^\[\]\n]{0,200}\])?|mintinline(?:\[[^\[\]\n]{0,200}\])?\{\w{1,40}\}))"
    r"\{((?:[^{}\n]|\{[^{}\n]{0,200}\}){0,500})\}"
)
_CODE_SIGN = "\x01"
_SPECIAL = re.compile(
    r"\\begin[ \t]*\{(?P<name>[A-Za-z]+)\*?\}|\\end[ \t]*\{(?P<end>document)\}|" + VERBATIM + ""
    r"|\\(?:url|path|nolinkurl|href)[ ]?\{[^{}\n]{0,2000}\}|\\string[ \t]*\\(?=[A-Za-z])"
    r"|\\(?:newif|let)[ \t]*\\if(?P<new>[A-Za-z@]+)(?:[ \t]*=?[ \t]*\\if(?P<initial>true|false)(?![A-Za-z]))?"
    r"|\\if(?P<asked>[A-Za-z@]+|[01](?=\s))|\\(?P<set>[A-Za-z@]+)(?P<value>true|false)(?![A-Za-z@])"
    r"|\\(?:[A-Za-z]+|.)|(?P<comment>%[^\n]*(?:\n[ \t]*(?=\S))?)",
    re.DOTALL,
)
_BRACES = re.compile(rf"{VERBATIM}|\\.|[{{}}]", re.DOTALL)
_OPTION = re.compile(r"\s*\[((?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]{0,200}\}){0,500}\}|\[[^\[\]]{0,100}\]){0,500})\]")
_CODE_OPTION = re.compile(r"[ \t]*\[([^\[\]]{0,1000}(?:\[[^\[\]]{0,100}\][^\[\]]{0,1000})?)\]")
_CODE_ARGUMENT = re.compile(r"[ \t]*\{([^{}\n]{0,200})\}")
_DEFINES = re.compile(
    r"\\(?:(?P<new>(?:re|provide)?(?:new)?command|DeclareRobustCommand|DeclareMathOperator|NewDocumentCommand)"
    r"|(?P<def>[egx]?def)|(?P<let>let)|(?P<theorem>newtheorem|declaretheorem)|(?P<around>(?:re)?newenvironment))"
    r"\*?(?![A-Za-z@])"
)
_NAME = re.compile(r"\s*\{?\s*\\([A-Za-z@]+)\s*\}?")
_PARAMETERS = re.compile(r"(?:#\d|[ \t])*")
_NOT_FILLED_IN = re.compile(
    r"@|\\(?:if|else|fi|expandafter|csname|def|let|futurelet|newcommand|global|catcode|input)(?![a-z])"
)
_COMMAND = re.compile(rf"{VERBATIM}|\\(?:(?P<name>[A-Za-z]+)|.)", re.DOTALL)
# \iff is a sign, and what asks in braces has its branches in braces.
_CONDITIONS = re.compile(
    r"\\%|%[^\n]*|(?<!\\newif)(?<!\\let)\\(?:"
    r"(?P<begins>if(?!f(?![A-Za-z]))(?:[A-Za-z@]+|[01](?=\s))?(?![A-Za-z@{]))"
    r"|(?P<other>else)(?![A-Za-z])|(?P<ends>fi)(?![A-Za-z]))[ \t]*\n?"
)
_ENDS_IN_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z@]+\Z")
_MOST_ROUNDS = 6
_LONGEST_BODY = 1000
_MOST_ADDED = 500_000
"""Characters: commands that stand for commands that stand for commands would become endless."""


@dataclass(frozen=True, slots=True)
class LatexPart:
    """A part of a source: running text, or the contents of an environment for code, with its name and options."""

    text: str
    name: str = ""
    options: str = ""


_part = maker(LatexPart)


@dataclass(frozen=True, slots=True)
class LatexCommand:
    """A command that the author has defined: its body, the number of arguments, and the first one if it is optional."""

    body: str
    arguments: int = 0
    first: str | None = None


def is_code(name: str) -> bool:
    """Whether an environment holds code, or a drawing."""
    return name in _CODE or name in _DRAWINGS or _CODE_BY_NAME.fullmatch(name) is not None


def is_drawing(name: str) -> bool:
    """Whether an environment holds a drawing, made by commands of its own."""
    return name in _DRAWINGS


def _branches_of(source: str) -> dict[int, tuple[re.Match[str], re.Match[str]]]:
    r"""For each condition, by where its name ends: its ``\else``, or its end if there is none, and its ``\fi``."""
    branches: dict[int, tuple[re.Match[str], re.Match[str]]] = {}
    opened: list[list[re.Match[str]]] = []
    for found in _CONDITIONS.finditer(source):
        if found["begins"]:
            opened.append([found])
        elif found["other"] and opened:
            opened[-1].append(found)
        elif found["ends"] and opened:
            begun = [*opened.pop(), found]
            branches[begun[0].end("begins")] = (begun[1], found)
    return branches


def _cut(piece: str) -> str:
    """What stands before something that is left out. A command at its end does not take the letters behind that."""
    return f"{piece} " if piece[-1:].isalpha() and _ENDS_IN_COMMAND.search(piece) else piece


def parts_of(source: str, switches: dict[str, bool]) -> list[LatexPart]:
    """The parts of a source without comments and branches that are not taken, up to the end of the document.

    ``switches``: what is known of conditions; those that the source declares and sets are added.
    """
    source = _BRACED_CODE.sub(rf"\1{_CODE_SIGN}\2{_CODE_SIGN}", source)
    found: list[LatexPart] = []
    pieces: list[str] = []
    start = at = 0
    without_end: set[str] = set()
    untaken: dict[int, int] = {}
    branches: dict[int, tuple[re.Match[str], re.Match[str]]] | None = None
    while special := _SPECIAL.search(source, at):
        at = special.end()
        name = special["name"]
        if special["comment"]:
            pieces.append(_cut(source[start : special.start()]))
            start = at
        elif special.start() in untaken:
            pieces.append(_cut(source[start : special.start()]))
            start = at = untaken[special.start()]
        elif special["new"]:
            switches[special["new"]] = special["initial"] == "true"
        elif special["set"] in switches:
            switches[special["set"]] = special["value"] == "true"
        elif special["asked"] in switches:
            branches = _branches_of(source) if branches is None else branches
            if at in branches:
                other, end = branches[at]
                pieces.append(_cut(source[start : special.start()]))
                start = at
                if not switches[special["asked"]]:
                    start = at = other.end()
                elif other is not end:
                    untaken[other.start()] = end.end()
        elif special[0].startswith(r"\string"):
            pieces += (source[start : special.start()], r"\textbackslash{}")
            start = at
        elif special["end"]:
            pieces.append(source[start : special.start()])
            return [*found, _part("".join(pieces))]
        elif name and is_code(name) and name not in without_end:
            closing = f"\\end{{{special[0].split('{')[1]}"
            end_at = source.find(closing, at)
            if end_at < 0:
                without_end.add(name)
                continue
            pieces.append(source[start : special.start()])
            found += (_part("".join(pieces)), _code(name, source[at:end_at]))
            pieces = []
            start = at = end_at + len(closing)
    pieces.append(source[start:])
    return [*found, _part("".join(pieces))]


def _code(name: str, inside: str) -> LatexPart:
    """The code of an environment: without the options behind its name and the ends of its first and last line."""
    options: list[str] = []
    at = 0
    while name not in ("verbatim", "alltt", "comment") and (found := _CODE_OPTION.match(inside, at)):
        options.append(found[1])
        at = found.end()
    if name in ("minted", "filecontents") and (found := _CODE_ARGUMENT.match(inside, at)):
        options.append(found[1])
        at = found.end()
    return _part(re.sub(r"\A[ \t]*\n|\n?[ \t]*\Z", "", inside[at:]), name, ",".join(options))


def closing_braces(text: str) -> dict[int, int]:
    """The place of the brace that closes each opening one. Linear time."""
    closed: dict[int, int] = {}
    waiting: list[int] = []
    for found in _BRACES.finditer(text):
        if found[0] == "{":
            waiting.append(found.start())
        elif found[0] == "}" and waiting:
            closed[waiting.pop()] = found.start()
    return closed


class BracedText:
    """A text with its braces, from which arguments are taken one after the other."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self.closed = closing_braces(text)

    def argument(self) -> str | None:
        """The next argument in braces, or None."""
        start = self.skipped_space()
        end = self.closed.get(start)
        if end is None:
            return None
        self.at = end + 1
        return self.text[start + 1 : end]

    def option(self) -> str | None:
        """The next argument in brackets, or None."""
        found = _OPTION.match(self.text, self.at)
        if found is None or "\n\n" in found[0]:
            return None
        self.at = found.end()
        return found[1]

    def skipped_space(self) -> int:
        """The place after the white space, unless a paragraph ends there."""
        at, length = self.at, len(self.text)
        lines = 0
        while at < length and self.text[at].isspace() and lines < 2:
            lines += self.text[at] == "\n"
            at += 1
        return at if lines < 2 else self.at


@dataclass(slots=True)
class Definitions:
    """What an author has defined: commands, and the headings of theorems by the names of their environments."""

    commands: dict[str, LatexCommand]
    theorems: dict[str, str]
    known: frozenset[str]
    """Commands that readtui shows itself: their definitions make no difference."""
    _left: int = _MOST_ADDED

    def without_definitions(self, text: str) -> str:
        """The text without definitions, which are kept."""
        if not _DEFINES.search(text):
            return text
        reading = BracedText(text)
        pieces: list[str] = []
        end = 0
        for found in _DEFINES.finditer(text):
            if found.start() < end:
                continue
            reading.at = found.end()
            self._define(found, reading)
            pieces.append(text[end : found.start()])
            end = reading.at
        return "".join([*pieces, text[end:]])

    def _define(self, found: re.Match[str], reading: BracedText) -> None:
        if found["theorem"]:
            environment = reading.argument() or ""
            reading.option()
            title = reading.argument()
            reading.option()
            if environment and title is not None:
                self.theorems[environment] = title
            return
        if found["around"]:
            reading.argument()
            while reading.option() is not None:
                pass
            for _ in range(2):
                reading.argument()
            return
        name = _NAME.match(reading.text, reading.at)
        if not name:
            return
        reading.at = name.end()
        if found["let"]:
            aim = re.compile(r"\s*=?\s*(\\[A-Za-z@]+|\\.|[^\s\\])").match(reading.text, reading.at)
            reading.at = aim.end() if aim else reading.at
            self._keep(name[1], LatexCommand(aim[1]) if aim else None)
            return
        count, first = 0, None
        if found["def"]:
            parameters = _PARAMETERS.match(reading.text, reading.at)
            count = parameters[0].count("#") if parameters else 0
            reading.at = parameters.end() if parameters else reading.at
        elif found[0] == r"\NewDocumentCommand":
            count = len(re.findall("[mM]", reading.argument() or ""))
        elif (given := reading.option()) is not None:
            count = int(given) if given.strip().isdecimal() and len(given) < 3 else 0
            first = reading.option()
        body = reading.argument()
        if body is not None and "DeclareMathOperator" in found[0]:
            body = rf"\operatorname{{{body}}}"
        self._keep(name[1], LatexCommand(body, count, first) if body is not None else None)

    def _keep(self, name: str, command: LatexCommand | None) -> None:
        if command is None or name in self.known or len(command.body) > _LONGEST_BODY:
            return
        if not _NOT_FILLED_IN.search(command.body) and name not in _names(command.body):
            self.commands[name] = command

    def filled_in(self, text: str) -> str:
        """The text with what the commands stand for."""
        for _ in range(_MOST_ROUNDS):
            if self.commands.keys().isdisjoint(_names(text)):
                break
            text = self._filled_in(text)
        return text

    def _filled_in(self, text: str) -> str:
        reading = BracedText(text)
        pieces: list[str] = []
        end = 0
        for found in _COMMAND.finditer(text):
            command = self.commands.get(found["name"] or "")
            if command is None or found.start() < end:
                continue
            reading.at = found.end()
            body = _body(command, reading)
            self._left -= len(body)
            if self._left < 0:
                break
            pieces += (text[end : found.start()], body)
            end = reading.at
        return "".join([*pieces, text[end:]])


def _names(text: str) -> set[str]:
    return {found["name"] for found in _COMMAND.finditer(text) if found["name"]}


def _body(command: LatexCommand, reading: BracedText) -> str:
    given: list[str] = []
    if command.first is not None:
        given.append(reading.option() or command.first)
    while len(given) < command.arguments:
        argument = reading.argument()
        if argument is None:
            at = reading.skipped_space()
            token = re.compile(r"\\[A-Za-z]+|\\.|[^\s{}]").match(reading.text, at)
            argument = token[0] if token else ""
            reading.at = token.end() if token else reading.at
        given.append(argument)
    body = command.body
    if given:
        values: Mapping[str, str] = {f"#{number}": value for number, value in enumerate(given, 1)}
        body = re.sub(r"#[1-9]", lambda found: values.get(found[0], ""), body)
    after = reading.text[reading.at : reading.at + 1]
    if command.arguments == 0 and after in (" ", "\t") and not body.endswith(r"\xspace"):
        reading.at += 1
    has_letters = body[-1:].isalpha() and re.search(r"\\[A-Za-z]+$", body)
    return f"{body}{{}}" if has_letters and reading.text[reading.at : reading.at + 1].isalpha() else body
