"""Programs of hooks run without a shell, within limits, and leave nothing running behind."""

import asyncio
import errno
import os
import signal
import sys
import tempfile
from pathlib import Path
from time import monotonic

import pytest

from readtui.errors import ReadtuiError
from readtui.tui.hooks import hook_process
from readtui.tui.hooks.hook_process import MOST_BYTES, ProgramOutput, run_program
from readtui.tui.work.app_end import wait_for_the_rest

PYTHON = (sys.executable, "-c")


async def ran(code: str, given: str = "", seconds: float | None = 60, **environ: str) -> ProgramOutput:
    """What a few lines of Python write."""
    return await run_program((*PYTHON, code), given, environ, seconds=seconds)


def has_ended(pid: int) -> bool:
    """Whether no process has this id, or only one that is not waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def number_in(file: Path) -> int:
    """The number that a program writes to the file when it has begun."""
    while not file.exists() or not file.read_text().endswith("\n"):
        await asyncio.sleep(0.01)
    return int(file.read_text())


async def test_the_text_goes_in_as_utf_8_and_the_environment_says_more() -> None:
    code = "import os, sys; print(sys.stdin.buffer.read().hex(), os.environ['READTUI_TITLE'])"
    assert (await ran(code, "Straße; $(id) 海", READTUI_TITLE="A; title")).output == (
        f"{'Straße; $(id) 海'.encode().hex()} A; title"
    )


async def test_no_shell_reads_the_arguments(tmp_path: Path) -> None:
    argument = f"$(touch {tmp_path}/made); `id` *"
    result = await run_program((sys.executable, "-c", "import sys; print(sys.argv[1])", argument), "", {}, seconds=60)
    assert result.output == argument
    assert not (tmp_path / "made").exists()


async def test_output_cannot_control_the_terminal() -> None:
    link = r"\x1b]8;;http://e.org\x1b\\link\x1b]8;;\x1b\\"
    hostile = rf"'\x1b[31mred\x1b[0m \x1b]0;title\x07{link} b\x08bo\x08old \x9b2J \r\u202e.'"
    output = (await ran(f"import sys; sys.stdout.buffer.write({hostile}.encode())")).output
    assert output == "red link bold ⍰2J \n⍰."
    assert (await ran("import sys; sys.stdout.buffer.write(bytes(range(128, 256)))")).output.startswith("�")


async def test_a_program_that_says_too_much_is_stopped(tmp_path: Path) -> None:
    code = (
        f"import os; open({str(tmp_path / 'pid')!r}, 'w').write(f'{{os.getpid()}}\\n')\n"
        "while True: print('water ' * 999)"
    )
    result = await ran(code)
    assert result.is_cut
    assert MOST_BYTES * 0.9 < len(result.output) <= MOST_BYTES
    assert result.fault is not None
    assert has_ended(await number_in(tmp_path / "pid"))


async def test_what_hangs_is_stopped_with_all_that_it_started(tmp_path: Path) -> None:
    child = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(f'{{os.getpid()}}\\n'); time.sleep(1000)"
    )
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    running_it = asyncio.create_task(ran(code, seconds=None))
    pid = await number_in(tmp_path / "pid")
    running_it.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running_it
    began = monotonic()
    while not has_ended(pid) and monotonic() - began < 20:
        await asyncio.sleep(0.02)
    assert has_ended(pid)
    with pytest.raises(ReadtuiError, match=r"more than 0\.2 seconds"):
        await ran("import time; time.sleep(1000)", seconds=0.2)


async def test_a_program_may_leave_its_input_unread_and_its_children_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await ran("print('read nothing')", "x" * 5_000_000)).output == "read nothing"
    monkeypatch.setattr(hook_process, "_PATIENCE", 0.1)
    child = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(f'{{os.getpid()}}\\n'); time.sleep(1000)"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])"
    result = await run_program((*PYTHON, code), "", {}, keeps_output=False)
    assert (result.code, result.fault) == (0, None)
    pid = await number_in(tmp_path / "pid")
    assert not has_ended(pid)
    os.kill(pid, signal.SIGKILL)


async def test_an_answer_is_complete_when_the_program_ends_whatever_it_leaves_running(tmp_path: Path) -> None:
    child = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(f'{{os.getpid()}}\\n'); time.sleep(1000)"
    code = (
        f"import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        "print('water ' * 9_000, end='the end', flush=True); print('said', file=sys.stderr); sys.exit(3)"
    )
    result = await ran(code, seconds=30)
    assert result.output.endswith("water the end")
    assert (result.code, result.said, result.is_cut) == (3, "said", False)
    os.kill(await number_in(tmp_path / "pid"), signal.SIGKILL)


async def test_a_program_that_is_stopped_leaves_no_zombie(tmp_path: Path) -> None:
    code = (
        f"import os, subprocess, sys, time; open({str(tmp_path / 'pid')!r}, 'w').write(f'{{os.getpid()}}\\n')\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'], start_new_session=True)\n"
        f"open({str(tmp_path / 'child')!r}, 'w').write(f'{{child.pid}}\\n'); time.sleep(1000)"
    )
    with pytest.raises(ReadtuiError, match="more than 2 seconds"):
        await ran(code, seconds=2)
    wait_for_the_rest()
    pid = await number_in(tmp_path / "pid")
    for _ in range(400):
        if not Path(f"/proc/{pid}").exists():
            break
        await asyncio.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
    os.kill(await number_in(tmp_path / "child"), signal.SIGKILL)


async def test_failures_are_told_in_the_programs_own_words(tmp_path: Path) -> None:
    result = await ran("import sys; print('half'); sys.exit('first\\nno such \\x1b[1mword\\x1b[0m\\n')")
    assert result.output == "half"
    assert result.fault is not None
    assert (result.fault.message, result.fault.hint) == ("the program failed with exit code 1", "no such word")
    with pytest.raises(ReadtuiError, match="there is no program not-there"):
        await run_program(("not-there",), "", {})
    (tmp_path / "plain.txt").write_text("no program")
    with pytest.raises(ReadtuiError, match=r"could not start .*plain.txt: Permission denied"):
        await run_program((str(tmp_path / "plain.txt"),), "", {})


async def test_a_program_has_no_terminal() -> None:
    result = await ran("open('/dev/tty', 'w').write('x')")
    assert result.code == 1
    assert "/dev/tty" in result.said


async def test_a_full_disk_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(ReadtuiError, match=r"could not hand the text to .*: No space left on device"):
        await ran("print()")
