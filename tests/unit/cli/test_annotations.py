import csv
import io
import json
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from threads import ADA, BEA, BUILDER, ask, reply_to

from readtui.bootstrap import open_services
from readtui.model.creator import Creator
from readtui.model.reply import ThreadState

Readtui = Callable[..., Any]


def test_it_is_said_that_there_are_no_annotations(readtui: Readtui, article: str) -> None:
    said = readtui("annotations", article)
    assert (said.code, said.out) == (1, "")
    assert said.err == "No annotations yet. Make one in the app, or with readtui annotate.\n"
    assert readtui("annotations", "--json").json == []


def test_a_quote_is_annotated_whatever_its_line_breaks(readtui: Readtui, article: str) -> None:
    made = readtui("annotate", article, "--quote", " dusk.\nNobody  on board ", "--tag", "#boats/old", "--note", "Why?")
    assert made.code == 0
    (one,) = readtui("annotations", "--json").json
    assert one["id"] == made.line
    assert one["quote"] == "dusk. Nobody on board"
    assert {key: one[key] for key in ("article", "tags", "note", "color", "state")} == {
        "article": article,
        "tags": ["boats/old"],
        "note": "Why?",
        "color": None,
        "state": "exact",
    }
    assert (one["original"], one["words"], one["why"]) == (one["quote"], "same", "")
    text = readtui("show", article, "--json").json["text"]
    assert text[one["start"] : one["end"]] == one["quote"]


def test_it_is_told_whether_words_are_the_same_and_why_a_passage_is_asked_about(
    readtui: Readtui, article: str, ferry: Path
) -> None:
    title, first, landing, last = ferry.read_text().split("\n\n")
    quotes = ("It left at dawn", "spoke of the river", "people walked across the river instead", "without a word.")
    for quote in quotes:
        readtui("annotate", article, "--quote", quote)
    first = first.replace("came back at dusk. ", "came back at dusk. Then it was washed. ").replace(
        "spoke of", "spoke about"
    )
    last = last.replace("people walked", "people did not walk").replace(", in single file and without a word", "")
    ferry.write_text("\n\n".join([title, landing, last, first.replace("It left at dawn", "It left  at dawn")]))
    said = readtui("refresh", article).line
    assert said == (
        "The ferry: changed; annotations: 1 lost (“without a word.”), "
        "1 to review (“people walked across the river…”), 1 with other words (“spoke of the river”), "
        "1 moved (“It left at dawn”); sentences: 1 added, 2 changed"
    )
    assert readtui("refresh", article, "--json").json[0]["changes"] == []
    readtui("undo")
    changes = readtui("refresh", article, "--json").json[0]["changes"]
    assert [one["original"] for one in changes] == [quotes[3], quotes[2], quotes[1], quotes[0]]
    listed = {one["id"]: one for one in readtui("annotations", "--json").json}
    assert all(listed[one["id"]].items() >= one.items() for one in changes)
    found = {one["original"]: one for one in readtui("annotations", "--json").json}
    assert [(found[quote]["state"], found[quote]["words"]) for quote in quotes] == [
        ("moved", "same"),
        ("moved", "other"),
        ("review", "other"),
        ("orphan", "same"),
    ]
    assert [found[quote]["why"] for quote in quotes[:3]] == ["", "“of” became “about”", "a negation was added: not"]
    assert found[quotes[3]]["why"]
    assert found[quotes[1]]["quote"] == "spoke about the river"


def test_the_line_of_the_file_is_that_of_now(readtui: Readtui, article: str, ferry: Path) -> None:
    def lines() -> list[tuple[str, int | None]]:
        return [(one["file"], one["line"]) for one in readtui("annotations", "--json").json]

    text = ferry.read_text()
    for quote in ("Nobody on board", "In winter"):
        readtui("annotate", article, "--quote", quote)
    assert lines() == [(str(ferry), 3), (str(ferry), 7)]
    rewrapped = text.replace("dusk. Nobody", "dusk.\nNobody")
    for _ in range(2):
        ferry.write_text(f"---\nauthor: Ada\n---\n<!-- In winter -->\n\n{rewrapped}")
        assert lines() == [(str(ferry), 9), (str(ferry), 13)]
    ferry.write_text(text.replace("winter", "summer"))
    assert lines() == [(str(ferry), None)] * 2
    ferry.unlink()
    assert lines() == [(str(ferry), None)] * 2


