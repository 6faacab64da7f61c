"""A merge that does not parse an annotation's line yields what comparing its versions yields."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from readtui.anchoring.anchor import place
from readtui.codec.attribution import UNKNOWN, Attribution
from readtui.codec.record_versions import merged_record
from readtui.codec.records import annotation_from_json, annotation_to_json
from readtui.errors import DamagedError
from readtui.model.annotation import AnchorState, Annotation, Origin, whole
from readtui.model.creator import NOBODY, Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.merge import merge_all, with_all_removed
from readtui.storage.format.plain_lines import brought, line_after_merge, partly_parsed, plain_line, unread_in
from readtui.storage.format.record_lines import line_of, parse_tables, record_in_line
from readtui.storage.format.tables import Tables

PATH = Path("a1.json")
FORMAT: Tables = {
    "format": {"1": {"name": "readtui-article", "version": 1}},
    "article": {"a1": {"conflicts": [], "id": "a1", "v": {"d1": 1}}},
}
WORDS = st.sampled_from(["", "sea", 'say "a"', "a\\b", "\t\n", "\x01", "\x7f\u2028", "海", "\ud800", '"v": {"x": 1}'])
PEOPLE = Creator("Ana"), Creator("Bea"), Creator("bot", is_program=True), UNKNOWN, Creator(NOBODY)
NUMBERS = st.sampled_from([0, 1, 20, 10**15])
PLAIN = Annotation(
    "n1",
    "a1",
    "2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00Z",
    TextQuoteSelector("the sea", "by ", "."),
    TextPositionSelector(3, 10),
    "yellow",
    ("a/b", "c"),
    'He said "a".\n\n- b',
    "71d82a7c",
    versions={"d1": 7},
)
NAMED = replace(PLAIN, creator=Creator("Ana"), origin=Origin("71d82a7c", 2, 9, "sea"), why="moved")
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "article_id": st.just("a 1"),
    "modified": WORDS,
    "quote": st.none() | st.builds(TextQuoteSelector, WORDS, WORDS, WORDS),
    "position": st.none() | st.builds(TextPositionSelector, NUMBERS, NUMBERS),
    "tags": st.lists(WORDS, max_size=2).map(tuple),
    "note": WORDS,
    "anchor": st.sampled_from(AnchorState),
    "origin": st.builds(Origin, WORDS, NUMBERS, NUMBERS, WORDS),
    "creator": st.sampled_from(PEOPLE),
    "is_thread": st.just(True),
    "versions": st.dictionaries(st.sampled_from(["d1", "d-2", "creator", "place", "a, b", 'a"']), NUMBERS, max_size=3),
    "deleted": st.just("2026-02-01T12:00:00Z"),
    "extra": st.just({"x": 1}),
}
RECORDS = st.fixed_dictionaries({}, optional=FIELDS).map(lambda some: annotation_to_json(replace(PLAIN, **some)))
PIECES = st.sampled_from(
    [b"", b"}", b"{", b'"', b"\\", b"\\u0041", b", ", b" ", b"\0", b"\x01", b"\xff", b"0", b"1.0", b"null"]
)


def test_the_usual_line_is_plain() -> None:
    for one in (PLAIN, NAMED):
        assert plain_line(line_of("n1", annotation_to_json(one))) is not None


@given(RECORDS, st.none() | RECORDS, st.none() | st.sampled_from(PEOPLE))
@example(annotation_to_json(PLAIN), None, None)
@example(annotation_to_json(PLAIN), None, Creator("Ana"))
def test_a_line_is_passed_on_as_its_versions_are_merged(
    theirs: dict[str, Any], ours: dict[str, Any] | None, named: Creator | None
) -> None:
    if named:
        # The same annotation as an earlier merge has left it here.
        ours = Attribution(named).of_record(theirs, None)
    coming, known = plain_line(line_of("n1", theirs)), plain_line(line_of("n1", ours)) if ours else None
    if coming is None or (ours and known is None):
        return
    quick, slow = Attribution(Creator("Bea")), Attribution(Creator("Bea"))
    passed = line_after_merge(coming, known, quick)
    if passed is not None:
        assert passed == line_of("n1", merged_record(ours, slow.of_record(theirs, ours)))
        assert quick == slow


@given(st.lists(RECORDS, min_size=1, max_size=3), st.booleans(), st.integers(0, 1800), st.integers(0, 4), PIECES)
@example([annotation_to_json(PLAIN), annotation_to_json(NAMED)], False, 0, 0, b"")
@example([annotation_to_json(PLAIN)], True, -4, 0, b",\n")
def test_a_file_that_is_brought_unparsed_is_as_parsing_and_merging_it_yields(
    records: list[dict[str, Any]], is_damaged: bool, at: int, length: int, piece: bytes
) -> None:
    annotations = {f"n{number}": {**one, "id": f"n{number}"} for number, one in enumerate(records)}
    content = encode_tables({**FORMAT, "annotations": annotations})
    if is_damaged:
        content = content[:at] + piece + content[at + length :]
    found = brought(PATH, content, "a1", Creator("Bea"))
    if found is None:
        assert is_damaged or any(plain_line(line_of(key, one)) is None for key, one in annotations.items())
        return
    slow, quick = Attribution(Creator("Bea")), Attribution(Creator("Bea"), named=found.named)
    merged = merge_all([{}, with_all_removed(slow.attributed(parse_tables(PATH, content), {}))])
    if quick.are_settled(found.creators):
        assert found.content == encode_tables(merged)
        assert quick == slow


@given(RECORDS, st.integers(0, 900), st.integers(0, 4), PIECES)
def test_no_damaged_line_is_passed_on(record: dict[str, Any], at: int, length: int, piece: bytes) -> None:
    line = line_of("n1", record)
    changed = line[:at] + piece + line[at + length :]
    content = encode_tables({**FORMAT, "annotations": {"n1": record}}).replace(line, changed)
    try:
        read = partly_parsed(PATH, content)
    except DamagedError:
        return
    assert read.encoded() == encode_tables(parse_tables(PATH, content))
    for key, plain in read.lines.items():
        value = record_in_line(PATH, plain.line)[1]
        annotation = annotation_from_json(value)
        assert (key, annotation.id, annotation.article_id) == ("n1", "n1", "a1")
        assert line_of(key, value) == plain.line


@given(
    RECORDS,
    st.sampled_from(["by the sea.", "by sea", 'by say "a"', "by \t\n!", ""]),
    st.sampled_from(["71d82a7c", "0"]),
)
@example(annotation_to_json(PLAIN), "by the sea.", "71d82a7c")
@example(annotation_to_json(replace(PLAIN, quote=TextQuoteSelector("the\n\nsea", "", ""))), "by the\n\nsea", "71d82a7c")
def test_a_passage_is_where_the_line_says_if_it_is_found_there(
    record: dict[str, Any], text: str, text_version: str
) -> None:
    plain = plain_line(line_of("n1", record))
    state = plain.state_in(text, text_version) if plain else None
    if state is not None:
        assert state is place(annotation_from_json(record), text, text_version).anchor
    assert state or not (record == annotation_to_json(PLAIN) and text == "by the sea." and text_version == "71d82a7c")


@given(RECORDS, st.integers(0, 900), st.integers(0, 4), PIECES)
@example(annotation_to_json(PLAIN), 0, 0, b"")
@example(annotation_to_json(NAMED), 0, 0, b"")
@example(annotation_to_json(replace(PLAIN, quote=TextQuoteSelector("the\n\nsea", "\t", ""))), 0, 0, b"")
def test_what_was_left_unread_is_read_as_the_parser_reads_it(
    record: dict[str, Any], at: int, length: int, piece: bytes
) -> None:
    line = line_of("n1", record)
    line = line[:at] + piece + line[at + length :]
    unread = unread_in("a1", line + b",\n")
    if unread is not None:
        key, value = record_in_line(PATH, line)
        read = annotation_from_json(value)
        assert (key, whole(unread)) == (read.id, read)
        assert (unread.id, unread.text_version, unread.tags) == (read.id, read.text_version, read.tags)
        assert unread.has_note == bool(read.note)
        assert not any((read.deleted, read.needs_review, read.is_thread, read.conflicts))
    assert unread or piece or length or record not in (annotation_to_json(PLAIN), annotation_to_json(NAMED))
