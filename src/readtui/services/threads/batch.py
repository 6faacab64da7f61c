"""Reads answers from a file that a person or a program wrote: JSON Lines, or blocks that begin with an id. Pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from readtui.codec import strict_json
from readtui.model.reply import ThreadState
from readtui.services.threads.report import HOW_TO_ANSWER
from readtui.services.threads.threads import Answer, RefusedAnswer

# Of fewer than eight digits, one is a numeral: "decade:" begins a line of prose.
_ID = r"([0-9a-f]{8}[0-9a-f-]{0,28}|(?=[a-f]*[0-9])[0-9a-f]{6,7})"
_LIST = r"[ \t>]{0,8}(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?"
_OPENS, _CLOSES = r"[\[(*_`]{0,4}", r"[\])*_`]{0,4}"
_BEGINNINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LIST}(?:#{{1,6}}[ \t]+)?{_OPENS}{_ID}{_CLOSES}(?:[ \t]\([a-z ]{{1,20}}\))?[ \t]?"
        rf"(?::|[ \t][-–—][ \t]){_CLOSES}[ \t]*(.*)",
        rf"[ \t]{{0,3}}#{{1,6}}[ \t]+{_OPENS}{_ID}{_CLOSES}[ \t]*()",
        # The head of a thread as it was printed.
        rf"{_LIST}(?:#{{1,6}}[ \t]+)?.{{0,1000}} · {_OPENS}{_ID}{_CLOSES} · (?:open|answered|settled)\b.{{0,60}}()",
    )
)
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Batch:
    """The answers of a file, what in it is no answer, and how many lines belong to none."""

    answers: tuple[Answer, ...]
    refused: tuple[RefusedAnswer, ...]
    left_out: int = 0


def read_batch(text: str) -> Batch:
    """The answers in a file. In JSON, ``settle`` true settles the thread, false reopens it."""
    # Programs like to repeat what they were sent.
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() != HOW_TO_ANSWER]
    first = next((line for line in lines if line.strip()), "").lstrip()
    if first.startswith("[") and (values := _list_in(text)) is not None:
        return _of_json([json.dumps(value) for value in values])
    if first.startswith("{"):
        return _of_json(lines)
    blocks = _of_blocks(lines)
    if blocks.answers:
        # Lines of JSON in them are what somebody answered.
        return blocks
    objects = [line for line in lines if line.lstrip().startswith("{") and isinstance(_answer(line, ""), Answer)]
    # With words around them, as programs like to write them.
    return replace(_of_json(objects), left_out=blocks.left_out - len(objects))


def _list_in(text: str) -> list[object] | None:
    try:
        found = strict_json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _of_json(lines: Sequence[str]) -> Batch:
    answers: list[Answer] = []
    refused: list[RefusedAnswer] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = _answer(line, f"line {number}")
        if isinstance(found, Answer):
            answers.append(found)
        else:
            refused.append(found)
    return Batch(tuple(answers), tuple(refused))


def _answer(line: str, where: str) -> Answer | RefusedAnswer:
    try:
        value = strict_json.loads(line)
    except (ValueError, RecursionError):
        return RefusedAnswer(where, "this is not JSON", "Write one object a line, and no text around it.")
    if not isinstance(value, Mapping) or not isinstance(value.get("id"), str):
        return RefusedAnswer(where, "it names no id", 'Example: {"id": "3f2a91c0", "text": "See line 31."}')
    text, settle = value.get("text", ""), value.get("settle")
    if not isinstance(text, str) or not (settle is None or isinstance(settle, bool)):
        return RefusedAnswer(value["id"], "text must be a string, and settle true or false")
    sets = None if settle is None else ThreadState.SETTLED if settle else ThreadState.OPEN
    return Answer(value["id"], text, sets)


def _of_blocks(lines: list[str]) -> Batch:
    """Blocks that begin with a line ``ID:``, with the text after the colon and on the lines below."""
    starts = list(_starts(lines))
    if not starts:
        return Batch((), (), sum(bool(line.strip()) for line in lines))
    before = [line.strip() for line in lines[: starts[0][0]] if line.strip()]
    ends = [*(number for number, _ in starts[1:]), len(lines)]
    if before and before[-1].startswith(_FENCE):
        # The answers stand in one block of code, as programs like to write them.
        last = next((at for at in range(len(lines) - 1, starts[-1][0], -1) if lines[at].strip() == _FENCE), len(lines))
        ends[-1] = last
    answers = [
        Answer(match[1].lower(), "\n".join([match[2] or "", *lines[number + 1 : end]]).strip())
        for (number, match), end in zip(starts, ends, strict=True)
    ]
    return Batch(tuple(answers), (), len(before))


def _starts(lines: list[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """The lines on which blocks begin, outside of code in an answer."""
    has_begun = is_code = False
    for number, line in enumerate(lines):
        if has_begun and line.lstrip().startswith(_FENCE):
            is_code = not is_code
        elif not is_code and (match := next(filter(None, (one.fullmatch(line.rstrip()) for one in _BEGINNINGS)), None)):
            has_begun = True
            yield number, match
