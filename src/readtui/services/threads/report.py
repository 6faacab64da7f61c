"""Writes threads as Markdown, for the author of a text: a person or a program. Pure."""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, takewhile
from pathlib import PurePath

from readtui.model.creator import Creator, Identity
from readtui.model.reply import ThreadState
from readtui.services.reading.source_lines import SourcePlace
from readtui.services.threads.threads import TextChange, Thread
from readtui.text.clean import shown, visible

HOW_TO_ANSWER = (
    "To answer: write ID: TEXT for each, and pass that to readtui reply --batch - --by NAME (a program: software:NAME)."
)
"""The last line, for readers that have never heard of readtui."""
_SHORT_ID = 8
_INDENT = "  "
_SAID = {TextChange.MOVED: "moved", TextChange.MEANING: "changed in meaning", TextChange.GONE: "gone"}


def report(
    threads: Iterable[Thread], sources: Mapping[str, SourcePlace], identity: Identity, folder: PurePath
) -> Iterator[str]:
    """The lines of all threads, an empty one between two, and how to answer if one is open.

    ``folder``: files below it are named from there. ``sources``: the file and line of each, by the id of its
    annotation.
    """
    found = list(threads)
    ids = _short_ids([one.annotation.id for one in found])
    for number, thread in enumerate(found):
        if number:
            yield ""
        place = _place(thread, sources.get(thread.annotation.id, SourcePlace()), folder)
        yield " · ".join((place, *_headings(thread), ids[thread.annotation.id], *_states(thread, identity)))
        yield from _words(thread)
        annotation = thread.annotation
        if annotation.note:
            yield from _said(annotation.creator, annotation.note, identity)
        for reply in annotation.replies:
            yield from _said(reply.creator, reply.said, identity)
    if any(one.is_open for one in found):
        yield ""
        yield HOW_TO_ANSWER


def _place(thread: Thread, source: SourcePlace, folder: PurePath) -> str:
    if source.file is None:
        return visible(thread.record.title)
    file = PurePath(source.file)
    name = visible(os.fspath(file.relative_to(folder) if file.is_relative_to(folder) else file))
    return f"{name}:{source.line}" if source.line else name


def _headings(thread: Thread) -> tuple[str, ...]:
    return (" › ".join(map(visible, thread.headings)),) if thread.headings else ()


def _states(thread: Thread, identity: Identity) -> Iterator[str]:
    if thread.annotation.thread is ThreadState.SETTLED:
        yield "settled"
    else:
        yield "answered" if thread.annotation.is_answered(identity) else "open"
    if thread.change in _SAID:
        yield _SAID[thread.change]


def _words(thread: Thread) -> Iterator[str]:
    """The words as they were annotated, and as they are now where they differ."""
    annotation = thread.annotation
    if annotation.quote is None:
        return
    yield from (f"> {line}".rstrip() for line in shown(annotation.own_words).splitlines())
    if thread.change is not TextChange.GONE and annotation.is_reworded:
        yield from _indented("now: ", shown(annotation.quoted_text))


def _said(creator: Creator | None, text: str, identity: Identity) -> Iterator[str]:
    return _indented(f"{visible(identity.of(creator).shown)}: ", shown(text))


def _indented(begin: str, text: str) -> Iterator[str]:
    """The text after its beginning, with the lines below set in, so that none looks like the head of a thread."""
    first, *others = text.splitlines() or [""]
    yield f"{begin}{first}".rstrip()
    yield from (f"{_INDENT}{line}".rstrip() for line in others)


def _short_ids(ids: Iterable[str]) -> dict[str, str]:
    """The fewest digits, but at least eight, that tell the ids apart."""
    whole = sorted(ids)
    lengths: dict[str, int] = dict.fromkeys(whole, _SHORT_ID)
    for one, other in pairwise(whole):
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))) + 1
        lengths[one], lengths[other] = max(lengths[one], shared), max(lengths[other], shared)
    return {one: one[:length] for one, length in lengths.items()}
