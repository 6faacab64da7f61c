"""JSON as the standard defines it, for files from unknown sources: no NaN, no unlimited numbers."""

import json
import re
from math import isinf

from readtui.quick_pattern import pattern

MOST_CONTAINERS, MOST_VALUES = 4_000_000, 20_000_000
"""Limit on objects, lists and values: a file made to fill the memory takes thirty bytes or more for each of its own."""
MANY_DIGITS = "a number has thousands of digits"
_STRING = pattern(r'"(?:[^"\\]+|\\.)*+"', re.DOTALL)
_STEERING = pattern("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _refused(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if isinf(number):
        raise ValueError("a number is too large")
    return number


raw_decode = json.JSONDecoder(parse_constant=_refused, parse_float=_finite).raw_decode
"""Return the value at an offset of a text, and its end. Raises ValueError, RecursionError."""

# Without looking for values that contain themselves, which takes a quarter of the time: what is encoded is a tree.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, check_circular=False).encode
_encode_ascii = json.JSONEncoder(sort_keys=True, check_circular=False).encode
_decode = json.JSONDecoder(parse_constant=_refused, parse_float=_finite).decode


def harmless(document: str) -> str:
    """Escape control characters in a JSON document; ``json`` itself escapes only the lower ones."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


def loads(source: str | bytes) -> object:
    """Parse a text or its bytes. Raises ValueError, also for nesting that is too deep and for too many values."""
    text = source if isinstance(source, str) else source.decode(json.detect_encoding(source), "surrogatepass")
    require_few(text)
    try:
        value: object = _decode(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except ValueError as error:
        if is_about_digits(error):
            raise ValueError(MANY_DIGITS) from error
        raise
    return value


def require_few(text: str) -> None:
    """Raise ValueError if a document has too many values."""
    if _has_too_many(text) and _has_too_many(_STRING.sub("", text)):
        raise ValueError("too many values")


def is_about_digits(error: ValueError) -> bool:
    """Whether Python has refused to read thousands of digits as a number, which takes long."""
    return "integer string conversion" in str(error)


def encode_line(value: object) -> bytes:
    """JSON on one line, in UTF-8, keys sorted."""
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        # A lone surrogate (from a file name that is not UTF-8) has no UTF-8 form; escaped, it round-trips as JSON.
        return _encode_ascii(value).encode()


def _has_too_many(text: str) -> bool:
    return text.count("{") + text.count("[") > MOST_CONTAINERS or text.count(",") > MOST_VALUES
