"""The motion that CONTRIBUTING.md shows works, and so does its test."""

from typing import Any

import pytest
from code_blocks import code_of
from reader_desk import Desk

from readtui.tui.dialogs.note import NoteResult
from readtui.tui.reader.cursor import AnnotationCursor


def test_the_motion_goes_where_its_test_says(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    names: dict[str, Any] = {"Desk": Desk, "NoteResult": NoteResult}
    exec(
        compile(
            code_of("CONTRIBUTING.md", "python motion") + code_of("CONTRIBUTING.md", "python motion-test"),
            "CONTRIBUTING.md",
            "exec",
        ),
        names,
    )
    monkeypatch.setattr(AnnotationCursor, "do_reader_next_note", names["do_reader_next_note"], raising=False)
    names["test_notes_are_gone_to"](desk)
