"""Measure the CPU seconds for adding hostile inputs, including the program's start and writing. Run by hand.

    python tests/benchmarks/bench_hostile.py [ENDING[/NAME]]…

Each input is below 5 MB. Its line has its seconds and its size, and the command's message if it was not added.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from hostile.formats import FORMATS
from hostile.inputs import INPUTS

_GOAL_SECONDS = 10
_STOP_SECONDS = 30


def main() -> None:
    wanted = sys.argv[1:]
    slow = 0
    for ending, inputs in {**INPUTS, **FORMATS}.items():
        for name, (make, count) in inputs.items():
            label = f"{ending}/{name}"
            if wanted and not any(label == one or ending == one for one in wanted):
                continue
            data = make(count)
            seconds, said = _seconds_to_add(data, ending)
            slow += seconds > _GOAL_SECONDS
            mark = "  SLOW" if seconds > _GOAL_SECONDS else ""
            print(f"{seconds:7.2f} s  {len(data) / 1e6:5.2f} MB  {label}{mark}{said and '  ' + said}", flush=True)
    print(f"{slow} inputs take more than {_GOAL_SECONDS} seconds")


def _seconds_to_add(data: bytes, ending: str) -> tuple[float, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"input.{ending}")
        path.write_bytes(data)
        homes = {f"XDG_{kind}_HOME": folder for kind in ("DATA", "STATE", "CACHE", "CONFIG")}
        before = os.times()
        done = subprocess.run(
            [sys.executable, "-m", "readtui", "--library", f"{folder}/library", "add", str(path)],
            env={**os.environ, **homes},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (_STOP_SECONDS, _STOP_SECONDS)),
            capture_output=True,
            text=True,
            check=False,
        )
        after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, "" if done.returncode == 0 else done.stderr.strip().replace("\n", " ")[:150]


if __name__ == "__main__":
    main()
