"""Tells code from prose, and compares it: in code, every token counts."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

from rapidfuzz.distance import LCSseq

_TOKEN = re.compile(r"\w+|[^\w\s]")
_QUOTES = str.maketrans("`´‘’‚‛“”„‟", "''''''\"\"\"\"")
_BEGINS_CODE = re.compile(
    r"\s*(?:[})\]]+[;,]?\s*$|\"[\w-]+\"\s*:|[\w.\[\]]+ = \S|(?:\$|>>>) \w"
    r"|(?:def|class|func|fn|function|import|from|return|let|const|var|public|private|static|void|int) [\w.*(]+"
    r"|(?:if|elif|for|while|with|except|else|try|switch|case)\b[^!?]*[:{]\s*$|#include|#define|//|/\*"
    r"|</?\w+[^>]*>\s*$|(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER) \w)"
)
_HAS_CODE = re.compile(r"[;{}]\s*$|==|!=|<=|>=|=>|->|::|&&|\|\||\+=|-=|:=|\w\(\)|\w\.\w+\(|(?:^|\s)--?\w[\w-]*=")
# Words as only sentences have them, that name code: "Never compare them with ==, it is slow."
_PROSE = re.compile(r"^\W*(?:[^\W\d_]{2,} ){3}[^\W\d_]|^(?!.*(?://|/\*|# )).*(?:[^\W\d_]{2,} ){2}[^\W\d_]{2,}[.!?]\W*$")
# Each of the above has one of these, and sentences hardly ever.
_MAY_HAVE_CODE = re.compile(r"[;{}=>:&|(]")
_IDENTIFIER = re.compile(
    r"(?<![\w/.@])(?:--?[a-z][a-z0-9]*(?:-[a-z0-9]+)+|--[a-z]\w*|[A-Za-z]\w*(?:\.\w+)*\(\)|[a-z]+[a-z0-9]*(?:[A-Z][a-z0-9]+)+"
    r"|\w*[A-Za-z0-9]_[A-Za-z0-9]\w*|[A-Z]\w*[a-z][A-Z]\w*|[A-Z]{2,}[a-z]\w+)(?![\w/@])"
)
_FILE = re.compile(
    r"(?<![\w/@])[\w-]+\.(?:bak|cfg|conf|css|csv|db|docx?|epub|gif|gz|html?|ini|jpe?g|js|json|log|md|mp3|mp4|odt|pdf|png|py|rst"
    r"|sh|sql|sqlite|svg|tar|tex|toml|ts|tsv|txt|wav|xlsx?|xml|ya?ml|zip)(?![\w/@])"
)
_MAY_NAME = re.compile(r"[_`(]|--?[a-z]|[a-z][A-Z]|[A-Z]{2}|\w\.[a-z]")
# A word of capital letters, unless all of the text has them.
_CONSTANT = re.compile(r"(?<![\w'’-])[A-Z]{4,}(?![\w'’-])")
_INLINE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def is_code(text: str) -> bool:
    """Whether most lines of the text are code."""
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(lines) and 2 * sum(map(is_code_line, lines)) > len(lines)


def is_code_line(line: str) -> bool:
    """Whether a line has what lines of code have, and sentences hardly ever."""
    has_code = _MAY_HAVE_CODE.search(line) and _HAS_CODE.search(line) and not _PROSE.search(line)
    return bool(_BEGINS_CODE.match(line) or has_code)


def changed_code(old: str, new: str) -> tuple[str, str] | None:
    """The first tokens of code that were replaced; None if all are the same but for layout and the style of quotes."""
    before, after = (_TOKEN.findall(text.translate(_QUOTES)) for text in (old, new))
    if before == after:
        return None
    place = (0, 0)
    for block in LCSseq.editops(before, after).as_matching_blocks():
        if block.a > place[0] or block.b > place[1]:
            return " ".join(before[place[0] : block.a]), " ".join(after[place[1] : block.b])
        place = block.a + block.size, block.b + block.size
    return None


def changed_identifier(old: str, new: str) -> tuple[str, str] | None:
    """A name in code style that was replaced by another in prose, such as `max_size`, or a word in capital letters."""
    if not (_MAY_NAME.search(old) and _MAY_NAME.search(new)):
        return None
    return changed_name(_identifiers(old), _identifiers(new), old, new)


def changed_name(before: Sequence[str], after: Sequence[str], old: str, new: str) -> tuple[str, str] | None:
    """A name of the text ``old`` that another one replaced in ``new``; ``before`` and ``after`` are their names."""
    gone = [name for name in before if not _is_in(name, after, new)]
    came = [name for name in after if not _is_in(name, before, old)]
    return (gone[0], came[0]) if gone and came else None


def ranges_in(ranges: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """Those of ``ranges``, which are in order, that characters ``start:end`` touch."""
    return ranges[bisect_right(ranges, start, key=itemgetter(1)) : bisect_left(ranges, end, key=itemgetter(0))]


def _identifiers(text: str) -> list[str]:
    quoted = [name for found in _INLINE.finditer(text) if " " not in (name := found[2].strip())]
    constants = [] if text.isupper() else _CONSTANT.findall(text)
    rest = _INLINE.sub(" ", text)
    return [*quoted, *constants, *(found[0] for names in (_IDENTIFIER, _FILE) for found in names.finditer(rest))]


def _is_in(name: str, names: Iterable[str], text: str) -> bool:
    """Whether the name is there, with or without marks of code."""
    return name in names or name in text or name.rstrip("()") in text
