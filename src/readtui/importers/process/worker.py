"""The process that reads sources for another process: requests come on stdin, articles or errors go to stdout, as
frames.

It limits its own memory and processor time, so that it ends even if its parent is gone. It trusts its parent and is
trusted by it: both run with the same user's rights.
"""

import gc
import os
import pickle
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from itertools import starmap
from operator import attrgetter
from typing import IO, Any

from readtui.codec.strict_json import MANY_DIGITS
from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import Block, Mark
from readtui.process.limited_process import read_frame, write_frame, write_news
from readtui.process.limits import Limits, limit_memory, limit_time
from readtui.quick_dataclass import maker

_IDLE_SECONDS = 20.0
_STEP_SECONDS, _STEP_BYTES = 2.0, 20_000_000
"""Four times what twenty dense pages of a PDF take."""
_COLLECT_EVERY = (1_000_000, 20, 100)
"""What makes Python look for garbage: an article's million values are none, and to look through them again and again
takes a third of the time.
"""
_MARK_VALUES = attrgetter("type", "start", "end", "target")
_BLOCK_VALUES = attrgetter("kind", "start", "end", "role", "level")
_block, _mark = maker(Block), maker(Mark)


def serve(memory_bytes: int, seconds: float) -> None:
    """Read sources until there are no more. ``seconds``: the time limit for each."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # An importer's own output must not mix with the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limits = Limits(seconds, memory_bytes)
    limit_memory(memory_bytes)
    gc.set_threshold(*_COLLECT_EVERY)
    while (source := _next(requests)) is not None:
        usual = limits.of(len(source.data))
        told = replace(source, tell=partial(_tell, answers, _Allowance(usual, limits)))
        write_frame(answers, packed(_answer(told, usual)))


class _Allowance:
    """What this process may use for a source: what is usual, and more for each step forward, up to the limits."""

    def __init__(self, usual: Limits, limits: Limits) -> None:
        self._begun, self._most = time.process_time(), limits
        self._allow(usual)

    def grow(self) -> None:
        seconds, memory_bytes = self._allowed.seconds + _STEP_SECONDS, self._allowed.memory_bytes + _STEP_BYTES
        self._allow(Limits(min(seconds, self._most.seconds), min(memory_bytes, self._most.memory_bytes)))

    def _allow(self, allowed: Limits) -> None:
        self._allowed = allowed
        if sys.platform == "linux":
            limit_memory(allowed.memory_bytes)
        limit_time(allowed.seconds - (time.process_time() - self._begun))


def _tell(answers: IO[bytes], allowance: _Allowance, words: str) -> None:
    write_news(answers, words)
    allowance.grow()


def _next(requests: IO[bytes]) -> Source | None:
    """The next source; None if there is none. After a long wait the process ends, which frees its memory."""
    idle = threading.Timer(_IDLE_SECONDS, os._exit, (0,))
    idle.start()
    try:
        frame = read_frame(requests)
    finally:
        idle.cancel()
    if frame is None:
        return None
    source = pickle.loads(frame)
    assert isinstance(source, Source)
    return source


def _answer(source: Source, limits: Limits) -> Article | SourceError:
    name = source.name or "the input"
    try:
        return read_source(source)
    except SourceError as fault:
        return SourceError(fault.message, fault.hint)
    except MemoryError:
        return too_much_memory(name, limits)
    except Exception as fault:  # noqa: BLE001  whatever an importer does with a hostile file: a person is told
        return unread(name, f"{type(fault).__name__}: {fault}".rstrip(": "))


def unread(name: str, reason: str) -> SourceError:
    """The error for a source on which an importer has failed, for a reason in Python's words."""
    if "integer string conversion" in reason:
        reason = MANY_DIGITS
    elif reason.startswith("Unicode"):
        reason = "its text is damaged"
    return SourceError(f"{name} could not be read: {reason}", "It may be damaged. Save or convert it again.")


def packed(answer: Article | SourceError) -> bytes:
    """Serialize an answer. Blocks and marks become plain tuples, because a million objects take five times as long."""
    if isinstance(answer, SourceError):
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    blocks = [
        (*_BLOCK_VALUES(one), one.marks and list(map(_MARK_VALUES, one.marks)), one.label, one.quoted)
        for one in answer.blocks
    ]
    return pickle.dumps((replace(answer, blocks=()), blocks), pickle.HIGHEST_PROTOCOL)


def unpacked(frame: bytes) -> Article | SourceError:
    """The inverse of ``packed``. Pauses garbage collection, because the million new objects are not garbage."""
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        answer: SourceError | tuple[Article, list[tuple[Any, ...]]] = pickle.loads(frame)
        if isinstance(answer, SourceError):
            return answer
        article, values = answer
        blocks = tuple(
            _block(kind, start, end, role, level, tuple(starmap(_mark, marks)) if marks else (), label, quoted)
            for kind, start, end, role, level, marks, label, quoted in values
        )
    finally:
        if is_collecting:
            gc.enable()
    return replace(article, blocks=blocks)


def too_much_memory(name: str, limits: Limits) -> SourceError:
    return SourceError(
        f"{name} is too large to be read within {limits.memory} of memory",
        "It may be damaged, or malicious. Otherwise, split it and add the parts.",
    )
