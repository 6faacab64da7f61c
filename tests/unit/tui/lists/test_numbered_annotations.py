"""The list of annotations keeps only what a row needs, and reads what is in the index when somebody looks at it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest

from readtui.bootstrap import Services
from readtui.model.article import ArticleFacts
from readtui.model.passage import Passage
from readtui.search.annotations.index import AnnotationIndex
from readtui.services.annotation_reader import KeptAnnotations
from readtui.services.finding.all_annotations import AllAnnotations
from readtui.tui.lists.annotation_listing import (
    _MOST_READ,
    ListedAnnotations,
    ListPart,
    NumberedAnnotations,
    PartMaker,
)
from readtui.tui.lists.annotation_rows import Heading
from readtui.tui.widgets.record_table import Row

QUOTES = ("The water", "It is slow", "sea")


@pytest.fixture
def everything(services: Services, rivers: str, tmp_path: Path) -> Iterator[AllAnnotations]:
    """A library whose annotations are all in the index."""
    article = services.library.open(rivers)
    for quote in QUOTES:
        with suppress(ValueError):
            start = article.text.index(quote)
            passage = Passage(start, start + len(quote))
            services.repository.apply(services.annotator.create(rivers, article, passage, note=f'"{quote}"\n'))
    kept = KeptAnnotations(lambda: AnnotationIndex.opened(tmp_path / "annotations.db"))
    library = replace(services.library, kept=kept)
    library.reading.update(library.records(), {rivers: services.repository.stamp(rivers)}, lambda: None)
    yield AllAnnotations(library)
    kept.close()


def numbered(everything: AllAnnotations) -> tuple[NumberedAnnotations, ArticleFacts]:
    [one] = everything.listed()
    packed = everything.packed(one)
    assert packed is not None
    annotations = NumberedAnnotations(everything)
    annotations.add(everything.library.annotations_of(one.record))
    for _ in range(_MOST_READ):
        annotations.add([])
    annotations.add_indexed(one, [Row(key) for key in packed.ids()])
    return annotations, one


def test_annotations_in_the_index_are_as_those_that_were_read(everything: AllAnnotations) -> None:
    annotations, one = numbered(everything)
    read = everything.library.annotations_of(one.record)
    assert len(read) > 1
    assert [annotations[number] for number in range(len(annotations))] == [*read, *read]
    numbers = range(1, len(annotations), 2)
    assert annotations.several(numbers) == [[*read, *read][number] for number in numbers]


def test_what_has_changed_meanwhile_is_found_by_its_id_and_what_has_gone_is_none(
    everything: AllAnnotations, services: Services
) -> None:
    annotations, one = numbered(everything)
    first, second, *others = everything.library.annotations_of(one.record)
    services.repository.apply(services.annotator.delete(first))
    changed = services.annotator.set_note(second, "another")
    assert changed is not None
    services.repository.apply(changed)
    everything.library.reading.update(
        [one.record], {one.record.id: services.repository.stamp(one.record.id)}, lambda: None
    )
    at = len(others) + 2
    assert annotations[at] is None
    assert getattr(annotations[at + 1], "note", "") == "another"
    assert [found.id for found in annotations.several(range(at, at + 2))] == [second.id]


def made(key: str = "", place: int = 0, *, held: bool = True) -> tuple[PartMaker, Any, list[ListPart]]:
    """Makes parts, which wait for a row for an hour or not at all."""
    emitted: list[ListPart] = []
    turn: Any = SimpleNamespace(is_due=True, emit=emitted.append)
    about = ListedAnnotations({}, (), None)  # type: ignore[arg-type]
    return PartMaker(turn, about, key, place, _held_until=monotonic() + (3_600 if held else -1)), turn, emitted


def rows_of(*keys: str) -> list[Row]:
    return [Row(key) for key in keys]


def test_a_part_has_the_rows_since_the_one_before_below_their_headings() -> None:
    making, turn, emitted = made(held=False)
    making.open(Heading("x", 2, tag="x"))
    making.add([], [])
    making.passed(0)
    making.open(Heading("y", 2, tag="y"))
    making.add([4, 5], rows_of("a", "b"))
    making.passed(2)
    making.add([7], rows_of("c"))
    making.passed(1)
    making.emit_if_due()
    making.emit_if_due()
    making.open(Heading("z", 2, tag="z"))
    making.add([8], rows_of("d"))
    turn.is_due = False
    making.emit_if_due()
    assert len(emitted) == 1
    making.end()
    first, last = emitted
    assert [(row.key, row.height) for row in first.rows] == [("y", 1), ("a", 1), ("b", 1), ("c", 1)]
    assert [(heading and heading.key, [*numbers]) for heading, numbers in first.shown] == [("y", [4, 5]), (None, [7])]
    assert (first.is_first, first.is_last, first.listed, first.articles) == (True, False, 3, 2)
    assert [(row.key, row.height) for row in last.rows] == [("z", 2), ("d", 1)]
    assert (last.is_first, last.is_last, last.listed, last.articles) == (False, True, 3, 2)


@pytest.mark.parametrize(
    ("key", "place", "held", "is_due", "rows", "count"),
    [
        ("", 0, True, True, 0, 0),
        ("", 0, False, True, 0, 1),
        ("", 0, True, True, 1, 1),
        ("", 0, True, False, 59, 0),
        ("", 0, True, False, 60, 1),
        ("", 3, True, False, 60, 0),
        ("", 3, True, True, 2, 0),
        ("", 3, True, True, 3, 1),
        ("", 3, False, True, 2, 1),
        ("1", 3, True, True, 2, 1),
        ("9", 3, True, True, 2, 0),
        ("9", 0, True, True, 1, 1),
    ],
)
def test_the_list_stays_until_the_row_of_the_cursor_is_there_but_not_for_long(
    key: str, place: int, held: bool, is_due: bool, rows: int, count: int
) -> None:
    making, turn, emitted = made(key, place, held=held)
    turn.is_due = is_due
    for number in range(rows):
        making.add([number], rows_of(f"{number}"))
    making.emit_if_due()
    assert len(emitted) == count
    making.emit_if_due()
    assert len(emitted) == count, "nothing more has come"
    if count:
        turn.is_due = False
        for number in range(70):
            making.add([number], rows_of(f"{number}"))
        making.emit_if_due()
        assert len(emitted) == count, "the screen is not empty any more"
