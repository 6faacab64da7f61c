"""Changes only readtui's own keys in the YAML front matter of a person's file."""

import json
import re
from collections.abc import Mapping, Sequence

from readtui.exporters.markdown_escape import yaml_string
from readtui.model.file_memory import Value
from readtui.quick_dataclass import dataclass

_MOST_LINES = 1_000
_KEY = re.compile(r"([A-Za-z][\w-]*):(?=\s|$)")
_ID = re.compile(r"""readtui:[ \t]+(["']?)([0-9a-f]{16})\1[ \t]*(?:#.*)?""")
_CONTINUES = re.compile(r"[ \t]|-(?=[ \t]|$)")
_ITEM = re.compile(r"([ \t]*-[ \t]+)(.*)")
_SINGLE = re.compile(r"'((?:[^'\r\n]|'')*)'")
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*$")
_AFTER = re.compile(r"[ \t]*(?:[ \t]#.*)?")
_ODD = tuple("&*!|>{%@`?[]},#")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key with its lines. ``value``: None if the value cannot be read. ``rest``: a comment after it.

    ``texts``: the values of a list as written.
    """

    start: int
    stop: int
    value: Value | None
    rest: str = ""
    texts: tuple[str, ...] = ()


def size(lines: Sequence[str]) -> int:
    """The number of lines of the front matter; 0 if there is none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    for at, line in enumerate(lines[1:_MOST_LINES], 1):
        if line.rstrip() in ("---", "..."):
            return at + 1
    return 0


def article_id(lines: Sequence[str]) -> str:
    """The id in the front matter; "" if there is none."""
    found = (_ID.fullmatch(line.rstrip()) for line in lines[: size(lines)])
    return next((match[2] for match in found if match), "")


def written(values: Mapping[str, Value]) -> list[str]:
    """New front matter."""
    return ["---", *(f"{key}: {_yaml(value)}" for key, value in values.items()), "---"]


def merged(
    lines: Sequence[str], new: Mapping[str, Value], known: Mapping[str, Value]
) -> tuple[list[str], dict[str, Value]]:
    """See Syntax. Lines have their ends."""
    changed = list(lines)
    now_known = dict(known)
    # From the last key to the first, so that the positions of earlier entries stay valid.
    for key in reversed(list(new)):
        entry, is_there = _entry(changed, key)
        if not is_there:
            if key not in known:
                at = _place(changed, key, list(new))
                changed.insert(at, f"{key}: {_yaml(new[key])}{_end(changed)}")
                now_known[key] = new[key]
        elif entry is not None and entry.value is not None:
            replaced = _replaced(changed, key, entry, new[key], known.get(key))
            if replaced is not None:
                changed[entry.start : entry.stop] = replaced
            after, _ = _entry(changed, key)
            if after is not None and (after.value == new[key] or isinstance(new[key], tuple)):
                now_known[key] = new[key]
    return changed, now_known


def _replaced(lines: list[str], key: str, entry: _Entry, new: Value, known: Value | None) -> list[str] | None:
    """The entry's new lines; None to leave it unchanged."""
    if isinstance(new, tuple):
        return _merged_list(lines, key, entry, new, known if isinstance(known, tuple) else ())
    if entry.value == new or entry.value != known:
        return None
    end = lines[entry.start][len(lines[entry.start].rstrip("\r\n")) :]
    return [f"{key}: {_yaml(new)}{entry.rest}{end}"]


def _merged_list(
    lines: list[str], key: str, entry: _Entry, new: tuple[str, ...], known: tuple[str, ...]
) -> list[str] | None:
    """The list without what readtui has removed, and with what it has added."""
    present = entry.value if isinstance(entry.value, tuple) else ()
    if isinstance(entry.value, str) and entry.value:
        return None
    removed = {one for one in present if one in known and one not in new}
    added = [one for one in new if one not in present and one not in known]
    if not removed and not added:
        return None
    own = lines[entry.start : entry.stop]
    end = _end(lines)
    if len(own) == 1:
        kept = [text for text, one in zip(entry.texts, present, strict=True) if one not in removed]
        return [f"{key}: [{', '.join([*kept, *map(yaml_string, added)])}]{entry.rest}{end}"]
    matches = [_ITEM.match(line.rstrip("\r\n")) for line in own[1:]]
    dash = next((match[1] for match in matches if match), "  - ")
    kept_lines = [
        line for line, match in zip(own[1:], matches, strict=True) if not match or _scalar(match[2])[0] not in removed
    ]
    return [own[0], *kept_lines, *(f"{dash}{yaml_string(one)}{end}" for one in added)]


