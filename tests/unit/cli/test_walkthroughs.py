"""The recipes in docs/recipes do what they promise: their commands run in order, with the settings that they show."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from code_blocks import ROOT, code_blocks
from pypdf import PdfReader
from tiny_pdf import Text, pdf
from waiting import wait_until

from readtui.bootstrap import open_services

CLIPPINGS = """\
\ufeffOn Tides (Ada Ferry)
- Your Highlight on page 1 | Location 10-11 | Added on Friday, 2 January 2026 10:00:00

Nobody asked where it had been.
==========
A Book Elsewhere (Ben Boat)
- Your Highlight on page 1 | Location 10-11 | Added on Friday, 2 January 2026 10:01:00

Words from elsewhere.
==========
"""

Readtui = Callable[..., Any]
Shell = Callable[[str, Path], list[str]]
Follow = Callable[..., list[str]]


@pytest.fixture
def follow(shell: Shell, tmp_path: Path) -> Follow:
    """Run the commands of a recipe in a folder; return what each command of readtui has printed."""

    def run(name: str, folder: Path, instead: Mapping[str, str] = {}) -> list[str]:
        page = f"docs/recipes/{name}"
        settings = "\n".join(block.code for block in code_blocks(page, "toml"))
        (tmp_path / "settings.toml").write_text(settings, encoding="utf-8")
        lines = "".join(block.code for block in code_blocks(page, "sh"))
        for one, other in instead.items():
            lines = lines.replace(one, other)
        return shell(lines, folder)

    return run


def test_kindle_clippings_fill_a_vault(follow: Follow, tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "tides.md").write_text("# On Tides\n\nThe tide comes in. Nobody asked where it had been.\n")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "My Clippings.txt").write_text(CLIPPINGS, encoding="utf-8")
    printed = follow("kindle-to-obsidian.md", tmp_path, {"/media/Kindle": str(tmp_path)})
    assert any("Words from elsewhere." in one for one in printed)
    assert any("already there: 2" in one for one in printed)
    [note] = (tmp_path / "vault" / "reading").rglob("On Tides.md")
    assert "> Nobody asked where it had been.\n" in note.read_text(encoding="utf-8")


def test_interviews_are_coded_and_handed_on(follow: Follow, tmp_path: Path) -> None:
    said = {
        "anna": "I get my hours on Friday evening. My sister calls that no life.",
        "ben": "The app tells me at six in the morning. I have stopped planning.",
    }
    (tmp_path / "interviews").mkdir()
    for name, words in said.items():
        (tmp_path / "interviews" / f"{name}.md").write_text(f"# {name}\n\n{words}\n")
    (tmp_path / "codebook.csv").write_text("name,color,description\nwork/hours,blue,Who decides\nfamily,,At home\n")
    printed = follow("coding-interviews.md", tmp_path)
    assert "family\twork/hours\t1\n" in "".join(printed)
    assert {"study.qdpx", "codebook.qdc", "passages.csv"} <= {path.name for path in tmp_path.iterdir()}
    by_tag = (tmp_path / "by-tag.md").read_text(encoding="utf-8")
    assert re.findall("^# (.*)", by_tag, re.MULTILINE) == ["family", "work/schedule"]


def test_a_course_is_marked_asked_and_summed_up(follow: Follow, tmp_path: Path) -> None:
    said = ("Tides", "That is why there are two high tides a day.", "Neap tides are the lowest of the month.")
    (tmp_path / "lectures").mkdir()
    (tmp_path / "lectures" / "tides.pdf").write_bytes(
        pdf([[Text(72, 700 - 30 * line, text) for line, text in enumerate(said)]], info={"Title": "Tides"})
    )
    printed = follow("exam.md", tmp_path, {"readtui review": "readtui review --json"})
    assert any("two high tides a day" in one and "How many" in one for one in printed)
    assert "> That is why there are ==two high tides a day==." in (tmp_path / "summary.md").read_text("utf-8")
    assert {"exam.apkg", "tides-marked.pdf"} <= {path.name for path in tmp_path.iterdir()}
    assert len(list(PdfReader(tmp_path / "tides-marked.pdf").pages[0].annotations or ())) == 2


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize(
    ("handed_out", "brought_together"),
    [
        (["Ada sends", "Ben begins"], ["Ben sends", "Ada takes it in"]),
        (["Ben copies"], ["Ada merges"]),
        (["Ada commits", "Ben clones"], ["Ben commits", "Ada pulls"]),
    ],
    ids=["mail", "folder", "git"],
)
def test_two_coders_work_apart_and_compare(
    handed_out: list[str],
    brought_together: list[str],
    shell: Shell,
    program: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = "docs/recipes/two-coders.md"
    blocks = {block.info.partition("=")[2].strip('"'): block.code for block in code_blocks(page, "sh*")}
    [settings] = code_blocks(page, "toml")
    [line] = re.findall(r"`(\{.*\})`", (ROOT / page).read_text("utf-8"))
    (tmp_path / "coded.jsonl").write_text(line + "\n", encoding="utf-8")
    tags = ("round/both", "round/ada", "round/ben", "work/hours", "family")
    (tmp_path / "codebook.csv").write_text("name,color,description\n" + "".join(f"{tag},,\n" for tag in tags))
    for who, words in {
        "both/anna": "I get my hours on Friday evening. My sister calls that no life.",
        "ada/ben": "The app tells me at six in the morning.",
        "ben/cleo": "I have stopped planning.",
    }.items():
        (tmp_path / "interviews" / who).parent.mkdir(parents=True)
        (tmp_path / "interviews" / f"{who}.md").write_text(f"# {who}\n\n{words}\n")
    (tmp_path / "shared").mkdir()
    library = {"Ada": "", "Ben": ""}
    for name in library:
        (tmp_path / f"{name}.toml").write_text(settings.code.replace("Ada", name), encoding="utf-8")

    def act(*titles: str) -> str:
        printed = []
        for title in titles:
            name = title[:3]
            monkeypatch.setenv("READTUI_STATE", str(tmp_path / f"state-{name}"))
            monkeypatch.setenv("READTUI_SETTINGS", str(tmp_path / f"{name}.toml"))
            monkeypatch.setenv("READTUI_LIBRARY", library[name])
            printed += shell(blocks[title], tmp_path)
            library[name] = os.environ["READTUI_LIBRARY"]
        return "".join(printed)

    act("Ada prepares", *handed_out, "Ada codes", "Ben codes", *brought_together)
    compared = act("Ada compares")
    assert "work/hours" in compared
    assert "family" in compared
    assert "<table" in (tmp_path / "agreement.html").read_text("utf-8")
    looked = act("Ada looks")
    assert "My sister calls that no life." in looked
    assert looked.count("Ben") == 1
    assert "Ada and coder (program) in 1 article" in act("Ada lets a program code")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command readtui, first in PATH; and somebody for git."""
    path = tmp_path / "bin" / "readtui"
    path.parent.mkdir()
    path.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m readtui "$@"\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")
    return path


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_remarks_on_a_draft_follow_it_through_git(
    readtui: Readtui, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands run in order. The test remarks in the place of the person whom discuss would show the draft."""
    page, person, branch = "docs/recipes/draft-in-git.md", tmp_path / "person", tmp_path / "branch"
    monkeypatch.setenv("HOME", str(tmp_path))

    def git(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(["git", *arguments], check=False, capture_output=True, text=True, timeout=60)

    def run(line: str) -> Any:
        words, _, file = line.partition(" > ")
        words = words.replace("3f2a91c0", first)
        done = readtui(*shlex.split(words, comments=True)[1:])
        if file:
            Path(file).write_text(done.out, encoding="utf-8")
        return done

    author, first = tmp_path / "author", ""
    git("init", "--initial-branch=main", str(author))
    draft = author / "draft.md"
    draft.write_text(
        "# Plan\n\nWe need two lamps. Both stand on the eastern mole.\n\nThe keeper is paid by the town.\n"
    )
    git("-C", str(author), "add", "draft.md")
    git("-C", str(author), "commit", "--message", "A plan")
    git("clone", str(author), str(person))
    blocks = [block.code.splitlines() for block in code_blocks(page, "sh")]
    [[discuss], [threads], remarks, [reply], [pull, again], [settle], together] = blocks
    [answers], [hook] = code_blocks(page, "text"), code_blocks(page, "sh title*")

    monkeypatch.chdir(person)
    assert [discuss, again] == ["readtui discuss draft.md"] * 2
    _, first, second = (run(line).line for line in remarks)
    assert run(threads).code == 3
    assert "draft.md:3 · " in Path("remarks.txt").read_text("utf-8")
    draft.write_text("# Plan\n\nShips go aground. We need two lamps; both of them stand on the eastern mole.\n")
    git("-C", str(author), "commit", "--all", "--message", "A shorter plan")
    Path("answers.txt").write_text(answers.code.replace("3f2a91c0", first[:8]), encoding="utf-8")
    assert run(reply).code == 0
    assert pull == "git pull --rebase"
    assert git("pull", "--rebase").returncode == 0
    readtui("refresh", "draft.md")
    shown = readtui("threads", "draft.md")
    assert "both of them stand on the eastern mole." in shown.out
    assert "· open · gone" in shown.out
    assert "Bea: One on each side would cost twice as much." in shown.out

    written = person / ".git" / "hooks" / "pre-commit"
    written.write_text(hook.code, encoding="utf-8")
    written.chmod(0o755)
    git("worktree", "add", "-b", "other", str(branch))
    monkeypatch.chdir(branch)
    Path("draft.md").write_text("# Plan\n\nWe need two lamps. One is enough for the eastern mole.\n")
    refused = git("commit", "--all", "--message", "One lamp")
    assert (refused.returncode != 0, "Why not one on each side?" in refused.stderr) == (True, True)
    assert refused.stderr.endswith("git commit --no-verify\n")
    assert run(settle).code == 0
    assert git("commit", "--all", "--message", "One lamp").returncode != 0
    assert readtui("settle", second).code == 0
    assert git("commit", "--all", "--message", "One lamp").returncode == 0

    for line in together:
        if line.startswith("export "):
            monkeypatch.setenv(*line.removeprefix("export ").split("="))
        elif line == discuss:
            readtui("add", "draft.md")
        else:
            subprocess.run(["sh", "-euc", line], check=True, capture_output=True, timeout=60)
    assert ".readtui" not in git("ls-files", "review").stdout


def test_a_program_answers_the_remarks_on_a_plan(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "docs/agents.md"
    [add, threads, reply, batch] = [block.code for block in code_blocks(page, "sh")]
    [printed, answers] = [block.code for block in code_blocks(page, "text")]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "settings.toml").write_text('[user]\nname = "Ada"\n', encoding="utf-8")
    begin = "# Plan\n\nWhat we do.\n\n## Rollout\n\n### Phase one\n\nWe begin.\n\n### Phase two\n\n"
    plan = tmp_path / "plan.md"
    plan.write_text(f"{begin}We ship on Friday.\nWe accept this risk.\n", encoding="utf-8")

    def run(lines: str) -> list[Any]:
        return [readtui(*shlex.split(line)[1:]) for line in lines.replace("3f2a91c0", ids[0]).splitlines()]

    ids = ["3f2a91c0"]
    ids = [run(add)[-1].line[:8]]
    [other] = run('readtui annotate plan.md --quote "on Friday" --note "Why not later?" --thread')
    run(reply)
    plan.write_text(plan.read_text("utf-8").replace("We accept", "Dana accepts"), encoding="utf-8")
    run("readtui refresh plan.md")
    [shown] = run(threads)
    assert (shown.code, printed.replace("3f2a91c0", ids[0]) in shown.out) == (3, True)
    (tmp_path / "answers.txt").write_text(answers.replace("3f2a91c0", ids[0]).replace("a81b22e0", other.line[:8]))
    [done] = run(batch)
    assert (done.code, len(done.out.split())) == (0, 2)


def test_a_program_answers_in_a_loop_until_the_person_has_settled_all(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several rounds, with the loop of the page. The assistant answers each remark that it gets, whatever it is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.md").write_text("# Plan\n\nWe ship on Friday.\n\nWe accept this risk.\n", encoding="utf-8")
    program = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m readtui "$@"\n'
    answers = "#!/bin/sh\nsed -n 's/.* · \\([0-9a-f]\\{8\\}\\) · open$/\\1: See line 5./p'\n"
    for name, written in (("readtui", program), ("assistant", answers)):
        (tmp_path / name).write_text(written, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    [loop] = code_blocks("docs/agents.md", "sh title*")
    article = readtui("add", "plan.md").line

    def send() -> None:
        services = open_services()
        services.send([article])
        services.close()

    def threads() -> list[Any]:
        found: list[Any] = readtui("threads", "--json").json
        return found

    with (tmp_path / "printed").open("w") as printed:
        running = subprocess.Popen(["sh", "-c", loop.code], stdout=printed, stderr=printed, start_new_session=True)
    try:
        for quote in ("We ship on Friday.", "We accept this risk."):
            readtui("annotate", "plan.md", "--quote", quote, "--note", "Why?", "--thread")
            send()
            wait_until(lambda: all(one["answered"] for one in threads()), threads)
        assert [len(one["replies"]) for one in threads()] == [1, 1]
        assert running.poll() is None
        readtui("settle", *(one["id"] for one in threads()))
        send()
        assert running.wait(60) == 0
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
