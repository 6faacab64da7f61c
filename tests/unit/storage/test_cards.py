"""Cards of spaced review on disk: merged by time, kept through damage, restores and kills, apart from annotations."""

import json
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.card import Card, CardState
from readtui.model.change import Change, Edit, Record
from readtui.model.creator import Creator
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"
CARD = Card("n1", "a1", CardState.REVIEW, 0, 2.5, 5.0, "2026-02-03T10:00:00Z", NOW, NOW, reviews=1)
GRADER = textwrap.dedent(
    """
    import sys
    from dataclasses import replace
    from pathlib import Path
    from readtui.model.card import Card
    from readtui.model.change import Change, Edit
    from readtui.storage.open_store import open_store

    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    store = open_store(folder / "library", state=folder / "state", cache=folder / "cache")
    card = store.cards("a1").get("n1")
    while True:
        after = Card("n1", "a1", stability=1.0, reviews=1) if card is None else replace(card, reviews=card.reviews + 1)
        print("TRY", after.reviews, flush=True)
        made = store.apply(Change(f"{number}-{after.reviews}", "t", "grade", (Edit(card, after),)))
        print("ACK", after.reviews, flush=True)
        card = made.edits[0].after
    """
)
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[: len(data) * 2 // 3],
    "card not UTF-8": lambda data: data.replace(b'"state": "review"', b'"state": "rev\xff"'),
    "card with a wrong field": lambda data: data.replace(b'"stability": 2.5', b'"stability": "x"'),
    "card of another article": lambda data: data.replace(b'"article": "a1"', b'"article": "a2"'),
    "card with an impossible time": lambda data: data.replace(b'"due": "2026-02-03', b'"due": "2026-02-33'),
    "card from another age": lambda data: data.replace(b'"reviewed": "2026-', b'"reviewed": "0001-'),
    "card with a huge number": lambda data: data.replace(b'"difficulty": 5.0', b'"difficulty": 1e300'),
}


def opened(folder: Path, *, at: str = NOW) -> Repository:
    return open_store(folder / "library", state=folder / "state", cache=folder / "cache", clock=lambda: at)


def save(store: Repository, after: Record, before: Record | None = None) -> Record:
    return store.apply(Change(f"c{random.random()}", NOW, "save", (Edit(before, after),))).edits[0].after


def with_card(folder: Path) -> Repository:
    store = opened(folder)
    save(store, ArticleRecord("a1", Metadata("T"), NOW, NOW, "ffffffff"))
    for key, note in (("n1", "note one"), ("n2", "note two")):
        save(store, Annotation(key, "a1", NOW, NOW, note=note, color="yellow", creator=Creator("Ada")))
    save(store, CARD)
    return store


def file_in(folder: Path) -> Path:
    return folder / "library" / "articles" / "a1.json"


def test_of_two_devices_the_later_grade_counts_and_nobody_has_to_decide(tmp_path: Path) -> None:
    with_card(tmp_path / "one").close()
    opened(tmp_path / "two").merge_from(tmp_path / "one" / "library")
    before = opened(tmp_path / "one").annotations("a1")
    for device, at, stability in (("one", "2026-02-04T08:00:00Z", 9.0), ("two", "2026-02-04T09:00:00Z", 1.0)):
        store = opened(tmp_path / device, at=at)
        [there] = store.cards("a1").values()
        save(store, replace(there, stability=stability, reviews=2), there)
    for device, other in (("one", "two"), ("two", "one")):
        assert opened(tmp_path / device).merge_from(tmp_path / other / "library").conflicts == 0
    assert file_in(tmp_path / "one").read_bytes() == file_in(tmp_path / "two").read_bytes()
    [card] = opened(tmp_path / "one").cards("a1").values()
    assert card.stability == 1.0
    assert b'"conflicts"' not in file_in(tmp_path / "one").read_bytes().split(b'"review"')[1]
    assert opened(tmp_path / "one").annotations("a1") == before


