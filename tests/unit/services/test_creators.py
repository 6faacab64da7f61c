"""Who "me" is: from the settings, from git, and from what was remembered at the first note."""

from collections.abc import Collection, Mapping

import pytest
from memory_repository import MemoryRepository

from readtui.errors import StorageError, UsageError
from readtui.model.creator import Creator, Identity
from readtui.services.creators import Creators, checked_creator


def creators(
    store: MemoryRepository, *, name: str = "", also: tuple[str, ...] = (), git: str = "", given: str = ""
) -> Creators:
    return Creators(store, lambda: (name, also), given, lambda: git)


def test_the_name_is_fixed_at_the_first_note_and_not_before() -> None:
    store = MemoryRepository()
    assert creators(store, git="Ada").identity().me == Creator("Ada")
    assert creators(store, git="Ada L.").writer() == Creator("Ada L.")
    assert creators(store, git="another").writer() == Creator("Ada L.")
    assert creators(MemoryRepository()).writer() == Creator("me")


def test_the_settings_overrule_the_fixed_name_which_stays_one_of_mine() -> None:
    store = MemoryRepository()
    creators(store).writer()
    identity = creators(store, name="Ada", also=("a.l.",)).identity()
    assert identity.me == Creator("Ada")
    for mine in (None, Creator("Ada"), Creator("me"), Creator("a.l.")):
        assert identity.is_me(mine)
    assert not identity.is_me(Creator("Ada", is_program=True))
    assert not identity.is_me(Creator("Bea"))
    assert identity.is_same(None, Creator("a.l."))


def test_a_program_writes_under_its_own_name_and_fixes_none() -> None:
    store = MemoryRepository()
    program = creators(store, given="software:builder")
    assert (program.writer(), program.identity().me) == (Creator("builder", is_program=True), Creator("me"))
    assert store.choices() == {}
    with pytest.raises(UsageError, match="a name is missing"):
        creators(store, given="software:").identity()


def test_what_others_call_me_is_learned_once() -> None:
    store = MemoryRepository()
    mine = creators(store, name="Ada")
    mine.also_called({"ada-library", "Ada"})
    mine.also_called({"ada-library"})
    assert tuple(mine.identity().also) == tuple(creators(store, name="Ada").identity().also) == ("ada-library",)


@pytest.mark.parametrize(
    ("spelled", "creator"),
    [("Ada", Creator("Ada")), (" software: x ", Creator("x", is_program=True)), ("SOFTWARE:x", Creator("x", True))],
)
def test_names_are_spelled_as_by_says(spelled: str, creator: Creator) -> None:
    assert checked_creator(spelled) == creator
    assert Creator.parse(creator.spelled) == creator


def test_names_are_shown_without_controls_and_told_apart() -> None:
    assert "\x1b" not in checked_creator("A\x1b[2Jda").name
    assert Creator("x", is_program=True).shown == "x (program)"
    assert Identity(Creator("Ada")).of(None) == Creator("Ada")
    assert checked_creator("x" * 200) == Creator("x" * 200)
    for wrong in ("", "  ", "software:", "x" * 201):
        with pytest.raises(ValueError, match="name"):
            checked_creator(wrong)


@pytest.mark.parametrize("kept", ["not json", "{}", '[1, null, "a.l."]', "3"])
def test_damaged_names_of_mine_are_left_out(kept: str) -> None:
    store = MemoryRepository()
    [key] = _key_of_other_names()
    store.chosen[key] = kept
    assert tuple(creators(store, name="Ada").identity().also) == (("a.l.",) if "a.l." in kept else ())


def _key_of_other_names() -> list[str]:
    store = MemoryRepository()
    creators(store, name="Ada").also_called({"x"})
    return [key for key, value in store.choices().items() if "x" in value]


def test_a_state_folder_that_cannot_be_written_stops_no_note() -> None:
    class Full(MemoryRepository):
        def keep_choices(self, choices: Mapping[str, str]) -> Collection[str]:
            raise StorageError("the disk is full")

    assert creators(Full(), git="Ada").writer() == Creator("Ada")
