"""A file that was renamed is the document that it was: found by its words, its bytes, its path or its id."""

from dataclasses import replace
from pathlib import Path

import pytest
from articles import memory_library

from readtui.errors import NotFoundError, UsageError
from readtui.model.article import ArticleRecord
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.library import Library
from readtui.services.threads.renamed_files import (
    former_named,
    gone_documents,
    made_former,
    most_alike,
    same_document,
)

PLAN = "The plan\n\nWe move the archive in March.\n\nThe carpenter measures every shelf beforehand."
OTHER = "The menu\n\nThere is soup on Mondays.\n\nBread comes with it."


@pytest.fixture
def library() -> Library:
    return memory_library()


def add(library: Library, path: Path, text: str, *asks: str) -> ArticleRecord:
    """Add a file to discuss it, and begin threads on these words."""
    path.write_text(text)
    intake = replace(library.intake, discusses=True)
    record = intake.keep(intake.bring(str(path))).record
    article, annotator = library.open(record.id), Annotator(library.clock, library.new_id)
    for words in asks:
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        library.repository.apply(annotator.create(record.id, article, passage, note=f"{words}?", is_thread=True))
    return record


def test_documents_with_threads_whose_files_are_gone_may_be_it(library: Library, tmp_path: Path) -> None:
    plan = add(library, tmp_path / "plan.txt", PLAN, "archive")
    add(library, tmp_path / "there.txt", f"{PLAN} There.", "archive")
    add(library, tmp_path / "quiet.txt", OTHER)
    new = add(library, tmp_path / "new.txt", f"{PLAN} New.", "archive")
    for name in ("plan", "quiet"):
        (tmp_path / f"{name}.txt").unlink()
    assert [one.id for one in gone_documents(library, new)] == [plan.id]
    assert gone_documents(library, replace(new, paths=())) == []
    (tmp_path / "new.txt").unlink()
    assert new.id not in {one.id for one in gone_documents(library, new)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The archive goes in March, said the carpenter, once every shelf is known.", "plan"),
        ("In March, the carpenter comes.", "plan"),
        ("The carpenter comes in May.", ""),
        ("There is soup, and bread, on Mondays.", "menu"),
        ("Nothing of it.", ""),
    ],
)
def test_of_documents_that_is_it_of_whose_threads_most_words_are_there(
    library: Library, tmp_path: Path, text: str, found: str
) -> None:
    gone = {
        "plan": add(library, tmp_path / "plan.txt", PLAN, "archive in March", "carpenter measures"),
        "menu": add(library, tmp_path / "menu.txt", OTHER, "soup on Mondays"),
    }
    new = add(library, tmp_path / "new.txt", f"New\n\n{text}")
    best = most_alike(library, gone.values(), library.open(new.id))
    assert (best.id if best else "") == (gone[found].id if found else "")


def test_the_same_bytes_are_the_renamed_document_or_a_copy(library: Library, tmp_path: Path) -> None:
    plan = add(library, tmp_path / "plan.txt", PLAN, "archive")
    copy, other = tmp_path / "copy.txt", tmp_path / "other.txt"
    copy.write_text(PLAN)
    other.write_text(OTHER)
    assert same_document(library, str(tmp_path / "none.txt")) is None
    assert same_document(library, str(other)) is None
    found = same_document(library, str(copy))
    assert found is not None
    assert (found.id, str(copy) in found.paths) == (plan.id, False)
    (tmp_path / "plan.txt").unlink()
    found = same_document(library, str(copy))
    assert found is not None
    assert (found.id, str(copy) in found.paths) == (plan.id, True)
    assert library.find(plan.id).paths == found.paths


def test_a_former_document_is_named_by_path_or_id(library: Library, tmp_path: Path) -> None:
    plan = add(library, tmp_path / "plan.txt", PLAN, "archive")
    quiet = add(library, tmp_path / "quiet.txt", OTHER)
    for one in (plan, quiet):
        assert former_named(library, one.id).id == one.id
        assert former_named(library, one.paths[0]).id == one.id
    with pytest.raises(NotFoundError):
        former_named(library, str(tmp_path / "none.txt"))


def test_the_new_file_becomes_the_former_document_unless_it_has_annotations(library: Library, tmp_path: Path) -> None:
    plan = add(library, tmp_path / "plan.txt", PLAN, "archive in March")
    (tmp_path / "plan.txt").unlink()
    rewritten, intake = PLAN.replace("We move", "They move"), library.intake
    new = tmp_path / "new.txt"
    new.write_text(rewritten)
    once = made_former(intake, plan, intake.bring(str(new)))
    assert (once.id, library.open(plan.id).text) == (plan.id, rewritten)
    assert [one.quoted_text for one in library.repository.annotations(plan.id)] == ["archive in March"]
    assert made_former(intake, once, intake.bring(str(new))).id == plan.id
    added = add(library, tmp_path / "added.txt", f"{rewritten} And more.")
    joined = made_former(intake, once, intake.bring(str(tmp_path / "added.txt")))
    assert joined.id == plan.id
    assert library.open(plan.id).text.endswith("And more.")
    assert joined.paths[0] == str(tmp_path / "added.txt")
    assert set(once.paths) < set(joined.paths)
    assert library.repository.record(added.id).deleted  # type: ignore[union-attr]
    own = add(library, tmp_path / "own.txt", OTHER, "soup")
    with pytest.raises(UsageError, match="has annotations of its own"):
        made_former(intake, plan, intake.bring(str(tmp_path / "own.txt")))
    assert not library.find(own.id).deleted
