"""The list of annotations keeps only what a row needs, and reads what is in the index when somebody looks at it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from readtui.bootstrap import Services
from readtui.model.article import ArticleFacts
from readtui.model.passage import Passage
from readtui.search.annotations.index import AnnotationIndex
from readtui.services.annotation_reader import KeptAnnotations
from readtui.services.finding.all_annotations import AllAnnotations
from readtui.tui.lists.annotation_listing import _MOST_READ, NumberedAnnotations
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
