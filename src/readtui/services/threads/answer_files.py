"""Answers in a file: JSON Lines, or blocks that begin with the id of a thread, as people and programs write them."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from readtui.codec import strict_json
from readtui.model.reply import ThreadState
from readtui.quick_dataclass import dataclass
from readtui.services.threads.threads import HOW_TO_ANSWER, Answer, RefusedAnswer
from readtui.services.wording import excerpt

# Of fewer than eight digits, one is a numeral: "decade:" begins a line of prose.
_ID = r"([0-9a-f]{8}[0-9a-f-]{0,28}|(?=[a-f]*[0-9])[0-9a-f]{6,7})"
_LIST = r"[ \t>]{0,8}(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?"
_OPENS, _CLOSES = r"[\[(*_`]{0,4}", r"[\])*_`]{0,4}"
_BEGINNINGS = (
    re.compile(
        rf"{_LIST}(?:#{{1,6}}[ \t]+)?{_OPENS}{_ID}{_CLOSES}(?:[ \t]\([a-z ]{{1,20}}\))?[ \t]?"
        rf"(?::|[ \t][-–—][ \t]){_CLOSES}[ \t]*(.*)",
        re.IGNORECASE,
    ),
    re.compile(rf"[ \t]{{0,3}}#{{1,6}}[ \t]+{_OPENS}{_ID}{_CLOSES}[ \t]*()", re.IGNORECASE),
)
"""Lines that begin an answer whatever the id is: one that is unknown is refused."""
_ANY_ID = re.compile(r"(?<![^\W_])[0-9a-f]{8}(?:-?[0-9a-f]){0,28}(?![^\W_])", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}>", re.IGNORECASE)
_SIGNS_BEFORE = re.compile(
    r"[\W_]{0,20}(?:\d{1,3}[.):|]?(?![^\W_])[\W_]{0,20})?"
    r"(?:(?:my|re|thread|id|answer|reply|response|remark|comment|note|question)\b(?:[ \t](?:to|for|on|id)\b)?"
    r"[\W_]{1,20}){0,3}",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(r".{0,1000}[·|][ \t]*[\[(*_`#<]{0,4}")
_FEW_WORDS = re.compile(r"[\W_]{0,20}(?:[^\W_]+[\W_]{1,20}){1,2}")
_BRACKET_AFTER = re.compile(r"[*_\])}>]{1,4}[ \t]+")
_STATE = r"(?:open|answered|settled|unchanged|moved|reworded|changed in meaning|meaning|place uncertain|gone)"
_STATES_AFTER = re.compile(
    rf"[*_`\])}}>\"'»]{{0,4}}[ \t]*(?:(?:[·|(\[,/–—-][ \t]*)+[*_`]{{0,4}}{_STATE}\b[*_`)\]]{{0,4}}[ \t]*)+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"[*_`\])}>\"'»]{0,4}[ \t]*(?:[:：][*_`\])}]{0,4}(?:[ \t]+|$|(?=[^\W\d]))|(?:[-–—→=·|]|->|=>|--)[*_`]{0,4}[ \t]+)"
    r"[ \t]*"
)
_RULE_OF_TABLE = re.compile(r"[ \t]*\|[-:| \t]+")
_FENCE = "```"
_SHORT = 8
_MOST_BEFORE = 60


@dataclass(frozen=True, slots=True)
class ThreadBatch:
    """The answers of a file, what in it is no answer, and how many lines belong to none."""

    answers: tuple[Answer, ...]
    refused: tuple[RefusedAnswer, ...]
    left_out: int = 0


def read_batch(text: str, threads: Collection[str] = ()) -> ThreadBatch:
    """The answers in a file. In JSON, ``settle`` true settles the thread, false reopens it.

    ``threads``: the ids of those that there are. One near the start of a line begins a block, whatever signs stand
    around it; where it may also belong to the text above, the block is refused.
    """
    # Programs like to repeat what they were sent.
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() != HOW_TO_ANSWER]
    first = next((line for line in lines if line.strip()), "").lstrip()
    if first.startswith("[") and (values := _list_in(text)) is not None:
        return _of_json([json.dumps(value) for value in values])
    if first.startswith("{"):
        return _of_json(lines)
    blocks = _of_blocks(lines, frozenset(one[:_SHORT].lower() for one in threads))
    if blocks.answers or blocks.refused:
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


def _of_json(lines: Sequence[str]) -> ThreadBatch:
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
    return ThreadBatch(tuple(answers), tuple(refused))


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


@dataclass(frozen=True, slots=True)
class _Head:
    """A line that begins a block: the id in it, and the text after that.

    ``is_printed``: it is the head of a thread as it was printed. ``is_doubtful``: it may be text of the block above.
    """

    to: str
    text: str
    is_printed: bool = False
    is_doubtful: bool = False


def _of_blocks(lines: list[str], known: Collection[str]) -> ThreadBatch:
    """Blocks that begin with the id of a thread, with the text after it and on the lines below. ``known``: the first
    digits of all threads.
    """
    starts = list(_starts(lines, known))
    if not starts:
        return ThreadBatch((), (), sum(bool(line.strip()) for line in lines))
    before = [line.strip() for line in lines[: starts[0][0]] if line.strip()]
    ends = [*(_end(lines, number) for number, _ in starts[1:]), len(lines)]
    if before and before[-1].startswith(_FENCE):
        # The answers stand in one block of code, as programs like to write them.
        last = next((at for at in range(len(lines) - 1, starts[-1][0], -1) if lines[at].strip() == _FENCE), len(lines))
        ends[-1] = last
    answers: list[Answer] = []
    refused: list[RefusedAnswer] = []
    for (number, head), end in zip(starts, ends, strict=True):
        if head.is_doubtful:
            why = f"it is not clear whether this line begins an answer to {head.to}: {excerpt(lines[number].strip())}"
            refused.append(RefusedAnswer(head.to, why, f"If it does, write {head.to}: TEXT"))
        else:
            text = "\n".join([head.text, *lines[number + 1 : end]]).strip()
            answers.append(Answer(head.to, text, is_below_head=head.is_printed))
    return ThreadBatch(tuple(answers), tuple(refused), len(before))


def _starts(lines: list[str], known: Collection[str]) -> Iterator[tuple[int, _Head]]:
    """The lines on which blocks begin. Code in an answer is text, but one that has a known id is in doubt: who knows
    where the code was to end.
    """
    has_begun = is_code = False
    for number, line in enumerate(lines):
        if has_begun and line.lstrip().startswith(_FENCE):
            is_code = not is_code
        elif (head := _head(line.rstrip(), known)) is not None:
            if is_code and head.to[:_SHORT] not in known:
                continue
            has_begun = True
            yield number, replace(head, is_doubtful=head.is_doubtful or is_code)


def _end(lines: list[str], start: int) -> int:
    """Where the block above one that begins here ends: before the head of the table, if this is its first row."""
    is_first_row = lines[start].lstrip().startswith("|") and start > 1 and _RULE_OF_TABLE.fullmatch(lines[start - 1])
    return start - 2 if is_first_row else start


def _head(line: str, known: Collection[str]) -> _Head | None:
    """The head of a block that a line is; None for text."""
    if match := next(filter(None, (one.fullmatch(line) for one in _BEGINNINGS)), None):
        return _Head(match[1].lower(), match[2] or "")
    ids = list(_ANY_ID.finditer(line))
    found = next((one for one in ids if one[0][:_SHORT].lower() in known), ids[0] if ids else None)
    if found is None:
        return None
    to, before, after = found[0].lower(), _TAG.sub("", line[: found.start()]), _TAG.sub("", line[found.end() :], 1)
    if before.lstrip().startswith("|"):
        after = after.rstrip().removesuffix("|").rstrip()
    is_short = len(before) <= _MOST_BEFORE
    is_first, is_behind_place = is_short and _SIGNS_BEFORE.fullmatch(before), _PLACE_BEFORE.fullmatch(before)
    states = _STATES_AFTER.match(after)
    rest = after[states.end() :] if states else after
    between = _BETWEEN.match(rest)
    is_alone = not any(map(str.isalnum, rest))
    text = "" if is_alone else rest[between.end() :] if between else rest.lstrip("*_])}>").lstrip()
    begins, is_colon = bool(between or is_alone), between is not None and not {":", "："}.isdisjoint(between[0])
    head = _Head(to, text, is_printed=bool(states or not is_first))
    if states and begins and (is_first or is_behind_place):
        return head
    if to[:_SHORT] not in known:
        return head if is_first and is_colon else None
    if is_first:
        return head if not states and (begins or _BRACKET_AFTER.match(after)) else replace(head, is_doubtful=True)
    if is_behind_place and is_short and (is_colon or is_alone):
        return head
    is_near = is_behind_place or (is_short and _FEW_WORDS.fullmatch(before))
    return replace(head, is_doubtful=True) if is_near and between else None
