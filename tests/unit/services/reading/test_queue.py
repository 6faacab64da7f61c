"""The article to read after another one."""

from dataclasses import replace

from articles import library_entry

from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.services.library import LibraryEntry, next_to_read


def entry(
    name: str, state: ReadingState = ReadingState.TO_READ, last_read: str = "", added: str = "2026"
) -> LibraryEntry:
    record = ArticleRecord(
        id=name, metadata=Metadata(title=name, source=name), added=added, modified="", text_version=""
    )
    return library_entry(replace(record, reading_state=state), last_read=last_read)


def following(*entries: LibraryEntry) -> str:
    found = next_to_read([*entries, entry("this", last_read="2027")], "this")
    return found.id if found else ""


def test_what_was_begun_comes_first_then_what_was_added_last() -> None:
    begun = [entry("a", ReadingState.READING, "2026-01"), entry("b", ReadingState.READING, "2026-02")]
    waiting = [entry("c", added="2025"), entry("d", added="2026-05"), entry("e", added="2024")]
    assert following(*waiting, *begun, *waiting) == "b"
    assert following(*waiting) == "d"
    assert following(*waiting, entry("f", last_read="2020")) == "f"


def test_done_and_archived_articles_are_not_offered() -> None:
    archived = entry("a", added="2030")
    archived = archived.with_record(replace(archived.record, archived="2026"))
    assert following(archived, entry("b", ReadingState.DONE, "2026")) == ""
    assert following(archived, entry("c")) == "c"
