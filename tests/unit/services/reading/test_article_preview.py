"""How an article begins, for a preview."""

from dataclasses import replace

import pytest
from articles import memory_library

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Role
from readtui.model.change import Edit
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.reading.article_preview import beginning_of, glance


def article(*parts: tuple[str, BlockKind, Role | None]) -> Article:
    blocks, start = [], 0
    for text, kind, role in parts:
        blocks.append(Block(kind, start, start + len(text), role=role))
        start += len(text) + 2
    return Article(Metadata("Long"), "\n\n".join(text for text, _, _ in parts), blocks)


TITLE = ("Long", BlockKind.HEADING, Role.TITLE)
LEAD = ("It ends\nwell.", BlockKind.PARAGRAPH, Role.LEAD)
BYLINE = ("By A. Writer", BlockKind.PARAGRAPH, Role.BYLINE)
SHARE = ("Share", BlockKind.FURNITURE, None)
FIRST = ("It began.", BlockKind.PARAGRAPH, None)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((), ("", "")),
        ((TITLE, SHARE, BYLINE, FIRST), ("", "It began.")),
        ((TITLE, FIRST, LEAD), ("It ends well.", "It began.")),
        ((TITLE, ("word " * 200, BlockKind.PARAGRAPH, None)), ("", "word " * 119 + "word…")),
    ],
)
def test_an_article_begins_with_its_lead_and_its_first_words(
    parts: tuple[tuple[str, BlockKind, Role | None], ...], said: tuple[str, str]
) -> None:
    assert beginning_of(article(*parts)) == said


def test_tags_that_differ_only_in_case_are_counted_as_one() -> None:
    library = memory_library()
    record = library.add("-", data=b"# Seas\n\nOne. Two. Three.").record
    annotator = Annotator(clock=lambda: "2026-01-01T00:00:00Z", new_id=iter("abcdefgh").__next__)
    for tags in (("Sea", "ice"), ("sea",), ("sea",)):
        change = annotator.create(record.id, library.open(record.id), Passage(6, 9), tags=tags)
        library.repository.apply(change)
    assert glance(library, record, 3, 2).tags == [("sea", 3), ("ice", 1)]


def test_a_glance_counts_what_is_to_be_looked_at_and_shows_the_latest_highlights_and_the_note() -> None:
    library = memory_library()
    record = library.add("-", data=b"Seas\n\nOne. Two. Three. Four.").record
    article = library.open(record.id)
    clock = iter(f"2026-01-01T00:00:0{second}Z" for second in range(9)).__next__
    annotator = Annotator(clock, library.new_id)
    for start, state in ((6, AnchorState.EXACT), (11, AnchorState.REVIEW), (16, AnchorState.ORPHAN)):
        change = annotator.create(record.id, article, Passage(start, start + 3), color="yellow", note="On a passage.")
        [edit] = change.edits
        assert isinstance(edit.after, Annotation)
        after = replace(edit.after, anchor=state, why="a figure changed")
        library.repository.apply(replace(change, edits=(Edit(None, after),)))
    library.repository.apply(annotator.create_on_article(record.id, tags=["sea"]))
    library.repository.apply(annotator.create_on_article(record.id, note="On all of it."))
    seen = glance(library, record, 5, 2)
    assert [one.quoted_text for one in seen.latest] == ["Thr", "Two"]
    assert (seen.note, seen.review, seen.lost) == ("On all of it.", 1, 1)
    assert (seen.lead, seen.paragraph) == beginning_of(article)
    for unread in (0, 10_000_000):
        bare = glance(library, record, unread, 2)
        assert (list(bare.tags), list(bare.latest), bare.note, bare.review, bare.lost) == ([], [], "", 0, 0)
