"""Settles disagreements: builds the annotations that say what was agreed on. Those of the coders stay as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from readtui.errors import UsageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.block import Block
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.comparing.comparison import AGREED, Code, Disagreement
from readtui.services.wording import excerpt
from readtui.text.sections import Sections


class Choice(StrEnum):
    """What of a disagreement stays: a coder's code, both or neither."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"
    NEITHER = "neither"


NOTHING_HERE = "Agreed: no code here."


def settle(
    disagreement: Disagreement,
    choice: Choice,
    article: Article,
    annotator: Annotator,
    coders: Sequence[str],
    span: Passage | None = None,
) -> Change:
    """Agree on a code, in one change that replaces what was agreed on before.

    ``coders``: the names of both. ``span``: the passage of the agreed code, by default that of the chosen one. Choosing
    a coder who coded nothing agrees on nothing. Raises UsageError if the passage has no words.
    """
    codes = _chosen(disagreement, choice)
    about = {"annotations": sorted(disagreement.ids), "coders": list(coders), "choice": choice.value}
    made = []
    for passage, tags in _passages(codes, span):
        made.append(_annotated(annotator, article, disagreement, passage, tags))
    if not made:
        start, end = disagreement.span
        made.append(_annotated(annotator, article, disagreement, span or Passage(start, end), ()))
    now = annotator.clock()
    edits = [Edit(None, replace(one, extra={**one.extra, AGREED: about})) for one in made]
    edits += [Edit(one, replace(one, modified=now, deleted=now)) for one in disagreement.agreed]
    what = f"agree on {excerpt(made[0].quoted_text)}"
    return Change(annotator.new_id(), now, what, tuple(edits))


def _chosen(disagreement: Disagreement, choice: Choice) -> list[Code]:
    first, second = disagreement.codes
    wanted = {Choice.FIRST: [first], Choice.SECOND: [second], Choice.BOTH: [first, second], Choice.NEITHER: []}
    return [code for code in wanted[choice] if code is not None]


def _passages(codes: Sequence[Code], span: Passage | None) -> Iterator[tuple[Passage, tuple[str, ...]]]:
    """Each passage with its tags; both codes on one passage are one."""
    tags: dict[Passage, tuple[str, ...]] = {}
    for code in codes:
        place = span or Passage(code.start, code.end)
        tags[place] = (*tags.get(place, ()), *code.names)
    yield from tags.items()


def _annotated(
    annotator: Annotator, article: Article, disagreement: Disagreement, passage: Passage, tags: Sequence[str]
) -> Annotation:
    note = "" if tags else NOTHING_HERE
    try:
        change = annotator.create(disagreement.record.id, article, passage, tags=tags, note=note)
    except ValueError as fault:
        raise UsageError(str(fault), "Choose another passage.") from fault
    made = change.edits[0].after
    assert isinstance(made, Annotation)
    # What ``discuss`` begins is a thread; this is none.
    return replace(made, is_thread=False)


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
    """The sentences of a block that have a part of a range."""
    sections = Sections(article, block)
    stops = (stop for number in range(sections.count) for stop in sections.stops(number))
    return [stop for stop in stops if stop.start < end and start < stop.end]
