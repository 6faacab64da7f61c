"""verify: what becomes of each quotation, what is printed, and the exit codes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Readtui = Callable[..., Any]
PLAN = """# Rollout

We accept this risk for the whole team, because nobody else can. The migration takes 3 hours. Dana must sign before
phase two begins. Is this what we want? It costs €400 a month; at the same time we save a lot of work.

Der Rat stimmt der Regelung nicht zu. Die Regel gilt für alle Kunden in ganz Deutschland.

The migration took 30 years and cost 400, there were 1,914 of them, and 3.5 were lost. It was −5 degrees at the pier, on
a tax of 12%. Of COVID-19 of the piers are open, and nobody else could sign.

The inter-
national committee of the harbour agreed at last.
"""
OTHER = "# Other\n\nIt was said that at the same time we save a lot of work, but nobody believed it.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readtui: Readtui) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.md").write_text(PLAN)
    (tmp_path / "other.md").write_text(OTHER)
    readtui("add", "plan.md", "other.md")
    return tmp_path


def results(readtui: Readtui, text: str, *options: str) -> list[tuple[str, str | None]]:
    printed = readtui("verify", "-", "--json", *options, stdin=text.encode())
    found = [(one["result"], one["differs"]) for one in printed.json]
    assert printed.code == (0 if all(result == "exact" for result, _ in found) else 3)
    return found


@pytest.mark.parametrize(
    ("text", "result", "differs"),
    [
        ("“We accept this  risk for the whole\nteam, …”", "exact", None),
        ("“we accept this risk, for the whole team.”", "exact", None),
        ("„die Regel gilt … in ganz Deutschland“", "exact", None),
        ("«Dana must sign [this] before phase two»", "exact", None),
        ("“We accept this risk … after the flood”", "changed", "not there: “after the flood”"),
        ("'[d]ana must sign before phase two begins'", "exact", None),
        ("> The international committee of the harbour", "exact", None),
        ("“The migration takes 5 hours”", "changed", "a figure changed: 3 hours → 5 hours"),
        ("„Der Rat stimmt der Regelung zu“", "changed", "a negation was dropped: nicht"),
        ("“Dana may sign before phase two begins”", "changed", "“may” for “must”"),
        ("“We accept this danger for the team”", "changed", "“risk” → “danger”, left out: “whole”"),
        ("“The migration took 30 years and cost 40”", "changed", "a figure changed: 400 → 40"),
        ("“there were 1,914 of them, and 3”", "changed", "a figure changed: 3.5 → 3"),
        ("“914 of them, and 3.5 were”", "changed", "a figure changed: 1,914 → 914"),
        ("“5 degrees at the pier”", "changed", "a figure changed: −5 degrees → 5 degrees"),
        ("“a tax of 12”", "changed", "a unit changed: 12% → 12"),
        ("“19 of the piers are open”", "exact", None),
        ("“nobody else could sig”", "changed", "“sign” → “sig”"),
        ("“Is this what we want.”", "changed", "“?” → “.”"),
        ("“It costs 400 a month”", "changed", "a unit changed: €400 → 400"),
        ("“at the same time we save a lot of work”", "ambiguous", None),
        ("“Nobody ever said this thing at all”", "absent", None),
    ],
)
def test_each_quotation_is_checked(folder: Path, readtui: Readtui, text: str, result: str, differs: str | None) -> None:
    assert results(readtui, f"They wrote:\n\n{text}\n\nSomewhere.") == [(result, differs)]


def test_files_that_have_changed_are_read_again_first(folder: Path, readtui: Readtui) -> None:
    (folder / "plan.md").write_text(PLAN.replace("We accept this risk", "Dana accepts that risk"))
    assert results(readtui, "“Dana accepts that risk for the whole team”") == [("exact", None)]
    (folder / "plan.md").unlink()
    assert results(readtui, "“Dana accepts that risk for the whole team”") == [("exact", None)]


def test_what_is_printed_leads_to_the_passage(folder: Path, readtui: Readtui) -> None:
    article = next(one["id"] for one in readtui("list", "--json").json if one["title"] == "Rollout")
    annotation = readtui("annotate", "plan.md", "--quote", "We accept this risk", "--note", "Why?").line
    (folder / "draft.md").write_text(
        "# Draft\n\nOne.\n\n“We accept this risk for all” and “takes 3 hours. Dana must”.\n"
    )
    printed = readtui("verify", "draft.md")
    assert printed.code == 3
    assert printed.out.splitlines() == [
        f"5\tchanged\t“the” → “all”\t{article}\t9:36\tWe accept this risk for all",
        f"5\texact\t\t{article}\t88:112\ttakes 3 hours. Dana must",
    ]
    assert printed.err == "2 quotations: 1 exact, 1 changed\n"
    first = readtui("verify", "draft.md", "--json").json[0]
    assert first == {
        "quote": "We accept this risk for all",
        "line": 5,
        "result": "changed",
        "article": article,
        "annotation": annotation,
        "start": 9,
        "end": 36,
        "differs": "“the” → “all”",
    }


def test_a_link_says_which_passage_is_meant(folder: Path, readtui: Readtui) -> None:
    quote = "at the same time we save a lot of work"
    annotation = readtui("annotate", "other.md", "--quote", quote).line
    exported = readtui("export", "--format", "markdown").out
    (one,) = readtui("verify", "-", "--json", stdin=exported.encode()).json
    assert (one["result"], one["annotation"]) == ("exact", annotation)
    (folder / "other.md").write_text(OTHER.replace("a lot of", "much"))
    readtui("refresh", "other.md")
    (one,) = readtui("verify", "-", "--json", stdin=exported.encode()).json
    assert (one["result"], one["annotation"], one["differs"]) == ("changed", annotation, "“much” → “a lot of”")


def test_the_text_itself_short_quotations_and_works_that_wait(folder: Path, readtui: Readtui) -> None:
    assert results(readtui, "“the risk” and “much else”") == []
    assert results(readtui, "“this risk” and “much else”", "--all") == [("exact", None), ("absent", None)]
    draft = folder / "draft.md"
    draft.write_text("# Draft\n\nI say “nobody else has ever written this”.\n")
    readtui("add", "draft.md")
    assert [one["result"] for one in readtui("verify", "draft.md", "--json").json] == ["absent"]
    clippings = folder / "My Clippings.txt"
    clippings.write_text(
        "A Book (An Author)\n- Your Highlight on page 3 | Location 40-41 | Added on Monday, 2 March 2026 10:00:00\n\n"
        "The tide keeps its own ledger of debts.\n==========\n"
    )
    readtui("import", str(clippings))
    text = "“The tide keeps its own ledger of debts” and “the tide keeps its own list of debts”"
    assert results(readtui, text) == [("exact", None), ("changed", "“ledger” → “list”")]
    nothing = readtui("verify", "-", stdin=b"No words of others.")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "no quotations of 4 words or more\n")
    assert readtui("verify", "nowhere.md").code == 1


@pytest.mark.parametrize(
    "target", ["mailto:ada@example.org", "#below", "other.md", "https://[", "readtui:", "ftp://a/b"]
)
def test_a_link_that_leads_to_no_article_does_not_matter(folder: Path, readtui: Readtui, target: str) -> None:
    (one,) = results(readtui, f"“We accept this risk for the whole team” ([her mail]({target})).")
    assert one == ("exact", None)
