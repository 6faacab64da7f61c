"""A field that is damaged is named, with what is expected there."""

from collections.abc import Callable
from typing import Any

import pytest

from readtui.codec import fields
from readtui.codec.changes import is_of_newer_version, packed, unpacked
from readtui.codec.record_kinds import record_to_json
from readtui.codec.records import annotation_from_json, tag_from_json
from readtui.codec.text_versions import block_from_json, replaced_from_json, text_version_from_json
from readtui.errors import DamagedError
from readtui.model.annotation import AcceptedPlace, AnchorState, Annotation, Origin
from readtui.model.article import Metadata
from readtui.model.block import BlockKind
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

PLACED = Annotation(
    "n", "a", "2026", "2026", TextQuoteSelector("sea"), TextPositionSelector(2, 5), "yellow", ("x",), "Why?", "f" * 8,
    AnchorState.MOVED, Origin("e" * 8, 1, 4, "see", AcceptedPlace("2026", "d" * 8, 0, 3)),
)  # fmt: skip


def text(value: object) -> object:
    return text_version_from_json(value, Metadata("Seas"), "f.json")


def replaced(value: object) -> object:
    return replaced_from_json({"replaced": value}, "f.json")


def placed(value: Any) -> object:
    origin = {**record_to_json(PLACED)["readtui:origin"], **value}
    return annotation_from_json({**record_to_json(PLACED), "readtui:origin": origin})


def number(value: object) -> object:
    return fields.number({"due": value}, "f.json", "due", 10)


BLOCK = {"kind": "paragraph", "start": 0, "end": 3}


@pytest.mark.parametrize(
    ("read", "value", "fault"),
    [
        (text, [], "text version: expected an object"),
        (text, {}, "text: expected text, found None"),
        (text, {"text": 7}, "text: expected text, found 7"),
        (text, {"text": "a\x07b", "blocks": [BLOCK]}, "text: holds control characters"),
        (text, {"text": "sea", "blocks": []}, "blocks: expected one or more"),
        (text, {"text": "sea", "blocks": [BLOCK | {"end": 4}]}, "blocks: expected ranges of the text, in order"),
        (text, {"text": "sea", "blocks": [BLOCK, BLOCK]}, "blocks: expected ranges of the text, in order"),
        (text, {"text": "sea", "blocks": [BLOCK | {"start": 2, "end": 1}]}, "blocks: expected ranges"),
        (text, {"text": "sea", "blocks": [BLOCK | {"start": True}]}, "start: expected a whole number, 0 or more"),
        (text, {"text": "sea", "blocks": [BLOCK | {"start": -1}]}, "start: expected a whole number, 0 or more"),
        (text, {"text": "sea", "blocks": [7]}, "blocks: expected a list of objects"),
        (replaced, {}, "replaced: expected a list"),
        (replaced, [[1]], "replaced: expected an offset and a text"),
        (replaced, [[True, "a"]], "replaced: expected an offset and a text"),
        (replaced, [[-1, "a"]], "replaced: expected an offset and a text"),
        (replaced, [[10**15 + 1, "a"]], "replaced: expected an offset and a text"),
        (placed, {"start": 5}, "readtui:origin: expected a start and an end after it"),
        (placed, {"acceptedPlace": 3}, "acceptedPlace: expected an object"),
        (placed, {"acceptedPlace": {"start": 2, "end": 1}}, "acceptedPlace: expected a start and an end after it"),
        (number, "7", "due: expected a number from 0 to 10"),
        (number, True, "due: expected a number from 0 to 10"),
        (number, -0.1, "due: expected a number from 0 to 10"),
        (number, 10.1, "due: expected a number from 0 to 10"),
    ],
)
def test_damage_is_named_with_what_is_expected(read: Callable[[object], object], value: object, fault: str) -> None:
    with pytest.raises(DamagedError, match=fault):
        read(value)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (replaced, [[0, "a"], [10**15, "b"]], ((0, "a"), (10**15, "b"))),
        (replaced, [], ()),
        (placed, {}, PLACED),
        (number, None, 0.0),
        (number, 0, 0.0),
        (number, 10, 10.0),
    ],
)
def test_what_is_at_the_edge_is_no_damage(read: Callable[[object], object], value: object, expected: object) -> None:
    assert read(value) == expected


def test_a_text_without_words_and_one_that_begins_and_ends_with_its_blocks_are_whole() -> None:
    assert text({"text": "", "blocks": []}).text == ""  # type: ignore[attr-defined]
    blocks = [BLOCK, {"kind": "paragraph", "start": 3, "end": 3}, {"kind": "paragraph", "start": 3, "end": 5}]
    found = text({"text": "sea is", "blocks": [*blocks[:2], blocks[2] | {"end": 6}]})
    assert [(one.start, one.end) for one in found.blocks] == [(0, 3), (3, 3), (3, 6)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("pin", "read"), [(0, None), (1, 1), (9, 9), (10, None), (None, None)])
def test_a_pin_that_no_key_has_is_none(pin: int | None, read: int | None) -> None:
    assert tag_from_json({"name": "sea", "pin": pin}).pin == read


def test_a_block_is_read_with_its_values_within_bounds() -> None:
    marks = [
        {"type": "emphasis", "start": 1, "end": 9},
        {"type": "emphasis", "start": 0, "end": 2},
        {"type": "unknown", "start": 2, "end": 3},
        {"type": "link", "start": 3, "end": 4, "target": "x"},
    ]
    value = {"kind": "unknown", "start": 2, "end": 5, "level": 99, "quoted": 99, "label": "x" * 200, "marks": marks}
    block = block_from_json(value, "f.json")
    assert (block.kind, block.start, block.end) == (BlockKind.PARAGRAPH, 2, 5)
    assert block.level == block.quoted < 99
    assert 0 < len(block.label) < 200
    assert [(one.start, one.end, one.target) for one in block.marks] == [(2, 5, ""), (3, 4, "x")]


@pytest.mark.parametrize(
    ("value", "is_newer"),
    [
        ([], False),
        ({}, False),
        ({"edits": [{"type": "annotation"}, 7, {"type": 7}]}, False),
        ({"edits": [{"type": "annotation"}, {"type": "bookmark"}]}, True),
        ({"edits": "bookmark"}, False),
        ({"packed": {"types": ["annotation"]}}, False),
        ({"packed": {"types": ["annotation", "bookmark"]}}, True),
        ({"packed": {"types": "bookmark"}}, False),
        ({"packed": ["bookmark"]}, False),
    ],
)
def test_a_change_to_a_kind_of_record_that_is_unknown_is_of_a_newer_version(value: object, is_newer: bool) -> None:
    assert is_of_newer_version(value) is is_newer


def test_lines_come_out_as_they_were_packed_and_a_change_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [b"one", b"", b"x" * 3_000_000, b"end"]
    kept = packed(lines)
    assert list(unpacked(kept)) == lines
    assert list(unpacked(packed([]))) == []
    for damaged in (kept[:-8], kept + kept[:400], "AAAA", kept[:200] + "AAAA" + kept[204:]):
        with pytest.raises(ValueError, match=r"cannot be unpacked|padding|base64"):
            list(unpacked(damaged))
    monkeypatch.setattr("readtui.codec.changes._MOST_BYTES", 1_000_000)
    with pytest.raises(ValueError, match="cut off, or too large"):
        list(unpacked(kept))