def _entry(lines: Sequence[str], key: str) -> tuple[_Entry | None, bool]:
    """The entry of a key (None if it cannot be parsed), and whether the key exists."""
    starts = [at for at, line in enumerate(lines) if (match := _KEY.match(line)) and match[1] == key]
    if len(starts) != 1:
        return None, bool(starts)
    start = starts[0]
    stop = start + 1
    while stop < len(lines) - 1 and (_CONTINUES.match(lines[stop]) or not lines[stop].strip()):
        stop += 1
    while stop > start + 1 and not lines[stop - 1].strip():
        stop -= 1
    written = lines[start].rstrip("\r\n")[len(key) + 1 :].strip()
    if stop == start + 1:
        return _one_line(start, written), True
    if written and not written.startswith("#"):
        return None, True
    values: list[str] = []
    for line in lines[start + 1 : stop]:
        item = _ITEM.fullmatch(line.rstrip("\r\n"))
        if item is None:
            if line.strip() and not line.lstrip().startswith("#"):
                return None, True
            continue
        value, _ = _scalar(item[2])
        if value is None:
            return None, True
        values.append(value)
    return _Entry(start, stop, tuple(values)), True


def _one_line(start: int, written: str) -> _Entry | None:
    if written.startswith("["):
        return _flow_list(start, written)
    value, rest = _scalar(written)
    if value is None:
        return None
    return _Entry(start, start + 1, value, rest)


def _flow_list(start: int, written: str) -> _Entry | None:
    """A list on one line, whose items are quoted or contain no commas and brackets."""
    close = written.rfind("]") if "#" not in written else _close(written)
    if close < 0 or not _AFTER.fullmatch(written[close + 1 :]):
        return None
    texts = _items(written[1:close])
    if texts is None:
        return None
    values = [_scalar(text) for text in texts]
    if any(value is None or rest for value, rest in values):
        return None
    return _Entry(
        start, start + 1, tuple(value for value, _ in values if value is not None), written[close + 1 :], tuple(texts)
    )


_FLOW_ITEM = re.compile(r"""[ \t]*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,\[\]{}"'#][^,\[\]{}#]*?)[ \t]*(?:,|$)""")


def _items(inside: str) -> list[str] | None:
    found, at = [], 0
    while inside[at:].strip():
        match = _FLOW_ITEM.match(inside, at)
        if match is None:
            return None
        found.append(match[1])
        at = match.end()
    return found


_CLOSING = re.compile(r"""\[(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\]"'])*\]""")


def _close(written: str) -> int:
    match = _CLOSING.match(written)
    return match.end() - 1 if match else -1


def _scalar(written: str) -> tuple[str | None, str]:
    """The string, and what follows it on the line; None if it is not a string."""
    if written.startswith('"'):
        try:
            value, stop = json.JSONDecoder().raw_decode(written)
        except ValueError:
            return None, ""
    elif written.startswith("'"):
        match = _SINGLE.match(written)
        if match is None:
            return None, ""
        value, stop = match[1].replace("''", "'"), match.end()
    else:
        comment = _COMMENT.search(written)
        stop = comment.start() if comment else len(written)
        value = written[:stop].rstrip()
        stop = len(value)
        if value.startswith(_ODD) or ": " in value:
            return None, ""
    rest = written[stop:]
    return (value, rest) if isinstance(value, str) and _AFTER.fullmatch(rest) else (None, "")


def _place(lines: Sequence[str], key: str, keys: list[str]) -> int:
    """The position for a missing key: before readtui's next existing key, or else at the end."""
    for following in keys[keys.index(key) + 1 :]:
        entry, _ = _entry(lines, following)
        if entry is not None:
            return entry.start
    return len(lines) - 1


def _end(lines: Sequence[str]) -> str:
    return lines[0][len(lines[0].rstrip("\r\n")) :] or "\n"


def _yaml(value: Value) -> str:
    return yaml_string(value) if isinstance(value, str) else f"[{', '.join(map(yaml_string, value))}]"