def test_who_made_and_who_answered_an_annotation_is_told(
    readtui: Readtui, article: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text('[user]\nname = "Ada"\n')
    mine = readtui("annotate", article, "--quote", "the dog").line
    monkeypatch.setenv("READTUI_BY", "software:builder")
    asked = readtui("annotate", article, "--quote", "lay in ice", "--note", "Who?").line
    monkeypatch.delenv("READTUI_BY")
    assert [line.split("\t")[8:] for line in readtui("annotations").out.splitlines()] == [[""], ["builder (program)"]]
    with closing(open_services()) as services:
        ask(services, asked, by=BUILDER)
        answer = reply_to(services, asked, "Nobody.\x1b[2J", created="2026-02-01T10:00:00Z")
        reply_to(services, asked, by=BEA, sets=ThreadState.SETTLED, created="2026-02-01T10:00:01Z")
    listed = readtui("annotations", "--json").json
    assert readtui("show", article, "--annotations", "--json").json["annotations"] == listed
    about = {one["id"]: one for one in listed}
    assert about[mine]["creator"] == {"type": "Person", "name": "Ada"}
    assert (about[mine]["thread"], about[mine]["replies"]) == (None, [])
    assert about[asked]["creator"] == {"type": "Software", "name": "builder"}
    assert about[asked]["thread"] == "settled"
    first, second = about[asked]["replies"]
    assert first == {
        "id": answer.id,
        "creator": {"type": "Person", "name": "Ada"},
        "created": "2026-02-01T10:00:00Z",
        "text": "Nobody.␛[2J",
        "sets": None,
    }
    assert (second["creator"]["name"], second["text"], second["sets"]) == ("Bea", "", "settled")
    assert [line.split("\t")[8:] for line in readtui("annotations").out.splitlines()] == [
        ["", ""],
        ["builder (program)", "2 replies"],
    ]
    plain, told = readtui("show", article, "--annotations").out.splitlines()[-2:]
    assert plain.endswith("“the dog” (yellow)")
    assert told.endswith("— Who? · builder (program) · 2 replies")
    assert [one["threads"] for one in readtui("list", "--json").json] == [0]
    with closing(open_services()) as services:
        reply_to(services, asked, by=ADA, sets=ThreadState.OPEN)
    assert [(one["threads"], one["waiting"]) for one in readtui("list", "--json").json] == [(1, False)]


def test_a_column_that_any_article_has_something_for_is_there(
    readtui: Readtui, article: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = readtui("annotate", article, "--quote", "the dog", "--note", "Who?", "--thread").line
    assert readtui("reply", mine, "Nobody.").code == 0
    (tmp_path / "gulls.md").write_text("# Gulls\n\nThey follow the ferry.\n")
    other = readtui("add", str(tmp_path / "gulls.md")).line
    monkeypatch.setenv("READTUI_BY", "software:builder")
    assert readtui("annotate", other, "--quote", "They follow").code == 0
    monkeypatch.delenv("READTUI_BY")
    told = sorted(line.split("\t")[8:] for line in readtui("annotations").out.splitlines())
    assert told == [["", "1 reply"], ["builder (program)", ""]]


def test_without_more_words_it_is_a_yellow_highlight(readtui: Readtui, article: str) -> None:
    readtui("annotate", article, "--range", "11:18")
    (one,) = readtui("annotations", article, "--json").json
    assert (one["color"], one["start"], one["end"]) == ("yellow", 11, 18)


def test_a_quote_found_twice_is_refused_with_usable_ranges(readtui: Readtui, article: str) -> None:
    result = readtui("annotate", article, "--quote", "the river")
    assert (result.code, result.out) == (1, "")
    message, hint = result.err.splitlines()
    assert "2 times" in message
    first = next(word for word in hint.split() if word[0].isdigit())
    assert readtui("annotate", article, "--range", first).code == 0
    assert [one["quote"] for one in readtui("annotations", "--json").json] == ["the river"]


def test_a_quote_in_other_letters_is_pointed_out(readtui: Readtui, article: str) -> None:
    result = readtui("annotate", article, "--quote", "NOBODY on board")
    assert result.code == 1
    assert "[Nobody on board]" in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--quote", "ice", "--range", "1:2"),
        ("--quote", "  "),
        ("--range", "5:5"),
        ("--range", "9:5"),
        ("--range", "-1:5"),
        ("--range", "0:99999"),
        ("--range", "a:b"),
        ("--range", "9:11"),
        ("--quote", "ice", "--color", "mauve"),
        ("--quote", "ice", "--tag", "#"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_changes_nothing(
    readtui: Readtui, article: str, arguments: tuple[str, ...]
) -> None:
    result = readtui("annotate", article, *arguments)
    assert (result.code, result.out) == (2, "")
    assert 1 <= len(result.err.splitlines()) <= 2
    assert readtui("annotations", "--json").json == []


def test_annotations_are_filtered(readtui: Readtui, article: str) -> None:
    readtui("annotate", article, "--quote", "lay in ice", "--color", "blue", "--tag", "season/winter")
    readtui("annotate", article, "--quote", "the dog", "--color", "pink")
    for filters in (("--tag", "season"), ("--color", "blue"), ("--text", "ICE".lower()), ("--text", "winter")):
        assert [one["quote"] for one in readtui("annotations", *filters, "--json").json] == ["lay in ice"]
    assert [one["quote"] for one in readtui("annotations", "--query", "-color:pink", "--json").json] == ["lay in ice"]
    assert readtui("annotations", "--query", "-color:pink", "--tag", "sea").code == 1
    assert readtui("annotations", "--orphans", "--json").code == 1
    refused = readtui("annotations", "--query", "color:blue note:x")
    assert (refused.code, refused.out) == (2, "")
    assert "query, column 12: there is no field “note”" in refused.err
    assert len(refused.err.splitlines()) == 2
    assert [row.split("\t")[6] for row in readtui("annotations").out.splitlines()] == ["the dog", "lay in ice"]
    assert readtui("annotations", "nothing-like-it").code == 1


def test_export_goes_to_stdout_byte_by_byte(readtui: Readtui, article: str) -> None:
    readtui("annotate", article, "--quote", "lay in ice", "--note", "=1+1")
    table = readtui("export", "--format", "csv").out
    assert table.count("\r\n") == 2
    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    assert (row["quote"], row["note"], row["article"]) == ("lay in ice", "'=1+1", article)
    exported = json.loads(readtui("export", article, "--format", "json").out)
    assert exported["articles"][0]["annotations"][0]["target"]["source"] == article
    assert "> lay in ice" in readtui("export").out


def test_an_export_cannot_control_the_terminal(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a\x9b31m\u202e.md").write_text("The ferry left at dawn.")
    added = readtui("add", str(tmp_path / "a\x9b31m\u202e.md")).line
    exported = readtui("export", added, "--format", "json")
    assert exported.json["articles"][0]["article"]["source"].endswith("a\x9b31m\u202e.md"), "escaped, and all there"
    readtui("annotate", added, "--quote", "The ferry")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for name, source in (("json", "a\\u009b31m\\u202e.md"), ("csv", "a⍰31m⍰.md"), ("markdown", "a⍰31m⍰.md")):
        shown = readtui("export", added, "--format", name).out
        assert source in shown
        assert not set(shown) & set("\x9b\u202e")


def test_export_writes_a_file_or_a_folder(readtui: Readtui, article: str, tmp_path: Path) -> None:
    readtui("annotate", article, "--quote", "lay in ice")
    result = readtui("export", "--format", "markdown", "--output", f"{tmp_path}/notes/")
    assert (result.code, result.out) == (0, "")
    assert "> lay in ice" in (tmp_path / "notes" / "The ferry.md").read_text()
    assert readtui("export", "--format", "json", "--output", str(tmp_path / "all.json")).code == 0
    assert json.loads((tmp_path / "all.json").read_text())["format"]["name"] == "readtui-export"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--format", "docx"), 2),
        (("--format", "csv", "--output", ""), 2),
        (("--format", "csv", "--output", "/nowhere/at/all.csv"), 1),
        (("--format", "csv", "--tag", "none"), 1),
    ],
)
def test_a_failed_export_says_why(readtui: Readtui, article: str, arguments: tuple[str, ...], code: int) -> None:
    result = readtui("export", *arguments)
    assert (result.code, result.out) == (code, "")
    assert len(result.err.splitlines()) == 2


def test_a_batch_annotates_what_it_can_in_one_step_and_names_the_rest(
    readtui: Readtui, article: str, ferry: Path, tmp_path: Path
) -> None:
    lines: list[Any] = [
        {"article": article[:6], "quote": "It left  at dawn", "tags": ["claim", "#boats/old"], "note": "Who says so?"},
        {"article": str(ferry), "range": [14, 16], "color": "green"},
        {"article": article, "quote": "the dog", "by": "Bea"},
        {"thread": True, "note": "Is this all?"},
        {"quote": "boat lay", "tags": "claim", "range": None},
        {"quote": "nowhere", "tags": []},
        {"quote": "the"},
        {"article": "no-such-article", "quote": "the dog"},
        {"quote": "the dog", "tag": "claim"},
        {"quote": "the dog", "note": 3},
        {"quote": "the dog", "color": "brown"},
        {"quote": "the dog", "by": " "},
        {"thread": True},
        {"note": "On what?"},
        ["the dog"],
    ]
    batch = tmp_path / "batch.jsonl"
    written = [*map(json.dumps, lines), "", "no JSON", json.dumps({"quote": "through\u2028both"}, ensure_ascii=False)]
    batch.write_text("\ufeff" + "\n".join(written), encoding="utf-8")
    said = readtui("annotate", article, "--batch", str(batch), "--by", "software:coder")
    assert said.code == 1
    made = said.out.splitlines()
    listed = {one["id"]: one for one in readtui("annotations", "--json").json}
    assert set(made) == set(listed)
    assert [(listed[one]["quote"], listed[one]["tags"], listed[one]["note"], listed[one]["color"]) for one in made] == [
        ("It left at dawn", ["claim", "boats/old"], "Who says so?", None),
        ("le", [], "", "green"),
        ("the dog", [], "", "yellow"),
        ("", [], "Is this all?", None),
        ("boat lay", ["claim"], "", None),
        ("through both", [], "", "yellow"),
    ]
    makers = ["software:coder", "software:coder", "Bea", *["software:coder"] * 3]
    assert [
        Creator(one["name"], one["type"] == "Software").spelled for one in (listed[i]["creator"] for i in made)
    ] == makers
    faults = [line for line in said.err.splitlines() if line.startswith("readtui: line ")]
    assert [line.split(":")[1:3] for line in faults] == [
        [" line 6", " the quote is not in the article"],
        [" line 7", " the quote occurs 5 times in the article"],
        [" line 8", " no such article or file"],
        [" line 9", " no such field"],
        [" line 10", " note must be a string"],
        [" line 11", " no such color"],
        [" line 12", " by"],
        [" line 13", " a thread needs a note"],
        [" line 14", " give either a quote or a range"],
        [" line 15", " this is not an object"],
        [" line 17", " this is not JSON"],
    ]
    again = readtui("annotate", article, "--batch", "-", "--by", "software:coder", stdin=batch.read_bytes())
    assert (again.code, again.out) == (1, "")
    assert again.err.startswith("Left out 6 annotations that are there already.\n")
    assert readtui("undo").line == "undone: annotated 6 passages in 1 article"
    assert readtui("annotations", "--json").json == []
    spaced = {"quote": " lay in ice"}
    whole = readtui("annotate", article, "--batch", "-", stdin=json.dumps([lines[0], lines[2], spaced]).encode())
    assert (whole.code, len(whole.out.splitlines()), whole.err) == (0, 3, "")
    assert [one["quote"] for one in readtui("annotations", "--json").json][-1] == "lay in ice"


def test_a_batch_keeps_to_a_closed_codebook_and_says_what_it_needs(
    readtui: Readtui, article: str, tmp_path: Path
) -> None:
    readtui("annotate", article, "--quote", "the dog", "--tag", "claim")
    (tmp_path / "settings.toml").write_text("[tags]\nclosed = true\n")
    lines = [{"quote": "lay in ice", "tags": ["claim"]}, {"quote": "both crossings", "tags": ["claim", "other"]}]
    said = readtui("annotate", article, "--batch", "-", stdin="\n".join(map(json.dumps, lines)).encode())
    assert (said.code, len(said.out.splitlines())) == (1, 1)
    assert "line 2: the codebook is closed: there is no tag #other" in said.err
    for arguments, stdin, fault in (
        ((article, "--batch", "-", "--tag", "claim"), b"{}", "--batch: not with what annotates a single passage"),
        ((), b"", "give an ARTICLE, or --batch FILE"),
        (("--batch", "-"), b" \n", "the input has no annotations"),
        (("--batch", "-"), b"[1, ", "line 1: this is not JSON"),
        (("--batch", "-"), b"\xff", "the text is not UTF-8 (byte 0)"),
    ):
        refused = readtui("annotate", *arguments, stdin=stdin)
        assert refused.code != 0
        assert fault in refused.err


def test_a_creator_is_renamed_everywhere_and_undo_takes_it_back(readtui: Readtui, article: str) -> None:
    note = readtui("annotate", article, "--quote", "the dog slept", "--note", "Why?", "--by", "Bea").line
    readtui("remove", readtui("annotate", article, "--quote", "In winter", "--by", "Bea").line)
    mine = readtui("annotate", article, "--quote", "It left at dawn", "--note", "When?").line
    readtui("reply", mine, "At six.", "--by", "Bea")
    before = readtui("creators", "--json").json
    assert readtui("creators", "rename", "Bea", "Bea Lund").line == "renamed Bea to Bea Lund: 2 annotations and 1 reply"
    named = {one["name"]: (one["annotations"], one["replies"]) for one in readtui("creators", "--json").json}
    assert named["Bea Lund"] == (1, 1)
    assert "Bea" not in named
    assert {one["id"]: one["creator"] for one in readtui("annotations", "--json").json}[note]["name"] == "Bea Lund"
    readtui("undo")
    assert readtui("creators", "--json").json == before
    assert readtui("creators", "rename", "Bea", "me").line == "renamed Bea to me: 2 annotations and 1 reply"
    assert [one["replies"] for one in readtui("creators", "--json").json] == [1]


@pytest.mark.parametrize(
    ("name", "new_name", "code", "said"),
    [
        ("Bob", "Bea", 1, "nothing is by “Bob”"),
        ("me", "software:", 2, "a name is missing"),
        ("me", "x" * 1_000, 2, "a name has at most "),
    ],
)
def test_a_creator_that_is_not_there_or_has_no_name_is_not_renamed(
    readtui: Readtui, article: str, name: str, new_name: str, code: int, said: str
) -> None:
    readtui("annotate", article, "--quote", "the dog slept", "--note", "Why?")
    refused = readtui("creators", "rename", name, new_name)
    assert (refused.code, refused.out, said in refused.err) == (code, "", True)
