"""readtui discuss: from a program's text to the person's remarks and back, wherever the output goes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.desk import COMMAND, Desk, environment_in
from tests.journeys.real_terminal import ESCAPE, RealTerminal

PLAN = """# Plan

## Rollout

### Phase two

We move the queue on Friday. We accept this risk. Phase one takes two days.

The limit is 50 requests a second.
"""
CTRL_S = "\x13"
HOW = (
    "To answer: write ID: TEXT for each, and pass that to readtui reply --batch - --by NAME (a program: software:NAME)."
)


@pytest.fixture
def plan(desk: Desk) -> Path:
    return desk.write("plan.md", PLAN)


def discuss(desk: Desk, *arguments: str, stdin: Path | None = None) -> RealTerminal:
    """Discuss with the output in a file."""
    return desk.readtui("discuss", *arguments, stdin=stdin, stdout=desk.folder / "out.txt")


def printed(desk: Desk, terminal: RealTerminal) -> tuple[int, str]:
    return terminal.ends(), (desk.folder / "out.txt").read_text("utf-8")


def remark(terminal: RealTerminal, keys: str, words: str) -> None:
    """Write a remark on the sentence to which these keys lead."""
    terminal.type(f"{keys}a")
    terminal.shows("Ctrl+S")
    terminal.type(f"{words}{CTRL_S}")
    terminal.shows(words)
    terminal.shows("saved")


def threads(desk: Desk) -> list[dict[str, object]]:
    done = desk.command("threads", "--json")
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_remarks_are_printed_when_the_reader_quits_and_nothing_else_is(desk: Desk, plan: Path) -> None:
    # Keys come from the terminal, also where a program has taken stdin away.
    nothing = Path(os.devnull)
    app = discuss(desk, "plan.md", stdin=nothing)
    app.shows("We move the queue", "? help")
    remark(app, "llll", "Who accepts it?")
    app.type("q")
    code, out = printed(desk, app)
    [thread] = threads(desk)
    assert (code, out) == (
        3,
        f"plan.md:7 · Rollout › Phase two · {str(thread['id'])[:8]} · open\n"
        "> We accept this risk.\n"
        f"me: Who accepts it?\n\n{HOW}\n",
    )

    plan.write_text(PLAN.replace("We accept", "Dana accepts"), "utf-8")
    answers = f"{str(thread['id'])[:8]}: Dana does; see line 7.\n"
    assert desk.command("reply", "--batch", "-", "--by", "software:builder", stdin=answers).returncode == 0
    # Without a name, it opens what has open threads here.
    app = discuss(desk, "--json")
    app.shows("Dana accepts this risk.", "? help")
    app.type("q")
    code, out = printed(desk, app)
    [found] = json.loads(out)
    assert code == 3
    assert (found["file"], found["line"], found["answered"]) == (str(plan), 7, True)
    assert (found["original"], found["quote"]) == ("We accept this risk.", "Dana accepts this risk.")

    assert desk.command("settle", str(thread["id"])).returncode == 0
    app = discuss(desk, "plan.md")
    app.shows("Dana accepts this risk.", "? help")
    app.type("q")
    assert printed(desk, app) == (0, "")
    app = discuss(desk, stdin=nothing)
    app.shows("Nothing here has an open thread.")
    assert printed(desk, app) == (0, "")


def test_text_from_stdin_has_lines_too(desk: Desk, plan: Path) -> None:
    app = discuss(desk, "-", stdin=plan)
    app.shows("We move the queue", "? help")
    remark(app, "llll", "Who accepts it?")
    plan.unlink()
    app.type("q")
    code, out = printed(desk, app)
    assert (code, out.splitlines()[0].split(" · ")[:2]) == (3, ["Plan:7", "Rollout › Phase two"])
    assert "For the next version: readtui discuss - --was " in app.text()
    # It is remembered where it was, because stdin cannot be read again.
    assert [(one["file"], one["line"]) for one in threads(desk)] == [(None, 7)]


def test_one_key_sends_the_remarks_on_all_files_also_from_the_second_one(desk: Desk, plan: Path) -> None:
    desk.write("other.md", "# Other\n\nThe freeze begins on Saturday.\n")
    app = discuss(desk, "plan.md", "other.md")
    app.shows("We move the queue", "File 1 of 2.")
    remark(app, "lll", "On which Friday?")
    app.shows("q send and quit", "]n next file", "file 1 of 2")
    app.type("\x03")
    app.shows("Press q to send, print and quit.")
    app.type("]n")
    app.shows("The freeze begins", "File 2 of 2.")
    remark(app, "l", "Before noon?")
    app.type("gS")
    app.shows("Sent 2 remarks.")
    app.type("q")
    code, out = printed(desk, app)
    assert code == 3
    assert [line.split(" · ")[0] for line in out.splitlines() if line.endswith("· open")] == ["plan.md:7", "other.md:3"]


def test_a_note_that_is_half_written_is_no_question_and_is_kept(desk: Desk, plan: Path) -> None:
    app = desk.readtui("discuss", "plan.md")
    app.shows("We move the queue", "? help")
    app.type("llla")
    app.shows("Ctrl+S")
    app.type("On which")
    app.shows("On which")
    app.type(ESCAPE)
    app.shows("Draft kept")
    app.type("q")
    app.shows("1 unfinished note. What you have typed is kept as a draft.")
    assert app.ends() == 0
    app = desk.readtui("discuss", "plan.md")
    app.shows("Unfinished note on")
    app.type("q")
    assert app.ends() == 0


def test_sending_ends_the_wait_of_a_program_while_the_person_reads_on(desk: Desk, plan: Path) -> None:
    waiting = [*COMMAND, "threads", "plan.md", "--wait", "--json"]
    environment = environment_in(desk.folder / "home")
    app = discuss(desk, "plan.md")
    with subprocess.Popen(waiting, cwd=desk.folder, env=environment, stdout=subprocess.PIPE) as program:
        app.shows("We move the queue", "? help")
        remark(app, "lll", "On which Friday?")
        assert program.poll() is None
        app.type("gS")
        app.shows("Sent 1 remark.")
        assert program.stdout is not None
        [thread] = json.loads(program.stdout.read())
        assert program.wait() == 3
    assert desk.command("threads", "plan.md", "--wait", "--timeout", "0").returncode == 1
    assert desk.command("reply", thread["id"], "On the 5th.", "--by", "software:builder").returncode == 0
    app.shows("On the 5th.")
    plan.write_text(PLAN.replace("on Friday", "on Friday, the 5th"), "utf-8")
    app.shows("on Friday, the 5th.", "On which Friday?")
    app.type("q")
    code, out = printed(desk, app)
    assert code == 3
    assert "now: We move the queue on Friday, the 5th.\nme: On which Friday?\nbuilder (program): On the 5th." in out


def test_what_is_sent_before_a_program_waits_is_not_missed(desk: Desk, plan: Path) -> None:
    app = desk.readtui("discuss", "plan.md")
    app.shows("We move the queue", "? help")
    remark(app, "lll", "On which Friday?")
    app.type("q")
    assert app.ends() == 3
    done = desk.command("threads", "plan.md", "--wait", "--json")
    assert (done.returncode, len(json.loads(done.stdout))) == (3, 1)
    again = desk.command("threads", "plan.md", "--wait", "--timeout", "0.1")
    assert (again.returncode, again.stdout, again.stderr) == (1, "", "Nothing was sent within this time.\n")


def test_who_says_nothing_sends_nothing_and_what_is_answered_is_not_sent(desk: Desk, plan: Path) -> None:
    def wait() -> list[str]:
        done = desk.command("threads", "plan.md", "--wait", "--timeout", "0", "--json")
        assert done.returncode in (1, 3)
        return [one["note"] for one in json.loads(done.stdout)] if done.returncode == 3 else []

    def opened() -> RealTerminal:
        app = desk.readtui("discuss", "plan.md")
        app.shows("We move the queue", "? help")
        return app

    app = opened()
    remark(app, "lll", "On which Friday?")
    app.type("gS")
    app.shows("Sent 1 remark.")
    assert wait() == ["On which Friday?"]
    app.type("q")
    assert (app.ends(), wait()) == (3, [])
    app = opened()
    remark(app, "l", "Before noon?")
    app.type("q")
    # What nobody has answered is printed along with what is new.
    assert (app.ends(), sorted(wait())) == (3, ["Before noon?", "On which Friday?"])
    ids = [one["id"] for one in json.loads(desk.command("threads", "--json").stdout)]
    answers = "".join(f"{one}: Yes.\n" for one in ids)
    (desk.folder / "answers.txt").write_text(answers)
    desk.prints("reply", "--batch", "answers.txt", "--by", "software:builder")
    app = opened()
    app.type("q")
    assert (app.ends(), wait()) == (3, [])
    desk.prints("reply", ids[0], "And then?")
    app = opened()
    app.type("q")
    assert (app.ends(), len(wait())) == (3, 1)
    desk.prints("settle", *ids)
    app = opened()
    app.type("q")
    assert app.ends() == 0
    assert desk.command("threads", "plan.md", "--wait", "--timeout", "0").returncode == 0


def test_without_a_terminal_it_says_so(desk: Desk, plan: Path) -> None:
    done = desk.command("discuss", "plan.md")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "readtui: discuss needs a terminal to show the text on, but this process has none\n"
        "Run it in a terminal. Without one: readtui threads FILE prints the open threads.\n"
    )
    assert desk.command("list").stdout == ""
    remarked(desk)
    assert desk.command("discuss", "rollout.md", "--was", "plan.md").returncode == 2
    assert {one["file"] for one in threads(desk)} == {str(desk.folder / "rollout.md")}


def test_a_document_has_a_tab_of_its_own_until_it_is_put_elsewhere(desk: Desk, plan: Path) -> None:
    desk.prints("add", "salt.html")
    app = discuss(desk, "plan.md")
    app.shows("We move the queue", "? help")
    app.type("q")
    assert printed(desk, app) == (0, "")
    app = desk.readtui()
    app.shows("To read 1", "Discussed 1")
    assert "plan.md" not in app.text()
    app.type("\x1b[Z")
    app.shows("plan.md")
    app.type("mt")
    app.shows("To read 2")
    app.type("q")
    assert app.ends() == 0
    assert "Plan" in desk.prints("list", "is:to-read")


def test_a_page_is_shown_at_once_the_next_time_wherever_the_output_goes(desk: Desk, plan: Path) -> None:
    for _ in range(2):
        app = discuss(desk, "plan.md")
        app.shows("We move the queue", "send and quit")
        app.type("q")
        assert printed(desk, app)[0] == 0
    code = (
        "import sys, readtui.__main__ as main\n"
        "from readtui.tui.terminal import this_terminal\n"
        "terminal = this_terminal()\n"
        "terminal.show_kept(['discuss', 'plan.md'])\n"
        "shown = terminal._page.is_shown\n"
        "terminal.leave()\n"
        "sys.exit(not shown)\n"
    )
    desk.write("look.py", code)
    look = desk.run([sys.executable, "look.py"], stdin=Path(os.devnull), stdout=desk.folder / "out.txt")
    assert look.ends() == 0


REWRITTEN = """# How we roll out

