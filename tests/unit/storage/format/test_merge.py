"""Merging two copies of a file, case by case."""

from collections.abc import Mapping
from typing import Any

import pytest
from growth import assert_growth

from readtui.codec.record_versions import next_version, open_conflicts, resolve
from readtui.codec.records import annotation_from_json, annotation_to_json, article_record_to_json
from readtui.errors import StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.merge import merge_documents
from readtui.storage.format.tables import Tables

Record = dict[str, Any]

EARLY, NOON, LATE = "2026-01-31T08:00:00Z", "2026-01-31T12:00:00Z", "2026-01-31T20:00:00Z"


def note(text: str, versions: Mapping[str, int] | None, modified: str = NOON, deleted: str | None = None) -> Record:
    """The JSON value of an annotation. If ``versions`` is None, it has no ``v``, as a person may write it."""
    made = Annotation("n1", "a1", EARLY, modified, note=text, versions=versions or {}, deleted=deleted)
    return {name: value for name, value in annotation_to_json(made).items() if name != "v" or versions is not None}


def article(source: str, added: str, versions: dict[str, int]) -> Record:
    record = ArticleRecord("a1", Metadata("On rivers"), added, added, "5b1d09aa", paths=(source,), versions=versions)
    return article_record_to_json(record)


def file_of(*notes: Record, article_record: Record | None = None) -> Tables:
    return {
        "format": {"1": {"name": "readtui-article", "version": 1}},
        "article": {"a1": article_record or article("/home/ada/rivers.md", EARLY, {"ada": 1})},
        "annotations": {value["id"]: value for value in notes},
    }


def merged_note(*versions: Record, base: Record | None = None) -> Record:
    ours, theirs = (file_of(version) for version in versions)
    return merge_documents(ours, theirs, file_of(base) if base else None)["annotations"]["n1"]


def text_of(value: Record) -> str:
    return annotation_from_json(value).note


def test_a_later_version_replaces_an_earlier_one_whatever_the_clocks_say() -> None:
    later = note("later", {"ada": 1, "bo": 1}, EARLY)
    assert merged_note(note("earlier", {"ada": 1}, LATE), later) == later


@pytest.mark.parametrize(
    ("front", "behind"),
    [
        (note("edited", {"ada": 2}, EARLY), note("deleted", {"ada": 1, "bo": 1}, LATE, deleted=LATE)),
        (note("later", {"ada": 2}, LATE), note("earlier", {"ada": 1, "bo": 1}, NOON)),
        (note("same time, b", {"ada": 2}), note("same time, a", {"ada": 1, "bo": 1})),
    ],
)
def test_one_of_two_concurrent_versions_comes_first_and_the_other_is_a_conflict(front: Record, behind: Record) -> None:
    for merged in (merged_note(front, behind), merged_note(behind, front)):
        content = {name: value for name, value in behind.items() if name != "conflicts"}
        assert merged == {**front, "conflicts": [content]}
        assert open_conflicts(merged) == [content]


def test_a_deletion_after_an_edit_stays_a_deletion() -> None:
    deleted = note("text", {"ada": 2, "bo": 1}, EARLY, deleted=EARLY)
    assert merged_note(note("text", {"ada": 2}, LATE), deleted) == deleted


def test_records_fields_and_tables_that_only_one_copy_has_are_kept() -> None:
    ours = file_of(note("one", {"ada": 1}) | {"ext:stars": [5]})
    theirs = file_of({**note("two", {"bo": 1}), "id": "n2"})
    theirs["ext"] = {"1": {"kept": True}}
    theirs["format"]["1"]["version"] = 2
    merged = merge_documents(ours, theirs)
    assert merged == {
        "format": theirs["format"],
        "article": ours["article"],
        "annotations": ours["annotations"] | theirs["annotations"],
        "ext": {"1": {"kept": True}},
    }


def test_records_without_a_vector_are_older_than_others_and_concurrent_with_each_other() -> None:
    by_hand, other = note("by hand, b", None), note("by hand, a", None)
    assert merged_note(by_hand, note("in the app", {"ada": 1}))["conflicts"] == []
    merged = merged_note(by_hand, other)
    assert text_of(merged) == "by hand, b"
    assert [text_of(conflict) for conflict in merged["conflicts"]] == ["by hand, a"]


def test_nested_and_repeated_conflicts_become_one_list_without_settled_ones() -> None:
    one, two, settled = note("one", {"a": 1}), note("two", {"b": 1}), note("settled", {"c": 1})
    ours = note("front", {"d": 1}, LATE) | {"conflicts": [one | {"conflicts": [two, settled]}, two]}
    merged = merged_note(ours, note("settling", {"c": 2}, EARLY))
    assert [text_of(conflict) for conflict in merged["conflicts"]] == ["two", "one", "settling"]
    assert not any("conflicts" in conflict for conflict in merged["conflicts"])


def test_an_edit_leaves_a_conflict_open_until_somebody_decides() -> None:
    """One of the conflicting versions is Ada's own: an edit of hers must not settle it by its higher counter alone."""
    mine, theirs = note("mine", {"ada": 10}, NOON), note("theirs", {"bo": 5}, LATE)
    merged = merged_note(mine, theirs)
    edited = next_version(merged, merged | {"readtui:color": "pink"}, "ada", 3)
    assert edited["v"] == {"ada": 11, "bo": 5}
    for known in (edited, merged, mine, theirs):
        again = merged_note(edited, known)
        assert again["readtui:color"] == "pink"
        assert [text_of(conflict) for conflict in again["conflicts"]] == ["mine"]

    decided = next_version(edited, resolve(edited, edited["conflicts"][0]), "cy", 1)
    assert decided["v"] == {"ada": 11, "bo": 5, "cy": 1}
    for known in (edited, merged, mine, theirs):
        assert merged_note(known, decided) == decided
    assert text_of(decided) == "mine"

    undone = next_version(decided, edited, "cy", 2)
    assert [text_of(conflict) for conflict in merged_note(undone, decided)["conflicts"]] == ["mine"]


