"""Mutates a library file as a sync tool, a merge, a broken disk or an attacker might."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

_RAW = "raw:"
_NESTED = {depth: "[" * depth + "]" * depth for depth in (50, 900, 100_000)}
# fmt: off
HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 3, 1.5, 1e300, 2**31, 2**53 + 1, 2**63, 2**64, 10**30, 10**4000,
    "", " ", "\x1b[2J\x1b]0;owned\x07", "a\x9b31mb", "\u202eabc\u2066", "\ud800", "a\udce9", "\x00", "two\nlines\ttab",
    "\r", "\u2028", "x" * 5000, "é" * 300, "e\u0301", "../../../etc/passwd", "/dev/zero", "2026-13-99", "tomorrow",
    "exact", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "[/bold]", "[red]red[/red]", "{{ 7*7 }}", "=1+1",
    [], {}, [None], [[]], [{}], {"": ""}, {"a": None}, [1, "a", None], {"type": "TextualBody", "purpose": "tagging"},
    {"type": []}, [{"type": "TextPositionSelector", "start": 9, "end": 2}], {"d": -1}, {"d": 2**70},
    _RAW + "NaN", _RAW + "-Infinity", _RAW + "1e999", _RAW + "1" * 5000, *(_RAW + text for text in _NESTED.values()),
)
# fmt: on


def mutate(path: Path, random: Random) -> str:
    """Change the file at ``path``, or put something else in its place. Returns a description for the report."""
    content = path.read_bytes() if path.is_file() else b""
    # Only the user writes the settings, and may let them come from a pipe.
    kinds = (_mutate_value, _mutate_bytes, _mutate_bytes if path.suffix == ".toml" else _put_in_place)
    kind = random.choices(kinds, (12, 4, 1))[0]
    return kind(path, content, random)


def _mutate_value(path: Path, content: bytes, random: Random) -> str:
    """Change one to three values in a JSON file, in the same or another layout. If it is not JSON, change its bytes."""
    lines = path.suffix == ".jsonl"
    try:
        value = [json.loads(line) for line in content.splitlines()] if lines else json.loads(content)
    except (ValueError, RecursionError):
        return _mutate_bytes(path, content, random)
    said = [_mutate_one(value, random) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    raw: list[str] = []
    if lines:
        encoded = "".join(_dumped(line, raw) + "\n" for line in value)
    elif random.random() < 0.8:
        encoded = _laid_out(value, raw)
    else:
        encoded = _dumped(value, raw, indent=random.choice((None, 2)))
    for number, text in enumerate(raw):
        encoded = encoded.replace(f'"raw {number}"', text, 1)
    data = encoded.encode("utf-8", "surrogatepass")
    if path.parent.name == "texts" and isinstance(value, dict) and random.random() < 0.8:
        path = _named_after_its_text(path, value, random)
    path.write_bytes(data)
    return f"{path.name}: {', '.join(said)}"


def _mutate_one(value: Any, random: Random) -> str:
    """Replace, remove, repeat or move one value, at any depth."""
    places = list(_places(value, 0))
    if not places:
        return "nothing to change"
    holder, key = random.choice(places)
    match random.choices(("replace", "remove", "repeat", "move", "wrap", "add"), (10, 2, 1, 2, 1, 1))[0]:
        case "remove":
            del holder[key]
            return f"removed {key!r}"
        case "repeat" if isinstance(holder, list):
            holder.insert(key, json.loads(json.dumps(holder[key])))
            return f"repeated {key!r}"
        case "move":
            other, other_key = random.choice(places)
            holder[key] = json.loads(json.dumps(other[other_key]))
            return f"{key!r} = that of {other_key!r}"
        case "wrap":
            holder[key] = [holder[key]]
            return f"wrapped {key!r}"
        case "add" if isinstance(holder, dict):
            holder[random.choice(("x", "\x1b[1m", "", "v", "conflicts", "deleted"))] = random.choice(HOSTILE)
            return f"added beside {key!r}"
    holder[key] = hostile = random.choice(HOSTILE)
    return f"{key!r} = {repr(hostile)[:40] if not _is_huge(hostile) else 'a huge number'}"


def _is_huge(value: object) -> bool:
    return isinstance(value, int) and abs(value) > 2**70


def _places(value: Any, depth: int) -> Any:
    """Every holder of a value and the value's key or index in it."""
    if depth > 12:
        return
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, inner in items:
        yield value, key
        yield from _places(inner, depth + 1)


def _dumped(value: Any, raw: list[str], indent: int | None = None) -> str:
    """The value as JSON, with placeholders for values that no encoder would write, which go to ``raw``."""
    return json.dumps(_with_placeholders(value, raw), ensure_ascii=False, indent=indent, sort_keys=indent is None)


