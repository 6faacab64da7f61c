"""Parsing a library file line by line gives the same result as any JSON parser, however the file is damaged."""

import json
import tempfile
from pathlib import Path

from hypothesis import assume, example, given
from hypothesis import strategies as st

from readtui.codec.strict_json import encode_line
from readtui.codec.text_versions import block_to_json
from readtui.errors import DamagedError
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.storage.files.texts import keep_text
from readtui.storage.format.known_lines import KnownLines
from readtui.storage.format.lined_table import LinedTable, encode_in_pieces, encode_tables, lined_tables
from readtui.storage.format.record_lines import parse_tables, split_tables
from readtui.storage.format.tables import Tables

VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.dictionaries(st.text(max_size=4), VALUES, max_size=3)
TABLES = st.dictionaries(st.text(max_size=4), st.dictionaries(st.text(max_size=4), RECORDS, max_size=4), max_size=3)
AFTER = st.dictionaries(
    st.sampled_from(["review", "zoo"]),
    st.dictionaries(st.text(min_size=1, max_size=4), RECORDS, min_size=1, max_size=2),
    max_size=2,
)
FORMAT = {"format": {"1": {"name": "n", "version": 1}}}
PIECES = st.sampled_from(
    [b"", b"}", b"{", b"\n", b",", b'"', b"}\n", b"},\n", b"\n}}\n", b": {", b" ", b"\0", b"\xff", b"1"]
)

BLOCKS = st.builds(
    Block,
    kind=st.sampled_from(BlockKind),
    start=st.integers(0, 5),
    end=st.integers(5, 10**12),
    role=st.none() | st.sampled_from(Role),
    level=st.integers(0, 6),
    marks=st.just(()) | st.builds(lambda end: (Mark(MarkType.LINK, 0, end, "a"),), st.integers(1, 9)),
    label=st.just("") | st.text(max_size=4),
)


@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_text_blocks_are_encoded_like_any_other_value(blocks: list[Block]) -> None:
    article = Article(Metadata("a"), "text", tuple(blocks))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"x.{article.hash8}.json")
        keep_text(path, article, Path(folder))
        written = path.read_bytes()
    assert b",\n".join(encode_line(block_to_json(block)) for block in blocks) in written


@given(TABLES)
@example({"tags": {"a": {"name": "a"}, ": {": {"name": ": {"}}})
def test_encoded_records_are_read_back_and_unchanged_lines_stay_the_same(tables: Tables) -> None:
    tables = FORMAT | tables
    content = encode_tables(tables)
    assert parse_tables(Path("x.json"), content) == tables
    if all(tables.values()):
        split = split_tables(Path("x.json"), content)
        assert split is not None
        assert encode_tables(split) == content
        assert split == tables
        assert encode_tables(split) == content, "even after the records were accessed"


@given(
    st.dictionaries(st.text(min_size=1, max_size=4), RECORDS, min_size=1, max_size=8),
    st.dictionaries(st.text(min_size=1, max_size=4), RECORDS, max_size=4),
    AFTER,
)
def test_records_inserted_between_unsplit_lines_are_in_sorted_order(
    known: dict[str, dict[str, object]], put: dict[str, dict[str, object]], after: Tables
) -> None:
    before = FORMAT | {"article": {"a": {"id": "a"}}, "annotations": known} | after
    tables = lined_tables(Path("x.json"), encode_tables(before))
    if tables is None:
        assert any("\\" in json.dumps(key, ensure_ascii=False) for key in known), (
            "only ids with escapes are left to the parser"
        )
        return
    lines = tables["annotations"]
    assert isinstance(lines, LinedTable)
    assert {key: dict(lines[key]) for key in lines} == known
    lines.put(put.items())
    assert {key: dict(lines[key]) for key in lines} == known | put
    if not any("\\" in json.dumps(key, ensure_ascii=False) for key in put):
        assert encode_tables(tables) == encode_tables(before | {"annotations": known | put})
    assert parse_tables(Path("x.json"), encode_tables(tables)) == before | {"annotations": known | put}


@given(
    st.dictionaries(st.text(min_size=1, max_size=4), RECORDS, min_size=1, max_size=6),
    st.lists(st.dictionaries(st.text(min_size=1, max_size=4), RECORDS, max_size=3), min_size=1, max_size=3),
    AFTER,
    st.integers(0, 400),
)
def test_the_file_written_last_is_found_unchanged(
    known: dict[str, dict[str, object]], puts: list[dict[str, dict[str, object]]], after: Tables, changed: int
) -> None:
    path, last = Path("x.json"), KnownLines()
    expected: Tables = FORMAT | {"article": {"a": {"id": "a"}}, "annotations": known} | after
    tables = lined_tables(path, encode_tables(expected))
    assume(tables is not None)
    for put in puts:
        assert tables is not None
        lines = tables["annotations"]
        assert isinstance(lines, LinedTable)
        lines.put(put.items())
        expected = expected | {"annotations": expected["annotations"] | put}
        pieces = encode_in_pieces(tables)
        last.keep(path, pieces, tables)
        content = b"".join(pieces)
        tables = last.tables(path, content)
        if tables is None:
            assert any("\\" in json.dumps(key, ensure_ascii=False) for key in put), (
                "only ids with escapes make it search again"
            )
            return
        assert {
            name: {key: dict(record) for key, record in table.items()} for name, table in tables.items()
        } == expected
        assert encode_tables(tables) == content
        at = changed % len(content)
        assert last.tables(path, content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]) is None
        assert last.tables(path, content[:at]) is last.tables(path, content + b"\n") is None
        assert last.tables(Path("y.json"), content) is None


@given(
    st.lists(st.dictionaries(st.text("ab/é", min_size=1, max_size=4), RECORDS, min_size=1, max_size=6), max_size=3),
    AFTER,
)
def test_files_that_were_read_for_a_change_are_found_unchanged(
    files: list[dict[str, dict[str, object]]], after: Tables
) -> None:
    known, contents = KnownLines(), {}
    for number, annotations in enumerate(files):
        content = encode_tables(FORMAT | {"article": {"a": {"id": "a"}}, "annotations": annotations} | after)
        assert known.find(Path(f"{number}.json"), content) is not None
        contents[Path(f"{number}.json")] = content
    for path, content in contents.items():
        tables = known.tables(path, content)
        assert tables is not None
        assert {name: {key: dict(one) for key, one in table.items()} for name, table in tables.items()} == (
            parse_tables(path, content)
        )
        assert known.tables(path, content + b" ") is known.tables(Path("other.json"), content) is None
    known.forget()
    assert all(known.tables(path, content) is None for path, content in contents.items())


@given(TABLES, st.lists(st.tuples(st.integers(0, 400), st.integers(0, 6), PIECES), max_size=3))
def test_damage_is_detected_as_by_any_parser(tables: Tables, damages: list[tuple[int, int, bytes]]) -> None:
    content = encode_tables(FORMAT | tables)
    for at, length, piece in damages:
        start = at % (len(content) + 1)
        content = content[:start] + piece + content[start + length :]
    try:
        expected = json.loads(content)
    except ValueError:
        expected = None
    try:
        found: object = parse_tables(Path("x.json"), content)
    except DamagedError:
        # Not JSON, or JSON of another shape.
        tables_of_records = isinstance(expected, dict) and all(
            isinstance(table, dict) and all(isinstance(record, dict) for record in table.values())
            for table in expected.values()
        )
        assert not tables_of_records or not isinstance(expected.get("format", {}).get("1", {}).get("version"), int)
    else:
        assert found == expected
