"""Files that are made to do harm, or are nothing: refused in a line, whatever format is asked for."""

import contextlib
import io
import json
import sqlite3
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readtui.errors import NoAnnotationsError, SourceError, UsageError
from readtui.importers.importer import Source
from readtui.importers.web.fetch import normalized_url
from readtui.interchange.import_file import read_file
from readtui.interchange.own_library import is_own_export, read_own_library
from readtui.interchange.registry import format_names
from readtui.interchange.work_match import Articles, address_key
from readtui.services.waiting.import_identity import awaited_work_id


@cache
def content(name: str) -> bytes:
    """One of FILES. What is large is made when it is asked for."""
    made = FILES[name]
    return made if isinstance(made, bytes) else made()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b"0" * 40_000_000)
        archive.writestr("../../evil", b"x")
    return packed.getvalue()


FILES: dict[str, bytes | Callable[[], bytes]] = {
    "nothing": b"",
    "spaces": b" \n\t\r\n",
    "binary": bytes(range(256)) * 64,
    "deep": b"[" * 200_000,
    "many": lambda: b"[" + b"{}," * 4_000_001 + b"{}]",
    "cut": b'{"annotations": [{"id": "a", "uri": "https://exa',
    "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>',
    "outside": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "code": b'return os.execute("touch /tmp/evil")',
    "bomb": bomb,
    "surrogates": b'{"annotations": "\\ud800"}',
    "wide": "nothing here".encode("utf-32"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_in_a_line(name: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_file((Source(content(name), "evil\x1b]0;x\x07.bin"), ""))
    assert "\n" not in refused.value.message
    assert refused.value.message.isprintable()
    assert refused.value.hint


def test_a_file_of_a_known_format_with_nothing_in_it_is_refused_in_words() -> None:
    head = b"Highlight,Title,Author,URL,Note,Location,Date\n"
    with pytest.raises(NoAnnotationsError, match=r"^the input \(Readwise CSV\) contains nothing to import$"):
        read_file((Source(head), ""))


@pytest.mark.parametrize("url", ["https://x.example/\ud800", "https://x.example/?q=\udcff", "https://\ud800.example"])
def test_an_address_that_is_no_unicode_is_none_of_a_page(url: str) -> None:
    row = {"id": "1", "user": "acct:a@b.c", "uri": url, "text": "note", "document": {"title": ["A page"]}}
    [work] = read_file((Source(json.dumps([row]).encode()), "")).works
    assert Articles.of([]).find(work.title, work.author, work.url) == []
    assert awaited_work_id(work.title, work.author, work.url) == awaited_work_id("A page", "", "")
    with pytest.raises(SourceError, match=r"not a valid URL|invalid host"):
        normalized_url(url)


@pytest.mark.parametrize(
    "rows",
    [
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c",
        "SELECT 1 AS n FROM many a, many b, many c, many d",
    ],
)
def test_a_view_in_the_place_of_a_table_is_not_read(rows: str) -> None:
    database = sqlite3.connect(":memory:")
    database.executescript(
        "CREATE TABLE highlights(id, document_id, start_offset, end_offset, snippet);"
        "CREATE TABLE highlight_tags(highlight_id, tag_id); CREATE TABLE tags(id, path, description);"
        "CREATE TABLE many(x); INSERT INTO many SELECT 1 FROM pragma_function_list;"
        f"CREATE VIEW documents AS SELECT n AS id, 'x' AS name, '' AS description, '' AS created, '' AS contents"
        f" FROM ({rows});"
    )
    with pytest.raises(SourceError, match="not a Taguette project"):
        read_file((Source(database.serialize()), ""))
    database.close()


def test_each_format_refuses_what_it_is_not() -> None:
    for format_name in format_names():
        for name, data in FILES.items():
            if not isinstance(data, bytes):
                continue
            with contextlib.suppress(SourceError):
                read = read_file((Source(data, "x"), format_name))
                assert not any(work.annotations or work.content for work in read.works), (format_name, name)
    with pytest.raises(UsageError):
        read_file((Source(b"x"), "nothing"))


@given(
    st.lists(
        st.sampled_from(["a", "utm_x", "fbclid", "GCLID", ".", "=", "&", "+", "-", "~", ";", "%20", "%41", "é"]),
        max_size=12,
    ).map("".join)
)
def test_an_address_is_compared_in_one_spelling_also_if_that_is_not_worked_out(query: str) -> None:
    def key(query: str) -> str:
        return address_key(f"https://example.org/?{query}")

    # A parameter that has to be spelled anew takes the longer way.
    assert key(f"{query}&%7a=1").replace("?", "&") == f"{key(query)}&z=1".replace("?", "&")
    assert address_key(f"https://example.org/?{'a=%20&' * 200}").endswith("&a=%20&")


@pytest.mark.parametrize(
    ("document", "is_own"),
    [
        ('\ufeff { "articles" : [ ] , "waiting":[{}, 1], "format" : {"name": "readtui-export"} } \n', True),
        ('{"format": {"name": "readtui-export"}, "articles": null}', True),
        ('{"format": {"name": "readtui-export"}, "articles": [{},]}', False),
        ('{"format": {"name": "readtui-export"}} x', False),
        ('{"format": "readtui-export"}', False),
        ('[{"format": {"name": "readtui-export"}}]', False),
        ("{" + '"articles":' * 3 + '"readtui-export"', False),
    ],
)
def test_an_export_of_readtui_is_known_however_it_is_laid_out(document: str, is_own: bool) -> None:
    assert is_own_export(Source(document.encode(), "a.json")) is is_own


def test_an_export_of_readtui_is_read_a_work_at_a_time() -> None:
    work = {"article": {}, "text": {"text": "word " * 50, "blocks": [{"start": at, "end": at} for at in range(100)]}}
    document = json.dumps({"articles": [work] * 200, "format": {"name": "readtui-export", "version": 1}}).encode()
    tracemalloc.start()
    try:
        assert len(read_own_library(Source(document, "a.json")).refused) == 200
        assert tracemalloc.get_traced_memory()[1] < 2 * len(document)
    finally:
        tracemalloc.stop()
