"""The limits of a process. It sets them for itself, so that it ends even if its parent is gone."""

import os
import sys
import threading
import time
from contextlib import suppress

from readtui.quick_dataclass import dataclass

MEMORY_EXIT = 86
"""The exit code of a process that exceeds its memory limit."""
_LOOK_EVERY = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one piece of work: seconds of processor time (of time on Windows), and bytes of memory (data and
    address space on Linux; on macOS the memory in use, checked every 50 ms; not enforced on Windows).
    """

    seconds: float = 120.0
    memory_bytes: int = 2_000_000_000

    @property
    def memory(self) -> str:
        return f"{self.memory_bytes // 1_000_000:,} MB"

    def of(self, size: int) -> "Limits":
        """The limits for work on so many bytes: no file of a usual size has to take long, or much memory."""
        if size >= USUAL_BYTES:
            return self
        return Limits(min(self.seconds, _USUAL_SECONDS), min(self.memory_bytes, _USUAL_MEMORY))


USUAL_BYTES = 50_000_000
_USUAL_SECONDS = 25.0
_USUAL_MEMORY = 500_000_000
_LEAST_SPACE = 2_000_000_000


def limit_memory(memory_bytes: int) -> None:
    """Limit the memory of this process, from now on."""
    if sys.platform == "linux":
        # The address space is much larger than what is in use, which only newer systems limit.
        _limit("RLIMIT_AS", max(memory_bytes, _LEAST_SPACE))
        _limit("RLIMIT_DATA", memory_bytes)
    else:
        # Other systems accept the limit but do not enforce it.
        watch_memory(memory_bytes)


def limit_time(seconds: float) -> None:
    """Limit the processor time of this process, from now on."""
    _limit("RLIMIT_CPU", int(time.process_time() + seconds) + 1)


def watch_memory(memory_bytes: int) -> None:
    """End this process once it uses more memory, on platforms that report its usage.

    Code that blocks Python's other threads is stopped only once it lets them run.
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


def _limit(name: str, value: int) -> None:
    """Set a limit of this process, unless the platform does not support it or a lower one is set."""
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