def test_a_grade_taken_back_within_the_same_second_stays_taken_back_after_a_merge(tmp_path: Path) -> None:
    store = with_card(tmp_path / "one")
    [there] = store.cards("a1").values()
    worse = save(store, replace(there, stability=9.0), there)
    opened(tmp_path / "two").merge_from(tmp_path / "one" / "library")
    save(store, there, worse)
    for device, other in (("one", "two"), ("two", "one")):
        opened(tmp_path / device).merge_from(tmp_path / other / "library")
        assert [card.stability for card in opened(tmp_path / device).cards("a1").values()] == [2.5]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_comes_back_with_its_cards_and_annotations(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    with_card(tmp_path).close()
    path = file_in(tmp_path)
    content = path.read_bytes()
    assert damage(content) != content
    path.write_bytes(damage(content))
    store = opened(tmp_path)
    assert [replace(card, versions={}, modified="") for card in store.cards("a1").values()] == [CARD]
    assert {note.note for note in store.annotations("a1")} == {"note one", "note two"}
    assert any("damaged" in notice for notice in store.notices())


def test_a_lost_annotation_is_counted_even_if_its_card_is_readable(tmp_path: Path) -> None:
    with_card(tmp_path).close()
    path = file_in(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'note one"', b"note one"))
    (tmp_path / "state" / "latest" / "articles" / "a1.json").unlink()
    store = opened(tmp_path)
    assert [note.id for note in store.annotations("a1")] == ["n2"]
    assert "1 entry is missing" in " ".join(store.notices())


def test_restoring_a_backup_brings_missing_cards_back_and_keeps_later_grades(tmp_path: Path) -> None:
    store = with_card(tmp_path)
    save(store, replace(CARD, id="n2"))
    store.close()
    later = opened(tmp_path, at="2026-02-09T10:00:00Z")
    cards = later.cards("a1")
    save(later, replace(cards["n1"], stability=30.0), cards["n1"])
    path = file_in(tmp_path)
    tables = json.loads(path.read_bytes())
    del tables["review"]["n2"]
    path.write_text(json.dumps(tables))
    later.restore_backup("a1", "2026-02-01")
    assert {key: card.stability for key, card in later.cards("a1").items()} == {"n1": 30.0, "n2": 2.5}


def test_tables_that_other_versions_add_survive_a_grade(tmp_path: Path) -> None:
    store = with_card(tmp_path)
    path = file_in(tmp_path)
    tables = json.loads(path.read_bytes())
    tables["zoo"] = {"z": {"kept": True}}
    tables["review"]["n1"]["x-mood"] = "sunny"
    path.write_text(json.dumps(tables))
    [there] = store.cards("a1").values()
    save(store, replace(there, reviews=2), there)
    tables = json.loads(path.read_bytes())
    assert (tables["zoo"], tables["review"]["n1"]["x-mood"], tables["review"]["n1"]["reviews"]) == (
        {"z": {"kept": True}},
        "sunny",
        2,
    )


def test_grades_survive_a_kill_at_any_moment(tmp_path: Path) -> None:
    store = opened(tmp_path)
    save(store, ArticleRecord("a1", Metadata("T"), NOW, NOW, "ffffffff"))
    save(store, Annotation("n1", "a1", NOW, NOW, color="yellow"))
    store.close()
    chance, acknowledged = random.Random(7), 0
    for number in range(6):
        command = [sys.executable, "-c", GRADER, str(tmp_path), str(number)]
        grader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert grader.stdout is not None
        lines = [grader.stdout.readline() for _ in range(chance.randrange(1, 8))]
        time.sleep(chance.uniform(0.0, 0.02))
        grader.kill()
        lines += grader.stdout.read().splitlines()
        grader.wait()
        said = [line.split() for line in lines if len(line.split()) == 2]
        tried = max((int(revision) for word, revision in said if word == "TRY"), default=acknowledged)
        acknowledged = max((int(revision) for word, revision in said if word == "ACK"), default=acknowledged)
        store = opened(tmp_path)
        found = store.cards("a1")["n1"].reviews if store.cards("a1") else 0
        assert acknowledged <= found <= tried
        assert len(store.history()) == 2 + found
        store.close()
        acknowledged = found
    assert acknowledged > 5