def _with_placeholders(value: Any, raw: list[str]) -> Any:
    if isinstance(value, dict):
        return {key: _with_placeholders(inner, raw) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_placeholders(inner, raw) for inner in value]
    text = str(value).removeprefix(_RAW) if isinstance(value, str) and value.startswith(_RAW) else ""
    if isinstance(value, int) and abs(value) > 10**300:
        text = "1" + "0" * 4000
    if not text:
        return value
    raw.append(text)
    return f"raw {len(raw) - 1}"


def _laid_out(value: Any, raw: list[str]) -> str:
    """The value in readtui's own layout: a line for each field and block of a text, or for each record."""
    if not isinstance(value, dict):
        return _dumped(value, raw) + "\n"
    if "blocks" in value and isinstance(value["blocks"], list):
        blocks = ",\n".join(_dumped(block, raw) for block in value["blocks"])
        form, text, replaced = (_dumped(value.get(name), raw) for name in ("format", "text", "replaced"))
        return f'{{"format": {form},\n"text": {text},\n"blocks": [\n{blocks}\n],\n"replaced": {replaced}}}\n'
    tables = []
    for name in sorted(value, key=lambda name: ({"format": 0, "article": 1, "annotations": 2}.get(name, 3), name)):
        table = value[name]
        if isinstance(table, dict):
            rows = ",\n".join(f"{_dumped(key, raw)}: {_dumped(table[key], raw)}" for key in sorted(table))
            tables.append(f"{_dumped(name, raw)}: {{\n{rows}\n}}")
        else:
            tables.append(f"{_dumped(name, raw)}: {_dumped(table, raw)}")
    return "{" + ",\n".join(tables) + "}\n"


def _named_after_its_text(path: Path, value: dict[str, Any], random: Random) -> Path:
    """Make the names match the changed text, so that only its content can show that it is wrong."""
    text = value.get("text")
    if not isinstance(text, str) or text.startswith(_RAW):
        return path
    old, new = path.stem.rpartition(".")[2], hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    article = path.parent.parent / "articles" / f"{path.stem.partition('.')[0]}.json"
    if old != new and article.is_file():
        article.write_bytes(article.read_bytes().replace(old.encode(), new.encode()))
    return path.with_name(path.name.replace(old, new))


def _mutate_bytes(path: Path, content: bytes, random: Random) -> str:
    at, end = sorted((random.randrange(len(content) + 1), random.randrange(len(content) + 1)))
    lines = content.splitlines(keepends=True) or [b""]
    line = random.randrange(len(lines))
    made: dict[str, Callable[[], bytes]] = {
        "emptied": lambda: b"",
        "cut off": lambda: content[:at],
        "a hole": lambda: content[:at] + bytes(end - at) + content[end:],
        "a part removed": lambda: content[:at] + content[end:],
        "a part repeated": lambda: content[:end] + content[at:],
        "a byte changed": lambda: content[:at] + bytes([random.randrange(256)]) + content[at + 1 :],
        "a line removed": lambda: b"".join(lines[:line] + lines[line + 1 :]),
        "a line repeated": lambda: b"".join(lines[: line + 1] + lines[line:]),
        "lines shuffled": lambda: b"".join(random.sample(lines, len(lines))),
        "lines joined": lambda: content.replace(b"\n", b""),
        "garbage after": lambda: content + random.choice((b"{", b"\x00" * 100, b"\x1b[2J", content, b"}\n")),
        "other bytes": lambda: random.randbytes(300),
        "braces": lambda: b'{"a":' * 20_000,
        "UTF-16": lambda: content.decode("utf-8", "replace").encode("utf-16"),
        "a mark before": lambda: b"\xef\xbb\xbf" + content,
    }
    how = random.choice(list(made))
    path.write_bytes(made[how]())
    return f"{path.name}: {how}"


def _put_in_place(path: Path, content: bytes, random: Random) -> str:
    """Replace the file with a pipe, a folder or a link, or remove it."""
    path.unlink(missing_ok=True)
    how = random.choice(("a pipe", "a folder", "a link to itself", "a link to nothing", "endless", "nothing", "a link"))
    if how == "a pipe":
        os.mkfifo(path)
    elif how == "a folder":
        path.mkdir()
    elif how == "a link to itself":
        path.symlink_to(path.name)
    elif how == "a link to nothing":
        path.symlink_to(path.name + ".gone")
    elif how == "endless":
        path.symlink_to("/dev/zero")
    elif how == "a link":
        aside = path.with_name(f".{path.name}.aside")
        aside.write_bytes(content)
        path.symlink_to(aside.name)
    return f"{path.name}: {how}"
