"""Lines in another layout are left to the parser."""

import json
from pathlib import Path
from typing import Any

import pytest

from readtui.codec.records import annotation_to_json
from readtui.codec.strict_json import encode_line
from readtui.errors import DamagedError
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.storage.format import article_lines
from readtui.storage.format.article_lines import Tagging, is_note_on_article, live_links, tagging
from readtui.storage.format.record_lines import StoredRecord, are_records

BUILDER = Creator("builder", is_program=True)
VALUE = annotation_to_json(Annotation("n1", "a1", "t", "t", tags=("sea",), note="a note", creator=BUILDER))


def stored(line: bytes) -> StoredRecord:
    return StoredRecord(Path("x.json"), b'"n1": ' + line, len('"n1": '))


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("", Tagging(("sea",), False, BUILDER)),
        (', "deleted": "2026"', Tagging(("sea",), True, BUILDER)),
        (', "d\\u0065leted": "2026"', Tagging(("sea",), True, BUILDER)),
        (', "body": []', Tagging((), False, BUILDER)),
        (', "bod\\u0079": []', Tagging((), False, BUILDER)),
        (', "creator": {"name": "Ada"}', Tagging(("sea",), False, Creator("Ada"))),
        (', "creat\\u006fr": null', Tagging(("sea",), False)),
        (', "x": {"deleted": "2026", "body": [], "creator": {"name": "Ada"}}', Tagging(("sea",), False, BUILDER)),
    ],
)
def test_later_fields_in_a_line_count_as_they_do_for_a_parser(added: str, expected: Tagging) -> None:
    line = encode_line(VALUE)[:-1] + added.encode() + b"}"
    parsed: Any = json.loads(line)
    assert bool(parsed["deleted"]) == expected.is_deleted
    assert tagging(stored(line)) == tagging(parsed) == expected


def test_a_line_in_the_usual_layout_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_lines, "annotation_from_json", lambda value: pytest.fail("parsed"))
    assert tagging(stored(encode_line(VALUE))) == Tagging(("sea",), False, BUILDER)


@pytest.mark.parametrize("byte", [b"\xff", b"\0", b"\x1b", b"\n", b"\\x", b"\xe2\x82", b'"', b"{"])
@pytest.mark.parametrize("field", [b"sea", b"a note", b"a1", b"n1", b"TextualBody", b"tagging", b"null", b"builder"])
def test_damage_in_a_line_is_noticed_or_leaves_its_tags_as_they_were(field: bytes, byte: bytes) -> None:
    line = encode_line(VALUE)
    at = line.index(field) + 1
    damaged = line[:at] + byte + line[at + len(byte) :]
    try:
        parsed: Any = json.loads(damaged.decode())
    except ValueError:
        try:
            assert tagging(stored(damaged)) == tagging(VALUE)
        except DamagedError:
            return
        assert field != b"sea"
    else:
        assert tagging(stored(damaged)) == tagging(parsed)


@pytest.mark.parametrize(
    "written",
    ["](readtui:", "](READTUI:", "]\\u0028readtui:", "](\\u0072eadtui:", "\\\\u00](readtui:"],
)
def test_links_in_a_line_are_those_of_the_parsed_note(written: str) -> None:
    target = "9f2c01d7a45be630"
    for added, expected in (("", [target]), (', "deleted": "2026"', []), (', "body": []', [])):
        line = encode_line(VALUE).replace(b"a note", f"see [this{written}{target})".encode())[:-1]
        line += added.encode() + b"}"
        assert live_links(stored(line)) == live_links(json.loads(line)) == expected


QUOTED = annotation_to_json(
    Annotation(
        "n2", "a1", "t", "t", note="a note", quote=TextQuoteSelector('"target"'), position=TextPositionSelector(0, 9)
    )
)


@pytest.mark.parametrize(
    ("value", "added", "expected"),
    [
        (VALUE, "", True),
        (VALUE, ', "deleted": "2026"', False),
        (VALUE, ', "body": []', False),
        (QUOTED, "", False),
        (QUOTED, ', "target": {"source": "a1"}', True),
        (QUOTED, ', "t\\u0061rget": {"source": "a1"}', True),
        (VALUE, ', "x": {"target": {"selector": [{"exact": "x"}]}}', True),
    ],
)
def test_notes_on_the_article_in_lines_are_those_that_a_parser_finds(
    value: dict[str, object], added: str, expected: bool
) -> None:
    line = encode_line(value)[:-1] + added.encode() + b"}"
    assert is_note_on_article(stored(line)) == is_note_on_article(json.loads(line)) == expected


@pytest.mark.parametrize(
    ("lines", "is_one_each"),
    [
        (b'"a": {},\n"b": {"x": {}}\n', True),
        (b'"a": {"x": "}, {\\"", "y": "\\\\"},\n"b": {"t": "\\n"}\n', True),
        (b'"a": {}, "b": {}\n', False),
        (b'"a": {"x": {},\n"b": {}}\n', False),
        (b'"a": {"x": "}", "y": {"z": 1},\n"b": {}}\n', False),
    ],
)
def test_lines_with_one_record_each_are_recognized(lines: bytes, is_one_each: bool) -> None:
    json.loads(b"{" + lines + b"}")
    assert are_records(lines) == is_one_each