In the second phase we accept this risk, and Dana answers for it. We will move the queue on Friday, before noon.

The limit stays where it was: 50 requests in each second.
"""


def remarked(desk: Desk) -> None:
    """Three threads on a plan, whose file is then replaced by one with another name and other words."""
    desk.prints("add", "plan.md")
    for quote in ("We move the queue on Friday.", "We accept this risk.", "The limit is 50 requests a second."):
        desk.prints("annotate", "plan.md", "--quote", quote, "--note", "Why?", "--thread")
    (desk.folder / "plan.md").unlink()
    desk.write("rollout.md", REWRITTEN)


@pytest.mark.parametrize("is_it", [True, False])
def test_a_renamed_and_rewritten_file_is_offered_the_threads_of_the_one_that_is_gone(
    desk: Desk, plan: Path, is_it: bool
) -> None:
    remarked(desk)
    app = discuss(desk, "rollout.md", "--json")
    app.shows("Is rollout.md the file that was plan.md?")
    app.type("y" if is_it else "n")
    app.hides("Is rollout.md")
    app.shows("In the second phase", "send and quit")
    app.type("q")
    code, out = printed(desk, app)
    assert (code, len(json.loads(out))) == ((3, 3) if is_it else (0, 0))
    app = discuss(desk, "rollout.md", "--json")
    app.shows("In the second phase", "send and quit")
    assert "Is rollout.md" not in app.text()
    app.type("q")
    assert printed(desk, app)[0] == code
    assert {one["file"] for one in threads(desk)} == {str(desk.folder / ("rollout.md" if is_it else "plan.md"))}


def test_a_script_says_what_the_file_was(desk: Desk, plan: Path) -> None:
    remarked(desk)
    app = discuss(desk, "rollout.md", "--was", "plan.md", "--json")
    app.shows("In the second phase", "send and quit")
    app.type("q")
    code, out = printed(desk, app)
    assert (code, len(json.loads(out))) == (3, 3)
    done = desk.command("discuss", "rollout.md", "salt.html", "--was", "plan.md")
    assert (done.returncode, "--was is for a single file" in done.stderr) == (2, True)


def test_nothing_is_lost_if_the_app_is_killed_while_a_program_replies(desk: Desk, plan: Path) -> None:
    app = desk.readtui("discuss", "plan.md")
    app.shows("We move the queue", "? help")
    remark(app, "lll", "On which Friday?")
    [thread] = threads(desk)
    printed_ids: list[str] = []
    for number, words in enumerate(("Who accepts it?", "Two of ours?", "Why not 500?")):
        batch = "".join(json.dumps({"id": thread["id"], "text": f"{number}: {part}"}) + "\n" for part in "ab")
        environment = environment_in(desk.folder / "home")
        reply = [*COMMAND, "reply", "--batch", "-", "--by", "software:builder"]
        with subprocess.Popen(
            reply, cwd=desk.folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as program:
            assert program.stdin is not None
            program.stdin.write(batch)
            program.stdin.close()
            remark(app, "l", words)
            assert program.stdout is not None
            printed_ids += program.stdout.read().split()
        assert program.returncode == 0
    app.kill()
    found = threads(desk)
    assert {one["note"] for one in found} == {"On which Friday?", "Who accepts it?", "Two of ours?", "Why not 500?"}
    [answered] = [one for one in found if one["id"] == thread["id"]]
    replies = answered["replies"]
    assert isinstance(replies, list)
    assert [one["id"] for one in replies] == printed_ids
    assert [one["text"] for one in replies] == ["0: a", "0: b", "1: a", "1: b", "2: a", "2: b"]
