"""How the export screen shows a file that is not written yet, and what is counted of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from articles import memory_library
from memory_repository import MemoryRepository

from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.out.documents import Documents
from readtui.services.out.export import Exports
from readtui.services.out.preview import Preview, extent, preview

FORMAT = Format("plain", "Plain", ".txt", Purpose.NOTES, "For tests.")


class Given:
    """An exporter that writes the given pieces."""

    def __init__(self, format: Format, *pieces: str | bytes) -> None:
        self.format = format
        self._pieces = pieces
        self.asked = 0

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[Any]:
        for piece in self._pieces:
            self.asked += 1
            yield piece


def previewed(extension: str, *pieces: str | bytes, name: str = "plain") -> Preview:
    return preview(Given(replace(FORMAT, name=name, extension=extension), *pieces), (), ExportOptions())


@pytest.mark.parametrize(
    ("extension", "name", "text", "look"),
    [
        (".txt", "plain", "==as it is==\n", ""),
        (
            ".md",
            "markdown",
            "---\ntitle: Tides\nno property\ntags: sea\n---\nText",
            "*Properties: title, tags*\n\n---\nText",
        ),
        (".md", "markdown", "a[^x] b[^y] c[^x]\n^id-1\n---\na: b\n---\n", "a\\[1\\] b\\[2\\] c\\[1\\]---\na: b\n---\n"),
        (".md", "logseq", "- > said\n  id:: 1\n  tags:: [[a b]], c\n  note", "- ▎ said\n  #a b #c\n  note"),
        (".org", "org", "* Tides :sea:a@b:\n:PROPERTIES:\n:ID: 1\n:END:\n\\now", "# Tides #sea #a@b\n\n\\\\now"),
        (".org", "org", "******* Deep\n:a b:\n: c\n::", "###### Deep\n\n:a b:\n\\: c\n\\::"),
        (".org", "org", "#+begin_quote\nIt is slow.\n#+END_QUOTE\nSo.", "\n> It is slow.\n\nSo."),
        (".org", "org", "[[https://a.example][there]]", "[there](https://a.example)"),
        (".html", "html", " \n", ""),
        (".html", "html", "<h2>A <em>b</em>  c</h2><p>d<br>e", "## A *b* c\n\nd\ne"),
        (".html", "html", "<title>no</title><style>no</style>yes<!-- no --> and", "yes and"),
        (".html", "html", "<blockquote><p>said</p></blockquote><p>not", "> said\n\nnot"),
        (".html", "html", "<ul><li>a<li><mark>b</mark> <strong>c</strong></ul>", "- a\n\n- ==b== **c**"),
        (".html", "html", '<span class="a tag">sea</span> <span>no</span> <b class="tag">no', "#sea no no"),
        (".html", "html", "<pre>a  b\nc</pre>d  e\nf", "a  b  \nc\n\nd e f"),
        (".html", "html", "<p> a <i> b </i> c*", "a b c\\*"),
    ],
)
def test_a_text_looks_as_its_readers_show_it(extension: str, name: str, text: str, look: str) -> None:
    shown = previewed(extension, text, name=name)
    assert shown.text == text
    assert shown.look == look
    assert shown.is_whole
    assert shown.rows == ()


def test_a_table_has_the_columns_that_say_something_and_short_cells() -> None:
    long = "so " * 40
    shown = previewed(".csv", f'\ufeffquote,note,color,tags\n"a\tb",,,{long}\n"c\nd",,yellow\n')
    assert shown.rows == (("quote", "color", "tags"), ("a b", "", long[:59] + "…"), ("c d", "yellow", ""))
    assert previewed(".csv", "quote,note\n").rows == (("quote", "note"),)
    assert previewed(".csv", "a\n" + "x" * 60 + "\n").rows[1] == ("x" * 60,)
    assert previewed(".csv").rows == ()


def test_a_preview_ends_after_enough_lines_or_characters() -> None:
    """It asks for no more than that, and says whether something follows."""
    assert previewed(".txt", "a\n" * 399).is_whole
    assert not previewed(".txt", "a\n" * 400).is_whole
    assert previewed(".txt", "a\n" * 400).text == "a\n" * 399 + "a"
    assert previewed(".txt", "a" * 30_000).is_whole
    assert not previewed(".txt", "a" * 30_001).is_whole
    for piece in ("a" * 30_000, b"a\n" * 400):
        exporter = Given(FORMAT, piece, "more", "and more")
        shown = preview(exporter, (), ExportOptions())
        assert (shown.is_whole, exporter.asked, "more" in shown.text) == (False, 2, False)
    assert previewed(".txt", "a\n", "b\x1b\n", b"c\td").text == "a\nb␛\nc   d"


@pytest.fixture
def exports() -> Exports:
    """Two articles with an annotation each, one of which has a note, and one without."""
    library = memory_library()
    annotator = Annotator(library.clock, library.new_id)
    for words, tags, note in (("The ferry\n\nIt left.", ["sea", "land"], "so"), ("The mill\n\nIt stood.", ["sea"], "")):
        record = library.add("-", data=words.encode()).record
        article = library.open(record.id)
        library.repository.apply(annotator.create(record.id, article, Passage(0, 9), tags=tags, note=note))
    library.add("-", data=b"The lake\n\nIt lay there.")
    return Exports(library, MemoryRepository())


def test_a_file_that_is_no_text_shows_what_it_will_hold(exports: Exports) -> None:
    documents, binary = exports.documents(AnnotationQuery()), replace(FORMAT, is_binary=True)
    found = list(documents.of(binary))
    assert sorted(preview(Given(binary), found, ExportOptions()).rows) == sorted(
        [
            ("article", "quote", "note", "tags"),
            ("The ferry", "The ferry", "so", "#sea #land"),
            ("The mill", "The mill", "", "#sea"),
        ]
    )
    assert preview(Given(binary), (), ExportOptions()) == Preview()
    assert preview(Given(replace(binary, is_about_tags=True)), found, ExportOptions()) == Preview()
    (ferry,) = (one for one in found if one.record.title == "The ferry")
    many = replace(ferry, annotations=list(ferry.annotations) * 400)
    shown = preview(Given(binary), [many], ExportOptions())
    assert (len(shown.rows), shown.is_whole) == (400, False)
    all_of_them = preview(Given(binary), [replace(many, annotations=many.annotations[:399])], ExportOptions())
    assert (len(all_of_them.rows), all_of_them.is_whole) == (400, True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "3 articles · 2 annotations"),
        ({"only_annotations": True}, "2 annotations in 2 articles"),
        ({"is_about_tags": True}, "2 tags"),
    ],
)
def test_what_an_export_holds_is_said_in_words(exports: Exports, changed: dict[str, Any], words: str) -> None:
    documents: Documents = exports.documents(AnnotationQuery())
    stopped = Event()
    format = replace(FORMAT, lists_articles=True, **changed)
    assert extent(format, documents, ExportOptions(), stopped) == words
    stopped.set()
    nothing = "0 tags" if "is_about_tags" in changed else "0 articles · 0 annotations"
    assert extent(format, documents, ExportOptions(), stopped) == nothing
