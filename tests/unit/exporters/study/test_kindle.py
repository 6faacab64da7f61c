"""Kindle: clippings that simple parsers can split again."""

from dataclasses import replace

from readtui.exporters.exporter import ExportDocument, ExportOptions
from readtui.exporters.study.kindle import KindleExporter
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.creator import Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

ID = "00000001-0000-4000-8000-000000000000"


def refused() -> Article:
    raise AssertionError("clippings do not need the text")


def exported(annotation: Annotation, metadata: Metadata, options: ExportOptions | None = None) -> list[list[str]]:
    record = ArticleRecord("0" * 16, metadata, "", "", "")
    document = ExportDocument(record, [annotation], refused)
    text = "".join(KindleExporter().render([document], options or ExportOptions()))
    clippings = text.split("==========\r\n")
    assert clippings.pop() == ""
    return [clipping.split("\r\n")[:-1] for clipping in clippings]


def on(words: str, note: str = "", tags: tuple[str, ...] = (), created: str = "2026-02-01T13:05:09Z") -> Annotation:
    position = TextPositionSelector(120, 120 + len(words))
    return Annotation(ID, "0" * 16, created, "", TextQuoteSelector(words), position, "yellow", tags, note)


def test_a_highlight_and_its_note_are_clippings_of_their_own() -> None:
    about = Metadata("On rivers (2nd ed.)", creator="Ada (the) Keeper")
    when = "Added on Sunday, February 1, 2026 1:05:09 PM"
    title = "On rivers (2nd ed.) (Ada [the] Keeper)"
    assert exported(on("two\nlines", "a\n\nnote"), about) == [
        [title, f"- Your Highlight on Location 121-129 | {when}", "", "two lines"],
        [title, f"- Your Note on Location 129 | {when}", "", "a note"],
    ]


def test_the_note_of_somebody_else_says_whose_it_is() -> None:
    bea, options = Creator("Bea\x1b"), ExportOptions(creator=Creator("Ada"), has_several_creators=lambda: True)
    _, [_, about, _, text] = exported(replace(on("x", "Why?"), creator=bea), Metadata("t"), options)
    assert (about.startswith("- Your Note"), text) == (True, "Bea␛: Why?")
    _, [_, _, _, text] = exported(replace(on("x", "Why?"), creator=Creator("Ada")), Metadata("t"), options)
    assert text == "Why?"
    assert "creator" not in str(options.losses)
    exported(replace(on("x"), creator=bea), Metadata("t"), options)
    assert "1 creator" in str(options.losses)
    # Where nobody is told apart, or nobody is to be named.
    for plain in (ExportOptions(creator=bea), ExportOptions(has_several_creators=lambda: True)):
        creator = plain.creator
        _, [_, _, _, text] = exported(replace(on("x", "Why?"), creator=creator), Metadata("t"), plain)
        assert text == "Why?"


def test_a_line_like_the_end_of_a_clipping_does_not_end_it() -> None:
    [[title, _, _, text]] = exported(on("a\n===========\nb"), Metadata("=========="))
    assert "==========" not in title + text
    assert text.replace("\u200b", "") == "a =========== b"


def test_midnight_and_noon_are_twelve() -> None:
    for created, shown in (("2026-02-01T00:00:00Z", "12:00:00 AM"), ("2026-02-01T12:00:00Z", "12:00:00 PM")):
        [[_, about, *_]] = exported(on("x", created=created), Metadata("t"))
        assert about.endswith(shown)


def test_what_a_clipping_cannot_hold_is_counted() -> None:
    options = ExportOptions()
    exported(on("x", tags=("a", "b")), Metadata("t"), options)
    assert str(options.losses) == "1 color, 2 tags, 1 link back"
