"""Fast reading of a library file finds what a parser finds, whatever program wrote the file."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storing.layouts import LAYOUTS, OURS, Layout, Tables, laid_out

from readtui.codec.cards import card_from_json, card_to_json, times_of
from readtui.codec.records import (
    annotation_from_json,
    annotation_to_json,
    article_record_from_json,
    article_record_to_json,
)
from readtui.errors import DamagedError
from readtui.model.annotation import Annotation, whole
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.card import Card, CardState
from readtui.model.change import Edit
from readtui.model.creator import Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.storage.catalogue import entry_after
from readtui.storage.files import articles
from readtui.storage.files.articles import (
    annotation_ids,
    annotations_near,
    each_annotation,
    read_annotations,
    read_annotations_with,
    read_cards,
    read_entry,
    read_record,
)
from readtui.storage.format.article_lines import is_near, may_hold_annotation, read_head, records_ending_near
from readtui.storage.format.catalogue_lines import CatalogueEntry
from readtui.storage.format.known_lines import KnownLines
from readtui.storage.format.lined_table import LinedTable, encode_tables, lined_tables
from readtui.storage.format.record_lines import parse_tables, split_tables
from readtui.storage.format.salvage import salvage
from readtui.text.clean import shown, visible
from readtui.text.note_links import links_in

PATH = Path("a1.json")
FORMAT = {"1": {"name": "readtui-article", "version": 1}}
LINKS = "[a](readtui:9f2c01d7a45be630) [b](ReadTUI:9F2C01D7A45BE631) `[c](readtui:9f2c01d7a45be632)`"
WORDS = (
    st.sampled_from(
        [
            "",
            "sea",
            'say "a"',
            "back\\slash",
            "}, {",
            '"deleted": "x"',
            "käse\n\n",
            "水",
            "😀",
            "\x01",
            "\u2028",
            "body",
        ]
    )
    | st.text(max_size=4)
    | st.just(LINKS)
)
KEYS = st.sampled_from(["a", "b", "n1", "deleted", "body", "zz", 'q"', "ü", "id", "annotations", "conflicts"])
# Values that look like parts of a record, in places where they have no meaning.
LOOKALIKES = st.sampled_from(
    [
        {"deleted": None},
        {"deleted": "2026"},
        {"body": [{"type": "TextualBody", "purpose": "tagging", "value": "no tag"}]},
        {"type": "TextualBody", "purpose": "tagging", "value": "no tag"},
        {"type": "TextPositionSelector", "start": 1, "end": 2},
        "tagging",
        "deleted",
        {"n1": {"n2": {}, "zz": {"deleted": None}}},
    ]
)
VALUES = st.recursive(
    st.none() | st.integers(0, 99) | WORDS | LOOKALIKES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)
UNKNOWN_NAMES = st.sampled_from(["Agent", "bodyguard", "deletedBy", "x-a", "zeal"])
UNKNOWN = st.dictionaries(UNKNOWN_NAMES, VALUES, max_size=2)
TAGS = st.lists(st.sampled_from(["sea", "Sea/North", "ü", "no tag"]), max_size=2, unique=True).map(tuple)
IDS = st.sampled_from(["n1", "n2", "N3", "0d9c-1", "zz", "é", "a"])


CREATORS = st.builds(Creator, WORDS.map(visible).filter(bool), st.booleans())


@st.composite
def annotations(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(0, 70_000))
    made = Annotation(
        draw(IDS),
        "a1",
        draw(WORDS.map(visible)),
        "2026-02-01",
        quote=draw(st.none() | st.builds(TextQuoteSelector, WORDS.map(shown), WORDS.map(shown), WORDS.map(shown))),
        position=draw(st.none() | st.just(TextPositionSelector(start, start + draw(st.integers(0, 40_000))))),
        tags=tuple(draw(st.lists(WORDS.map(visible), max_size=3, unique=True))),
        note=draw(WORDS.map(shown)),
        text_version=draw(st.sampled_from(["ffffffff", "ffffffff", "eeeeeeee"])),
        creator=draw(st.none() | CREATORS),
        deleted=draw(st.none() | st.just("2026-03-01")),
        versions={"d": 1},
        conflicts=tuple(draw(st.lists(st.dictionaries(KEYS, VALUES, max_size=2), max_size=1))),
    )
    value = annotation_to_json(made) | draw(UNKNOWN)
    bodies, selectors = value["body"], value["target"].get("selector", [])
    for place in (bodies, selectors):
        if place and draw(st.integers(0, 3)) == 0:
            place[0] = place[0] | draw(UNKNOWN)
    if draw(st.integers(0, 3)) == 0:
        bodies.append({"type": draw(st.sampled_from(["Choice", "TextualBody"])), **draw(UNKNOWN)})
    if "creator" in value:
        value["creator"] |= draw(UNKNOWN)
    for name in draw(st.sets(st.sampled_from(["deleted", "body", "conflicts"]), max_size=1)):
        del value[name]
    return value


def cards(key: str) -> st.SearchStrategy[Card]:
    times = st.sampled_from(["", "2026-03-01T09:30:00Z", "2026-03-02T00:00:00Z"])
    stop = st.none() | st.just("2026-03-01T12:00:00Z")
    return st.builds(
        Card,
        st.just(key),
        st.just("a1"),
        st.sampled_from(CardState),
        stability=st.floats(0, 1e6),
        difficulty=st.floats(0, 10),
        due=times,
        introduced=times,
        suspended=stop,
        buried=stop,
        deleted=stop,
    )


@st.composite
def article_tables(draw: st.DrawFn) -> Tables:
    record = ArticleRecord("a1", Metadata(draw(WORDS.map(visible))), "2026", "2026", "ffffffff", versions={"d": 1})
    found = draw(st.lists(annotations(), max_size=4))
    tables: Tables = {
        "format": FORMAT,
        "article": {"a1": article_record_to_json(record) | draw(UNKNOWN)},
    }
    if found:
        tables["annotations"] = {value["id"]: value for value in found}
        graded = draw(st.sets(IDS, max_size=3))
        tables |= {"review": {key: card_to_json(draw(cards(key))) | draw(UNKNOWN) for key in graded}} if graded else {}
    others = st.dictionaries(st.sampled_from(["aa", "zz"]), st.dictionaries(KEYS, VALUES, max_size=1), max_size=2)
    return tables | draw(st.dictionaries(st.sampled_from(["another", "zoo"]), others, max_size=1))


@contextmanager
def file_with(content: bytes) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a1.json"
        path.write_bytes(content)
        yield path


def as_values(tables: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Tables:
    return {name: {key: dict(record) for key, record in table.items()} for name, table in tables.items()}


def every(tables: Tables) -> list[Annotation]:
    return by_id(list(map(annotation_from_json, tables.get("annotations", {}).values())))


def live(tables: Tables) -> list[Annotation]:
    return [one for one in every(tables) if not one.deleted]


def by_id(found: list[Annotation] | None) -> list[Annotation]:
    return sorted(found or [], key=lambda one: one.id)


INNERMOST: st.SearchStrategy[object] = st.just({}) | st.just("}")
NESTED = st.recursive(INNERMOST, lambda inner: st.dictionaries(KEYS, inner, max_size=2), max_leaves=4)
ANY_TABLES = st.fixed_dictionaries(
    {
        "format": st.just(FORMAT),
        "annotations": st.dictionaries(KEYS, st.dictionaries(KEYS, NESTED, max_size=2), min_size=1, max_size=3),
    },
    optional={"article": st.dictionaries(KEYS, st.dictionaries(KEYS, NESTED, max_size=2), min_size=1, max_size=3)},
)


@given(article_tables() | ANY_TABLES, LAYOUTS, st.integers(0, 9))
def test_fast_reading_of_a_file_equals_parsing_it(tables: Tables, layout: Layout, seed: int) -> None:
    content = laid_out(tables, layout, seed)
    assert parse_tables(PATH, content) == tables
    split, lined = split_tables(PATH, content), lined_tables(PATH, content)
    assert split is None or as_values(split) == tables
    assert lined is None or as_values(lined) == tables
    if layout == OURS and all(tables.values()):
        assert content == encode_tables(tables)
        assert split is not None


@given(article_tables(), LAYOUTS, st.integers(0, 9))
def test_partial_reading_equals_full_parsing(tables: Tables, layout: Layout, seed: int) -> None:
    record = article_record_from_json(tables["article"]["a1"])
    with file_with(laid_out(tables, layout, seed)) as path:
        assert read_record(path, "a1") == record
        assert by_id(read_annotations(path, "a1", deleted=False)) == live(tables)
        assert annotation_ids(path, "a1") == tables.get("annotations", {}).keys()
        summary = read_entry(path, "a1", "1-2-3-4")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("readtui.storage.files.articles._LARGE", 0)
            assert read_entry(path, "a1", "1-2-3-4") == summary
        assert summary is not None
        assert summary.record == record
        assert summary.annotations == len(live(tables))
        assert summary.links == tuple(sorted({link.target for one in live(tables) for link in links_in(one.note)}))
        deleted = [one for one in every(tables) if one.deleted]
        assert summary.trashed_tags == tuple(sorted({tag for one in deleted for tag in one.tags}))
        assert summary.trashed == len(deleted)
        assert not summary.is_damaged
        read = read_cards(path, "a1")
        assert read == {key: card_from_json(value) for key, value in tables.get("review", {}).items()}
        graded = [read[one.id] for one in live(tables) if one.id in read and not read[one.id].deleted]
        assert Counter(summary.cards) == Counter(map(times_of, graded))
        assert summary.tag_sets == Counter(one.tags for one in live(tables) if one.tags)
        assert sorted(summary.creators, key=repr) == sorted({one.creator for one in live(tables)}, key=repr)
        for tags in {one.tags for one in every(tables)} | {("sea", "no tag")}:
            having = [one for one in every(tables) if not set(tags).isdisjoint(one.tags)]
            assert by_id(read_annotations_with(path, "a1", tags, KnownLines())) == having
            assert by_id(read_annotations_with(path, "a1", tags, None)) == having
        try:
            assert by_id(list(map(whole, each_annotation(path, "a1")))) == live(tables)
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr("readtui.storage.files.articles._LARGE", 0)
                assert by_id(list(map(whole, each_annotation(path, "a1")))) == live(tables)
        except DamagedError:
            assert layout != OURS or not all(tables.values())


@given(article_tables(), st.lists(st.tuples(TAGS, st.booleans(), st.sampled_from([None, None, "", LINKS])), max_size=4))
def test_the_catalogue_follows_edits_as_the_new_file_is_read(
    tables: Tables, edited: list[tuple[tuple[str, ...], bool, str | None]]
) -> None:
    edits, changed, only_tags = [], {}, True
    for before, (tags, is_deleted, note) in zip(every(tables), edited, strict=False):
        deleted = before.deleted or ("2026-04-01" if is_deleted else None)
        after = replace(before, tags=tags, deleted=deleted, note=before.note if note is None else note)
        only_tags = only_tags and not after.deleted and after.note == before.note
        edits.append(Edit(before, after))
        changed[before.id] = annotation_to_json(after)
    entry = entry_of(tables)
    followed = entry_after(entry, edits)
    assert followed or not only_tags
    assert followed is None or followed == entry_of(tables | {"annotations": tables.get("annotations", {}) | changed})


def entry_of(tables: Tables) -> CatalogueEntry:
    with file_with(encode_tables(tables)) as path:
        found = read_entry(path, "a1", "1-2-3-4")
    assert found is not None
    return found


def test_a_record_on_several_lines_does_not_end_the_table_early(tmp_path: Path) -> None:
    made = Annotation("n1", "a1", "2026", "2026", position=TextPositionSelector(0, 4), text_version="ffffffff")
    value = annotation_to_json(made) | {"body": [{"type": "Choice"}]}
    record = ArticleRecord("a1", Metadata("Ferries"), "2026", "2026", "ffffffff")
    tables = {"format": FORMAT, "article": {"a1": article_record_to_json(record)}, "annotations": {"n1": value}}
    lines = encode_tables(tables).replace(b'"Choice"}', b'"Choice"\n}').replace(b'{"end"', b'{\n"end"')
    assert lines.count(b"\n") == encode_tables(tables).count(b"\n") + 2
    (tmp_path / "a1.json").write_bytes(lines)
    with (tmp_path / "a1.json").open("rb") as file:
        assert read_head(tmp_path / "a1.json", file) is not None
        with pytest.raises(DamagedError):
            list(records_ending_near(tmp_path / "a1.json", file, 0))


@given(article_tables(), LAYOUTS, st.integers(0, 9), st.integers(0, 110_000), st.booleans())
def test_the_annotations_near_an_offset_are_those_that_end_near_it(
    tables: Tables, layout: Layout, seed: int, offset: int, is_at_one: bool
) -> None:
    ends = [one.position.end for one in live(tables) if one.position]
    if ends and is_at_one:
        offset = ends[0]
    record = article_record_from_json(tables["article"]["a1"])
    expected = [
        one
        for one in live(tables)
        if one.position and is_near(one.position.end, offset) and one.text_version == record.text_version
    ]
    before, articles._LARGE = articles._LARGE, 0
    try:
        with file_with(laid_out(tables, layout, seed)) as path:
            found = annotations_near(path, record, offset)
    finally:
        articles._LARGE = before
    assert found is not None or layout != OURS or not all(tables.values()) or "annotations" not in tables
    assert found is None or by_id(found) == expected


@given(article_tables(), LAYOUTS, st.integers(0, 9))
def test_a_skipped_file_has_no_such_annotation(tables: Tables, layout: Layout, seed: int) -> None:
    content = laid_out(tables, layout, seed)
    for value in tables.get("annotations", {}).values():
        for length in range(1, len(value["id"]) + 1):
            assert may_hold_annotation(content, value["id"][:length], deleted=bool(value.get("deleted")))


@given(article_tables(), LAYOUTS, st.integers(0, 9), st.lists(annotations(), min_size=1, max_size=2))
def test_records_inserted_into_any_file_are_in_sorted_order(
    tables: Tables, layout: Layout, seed: int, put: list[dict[str, Any]]
) -> None:
    content = laid_out(tables, layout, seed)
    new = {value["id"]: value for value in put}
    for read in (lined_tables, split_tables):
        found: Any = read(PATH, content)
        if found is None or "annotations" not in found:
            continue
        lines = found["annotations"]
        lines.put(new.items()) if isinstance(lines, LinedTable) else lines.update(new)
        written = encode_tables(found)
        assert json.loads(written) == tables | {"annotations": tables["annotations"] | new}


@given(article_tables(), LAYOUTS.filter(lambda layout: layout.encoding.startswith("utf-8")), st.integers(0, 9))
def test_salvaging_an_intact_file_loses_nothing(tables: Tables, layout: Layout, seed: int) -> None:
    known = {
        name: table
        for name, table in tables.items()
        if name in ("format", "article", "annotations", "review") and table
    }
    saved = salvage(laid_out(replaced_lookalikes(known), layout, seed))
    assert saved.tables == replaced_lookalikes(known)
    assert not saved.lost


def replaced_lookalikes(tables: Tables) -> Tables:
    """Drop fields that may contain something like a record, because salvaging cannot tell it from a real one."""
    names = ("Agent", "bodyguard", "deletedBy", "x-a", "zeal", "conflicts")
    return {
        name: {
            key: {field: value for field, value in record.items() if field not in names}
            for key, record in table.items()
        }
        for name, table in tables.items()
    }
