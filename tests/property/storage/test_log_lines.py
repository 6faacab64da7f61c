"""History and catalogue are read line by line exactly as written, or not at all."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readtui.codec.changes import change_to_json
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState, stamp_text
from readtui.model.change import Change, Edit, LaterEdits
from readtui.storage.format import history_lines
from readtui.storage.format.catalogue_lines import CatalogueEntry, CatalogueLines, lines_in
from readtui.storage.format.history_lines import (
    changes_in,
    complete_lines,
    damaged_lines,
    encode_changes,
    line_of,
    mended,
    read_line,
    start_of_latest,
)

WORDS = st.sampled_from(["", "sea", 'a "b"', "back\\slash", '{"at": ', "}\n{", "käse", "水", "\u2028\r\x85", "😀"])
UNKNOWN = st.dictionaries(st.sampled_from(["zeal", "another"]), WORDS | st.integers(0, 9), max_size=2)
ANNOTATIONS = st.builds(
    lambda note, extra: Annotation("n1", "a1", "2026", "2026", note=note, extra=extra),
    WORDS.filter(lambda word: "\r" not in word),
    UNKNOWN,
)
CHANGES = st.builds(
    lambda what, before, after: Change("c1", "2026", what, (Edit(before, after),)),
    WORDS.filter(str.isprintable),
    st.none() | ANNOTATIONS,
    ANNOTATIONS,
)
RECORDS = st.builds(
    lambda title, paths, state, extra: ArticleRecord(
        "a1", Metadata(title), "2026", "2026", "ffffffff", paths=tuple(paths), reading_state=state, extra=extra
    ),
    WORDS,
    st.lists(WORDS, max_size=2),
    st.sampled_from([ReadingState.TO_READ, ReadingState.READING, ReadingState.DONE]),
    UNKNOWN,
)
ENTRIES = st.builds(
    CatalogueEntry,
    st.tuples(st.integers(-9, 10**19), st.integers(0, 10**9), st.integers(0, 10**19), st.integers(0, 10**19)).map(
        stamp_text
    ),
    RECORDS,
    st.integers(0, 9),
    st.dictionaries(st.lists(WORDS, min_size=1, max_size=2).map(tuple), st.integers(1, 9), max_size=2),
)
PIECES = st.sampled_from([b"", b"\n", b"}", b"{", b'"', b"\0", b"\xff", b'{"at": ', b"1"])


@given(st.lists(CHANGES, max_size=4), CHANGES, st.integers(0, 60))
def test_a_history_has_the_changes_whose_lines_are_complete(changes: list[Change], cut: Change, kept: int) -> None:
    whole = encode_changes(changes)
    assert [json.loads(line) for line in whole.split(b"\n") if line] == [change_to_json(one) for one in changes]
    unfinished = whole + line_of(cut)[:kept]
    assert complete_lines(unfinished) == whole
    assert changes_in(complete_lines(unfinished)) == changes
    assert damaged_lines(unfinished) == 0
    assert mended(unfinished) == whole


@given(CHANGES, UNKNOWN, st.booleans(), st.booleans())
def test_a_change_is_read_in_any_layout_of_its_line(
    change: Change, unknown: dict[str, object], is_reversed: bool, is_escaped: bool
) -> None:
    value = change_to_json(change)
    laid_out = {name: value[name] for name in sorted(value, reverse=is_reversed)} | unknown
    line = json.dumps(laid_out, ensure_ascii=is_escaped, separators=(" ,", " : ")).encode()
    assert read_line(line) == history_lines.HistoryLine([change], is_whole=True)


@given(st.lists(CHANGES, min_size=1, max_size=3), st.integers(0, 900), st.integers(0, 5), PIECES)
def test_a_mended_history_is_intact_and_loses_only_what_the_damage_touched(
    changes: list[Change], at: int, length: int, put: bytes
) -> None:
    numbered = [replace(change, id=f"c{number}") for number, change in enumerate(changes)]
    content = encode_changes(numbered)
    at %= len(content)
    damaged = content[:at] + put + content[at + length :]
    kept = changes_in(mended(damaged))
    assert damaged_lines(mended(damaged)) == 0
    assert kept == changes_in(complete_lines(damaged))
    starts = [len(encode_changes(numbered[:number])) for number in range(len(numbered) + 1)]
    untouched = [
        change
        for change, start, end in zip(numbered, starts, starts[1:], strict=False)
        if end <= at or start >= at + max(length, 1)
    ]
    assert [change for change in untouched if change not in kept] == []


@given(st.lists(st.integers(0, 12), max_size=12), st.integers(1, 6), st.integers(1, 9))
def test_the_start_of_the_latest_lines_equals_that_found_by_counting_all(
    sizes: list[int], count: int, block: int
) -> None:
    lines = [b"x" * size + b"\n" for size in sizes]
    content = b"".join(lines)
    before, history_lines._BLOCK = history_lines._BLOCK, block
    try:
        start = start_of_latest(io.BytesIO(content), len(content), count)
    finally:
        history_lines._BLOCK = before
    assert start == len(b"".join(lines[:-count]))


@given(st.lists(ENTRIES, max_size=3), st.integers(0, 4000), st.integers(1, 255))
def test_a_catalogue_is_read_as_it_was_written_or_not_at_all(
    entries: list[CatalogueEntry], at: int, flipped: int
) -> None:
    named = [replace(entry, record=replace(entry.record, id=f"a{number}")) for number, entry in enumerate(entries)]
    content = CatalogueLines().changed((), named).encoded()
    read = lines_in(content)
    assert read.entries() == named
    assert (read.ids, read.stamps) == ([one.record.id for one in named], [one.stamp for one in named])
    read = lines_in(content)
    assert [(key, version) for _, key, version in read.live()] == [
        (one.record.id, one.record.text_version) for one in named if not one.record.deleted
    ]
    live = [one for one in named if not one.record.deleted]
    versions = {one.record.id: one.record.text_version for one in live}
    assert not read.are_live_with({**versions, "another": "00000000"})
    assert not read.are_live_with(versions) or live == named
    assert read.with_threads() == [one for one in live if one.threads[0] > 0]
    assert read.with_cards() == [one for one in live if one.cards]
    assert read.with_links() == [one for one in live if one.links]
    assert read.are_stamped([one.stamp for one in named])
    assert lines_in(content).are_stamped([one.stamp for one in named])
    later = [replace(one, stamp="later") for one in named[1:]]
    assert read.changed({"a0"}, later).entries() == later
    at %= len(content)
    for damaged in (content[:at] + bytes([content[at] ^ flipped]) + content[at + 1 :], content[:at], content + b"\n"):
        assert not lines_in(damaged).ids


def alike(before: object, after: object) -> bool:
    return before is None or type(before) is type(after)


LARGE_CHANGES = st.builds(
    lambda what, edits: Change("c1", "2026", what, tuple(Edit(before, after) for before, after in edits)),
    WORDS.filter(str.isprintable),
    st.lists(st.tuples(st.none() | ANNOTATIONS | RECORDS, ANNOTATIONS | RECORDS).filter(lambda edit: alike(*edit))),
)


@given(LARGE_CHANGES, st.integers(0, 4000), st.integers(1, 255))
def test_a_large_change_is_packed_and_read_as_it_was_written_or_found_damaged(
    change: Change, at: int, flipped: int
) -> None:
    [plain] = changes_in(encode_changes([change]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("readtui.codec.changes._PACKED_FROM", 0)
        content = encode_changes([change])
    assert b'"packed"' in content
    [read] = changes_in(content)
    assert read == plain
    assert isinstance(read.edits, LaterEdits)
    assert tuple(reversed(read.edits)) == tuple(reversed(plain.edits))
    for article_id in ("a1", "a2"):
        assert read.touches(article_id) == change.touches(article_id)
    assert damaged_lines(content) == 0
    begin = content.index(b'"edits": "') + len(b'"edits": "')
    at = begin + at % max(content.index(b'"', begin) - begin, 1)
    damaged = content[:at] + bytes([content[at] ^ flipped]) + content[at + 1 :]
    assert damaged_lines(mended(damaged)) == 0
    for kept in changes_in(mended(damaged)):
        assert kept == plain
