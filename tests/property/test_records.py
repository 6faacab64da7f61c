"""Records round-trip through JSON; edits apply to records on disk."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readtui.codec.cards import card_from_json, card_to_json
from readtui.codec.changes import change_from_json, change_to_json
from readtui.codec.records import (
    annotation_from_json,
    annotation_to_json,
    article_record_from_json,
    article_record_to_json,
    tag_from_json,
    tag_to_json,
    view_from_json,
    view_to_json,
)
from readtui.codec.strict_json import encode_line
from readtui.codec.text_versions import text_version_from_json, text_version_to_json
from readtui.errors import DamagedError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord, Metadata, ReadingState, RepositoryPlace
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.model.card import Card, CardState
from readtui.model.change import Change, Edit, Record, inverse_edit
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.view import Lists, View
from readtui.storage.writing.deltas import differing_fields, merged
from readtui.text.clean import is_clean, shown, visible

# Includes lone surrogates, because file names that are not UTF-8 contain them.
TEXTS = st.text(st.characters(), max_size=8)
# Reading makes text safe to show, and leaves text that is already safe unchanged.
PROSE = TEXTS.map(shown)
LINES = TEXTS.map(visible)
SOURCES = TEXTS.map(lambda text: text.encode("utf-8", "replace").decode())
PATHS = st.lists(TEXTS, max_size=3, unique=True).map(tuple)
NAMES = st.lists(LINES, max_size=3, unique=True).map(tuple)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=2)
EXTRA = st.dictionaries(st.sampled_from(["x-colour", "generator", "überall"]), VALUES, max_size=2)
SYNCED = {
    "versions": st.dictionaries(TEXTS, st.integers(0, 2**48), max_size=2),
    "deleted": st.none() | LINES,
    "conflicts": st.lists(OBJECTS, max_size=2).map(tuple),
}
UNKNOWN_BODY = st.fixed_dictionaries({"type": st.sampled_from(["Choice", "Image"]), "value": VALUES})
ANNOTATION_EXTRA = st.builds(
    lambda extra, bodies, selectors, agent: (
        extra
        | ({"body": bodies} if bodies else {})
        | (
            {"target": ({"selector": selectors} if selectors else {}) | ({"agent": agent} if agent else {})}
            if selectors or agent
            else {}
        )
    ),
    EXTRA,
    st.lists(UNKNOWN_BODY, max_size=2),
    st.lists(st.fixed_dictionaries({"type": st.just("FragmentSelector"), "value": TEXTS}), max_size=1),
    TEXTS,
)
POSITIONS = st.tuples(st.integers(0, 999), st.integers(0, 99)).map(lambda p: TextPositionSelector(p[0], p[0] + p[1]))
ANNOTATIONS = st.builds(
    Annotation,
    id=st.just("n1"),
    article_id=st.just("a1"),
    created=LINES,
    modified=LINES,
    quote=st.none() | st.builds(TextQuoteSelector, PROSE, PROSE, PROSE),
    position=st.none() | POSITIONS,
    color=st.none() | LINES,
    tags=NAMES,
    note=PROSE,
    text_version=LINES,
    anchor=st.sampled_from(AnchorState),
    extra=ANNOTATION_EXTRA,
    **SYNCED,
).map(lambda one: replace(one, position=None) if one.anchor is AnchorState.WAITING else one)
"""What waits for its text has no position in it."""
ARTICLE_RECORDS = st.builds(
    ArticleRecord,
    id=st.just("a1"),
    metadata=st.builds(
        Metadata,
        LINES,
        SOURCES,
        LINES,
        LINES,
        LINES,
        LINES,
        LINES,
    ),
    added=LINES,
    modified=LINES,
    text_version=LINES,
    words=st.integers(0, 10**6),
    paths=PATHS,
    tags=NAMES,
    reading_state=st.sampled_from([ReadingState.TO_READ, ReadingState.READING, ReadingState.DONE]),
    archived=st.none() | LINES.filter(bool),
    edited=NAMES,
    extra=EXTRA,
    repository=st.none() | st.builds(RepositoryPlace, TEXTS, TEXTS),
    **SYNCED,
)
DISCUSSED = st.builds(
    lambda record, when: replace(record, reading_state=ReadingState.DISCUSSED, discussed=when),
    ARTICLE_RECORDS,
    LINES.filter(bool),
)
TAGS = st.builds(
    Tag,
    name=st.just("t1"),
    color=st.none() | LINES,
    description=PROSE,
    pin=st.none() | st.integers(1, 9),
    modified=LINES,
    extra=EXTRA,
    **SYNCED,
)
VIEWS = st.builds(
    View,
    id=st.just("w1"),
    name=LINES,
    query=LINES,
    lists=st.sampled_from(Lists),
    modified=LINES,
    extra=EXTRA,
    **SYNCED,
)
TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ"))
CARDS = st.builds(
    Card,
    id=st.just("n1"),
    article_id=st.just("a1"),
    state=st.sampled_from(CardState),
    step=st.integers(0, 3),
    stability=st.floats(0, 1e6),
    difficulty=st.floats(0, 10),
    due=TIMES | st.just(""),
    reviewed=TIMES | st.just(""),
    introduced=TIMES | st.just(""),
    reviews=st.integers(0, 99),
    lapses=st.integers(0, 99),
    suspended=st.none() | TIMES,
    buried=st.none() | TIMES,
    modified=LINES,
    versions=SYNCED["versions"],
    deleted=st.none() | TIMES,
    extra=EXTRA,
)
PAIRS = (
    st.tuples(ANNOTATIONS, ANNOTATIONS)
    | st.tuples(ARTICLE_RECORDS, ARTICLE_RECORDS)
    | st.tuples(TAGS, TAGS)
    | st.tuples(VIEWS, VIEWS)
    | st.tuples(CARDS, CARDS)
)


def through_text(value: object) -> object:
    line = encode_line(value)
    assert b"\n" not in line
    return json.loads(line)


@given(ANNOTATIONS)
def test_annotations_round_trip(annotation: Annotation) -> None:
    assert annotation_from_json(through_text(annotation_to_json(annotation))) == annotation


@given(ARTICLE_RECORDS | DISCUSSED)
def test_article_records_round_trip(record: ArticleRecord) -> None:
    assert article_record_from_json(through_text(article_record_to_json(record))) == record


@given(TAGS)
def test_tags_round_trip(tag: Tag) -> None:
    assert tag_from_json(through_text(tag_to_json(tag))) == tag


@given(VIEWS)
def test_views_round_trip(view: View) -> None:
    assert view_from_json(through_text(view_to_json(view))) == view


@given(CARDS)
def test_cards_round_trip(card: Card) -> None:
    assert card_from_json(through_text(card_to_json(card))) == card


@given(PAIRS, st.booleans(), LINES, LINES)
def test_changes_round_trip(pair: tuple[Record, Record], new: bool, undoes: str, redoes: str) -> None:
    edit = Edit(None if new else pair[0], pair[1])
    change = Change("c1", "2026-02-01T10:00:00Z", "highlight “a”", (edit,), undoes, redoes)
    assert change_from_json(through_text(change_to_json(change))) == change


@given(st.lists(st.tuples(st.sampled_from(BlockKind), PROSE, st.none() | st.sampled_from(Role), LINES), max_size=4))
def test_text_versions_round_trip(parts: list[tuple[BlockKind, str, Role | None, str]]) -> None:
    blocks: list[Block] = []
    text = ""
    for kind, words, role, label in parts:
        text += "\n\n" if blocks else ""
        marks = (Mark(MarkType.LINK, len(text), len(text) + len(words), label),) if words else ()
        blocks.append(Block(kind, len(text), len(text) + len(words), role, len(label), marks, label, len(label) % 3))
        text += words
    article = Article(Metadata("Any"), text, tuple(blocks), ((0, "\x1b"),))
    assert text_version_from_json(through_text(text_version_to_json(article)), article.metadata, "text") == article


@given(PAIRS)
def test_an_edit_on_its_base_gives_its_result_and_its_inverse_reverts_it(
    pair: tuple[Record, Record],
) -> None:
    before, after = pair
    edit = Edit(before, after)
    result = merged(edit, before)
    assert differing_fields(result, after) == []
    assert differing_fields(merged(inverse_edit(edit, "now"), result), before) == []


@given(ANNOTATIONS, TEXTS, TEXTS, NAMES)
def test_edits_of_different_fields_commute(base: Annotation, note: str, color: str, tags: tuple[str, ...]) -> None:
    noted = Edit(base, replace(base, note=note, extra={"by": "one"}))
    colored = Edit(base, replace(base, color=color, tags=tags, extra={"for": "two"}))
    one = merged(colored, merged(noted, base))
    other = merged(noted, merged(colored, base))
    assert one == other
    assert isinstance(one, Annotation)
    assert (one.note, one.color, one.tags) == (note, color, tags)


ANNOTATION = annotation_to_json(
    Annotation("n1", "a1", "t", "t", TextQuoteSelector("x"), TextPositionSelector(1, 2), tags=("a",))
)
ARTICLE = article_record_to_json(ArticleRecord("a1", Metadata("T"), "t", "t", "ffff"))


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("read", "value", "named"),
    [
        (annotation_from_json, [], "record"),
        (annotation_from_json, ANNOTATION | {"id": 7}, "id"),
        (annotation_from_json, ANNOTATION | {"target": None}, "target"),
        (annotation_from_json, ANNOTATION | {"body": {}}, "body"),
        (annotation_from_json, ANNOTATION | {"body": [{"type": "TextualBody", "purpose": "tagging"}]}, "value"),
        (annotation_from_json, ANNOTATION | {"readtui:anchor": ["exact"]}, "readtui:anchor"),
        (annotation_from_json, ANNOTATION | {"id": "n\x1b[2J"}, "id"),
        (annotation_from_json, ANNOTATION | {"x": nested(200)}, "nests too deeply"),
        (annotation_from_json, ANNOTATION | {"conflicts": [{"x": nested(200)}]}, "nests too deeply"),
        (annotation_from_json, ANNOTATION | {"v": {"d": "1"}}, "v: d"),
        (annotation_from_json, ANNOTATION | {"v": {"d": True}}, "v: d"),
        (annotation_from_json, ANNOTATION | {"deleted": False}, "deleted"),
        (article_record_from_json, ARTICLE | {"paths": "a.md"}, "paths"),
        (article_record_from_json, ARTICLE | {"words": -1}, "words"),
        (article_record_from_json, ARTICLE | {"words": 10**30}, "words"),
        (article_record_from_json, {**ARTICLE, "title": None}, "title"),
        (tag_from_json, {"name": "t", "pin": "1"}, "pin"),
        (view_from_json, {"id": "w", "name": "unread"}, "query"),
        (view_from_json, {"id": "w", "name": ["unread"], "query": ""}, "name"),
        (view_from_json, {"id": "w\x1b", "name": "unread", "query": ""}, "id"),
        (change_from_json, {"id": "c", "at": "t", "what": "w", "edits": [{"type": "card"}]}, "type"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(read: Callable[[object], object], value: object, named: str) -> None:
    with pytest.raises(DamagedError, match=named):
        read(value)


def test_a_reversed_position_is_damage() -> None:
    value = annotation_to_json(Annotation("n1", "a1", "t", "t", position=TextPositionSelector(5, 2)))
    with pytest.raises(DamagedError, match="end"):
        annotation_from_json(value)


def test_an_unknown_word_is_read_as_the_default() -> None:
    assert annotation_from_json(ANNOTATION | {"readtui:anchor": "sure"}).anchor is AnchorState.EXACT
    assert view_from_json({"id": "w", "name": "n", "query": "", "lists": "tags"}).lists is Lists.ANNOTATIONS
    for state in ("someday", "archived"):
        assert article_record_from_json(ARTICLE | {"readingState": state}).reading_state is ReadingState.TO_READ
    marks = [{"type": "ruby", "start": 0, "end": 3}, {"type": "strong", "start": 1, "end": 99}]
    block = {"kind": "aside", "role": "deck", "start": 0, "end": 5, "level": 10**9, "marks": marks}
    [read] = text_version_from_json({"text": "words", "blocks": [block]}, Metadata("T"), "text").blocks
    assert (read.kind, read.role, read.level < 100) == (BlockKind.PARAGRAPH, None, True)
    assert read.marks == (Mark(MarkType.STRONG, 1, 5),)


@given(TEXTS, TEXTS)
def test_no_record_can_control_the_terminal(line: str, note: str) -> None:
    hostile = annotation_to_json(
        Annotation("n1", "a1", line, line, TextQuoteSelector(note, note, note), tags=(line,), note=note, color=line)
    )
    annotation = annotation_from_json(through_text(hostile))
    assert annotation.quote
    for shown_text in (annotation.note, annotation.quote.exact, annotation.quote.prefix, annotation.quote.suffix):
        assert is_clean(shown_text)
    for shown_line in (annotation.created, annotation.modified, *annotation.tags, annotation.color or ""):
        assert is_clean(shown_line)
        assert "\n" not in shown_line


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\x7f", "\r", "\u202e", "\u2066", "\ud800"])
def test_a_text_that_importing_would_have_cleaned_is_damage(character: str) -> None:
    value = {"text": f"a{character}b", "blocks": [{"kind": "paragraph", "start": 0, "end": 3}]}
    with pytest.raises(DamagedError, match="control"):
        text_version_from_json(value, Metadata("T"), "text")


def test_a_second_note_and_an_html_note_are_kept_unchanged() -> None:
    note = {"type": "TextualBody", "purpose": "commenting", "format": "text/markdown", "value": "mine"}
    html = {"type": "TextualBody", "purpose": "commenting", "format": "text/html", "value": "<b>theirs</b>"}
    second = note | {"value": "another"}
    annotation = annotation_from_json(ANNOTATION | {"body": [html, note, second]})
    assert annotation.note == "mine"
    assert annotation_to_json(replace(annotation, note=""))["body"] == [html, second]


KNOWN = {
    "id": "n1", "type": "Annotation", "motivation": "commenting", "created": "t", "modified": "t",
    "body": [
        {"type": "TextualBody", "purpose": "tagging", "value": "sea"},
        {"type": "TextualBody", "purpose": "tagging", "value": "light"},
        {"type": "TextualBody", "purpose": "commenting", "format": "text/markdown", "value": "a note"},
    ],
    "target": {"source": "a1", "selector": [
        {"type": "TextQuoteSelector", "exact": "q", "prefix": "", "suffix": ""},
        {"type": "TextPositionSelector", "start": 1, "end": 2},
    ]},
    "readtui:color": None, "readtui:textVersion": "", "readtui:anchor": "moved",
    "readtui:origin": {"textVersion": "0", "start": 0, "end": 1, "exact": "q"},
    "v": {}, "deleted": None, "conflicts": [],
}  # fmt: skip


@given(st.lists(EXTRA, min_size=6, max_size=6))
def test_unknown_fields_inside_of_bodies_selectors_and_the_origin_are_kept_on_an_edit(
    extra: list[dict[str, object]],
) -> None:
    value = json.loads(json.dumps(KNOWN))
    inner = [*value["body"], *value["target"]["selector"], value["readtui:origin"]]
    for one, others in zip(inner, extra, strict=True):
        one.update(others)
    record = annotation_from_json(value)
    assert annotation_to_json(record) == value
    assert annotation_from_json(json.loads(encode_line(annotation_to_json(record)))) == record
    # The note is edited, the first tag renamed, and another added.
    edited = replace(record, note="another", tags=("ocean", "light", "new"), position=TextPositionSelector(3, 4))
    made = merged(Edit(record, edited), record)
    assert isinstance(made, Annotation)
    written = annotation_to_json(made)
    value["body"][0]["value"], value["body"][2]["value"] = "ocean", "another"
    value["body"].insert(2, {"type": "TextualBody", "purpose": "tagging", "value": "new"})
    value["target"]["selector"][1].update(start=3, end=4)
    assert written == value
    # What is gone takes its fields along.
    bare = annotation_to_json(replace(record, note="", tags=("light",), quote=None, position=None, origin=None))
    assert bare["body"] == [value["body"][1]]
    assert bare["target"] == {"source": "a1"}
    assert "readtui:origin" not in bare
