"""What was last seen on this device, when another text has come since."""

from dataclasses import replace
from pathlib import Path

import pytest

from readtui.bootstrap import Services, open_services
from readtui.bootstrap.services import services_on
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article, ArticleRecord, Metadata, ReadingState
from readtui.model.block import Block, BlockKind
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.paths import state_folder
from readtui.services.seen_texts import body, changes_since, seen_text
from readtui.storage.open_store import open_store
from readtui.storage.repository import ReadingPosition, SeenText

NOW = "2026-02-01T10:00:00Z"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return open_services(tmp_path / "library")


def written(services: Services, text: str) -> ArticleRecord:
    """The article once its file has this text."""
    path = services.folder.parent / "plan.txt"
    path.write_text(text)
    return services.library.add(str(path)).record


def seen(services: Services, record: ArticleRecord, *, in_discuss: bool = False) -> str | None:
    found = services.seen.text_of(record, services.library.open(record.id), in_discuss=in_discuss)
    return found.text if found else None


def seen_file(services: Services, record: ArticleRecord) -> Path:
    return state_folder(services.folder) / "seen" / f"{record.id}.json"


def test_an_article_that_nobody_saw_has_not_changed_for_anybody(services: Services) -> None:
    record = written(services, "One.")
    services.repository.keep_position(record.id, ReadingPosition(0, 0.0, NOW))
    assert seen(services, written(services, "Two.")) is None
    assert not seen_file(services, record).exists()


def test_what_was_seen_is_kept_with_its_text_only_once_the_article_changes(services: Services) -> None:
    record = written(services, "One.")
    services.seen.mark(record, services.library.open(record.id))
    assert seen(services, record) is None
    assert not seen_file(services, record).exists()
    record = written(services, "Two.")
    assert seen_file(services, record).exists()
    assert seen(services, record) == "One."
    assert seen(services, written(services, "Three.")) == "One."
    record = services.library.find(record.id)
    services.seen.mark(record, services.library.open(record.id))
    assert seen(services, record) is None
    assert seen(services, written(services, "Four.")) == "Three."


def test_with_a_position_of_an_older_release_it_is_what_was_being_read(services: Services) -> None:
    record = written(services, "One.")
    services.repository.keep_position(record.id, ReadingPosition(0, 0.0, NOW))
    begun = replace(record, reading_state=ReadingState.READING)
    services.repository.apply(Change("c", NOW, "begin", (Edit(record, begun),)))
    assert seen(services, written(services, "Two.")) == "One."


def test_discussing_compares_with_what_was_sent(services: Services) -> None:
    record = written(services, "One.")
    services.seen.mark(record, services.library.open(record.id), sent=True)
    record = written(services, "Two.")
    services.seen.mark(record, services.library.open(record.id))
    assert seen(services, record) is None
    assert seen(services, record, in_discuss=True) == "One."
    record = written(services, "Three.")
    assert (seen(services, record), seen(services, record, in_discuss=True)) == ("Two.", "One.")


def test_whoever_looks_at_answers_and_leaves_finds_the_same_changes_the_next_time(services: Services) -> None:
    record = written(services, "One.")
    article, annotator = services.library.open(record.id), services.annotator
    services.repository.apply(annotator.create(record.id, article, Passage(0, 3), note="Why?", is_thread=True))
    services.send([record.id], again=False)
    [thread] = services.repository.annotations(record.id)
    builder = services.annotator_of(Creator("builder", is_program=True))
    answer = builder.reply(thread, "So.")
    assert answer is not None
    services.repository.apply(answer)
    record = written(services, "Two.")
    services.send([record.id], again=False)
    assert seen(services, record, in_discuss=True) == "One."
    [thread] = services.repository.annotations(record.id)
    said = annotator.reply(thread, "Why not?")
    assert said is not None
    services.repository.apply(said)
    services.send([record.id], again=False)
    assert seen(services, record, in_discuss=True) is None


def test_another_device_changes_the_article_and_removes_the_text(tmp_path: Path) -> None:
    here, there = (
        services_on(tmp_path / "library", open_store(tmp_path / "library", state=tmp_path / name, cache=tmp_path / "c"))
        for name in ("here", "there")
    )
    record = written(here, "One.")
    here.seen.mark(record, here.library.open(record.id))
    record = written(there, "Two.")
    assert seen(there, record) is None
    assert seen(here, record) == "One."
    here.seen.mark(record, here.library.open(record.id))
    record = written(there, "Three.")
    for text in (tmp_path / "library" / "texts").glob(f"{record.id}.*"):
        if record.text_version not in text.name:
            text.unlink()
    assert seen(here, record) == "Two."


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00" * 40,
        b'{"read": "70277bfc", "texts": {"70277bfc": "One."}, "furniture": {"70277bfc": [[0, true]]}}',
        b"[]", b"null", b'{"read": 3}', b'{"read": "x", "texts": {"x": "Any."}}', b"[" * 100_000,
        b'{"read": ["x"], "texts": {}}', b'{"read": "x", "texts": []}', b'{"read": "x", "texts": {"x": 7}}',
        b'{"read": "7c254a4b", "texts": {"7c254a4b": "\\u001b]0;x\\u0007"}}', b'{"texts": NaN}', b"\xff\xfe\x00",
    ],
)  # fmt: skip
def test_a_damaged_file_counts_as_missing_and_is_replaced(services: Services, content: bytes) -> None:
    record = written(services, "One.")
    services.seen.mark(record, services.library.open(record.id))
    record = written(services, "Two.")
    file = seen_file(services, record)
    file.write_bytes(content)
    assert services.repository.seen(record.id) is None
    # The library still has the text that the position names.
    assert seen(services, record) == "One."
    services.seen.mark(record, services.library.open(record.id))
    assert seen(services, written(services, "Three.")) == "Two."
    file.unlink()
    file.mkdir()
    assert seen(services, record) is None


