"""Reads and writes the codebook as a file of its own: CSV, JSON or REFI-QDA, told by the file's ending."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from readtui.codec.csv_guard import guard_cell, unguard_cell
from readtui.codec.strict_json import harmless, loads
from readtui.errors import SourceError, UsageError
from readtui.exporters.exporter import Losses
from readtui.exporters.research.codebook import codebook_xml
from readtui.exporters.research.codes import CodeList, color_name, is_color
from readtui.model.tag import Tag
from readtui.services.wording import tag_name
from readtui.text.clean import clean, visible

ENDINGS = (".csv", ".json", ".qdc")
MOST_BYTES = 20_000_000
_COLUMNS = ("name", "color", "description", "pin")
_MOST_TAGS = 50_000
_LONGEST_NAME = 1_000
_DEEPEST = 200
_PINS = range(1, 10)


def ending_of(path: Path) -> str:
    """The ending, which names the format. Raises UsageError for another one."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"cannot tell the format: {visible(path.name)}", f"Use one of {', '.join(ENDINGS)}.")
    return ending


def written(tags: Iterable[Tag], ending: str, losses: Losses) -> str:
    """The tags as a file with this ending. ``losses`` collects what it cannot hold."""
    if ending == ".csv":
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(_COLUMNS)
        for tag in tags:
            pin = "" if tag.pin is None else str(tag.pin)
            writer.writerow([guard_cell(cell) for cell in (tag.name, tag.color or "", tag.description, pin)])
        # Without the mark, Excel takes UTF-8 for the system's encoding.
        return "\ufeff" + out.getvalue()
    if ending == ".json":
        values = [{"name": t.name, "color": t.color, "description": t.description, "pin": t.pin} for t in tags]
        return harmless(json.dumps(values, ensure_ascii=False, indent=2)) + "\n"
    entries = {tag.name: tag for tag in tags}
    losses.add("pin", count=sum(tag.pin is not None for tag in entries.values()))
    return "".join(codebook_xml(CodeList(entries).codes(), losses))


def read(data: bytes, ending: str, where: str) -> list[Tag]:
    """The tags in a file, its mistakes reported with their place. ``where``: the file. Raises SourceError."""
    readers: Mapping[str, Callable[[bytes, str], Iterator[Tag]]] = {
        ".csv": _from_csv,
        ".json": _from_json,
        ".qdc": _from_qdc,
    }
    tags: list[Tag] = []
    for tag in readers[ending](data, where):
        tags.append(tag)
        if len(tags) > _MOST_TAGS:
            raise SourceError(f"more than {_MOST_TAGS:,} tags: {where}", "Split the file.")
    if not tags:
        raise SourceError(f"no tags found in {where}", "The library is unchanged.")
    return tags


def _from_csv(data: bytes, where: str) -> Iterator[Tag]:
    from readtui.importers.common.encoding import decode

    try:
        text = decode(data, where).lstrip("\ufeff")
    except SourceError as fault:
        raise SourceError(f"not a CSV file: {where}", f"Columns: {', '.join(_COLUMNS)}.") from fault
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip().casefold() for cell in next(rows, [])]
        if "name" not in header:
            raise SourceError(f"no column “name” in the first line: {where}", f"Columns: {', '.join(_COLUMNS)}.")
        for row in rows:
            cells = dict(zip(header, map(unguard_cell, row), strict=False))
            if any(cell.strip() for cell in row):
                yield _tag(cells, f"line {rows.line_num} of {where}")
    except csv.Error as fault:
        raise SourceError(f"not a CSV file: {where}: line {rows.line_num}: {fault}") from fault


def _from_json(data: bytes, where: str) -> Iterator[Tag]:
    try:
        values = loads(data)
    except ValueError as fault:
        raise SourceError(f"not JSON: {where}", f"{fault}") from fault
    if not isinstance(values, list):
        raise SourceError(f"not a list of tags: {where}", 'Example: [{"name": "sea", "color": "blue"}]')
    for number, value in enumerate(values, 1):
        if not isinstance(value, dict):
            raise SourceError(f"not a tag: entry {number} of {where}", 'Example of a tag: {"name": "sea"}')
        yield _tag(value, f"entry {number} of {where}")


def _from_qdc(data: bytes, where: str) -> Iterator[Tag]:
    from readtui.importers.common.xml_safe import parse_xml

    root = parse_xml(data, repair=False)
    if root is None or _local(root) != "CodeBook":
        raise SourceError(f"not a REFI-QDA codebook: {where}", "A .qdc file holds XML with a CodeBook element.")
    waiting = [(code, "", 1) for codes in root if _local(codes) == "Codes" for code in reversed(codes)]
    number = 0
    while waiting:
        element, outer, depth = waiting.pop()
        if _local(element) != "Code":
            continue
        number += 1
        place = f"code {number} of {where}"
        if depth > _DEEPEST:
            raise SourceError(f"nested too deeply: {place}")
        name = tag_name(element.get("name") or "")
        # A code whose last level is not unique is exported under its whole name.
        if outer and not name.casefold().startswith(f"{outer.casefold()}/"):
            name = f"{outer}/{name}"
        says = next((one.text or "" for one in element if _local(one) == "Description"), "")
        yield _tag({"name": name, "color": color_name(element.get("color") or ""), "description": says}, place)
        waiting += [(one, name, depth + 1) for one in reversed(element)]


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _tag(values: Mapping[str, object], where: str) -> Tag:
    """A checked tag. Raises SourceError."""
    name = tag_name(_text(values, "name", where))
    outer = tag_name(_text(values, "parent", where))
    if not name:
        raise SourceError(f"a tag without a name: {where}", "Every tag needs one.")
    name = f"{outer}/{name}" if outer else name
    if len(name) > _LONGEST_NAME:
        raise SourceError(f"a name of more than {_LONGEST_NAME:,} characters: {where}")
    color = _text(values, "color", where).strip().lower()
    if color and not is_color(color):
        raise SourceError(f"not a color: {visible(color[:40])}: {where}", "Example: yellow, or #e6b422.")
    description = clean(_text(values, "description", where)).text.strip()
    return Tag(name, color or None, description, _pin(_text(values, "pin", where).strip(), where))


def _text(values: Mapping[str, object], name: str, where: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise SourceError(f"{name} is not a text: {where}")
    return str(value)


def _pin(text: str, where: str) -> int | None:
    if not text:
        return None
    if text not in map(str, _PINS):
        raise SourceError(f"not a pin: {visible(text[:40])}: {where}", "A pin is the digit of a key, 1 to 9.")
    return int(text)
