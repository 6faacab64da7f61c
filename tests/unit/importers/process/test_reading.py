import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from plugging import package
from tiny_pdf import Text, nested_forms_pdf, pdf
from waiting import Stop

from readtui.errors import SourceError, StoppedError
from readtui.importers.importer import Source
from readtui.importers.process.source_reader import QUICK_BYTES, SourceReader, reading_fault
from readtui.importers.process.worker import packed, unpacked
from readtui.importers.registry import GROUP, read_source
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.process.limited_process import FailedFault
from readtui.process.limits import MEMORY_EXIT, Limits

PAGE = (
    b"<html lang=en><title>Ferries</title><body><h1>Ferries</h1><p>It left at <b>dawn</b>, with two carts.</p></body>"
)
BOMB = Source(nested_forms_pdf(9), "bomb.pdf")
ODD_IMPORTER = """\
import os, sys, time
from pathlib import Path
from readtui.importers.importer import Source
from readtui.importers.markdown.importer import MarkdownImporter

class OddImporter:
    name = "odd"
    extensions = (".odd",)

    def recognises(self, source):
        print("looking")
        return source.data.startswith(b"who")

    def read(self, source):
        what = source.data.decode()
        print("What importers print is no answer.", what)
        if what == "fail":
            raise ValueError("an odd value")
        if what == "end":
            os._exit(3)
        if what == "memory":
            return bytearray(10 ** 12)
        if what.startswith("steps"):
            for step in range(int(what[6:])):
                source.tell(f"step {step}")
            bytearray(600_000_000)
        while what == "loop":
            pass
        return MarkdownImporter().read(Source(f"pid {os.getpid()}".encode(), source.name))
"""


@pytest.fixture
def reader() -> Iterator[SourceReader]:
    made = SourceReader()
    yield made
    made.close()


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Installs a third-party package with an importer."""
    points = {"odd": "odd_importer:OddImporter"}
    with package(monkeypatch, tmp_path, "odd_importer", ODD_IMPORTER, GROUP, points):
        yield


def pid(reader: SourceReader) -> int:
    """The id of the process that reads, found by reading a special source."""
    return int(reader.read(Source(b"who", "a.odd")).text.removeprefix("pid "))


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be blocked here")
def test_an_interrupt_is_left_to_the_parent(reader: SourceReader, odd: None) -> None:
    first = pid(reader)
    os.kill(first, signal.SIGINT)
    assert pid(reader) == first
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.parametrize(
    "source",
    [
        Source(PAGE, "https://a.example/ferries", media_type="text/html"),
        Source(pdf([[Text(72, 700, "It left at dawn.", 12)]], info={"Title": "Ferries"}), "ferries.pdf"),
        Source(b"# Ferries\n\n" + b"It *left* at dawn.\n\n" * (QUICK_BYTES // 20), "ferries.md"),
    ],
    ids=["page", "pdf", "large"],
)
def test_a_separate_process_reads_the_same_article(reader: SourceReader, source: Source) -> None:
    assert reader.read(source) == read_source(source)


@pytest.mark.usefixtures("odd")
def test_one_process_reads_several_sources_and_small_texts_need_none(reader: SourceReader) -> None:
    assert reader.read(Source(b"# Ferries", "ferries.md")).text == "Ferries"
    first = pid(reader)
    assert first != os.getpid()
    assert pid(reader) == first
    with pytest.raises(SourceError, match=r"a\.pdf"):
        reader.read(Source(b"%PDF-1.4 nothing", "a.pdf"))
    assert pid(reader) == first
    reader.close()
    assert pid(reader) != first


@pytest.mark.usefixtures("odd")
def test_the_format_of_a_large_source_is_detected_in_the_process_too(
    reader: SourceReader, capfd: pytest.CaptureFixture[str]
) -> None:
    assert reader.read(Source(b"who".ljust(QUICK_BYTES + 1), "download")).text == f"pid {pid(reader)}"
    assert capfd.readouterr().out == ""


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize(
    ("what", "said"), [(b"fail", "ValueError: an odd value"), (b"end", "failed"), (b"memory", "500 MB of memory")]
)
def test_whatever_an_importer_does_is_a_message_and_the_next_source_is_read(
    reader: SourceReader, what: bytes, said: str
) -> None:
    with pytest.raises(SourceError, match=r"a\.odd") as caught:
        reader.read(Source(what, "a.odd"))
    assert said in caught.value.message
    assert caught.value.hint
    assert pid(reader)


@pytest.mark.usefixtures("odd")
def test_a_source_that_takes_too_long_is_stopped() -> None:
    reader = SourceReader(Limits(seconds=0.3))
    with pytest.raises(SourceError, match=r"reading a\.odd took longer than 0 seconds"):
        reader.read(Source(b"loop", "a.odd"))
    reader.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is bounded on Linux")
def test_a_source_that_takes_too_much_memory_is_stopped() -> None:
    reader = SourceReader(Limits(memory_bytes=300_000_000))
    with pytest.raises(SourceError, match=r"bomb\.pdf failed: it needs more than 300 MB of memory"):
        reader.read(BOMB)
    reader.close()


@pytest.mark.usefixtures("odd")
@pytest.mark.skipif(sys.platform != "linux", reason="the address space is bounded on Linux")
def test_a_source_that_is_read_step_by_step_may_take_more_memory(reader: SourceReader) -> None:
    told: list[str] = []
    assert reader.read(Source(b"steps 7", "a.odd", tell=told.append)).text.startswith("pid")
    assert told == [f"step {number}" for number in range(7)]
    with pytest.raises(SourceError, match="500 MB of memory"):
        reader.read(Source(b"steps 1", "a.odd"))
    bounded = SourceReader(Limits(memory_bytes=300_000_000))
    with pytest.raises(SourceError, match="300 MB of memory"):
        bounded.read(Source(b"steps 90", "a.odd"))
    bounded.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no way to ask there")
def test_a_process_can_end_itself_where_the_system_does_not_bound_its_memory() -> None:
    code = (
        "import time; from readtui.process.limits import watch_memory\n"
        "held = []; watch_memory(200_000_000)\n"
        "while len(held) < 100: held.append(b'x' * 10_000_000); time.sleep(0.01)\n"
        "print('all of it', flush=True); time.sleep(30)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (MEMORY_EXIT, b"")


def test_reading_stops_on_request(reader: SourceReader) -> None:
    stop = Stop()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(StoppedError):
        reader.read(BOMB, stop)
    assert stop.said == 1
    assert reader._busy == []


def test_closing_stops_a_running_read(reader: SourceReader) -> None:
    threading.Timer(0.3, reader.close).start()
    with pytest.raises(SourceError, match="failed: it needs"):
        reader.read(BOMB)


def test_an_article_comes_through_the_pipe_with_all_that_its_blocks_say() -> None:
    marks = (Mark(MarkType.LINK, 0, 2, "https://example.org"),)
    block = Block(BlockKind.LIST_ITEM, 0, 4, Role.LEAD, level=2, marks=marks, label="4.", quoted=1)
    assert all(getattr(block, one.name) != one.default for one in fields(Block) if one.default is not MISSING)
    article = Article(Metadata("T"), "word", (block,))
    assert unpacked(packed(article)) == article


def test_what_fails_for_lack_of_memory_says_so() -> None:
    for said in ("MemoryError", "MemoryError: cannot allocate"):
        assert "too large to be read" in str(reading_fault(FailedFault(said), "a.csv", Limits()))
