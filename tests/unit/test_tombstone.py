"""What remains of a record that was deleted for good."""

from dataclasses import replace

import pytest

from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.tombstone import Emptiable, emptied, is_emptied
from readtui.model.view import View

NOW = "2026-02-01T12:00:00Z"
REPLY = Reply("r", "a" * 16, "n", NOW, NOW, deleted=NOW)
TAG = Tag("a/b", deleted=NOW)
NOTE = Annotation("n", "a" * 16, NOW, NOW, deleted=NOW)
VIEW = View("v", "", "", deleted=NOW)


@pytest.mark.parametrize("record", [REPLY, TAG, NOTE, VIEW], ids=lambda one: type(one).__name__)
def test_a_tombstone_is_empty_and_deleted(record: Emptiable) -> None:
    assert is_emptied(record)
    assert not is_emptied(replace(record, deleted=None))
    assert is_emptied(emptied(replace(record, deleted=None), NOW))


@pytest.mark.parametrize(
    "record",
    [
        replace(REPLY, text="words"),
        replace(REPLY, sets=ThreadState.SETTLED),
        replace(REPLY, creator=Creator("Ada")),
        replace(REPLY, extra={"x": 1}),
        replace(TAG, color="green"),
        replace(TAG, description="About"),
        replace(TAG, pin=1),
        replace(TAG, extra={"x": 1}),
        replace(NOTE, note="words"),
        replace(NOTE, quote=TextQuoteSelector("words")),
        replace(NOTE, tags=("a",)),
        replace(NOTE, extra={"x": 1}),
        replace(VIEW, name="mine"),
        replace(VIEW, query="tag:a"),
    ],
)
def test_what_a_person_has_written_is_in_no_tombstone(record: Emptiable) -> None:
    assert not is_emptied(record)
    assert is_emptied(emptied(record, NOW))