def article_of(*blocks: tuple[BlockKind, str]) -> Article:
    made, start = list[Block](), 0
    for kind, text in blocks:
        made.append(Block(kind, start, start + len(text)))
        start += len(text) + 2
    return Article(Metadata("Ferries", language="en"), "\n\n".join(text for _, text in blocks), tuple(made))


def test_furniture_does_not_change_and_code_changes_by_line(services: Services) -> None:
    prose, code, furniture = BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.FURNITURE
    old = article_of(
        (furniture, "Most read today. Ten killed."), (prose, "One. Two."), (code, "a = Ferry. b\n\nc = Pier. d"),
        (furniture, "About us"),
    )  # fmt: skip
    new = article_of(
        (furniture, "Most read today. Eleven saved.\n\nAnother list. With news."), (prose, "One. Two, or three."),
        (code, "a = Ferry. b\n\nxyzzy. plugh"), (furniture, "About you. And us."),
    )  # fmt: skip
    kept = SeenText(old.hash8, old.text, seen_text(old).furniture)
    services.repository.keep_seen("70277bfc409b5021", kept, with_text=True)
    assert services.repository.seen("70277bfc409b5021") == kept
    assert len(body(kept)) == len(old.text)
    assert [(str(one.kind), new.text[one.start : one.end], one.before) for one in changes_since(kept, new)] == [
        ("changed", "Two, or three.", "Two."),
        ("removed", "", "c = Pier. d"),
        ("added", "xyzzy. plugh", ""),
    ]


def test_what_was_seen_goes_with_the_article(services: Services) -> None:
    record = written(services, "One.")
    services.seen.mark(record, services.library.open(record.id), sent=True)
    assert seen_file(services, record).exists()
    services.library.remove(record)
    services.purge(record.id)
    assert not seen_file(services, record).exists()


TASKS = """\
# Tasks

- [ ] Ask Nora. It is urgent.
- [x] Test it.
- [x] Test it.

We keep the queue. The old one stays. See [the export](https://example.org/export) and **this**.

Nobody asks.
"""


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ([("[ ] Ask", "[x] Ask")], [("Ask Nora.", "☐ Ask Nora.")]),
        ([("[x] Test it.\n\n", "[ ] Test it.\n\n")], [("Test it.", "☑ Test it.")]),
        ([("The old one stays.", "~~The old one stays.~~")], [("The old one stays.", "The old one stays.")]),
        (
            [("org/export", "com/x")],
            [("See the export and this.", "See [the export](https://example.org/export) and this.")],
        ),
        ([("**this**", "this"), ("# Tasks", "## Tasks"), ("- [x]", "1. [x]"), ("Nobody", "> Nobody")], []),
        (
            [
                ("[ ] A", "[x] A"), ("urgent", "late"), ("keep", "move"),
                ("The old one stays.", "~~The old one stays.~~"),
            ],
            [
                ("Ask Nora.", "☐ Ask Nora."), ("It is late.", "It is urgent."),
                ("We move the queue.", "We keep the queue."), ("The old one stays.", "The old one stays."),
            ],
        ),
    ],
)  # fmt: skip
def test_another_form_of_the_same_words_is_kept_and_is_a_change_if_it_says_something_else(
    services: Services, changes: list[tuple[str, str]], found: list[tuple[str, str]]
) -> None:
    path = services.folder.parent / "tasks.md"
    path.write_text(TASKS)
    record = services.library.add(str(path)).record
    services.seen.mark(record, services.library.open(record.id))
    text = TASKS
    for old, new in changes:
        text = text.replace(old, new)
    path.write_text(text)
    added = services.library.add(str(path))
    assert added.notice
    now = services.library.open(record.id)
    assert (now.text, now.blocks) == ((read := read_source(Source(text.encode(), "tasks.md"))).text, read.blocks)
    assert services.library.add(str(path)).notice == "", "it is read once"
    before = services.seen.text_of(services.library.find(record.id), now)
    assert before is None or services.repository.seen(record.id) == before
    told = [(now.text[one.start : one.end], one.before) for one in changes_since(before or seen_text(now), now)]
    assert told == found
    [entry] = services.library.entries()
    assert entry.is_changed is bool(found)
    services.seen.mark(added.record, now)
    assert services.seen.text_of(added.record, now) is None
    assert not services.library.entries()[0].is_changed
    path.write_text(TASKS)
    services.library.add(str(path))
    assert services.library.entries()[0].is_changed is bool(found)


def test_words_that_are_no_longer_struck_out_are_shown_as_they_were() -> None:
    before, now = (
        read_source(Source(text.encode(), "tasks.md"))
        for text in ("# Tasks\n\nIt is ~~not~~ late. So.\n", "# Tasks\n\nIt is not late. So.\n")
    )
    [change] = changes_since(seen_text(before), now)
    assert now.text[change.start : change.end] == "It is not late."
    assert change.before == "It is ~~not~~ late."
