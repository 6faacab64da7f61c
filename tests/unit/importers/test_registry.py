from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest

from readtui.errors import SourceError
from readtui.importers import registry
from readtui.importers.importer import Source
from readtui.importers.registry import extension_of, importer_for, read_source


@pytest.mark.parametrize(
    ("name", "data", "importer"),
    [
        ("a.TXT", b"# not markdown **here**", "plain_text"),
        ("a.md", b"plain words", "markdown"),
        ("notes", b"# Head\n\nsome **bold** words", "markdown"),
        ("notes.log", b"just words", "plain_text"),
        ("https://a.example/b.md?c=d.txt", b"x", "markdown"),
    ],
)
def test_the_ending_decides_then_the_content(name: str, data: bytes, importer: str) -> None:
    assert importer_for(Source(data, name)).name == importer


@pytest.mark.parametrize(("name", "format_name"), [("a.doc", "Word"), ("b.ODT", "OpenDocument"), ("c.rtf", "RTF")])
def test_a_format_without_an_importer_is_named(name: str, format_name: str) -> None:
    with pytest.raises(SourceError) as caught:
        importer_for(Source(b"x", name))
    assert format_name in caught.value.message
    assert ".txt" in caught.value.hint


def test_an_empty_source_and_a_huge_one_are_refused() -> None:
    with pytest.raises(SourceError, match="is empty"):
        read_source(Source(b" \n", "a.txt"))
    with pytest.raises(SourceError, match="up to 67 MB"):
        read_source(Source(bytes(registry.MAX_BYTES + 1), "a.txt"))


@pytest.fixture
def broken_importer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    points = {**registry._entry_points(), "fb2": EntryPoint("fb2", "not_there:Importer", registry.GROUP)}
    monkeypatch.setattr(registry, "_entry_points", lambda: points)
    yield
    registry._load.cache_clear()


@pytest.mark.usefixtures("broken_importer")
def test_a_broken_importer_is_named_when_it_is_needed_and_others_still_work() -> None:
    with pytest.raises(SourceError, match="importer fb2"):
        importer_for(Source(b"x", "book.fb2"))
    assert importer_for(Source(b"x", "a.txt")).name == "plain_text"
    assert importer_for(Source(b"x", "unknown.xyz")).name == "plain_text"


def test_the_ending_of_a_url_is_that_of_its_path() -> None:
    assert extension_of("https://a.example/x.HTML?y=z.pdf") == ".html"
    assert extension_of("README") == ""
