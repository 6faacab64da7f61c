"""Places in an EPUB as KOReader names them: those that follow from the file, and none that a style could move."""

import pytest
from archives import epub

from readtui.importers.common.passage_request import PassageRequest
from readtui.importers.epub.importer import EpubImporter
from readtui.importers.epub.koreader_places import book_places_of
from readtui.importers.importer import Source
from readtui.model.file_places import BookPlace
from readtui.model.passage import Passage

FILLING = "<p>Nobody on board spoke of the river, and the dog slept.</p>"


def place(words: str, body: str, *, css: str = "", **described: str) -> BookPlace | None:
    """The place of words in a book whose second chapter has this body."""
    more = {"OEBPS/a.css": css} if css else {}
    items = '<item id="s" href="a.css" media-type="text/css"/>' if css else ""
    data = epub({"one.xhtml": FILLING, "two.xhtml": body}, more, items=items, **described)
    text = EpubImporter().read(Source(data, "a.epub")).text
    start = text.index(words)
    [found] = book_places_of(PassageRequest(data, "a.epub", text, (Passage(start, start + len(words)),)))
    return found


@pytest.mark.parametrize(
    ("words", "body", "start", "end"),
    [
        ("left at dawn", "<p>It left at dawn.</p>", "p/text().3", "p/text().15"),
        ("dawn", "<p>It left</p><div/><p>at dawn.</p>", "p[2]/text().3", "p[2]/text().7"),
        ("at dawn and", "<p>It <i>left</i> at <b>dawn</b> and came.</p>", "p/text()[2].1", "p/text()[3].4"),
        ("It left at", "<p>\n  It\n\t left   at dawn.</p>", "p/text().1", "p/text().11"),
        ("left at", "<p>It <!-- once -->left at<![CDATA[ dawn]]></p>", "p/text()[2].0", "p/text()[2].7"),
        ("left", "<p>R&amp;D &#8212;&nbsp;it left</p>", "p/text().9", "p/text().13"),
        ("dawn", "<p>\n<b>It left</b> at dawn.</p>", "p/text().4", "p/text().8"),
        ("dawn", "<p><b>It</b> <i>left</i> at dawn.</p>", "p/text()[2].4", "p/text()[2].8"),
        ("dawn", "<ul>\n<li>It left</li>\n<li>at dawn</li>\n</ul>", "ul/li[2]/text().3", "ul/li[2]/text().7"),
        ("dawn", "<p>It <br/>left <img src='a.png' alt=''/>at dawn.</p>", "p/text()[3].3", "p/text()[3].7"),
        ("It left at dawn.\n\nIt came", "<p>It left at dawn.</p><p>It came.</p>", "p[1]/text().0", "p[2]/text().7"),
        ("dawn", "<pre>It left\n  at dawn</pre>", "pre/text().13", "pre/text().17"),
        ("dawn", "<p>It left<?page 3?> at dawn</p>", "p/text()[2].4", "p/text()[2].8"),
        ("café", "<p>The cafe\u0301 opens.</p>", "p/text().4", "p/text().9"),
    ],
)
def test_places_are_steps_through_the_tree_and_an_offset(words: str, body: str, start: str, end: str) -> None:
    before = "/body/DocFragment[2]/body/"
    assert place(words, body) == BookPlace(before + start, before + end)


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ("<p>\n<b>It left</b> at dawn.</p>", "p { display: inline }"),
        ("<p class='a b'>\n<b>It left</b> at dawn.</p>", "div > .b { margin: 0; display: inline }"),
        ("<p>\n<b>It left</b> at dawn.</p>", "p::before { content: '-' }"),
        ("<p style='display: inline'>\n<b>It left</b> at dawn.</p>", ""),
        ("<p><b>It</b> <i>left</i> at dawn.</p>", "i { display: block }"),
        ("<div><p>It</p> <p>left</p> at dawn.</div>", ""),
        ("<p>It  left at dawn.</p>", "body { white-space: pre-wrap }"),
        ("<p>It left <a title='5 > 4'>at</a> dawn.</p>", ""),
        ("<p>AT&T left at dawn.</p>", ""),
        ("<p>It left<br> at dawn.</p>", ""),
        ("<pre>\nIt left at dawn</pre>", ""),
        ("<pre>It left\tat dawn</pre>", ""),
        (f"<p>{'It left again. ' * 600} at dawn.</p>", ""),
        ("<x:p xmlns:x='http://www.w3.org/1999/xhtml'>It left at dawn.</x:p>", ""),
    ],
)
def test_a_place_that_a_style_or_a_damaged_file_could_move_is_none(body: str, css: str) -> None:
    assert place("dawn", body, css=css) is None


def test_styles_of_other_elements_move_nothing() -> None:
    body = "<p>\n<b>It left</b> at dawn.</p>"
    assert place("dawn", body, css=".note { display: none } /* p { display: inline } */ p { margin: 0 }") is not None


@pytest.mark.parametrize(("order", "is_sure"), [("d a b", False), ("a b d", True), ("a x b", True), ("a m b", False)])
def test_files_that_not_every_version_counts_make_later_places_none(order: str, is_sure: bool) -> None:
    page = "application/xhtml+xml"
    kinds = {
        "a": ("one.xhtml", page),
        "b": ("two.xhtml", page),
        "d": ("d.svg", "image/svg+xml"),
        "m": ("m.xhtml", page),
    }
    items = "".join(f'<item id="{key}" href="{href}" media-type="{kind}"/>' for key, (href, kind) in kinds.items())
    spine = "".join(f'<itemref idref="{key}"/>' for key in order.split())
    described = (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>{items}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
    chapters = {"one.xhtml": FILLING, "two.xhtml": "<p>It left at dawn.</p>"}
    data = epub(chapters, {"OEBPS/book.opf": described, "OEBPS/d.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    text = EpubImporter().read(Source(data, "a.epub")).text
    start = text.index("dawn")
    [found] = book_places_of(PassageRequest(data, "a.epub", text, (Passage(start, start + 4),)))
    place = "/body/DocFragment[2]/body/p/text()"
    assert found == (BookPlace(f"{place}.11", f"{place}.15") if is_sure else None)


def test_words_that_are_not_in_the_book_or_are_there_otherwise_have_no_place() -> None:
    data = epub({"one.xhtml": FILLING})
    text = "Nobody on board spoke of the sea, and the dog slept."
    passages = tuple(Passage(text.index(words), text.index(words) + len(words)) for words in ("of the sea", "the dog"))
    gone, there = book_places_of(PassageRequest(data, "a.epub", text, passages))
    assert gone is None
    assert there == BookPlace("/body/DocFragment/body/p/text().40", "/body/DocFragment/body/p/text().47")
