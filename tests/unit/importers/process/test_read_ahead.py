"""Reading ahead in several processes, with an importer that waits for its partner."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from plugging import package
from tiny_pdf import nested_forms_pdf
from waiting import Stop, wait_until

from readtui.errors import SourceError, StoppedError
from readtui.importers.importer import Source
from readtui.importers.process.read_ahead import ReadAhead, processes_at_once
from readtui.importers.registry import GROUP
from readtui.process.limits import Limits

BOMB = Source(nested_forms_pdf(9), "bomb.pdf")
PAIRED_IMPORTER = """\
import os, time
from pathlib import Path
from readtui.importers.importer import Source
from readtui.importers.markdown.importer import MarkdownImporter

class PairedImporter:
    name = "paired"
    extensions = (".paired",)

    def recognises(self, source):
        return False

    def read(self, source):
        folder, _, what = source.data.decode().partition(" ")
        if what == "end":
            os._exit(3)
        Path(folder, what).touch()
        while what != "alone" and len(os.listdir(folder)) < 2:
            time.sleep(0.01)
        return MarkdownImporter().read(Source(f"{what} {os.getpid()}".encode(), source.name))
"""


@pytest.fixture
def ahead() -> Iterator[ReadAhead]:
    made = ReadAhead(processes=2)
    yield made
    made.close()


@pytest.fixture
def paired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Installs a package with an importer whose readings wait for each other in the folder that is returned."""
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    points = {"paired": "paired_importer:PairedImporter"}
    with package(monkeypatch, tmp_path, "paired_importer", PAIRED_IMPORTER, GROUP, points):
        yield meeting


def paired_source(meeting: Path, what: str) -> Source:
    return Source(f"{meeting} {what}".encode(), f"{what}.paired")


def test_two_processes_read_at_once_and_their_articles_come_in_the_order_asked(ahead: ReadAhead, paired: Path) -> None:
    sources = [paired_source(paired, what) for what in ("one", "two")]
    for source in sources:
        ahead.begin(source)
    texts = [ahead.read(source).text.split() for source in sources]
    assert [words[0] for words in texts] == ["one", "two"]
    assert len({words[1] for words in texts} | {str(os.getpid())}) == 3


def test_a_process_that_ends_costs_only_its_source(ahead: ReadAhead, paired: Path) -> None:
    sources = [paired_source(paired, what) for what in ("end", "one", "two")]
    for source in sources:
        ahead.begin(source)
    with pytest.raises(SourceError, match=r"end\.paired failed"):
        ahead.read(sources[0])
    assert [ahead.read(source).text.split()[0] for source in sources[1:]] == ["one", "two"]


def test_a_source_that_has_changed_since_is_read_as_it_is_now(ahead: ReadAhead) -> None:
    ahead.begin(Source(b"# Before", "a.md"))
    ahead.begin(Source(b"# Dropped", "b.md"))
    ahead.drop("b.md")
    assert ahead.read(Source(b"# After", "a.md")).text == "After"
    assert ahead.read(Source(b"# Again", "b.md")).text == "Again"


def test_only_so_much_is_read_ahead(ahead: ReadAhead) -> None:
    began = 0
    while ahead.has_room:
        ahead.begin(Source(b"# One", f"{began}.md"))
        began += 1
    assert 8 <= began <= 64
    assert ahead.read(Source(b"# One", "0.md")).text == "One"
    assert ahead.has_room
    ahead.begin(Source(b"# Long\n" * 10_000_000, "long.md"))
    ahead.drop("1.md")
    assert not ahead.has_room


def test_waiting_stops_on_request_and_closing_ends_the_processes(ahead: ReadAhead) -> None:
    ahead.begin(BOMB)
    stop = Stop()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(StoppedError, match=r"bomb\.pdf"):
        ahead.read(BOMB, stop)
    [process] = ahead._reader._busy
    ahead.close()
    assert process._process._process.poll() is not None
    assert threading.active_count() < 20


def test_closing_does_not_wait_for_what_is_being_read(ahead: ReadAhead) -> None:
    ahead.begin(BOMB)
    wait_until(lambda: bool(ahead._reader._busy), seen=lambda: ahead._reader._busy)
    time.sleep(0.05)
    ahead.close()
    assert not ahead._reader._busy
    assert not ahead._reader._idle


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="processes have no priority here")
def test_processes_give_way_if_asked() -> None:
    ahead = ReadAhead(gives_way=True, processes=1)
    ahead.begin(BOMB)
    wait_until(lambda: bool(ahead._reader._busy), seen=lambda: ahead._reader._busy)
    [process] = ahead._reader._busy
    own, its = (os.getpriority(os.PRIO_PROCESS, one) for one in (0, process._process._process.pid))
    assert its == min(own + 10, 19)
    ahead.close()


def test_all_processes_together_get_no_more_memory_than_there_is() -> None:
    assert processes_at_once(Limits(memory_bytes=10**15)) == 1
    assert 1 <= processes_at_once(Limits(memory_bytes=1)) <= 8