def test_an_article_added_on_two_devices_is_no_conflict_and_keeps_both_paths() -> None:
    ours = file_of(article_record=article("/home/ada/rivers.md", NOON, {"ada": 1}))
    theirs = file_of(article_record=article("/Users/ada/rivers.md", EARLY, {"bo": 1}))
    merged = merge_documents(ours, theirs)["article"]["a1"]
    assert merged["conflicts"] == []
    assert merged["paths"] == ["/Users/ada/rivers.md", "/home/ada/rivers.md"]
    # As 0.1 keeps them.
    both = ours["article"]["a1"] | {"conflicts": [theirs["article"]["a1"]]}
    read = next_version(both, both | {"readingState": "done"}, "ada", 1)
    assert read["conflicts"] == []
    assert read["paths"] == ["/home/ada/rivers.md", "/Users/ada/rivers.md"]
    chosen = resolve(both, both["conflicts"][0])
    assert chosen["paths"] == ["/Users/ada/rivers.md", "/home/ada/rivers.md"]


def test_a_removed_path_stays_removed() -> None:
    record = article("/home/ada/rivers.md", NOON, {"ada": 1})
    assert next_version(record, record | {"paths": []}, "ada", 2)["paths"] == []


def test_with_a_base_an_edit_by_hand_replaces_the_base() -> None:
    base, edited = note("text", {"ada": 1}, LATE), note("by hand", {"ada": 1})
    assert merged_note(edited, base, base=base) == merged_note(base, edited, base=base) == edited
    assert [text_of(conflict) for conflict in merged_note(edited, base)["conflicts"]] == ["by hand"]


@pytest.mark.parametrize("versions", [{"ada": 1}, None])
def test_with_a_base_an_edit_by_hand_and_one_in_the_app_are_concurrent(versions: dict[str, int] | None) -> None:
    base, by_hand = note("text", versions), note("by hand", versions)
    in_app = note("in the app", {"ada": 1, "bo": 1}, LATE)
    merged = merged_note(by_hand, in_app, base=base)
    assert merged == merged_note(in_app, by_hand, base=base)
    assert text_of(merged) == "in the app"
    assert [text_of(conflict) for conflict in merged["conflicts"]] == ["by hand"]
    assert merged_note(merged, in_app) == merged
    assert merged_note(by_hand, in_app)["conflicts"] == []


def test_with_a_base_a_record_that_one_side_removed_by_hand_is_kept() -> None:
    kept = note("text", {"ada": 1})
    assert merge_documents(file_of(), file_of(kept), file_of(kept))["annotations"] == {"n1": kept}


def test_a_merged_file_has_the_usual_layout() -> None:
    ours, theirs = file_of(note("ours", {"ada": 1}, LATE)), file_of(note("theirs", {"bo": 1}))
    lines = encode_tables(merge_documents(ours, theirs)).decode().splitlines()
    assert len(lines) == 9
    assert lines[7].startswith('"n1": {"body": [{"format": "text/markdown", "purpose": "commenting"')
    assert '"conflicts": [{"body"' in lines[7]


@pytest.mark.parametrize(
    ("theirs", "says"),
    [
        ({"format": {"1": {"name": "readtui-codebook", "version": 1}}, "tags": {}}, "readtui-codebook"),
        (file_of() | {"article": {"b2": {"id": "b2"}}}, "article a1, the other b2"),
    ],
)
def test_files_that_are_not_copies_of_each_other_are_refused(theirs: Tables, says: str) -> None:
    with pytest.raises(StorageError, match=says) as caught:
        merge_documents(file_of(), theirs)
    assert caught.value.hint


def test_merging_many_concurrent_versions_takes_linear_time() -> None:
    def merged(size: int) -> Tables:
        versions = [note(f"take {number}", {"base": 5, f"device {number}": 1}) for number in range(size)]
        many = versions[0] | {"conflicts": versions[1:-1]}
        return merge_documents(file_of(many), file_of(versions[-1]))

    assert len(merged(300)["annotations"]["n1"]["conflicts"]) == 299
    # Quadratic time would be a factor of a hundred.
    assert_growth(merged, 60, 600, below=40)


def test_of_two_reading_states_the_later_counts_and_nobody_is_asked() -> None:
    ours = {**article("/rivers.md", EARLY, {"ada": 2}), "readingState": "reading", "modified": NOON}
    theirs = {**article("/rivers.md", EARLY, {"ada": 1, "bo": 1}), "readingState": "done", "modified": LATE}
    both = (file_of(article_record=ours), file_of(article_record=theirs))
    for one, other in (both, both[::-1]):
        merged = merge_documents(one, other)["article"]["a1"]
        assert merged["readingState"] == "done"
        assert open_conflicts(merged) == []
    assert open_conflicts(
        merge_documents(file_of(article_record={**ours, "title": "On lakes"}), both[1])["article"]["a1"]
    )
