"""Salvaging finds what a damaged file still holds, and invents nothing."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from growth import assert_growth
from hypothesis import given
from hypothesis import strategies as st

from readtui.codec.records import (
    annotation_from_json,
    annotation_to_json,
    article_record_from_json,
    article_record_to_json,
    tag_to_json,
    view_to_json,
)
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.view import Lists, View
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.salvage import salvage
from readtui.storage.format.tables import Tables

NOW = "2026-02-01T10:00:00Z"
FORMAT = {"1": {"name": "readtui-article", "version": 1}}


def annotation(key: str, note: str, version: int = 1, **fields: Any) -> dict[str, Any]:
    made = Annotation(
        key,
        "a1",
        NOW,
        NOW,
        quote=TextQuoteSelector('a }brace{ and a “quote"', "{", '"'),
        position=TextPositionSelector(1, 20),
        note=note,
        versions={"d": version},
    )
    return annotation_to_json(made) | fields


def note_of(record: dict[str, Any]) -> str:
    return annotation_from_json(record).note


def article_tables(count: int = 12) -> Tables:
    record = article_record_to_json(ArticleRecord("a1", Metadata("The {harbour}"), NOW, NOW, "ffffffff"))
    record["publisher"] = {"name": "publisher", "of": {"name": "of"}}
    notes = (annotation(f"n{number:02}", f'note {number} "}},\\\n{{ é') for number in range(count))
    return {"format": FORMAT, "article": {"a1": record}, "annotations": {note["id"]: note for note in notes}}


WHOLE = article_tables()
DATA = encode_tables(WHOLE)
CODEBOOK: Tables = {
    "format": {"1": {"name": "readtui-codebook", "version": 1}},
    "tags": {name: tag_to_json(Tag(name, color="blue")) for name in ("v", "sea/light", 'say "a"', "format")},
    "views": {key: view_to_json(View(key, f"{{{key}}}", '#sea "a b"', Lists.ARTICLES)) for key in ("w1", "tags")},
}


@pytest.mark.parametrize("tables", [WHOLE, CODEBOOK], ids=["article", "codebook"])
@pytest.mark.parametrize(
    "encode",
    [
        encode_tables,
        lambda tables: json.dumps(tables).encode(),
        lambda tables: json.dumps(tables, indent=4, ensure_ascii=False).encode(),
        lambda tables: b"\xef\xbb\xbf" + json.dumps([tables], separators=(",", ":")).encode(),
        lambda tables: json.dumps({"backup": {"of": tables}}).encode(),
        lambda tables: encode_tables(tables) + b'"tail": {"id": "tail"}}}\n',
        lambda tables: encode_tables(tables).replace(b"\n", b"\r\n"),
    ],
    ids=["ours", "compact", "indented", "list", "nested", "extra data", "windows"],
)
def test_every_intact_record_is_found_in_any_layout(tables: Tables, encode: Callable[[Tables], bytes]) -> None:
    assert salvage(encode(tables)).tables == tables


def test_records_that_lost_their_names_are_found_in_a_list() -> None:
    found = salvage(json.dumps(list(WHOLE["annotations"].values()), indent=1).encode())
    assert found.tables == {"annotations": WHOLE["annotations"]}


@pytest.mark.parametrize("data", [b"", b"\0" * 5000, b"null", b"[]", b"{}", b"\xff\xfe{\0", b'{"annotations": {}}'])
def test_nothing_is_found_in_a_file_without_records(data: bytes) -> None:
    assert salvage(data).tables == {}


def test_a_cut_loses_only_the_record_that_it_goes_through() -> None:
    lines = DATA.split(b"\n")
    whole_lines = sum(len(line) + 1 for line in lines[:9])
    for cut in range(whole_lines + 10, whole_lines + len(lines[9]) - 2):
        found = salvage(DATA[:cut])
        assert list(found.tables["annotations"]) == ["n00", "n01"]
        assert found.lost == 1


def test_a_hole_loses_only_the_records_that_it_touches() -> None:
    lines = DATA.split(b"\n")
    before = sum(len(line) + 1 for line in lines[:9])
    for start in range(before, before + len(lines[9]), 7):
        for filling in (b"\0" * 40, b"", b"\xff" * 3, b"}" * 40, b'"' * 3, b"{" * 9):
            found = salvage(DATA[:start] + filling + DATA[start + 40 :]).tables
            assert found["article"] == WHOLE["article"]
            missing = WHOLE["annotations"].keys() - found["annotations"].keys()
            assert missing <= {"n01", "n02", "n03"}
            changed = {key for key, value in found["annotations"].items() if value != WHOLE["annotations"][key]}
            # Bytes that JSON never contains are always noticed; others may turn a text into another one.
            assert changed <= (set() if filling[:1] in (b"\0", b"\xff") else {"n02"})


def test_a_record_that_contains_the_following_ones_is_not_accepted() -> None:
    lines = DATA.split(b"\n")
    index = next(number for number, line in enumerate(lines) if line.startswith(b'"n03"'))
    for end in (b'"target": {', b'"type": "Annotation", ', b'"selector": ['):
        cut = lines.copy()
        cut[index] = cut[index][: cut[index].index(end) + (len(end) if end.endswith(b"{") else 0)]
        found = salvage(b"\n".join(cut))
        assert found.tables["annotations"] == {k: v for k, v in WHOLE["annotations"].items() if k != "n03"}
        assert found.lost == 1


def test_the_later_of_two_versions_is_taken_and_conflicting_versions_are_not_records() -> None:
    old, new = annotation("n1", "old", 3), annotation("n1", "new", 4)
    other = annotation("n2", "kept", conflicts=[annotation("n2", "the other version", 9)])
    for versions in ([old, new], [new, old]):
        halves = b"".join(encode_tables({"annotations": {"n1": value, "n2": other}}) for value in versions)
        assert salvage(halves).tables["annotations"] == {"n1": new, "n2": other}
    broken = encode_tables({"annotations": {"n2": other}}).replace(b'"v": {"d": 1}', b'"v": {"d": !}')
    assert salvage(broken).tables == {}


def test_two_concurrent_versions_are_both_kept() -> None:
    """As git leaves them between its conflict markers when it merges without readtui."""
    ours, theirs = annotation("n1", "ours", v={"d": 3, "e": 1}), annotation("n1", "theirs", v={"d": 2, "f": 7})
    one, other = (encode_tables({"annotations": {"n1": value}}).split(b"\n")[1] for value in (ours, theirs))
    data = DATA.replace(b'"n03"', b"<<<<<<< HEAD\n%b\n=======\n%b\n>>>>>>> branch\n" % (one, other) + b'"n03"')
    kept = salvage(data).tables["annotations"]["n1"]
    assert {note_of(kept)} | {note_of(version) for version in kept["conflicts"]} == {"ours", "theirs"}


def test_many_versions_of_one_record_take_linear_time() -> None:
    def lines(size: int) -> bytes:
        made = (annotation("n1", "x", v={f"d{number}": number + 1}) for number in range(size))
        return b"\n".join(b'"n1": %b' % json.dumps(value).encode() for value in made)

    small, large = lines(150), lines(600)
    assert_growth(lambda size: salvage(small if size == 150 else large), 150, 600, below=9)


def test_a_record_under_another_id_and_one_that_the_codec_refuses_are_lost() -> None:
    data = encode_tables(
        {
            "annotations": {
                "n1": annotation("n2", "whose?"),
                "n3": annotation("n3", "x") | {"target": {"source": 5}},
                "n4": annotation("n4", "fine"),
            }
        }
    )
    found = salvage(data)
    assert (list(found.tables["annotations"]), found.lost, found.partial) == (["n4"], 2, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"created": 5},
        {"conflicts": 3},
        {"conflicts": [7]},
        {"v": {"d": "x"}},
        {"readtui:color": {}},
        {"deleted": []},
        {"readtui:anchor": None},
        {"x-unknown": json.loads("[" * 70 + "]" * 70)},
    ],
    ids=lambda wrong: str(wrong)[:30],
)
def test_a_wrong_field_is_the_only_loss_if_there_is_nothing_better(wrong: dict[str, Any]) -> None:
    whole = annotation("n1", "a thought", body=[*annotation("n1", "a thought")["body"], {"type": "Other"}])
    found = salvage(encode_tables({"annotations": {"n1": whole | wrong}}))
    assert (found.tables, found.lost) == ({}, 0)
    kept = found.partial["annotations"]["n1"]
    read = annotation_from_json(kept)
    assert (read.note, read.passage, read.quoted_text) == ("a thought", Passage(1, 20), 'a }brace{ and a “quote"')
    assert {name: kept.get(name) for name in whole if name not in wrong} == {
        name: value for name, value in whole.items() if name not in wrong
    }


def test_the_other_entries_of_a_list_with_a_wrong_entry_are_kept() -> None:
    whole = annotation("n1", "a thought")
    tags = [{"type": "TextualBody", "purpose": "tagging", "value": value} for value in (7, "sea")]
    quote, position = whole["target"]["selector"]
    found = salvage(encode_tables({"annotations": {"n1": whole | {"body": [*tags, "x", *whole["body"]]}}}))
    kept = annotation_from_json(found.partial["annotations"]["n1"])
    assert (kept.tags, kept.note, kept.passage) == (("sea",), "a thought", Passage(1, 20))

    prefixed = {"source": "a1", "selector": [quote | {"prefix": 5}, position]}
    kept = annotation_from_json(
        salvage(encode_tables({"annotations": {"n1": whole | {"target": prefixed}}})).partial["annotations"]["n1"]
    )
    assert (kept.quoted_text, kept.passage) == (quote["exact"], Passage(1, 20))

    wordless = {"source": "a1", "selector": [quote | {"exact": 5}, position]}
    kept = annotation_from_json(
        salvage(encode_tables({"annotations": {"n1": whole | {"target": wordless}}})).partial["annotations"]["n1"]
    )
    assert (kept.note, kept.quote, kept.passage) == ("a thought", None, None), "without words it is on the article"


@pytest.mark.parametrize("wrong", [{"paths": 3}, {"title": 5}, {"words": -2}, {"added": None}, {"tags": ["sea", 1]}])
def test_a_wrong_field_of_an_article_is_the_only_loss(wrong: dict[str, Any]) -> None:
    record = WHOLE["article"]["a1"] | wrong
    found = salvage(encode_tables({"article": {"a1": record}}))
    kept = found.partial["article"]["a1"]
    article_record_from_json(kept)
    assert (kept["source"], kept["textVersion"]) == (record["source"], record["textVersion"])
    assert kept["title"]


def test_an_intact_record_takes_precedence_over_a_partial_one() -> None:
    whole = encode_tables({"annotations": {"n1": annotation("n1", "old", 3)}})
    part = encode_tables({"annotations": {"n1": annotation("n1", "new", 4, created=5)}})
    for data in (whole + part, part + whole):
        found = salvage(data)
        assert note_of(found.tables["annotations"]["n1"]) == "old"
        assert (found.partial, found.lost) == ({}, 0)


@pytest.mark.parametrize(
    "place",
    [
        {"start": 20, "end": 1},
        {"start": -4, "end": 20},
        {"start": "1", "end": 20},
        {"start": 1, "end": None},
        {"start": 10**30, "end": 10**31},
        {"start": True, "end": 2.5},
        {},
    ],
)
@pytest.mark.parametrize("has_origin", [True, False])
def test_an_annotation_with_an_impossible_position_is_kept_as_an_orphan(
    place: dict[str, Any], has_origin: bool
) -> None:
    whole = annotation("n1", "a thought")
    quote, position = whole["target"]["selector"]
    broken_position = {"type": position["type"], **place}
    broken = whole | {"target": {"source": "a1", "selector": [quote, broken_position]}, "readtui:color": "blue"}
    if has_origin:
        broken["readtui:origin"] = {"textVersion": "ffffffff", **place}
    found = salvage(encode_tables({"annotations": {"n1": broken, "n2": annotation("n2", "fine")}}))
    assert found.lost == 0
    kept = annotation_from_json(found.tables["annotations"]["n1"])
    assert (kept.note, kept.color, kept.quoted_text) == ("a thought", "blue", quote["exact"])
    assert kept.anchor is AnchorState.ORPHAN
    assert not kept.is_kept_orphan, "a person is still asked where it belongs"
    assert found.tables["annotations"]["n2"] == annotation("n2", "fine")


def test_an_impossible_position_without_a_quote_leaves_a_note_on_the_whole_article() -> None:
    broken = annotation("n1", "a thought")
    broken["target"] = {"source": "a1", "selector": [{"type": "TextPositionSelector", "start": 9, "end": 1}]}
    kept = annotation_from_json(salvage(encode_tables({"annotations": {"n1": broken}})).tables["annotations"]["n1"])
    assert (kept.note, kept.passage, kept.quote) == ("a thought", None, None)


@given(st.data())
def test_no_damage_produces_a_record_that_was_not_there(data: st.DataObject) -> None:
    """Whatever is cut, repeated, dropped or zeroed, there are no new ids, and no id gets the content of another."""
    content = DATA
    for _ in range(data.draw(st.integers(1, 4))):
        start, end = sorted(data.draw(st.tuples(st.integers(0, len(content)), st.integers(0, len(content)))))
        part = data.draw(st.sampled_from([b"", content[start:end] * 2, bytes(end - start)]))
        content = content[:start] + part + (content[end:] if data.draw(st.booleans()) else b"")
    found = salvage(content).tables
    for table, records in found.items():
        for key, value in records.items():
            assert key in WHOLE[table]
            assert (
                value["id" if table != "format" else "name"] == WHOLE[table][key]["id" if table != "format" else "name"]
            )


@pytest.mark.parametrize(
    "piece",
    [b"{", b"{}", b'"', b'\\"', b'"a":{', b'"   ', b'"a":{"b":[[[[', b'"a": {"id":"a","target":{}},\n', b'"a":{}}'],
)
def test_garbage_takes_linear_time(piece: bytes) -> None:
    # Four times the input; quadratic time would be a factor of 16.
    assert_growth(lambda size: salvage(piece * (size // len(piece))), 40_000, 160_000, below=9)


def test_random_bytes_contain_no_records() -> None:
    assert salvage(random.Random(3).randbytes(300_000)).tables == {}


def test_a_view_without_its_query_is_not_taken_for_one_that_lists_everything() -> None:
    view = view_to_json(View("w1", "unread", "is:to-read"))
    no_name = encode_tables({"views": {"w1": view | {"name": 5}}})
    assert salvage(no_name).partial["views"]["w1"]["name"] == "w1"
    no_query = salvage(encode_tables({"views": {"w1": view | {"query": 5}}}))
    assert (no_query.tables, no_query.partial, no_query.lost) == ({}, {}, 1)
