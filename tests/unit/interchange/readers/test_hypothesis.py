"""What Hypothesis exports: pages, quotes with their context, replies, other columns."""

import json
from pathlib import Path

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedAnnotation
from readtui.interchange.readers.hypothesis import HypothesisImporter
from readtui.model.creator import Creator
from readtui.model.reply import ThreadState

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples" / "hypothesis"


def read(data: bytes | str) -> dict[str, tuple[ImportedAnnotation, ...]]:
    data = data.encode() if isinstance(data, str) else data
    return {work.url or work.title: work.annotations for work in HypothesisImporter().read(Source(data))}


def test_an_export_gives_quotes_with_context_page_notes_and_replies() -> None:
    works = read((SAMPLES / "export.json").read_bytes())
    first, page, highlight = works["https://example.org/night-trains"]
    assert (first.prefix, first.quote, first.suffix, first.start) == (
        "we know that ", "sleeper cars came back 🚆 in 2021", ", a year later", 1420,
    )  # fmt: skip
    assert (first.note, first.creator) == ("The *first* claim.", Creator("reader"))
    [reply] = first.replies
    assert (reply.text, reply.creator) == ("Not before 2022, I think.", Creator("editor"))
    assert reply.source_id
    assert reply.created
    assert first.tags == ("rail", "two words")
    assert (first.created, first.modified) == ("2024-05-01T10:00:00Z", "2024-05-02T08:30:00Z")
    assert (page.quote, page.note) == ("", "About the page as a whole.")
    assert (highlight.quote, highlight.note) == ("the ticket office", "")
    assert [one.quote for one in works["report.pdf"]] == ["as Table 2 shows"]


def test_rows_of_the_api_and_the_export_are_the_same_annotations() -> None:
    [row] = read((SAMPLES / "rows.json").read_bytes())["https://example.org/night-trains"]
    whole = read((SAMPLES / "export.json").read_bytes())["https://example.org/night-trains"][0]
    assert (row.source_id, row.quote, row.created) == (whole.source_id, whole.quote, whole.created)


def test_a_table_has_the_same_quotes() -> None:
    works = read((SAMPLES / "export.csv").read_bytes())
    [first] = works["https://example.org/night-trains"]
    assert (first.quote, first.note, first.tags) == (
        "sleeper cars came back",
        "The first\nclaim.",
        ("rail", "two words"),
    )
    assert works["https://example.org/report.pdf"][0].place == "page 12"


def test_a_reply_without_its_annotation_stands_on_the_page() -> None:
    reply = {"id": "r", "user": "acct:a@b", "uri": "https://example.org/x", "text": "Yes.", "references": ["gone"]}
    [one] = read(json.dumps([reply]))["https://example.org/x"]
    assert (one.quote, one.note) == ("", "Yes.")


def test_what_readtui_wrote_keeps_its_id() -> None:
    own = "12345678-1234-4234-8234-123456789abc"
    row = {"id": own, "user": "acct:readtui@localhost", "uri": "readtui:0123456789abcdef", "text": "x"}
    [one] = read(json.dumps({"annotations": [row]}))["readtui:0123456789abcdef"]
    assert one.source_id == f"readtui:{own}"


def test_each_user_of_a_conversation_is_kept_by_the_name_that_is_shown() -> None:
    row = {"id": "a", "user": "acct:ada@hypothes.is", "uri": "https://a.example", "text": "When?"}
    named = {**row, "id": "b", "user": "acct:bo_77@hypothes.is", "user_info": {"display_name": " Bo Ek "}}
    replies = [
        {**named, "id": "d", "text": "On the 5th.", "references": ["a", "c"], "created": "2026-02-03T10:00:00Z"},
        {**row, "id": "c", "text": "Which day?", "references": ["a"], "created": "2026-02-02T10:00:00Z"},
    ]
    whole, other = read(json.dumps([*replies, row, named]))["https://a.example"]
    assert (whole.creator, other.creator) == (Creator("ada"), Creator("Bo Ek"))
    assert [(one.creator, one.text, one.source_id) for one in whole.replies] == [
        (Creator("ada"), "Which day?", "c"), (Creator("Bo Ek"), "On the 5th.", "d"),
    ]  # fmt: skip


def test_a_program_a_thread_and_original_words_come_back_from_what_readtui_wrote() -> None:
    own, answer = "12345678-1234-4234-8234-123456789abc", "22345678-1234-4234-8234-123456789abc"
    row = {
        "id": own, "user": "acct:ada.1234abcd@readtui.invalid", "uri": "https://a.example", "text": "Who?",
        "creator": {"type": "Person", "name": "Ada"}, "thread": "settled", "original": "We accept it.",
        "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "Dana accepts it."}]}],
    }  # fmt: skip
    program = {"user": "acct:builder.12345678@software.readtui.invalid", "user_info": {"display_name": "builder"},
               "creator": {"type": "Software", "name": "builder"}}  # fmt: skip
    reply = {**row, **program, "id": answer, "text": "", "references": [own], "sets": "settled"}
    [one] = read(json.dumps([row, reply]))["https://a.example"]
    assert (one.source_id, one.creator, one.is_thread, one.original) == (
        f"readtui:{own}", Creator("Ada"), True, "We accept it.",
    )  # fmt: skip
    [settled] = one.replies
    assert (settled.source_id, settled.creator, settled.sets) == (
        f"readtui:{answer}", Creator("builder", is_program=True), ThreadState.SETTLED,
    )  # fmt: skip


@pytest.mark.parametrize("data", ['{"annotations": []}', "[1]", "{}"])
def test_other_values_are_refused(data: str) -> None:
    with pytest.raises(SourceError, match="no Hypothesis annotations"):
        read(data)


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("quote", ["Quote", "Quote/description"])
def test_tables_of_older_and_newer_sidebars_files_and_clipboards_are_read(separator: str, quote: str) -> None:
    rows = (
        ("Created at", "Author", "Page", "URL", "Group", "Type", quote, "Comment", "Tags"),
        ("2024-05-01 10:00", "reader", "iv", "https://a.example", "Public", "Highlight", "sleeper cars", "", '"a,b"'),
        ("2024-05-01 10:05", "reader", "", "https://a.example", "Public", "Page note", "", "All of it.", ""),
    )
    table = "\n".join(separator.join(row) for row in rows)
    assert HypothesisImporter().recognises(Source(table.encode()))
    first, page = read(table)["https://a.example"]
    assert (first.quote, first.place, first.tags) == ("sleeper cars", "page iv", ("a", "b"))
    assert first.creator == Creator("reader")
    assert (page.quote, page.note) == ("", "All of it.")


def test_replies_that_a_search_gives_separately_are_not_lost() -> None:
    row = {"id": "a", "user": "acct:me@h", "uri": "https://a.example", "text": "When?"}
    reply = {**row, "id": "b", "text": "Soon.", "references": ["a"]}
    [whole] = read(json.dumps({"total": 1, "rows": [row], "replies": [reply]}))["https://a.example"]
    assert (whole.note, [reply.text for reply in whole.replies]) == ("When?", ["Soon."])


def test_rows_may_be_lines_of_json() -> None:
    row = {"id": "a", "user": "acct:me@h", "uri": "https://a.example", "text": "When?"}
    lines = "\n".join(json.dumps({**row, "id": name}) for name in "ab") + "\n\n"
    assert HypothesisImporter().recognises(Source(lines.encode()))
    assert [one.source_id for one in read(lines)["https://a.example"]] == ["a", "b"]
    with pytest.raises(SourceError, match="not valid JSON"):
        read(lines + "{")
