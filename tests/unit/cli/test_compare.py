"""readtui compare: two coders in one library."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Readtui = Callable[..., Any]


def code(readtui: Readtui, article: str, by: str, *codes: tuple[str, str]) -> list[str]:
    """Tag passages by a coder; returns the ids."""
    lines = [
        json.dumps(
            {"article": article, "quote": quote, "tags": tags.split() if tags else [], "by": by, "color": "yellow"}
        )
        for quote, tags in codes
    ]
    done = readtui("annotate", "--batch", "-", stdin="\n".join(lines).encode())
    assert done.code == 0, done.err
    found = done.out.split()
    assert len(found) == len(codes)
    return list(found)


@pytest.fixture
def coded(readtui: Readtui, article: str) -> str:
    """An article that Ada and Bea coded."""
    code(
        readtui,
        article,
        "Ada",
        ("It left at dawn", "time"),
        ("Nobody on board spoke of the river", "silence"),
        ("the dog slept", "animals/dog"),
        ("In winter the boat lay in ice", "time"),
    )
    code(
        readtui,
        article,
        "Bea",
        ("It left at dawn", "Time"),
        ("Nobody on board spoke", "silence"),
        ("the dog slept", "animals"),
        ("in single file", "people"),
        ("came back at dusk", ""),
    )
    return article


def test_characters_are_counted_per_tag_and_in_all(readtui: Readtui, coded: str) -> None:
    found = readtui("compare", "Ada", "Bea", "--json").json
    length = len(readtui("show", coded, "--json").json["text"])
    assert (found["coders"], found["unit"], found["units"], found["articles"]) == (
        ["Ada", "Bea"],
        "character",
        length,
        [coded],
    )
    tags = {one["tag"]: (one["both"], one["first"], one["second"], one["neither"]) for one in found["tags"]}
    spoke, river = len("Nobody on board spoke"), len("Nobody on board spoke of the river")
    assert tags["silence"] == (spoke, river - spoke, 0, length - river)
    dawn, winter = len("It left at dawn"), len("In winter the boat lay in ice")
    assert tags["time"] == (dawn, winter, 0, length - dawn - winter)
    both = dawn + spoke + len("the dog slept")
    in_all = found["allTags"]
    assert (in_all["both"], in_all["ofCoded"]) == (both, (dawn + spoke) / (length - in_all["neither"]))
    assert found["whereBothCoded"]["agree"] == (dawn + spoke) / both
    assert found["otherwise"][:2] == [
        {"first": "time", "second": None, "units": winter},
        {"first": None, "second": "people", "units": len("in single file")},
    ]


def test_sentences_are_counted(readtui: Readtui, coded: str) -> None:
    found = readtui("compare", "Ada", "Bea", "--unit", "sentence", "--json").json
    # Two headings and three sentences.
    assert found["units"] == 5
    (silence,) = (one for one in found["tags"] if one["tag"] == "silence")
    assert (silence["both"], silence["agree"], silence["kappa"], silence["alpha"]) == (1, 1.0, 1.0, 1.0)


def test_nested_tags_count_as_their_outermost_tags_on_demand(readtui: Readtui, coded: str) -> None:
    plain, nested = (readtui("compare", "Ada", "Bea", "--json", *more).json for more in ((), ("--nested",)))
    assert {one["tag"] for one in plain["tags"]} == {"animals", "animals/dog", "people", "silence", "time"}
    assert {one["tag"] for one in nested["tags"]} == {"animals", "people", "silence", "time"}
    assert len(plain["disagreements"]) == len(nested["disagreements"]) + 1 == 4


def test_disagreements_are_listed_with_both_codes(readtui: Readtui, coded: str) -> None:
    found = readtui("compare", "Ada", "Bea", "--json").json["disagreements"]
    silence, dog, winter, people = found
    assert [one["kind"] for one in found] == ["other passage", "other tags", "coded by one", "coded by one"]
    assert silence["first"]["quote"] == "Nobody on board spoke of the river"
    assert silence["second"]["quote"] == "Nobody on board spoke"
    assert (silence["article"], silence["start"], silence["end"]) == (
        coded,
        silence["first"]["start"],
        silence["first"]["end"],
    )
    assert (dog["first"]["tags"], dog["second"]["tags"]) == (["animals/dog"], ["animals"])
    assert (winter["second"], people["first"], people["agreed"]) == (None, None, [])
    ids = {one["id"] for one in readtui("annotations", "--json").json}
    assert {*silence["first"]["annotations"], *silence["second"]["annotations"]} < ids


def test_two_annotations_on_a_passage_are_one_code(readtui: Readtui, article: str) -> None:
    code(readtui, article, "Ada", ("the dog slept", "dog"), ("the dog slept", "sleep"))
    code(readtui, article, "software:coder", ("the dog slept", "sleep dog"))
    found = readtui("compare", "ada", "coder", "--json").json
    assert (found["coders"], found["disagreements"]) == (["Ada", "coder (program)"], [])
    assert found["allTags"]["kappa"] == 1.0


def test_me_is_whoever_uses_the_library(readtui: Readtui, article: str) -> None:
    readtui("annotate", article, "--quote", "the dog slept", "--tag", "dog")
    code(readtui, article, "Bea", ("the dog slept", "dog"))
    assert readtui("compare", "me", "Bea", "--json").json["allTags"]["alpha"] == pytest.approx(1)


def test_articles_are_those_that_both_coded_or_that_a_query_names(readtui: Readtui, coded: str, tmp_path: Path) -> None:
    (tmp_path / "ice.txt").write_text("The ice bore them until March.")
    ice = readtui("add", str(tmp_path / "ice.txt")).line
    code(readtui, ice, "Ada", ("until March", "time"))
    assert readtui("compare", "Ada", "Bea", "--json").json["articles"] == [coded]
    assert readtui("compare", "Ada", "Bea", "-q", "ferry or ice", "--json").json["articles"] == [coded, ice]
    only = readtui("compare", "Ada", "Bea", "-q", "title:ice", "--json").json
    assert (only["articles"], only["tags"][0]["first"]) == ([ice], len("until March"))


def test_faults_say_who_there_is(readtui: Readtui, coded: str, tmp_path: Path) -> None:
    unknown = readtui("compare", "Ada", "Zoe")
    assert (unknown.code, unknown.err) == (
        1,
        "readtui: no coder is called Zoe\nWho has tagged passages: Ada, Bea.\n",
    )
    (tmp_path / "ice.txt").write_text("The ice bore them until March.")
    code(readtui, readtui("add", str(tmp_path / "ice.txt")).line, "Cy", ("until March", "time"))
    apart = readtui("compare", "Ada", "Cy")
    assert (apart.code, apart.err.splitlines()[0]) == (
        1,
        "readtui: Ada and Cy have tagged passages in no article in common",
    )
    assert readtui("compare", "Ada", "Bea", "-q", "title:nothing").code == 1
    assert readtui("compare", "Ada", "Bea", "-q", "nofield:x").code == 2
    assert [readtui("compare", *coders).code for coders in (("Ada",), ("Ada", "ADA"), ("Ada", "Bea", "Cy"))] == [
        2,
        2,
        2,
    ]


def test_reports_are_written_and_escaped(readtui: Readtui, article: str, tmp_path: Path) -> None:
    code(readtui, article, "Ada <b>", ("the dog slept", "=1+1|<i>"), ("It left at dawn", "time"))
    code(readtui, article, "Bea", ("the dog slept", "dog"), ("It left at dawn", "time"))
    page = tmp_path / "report.html"
    assert readtui("compare", "Ada <b>", "Bea", "-o", str(page)).code == 0
    assert "<i>" not in page.read_text()
    assert "#=1+1|&lt;i&gt;" in page.read_text()
    assert "Ada <b>" not in page.read_text()
    assert readtui("compare", "Ada <b>", "Bea", "-o", str(page)).code == 1
    assert readtui("compare", "Ada <b>", "Bea", "-o", str(page), "--force").code == 0
    markdown = readtui("compare", "Ada <b>", "Bea", "--format", "markdown").out
    assert "Content-Security-Policy" in page.read_text()
    assert "# Ada \\<b\\> and Bea" in markdown
    assert "#=1+1\\|\\<i\\>" in markdown
    table = readtui("compare", "Ada <b>", "Bea", "--format", "csv").out.splitlines()
    assert table[0].startswith("tag,unit,both,first,second,neither,agree,of_coded,kappa,alpha,passages of Ada")
    assert [row.split(",")[0] for row in table[1:5]] == ["all tags", "coded or not", "where both coded", "#=1+1|<i>"]


def test_threads_and_plain_notes_are_no_codes_and_tagged_articles_are_told(readtui: Readtui, coded: str) -> None:
    before = readtui("compare", "Ada", "Bea", "--json").json
    readtui("annotate", coded, "--quote", "It left at dawn", "--note", "Why?", "--thread", "--by", "Ada")
    assert readtui("compare", "Ada", "Bea", "--json").json == before


def test_rows_are_tab_separated_outside_a_terminal(readtui: Readtui, coded: str) -> None:
    found = readtui("compare", "Ada", "Bea")
    row = found.out.splitlines()[-1].split("\t")
    assert row[:2] == ["#time", str(len("It left at dawn"))]
    assert found.err.startswith("Ada and Bea in 1 article, ")


def test_a_tag_that_one_coder_renamed_at_home_is_no_disagreement(
    readtui: Readtui, coded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(tmp_path / "library", tmp_path / "of-bea")
    readtui("tags", "rename", "silence", "stillness")
    readtui("tags", "rename", "animals", "creatures")
    monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "of-bea"))
    (tmp_path / "ice.txt").write_text("The ice bore them until March. Nobody spoke.")
    ice = readtui("add", str(tmp_path / "ice.txt")).line
    code(readtui, ice, "Bea", ("Nobody spoke", "silence"), ("The ice", "animals/cold"))
    monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "library"))
    assert readtui("merge", str(tmp_path / "of-bea")).code == 0
    code(readtui, ice, "Ada", ("Nobody spoke", "stillness"), ("The ice", "creatures/cold"))
    found = readtui("compare", "Ada", "Bea", "-q", "title:ice", "--json").json
    assert (found["disagreements"], found["allTags"]["agree"]) == ([], 1.0)
    assert [one["tag"] for one in found["tags"]] == ["creatures/cold", "stillness"]


def test_rows_say_when_not_to_trust_them(readtui: Readtui, coded: str) -> None:
    found = readtui("compare", "Ada", "Bea", "--json").json
    cautions = {one["tag"]: one["caution"] for one in found["tags"]}
    assert (cautions["people"], cautions["silence"]) == ("one coder only", "few passages")
    quotes = (
        "on board",
        "spoke of",
        "of the river,",
        "the dog",
        "slept",
        "both",
        "crossings",
        "winter",
        "lay in ice",
        "walked",
    )
    for coder in ("Ada", "Bea"):
        code(readtui, coded, coder, *((quote, "often") for quote in quotes))
    one = next(one for one in readtui("compare", "Ada", "Bea", "--json").json["tags"] if one["tag"] == "often")
    assert (one["passages"], one["caution"], one["kappa"]) == ([10, 10], "", 1.0)


def test_in_a_terminal_the_table_has_a_summary_and_says_what_its_columns_mean(
    readtui: Readtui, coded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = readtui("compare", "Ada", "Bea")
    monkeypatch.setattr("readtui.cli.compare.is_terminal", lambda: True)
    shown = readtui("compare", "Ada", "Bea")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(plain.err.splitlines()[0])
    assert set(plain.err.splitlines()) <= set(shown.out.splitlines())
    assert all(row.split("\t")[0] in shown.out for row in plain.out.splitlines())
    assert "\nkappa: " in shown.out.casefold()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("Ada",), "two coders are compared, not 1"),
        (("Ada", "Bea", "--json", "--format", "csv"), "--json prints to stdout"),
        (("Ada", "Bea", "--force"), "--force: only with --output"),
    ],
)
def test_what_cannot_be_compared_or_written_is_refused(
    readtui: Readtui, coded: str, options: tuple[str, ...], said: str
) -> None:
    refused = readtui("compare", *options)
    assert (refused.code, refused.out, said in refused.err) == (2, "", True)
