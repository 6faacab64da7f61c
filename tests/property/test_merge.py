"""Merging joins sets of versions: its laws for any documents, and histories of devices compared with true causality."""

import copy
import json
import random
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from readtui.codec.record_marks import CARRIED, NAMED, mark_between, marked
from readtui.codec.record_versions import merged_record, next_version, open_conflicts, reached, resolve
from readtui.codec.records import article_record_from_json
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.merge import merge_documents, with_answered
from readtui.storage.format.tables import Tables

HISTORIES = 25 * settings().max_examples
FORMAT = {"1": {"name": "readtui-article", "version": 1}}

# Few devices, counters, times and words, so that equal and concurrent versions are frequent; and fields of wrong types.
vectors = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), max_size=3)
malformed: st.SearchStrategy[object] = st.sampled_from(
    [None, 7, "x", [], {"a": "1"}, {"b": -2, "a": 1}, {"c": True}, {"a": 1.5}]
)
fields = {
    "v": st.one_of(vectors, vectors, vectors, malformed),
    "modified": st.sampled_from(["2026-01-31T12:00:00Z", "2026-01-31T12:00:01Z", "", None, 3]),
    "deleted": st.sampled_from([None, "2026-02-01T00:00:00Z", ""]),
    "note": st.sampled_from(["ebb", "flow", 1, 1.0, True, "caf\udce9"]),
}
versions = st.fixed_dictionaries({}, optional=fields)
records = st.recursive(
    versions,
    lambda inner: st.builds(
        lambda record, conflicts: {**record, "conflicts": conflicts},
        versions,
        st.one_of(st.lists(inner, max_size=3), st.sampled_from([None, 5, "x", ["x"], {}])),
    ),
    max_leaves=6,
)
tables = st.dictionaries(st.sampled_from(["n1", "n2"]), records, max_size=2)
formats = st.fixed_dictionaries({"name": st.just("readtui-article"), "version": st.sampled_from([1, 2])})
documents = st.fixed_dictionaries(
    {},
    optional={"format": st.fixed_dictionaries({"1": formats}), "annotations": tables, "review": tables, "zzz": tables},
)


def saved(document: Tables) -> bytes:
    return encode_tables(document)


def vector(version: Mapping[str, Any]) -> dict[str, int]:
    found = version.get("v")
    if not isinstance(found, dict):
        return {}
    return {device: counter for device, counter in found.items() if type(counter) is int and counter > 0}


def exceeds(later: Mapping[str, int], earlier: Mapping[str, int]) -> bool:
    return later != earlier and all(later.get(device, 0) >= counter for device, counter in earlier.items())


def versions_in(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    conflicts = record.get("conflicts")
    nested = conflicts if isinstance(conflicts, list) else []
    return [
        {name: value for name, value in record.items() if name != "conflicts"},
        *(version for one in nested if isinstance(one, dict) for version in versions_in(one)),
    ]


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)


@given(records)
def test_a_record_without_another_one_is_merged_as_with_an_equal_one(record: dict[str, Any]) -> None:
    assert canonical(merged_record(record, None)) == canonical(merged_record(record, copy.deepcopy(record)))
    assert canonical(merged_record(None, record)) == canonical(merged_record(record, None))


@given(documents, documents)
def test_merging_is_commutative_and_leaves_its_arguments_alone(ours: Tables, theirs: Tables) -> None:
    before = copy.deepcopy((ours, theirs))
    merged = saved(merge_documents(ours, theirs))
    assert merged == saved(merge_documents(theirs, ours))
    assert canonical((ours, theirs)) == canonical(before)


@given(documents, documents, documents)
def test_merging_is_associative(one: Tables, two: Tables, three: Tables) -> None:
    left = merge_documents(merge_documents(one, two), three)
    right = merge_documents(one, merge_documents(two, three))
    assert saved(left) == saved(right)


@given(documents, documents)
def test_merging_is_idempotent(ours: Tables, theirs: Tables) -> None:
    merged = merge_documents(ours, theirs)
    for known in (merged, ours, theirs):
        assert saved(merge_documents(merged, known)) == saved(merged)
    assert saved(json.loads(saved(merged))) == saved(merged)


