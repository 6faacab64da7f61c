"""The cached page opens at the reading position, or is not shown."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from storing.layouts import LAYOUTS, Layout, laid_out

from readtui.storage.files.folders import LibraryFolders
from readtui.storage.format.positions import offset_in
from readtui.storage.local.device_store import DeviceStore
from readtui.storage.repository import ReadingPosition

IDS = st.sampled_from(["a1", "b2", "offset"])
TEXTS = st.sampled_from(["2026-02-01T10:00:00Z", '"}', "{", "a1", "é"])
POSITIONS: st.SearchStrategy[object] = st.fixed_dictionaries(
    {
        "offset": st.integers(0, 10**16) | st.sampled_from([True, 1.5, -1, None]),
        "progress": st.floats(0, 1) | st.sampled_from([1, True, "1"]),
        "readAt": TEXTS,
    },
    optional={"a1": st.just({"offset": 7, "progress": 1, "readAt": ""}), "seen": TEXTS, "x": TEXTS},
)
NESTED: st.SearchStrategy[object] = st.fixed_dictionaries({"a1": POSITIONS})
FILES = st.dictionaries(IDS, POSITIONS | NESTED | st.just([]), max_size=3)


@given(FILES, LAYOUTS, st.integers(0, 9))
def test_an_offset_found_in_the_bytes_equals_the_parsed_one(
    positions: dict[str, object], layout: Layout, seed: int
) -> None:
    with TemporaryDirectory() as name:
        folders = LibraryFolders(Path(name), Path(name), Path(name))
        folders.positions.write_bytes(laid_out(positions, layout, seed))
        read = DeviceStore(folders, print).positions()
    found = offset_in(laid_out(positions, layout, seed), "a1")
    assert found is None or found == read["a1"].offset


@given(st.integers(0, 10**9), st.floats(0, 1), st.sampled_from(["a1", "b2"]), st.sampled_from(["", "89abcdef"]))
def test_a_position_written_by_readtui_is_found(offset: int, progress: float, other: str, seen: str) -> None:
    with TemporaryDirectory() as name:
        folders = LibraryFolders(Path(name), Path(name), Path(name))
        DeviceStore(folders, print).keep_position(other, ReadingPosition(3, 1.0, "2026-02-01T10:00:00Z", "0123abcd"))
        DeviceStore(folders, print).keep_position("a1", ReadingPosition(offset, progress, "2026-02-01T10:00:00Z", seen))
        assert offset_in(folders.positions.read_bytes(), "a1") == offset
