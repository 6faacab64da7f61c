"""KOReader's tables in Lua of both generations, its JSON, and Lua that is code."""

import json
from pathlib import Path

import pytest

from readtui.codec.lua_tables import LuaError, read_table
from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.readers.koreader import KoreaderImporter

INF = float("inf")
SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples" / "koreader"


def sample(name: str) -> ImportedWork:
    [work] = KoreaderImporter().read(Source((SAMPLES / name).read_bytes()))
    return work


def test_annotations_have_quote_note_color_and_place_and_bare_bookmarks_are_left_out() -> None:
    work = sample("metadata.epub.lua")
    first, second, review = work.annotations
    assert (work.title, work.author, work.language) == ("The Ferry Year", "Ada Lund; Bo Hale", "en")
    assert (first.quote, first.note) == ("the dog slept through both crossings", 'Why "both"?\nA second line.')
    assert (first.color, first.place) == ("green", "page 12, The landing")
    assert (first.created, first.modified) == ("2024-07-05T10:15:30Z", "2024-07-06T08:00:00Z")
    assert (second.quote, second.color) == ("in single file", "yellow")
    assert (review.quote, review.note) == ("", "Read it again in winter.")


def test_old_files_have_their_notes_in_bookmarks() -> None:
    work = sample("old.lua")
    assert (work.title, work.author) == ("The Ferry Year", "Ada Lund")
    assert [(one.quote, one.note, one.place) for one in work.annotations] == [
        ("the dog slept through both crossings", "Why both?", "page 12, The landing"),
        ("in single file", "", "page 14"),
    ]


def test_the_exporter_gives_the_same_quotes() -> None:
    work = sample("export.json")
    assert (work.author, [one.quote for one in work.annotations]) == (
        "Ada Lund; Bo Hale", ["the dog slept through both crossings", "in single file"],
    )  # fmt: skip
    several = json.dumps({"version": "json/1.0.0", "documents": [json.loads((SAMPLES / "export.json").read_bytes())]})
    assert [*KoreaderImporter().read(Source(several.encode()))] == [work]


@pytest.mark.parametrize("form", ["lua", "json"])
def test_a_highlight_without_words_is_refused_with_its_place(form: str) -> None:
    lua = "return { doc_path = '/b/A.epub', annotations = { { drawer = 'lighten', pageno = 12, chapter = 'Ice' } } }"
    entries = [{"text": "", "drawer": "lighten", "page": 12, "chapter": "Ice"}, {"text": "one", "page": 13}]
    data = lua if form == "lua" else json.dumps({"title": "A", "author": "B", "entries": entries})
    [work] = KoreaderImporter().read(Source(data.encode()))
    why = "it has no words: it may be on an image or a scan"
    assert [(one.what, one.why) for one in work.refused] == [("page 12, Ice", why)]


def test_a_note_before_what_koreader_wrote_is_kept_and_its_words_are_not() -> None:
    when = "2021-03-05 10:16:30"
    quote = "in single file, as ducks do when they go home"
    texts = {
        "1": f"My words: Page 14 {quote} @ {when}",
        "2": f"Seite 14 {quote} @ {when} and mine after it",
        "3": f"第 14 页 {quote} @ {when}",
    }
    lua = "return { doc_path = 'a.epub', bookmarks = {" + ",".join(
        f'["{key}"] = {{ highlighted = true, datetime = "{when}", notes = "{quote}", pos0 = "{key}", text = "{text}" }}'
        for key, text in texts.items()
    ) + "} }"  # fmt: skip
    [work] = KoreaderImporter().read(Source(lua.encode()))
    assert [one.note for one in work.annotations] == ["My words:", "and mine after it", ""]
    entry = {"text": quote, "note": f"some note Page 10 {quote[:30]}", "sort": "highlight", "page": 10, "time": 1}
    [work] = KoreaderImporter().read(
        Source(json.dumps({"title": "A", "author": "B", "entries": [entry]}).encode())
    )  # fmt: skip
    assert [(one.quote, one.note) for one in work.annotations] == [(quote, "some note")]


def test_what_a_book_does_not_say_is_empty() -> None:
    lua = b"return { doc_path = '/books/The Ferry.pdf', stats = { title = 'N/A', authors = 'N/A' }, annotations = {} }"
    [work] = KoreaderImporter().read(Source(lua))
    assert (work.title, work.author) == ("The Ferry", "")


@pytest.mark.parametrize(
    ("lua", "table"),
    [
        (b"return {}", {}),
        (b"\xef\xbb\xbf-- note\nreturn { 1, 'two', [[three]], }", {1: 1, 2: "two", 3: "three"}),
        (b'{ a = -1.5e3, ["b c"] = 0x1F; [-2] = true, n = nil }', {"a": -1500.0, "b c": 31, -2: True}),
        (rb'{ "\195\164\n\x41\u{1F6A2}\z   x\"\\" }', {1: 'ä\nA🚢x"\\'}),
        (b"{ --[==[ long\n comment ]==] [==[\na]]b]==] }", {1: "a]]b"}),
        (b"{ a = {}, b = {{}} }", {"a": {}, "b": {1: {}}}),
        (b"{ a = math.huge, b = -math.huge, c = inf, d = -inf }", {"a": INF, "b": -INF, "c": INF, "d": -INF}),
    ],
)  # fmt: skip
def test_tables_of_literals_are_read(lua: bytes, table: dict[object, object]) -> None:
    assert read_table(lua) == table


@pytest.mark.parametrize(
    "lua",
    [
        b"return os.execute('x')", b"return { os.execute('x') }", b"return { a = io.open }", b"return { 1 + 1 }",
        b"return { [f()] = 1 }", b"return { a = function() end }", b'return { "a" .. "b" }', b"return {} os.exit()",
        b"return { 'a", b"return { 'a\n' }", b"return {", b"return", b"local t = {} return t", b"return 1", b"",
        b"return " + b"{" * 100_000, b"return { " + b"9" * 100_000 + b" }", b"return { [[x }", b"return { a b }",
        b"return { [nil] = 1 }", b"return { [0/0] = 1 }", rb"return { '\400' }", rb"return { '\q' }", b"return { -- x",
    ],
)  # fmt: skip
def test_code_and_broken_tables_are_refused(lua: bytes) -> None:
    with pytest.raises(LuaError):
        read_table(lua)
    with pytest.raises(SourceError, match="not a KOReader file"):
        list(KoreaderImporter().read(Source(lua)))
