from importlib.metadata import EntryPoint

import pytest
from archives import docx, epub, zip_of
from plugging import plug_in

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
        ("saved.txt", b"%PDF-1.4 words", "pdf"),
        ("saved.pdf", b"%PDF-1.4\n- **a**\n- b\n\n# c\n" + bytes(range(256)) * 4, "pdf"),
        ("saved", b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n" + bytes(range(256)) * 4, "pdf"),
        ("notes.md", b"# Formats\n\nA PDF begins with `%PDF-1.4`.", "markdown"),
        ("notes", b"# Formats\n\n- A PDF begins with **%PDF-1.4**.", "markdown"),
        ("saved.html", epub({}), "epub"),
        ("renamed.doc", docx("<w:p/>"), "docx"),
        ("renamed.epub", zip_of({"a": b"x"}), "epub"),
    ],
)
def test_a_signature_decides_then_the_ending_then_the_content(name: str, data: bytes, importer: str) -> None:
    assert importer_for(Source(data, name)).name == importer


@pytest.mark.parametrize(("name", "format_name"), [("a.doc", "Word"), ("b.MOBI", "Mobipocket"), ("c.pages", "Pages")])
def test_a_format_without_an_importer_is_named(name: str, format_name: str) -> None:
    with pytest.raises(SourceError) as caught:
        importer_for(Source(b"x", name))
    assert format_name in caught.value.message
    assert "EPUB" in caught.value.hint


def test_an_empty_source_and_a_huge_one_are_refused() -> None:
    with pytest.raises(SourceError, match="is empty"):
        read_source(Source(b" \n", "a.txt"))
    with pytest.raises(SourceError, match="up to 67 MB"):
        read_source(Source(bytes(registry.MAX_BYTES + 1), "a.txt"))


def test_a_broken_importer_is_named_when_it_is_needed_and_others_still_work(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, EntryPoint("azw9", "not_there:Importer", registry.GROUP))
    with pytest.raises(SourceError, match="importer azw9"):
        importer_for(Source(b"x", "book.azw9"))
    assert importer_for(Source(b"x", "a.txt")).name == "plain_text"
    assert importer_for(Source(b"x", "unknown.xyz")).name == "plain_text"


class OddImporter:
    name = "odd"
    extensions = (".odd",)

    def recognises(self, source: Source) -> bool:
        raise ZeroDivisionError

    def read(self, source: Source) -> None:
        """Wrongly return no article."""


class NamelessImporter:
    def recognises(self, source: Source) -> bool:
        return True


def test_an_importer_of_others_that_is_wrong_is_named_and_does_not_keep_others_from_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd = (EntryPoint(one, f"{__name__}:{one}", registry.GROUP) for one in ("OddImporter", "NamelessImporter"))
    plug_in(monkeypatch, *odd)
    assert importer_for(Source(b"just words", "notes")).name == "plain_text"
    with pytest.raises(SourceError, match="importer odd") as caught:
        read_source(Source(b"words", "a.odd"))
    assert caught.value.hint


def test_the_ending_of_a_url_is_that_of_its_path() -> None:
    assert extension_of("https://a.example/x.HTML?y=z.pdf") == ".html"
    assert extension_of("README") == ""
