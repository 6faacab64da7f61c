"""threads, reply, settle, reopen: what they print and save, and their exit codes."""

import contextlib
import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from readtui.bootstrap import open_services
from readtui.model.article import ReadingState
from readtui.model.passage import Passage
from readtui.services.annotation_reader import AnnotationQuery

Readtui = Callable[..., Any]
HOW = (
    "To answer: write ID: TEXT for each, and pass that to readtui reply --batch - --by NAME (a program: software:NAME)."
)
PLAN = """# Plan

## Rollout

### Phase two

We ship on Friday. We accept this risk. The rest is easy.

- One more thing.
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plan.md"
    path.write_text(PLAN)
    return path


def begun(readtui: Readtui, *options: str) -> str:
    readtui("add", "plan.md")
    quoted = ("--quote", "We accept this risk.", "--note", "Who?")
    return str(readtui("annotate", "plan.md", *quoted, *options).line)


def test_what_is_printed_can_be_sent_as_it_is(readtui: Readtui, plan: Path) -> None:
    thread = begun(readtui, "--thread", "--by", "Ada")
    other = readtui("annotate", "plan.md", "--quote", "One more thing", "--note", "Which?\nAll of them.", "--thread")
    readtui("reply", thread[:8], "Dana does;", "see line 31.", "--by", "software:builder")
    plan.write_text("<!-- a comment -->\n" + PLAN.replace("We accept", "Dana accepts"))
    readtui("refresh", "plan.md")
    printed = readtui("threads", "plan.md")
    assert printed.code == 3
    assert printed.out == (
        f"plan.md:8 · Rollout › Phase two · {thread[:8]} · answered · reworded\n"
        "> We accept this risk.\n"
        "now: Dana accepts this risk.\n"
        "Ada: Who?\n"
        "builder (program): Dana does; see line 31.\n"
        "\n"
        f"plan.md:10 · Rollout › Phase two · {other.out[:8]} · open\n"
        "> One more thing\n"
        "me: Which?\n"
        "  All of them.\n"
        f"\n{HOW}\n"
    )
    first, second = readtui("threads", "--json").json
    assert (first["original"], first["quote"], first["line"]) == ("We accept this risk.", "Dana accepts this risk.", 8)
    assert (first["headings"], first["answered"], first["change"]) == (["Rollout", "Phase two"], True, "reworded")
    assert (second["answered"], second["change"]) == (False, "unchanged")


@pytest.mark.parametrize("named", ["plan.md", "id", ""])
def test_a_changed_file_is_read_again_first(readtui: Readtui, plan: Path, named: str) -> None:
    thread = begun(readtui, "--thread")
    article = readtui("list", "--json").json[0]["id"]
    names = [article[:8] if named == "id" else named] if named else []
    plan.write_text("A preface.\n\n" + PLAN.replace("We accept", "Dana accepts"))
    head, words, now, *_ = readtui("threads", *names).out.splitlines()
    assert (head, words, now) == (
        f"plan.md:9 · Rollout › Phase two · {thread[:8]} · open · reworded",
        "> We accept this risk.",
        "now: Dana accepts this risk.",
    )
    plan.write_text("# Plan\n\nSomething else altogether, written by nobody in particular.\n")
    head, *_ = readtui("threads", *names).out.splitlines()
    assert head == f"plan.md · Rollout › Phase two · {thread[:8]} · open · gone"


def test_what_cannot_be_read_again_is_said_and_the_threads_are_those_known(
    readtui: Readtui, plan: Path, tmp_path: Path
) -> None:
    thread = begun(readtui, "--thread")
    before = readtui("threads", "plan.md").out
    plan.unlink()
    gone = readtui("threads", "plan.md")
    assert (gone.code, thread[:8] in gone.out, gone.err.count("\n")) == (3, True, 1)
    assert "earlier text" in gone.err
    assert (readtui("threads").code, readtui("threads").err) == (3, "")
    plan.write_text("")
    empty = readtui("threads", "plan.md")
    assert (empty.code, thread[:8] in empty.out, empty.err.count("\n")) == (3, True, 1)
    plan.write_text(PLAN)
    assert readtui("threads", "plan.md").out == before
    # Of two copies, the one that changes becomes an article of its own when somebody adds it.
    plan.with_name("copy.md").write_text(PLAN)
    readtui("add", "copy.md")
    plan.with_name("copy.md").write_text(PLAN.replace("We accept", "Nobody accepts"))
    copied = readtui("threads", "copy.md")
    assert (copied.code, "now:" in copied.out, copied.err.count("\n")) == (3, False, 1)
    assert readtui("threads").out == before


def test_a_place_that_is_only_likely_is_not_said_to_have_changed_in_meaning(readtui: Readtui, plan: Path) -> None:
    readtui("add", "plan.md")
    for words in ("We accept this risk.", "The rest is easy."):
        readtui("annotate", "plan.md", "--quote", words, "--note", "Who?", "--thread")
    plan.write_text(
        PLAN.replace("accept this", "do not accept this").replace("The rest is easy.", "Few things remain.")
    )
    states = [
        line.split(" · ")[3:] for line in readtui("threads", "plan.md").out.splitlines() if line[0:8] == "plan.md:"
    ]
    assert states == [["open", "changed in meaning"], ["open", "place uncertain"]]
    threads = json.loads(readtui("threads", "--json").out)
    assert [(one["change"], one["state"]) for one in threads] == [("meaning", "review")] * 2


def test_a_renamed_file_keeps_its_threads_and_so_does_a_copy(readtui: Readtui, plan: Path) -> None:
    thread = begun(readtui, "--thread")
    readtui("threads", "plan.md")
    plan.with_name("copy.md").write_text(PLAN)
    assert readtui("threads", "copy.md").out.startswith("copy.md:7 · ")
    plan.with_name("copy.md").unlink()
    plan.rename(plan.with_name("design.md"))
    asked = readtui("threads", "design.md")
    assert (asked.code, asked.out.startswith("design.md:7 · "), asked.err) == (3, True, "")
    # From then on, it is known by this name, also with other words.
    plan.with_name("design.md").write_text(PLAN.replace("We accept this risk.", "We accept the risk."))
    assert (readtui("threads", "design.md").code, readtui("threads", "design.md").err) == (3, "")
    readtui("settle", thread)
    plan.with_name("design.md").rename(plan.with_name("last.md"))
    settled = readtui("threads", "last.md", "--all")
    assert (settled.code, thread[:8] in settled.out, settled.err) == (0, True, "")
    last = plan.with_name("last.md").rename(plan.with_name("very-last.md"))
    last.write_text(PLAN.replace("We accept this risk.", "We take this risk, and accept it."))
    asked = readtui("threads", "very-last.md")
    assert asked.code == 0
    assert (
        "may be plan.md, whose threads are all settled: readtui threads very-last.md --was plan.md --all" in asked.err
    )


@pytest.mark.parametrize("text", [PLAN.replace("We ship on Friday. We accept this risk.", "We accept the risk.")])
def test_a_renamed_file_keeps_a_commit_waiting_until_it_is_said_what_it_was(
    readtui: Readtui, plan: Path, text: str
) -> None:
    thread = begun(readtui, "--thread")
    plan.unlink()
    design = plan.with_name("design.md")
    design.write_text("# Bread\n\nFlour, water, salt.\n")
    assert readtui("threads", "design.md").code == 0
    design.write_text("# Bread\n\nFlour, water, salt, and no risk.\n")
    assert readtui("threads", "design.md").code == 3, "half of the words of its thread"
    design.write_text(text)
    asked = readtui("threads", "design.md")
    assert (asked.code, asked.out) == (3, "")
    assert "design.md may be plan.md, which has 1 open thread: readtui threads design.md --was plan.md" in asked.err
    told = readtui("threads", "design.md", "--was", "plan.md")
    assert (told.code, told.out.startswith("design.md:7 · "), thread[:8] in told.out) == (3, True, True)
    assert readtui("threads", "design.md").out == told.out
    assert readtui("threads", "--was", "plan.md").code == 2


def test_the_file_in_this_work_tree_is_named(
    readtui: Readtui, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)

    main = tmp_path / "main"
    main.mkdir()
    plan.rename(main / "plan.md")
    monkeypatch.chdir(main)
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "Begin")
    git("worktree", "add", "-q", "-b", "other", "../tree")
    begun(readtui, "--thread")
    tree = tmp_path / "tree"
    (tree / "deep").mkdir()
    monkeypatch.chdir(tree)
    (tree / "plan.md").write_text("A preface.\n\n" + PLAN)
    for names in ([], ["plan.md"], [str(tree / "plan.md")]):
        assert readtui("threads", *names).out.splitlines()[0].startswith("plan.md:9 · ")
    monkeypatch.chdir(tree / "deep")
    assert readtui("threads").out.startswith(f"{tree}/plan.md:9 · ")
    assert readtui("threads", str(main / "plan.md")).out.startswith(f"{main}/plan.md:7 · ")
    # On this branch, it has another name, and none of its words.
    monkeypatch.chdir(tree)
    (tree / "plan.md").unlink()
    (tree / "design.md").write_text("# Plan\n\nThis risk is for Dana to accept, and for nobody else.\n")
    asked = readtui("threads", "design.md")
    assert (asked.code, "design.md may be plan.md, which has 1 open thread" in asked.err) == (3, True)
    assert readtui("threads", "design.md", "--was", "plan.md").out.startswith("design.md:3 · ")
    monkeypatch.chdir(main)
    assert readtui("threads", "plan.md").out.startswith("plan.md:7 · ")
    assert readtui("threads").out.startswith("plan.md:7 · ")


@pytest.mark.parametrize(
    ("name", "text", "heading"),
    [
        (
            "p.tex",
            "\\documentclass{article}\n\\begin{document}\n\\section{Rollout}\nEasy.\n\\end{document}\n",
            "Rollout",
        ),
        ("p.org", "* Rollout\n\nEasy.\n\n* Costs\n\nNone.\n", "Rollout"),
        ("p.rst", "Rollout\n=======\n\nEasy.\n", ""),
        ("p.org", "* Rollout\n\nEasy.\n\n** Costs\n\nNone.\n", ""),
    ],
)
def test_the_first_heading_is_named_unless_it_is_the_title(
    readtui: Readtui, plan: Path, name: str, text: str, heading: str
) -> None:
    plan.with_name(name).write_text(text)
    readtui("add", name)
    thread = readtui("annotate", name, "--quote", "Easy.", "--note", "Is it?", "--thread").line
    head, *_ = readtui("threads").out.splitlines()
    assert head.split(" · ")[1:] == [*([heading] if heading else []), thread[:8], "open"]
    assert readtui("list", "--json").json[0]["title"] == "Rollout"


def test_words_that_are_gone_are_still_said(readtui: Readtui, plan: Path) -> None:
    begun(readtui, "--thread")
    plan.write_text("# Plan\n\nSomething else altogether, written by nobody in particular.\n")
    readtui("refresh", "plan.md")
    head, *lines = readtui("threads").out.splitlines()
    # Below the headings that were above them.
    assert head.split(" · ")[1::2] == ["Rollout › Phase two", "open"]
    assert head.endswith(" · open · gone")
    assert lines == ["> We accept this risk.", "me: Who?", "", HOW]


def test_cells_are_told_apart_from_code(readtui: Readtui, plan: Path) -> None:
    table, code = "| item | cost |\n| --- | --- |\n| mole | 12 |\n", "```\nif x:\n\treturn\ty\n```\n"
    plan.write_text(f"{table}\n{code}")
    readtui("add", "plan.md")
    for quote in ("mole | 12", "if x:\n\treturn\ty"):
        readtui("annotate", "plan.md", "--quote", quote, "--note", "Why?", "--thread")
    assert [line for line in readtui("threads").out.splitlines() if line.startswith(">")] == [
        "> mole | 12",
        "> if x:",
        "> \treturn\ty",
    ]
    plan.write_text(f"{table.replace('12', '14')}\n")
    lines = readtui("threads").out.splitlines()
    assert lines[1:3] == ["> mole | 12", "now: mole | 14"]
    assert "> \treturn\ty" in lines


def test_threads_are_settled_and_opened_again(readtui: Readtui, plan: Path) -> None:
    thread = begun(readtui, "--thread")
    assert readtui("settle", thread[:6]).out == "settled the thread on “We accept this risk.”\n"
    assert (readtui("threads").code, readtui("threads").out) == (0, "")
    shown = readtui("threads", "--all")
    assert (shown.code, shown.out.splitlines()[0].split(" · ")[-1]) == (0, "settled")
    # Nothing to answer.
    assert HOW not in shown.out
    assert "Nothing changed" in readtui("settle", thread).err
    readtui("reopen", thread, "--by", "Bea")
    assert readtui("threads").code == 3
    assert readtui("threads").out.splitlines()[-3] == "Bea: (reopened it)"
    readtui("reply", thread, "Done.", "--settle")
    assert readtui("threads").code == 0
    readtui("undo")
    assert readtui("threads").code == 3


def test_what_is_said_about_a_settled_thread_reopens_it(readtui: Readtui, plan: Path) -> None:
    thread = begun(readtui, "--thread")
    readtui("settle", thread)
    readtui("reply", thread, "It is done.", "--settle")
    assert readtui("threads").code == 0
    readtui("reply", thread, "Who does it now?", "--by", "Bea")
    assert readtui("threads").code == 3
    assert "settled" not in readtui("threads").out.splitlines()[0]
    lines = f'{{"id": "{thread}", "text": "Dana.", "settle": true}}\n{{"id": "{thread}", "text": "Bye."}}\n'
    readtui("reply", "--batch", "-", stdin=lines.encode())
    assert readtui("threads").code == 0


def test_nothing_is_open_in_files_that_are_unknown_or_in_a_new_library(readtui: Readtui, plan: Path) -> None:
    assert (readtui("threads").code, readtui("threads", "--json").out.strip()) == (0, "[]")
    begun(readtui, "--thread")
    unknown = readtui("threads", "nosuch.md", "other.md")
    said = "Neither a file here nor in the library, so they have no threads: nosuch.md, other.md\n"
    assert (unknown.code, unknown.out, unknown.err) == (0, "", said)
    plan.with_name("new.md").write_text("New.")
    assert readtui("threads", "new.md").err == "Not in the library, so it has no threads: new.md\n"


def test_a_plain_note_is_no_thread_until_it_is_made_one(readtui: Readtui, plan: Path) -> None:
    note = begun(readtui)
    assert readtui("reply", note, "Ada.").code == 0
    refused = readtui("settle", note)
    assert (refused.code, "is a plain note" in refused.err) == (1, True)
    assert readtui("threads").code == 0
    readtui("edit", note, "--thread")
    assert readtui("threads").code == 3
    readtui("edit", note, "--color", "blue", "--note", "")
    assert readtui("threads").code == 0
    assert "needs a note" in readtui("annotate", "plan.md", "--quote", "easy", "--thread").err


def test_an_answer_that_repeats_what_was_printed_ends_where_it_does(readtui: Readtui, plan: Path) -> None:
    thread = begun(readtui, "--thread")
    answer = f"{thread[:8]}: Dana does.\n\n{HOW}\n"
    assert readtui("reply", "--batch", "-", "--by", "software:builder", stdin=answer.encode()).code == 0
    assert [one["text"] for one in readtui("threads", "--json").json[0]["replies"]] == ["Dana does."]


REPEATS = {
    "a heading with the id, twice": "{0}:\n\n## {0}\nYes.\n\n## {1}\n\n{1}: No.\n",
    "all threads, then the answers": "Here:\n\n{all}\n\nMy answers:\n\n- **{0}**: Yes.\n- **{1}**: No.\n",
    "each thread, then its answer by id": "{first}\n\n{0}: Yes.\n\n{second}\n\n{1}: No.\n",
    "each thread, then its answer": "{first}\nYes.\n\n### {second}\n\nNo.\n",
    "each head, then its answer": "{head}\n\nYes.\n\n{1}: No.",
}


@pytest.mark.parametrize("answer", REPEATS.values(), ids=REPEATS)
def test_what_a_program_repeats_of_the_threads_is_no_answer(readtui: Readtui, plan: Path, answer: str) -> None:
    ids = [begun(readtui, "--thread")]
    ids.append(readtui("annotate", "plan.md", "--note", "The last one?\nReally?", "--thread").line)
    readtui("reply", ids[0], "> quoted\n\nDana, perhaps.", "--by", "software:builder")
    plan.write_text(PLAN.replace("We accept", "Dana accepts"))
    printed = readtui("threads", "plan.md").out.removesuffix(f"\n\n{HOW}\n")
    second, first = printed.split("\n\n", 1)
    said = answer.format(ids[0][:8], ids[1][:8], all=printed, first=first, second=second, head=first.splitlines()[0])
    done = readtui("reply", "--batch", "-", "--by", "software:other", stdin=said.encode())
    assert (done.code, len(done.out.split())) == (0, 2), done.err
    texts = {one["id"]: one["replies"][-1]["text"] for one in readtui("threads", "--json").json}
    assert texts == {ids[0]: "Yes.", ids[1]: "No."}
    # A program that repeats all, and answers nothing, is told so.
    again = readtui("reply", "--batch", "-", stdin=printed.encode())
    assert (again.code, again.out, again.err.count("the reply is empty")) == (1, "", 2)


def test_an_answer_that_begins_like_the_words_of_today_is_kept_with_what_it_quotes(
    readtui: Readtui, plan: Path
) -> None:
    begun(readtui, "--thread")
    head, quoted = readtui("threads").out.splitlines()[:2]
    answer = f"now: Dana does.\n\n{quoted}\nNot that."
    assert readtui("reply", "--batch", "-", stdin=f"{head}\n{answer}\n".encode()).code == 0
    assert [one["text"] for one in readtui("threads", "--json").json[0]["replies"]] == [answer]


def test_a_thread_can_be_on_a_whole_article(readtui: Readtui, plan: Path) -> None:
    readtui("add", "plan.md")
    thread = readtui("annotate", "plan.md", "--note", "Is this the last plan?", "--tag", "late", "--thread").line
    head, said, *_ = readtui("threads", "plan.md").out.splitlines()
    assert (head, said) == (f"plan.md · {thread[:8]} · open", "me: Is this the last plan?")
    [shown] = readtui("threads", "--json").json
    assert (shown["quote"], shown["line"], shown["headings"], shown["change"]) == ("", None, [], "unchanged")
    assert (shown["tags"], shown["color"]) == (["late"], None)
    assert readtui("settle", thread[:8]).out == "settled the thread on the whole article\n"
    for refused in (["--note", "x"], ["--note", "x", "--color", "blue", "--thread"], ["--thread"]):
        assert readtui("annotate", "plan.md", *refused).code == 2


@pytest.mark.parametrize(
    ("said", "is_answered"),
    [
        ([("software:builder", "Dana does.")], True),
        ([("software:builder", "Dana does. Do you mean line 31?")], True),
        ([("Cy", "Dana does.")], True),
        ([("Cy", "And who pays?")], False),
        ([("software:builder", "Dana does."), ("Cy", "**And in March?**")], False),
        ([("software:builder", "Dana does."), ("Cy", "And in March?"), ("software:builder", "Eve.")], True),
        ([("software:builder", "Dana does."), ("Ada", "And in March.")], False),
    ],
)
def test_a_question_of_somebody_else_is_no_answer(
    readtui: Readtui, plan: Path, said: list[tuple[str, str]], is_answered: bool
) -> None:
    thread = begun(readtui, "--thread", "--by", "Ada")
    for name, text in said:
        readtui("reply", thread, text, "--by", name)
    assert readtui("threads", "--json").json[0]["answered"] is is_answered
    assert (readtui("annotations", "--query", "thread:answered").code == 0) is is_answered
    # Whoever opens it again asks, too, unless it is a program.
    readtui("settle", thread, "--by", "Ada")
    readtui("reopen", thread, "--by", "software:builder")
    assert readtui("threads", "--json").json[0]["answered"] is True
    readtui("settle", thread, "--by", "Ada")
    readtui("reopen", thread, "--by", "Cy")
    assert readtui("threads", "--json").json[0]["answered"] is False
    readtui("reply", thread, "Eve.", "--by", "software:builder")
    assert readtui("threads", "--json").json[0]["answered"] is True


def test_many_replies_are_one_step_and_refused_ones_are_named(readtui: Readtui, plan: Path) -> None:
    thread = begun(readtui, "--thread")
    other = readtui("annotate", "plan.md", "--quote", "One more thing", "--note", "Which?", "--thread").line
    batch = plan.with_name("answers.txt")
    batch.write_text(f"{thread[:8]}: Dana.\n\n{thread[:8]}: Really.\nabcdef99: ?\n{other[:8]}:\n")
    done = readtui("reply", "--batch", "answers.txt", "--by", "software:builder")
    assert (done.code, len(done.out.split())) == (1, 2)
    assert "no such annotation: abcdef99" in done.err
    assert "readtui threads --all" in done.err
    assert f"{other[:8]}: the reply is empty" in done.err
    # In the order in which they were written, though within one second.
    assert readtui("threads").out.splitlines()[3:5] == ["builder (program): Dana.", "builder (program): Really."]
    assert readtui("undo").out == "undone: replied to 1 annotation\n"
    assert len(readtui("threads").out.splitlines()) == 9
    readtui("redo")
    lines = f'{{"id": "{thread[:8]}", "text": "So be it.", "settle": true}}\n'
    assert readtui("reply", "--batch", "-", stdin=lines.encode()).code == 0
    assert thread[:8] not in readtui("threads").out
    assert readtui("reply", "--batch", "-", stdin=b"Nothing to say.").code == 1


def test_a_program_can_say_its_name_in_the_environment(
    readtui: Readtui, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = begun(readtui, "--thread")
    monkeypatch.setenv("READTUI_BY", "software:builder")
    readtui("reply", thread, "Dana.")
    assert readtui("threads").out.splitlines()[-3] == "builder (program): Dana."
    monkeypatch.setenv("READTUI_BY", "software:")
    refused = readtui("reply", thread, "Dana.")
    assert (refused.code, "$READTUI_BY: a name is missing" in refused.err) == (2, True)
    monkeypatch.delenv("READTUI_BY")
    assert readtui("reply", thread, "x", "--by", " ").code == 2
    assert "at least 6 digits" in readtui("reply", thread[:4], "x").err


def test_nothing_from_a_text_a_name_or_a_reply_reaches_the_terminal(readtui: Readtui, plan: Path) -> None:
    plan.write_text(PLAN.replace("We accept this risk.", "We \x1b[2Jaccept."))
    readtui("add", "plan.md")
    thread = readtui(
        "annotate", "plan.md", "--range", "45:60", "--note", "a\x1b]0;x\x07b", "--thread", "--by", "E\x1bve"
    )
    readtui("reply", thread.out.strip(), "c\x1b[31md\rplan.md:1 · deadbeef · open")
    assert "\x1b" not in readtui("threads").out
    assert "\r" not in readtui("threads").out


def test_a_document_that_is_only_discussed_is_no_reading_and_not_learned(readtui: Readtui, plan: Path) -> None:
    services = open_services()
    intake = replace(services.library.intake, discusses=True)
    record = intake.keep(intake.bring(str(plan))).record
    change = services.annotator.create(record.id, services.library.open(record.id), Passage(0, 4), color="yellow")
    services.repository.apply(change)
    anki, everything = services.exports.exporter("anki").format, AnnotationQuery()

    def learned() -> tuple[int, int]:
        found = list(services.exports.documents(everything).meant_for(anki))
        return len(readtui("review", "--json").json), sum(len(one.annotations) for one in found)

    assert (record.state, learned()) == (ReadingState.DISCUSSED, (0, 0))
    assert readtui("list", "is:to-read").code == 1
    assert readtui("list", "is:discussed", "--json").json[0]["state"] == "discussed"
    [named] = services.exports.documents(AnnotationQuery((record.id,))).meant_for(anki)
    assert len(named.annotations) == 1
    assert readtui("state", record.id, "discussed").code == 2
    assert readtui("state", record.id, "to-read").code == 0
    assert learned() == (1, 1)
    assert intake.keep(intake.bring(str(plan))).record.state is ReadingState.TO_READ
    services.close()


def test_a_timeout_without_waiting_is_refused(readtui: Readtui, plan: Path) -> None:
    refused = readtui("threads", "plan.md", "--timeout", "1")
    assert (refused.code, refused.err.splitlines()[0]) == (2, "readtui: --timeout is only for --wait")


def test_each_sending_is_for_one_of_several_programs_that_wait(
    readtui: Readtui, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (plan.parent / "notes.md").write_text(f"{PLAN}Other.\n")
    readtui("add", "plan.md", "notes.md")
    first, other = (
        readtui("annotate", file, "--quote", "We ship on Friday.", "--note", file, "--thread").line
        for file in ("plan.md", "notes.md")
    )
    services, files = open_services(), ("plan.md", "notes.md")
    plan_id, notes_id = (services.library.find(one).id for one in files)
    claimed: list[Any] = []

    def waiting(act: Callable[[], object]) -> Any:
        """What a program gets that has waited for both files since before ``act``; 130 if it goes on waiting."""
        acts = [act]

        def sleep(_: float) -> None:
            if not acts:
                raise KeyboardInterrupt
            acts.pop()()

        # Only there: whoever waits for git to end, or for a lock, sleeps, too.
        with monkeypatch.context() as patch:
            patch.setattr(
                "readtui.cli.annotations.threads.time", SimpleNamespace(sleep=sleep, monotonic=time.monotonic)
            )
            return readtui("threads", *files, "--wait", "--json")

    def send_and_claim() -> None:
        services.send([plan_id])
        claimed.append(readtui("threads", "--wait", "--timeout", "0", "--json"))

    late = waiting(send_and_claim)
    assert (late.code, [one["id"] for one in claimed[0].json]) == (130, [first])
    # Whoever runs discuss gets what is sent as it ends; remarks that were not sent are not given either.
    assert waiting(lambda: services.send([notes_id], is_taken=True)).code == 130
    readtui("reply", first, "Not before the freeze?")
    assert [one["id"] for one in waiting(lambda: services.send([plan_id])).json] == [first]
    # As long as a thread is open, even an answered one, the person has not finished; when none is, nobody waits on.
    answered = readtui("reply", other, "Yes.", "--by", "software:builder"), readtui("settle", first)
    assert [one.code for one in answered] == [0, 0]
    assert waiting(lambda: services.send([plan_id])).code == 130
    readtui("settle", other)
    assert waiting(lambda: services.send([notes_id], is_taken=True)).code == 0
    services.close()


@pytest.mark.parametrize("fault", [RuntimeError("broken"), None])
def test_what_was_written_before_a_crash_of_discuss_is_said_to_be_kept(
    readtui: Readtui, plan: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception | None
) -> None:
    def crash(*_: object) -> int:
        if fault is not None:
            raise fault
        return 1

    begun(readtui, "--thread")
    monkeypatch.setattr("readtui.cli.discuss._terminal", lambda: 0)
    monkeypatch.setattr("readtui.cli.discuss._shown_on", contextlib.nullcontext)
    monkeypatch.setattr("readtui.cli.discuss.run_in_app", crash)
    done = readtui("discuss", "plan.md")
    assert (done.code, done.out) == (1, "")
    assert "Nothing was sent. What was saved is kept: readtui threads plan.md\n" in done.err


def test_nothing_is_discussed_in_a_library_that_is_not_there(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.cli.discuss._terminal", lambda: 1)
    (tmp_path / "library").rmdir()
    done = readtui("discuss")
    assert (done.code, done.out, done.err.count("\n")) == (0, "", 1)
    assert not (tmp_path / "library").exists()
