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
from contextlib import suppress
from dataclasses import replace
from itertools import starmap
from operator import attrgetter
from typing import IO, Any

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import Block, Mark
from readtui.model.making import maker

LENGTH_BYTES = 8
MEMORY_EXIT = 86
"""The exit code of a process that exceeds its memory limit."""
_LOOK_EVERY = 0.05
_IDLE_SECONDS = 20.0
_SPARE_SECONDS = 5
_COLLECT_EVERY = (1_000_000, 20, 100)
"""What makes Python look for garbage: an article's million values are none, and to look through them again and again
takes a third of the time.
"""
_MARK_VALUES = attrgetter("type", "start", "end", "target")
_block, _mark = maker(Block), maker(Mark)


def serve(memory_bytes: int, seconds: float) -> None:
    """Read sources until there are no more. ``seconds``: the time limit for each."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # An importer's own output must not mix with the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if sys.platform == "linux":
        _limit("RLIMIT_AS", memory_bytes)
    else:
        # Other systems accept the limit but do not enforce it.
        watch_memory(memory_bytes)
    gc.set_threshold(*_COLLECT_EVERY)
    while (source := _next(requests)) is not None:
        _limit("RLIMIT_CPU", int(time.process_time() + seconds) + _SPARE_SECONDS)
        write_frame(answers, packed(_answer(source, memory_bytes)))


def watch_memory(memory_bytes: int) -> None:
    """End this process once it uses more memory, on platforms that report its usage.

    Code that blocks Python's other threads is not stopped before it lets them run.
    """
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:
        return
    unit = 1 if sys.platform == "darwin" else 1024

    def watch() -> None:
        while getrusage(RUSAGE_SELF).ru_maxrss * unit <= memory_bytes:
            time.sleep(_LOOK_EVERY)
        os._exit(MEMORY_EXIT)

    threading.Thread(target=watch, daemon=True).start()


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


def _answer(source: Source, memory_bytes: int) -> Article | SourceError:
    name = source.name or "the input"
    try:
        return read_source(source)
    except SourceError as fault:
        return SourceError(fault.message, fault.hint)
    except MemoryError:
        return too_much_memory(name, memory_bytes)
    except Exception as fault:  # noqa: BLE001  whatever an importer does with a hostile file: a person is told
        return SourceError(
            f"{name} could not be read: {f'{type(fault).__name__}: {fault}'.rstrip(': ')}",
            "It may be damaged. Save or convert it again.",
        )


def packed(answer: Article | SourceError) -> bytes:
    """Serialize an answer. Blocks and marks become plain tuples, because a million objects take five times as long."""
    if isinstance(answer, SourceError):
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    blocks = [
        (one.kind, one.start, one.end, one.role, one.level, one.marks and list(map(_MARK_VALUES, one.marks)), one.label)
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
            _block(kind, start, end, role, level, tuple(starmap(_mark, marks)) if marks else (), label)
            for kind, start, end, role, level, marks, label in values
        )
    finally:
        if is_collecting:
            gc.enable()
    return replace(article, blocks=blocks)


def too_much_memory(name: str, memory_bytes: int) -> SourceError:
    """The error for a source that needs too much memory."""
    return SourceError(
        f"{name} needs more than {memory_bytes / 1e9:.1f} GB of memory",
        "It may be damaged, or malicious. Otherwise, split it and add the parts.",
    )


def read_frame(stream: IO[bytes], most_bytes: int = sys.maxsize) -> bytes | None:
    """The next frame; None at the end or if it is truncated. Raises ValueError for one of more than ``most_bytes``."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    length = int.from_bytes(head, "big")
    if length > most_bytes:
        raise ValueError(f"a frame of {length} bytes")
    frame = stream.read(length)
    return frame if len(frame) == length else None


def write_frame(stream: IO[bytes], frame: bytes) -> None:
    """Write a complete frame."""
    stream.write(len(frame).to_bytes(LENGTH_BYTES, "big"))
    stream.write(frame)
    stream.flush()


def _limit(name: str, value: int) -> None:
    """Set a limit of this process, if the platform supports it and no lower one is set."""
    try:
        import resource
    except ImportError:
        return
    kind = getattr(resource, name)
    soft, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    if name == "RLIMIT_AS" and soft != resource.RLIM_INFINITY:
        value = min(value, soft)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, hard))
