"""Tables of literals in Lua, as KOReader keeps them: read without running anything, and written."""

import math
import re
from collections.abc import Iterable, Iterator

DEEPEST = 64
MOST_VALUES = 2_000_000

_SPACE = re.compile(rb"(?:\s+|--\[(=*)\[.*?\]\1\]|--(?!\[=*\[)[^\n]*)*", re.DOTALL)
_PLAIN = re.compile(rb'[^"\'\\\n]+')
_LONG = re.compile(rb"\[(=*)\[\r?\n?(.*?)\]\1\]", re.DOTALL)
_NUMBER = re.compile(rb"[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_INDEX = re.compile(r"[0-9]{1,9}")
_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_SPACES = re.compile(rb"\s*")
_BY_ZERO = re.compile(rb"\s*/\s*0\b")
_CODE = re.compile(rb"\d{1,3}")
_HEX = re.compile(rb"[0-9a-fA-F]{2}")
_CODE_POINT = re.compile(rb"u\{([0-9a-fA-F]{1,8})\}")
_ESCAPES = {
    b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v",
    b"\\": b"\\", b'"': b'"', b"'": b"'", b"\n": b"\n",
}  # fmt: skip
_WORDS: dict[bytes, object] = {b"true": True, b"false": False, b"nil": None, b"inf": math.inf, b"nan": math.nan}
_HUGE = re.compile(rb"-?\s*math\s*\.\s*huge\b")
_LONGEST_NUMBER = 400

LuaTable = dict[object, object]
"""A table by its keys: texts, integers and floats. Values without a key count from 1."""


class LuaError(ValueError):
    """The text is not a table of literals; says why, and in which line."""


def read_table(data: bytes, errors: str = "replace") -> LuaTable:
    """The table in a file, which may begin with ``return``. Raises LuaError.

    ``errors``: how bytes that are not UTF-8 are read, as in ``bytes.decode``; with ``surrogateescape``,
    ``written_table`` gives them back.
    """
    reader = _Reader(data.removeprefix(b"\xef\xbb\xbf"), errors)
    value = reader.file()
    if not isinstance(value, dict):
        raise LuaError("it is not a table")
    return value


def items(value: object) -> list[object]:
    """The values of a list, which is a table with the keys 1, 2, 3 and so on, in the order of the keys.

    Programs that write KOReader's files through JSON make "1", "2", "3" of the keys.
    """
    if not isinstance(value, dict):
        return []
    numbered = [(key, one) for key, one in value.items() if isinstance(key, int | float)]
    numbered += [(int(key), one) for key, one in value.items() if isinstance(key, str) and _INDEX.fullmatch(key)]
    return [one for _, one in sorted(numbered, key=lambda pair: pair[0])]


class _Reader:
    def __init__(self, data: bytes, errors: str) -> None:
        self._data = data
        self._errors = errors
        self._at = 0
        self._values = 0

    def file(self) -> object:
        self._space()
        if (match := _NAME.match(self._data, self._at)) and match[0] == b"return":
            self._at = match.end()
        value = self._value(0)
        self._space()
        if self._data[self._at : self._at + 1] == b";":
            self._at += 1
            self._space()
        if self._at < len(self._data):
            raise self._error("there is something after the table")
        return value

    def _error(self, why: str) -> LuaError:
        line = self._data.count(b"\n", 0, self._at) + 1
        return LuaError(f"line {line}: {why}")

    def _space(self) -> None:
        match = _SPACE.match(self._data, self._at)
        assert match is not None
        self._at = match.end()

    def _next(self) -> bytes:
        self._space()
        return self._data[self._at : self._at + 1]

    def _value(self, depth: int) -> object:
        self._values += 1
        if self._values > MOST_VALUES:
            raise self._error(f"there are more than {MOST_VALUES:,} values")
        sign = self._next()
        if sign == b"{":
            return self._table(depth + 1)
        if sign in (b'"', b"'"):
            return self._text(sign)
        if sign == b"[" and (match := _LONG.match(self._data, self._at)):
            self._at = match.end()
            return match[2].decode("utf-8", self._errors)
        if match := _HUGE.match(self._data, self._at):
            self._at = match.end()
            return -math.inf if match[0].startswith(b"-") else math.inf
        if match := _NUMBER.match(self._data, self._at):
            return self._number(match)
        # Numbers that are none are written without quotation marks.
        start = self._at + (sign == b"-")
        if (match := _NAME.match(self._data, start)) and match[0] in _WORDS:
            self._at = match.end()
            word = _WORDS[match[0]]
            return -word if sign == b"-" and isinstance(word, float) else word
        raise self._error("it is not a value; readtui runs no code")

    def _number(self, match: re.Match[bytes]) -> int | float:
        if len(match[0]) > _LONGEST_NUMBER:
            raise self._error("a number is too long")
        self._at = match.end()
        if self._next() in b"+-*/%^." and self._next():
            # KOReader writes numbers that are none as 0/0.
            if match[0] in (b"0", b"1", b"-1") and (rest := _BY_ZERO.match(self._data, self._at)):
                self._at = rest.end()
                return {b"0": math.nan, b"1": math.inf, b"-1": -math.inf}[match[0]]
            raise self._error("there is a calculation; readtui runs no code")
        digits = match[0].decode("ascii")
        if "x" in digits.casefold():
            return int(digits, 16)
        number = float(digits)
        return int(digits) if not re.search(r"[.eE]", digits) else number

    def _text(self, quote: bytes) -> str:
        self._at += 1
        parts: list[bytes] = []
        other = b"'" if quote == b'"' else b'"'
        while True:
            if match := _PLAIN.match(self._data, self._at):
                parts.append(match[0])
                self._at = match.end()
            sign = self._data[self._at : self._at + 1]
            if sign == quote:
                self._at += 1
                return b"".join(parts).decode("utf-8", self._errors)
            if sign == other:
                parts.append(sign)
                self._at += 1
            elif sign == b"\\":
                self._at += 1
                parts.append(self._escape())
            else:
                raise self._error("a text does not end")

    def _escape(self) -> bytes:
        sign = self._data[self._at : self._at + 1]
        if sign in _ESCAPES and sign:
            self._at += 1
            return _ESCAPES[sign]
        if match := _CODE.match(self._data, self._at):
            code = int(match[0])
            if code < 256:
                self._at = match.end()
                return bytes([code])
        elif sign == b"x" and (match := _HEX.match(self._data, self._at + 1)):
            self._at = match.end()
            return bytes([int(match[0], 16)])
        elif sign == b"z":
            match = _SPACES.match(self._data, self._at + 1)
            assert match is not None
            self._at = match.end()
            return b""
        elif (match := _CODE_POINT.match(self._data, self._at)) and int(match[1], 16) <= 0x10FFFF:
            self._at = match.end()
            return chr(int(match[1], 16)).encode("utf-8", "replace")
        elif sign == b"\r":
            self._at += 2 if self._data[self._at : self._at + 2] == b"\r\n" else 1
            return b"\n"
        raise self._error("a text has an unknown escape")

    def _table(self, depth: int) -> LuaTable:
        if depth > DEEPEST:
            raise self._error(f"tables stand in each other more than {DEEPEST} deep")
        self._at += 1
        table: LuaTable = {}
        count = 0
        while (sign := self._next()) != b"}":
            if not sign:
                raise self._error("a table does not end")
            key: object = None
            if sign == b"[" and not _LONG.match(self._data, self._at):
                self._at += 1
                key = self._value(depth)
                if self._next() != b"]":
                    raise self._error("a key does not end with ]")
                self._at += 1
                self._expect_equals()
            elif (match := _NAME.match(self._data, self._at)) and match[0] not in _WORDS:
                self._at = match.end()
                key = match[0].decode("ascii")
                self._expect_equals()
            else:
                count += 1
                key = count
            value = self._value(depth)
            if not isinstance(key, str | int | float) or isinstance(key, bool) or key != key:
                raise self._error("a key is neither a text nor a number")
            if value is not None:
                table[key] = value
            if self._next() in (b",", b";") and self._next():
                self._at += 1
            elif self._next() != b"}":
                raise self._error("a comma is missing between values")
        self._at += 1
        return table

    def _expect_equals(self) -> None:
        if self._next() != b"=":
            raise self._error("a key is not followed by =; readtui runs no code")
        self._at += 1


def written_table(table: LuaTable) -> bytes:
    """A file that gives this table, laid out as KOReader does. Keys keep their order."""
    return f"return {''.join(_pieces(table, 0))}\n".encode("utf-8", "surrogateescape")


def list_of(values: Iterable[object]) -> LuaTable:
    """The values as a list: a table with the keys 1, 2, 3 and so on."""
    return dict(enumerate(values, start=1))


def _pieces(value: object, depth: int) -> Iterator[str]:
    if not isinstance(value, dict):
        yield _literal(value)
        return
    yield "{"
    for key, one in value.items():
        yield f"\n{_INDENT * (depth + 1)}[{_literal(key)}] = "
        yield from _pieces(one, depth + 1)
        yield ","
    yield f"\n{_INDENT * depth}}}" if value else "}"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _NONE_FINITE.get(str(value)) or repr(value)
    return f'"{_SPECIAL.sub(lambda found: _ESCAPED[found[0]], str(value))}"'


_INDENT = "    "
_NONE_FINITE = {"inf": "math.huge", "-inf": "-math.huge", "nan": "0/0"}
_SPECIAL = re.compile(r'["\\\n\r\0]')
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\\n", "\r": "\\r", "\0": "\\000"}
