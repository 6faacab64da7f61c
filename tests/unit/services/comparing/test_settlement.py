"""Disagreements are settled by annotations of their own; those of the coders stay as they are."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from articles import article_of, memory_library

from readtui.bootstrap import Services, open_services
from readtui.errors import ChangedSinceError, NotFoundError, UsageError
from readtui.model.annotation import Annotation
from readtui.model.block import BlockKind
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_batch import wanted_in
from readtui.services.comparing.comparison import AGREED, CodedUnit, Coder, CoderComparison, CoderComparisons
from readtui.services.comparing.report import UNDEFINED, caution, cautions, differences, markdown_of
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


def test_furniture_counts_only_where_somebody_coded_it_and_what_has_no_passage_is_left_out() -> None:
    library = memory_library()
    record = library.add("-", data=b"Title\n\nx").record
    article = article_of(
        (BlockKind.FURNITURE, "Menu one."), "A boat came.", (BlockKind.FURNITURE, "Share it."), "It left.",
        (BlockKind.FURNITURE, "Imprint."),
    )  # fmt: skip
    library.repository.keep_text(record.id, article)
    renewed = replace(record, text_version=article.hash8)
    library.repository.apply(Change("c", "", "renew", (Edit(record, renewed),)))
    annotators = [Annotator(library.clock, library.new_id, partial(Creator, by)) for by in ("Ada", "Bea")]

    def code(coder: int, words: str, tag: str) -> None:
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        library.repository.apply(annotators[coder].create(record.id, article, passage, tags=[tag]))

    code(0, "A boat", "boats")
    code(1, "A boat", "boats")
    comparing = CoderComparisons(library)
    both = (comparing.named("Ada"), comparing.named("bea"))
    assert len(comparing.coders()) == 2
    total = len(article.text)
    furniture = [len("Menu one."), len("Share it."), len("Imprint.")]
    assert comparing.compare(both).all_tags.neither == total - sum(furniture) - len("A boat")
    assert comparing.compare(both, CodedUnit.SENTENCE).all_tags.neither == 1
    assert differences(comparing.compare(both)) == "Nothing is coded otherwise."
    code(0, "Share", "menus")
    shared = comparing.compare(both)
    assert shared.all_tags.neither == total - furniture[0] - furniture[2] - len("A boat") - len("Share")
    assert comparing.compare(both, CodedUnit.SENTENCE).all_tags.neither == 1
    assert differences(shared) == "1 disagreement, 0 settled. To list them: --json, or --format markdown."
    assert not any("Left out" in one for one in cautions(shared))
    for tags in (["lost"], []):
        library.repository.apply(annotators[1].create_on_article(record.id, tags=tags, note="On all of it."))
    assert shared.left_out == 0
    assert comparing.compare(both).left_out == 1
    assert "Left out, because they have no passage in the text: 1 annotation." in cautions(comparing.compare(both))
    with pytest.raises(UsageError, match="the two coders are the same: Ada"):
        comparing.compare((both[0], both[0]))
    with pytest.raises(NotFoundError, match="no article matches #mills"):
        comparing.compare(both, query="#mills")


def test_a_name_that_a_person_and_a_program_have_means_the_one_that_is_spelled_so() -> None:
    coders = [Coder(name, frozenset({Creator.parse(name)})) for name in ("Ada", "software:ada", "Bea", "software:Cy")]
    comparing = CoderComparisons(memory_library())
    for name, found in (("Ada", 0), ("software:ada", 1), ("bea", 2), ("cy", 3), ("software:BEA", 2)):
        assert comparing.named(name, coders) is coders[found]
    with pytest.raises(UsageError, match="several coders are called ADA: Ada, software:ada"):
        comparing.named("ADA", coders)
    with pytest.raises(NotFoundError, match="no coder is called Dan") as fault:
        comparing.named("Dan", coders)
    assert fault.value.hint == "Who has tagged passages: Ada, software:ada, Bea, software:Cy."
    with pytest.raises(NotFoundError, match="you have tagged no passage") as fault:
        comparing.named("me")
    assert fault.value.hint == "Nobody has tagged a passage yet."


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"passages": (0, 0)}, "no passages"),
        ({"passages": (9, 0)}, "one coder only"),
        ({"both": 50, "neither": 50}, ""),
        ({"both": 1, "neither": 999}, "rare"),
        ({"both": 999, "neither": 1}, "nearly everywhere"),
        ({"both": 9, "passages": (1, 99), "neither": 9}, "few passages"),
        ({"both": 99, "kappa": None}, "undefined: nothing varies"),
        ({"both": 99, "alpha": None}, "undefined: nothing varies"),
    ],
)
def test_figures_that_say_little_are_marked(figures: dict[str, object], said: str) -> None:
    plain = {"passages": (99, 99), "both": 0, "first": 0, "second": 0, "neither": 0, "kappa": 0.5, "alpha": 0.5}
    assert caution(SimpleNamespace(**(plain | figures))).replace(UNDEFINED, "undefined") == said  # type: ignore[arg-type]
