"""Prints what an import does, and what waits, as text and as JSON."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from readtui.cli.output import print_line, print_table, print_text
from readtui.codec.replies import creator_to_json
from readtui.services.importing.plan import ImportPlan, Outcome, PlannedAnnotation, PlannedWork, outcome_words
from readtui.services.wording import excerpt
from readtui.text.counted import counted

if TYPE_CHECKING:
    from readtui.model.creator import Identity
    from readtui.services.library import Found

_COUNTED = (Outcome.PLACED, Outcome.REVIEW, Outcome.WAITING, Outcome.REFUSED)
_LABELS = {Outcome.REVIEW: "needs review"}
_MOST_REASONS, _MOST_WORKS = 1000, 20
_WITH_REASON = (Outcome.REVIEW, Outcome.REFUSED)


def print_plan(plan: ImportPlan, identity: "Identity", *, dry_run: bool) -> None:
    """Print the counts, then what was refused or needs review with its reason."""
    counts = plan.counts()
    if plan.works:
        for outcome in Outcome:
            if outcome in _COUNTED or counts[outcome]:
                print_line(f"{_LABELS.get(outcome) or outcome_words(outcome)}: {counts[outcome]}")
    if plan.added:
        print_line(f"{'to be added' if dry_run else 'added'}: {counted(len(plan.added), 'article')}")
    if plan.later:
        print_line(f"not read yet: {counted(plan.later, 'article')} (import the file again to go on)")
    for line in plan.beside():
        print_line(line)
    if people := plan.made_by(identity):
        print_line(f"by: {people}")
    with_reason = ((work, one) for work, one in plan.each() if one.outcome in _WITH_REASON)
    _print_some((_with_reason(work, one) for work, one in with_reason), _MOST_REASONS)
    waiting = ((work, [one for one in work.annotations if one.outcome is Outcome.WAITING]) for work in plan.works)
    which = "--json" if dry_run else "readtui import --waiting"
    _print_some((_waiting(work, found) for work, found in waiting if found), _MOST_WORKS, which)
    if plan.to_fetch:
        print_line(f"without their text: {counted(len(plan.to_fetch), 'article')} (--fetch fetches them)")
        _print_some((work.address for work in plan.to_fetch), _MOST_WORKS)


def _print_some(lines: Iterable[str], most: int, which: str = "--json") -> None:
    """Print the first of the lines, and how many there are besides. ``which`` lists all."""
    more = 0
    for number, line in enumerate(lines):
        if number < most:
            print_text(f"  {line}")
        else:
            more += 1
    if more:
        print_text(f"  … and {more:,} more ({which} lists all)")


def _with_reason(work: PlannedWork, one: PlannedAnnotation) -> str:
    label = _LABELS.get(one.outcome) or outcome_words(one.outcome)
    words = "" if one.words == work.title else f": {excerpt(one.words)}"
    return f"{label}: {excerpt(work.title)}{words}{_why(one)}"


def _waiting(work: PlannedWork, waiting: Sequence[PlannedAnnotation]) -> str:
    reason = next((one.why for one in waiting if one.why), "")
    by = f" by {work.author}" if work.author else ""
    return f"waiting: {len(waiting)} for {excerpt(work.title)}{by}{f': {reason}' if reason else ''}"


def plan_json(plan: ImportPlan, identity: "Identity", *, dry_run: bool) -> dict[str, object]:
    """The plan as one JSON document."""
    counts = plan.counts()
    return {
        "formats": list(plan.formats),
        "dryRun": dry_run,
        **{outcome.value: counts[outcome] for outcome in Outcome},
        "replies": plan.replies,
        "creators": [{**creator_to_json(creator), "annotations": count} for creator, count in plan.people(identity)],
        "added": [work.record.id for work in plan.added if work.record is not None],
        "later": plan.later,
        "toFetch": [work.address for work in plan.to_fetch],
        "refusedFiles": [{"file": one.name, "message": one.message} for one in plan.refused],
        "works": [_work_json(work, identity) for work in plan.works],
    }


def _work_json(work: PlannedWork, identity: "Identity") -> dict[str, object]:
    return {
        "title": work.title,
        "author": work.author,
        "article": work.record.id if work.record is not None else None,
        "foundBy": work.how,
        "annotations": [_annotation_json(one, identity) for one in work.annotations],
    }


def _annotation_json(one: PlannedAnnotation, identity: "Identity") -> dict[str, object]:
    annotation = one.annotation
    passage = annotation.passage if annotation is not None else None
    return {
        "outcome": one.outcome.value,
        "id": annotation.id if annotation is not None else None,
        "article": annotation.article_id if annotation is not None else None,
        "state": annotation.anchor.value if annotation is not None else None,
        "start": passage.start if passage else None,
        "end": passage.end if passage else None,
        "quote": annotation.quoted_text if annotation is not None else one.words,
        "note": annotation.note if annotation is not None else "",
        "tags": list(annotation.tags) if annotation is not None else [],
        "creator": creator_to_json(identity.of(annotation.creator)) if annotation is not None else None,
        "replies": one.replies,
        "why": one.why,
    }


def _why(one: PlannedAnnotation) -> str:
    return f": {one.why}" if one.why else ""


def print_waiting(found: "Sequence[Found]") -> None:
    """A row for each annotation that waits."""
    rows = [
        (note.id, record.title, record.metadata.creator, note.quoted_text or note.note)
        for record, note in ((one.record, one.annotation) for one in found)
    ]
    if rows:
        print_table(("id", "for", "author", "quote or note"), rows)
    else:
        print_line("Nothing waits.")


def waiting_json(found: "Sequence[Found]") -> list[dict[str, object]]:
    """The same as JSON."""
    return [
        {
            "id": one.annotation.id,
            "article": one.record.id,
            "title": one.record.title,
            "author": one.record.metadata.creator,
            "url": one.record.metadata.source,
            "quote": one.annotation.quoted_text,
            "note": one.annotation.note,
            "tags": list(one.annotation.tags),
            "color": one.annotation.color,
            "state": one.annotation.anchor.value,
        }
        for one in found
    ]
