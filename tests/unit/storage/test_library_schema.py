"""Real files match docs/library.schema.json and docs/library.md."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from readtui.codec.cards import card_from_json
from readtui.codec.records import annotation_from_json, article_record_from_json, tag_from_json, view_from_json
from readtui.codec.replies import reply_from_json
from readtui.codec.text_versions import text_version_from_json
from readtui.model.annotation import IMPORTED, AcceptedPlace, AnchorState, Annotation, Origin
from readtui.model.article import Article, ArticleRecord, Metadata, PageStart, RepositoryPlace
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.model.card import Card
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.image import Image
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.search.query.parser import parse
from readtui.services.waiting.import_identity import ImportIdentity
from readtui.storage.open_store import open_store

DOCS = Path(__file__).parents[3] / "docs"
NOW = "2026-02-01T10:00:00Z"
TEXT = "Title\n\nA link in a list."


@cache
def validator(kind: str) -> Draft202012Validator:
    schema = any_schema()
    return Draft202012Validator(schema | {"$ref": f"#/$defs/{kind}"})


@cache
def any_schema() -> dict[str, object]:
    schema: dict[str, object] = json.loads((DOCS / "library.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    del schema["anyOf"]
    return schema


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = open_store(tmp_path / "library", state=tmp_path / "state", cache=tmp_path / "cache")
    metadata = Metadata("Title", "a.md", "Ada", "en", "2026", "site.example", "https://site.example/a", "rtl")
    blocks = (
        Block(BlockKind.HEADING, 0, 5, Role.TITLE, 1),
        Block(
            BlockKind.LIST_ITEM,
            7,
            len(TEXT),
            None,
            1,
            (Mark(MarkType.LINK, 9, 13, "https://x.example"),),
            "•",
            quoted=1,
        ),
    )
    article = Article(metadata, TEXT, blocks, ((3, "\x07"),), (Image(7, "member:a.png", "0a" * 32, 90, 60),))
    article = replace(article, pages=(PageStart(0, 0, "xi"),))
    record = ArticleRecord("a1", metadata, NOW, NOW, article.hash8, 6, ("a.md",), ("sea",), archived=NOW, content="a2")
    record = replace(record, edited=("title",), discussed=NOW, repository=RepositoryPlace("0a" * 20, "docs/a.md"))
    said = {"format": "f", "key": "k", "said": {"title": "A", "tags": ["sea"]}}
    record = replace(record, aliases=("0b" * 8,), citation_key="a2026", extra={IMPORTED: said})
    note = Annotation("n1", "a1", NOW, NOW, TextQuoteSelector("A"), TextPositionSelector(7, 8), "pink", ("x",), "note")
    origin = Origin("0" * 8, 3, 4, "x", AcceptedPlace(NOW, "1" * 8, 5, 6))
    imported = {IMPORTED: ImportIdentity("f", "k").as_json()}
    note = replace(note, anchor=AnchorState.MOVED, origin=origin, why="a date changed", extra=imported)
    note = replace(note, creator=Creator("Ada"), is_thread=True)
    whole = Annotation("n2", "a1", NOW, NOW, tags=("x",), deleted=NOW, conflicts=({"id": "n2"},))
    store.keep_text("a1", article)
    store.apply(Change("c1", NOW, "add", (Edit(None, record), Edit(None, note), Edit(None, whole))))
    store.apply(
        Change(
            "c2",
            NOW,
            "tag",
            (Edit(None, Tag("x", "blue", "d", 1)), Edit(None, Tag("y")), Edit(None, View("w1", "v", "#x"))),
        )
    )
    store.apply(Change("c3", NOW, "undo", (Edit(note, replace(note, color=None)),), undoes="c0"), force=True)
    card = Card("n1", "a1", stability=2.5, suspended=NOW, buried=NOW)
    store.apply(Change("c4", NOW, "grade", (Edit(None, card),)))
    reply = Reply("r1", "a1", "n1", NOW, NOW, "done", Creator("builder", is_program=True), ThreadState.SETTLED)
    store.apply(Change("c5", NOW, "reply", (Edit(None, replace(reply, extra=imported)),)))
    store.close()
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "pattern", "count"),
    [
        ("articleFile", "library/articles/*.json", 1),
        ("codebookFile", "library/codebook.json", 1),
        ("textVersion", "library/texts/*.json", 1),
        ("change", "state/history.jsonl", 5),
    ],
)
def test_files_match_the_schema(folder: Path, kind: str, pattern: str, count: int) -> None:
    [path] = folder.glob(pattern)
    content = path.read_text("utf-8")
    values = (
        [json.loads(line) for line in content.split("\n")[:-1]] if path.suffix == ".jsonl" else [json.loads(content)]
    )
    assert len(values) == count
    for value in values:
        validator(kind).validate(value)


def test_the_schema_knows_every_field_that_is_written(folder: Path) -> None:
    defs = json.loads((DOCS / "library.schema.json").read_text())["$defs"]
    article = json.loads(next(folder.glob("library/articles/*.json")).read_bytes())
    text = json.loads(next(folder.glob("library/texts/*.json")).read_bytes())
    codebook = json.loads((folder / "library/codebook.json").read_bytes())
    written = {
        "articleRecord": article["article"]["a1"],
        "annotation": article["annotations"]["n1"],
        "reply": article["replies"]["r1"],
        "card": article["review"]["n1"],
        "tag": codebook["tags"]["x"],
        "view": codebook["views"]["w1"],
        "block": text["blocks"][0] | text["blocks"][1],
        "mark": text["blocks"][1]["marks"][0],
        "textVersion": text,
        "image": text["images"][0],
    }
    for name, value in written.items():
        assert value.keys() == defs[name]["properties"].keys(), name


def test_damage_does_not_pass_the_schema(folder: Path) -> None:
    value = json.loads(next(folder.glob("library/articles/*.json")).read_bytes())
    value["annotations"]["n1"]["target"]["selector"][1]["start"] = -1
    assert not validator("articleFile").is_valid(value)
    del value["article"]
    assert not validator("articleFile").is_valid(value)


def test_the_examples_of_the_documentation_are_files_of_this_format() -> None:
    article, reply, card, text, tag, view = (
        json.loads(example)
        for example in re.findall(r"```json\n(.*?)```", (DOCS / "library.md").read_text(), re.DOTALL)
    )
    validator("articleFile").validate(article)
    validator("reply").validate(reply)
    validator("card").validate(card)
    validator("textVersion").validate(text)
    validator("tag").validate(tag)
    validator("view").validate(view)
    assert parse(view_from_json(view).query)
    [record] = map(article_record_from_json, article["article"].values())
    [annotation] = map(annotation_from_json, article["annotations"].values())
    read = text_version_from_json(text, record.metadata, "example")
    assert annotation.passage is not None
    assert annotation.passage.of(read.text) == annotation.quoted_text
    assert read.text[read.blocks[1].marks[0].start : read.blocks[1].marks[0].end] == "tide"
    assert reply_from_json(reply).to == annotation.id
    assert card_from_json(card).id == annotation.id
    assert tag_from_json(tag).name in annotation.tags


def test_what_is_new_in_the_schema_is_listed() -> None:
    page = (DOCS / "library.md").read_text(encoding="utf-8")
    section = page.partition("## What 0.2 adds")[2].partition("\n## ")[0]
    definitions = json.loads((DOCS / "library.schema.json").read_text(encoding="utf-8"))["$defs"]
    new = {
        name
        for definition in definitions.values()
        for part in (definition, *definition.get("properties", {}).values())
        for name, field in part.get("properties", {}).items()
        if field.get("$comment") == "since 0.2"
    }
    said = {name for row in re.findall(r"^\| .*", section, re.MULTILINE) for name in re.findall("`([^`]+)`", row)}
    assert new == said - {"readtui:origin", "codebook.json", "waiting/", "media/"}
