"""Who made what comes from another library, and what is told of it later."""

from typing import Any

import pytest

from readtui.codec.attribution import UNKNOWN, Attribution, library_name, named_of_strangers, somebody
from readtui.codec.record_marks import NAMED
from readtui.codec.replies import creator_to_json
from readtui.model.creator import NOBODY, Creator

ANA, BEA, OWNER = Creator("Ana"), Creator("Bea"), Creator("bea-library")
Record = dict[str, Any]


def record(creator: Creator | None = None, *, stamped: int = 0, **more: object) -> Record:
    """A note, written on the device "d"; ``stamped``: how often readtui named its creator."""
    made: Record = {"id": "n", "body": [{"value": "x"}], "v": {"d": 3, **({NAMED: stamped} if stamped else {})}}
    return made | ({"creator": creator_to_json(creator)} if creator else {}) | more


def creator_of(found: Record) -> Creator | None:
    return somebody(found.get("creator"))


@pytest.mark.parametrize(
    ("theirs", "ours", "creator", "named"),
    [
        (record(), None, OWNER, 1),
        (record(BEA), None, BEA, 0),
        (record(Creator(NOBODY)), None, OWNER, 1),
        (record(UNKNOWN, stamped=1), None, OWNER, 1),
        (record(deleted="2026", body=[]), None, None, 0),
        (record(deleted="2026"), None, OWNER, 1),
        (record(), record(ANA), ANA, 0),
        (record(BEA), record(ANA), BEA, 0),
        (record(BEA, stamped=1), record(ANA, stamped=1), ANA, 0),
        (record(), record(), None, 0),
        (record(BEA), record(), BEA, 0),
        (record(BEA, stamped=1), record(), BEA, 0),
        (record(), record(UNKNOWN, stamped=2), OWNER, 1),
        (record(BEA), record(UNKNOWN, stamped=2), BEA, 0),
    ],
)
def test_what_names_nobody_is_the_owners_unless_it_is_known_here(
    theirs: Record, ours: Record | None, creator: Creator | None, named: int
) -> None:
    attribution = Attribution(OWNER)
    found = attribution.of_record(theirs, ours)
    assert (creator_of(found), attribution.named) == (creator, named)


def test_a_creator_that_is_told_later_outdoes_the_one_that_was_guessed_in_all_versions() -> None:
    guessed = record(UNKNOWN, stamped=4, conflicts=[record(UNKNOWN, stamped=4), "damaged"])
    found = Attribution(OWNER).of_record(record(BEA, conflicts=[record(), "damaged"]), guessed)
    assert found["v"] == {"d": 3, NAMED: 5}
    assert [one if isinstance(one, str) else (creator_of(one), one["v"][NAMED]) for one in found["conflicts"]] == [
        (BEA, 5), "damaged",
    ]  # fmt: skip
    bare = Attribution(OWNER).of_record(guessed, record(ANA))
    assert bare["v"] == {"d": 3, NAMED: 1}, "what the other library guessed is nothing"
    assert creator_of(bare) == ANA
    assert creator_of(bare["conflicts"][0]) == ANA


def test_names_of_mine_are_those_that_only_my_records_have_there() -> None:
    attribution = Attribution(OWNER)
    for name, ours in (("ada", record()), ("both", record()), ("both", record(ANA)), ("theirs", None)):
        attribution.of_record(record(Creator(name)), ours)
    attribution.of_record(record(Creator("bot", is_program=True)), record())
    attribution.of_record(record(Creator("imported")) | {"readtui:imported": {}}, record())
    assert attribution.own_names == {"ada"}
    assert attribution.are_settled([creator_to_json(Creator("ada"))])
    assert attribution.own_names == frozenset()
    assert not attribution.are_settled([creator_to_json(BEA), None])


def test_the_tables_of_a_file_are_attributed_record_by_record() -> None:
    theirs = {"annotations": {"n": record(), "m": record(BEA)}, "replies": {}, "article": {"a": {"title": "x"}}}
    found = Attribution(OWNER).attributed(theirs, {"annotations": {"n": record(ANA)}})
    assert {key: creator_of(one) for key, one in found["annotations"].items()} == {"n": ANA, "m": BEA}
    assert found["article"] == theirs["article"]
    assert found["replies"] == {}


def test_only_what_strangers_alone_have_written_is_by_nobody_known() -> None:
    tables = {
        "annotations": {
            "theirs": record(),
            "named": record(BEA),
            "both": record(v={"d": 1, "mine": 2}),
            "marked": record(v={"d": 1, NAMED: 7}),
            "old": {"id": "old", "body": [{}]},
            "gone": record(deleted="2026"),
            "emptied": record(deleted="2026", body=[]),
        },
        "replies": {"r": record()},
        "article": {"a": record()},
    }
    found, count = named_of_strangers(tables, ["d", "e"])
    changed = {
        key for table in found for key, one in found[table].items() if one.get("creator") == creator_to_json(UNKNOWN)
    }
    assert (changed, count) == ({"theirs", "marked", "gone", "r"}, 2)
    assert found["annotations"]["named"] == record(BEA)
    assert found["article"] == tables["article"]
    assert named_of_strangers(tables, ["e"]) == (tables, 0)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("/", "home", "bea", "Library"), "bea"),
        (("/", "media", "Thesis", "readtui", "library"), "Thesis"),
        (("C:\\", "readtui"), "C:\\"),
        (("/", "data"), UNKNOWN.name),
        ((), UNKNOWN.name),
    ],
)
def test_a_library_is_called_as_the_last_folder_that_tells_it_apart(parts: tuple[str, ...], name: str) -> None:
    assert library_name(parts) == name
