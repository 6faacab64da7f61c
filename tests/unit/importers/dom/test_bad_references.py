"""A broken reference never prevents a document from being read."""

from collections.abc import Callable
from html import escape

import pytest
from archives import docx, epub, xhtml

from readtui.importers.importer import Source
from readtui.importers.registry import read_source

_BAD = [
    "http://[",
    "http://[#x",
    "//[x#y",
    "a://[#z",
    "http://a]b/",
    "http://\u2100.com/",
    "http://a:99999999/",
    "%",
    "#",
]


def _linked_book(bad: str) -> bytes:
    return epub({"one.xhtml": f'<p>Words <a href="{bad}">a link</a> <img src="{bad}" alt="A mill"/></p>'})


def _listed_book(bad: str) -> bytes:
    navigation = xhtml(f'<nav><ol><li><a href="{bad}">A</a></li><li><a href="one.xhtml">One</a></li></ol></nav>')
    item = '<item id="nav" properties="nav" href="nav.xhtml" media-type="application/xhtml+xml"/>'
    style = f'<item id="style" href="{bad}" media-type="text/css"/>'
    return epub({"one.xhtml": "<p>Words</p>"}, {"OEBPS/nav.xhtml": navigation}, items=item + style)


def _page(bad: str) -> bytes:
    head = f'<base href="{bad}"><link rel="canonical" href="{bad}"><meta property="og:url" content="{bad}">'
    return (
        f'<html><head>{head}</head><body><p>Words <a href="{bad}">and</a> <a href="b.html">more</a></p></html>'.encode()
    )


def _markdown(bad: str) -> bytes:
    return f"# Head\n\nWords [a]({bad}) ![b]({bad}) <{bad}>".encode()


def _word(bad: str) -> bytes:
    body = '<w:p><w:hyperlink r:id="l"><w:r><w:t>Words</w:t></w:r></w:hyperlink></w:p>'
    return docx(body, targets={"l": ("hyperlink", bad)})


@pytest.mark.parametrize("bad", _BAD)
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (_linked_book, "a.epub"),
        (_listed_book, "a.epub"),
        (_page, "a.html"),
        (_page, "https://a.example/a.html"),
        (_markdown, "a.md"),
        (_word, "a.docx"),
    ],
)
def test_a_bad_reference_does_not_keep_the_words_from_being_read(
    make: Callable[[str], bytes], name: str, bad: str
) -> None:
    assert "Words" in read_source(Source(make(escape(bad)), name)).text


@pytest.mark.parametrize("name", ["http://[x.txt", "a://[", "://["])
def test_a_name_that_only_looks_like_an_address_is_read_as_a_name(name: str) -> None:
    assert read_source(Source(b"Words that stand in it.", name)).text == "Words that stand in it."
