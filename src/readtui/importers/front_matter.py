"""The block of ``key: value`` lines between two ``---`` at the top of a Markdown file."""

import re

_FENCED = re.compile(r"---[ \t]*\n(?=\S)(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z][\w -]*):(?:\s+(.*))?$")
_MAX_CHARACTERS = 20_000


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The pairs (keys in lower case, lists joined by ", ") and the text after them; no pairs if it is not one."""
    match = _FENCED.match(text, 0, _MAX_CHARACTERS)
    if match is None:
        return {}, text
    pairs: dict[str, str] = {}
    key = ""
    for line in match[1].split("\n"):
        pair = _PAIR.match(line)
        if pair:
            key = pair[1].strip().casefold()
            pairs[key] = _value(pair[2] or "")
        elif key and (item := line.strip().removeprefix("- ").strip()) and line.startswith((" ", "-")):
            pairs[key] = f"{pairs[key]}, {_value(item)}" if pairs[key] not in ("", "|", ">") else _value(item)
        elif line.strip() and not line.lstrip().startswith("#"):
            return {}, text
    return (pairs, text[match.end() :]) if pairs else ({}, text)


def _value(written: str) -> str:
    """A scalar without its quotes, or a ``[a, b]`` list as "a, b"."""
    written = written.strip()
    if written.startswith("[") and written.endswith("]"):
        return ", ".join(_value(item) for item in written[1:-1].split(","))
    if len(written) >= 2 and written[0] == written[-1] and written[0] in "'\"":
        return written[1:-1]
    return written