@given(documents, documents)
def test_every_version_is_kept_once_or_exceeded_by_one_that_is(ours: Tables, theirs: Tables) -> None:
    merged = merge_documents(ours, theirs)
    for name in ("annotations", "zzz"):
        for key in ours.get(name, {}).keys() | theirs.get(name, {}).keys():
            kept = versions_in(merged[name][key])
            texts = [canonical(version) for version in kept]
            assert len(set(texts)) == len(texts)
            assert not any(exceeds(vector(one), vector(other)) for one in kept for other in kept)
            known = [version for side in (ours, theirs) for version in versions_in_table(side, name, key)]
            assert set(texts) <= {canonical(version) for version in known}
            for version in known:
                assert canonical(version) in texts or any(exceeds(vector(one), vector(version)) for one in kept)


def versions_in_table(document: Tables, name: str, key: str) -> list[dict[str, Any]]:
    record = document.get(name, {}).get(key)
    return [] if record is None else versions_in(record)


@given(documents, documents, documents)
def test_merging_with_a_base_is_commutative(ours: Tables, theirs: Tables, base: Tables) -> None:
    merged = merge_documents(ours, theirs, base)
    assert saved(merged) == saved(merge_documents(theirs, ours, base))
    assert merged.keys() == ours.keys() | theirs.keys()


@given(records, records, st.sampled_from("abd"), st.integers(0, 5))
def test_the_next_version_and_a_choice_reach_every_version(
    before: dict[str, Any], after: dict[str, Any], device: str, milliseconds: int
) -> None:
    made = next_version(before, after, device, milliseconds)
    for version in [*versions_in(before), *versions_in(after)]:
        assert exceeds(made["v"], vector(version))
    assert all(conflict["v"] == made["v"] for conflict in made["conflicts"])
    chosen = resolve(before, after)
    assert chosen["conflicts"] == []
    for version in versions_in(before):
        assert chosen["v"] == vector(version) or exceeds(chosen["v"], vector(version))


Said = tuple[str, bool]
Known = dict[str, set[Said]]


class Device:
    """A device with its own clock, its copy of the file, and the truth about that copy.

    The truth of a record: the content of each event (an edit in the app, identified by the vector that it made) that
    was not known to the maker of a later one. ``seen``: for each event, those that its maker knew.
    """

    def __init__(self, name: str, skew: int, seen: dict[str, frozenset[str]]) -> None:
        self.name = name
        self.skew = skew
        self.seen = seen
        self.document: Tables = {"format": FORMAT, "annotations": {}}
        self.truth: dict[str, Known] = {}

    def edit(self, key: str, changed: dict[str, Any], milliseconds: int, *, chosen: int | None = None) -> None:
        """Change the record. ``chosen``: the number of the version that settles its conflicts first."""
        before = self.document["annotations"].get(key)
        start = before or {"id": key, "deleted": None, "conflicts": []}
        if before is not None and chosen is not None:
            found = versions_in(before)
            start = resolve(before, found[chosen % len(found)])
        after = {**start, **changed, "modified": f"2026-01-31T12:00:{milliseconds % 60:02}Z"}
        made = next_version(before, after, self.name, milliseconds)
        known = self.truth.get(key, {})
        says = set() if chosen is not None else set().union(*known.values())
        event = canonical([key, made["v"]])
        assert event not in self.seen
        self.seen[event] = frozenset(known).union(*(self.seen[earlier] for earlier in known))
        left = says - ({said(before)} if before else set())
        if before and bool(before["deleted"]) != bool(after["deleted"]):
            # All versions go to the trash, and come back from it, together.
            left = {(words, bool(after["deleted"])) for words, _ in left}
        self.truth[key] = {event: left | {said(after)}}
        self.document["annotations"][key] = made

    def edit_by_hand(self, key: str, text: str) -> None:
        """Change only the text in the file, and not its vector."""
        record = self.document["annotations"][key]
        words = self.truth[key][canonical([key, record["v"]])]
        words.discard(said(record))
        record["note"] = text
        words.add(said(record))

    def sync(self, other: "Device") -> None:
        """Merge in the other device's copy."""
        self.document = json.loads(saved(merge_documents(self.document, other.document)))
        for key, theirs in other.truth.items():
            ours = self.truth.get(key, {})
            known = {event: ours.get(event, set()) | theirs.get(event, set()) for event in ours | theirs}
            stale = frozenset().union(*(self.seen[event] for event in known))
            self.truth[key] = {event: says for event, says in known.items() if event not in stale}

    def check(self) -> None:
        """Check that the file has exactly the versions that nobody has replaced."""
        for key, known in self.truth.items():
            record = self.document["annotations"][key]
            assert {said(version) for version in versions_in(record)} == set().union(*known.values())


