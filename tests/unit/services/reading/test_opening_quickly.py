"""An article with very many annotations opens with those around the position; the others follow."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from articles import article_of

from readtui.bootstrap import Services, open_services
from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.model.selector import TextQuoteSelector
from readtui.services.reading.packed_annotations import PackedAnnotations
from readtui.storage.format.lined_table import LinedTables, lined_tables

ARTICLE = "00000000000000aa"
NOW = "2026-02-01T10:00:00Z"
COUNT = 600


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    services = open_services(tmp_path / "library")
    article = article_of(*(f"Paragraph {number} stands here. " + "It goes on. " * 20 for number in range(COUNT)))
    services.repository.keep_text(ARTICLE, article)
    edits = [Edit(None, ArticleRecord(ARTICLE, article.metadata, NOW, NOW, article.hash8))]
    for block in article.blocks:
        passage = Passage(block.start, block.start + 20)
        made = services.annotator.create(ARTICLE, article, passage, color="green", note="A note. " * 10)
        edits += [edit for edit in made.edits if isinstance(edit.after, Annotation)]
    services.repository.apply(Change("one", NOW, "fill", tuple(edits)))
    return services


def test_nearby_annotations_are_there_at_once_and_the_others_later(library: Services) -> None:
    whole = library.read(ARTICLE)
    assert (whole.is_complete, len(whole.annotations)) == (True, COUNT)
    place = whole.article.blocks[300].start
    whole.keep_position(place)
    quick = library.read(ARTICLE, quickly=True)
    assert not quick.is_complete
    assert 10 < len(quick.annotations) < COUNT // 2
    around = Passage(place - 5_000, place + 5_000)
    assert quick.in_passage(around) == whole.in_passage(around)
    quick.take(quick.read_again())
    assert quick.is_complete
    assert list(quick.annotations) == list(whole.annotations)
    assert not quick.is_outdated()


def _cut_short(content: bytes) -> bytes:
    return content[: len(content) * 3 // 4]


def _of_another_layout(content: bytes) -> bytes:
    return json.dumps(json.loads(content), indent=2).encode()


def _out_of_order(content: bytes) -> bytes:
    *others, last, end = content.splitlines(keepends=True)
    return b"".join([*others[:5], last.replace(b"\n", b",\n"), *others[5:-1], others[-1].replace(b",\n", b"\n"), end])


@pytest.mark.parametrize("written", [_cut_short, _of_another_layout, _out_of_order])
def test_whatever_is_written_beyond_the_place_all_annotations_come(
    library: Services, written: Callable[[bytes], bytes]
) -> None:
    [path] = (library.folder / "articles").iterdir()
    whole = list(library.read(ARTICLE).annotations)
    path.write_bytes(written(path.read_bytes()))
    session = library.read(ARTICLE, quickly=True)
    session.take(session.read_again())
    assert list(session.annotations) == whole


def test_a_save_to_a_large_file_changes_one_line_of_it_and_of_its_backup(library: Services, tmp_path: Path) -> None:
    [path] = (library.folder / "articles").iterdir()
    before = path.read_bytes().splitlines()
    session = library.read(ARTICLE)
    known = session.annotations[300]
    library.repository.apply(Change("two", NOW, "recolor", (Edit(known, replace(known, color="blue")),)))
    after = path.read_bytes().splitlines()
    [changed] = [number for number, line in enumerate(after) if line != before[number]]
    assert (len(after), known.id in after[changed].decode(), b'"blue"' in after[changed]) == (len(before), True, True)
    assert [copy.read_bytes() for copy in tmp_path.glob("state/**/latest/articles/*.json")] == [path.read_bytes()]
    session.take(session.read_again())
    assert [one.color for one in session.annotations if one.id == known.id] == ["blue"]


def test_saves_look_through_a_large_file_again_only_after_another_program_has_written_it(
    library: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bytes] = []

    def counted(path: Path, content: bytes) -> LinedTables | None:
        looked.append(content)
        return lined_tables(path, content)

    monkeypatch.setattr("readtui.storage.format.known_lines.lined_tables", counted)
    [path] = (library.folder / "articles").iterdir()
    known = library.read(ARTICLE).annotations[300]

    def save(color: str) -> None:
        library.repository.apply(Change(color, NOW, "recolor", (Edit(known, replace(known, color=color)),)))

    save("blue")
    assert len(looked) == 1
    save("pink")
    save("blue")
    assert len(looked) == 1
    path.write_bytes(_of_another_layout(path.read_bytes()))
    save("orange")
    assert len(looked) == 2
    found = {one.id: one.color for one in library.read(ARTICLE).annotations}
    assert (len(found), found.pop(known.id), set(found.values())) == (COUNT, "orange", {"green"})


def test_a_packed_annotation_comes_back_as_it_was(library: Services) -> None:
    session = library.read(ARTICLE)
    first = session.annotations[0]
    text = session.article.text
    packed = PackedAnnotations(text)
    variants = [
        first,
        replace(first, position=None, anchor=AnchorState.ORPHAN),
        replace(first, quote=None, position=None, color=None, note="Über alles", deleted=NOW),
        replace(first, origin=Origin("00000000", 3, 9), anchor=AnchorState.MOVED, tags=("a/b", "c")),
        replace(first, quote=TextQuoteSelector("elsewhere", "", "…"), conflicts=({"id": "x", "v": {"d": 1}},)),
        replace(first, extra={"other:field": [1, {"a": None}], "body": [{"type": "Choice"}]}, versions={"d": 1 << 50}),
    ]
    assert [packed[packed.add(variant)] for variant in variants] == variants
