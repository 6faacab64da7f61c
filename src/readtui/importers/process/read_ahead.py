"""Reads sources in several processes at once, ahead of whoever asks for one after the other."""

import os
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import field
from threading import Event

from readtui.importers.importer import Cancelled, Source, never
from readtui.importers.process.source_reader import SourceReader, reading_fault
from readtui.model.article import Article
from readtui.process.limited_process import CancelledFault
from readtui.process.limits import Limits
from readtui.quick_dataclass import dataclass

_LOOK_EVERY = 0.05
_MOST_PROCESSES = 8
_AHEAD_OF_EACH = 16
_MOST_BYTES_AHEAD = 32 * 1024 * 1024


@dataclass(slots=True)
class ReadAhead:
    """Reads what ``begin`` was given, as many sources at once as there are processors; ``read`` waits for each.

    ``gives_way``: other programs go first, so that an app answers keys meanwhile. For one thread, except ``close``,
    which ends everything, also what another thread is waiting for.
    """

    limits: Limits = field(default_factory=Limits)
    gives_way: bool = False
    processes: int = 0
    _begun: "dict[str, _Begun]" = field(default_factory=dict)
    _bytes: int = 0
    _closed: Event = field(default_factory=Event)
    _reader: SourceReader = field(init=False)
    _threads: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.processes = self.processes or processes_at_once(self.limits)
        self._reader = SourceReader(
            self.limits, most_idle=self.processes, gives_way=self.gives_way, is_quick_apart=True
        )
        self._threads = ThreadPoolExecutor(self.processes, thread_name_prefix="read")

    @property
    def has_room(self) -> bool:
        """Whether another source may begin: what is begun stays in memory until it is asked for."""
        return len(self._begun) < _AHEAD_OF_EACH * self.processes and self._bytes < _MOST_BYTES_AHEAD

    def begin(self, source: Source) -> None:
        self.drop(source.name)
        self._bytes += len(source.data)
        reading = self._threads.submit(self._reader.read, source, self._closed.is_set)
        self._begun[source.name] = _Begun(source, reading)

    def read(self, source: Source, cancelled: Cancelled = never) -> Article:
        """The article of ``source``, from the reading that was begun if its bytes are the same.

        Raises as ``SourceReader.read``.
        """
        begun = self._taken(source.name)
        if begun is None or begun.source != source:
            if begun is not None:
                begun.reading.cancel()
            return self._reader.read(source, cancelled)
        while not wait((begun.reading,), _LOOK_EVERY).done:
            if cancelled():
                raise reading_fault(CancelledFault(), source.name, self.limits)
        return begun.reading.result()

    def drop(self, name: str) -> None:
        """Forget the source of this name, if it was begun and is not needed after all."""
        if (begun := self._taken(name)) is not None:
            begun.reading.cancel()

    def _taken(self, name: str) -> "_Begun | None":
        begun = self._begun.pop(name, None)
        self._bytes -= len(begun.source.data) if begun else 0
        return begun

    def close(self) -> None:
        """End all processes and forget what they have read."""
        self._closed.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._reader.close()
        self._threads.shutdown()
        # A process that was being started just now.
        self._reader.close()
        self._begun.clear()


@dataclass(frozen=True, slots=True)
class _Begun:
    source: Source
    reading: "Future[Article]"


def processes_at_once(limits: Limits) -> int:
    """How many processes may read at once: one a processor, but together they get no more memory than there is."""
    affinity = getattr(os, "sched_getaffinity", None)
    processors = len(affinity(0)) if affinity else os.cpu_count() or 1
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        # Not known here; most machines have this for two processors.
        memory = limits.memory_bytes * 2
    return max(1, min(processors, memory // limits.memory_bytes, _MOST_PROCESSES))