def said(version: Mapping[str, Any]) -> Said:
    return version["note"], bool(version["deleted"])


def devices_with_a_past(choose: random.Random, *, by_hand: bool) -> list[Device]:
    """Devices, with clocks that differ and jump, after random edits, deletions, choices, edits by hand and merges."""
    seen: dict[str, frozenset[str]] = {}
    devices = [Device(name, choose.randint(-20, 20), seen) for name in "abcd"[: choose.randint(2, 4)]]
    for step in range(choose.randint(4, 16)):
        device, key = choose.choice(devices), choose.choice(["n1", "n2"])
        now = max(0, 40 + step + device.skew - choose.choice([0, 0, 0, 30]))
        record = device.document["annotations"].get(key)
        action = choose.random()
        if action < 0.35:
            device.sync(choose.choice(devices))
        elif record is None or action < 0.65:
            device.edit(key, {"note": f"text {step % 4}"}, now)
        elif action < 0.75:
            device.edit(key, {"deleted": None if record["deleted"] else "2026-02-01T00:00:00Z"}, now)
        elif action < 0.85 or not by_hand:
            device.edit(key, {"note": f"choice {step}"}, now, chosen=choose.randint(0, 3))
        else:
            device.edit_by_hand(key, f"by hand {step}")
        device.check()
    return devices


def merged_at_random(choose: random.Random, documents: list[Tables]) -> bytes:
    """All documents, merged in random order and grouping, some of them twice."""
    left = [*documents, *choose.choices(documents, k=2)]
    choose.shuffle(left)
    while len(left) > 1:
        one, two = left.pop(choose.randrange(len(left))), left.pop(choose.randrange(len(left)))
        left.append(merge_documents(one, two))
    return saved(left[0])


def test_devices_lose_nothing_and_end_with_the_same_bytes_whatever_the_order() -> None:
    conflicts = 0
    for seed in range(HISTORIES):
        choose = random.Random(seed)
        devices = devices_with_a_past(choose, by_hand=True)
        outcomes = {merged_at_random(choose, [device.document for device in devices]) for _ in range(2)}
        assert len(outcomes) == 1, f"history {seed}"
        sent = copy.deepcopy(devices)
        for device in devices:
            for other in choose.sample(sent, k=len(sent)):
                device.sync(other)
        for device in devices:
            device.check()
            conflicts += sum(len(record["conflicts"]) for record in device.document["annotations"].values())
        assert {saved(device.document) for device in devices} == outcomes, f"history {seed}"
    assert conflicts > HISTORIES // 2


def test_merging_with_a_base_keeps_everything_that_the_vectors_keep() -> None:
    for seed in range(500):
        choose = random.Random(seed)
        devices = devices_with_a_past(choose, by_hand=False)
        base = copy.deepcopy(devices[0].document)
        for device in devices:
            device.sync(devices[0])
        for step in range(6):
            device = choose.choice(devices)
            if choose.random() < 0.3:
                device.sync(choose.choice(devices))
            else:
                device.edit("n1", {"note": f"later {step}"}, 60 + step, chosen=choose.choice([None, None, 1]))
        ours, theirs = devices[0].document, devices[1].document
        merged = merge_documents(ours, theirs, base)
        for key, record in merge_documents(ours, theirs)["annotations"].items():
            kept = {said(version) for version in versions_in(merged["annotations"][key])}
            assert {said(version) for version in versions_in(record)} <= kept, f"history {seed}"


@given(records)
def test_a_record_covers_the_highest_counter_of_each_device(record: dict[str, Any]) -> None:
    known = [vector(version) for version in versions_in(record)]
    assert reached(record) == {
        device: max(counters.get(device, 0) for counters in known) for device in set().union(*known)
    }


counters = st.integers(1, 9)
noted = st.builds(lambda note, counter: {"note": note, "v": {"a": counter}}, st.sampled_from(["ebb", "flow"]), counters)


