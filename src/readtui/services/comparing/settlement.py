"""Settles disagreements: builds the annotations that say what was agreed on. Those of the coders stay as they are."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from readtui.errors import ChangedSinceError, UsageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.block import Block
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.comparing.comparison import AGREED, Disagreement
from readtui.services.wording import excerpt
from readtui.text.sections import Sections


class Choice(StrEnum):
    """What of a disagreement stays: a coder's code, both or neither."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"
    NEITHER = "neither"


def settle(
    disagreement: Disagreement,
    choice: Choice,
    article: Article,
    annotator: Annotator,
    coders: Sequence[str],
    span: Passage | None = None,
) -> Change:
    """Agree on a code, in one change that replaces what was agreed on before.

    Its note names the ``coders``, so that words find it, and every format says what it is. ``span``: its passage, by
    default that of the chosen code. Choosing a coder who coded nothing agrees on nothing. Raises ChangedSinceError if
    the article has another text now, UsageError if the passage has no words.
    """
    record = disagreement.record
    if article.hash8 != record.text_version:
        raise ChangedSinceError(f"the text of {excerpt(record.title)} has changed since", "Compare the coders again.")
    about = {"annotations": sorted(disagreement.ids), "coders": list(coders), "choice": choice.value}
    said = f"Settled between {' and '.join(coders)}"
    edits, words = [], ""
    for passage, tags in _chosen(disagreement, choice, span).items():
        note = f"{said}." if tags else f"{said}: no code here."
        try:
            change = replace(annotator, asks=False).create(record.id, article, passage, tags=tags, note=note)
        except ValueError as fault:
            raise UsageError(str(fault), "Choose another passage.") from fault
        made = change.edits[0].after
        assert isinstance(made, Annotation)
        edits.append(Edit(None, replace(made, extra={AGREED: about})))
        words = words or made.quoted_text
    now = annotator.clock()
    edits += [Edit(one, replace(one, modified=now, deleted=now)) for one in disagreement.agreed]
    what = f"agree on {excerpt(words)}"
    return Change(annotator.new_id(), now, what, tuple(edits))


def _chosen(disagreement: Disagreement, choice: Choice, span: Passage | None) -> dict[Passage, tuple[str, ...]]:
    """The passages that are agreed on, with their tags; both codes on one passage are one, nothing has no tags."""
    first, second = disagreement.codes
    codes = {Choice.FIRST: [first], Choice.SECOND: [second], Choice.BOTH: [first, second], Choice.NEITHER: []}[choice]
    tags: dict[Passage, tuple[str, ...]] = {}
    for code in codes:
        if code is not None:
            place = span or Passage(code.start, code.end)
            tags[place] = (*tags.get(place, ()), *code.names)
    return tags or {span or Passage(*disagreement.span): ()}


def spans(disagreement: Disagreement, article: Article) -> list[tuple[str, Passage]]:
    """Other passages for the agreed code, each with what it is; without those of the coders, which can be chosen."""
    given = [Passage(code.start, code.end) for code in disagreement.given]
    start, end = disagreement.span
    first, last = article.block_at(start), article.block_at(end - 1)
    shared = max(one.start for one in given), min(one.end for one in given)
    sentences = _sentences(article, first, start, end) + _sentences(article, last, start, end)
    found = [
        ("all words of both", (start, end)),
        ("the words that both share", shared),
        (
            "whole sentences",
            (min(one.start for one in sentences), max(one.end for one in sentences)) if sentences else shared,
        ),
        ("the whole paragraph", (first.start, last.end)),
    ]
    names: dict[Passage, str] = {}
    for name, (begin, stop) in found:
        if begin < stop and article.text[begin:stop].strip() and Passage(begin, stop) not in given:
            names.setdefault(Passage(begin, stop), name)
    return [(name, passage) for passage, name in names.items()]


def _sentences(article: Article, block: Block, start: int, end: int) -> list[Passage]:
    sections = Sections(article, block)
    stops = (stop for number in range(sections.count) for stop in sections.stops(number))
    return [stop for stop in stops if stop.start < end and start < stop.end]
