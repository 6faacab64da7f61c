"""Disagreements are settled by annotations of their own; those of the coders stay as they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from readtui.bootstrap import Services, open_services
from readtui.errors import ChangedSinceError
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.services.annotation_batch import wanted_in
from readtui.services.comparing.comparison import AGREED, CoderComparison, CoderComparisons
from readtui.services.comparing.report import markdown_of
from readtui.services.comparing.settlement import Choice, settle, spans

SETTLED, NOTHING_HERE = "Settled between Ada and Bea.", "Settled between Ada and Bea: no code here."
TEXT = "The boat lay in ice. People walked across, in single file. Nobody spoke."


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A library with an article that two coders coded: one code is the same, three differ."""
    (tmp_path / "ferry.txt").write_text(TEXT)
    opened = open_services(tmp_path / "library")
    article = opened.library.add(str(tmp_path / "ferry.txt")).record.id
    codes = [
        ("Ada", "The boat", "boats"),
        ("Bea", "The boat", "boats"),
        ("Ada", "lay in ice", "winter/ice"),
        ("Bea", "lay in ice", "cold"),
        ("Ada", "walked across", "people"),
        ("Bea", "across, in single file", "people"),
        ("Bea", "Nobody spoke", "silence"),
    ]
    wanted = [{"article": article, "quote": quote, "tags": [tag], "by": by} for by, quote, tag in codes]
    change = opened.batch_annotator().annotate(wanted_in(wanted)).change
    assert change
    opened.repository.apply(change)
    yield opened
    opened.close()


def compared(services: Services, *, is_nested: bool = False) -> CoderComparison:
    comparing = CoderComparisons(services.library)
    return comparing.compare((comparing.named("Ada"), comparing.named("Bea")), is_nested=is_nested)


def annotations(services: Services) -> list[Annotation]:
    return [one for record in services.library.records() for one in services.library.annotations_of(record)]


def agree(
    services: Services, number: int, choice: Choice, span: Passage | None = None, *, is_nested: bool = False
) -> None:
    found = compared(services, is_nested=is_nested).disagreements[number]
    article = services.library.open(found.record.id)
    services.repository.apply(settle(found, choice, article, services.annotator, ("Ada", "Bea"), span))


def agreed(services: Services) -> list[tuple[str, tuple[str, ...], str]]:
    return [(one.quoted_text, one.tags, one.note) for one in annotations(services) if AGREED in one.extra]


@pytest.mark.parametrize(
    ("number", "choice", "expected"),
    [
        (0, Choice.FIRST, [("lay in ice", ("winter/ice",), SETTLED)]),
        (0, Choice.SECOND, [("lay in ice", ("cold",), SETTLED)]),
        (0, Choice.BOTH, [("lay in ice", ("winter/ice", "cold"), SETTLED)]),
        (0, Choice.NEITHER, [("lay in ice", (), NOTHING_HERE)]),
        (1, Choice.BOTH, [("walked across", ("people",), SETTLED), ("across, in single file", ("people",), SETTLED)]),
        (2, Choice.FIRST, [("Nobody spoke", (), NOTHING_HERE)]),
        (2, Choice.SECOND, [("Nobody spoke", ("silence",), SETTLED)]),
    ],
)
def test_what_is_chosen_becomes_the_agreed_code(
    services: Services, number: int, choice: Choice, expected: list[tuple[str, tuple[str, ...], str]]
) -> None:
    before = {one.id: one for one in annotations(services)}
    figures = compared(services)
    agree(services, number, choice)
    assert agreed(services) == expected
    after = {one.id: one for one in annotations(services)}
    assert {key: after[key] for key in before} == before
    (found,) = {str(one.extra[AGREED]) for one in after.values() if one.id not in before}
    assert all(key in found for key in figures.disagreements[number].ids)
    now = compared(services)
    assert [bool(one.agreed) for one in now.disagreements] == [at == number for at in range(3)]
    assert (now.all_tags, now.settled) == (figures.all_tags, 1)
    assert markdown_of(now).count("- agreed: ") == len(expected)
    assert {one.creator for one in after.values() if one.id not in before} == {services.creators.identity().me}
    assert {one.name for one in CoderComparisons(services.library).coders()} == {"Ada", "Bea"}


def test_another_choice_replaces_the_one_before_and_undo_brings_it_back(services: Services) -> None:
    agree(services, 1, Choice.BOTH)
    agree(services, 1, Choice.FIRST)
    assert agreed(services) == [("walked across", ("people",), SETTLED)]
    assert services.history.undo().what == "undo: agree on “walked across”"
    assert [quote for quote, _, _ in agreed(services)] == ["walked across", "across, in single file"]
    services.history.undo()
    assert compared(services).settled == 0


def test_an_agreed_code_may_have_another_passage(services: Services) -> None:
    found = compared(services).disagreements[1]
    offered = spans(found, services.library.open(found.record.id))
    assert [(name, TEXT[span.start : span.end]) for name, span in offered] == [
        ("all words of both", "walked across, in single file"),
        ("the words that both share", "across"),
        ("whole sentences", "People walked across, in single file."),
        ("the whole paragraph", TEXT),
    ]
    agree(services, 1, Choice.BOTH, offered[2][1])
    assert agreed(services) == [("People walked across, in single file.", ("people",), SETTLED)]


def test_agreed_codes_have_the_tags_that_were_given_not_their_outermost_ones(services: Services) -> None:
    agree(services, 0, Choice.FIRST, is_nested=True)
    assert agreed(services)[0][1] == ("winter/ice",)


def test_an_agreement_counts_as_long_as_it_is_about_all_of_the_codes(services: Services) -> None:
    agree(services, 0, Choice.FIRST)
    (change,) = (services.annotator.delete(one) for one in annotations(services) if one.tags == ("cold",))
    services.repository.apply(change)
    now = compared(services)
    assert [code and code.quote for code in now.disagreements[0].codes] == ["lay in ice", None]
    assert now.settled == 1
    undone = now.settled_by((), now.disagreements[0].agreed)
    assert undone.settled == 0
    assert undone.settled_by(now.disagreements[0].agreed).settled == 1


def test_what_two_coders_agreed_on_settles_nothing_between_one_of_them_and_a_third(services: Services) -> None:
    agree(services, 2, Choice.SECOND)
    agree(services, 0, Choice.FIRST)
    (article,) = services.library.records()
    wanted = [{"article": article.id, "quote": "The boat", "tags": ["boats"], "by": "software:coder"}]
    change = services.batch_annotator().annotate(wanted_in(wanted)).change
    assert change
    services.repository.apply(change)
    comparing = CoderComparisons(services.library)
    assert comparing.compare((comparing.named("coder"), comparing.named("Bea"))).settled == 0
    renamed = services.renaming.renamed(Creator("Ada"), Creator("Ada Ferry"))
    assert renamed
    services.repository.apply(renamed)
    comparing = CoderComparisons(services.library)
    settled = comparing.compare((comparing.named("Ada Ferry"), comparing.named("Bea")))
    assert [bool(one.agreed) for one in settled.disagreements] == [True, False, False]


def test_nothing_is_agreed_on_in_a_text_that_has_changed(services: Services, tmp_path: Path) -> None:
    found = compared(services).disagreements[0]
    (tmp_path / "ferry.txt").write_text(f"Then: {TEXT}")
    services.library.add(str(tmp_path / "ferry.txt"))
    with pytest.raises(ChangedSinceError, match="has changed since"):
        settle(found, Choice.FIRST, services.library.open(found.record.id), services.annotator, ("Ada", "Bea"))
