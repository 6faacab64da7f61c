"""KOReader's file beside a book: what is there stays, and readtui's highlights are added or follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readtui.codec.lua_tables import LuaTable, items, list_of, read_table, written_table
from readtui.errors import ExportError
from readtui.exporters.exporter import ExportDocument, ExportOptions, OriginalFile
from readtui.exporters.study.koreader import KoreaderExporter, sidecar_of
from readtui.importers.importer import Source
from readtui.interchange.readers.koreader import KoreaderImporter
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.file_places import BookPlace, PageArea
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

ID = "00000001-0000-4000-8000-00000000000{}"
TEXT = "It left at dawn and came back at dusk. Nobody spoke."
DAWN = BookPlace("/body/DocFragment[2]/body/p/text().3", "/body/DocFragment[2]/body/p/text().15")
PAGES = BookPlace(pages=((3, ((72.0, 700.0, 40.0, 11.0), (72.0, 712.0, 90.0, 11.0))), (4, ((72.0, 60.0, 1.0, 11.0),))))


@dataclass(frozen=True)
class Book:
    """A book in which every passage is at the same place."""

    place: BookPlace | None = DAWN
    is_paged: bool = False

    def read(self) -> OriginalFile:
        raise AssertionError("only the PDF export reads the file")

    def areas(self, text: str, passages: Sequence[Passage]) -> Sequence[tuple[PageArea, ...]]:
        raise AssertionError("only the PDF export needs areas")

    def book_places(self, text: str, passages: Sequence[Passage]) -> Sequence[BookPlace | None]:
        return [self.place] * len(passages)


def noted(number: int = 1, words: str = "left at dawn", **more: Any) -> Annotation:
    start = TEXT.index(words)
    place, quote = TextPositionSelector(start, start + len(words)), TextQuoteSelector(words)
    given = {"color": "yellow"} | more
    return Annotation(
        ID.format(number), "0" * 16, "2026-02-01T13:05:09Z", "2026-02-01T13:05:09Z", quote, place, **given
    )


def updated(
    *annotations: Annotation, old: bytes = b"", book: Book | None = None, options: ExportOptions | None = None
) -> bytes:
    record = ArticleRecord("0" * 16, Metadata("The Ferry"), "", "", "")
    document = ExportDocument(record, annotations, lambda: Article(Metadata("The Ferry"), TEXT, ()), book or Book())
    return KoreaderExporter().updated(document, "/books/a.epub", old, options or ExportOptions())


def highlights(file: bytes, name: str = "annotations") -> list[LuaTable]:
    return [one for one in items(read_table(file)[name]) if isinstance(one, dict)]


def sidecar(*present: LuaTable, **more: object) -> bytes:
    table: LuaTable = {"annotations": list_of(present), "cre_dom_version": 20240114}
    table.update(more)
    return written_table(table)


THEIRS: LuaTable = {
    "page": DAWN.start, "pos0": DAWN.start, "pos1": DAWN.end, "text": "left at dawn", "datetime": "2024-07-05 10:15:30",
    "drawer": "invert", "color": "gray", "pageno": 12, "chapter": "One",
}  # fmt: skip


def test_the_file_of_a_book_stands_in_a_folder_beside_it() -> None:
    assert sidecar_of("/b.c/The Ferry.kepub.epub") == "/b.c/The Ferry.kepub.sdr/metadata.epub.lua"
    assert sidecar_of("/b/a.PDF") == "/b/a.sdr/metadata.PDF.lua"


def test_a_new_file_has_the_highlights_and_is_read_back_as_the_same_annotations() -> None:
    written = updated(noted(note='Why "so"?\nA \\ line.'), noted(2, color="pink"), noted(3, color=None, note="Only."))
    assert read_table(written)["annotations_externally_modified"] is True
    first = highlights(written)[0]
    assert (first["pos0"], first["pos1"], first["page"]) == (DAWN.start, DAWN.end, DAWN.start)
    assert [one["drawer"] for one in highlights(written)] == ["lighten", "lighten", "underscore"]
    [work] = KoreaderImporter().read(Source(written, "/books/a.sdr/metadata.epub.lua"))
    assert work.files[0] == "/books/a.epub"
    assert [(one.source_id, one.quote, one.note, one.color) for one in work.annotations] == [
        (f"readtui:{ID.format(1)}", "left at dawn", 'Why "so"?\nA \\ line.', "yellow"),
        (f"readtui:{ID.format(2)}", "left at dawn", "", "pink"),
        (f"readtui:{ID.format(3)}", "left at dawn", "Only.", None),
    ]
    assert work.annotations[0].created == "2026-02-01T13:05:09Z"


def test_in_a_pdf_a_highlight_has_boxes_on_each_of_its_pages() -> None:
    [one] = highlights(updated(noted(), book=Book(PAGES, is_paged=True)))
    assert (one["page"], one["pos0"]) == (3, {"page": 3, "rotation": 0, "x": 73.0, "y": 705.5, "zoom": 1})
    assert one["pos1"] == {"page": 4, "rotation": 0, "x": 72.75, "y": 65.5, "zoom": 1}
    assert one["pboxes"] == {
        1: {"x": 72.0, "y": 700.0, "w": 40.0, "h": 11.0},
        2: {"x": 72.0, "y": 712.0, "w": 90.0, "h": 11.0},
    }
    parts = one["ext"]
    assert isinstance(parts, dict)
    assert list(parts) == [3, 4]


def test_steps_have_numbers_where_the_device_writes_them() -> None:
    [one] = highlights(updated(noted(), old=sidecar(cre_dom_version=20260812)))
    assert one["pos0"] == "/body[1]/DocFragment[2]/body[1]/p[1]/text()[1].3"


def test_a_highlight_made_there_keeps_what_it_has_and_gets_a_note_only_if_it_has_none() -> None:
    old = sidecar(THEIRS)
    assert updated(noted(), old=old) == old
    assert highlights(updated(noted(note="Why?"), old=old)) == [THEIRS | {"note": "Why?"}]
    numbered = {"pos0": "/body[1]/DocFragment[2]/body[1]/p[1]/text()[1].3"}
    numbered["pos1"] = numbered["pos0"].replace(".3", ".15")
    old, options = sidecar(THEIRS | numbered | {"note": "Mine."}), ExportOptions()
    assert updated(noted(note="Why?"), old=old, options=options) == old
    assert str(options.losses) == "1 note that is another in KOReader"


def test_a_highlight_made_there_that_has_a_sign_more_is_the_same() -> None:
    for end, count in ((".16", 1), (".13", 1), (".19", 2), ("", 2)):
        old = sidecar(THEIRS | {"pos1": DAWN.end.replace(".15", end)})
        assert len(highlights(updated(noted(note="Why?"), old=old))) == count


def test_a_highlight_by_readtui_follows_until_it_is_changed_there() -> None:
    first = updated(noted(note="Why?"), old=sidecar(THEIRS | {"pos1": "elsewhere"}))
    assert updated(noted(note="Why?"), old=first) == first
    second = updated(noted(note="", color="blue"), old=first)
    [theirs, own] = highlights(second)
    assert theirs == THEIRS | {"pos1": "elsewhere"}
    assert ("note" in own, own["color"]) == (False, "blue")
    table = read_table(second)
    own = items(table["annotations"])[1]  # type: ignore[assignment]
    own |= {"note": "Changed there.", "pageno": 7}
    options = ExportOptions()
    third = updated(noted(note="Changed here."), old=written_table(table), options=options)
    assert highlights(third)[1]["note"] == "Changed there."
    assert str(options.losses) == "1 note that is another in KOReader"


def test_highlights_of_the_other_kind_of_place_stay_where_koreader_keeps_them() -> None:
    paged: LuaTable = {"page": 3, "drawer": "lighten", "text": "x", "pos0": {"x": 1}, "pos1": {"x": 2}}
    written = updated(noted(), old=sidecar(paged))
    assert highlights(written) == [paged]
    assert [one["pos0"] for one in highlights(written, "annotations_rolling")] == [DAWN.start]


def test_files_that_only_an_old_koreader_has_written_are_left_alone() -> None:
    bookmarks: LuaTable = {"bookmarks": list_of([{"page": "x"}])}
    tree: LuaTable = {"cre_dom_version": 20180528, "last_xpointer": "x"}
    for table, said in (
        (bookmarks, "1 highlight in a book that only an old KOReader has opened"),
        (tree, "1 highlight whose place in the book is not sure"),
    ):
        old, options = written_table(table), ExportOptions()
        assert updated(noted(), old=old, options=options) == old
        assert str(options.losses) == said


def test_what_has_no_sure_place_is_left_out_and_counted() -> None:
    options = ExportOptions()
    doubtful, whole = noted(2, anchor=AnchorState.REVIEW), replace(noted(3, note="All."), quote=None, position=None)
    assert updated(noted(tags=("a", "b")), doubtful, whole, book=Book(None), options=options) == b""
    lost = "2 tags, 1 note on a whole book, 2 highlights whose places in the book are not sure"
    assert str(options.losses) == lost
    orphan = noted(4, anchor=AnchorState.ORPHAN)
    assert [one["datetime"] for one in highlights(updated(noted(), doubtful, orphan))] == ["2026-02-01 13:05:09"]


def test_a_damaged_file_is_named_and_left_alone() -> None:
    with pytest.raises(ExportError, match="KOReader's file beside The Ferry is damaged: line 1"):
        updated(noted(), old=b"return { os.exit() }")


VALUES = st.recursive(
    st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.dictionaries(st.text(max_size=6) | st.integers(-5, 50), inner, max_size=4),
    max_leaves=12,
)
TABLES = st.dictionaries(st.text(max_size=8) | st.integers(-5, 50), VALUES, max_size=6)


@given(TABLES)
def test_tables_are_read_as_they_were_written(table: LuaTable) -> None:
    assert read_table(written_table(table), "surrogateescape") == table


@given(TABLES, st.lists(TABLES, max_size=4), st.binary(max_size=6))
def test_no_field_of_a_file_is_lost(table: LuaTable, present: list[LuaTable], other: bytes) -> None:
    theirs = THEIRS | {"pos1": "elsewhere"}
    kept: LuaTable = {f"x{key}" if isinstance(key, str) else key: value for key, value in table.items()}
    kept |= {"annotations": list_of([theirs, *present]), "other": other.decode("utf-8", "surrogateescape")}
    found = read_table(updated(noted(), old=written_table(kept)), "surrogateescape")
    annotations = items(found.pop("annotations"))
    assert annotations[:-1] == [theirs, *present]
    assert found | {"annotations": kept["annotations"]} == kept | {
        "annotations_externally_modified": True,
        "doc_path": "/books/a.epub",
    }