@given(st.none() | noted, noted, noted)
def test_writes_by_one_device_on_two_branches_are_never_lost(
    base: dict[str, Any] | None, ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    files = [{"format": FORMAT, "annotations": {"n1": record} if record else {}} for record in (base, ours, theirs)]
    merged = merge_documents(files[1], files[2], files[0])
    texts = [version["note"] for version in versions_in(merged["annotations"]["n1"])]
    changed = {version["note"] for version in (ours, theirs) if version != base}
    assert set(texts) == (changed or {ours["note"]})
    # Merging again with either branch, as a later pull does, loses nothing either.
    for branch in files[1:]:
        again = merge_documents(merged, branch)["annotations"]["n1"]
        assert {version["note"] for version in versions_in(again)} >= changed


@st.composite
def the_same_file_of_three(draw: st.DrawFn) -> list[Tables]:
    """Article files of three devices, each of which added the same bytes from a folder and under a name of its own."""
    moments = st.sampled_from(["2026-01-31T12:00:00Z", "2026-02-01T09:30:00Z"])
    has_heading = draw(st.booleans())
    added: list[Tables] = []
    for device in "abc":
        name = draw(st.sampled_from(["the-plan", "The plan_2", "draft"]))
        path = f"/home/{draw(st.sampled_from(['ada', 'bob', 'eve/texts']))}/{name}.md"
        record = {
            "id": "a1",
            "title": "A plan" if has_heading else name.replace("-", " ").replace("_", " "),
            "source": path,
            "paths": [path],
            "added": draw(moments),
            "modified": draw(moments),
            "textVersion": "ffffffff",
            "readingState": draw(st.sampled_from(["to-read", "done"])),
            "archived": draw(st.none() | moments),
            "discussed": draw(st.none() | moments),
            "tags": draw(st.sampled_from([[], ["plans"]])) if device == "a" else [],
            "aliases": draw(st.lists(st.sampled_from(["b2", "c3"]), max_size=2)),
            "v": {device: draw(st.integers(1, 3))},
            "deleted": None,
            "conflicts": [],
        }
        note = {"id": f"n-{device}", "v": {device: 4}, "note": draw(st.sampled_from(["ebb", "flow"])), "conflicts": []}
        added.append({"format": FORMAT, "article": {"a1": record}, "annotations": {f"n-{device}": note}})
    return added


@given(the_same_file_of_three(), st.permutations(range(3)))
def test_the_same_file_added_from_several_folders_is_no_conflict_in_any_order(
    added: list[Tables], order: list[int]
) -> None:
    one, two, three = (added[number] for number in order)
    merged = merge_documents(merge_documents(one, two), three)
    assert saved(merged) == saved(merge_documents(one, merge_documents(three, two)))
    assert saved(merge_documents(merged, two)) == saved(merged)
    assert merged["annotations"].keys() == {"n-a", "n-b", "n-c"}
    record = merged["article"]["a1"]
    assert (record["conflicts"], record["tags"]) == ([], added[0]["article"]["a1"]["tags"])
    paths = {path for one in added for path in one["article"]["a1"]["paths"]}
    assert set(article_record_from_json(record).paths) == paths
    # What a device writes next knows all files, too, and has nothing left to decide.
    made = next_version(record, {**record, "readingState": "reading"}, "a", 5)
    assert (set(made["paths"]), made["conflicts"]) == (paths, [])


@given(the_same_file_of_three())
def test_a_title_that_a_person_has_set_is_a_conflict_with_another(added: list[Tables]) -> None:
    for number, one in enumerate(added):
        one["article"]["a1"] |= {"title": f"Plan {number}", "edited": ["title"]}
    record = merge_documents(merge_documents(added[0], added[1]), added[2])["article"]["a1"]
    assert len(open_conflicts(record)) == 2


times = st.sampled_from(["2026-01-31T12:00:00Z", "2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"])
answers = st.fixed_dictionaries(
    {"to": st.sampled_from(["n1", "n2", "n3"]), "created": times, "v": vectors},
    optional={"deleted": st.sampled_from([None, "2026-03-01T00:00:00Z"]), "body": st.sampled_from(["ebb", "flow"])},
)
threads = st.fixed_dictionaries(
    {
        "article": st.just({"a1": {"v": {"a": 1}}}),
        "annotations": st.dictionaries(
            st.sampled_from(["n1", "n2"]),
            st.fixed_dictionaries(
                {"v": vectors, "deleted": st.one_of(st.none(), times)}, optional={"note": st.sampled_from(["a", "b"])}
            ),
            max_size=2,
        ),
        # The time of a reply never changes, so it goes with the id.
        "replies": st.dictionaries(st.sampled_from(["r1", "r2", "r3"]), answers, max_size=3).map(
            lambda found: {
                key: {**reply, "to": f"n{key[1]}", "created": f"2026-02-0{key[1]}T00:00:00Z"}
                for key, reply in found.items()
            }
        ),
    }
)


def answered(ours: Tables, theirs: Tables) -> Tables:
    return with_answered(merge_documents(ours, theirs))


@given(threads, threads, threads)
def test_annotations_that_replies_bring_back_commute_associate_and_lose_no_reply(
    one: Tables, two: Tables, three: Tables
) -> None:
    merged = answered(one, two)
    assert saved(merged) == saved(answered(two, one))
    assert saved(answered(merged, three)) == saved(answered(one, answered(two, three)))
    assert saved(answered(merged, one)) == saved(merged)
    assert merged["replies"].keys() == one["replies"].keys() | two["replies"].keys()
    for reply in merged["replies"].values():
        annotation = merged["annotations"][reply["to"]]
        assert not annotation["deleted"] or annotation["deleted"] >= reply["created"]


def annotated(text: int, **other: object) -> dict[str, Any]:
    """An annotation on the same words, in the place where a text has them."""
    place = [
        {"type": "TextQuoteSelector", "exact": "the words", "prefix": f"in {text} "},
        {"type": "TextPositionSelector", "start": text, "end": text + 9},
    ]
    at = {"target": {"source": "a1", "selector": place}, "readtui:textVersion": f"text {text}"}
    return {"id": "n1", "created": "2026-01-01T00:00:00Z", "deleted": None, "conflicts": [], **at, **other}


def test_what_readtui_notes_by_itself_goes_with_what_people_edit_in_any_order() -> None:
    """Several devices carry a note over to newer texts, name its creator, and edit it, one of them at a time."""
    for seed in range(HISTORIES):
        choose = random.Random(seed)
        first = annotated(1, note="ebb", modified="2026-01-01T00:00:00Z", v={"z": 1})
        devices = {name: {"format": FORMAT, "annotations": {"n1": copy.deepcopy(first)}} for name in "abc"}
        writers = {choose.choice("abc")} if seed % 2 else set("abc")
        written: dict[str, str] = {}
        last = {CARRIED: (0, ""), NAMED: (0, "")}
        for step in range(choose.randint(2, 8)):
            name = choose.choice("abc")
            here = devices[name]["annotations"]["n1"]
            action = choose.choice(["carry", "carry", "name", "write", "sync"])
            after = dict(here)
            if action == "sync":
                other = devices[choose.choice("abc")]
                devices[name] = json.loads(saved(merge_documents(devices[name], other)))
            elif action == "write" and name in writers:
                after |= {"note": f"by {name} {step}", "modified": f"2026-01-02T00:00:0{step}Z"}
                devices[name]["annotations"]["n1"] = next_version(here, after, name, step)
                written[name] = after["note"]
            elif action != "write":
                entry = CARRIED if action == "carry" else NAMED
                text = annotated(step + 2)
                after |= {key: text[key] for key in ("target", "readtui:textVersion")} if entry == CARRIED else {
                    "creator": {"type": "Person", "name": f"name {step}"}
                }  # fmt: skip
                assert mark_between(here, after) == entry
                made = devices[name]["annotations"]["n1"] = marked(here, after, entry, 100 + step)
                assert made["modified"] == here["modified"]
                last[entry] = (made["v"][entry], f"text {step + 2}" if entry == CARRIED else f"name {step}")
        outcomes = {merged_at_random(choose, list(devices.values())) for _ in range(4)}
        assert len(outcomes) == 1, f"history {seed}"
        record = json.loads(outcomes.pop())["annotations"]["n1"]
        found = versions_in(record)
        if seed % 2:
            assert record["conflicts"] == [], f"history {seed}"
            assert record["note"] == next(iter(written.values()), "ebb")
        assert written.keys() <= {device for version in found for device in vector(version)}
        for version in found:
            assert version["readtui:textVersion"] == (last[CARRIED][1] or "text 1")
            assert version.get("creator", {}).get("name", "") == last[NAMED][1]
        # A device that carries it over once more decides nothing: both versions are still there.
        again = marked(record, {**record, **annotated(99, v=record["v"], conflicts=record["conflicts"])}, CARRIED, 999)
        assert len(versions_in(merge_documents(
            {"format": FORMAT, "annotations": {"n1": again}}, devices["a"]
        )["annotations"]["n1"])) == len(found)  # fmt: skip
