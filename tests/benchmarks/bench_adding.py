"""Measure adding a folder: one file after the other, and several at once as ``readtui add`` does.

    python -m tests.benchmarks.bench_adding FOLDER [--rounds 2]

The two take turns, each with a new library on the disk. A row: milliseconds a file until it is in the library,
processor time a file of all processes, and the largest memory of all together. Texts and ids of both must be the same.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from readtui.bootstrap import Services, open_services
from readtui.errors import ReadtuiError
from readtui.services.intake.bulk_intake import AHEAD

_WAYS = ("one after the other", "several at once")
_LOOK_EVERY = 0.1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--way", choices=_WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        add_folder(options.folder, several=options.way == _WAYS[1])
        return
    results = set()
    print(f"{os.cpu_count()} processors, others used {os.getloadavg()[0]:.1f} of them in the minute before")
    for _ in range(options.rounds):
        for way in _WAYS:
            results.add(measured(options.folder, way))
    print("the same articles" if len(results) == 1 else "DIFFERENT ARTICLES")


def measured(folder: Path, way: str) -> str:
    """Print a row for one way. Returns a hash of the ids in their order and of all texts."""
    with tempfile.TemporaryDirectory(prefix="readtui-bench-", dir=os.environ.get("TMPDIR")) as made:
        place = Path(made)
        environment = os.environ | {
            "READTUI_LIBRARY": str(place / "library"),
            "READTUI_STATE": str(place / "state"),
        }
        command = [sys.executable, "-m", "tests.benchmarks.bench_adding", str(folder), "--way", way]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            most = [0.0]
            watching = threading.Thread(target=watch_memory, args=(process, most))
            watching.start()
            figures = json.loads(process.stdout.read())
            watching.join()
        count, ids = figures["files"], hashlib.sha256(figures["ids"].encode())
        for text in sorted((place / "library" / "texts").iterdir()):
            ids.update(text.name.encode() + text.read_bytes())
    print(
        f"{way}: {count} files, {figures['seconds'] / count * 1000:.1f} ms a file, "
        f"processors {figures['cpu'] / count * 1000:.1f} ms a file, {most[0]:.0f} MiB",
        flush=True,
    )
    return ids.hexdigest()


def watch_memory(process: "subprocess.Popen[str]", most: list[float]) -> None:
    """Keep the largest resident memory, in MiB, of a process and those that it started."""
    while process.poll() is None:
        command = ["ps", "-o", "rss=", "-p", str(process.pid), "--ppid", str(process.pid)]
        listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
        most[0] = max(most[0], sum(map(int, listed)) / 1024)
        time.sleep(_LOOK_EVERY)


def add_folder(folder: Path, *, several: bool) -> None:
    """Add the folder to the default library; print the figures as JSON."""
    began = time.perf_counter()
    services = open_services()
    ids = added(services, folder, several=several)
    services.close()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    figures = {
        "files": len(ids),
        "ids": " ".join(ids),
        "seconds": time.perf_counter() - began,
        "cpu": sum(one.ru_utime + one.ru_stime for one in used),
    }
    print(json.dumps(figures))


def added(services: Services, folder: Path, *, several: bool) -> list[str]:
    """Add the folder; return the ids in order, without those of files that cannot be read."""
    sources = [str(path) for path in services.library.sources_in(folder)]
    adding = services.library.adding()
    ids = []
    for number, source in enumerate(sources, 1):
        following = sources[number : number + AHEAD]
        try:
            done = adding.add(source, following) if several else services.library.add(source)
        except ReadtuiError:
            continue
        ids.append(done.record.id)
    adding.close()
    return ids


if __name__ == "__main__":
    main()
