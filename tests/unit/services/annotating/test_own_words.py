"""The originally annotated words are kept, wherever the passage moves, until the user accepts another place."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from articles import article_of, counting_ids, ticking_clock
from golden import Golden

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.carryover import carry_over
from readtui.services.annotating.moved_and_lost import PassageQuestions

BEFORE = "The ferry left the pier at dawn."
OWN = "A piano stood on board among two carts."
AFTER = "Nobody had ordered it."
NOW = "2026-02-01T10:00:00Z"
FIRST = article_of("On ferries", BEFORE, OWN, AFTER)
CHANGED = article_of("On ferries", BEFORE, "A piano stood on board among two wagons.", AFTER)
REWORDED = article_of("On ferries", BEFORE, "A huge piano stood on board among two wagons.", AFTER)
GONE = article_of("On ferries", BEFORE, AFTER)
DOUBTFUL = article_of("On ferries", BEFORE, "One harp lay there amid some crates and the carts.", AFTER)
AT_ALL = article_of("On ferries", BEFORE, "Nobody at all had ordered it.")
HERE = article_of("On ferries", BEFORE, "Nobody at all had ordered it here.")
TEXTS = {article.hash8: article for article in (FIRST, CHANGED, REWORDED, GONE, DOUBTFUL, AT_ALL, HERE)}
ANNOTATOR = Annotator(ticking_clock(), counting_ids())


def annotated(article: Article, words: str) -> Annotation:
    start = article.text.index(words)
    [edit] = ANNOTATOR.create("a", article, Passage(start, start + len(words)), color="yellow").edits
    assert isinstance(edit.after, Annotation)
    return edit.after


def carried(annotation: Annotation, *articles: Article, texts: Mapping[str, Article] = TEXTS) -> Annotation:
    """The annotation after carrying it from text to text."""
    for article in articles:
        [edit] = carry_over([annotation], article, texts.get, NOW)
        assert isinstance(edit.after, Annotation)
        annotation = edit.after
    return annotation


def test_a_moved_annotation_quotes_the_new_words_and_keeps_its_own() -> None:
    found = carried(annotated(FIRST, OWN), CHANGED, REWORDED)
    assert found.quoted_text == "A huge piano stood on board among two wagons."
    assert (found.anchor, found.own_words) == (AnchorState.MOVED, OWN)
    assert found.origin is not None
    assert found.origin.passage.of(FIRST.text) == OWN


def test_a_lost_annotation_quotes_its_own_words_even_after_it_had_moved() -> None:
    lost = carried(annotated(FIRST, OWN), CHANGED, REWORDED, GONE)
    assert (lost.anchor, lost.quoted_text) == (AnchorState.ORPHAN, OWN)
    assert lost.quote is not None
    assert lost.quote.prefix.endswith(BEFORE + "\n\n")


def test_words_that_come_back_are_those_that_were_annotated() -> None:
    found = carried(annotated(FIRST, OWN), CHANGED, GONE, FIRST)
    assert (found.anchor, found.quoted_text, found.origin) == (AnchorState.EXACT, OWN, None)


def test_each_look_begins_with_the_own_words_not_with_the_last_place_found() -> None:
    cut = article_of("On ferries", BEFORE, "A piano stood on board.", AFTER)
    again = article_of("On ferries", BEFORE, "Now a piano stood on board among two carts.", AFTER)
    texts = {**TEXTS, cut.hash8: cut, again.hash8: again}
    shorter = carried(annotated(FIRST, "piano stood on board among two carts"), cut, texts=texts)
    assert shorter.quoted_text == "piano stood on board"
    assert carried(shorter, again, texts=texts).quoted_text == shorter.own_words
    back = carried(shorter, FIRST, texts=texts)
    assert (back.anchor, back.quoted_text, back.origin) == (AnchorState.EXACT, shorter.own_words, None)


def test_a_place_that_only_steps_lead_to_needs_review() -> None:
    steps = (("piano", "harp"), ("carts", "sails"), ("board", "deck"), ("stood", "lay"), ("among", "under"))
    versions, words = [FIRST], OWN
    for before, after in steps:
        words = words.replace(before, after)
        versions.append(article_of("On ferries", BEFORE, words, AFTER))
    texts = {one.hash8: one for one in versions}
    found = carried(annotated(FIRST, OWN), *versions[1:], texts=texts)
    assert (found.anchor, found.quoted_text) == (AnchorState.REVIEW, words)
    assert found.why
    assert found.own_words == OWN


def test_where_the_own_words_only_let_guess_the_place_follows_from_version_to_version() -> None:
    counts = "While both copies exist, the archive is the one that counts."
    own = "Between phases 2 and 3 both copies exist, and the desk remains the one that counts."
    first, second, third = (
        article_of("Plan", paragraph)
        for paragraph in (
            f"Phase 2 copies without deleting. {own} We do not work in August.",
            f"Phase 2 only copies. {counts} Nobody works in August.",
            f"Phase 2 can be repeated. Phases 2 and 3 overlap in the desk. {counts} Nobody works in August.",
        )
    )
    texts = {one.hash8: one for one in (first, second, third)}
    begun = annotated(first, own)
    assert carried(begun, third, texts=texts).quoted_text != counts
    found = carried(begun, second, third, texts=texts)
    assert (found.anchor, found.quoted_text) == (AnchorState.REVIEW, counts)
    assert found.why == "other words stand where it stood"


def test_a_quote_block_of_a_sentence_that_was_cut_is_not_its_place() -> None:
    quoting = article_of("On ferries", BEFORE, AFTER, f"A reader says:\n\n{OWN}")
    start = quoting.text.index(OWN)
    block = Block(BlockKind.QUOTE, start, start + len(OWN), level=1)
    quoting = replace(quoting, blocks=(*(one for one in quoting.blocks if one.end <= start), block))
    texts = {FIRST.hash8: FIRST, quoting.hash8: quoting}
    assert carried(annotated(FIRST, OWN), quoting, texts=texts).anchor in (AnchorState.ORPHAN, AnchorState.REVIEW)


def test_a_doubtful_annotation_quotes_the_doubtful_place() -> None:
    doubtful = carried(annotated(FIRST, OWN), DOUBTFUL)
    assert doubtful.passage is not None
    assert doubtful.anchor is AnchorState.REVIEW
    assert doubtful.quoted_text == doubtful.passage.of(DOUBTFUL.text) != OWN
    assert doubtful.own_words == OWN


def test_a_doubtful_place_stays_while_its_words_stay() -> None:
    doubtful = annotated(DOUBTFUL, "One harp lay there")
    origin = Origin(FIRST.hash8, 0, len("On ferries"), "On ferries")
    text = article_of(
        "No title, but a sentence that is far too long to be the heading of a text.",
        BEFORE,
        "One harp lay there amid some crates and the carts.",
        AFTER,
    )
    found = carried(replace(doubtful, anchor=AnchorState.REVIEW, origin=origin), text)
    assert (found.anchor, found.quoted_text) == (AnchorState.REVIEW, "One harp lay there")
    assert found.own_words == "On ferries"


def accepted(annotation: Annotation, article: Article, words: str) -> Annotation:
    """The annotation after the user has accepted these words as its place."""
    start = article.text.index(words)
    [edit] = ANNOTATOR.move(annotation, article, Passage(start, start + len(words))).edits
    assert isinstance(edit.after, Annotation)
    return edit.after


def test_accepting_a_place_keeps_the_persons_own_words() -> None:
    moved = carried(annotated(FIRST, OWN), CHANGED)
    [edit] = PassageQuestions(ticking_clock(), counting_ids()).accept(moved, CHANGED).edits
    found = edit.after
    assert isinstance(found, Annotation)
    assert moved.origin is not None
    assert found.origin is not None
    assert (found.quoted_text, found.own_words) == ("A piano stood on board among two wagons.", OWN)
    assert found.origin == replace(moved.origin, accepted=found.origin.accepted)
    assert found.origin.accepted is not None
    assert (found.anchor, found.origin.accepted.at) == (AnchorState.EXACT, found.modified)
    assert carried(found, CHANGED, article_of("A title", *CHANGED.text.split("\n\n")[1:])).anchor is AnchorState.EXACT


def test_nothing_is_asked_when_the_own_words_are_back_where_others_were_accepted() -> None:
    negated, other = (
        article_of("On ferries", BEFORE, words, AFTER)
        for words in ("A piano never stood on board among two carts.", "A piano stood on board among 30 carts.")
    )
    texts = {**TEXTS, negated.hash8: negated, other.hash8: other}
    found = carried(annotated(FIRST, OWN), negated, texts=texts)
    assert found.anchor is AnchorState.REVIEW
    [edit] = PassageQuestions(ticking_clock(), counting_ids()).accept(found, negated).edits
    assert isinstance(edit.after, Annotation)
    again = carried(edit.after, FIRST, texts=texts)
    assert (again.anchor, again.quoted_text) == (AnchorState.EXACT, OWN)
    assert carried(edit.after, other, texts=texts).anchor is AnchorState.REVIEW


def test_a_place_that_was_accepted_for_a_lost_passage_is_where_the_next_look_begins() -> None:
    lost = carried(annotated(FIRST, OWN), GONE)
    assert lost.why
    placed = accepted(lost, GONE, AFTER)
    assert (placed.anchor, placed.own_words, placed.why) == (AnchorState.EXACT, OWN, "")
    found = carried(placed, AT_ALL, HERE)
    assert (found.anchor, found.quoted_text) == (AnchorState.MOVED, "Nobody at all had ordered it here.")
    assert found.own_words == OWN
    back = carried(found, GONE)
    assert back.quoted_text == AFTER, "the place that was accepted, not the last one found"


def test_other_ends_of_a_passage_in_place_make_its_words_the_persons_own() -> None:
    moved_ends = accepted(annotated(FIRST, OWN), FIRST, "A piano stood on board")
    assert (moved_ends.own_words, moved_ends.origin) == ("A piano stood on board", None)


def test_words_in_another_form_are_in_place_and_the_form_of_then_is_kept() -> None:
    quoted = article_of("On ferries", BEFORE, "A piano stood “on board” among two carts.", AFTER)
    plain = article_of("On ferries", BEFORE, 'A piano stood "on board" among two carts.', AFTER)
    texts = {article.hash8: article for article in (quoted, plain)}
    found = carried(annotated(quoted, "stood “on board” among"), plain, texts=texts)
    assert (found.anchor, found.quoted_text) == (AnchorState.EXACT, 'stood "on board" among')
    assert found.own_words == "stood “on board” among"


@pytest.mark.parametrize("is_kept", [True, False])
def test_an_annotation_from_an_older_readtui_learns_its_own_words(is_kept: bool) -> None:
    moved = carried(annotated(FIRST, OWN), CHANGED)
    assert moved.origin is not None
    old = replace(moved, origin=replace(moved.origin, exact=""))
    texts = TEXTS if is_kept else {version: kept for version, kept in TEXTS.items() if version != FIRST.hash8}
    found = carried(old, REWORDED, texts=texts)
    assert found.own_words == (OWN if is_kept else "A huge piano stood on board among two wagons.")


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("It has a setting `theme` for charts.", "It has a setting `palette` for charts.", "theme → palette"),
        ("    cp --into scratch all", "    cp --into backup all", "scratch → backup"),
        ("It has a setting `theme` for charts.", "It has a setting theme for charts.", ""),
        ("It has one setting `theme` for charts.", "It has some setting `theme` for charts.", ""),
    ],
)
def test_another_name_that_is_marked_as_code_is_for_review(before: str, after: str, why: str) -> None:
    old, new = (
        read_source(Source(f"# On ferries\n\n{BEFORE}\n\n{words}\n\n{AFTER}\n".encode(), "ferries.md"))
        for words in (before, after)
    )
    found = carried(annotated(old, before.strip().replace("`", "")), new, texts={old.hash8: old})
    assert (found.anchor is AnchorState.REVIEW) == bool(why)
    assert why in found.why


def test_where_annotations_are_after_many_versions(golden: Golden) -> None:
    """From the first text through four others: the place that is found, why it is asked about, and the own words."""
    moved = article_of("On ferries", OWN, "It rained.", AFTER, BEFORE)
    twice = article_of("On ferries", BEFORE, OWN, "A piano stood on board among nine carts.", AFTER)
    shorter = article_of("On ferries", "The ferry left.", "A piano stood on board.", "Nobody ordered it.")
    versions = {
        **{
            "changed": CHANGED,
            "reworded": REWORDED,
            "gone": GONE,
            "doubtful": DOUBTFUL,
            "at all": AT_ALL,
            "here": HERE,
        },
        **{"first": FIRST, "moved": moved, "twice": twice, "shorter": shorter},
    }
    texts, said = {one.hash8: one for one in versions.values()}, list[str]()
    for number in range(48):
        chance = Random(number)
        words = chance.choice((OWN, AFTER, "piano stood on board among two carts", "two carts", "at dawn"))
        annotation = annotated(FIRST, words)
        if number % 6 == 5 and annotation.quote:
            # Imported, and never sure of its place.
            annotation = replace(annotation, anchor=AnchorState.REVIEW, why="", origin=Origin("", 0, 0, words))
        said.append(f"{number} {words}")
        for name in chance.sample(sorted(versions), 4):
            article = versions[name]
            annotation = carried(annotation, article, texts=texts if number % 4 else {article.hash8: article})
            if number % 5 == 4 and annotation.anchor is AnchorState.REVIEW and name != "doubtful":
                [edit] = PassageQuestions(ANNOTATOR.clock, ANNOTATOR.new_id).accept(annotation, article).edits
                assert isinstance(edit.after, Annotation)
                annotation = edit.after
            origin, place = annotation.origin, annotation.passage
            at = place.of(article.text) if place else "-"
            said.append(
                f"  {name}: {annotation.anchor} “{at}” {annotation.why} "
                f"| {annotation.own_words} {origin and (bool(origin.text_version), bool(origin.accepted))}"
            )
    golden(Path(__file__).with_name("carried.txt"), "\n".join([*said, ""]))
