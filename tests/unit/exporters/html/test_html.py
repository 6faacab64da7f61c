"""Web pages: nothing in a quote or a note becomes markup, every link is allowed, and every color can be read."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from articles import article_of
from coloraide import Color
from lxml import html

import readtui.exporters.html.exporter as html_exporter
from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, Grouping
from readtui.exporters.html.exporter import HtmlExporter
from readtui.exporters.html.quotes import note, web_address
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind, Mark, MarkType
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

TEXT = article_of("Water runs downhill. It finds\nthe sea. Nobody asks.", "Ships carry coal.", title="On <rivers>")
STYLE = (Path(html_exporter.__file__).parent / "style.css").read_text(encoding="utf-8")


def document(article: Article, *annotations: tuple[str, dict[str, object]]) -> ExportDocument:
    made = []
    for number, (words, said) in enumerate(annotations):
        start = article.text.index(words)
        position = TextPositionSelector(start, start + len(words))
        identifier = f"{number:08}-0000-4000-8000-000000000000"
        made.append(Annotation(identifier, "0" * 16, "", "", TextQuoteSelector(words), position, **said))  # type: ignore[arg-type]
    record = ArticleRecord("0" * 16, article.metadata, "", "", article.hash8)
    return ExportDocument(record, made, lambda: article)


def page(options: ExportOptions, *documents: ExportDocument) -> html.HtmlElement:
    return html.document_fromstring("".join(HtmlExporter().render(documents, options)))


def test_a_passage_is_marked_in_its_sentence_and_keeps_its_line_break() -> None:
    shown = page(ExportOptions(Context.SENTENCE), document(TEXT, ("finds\nthe", {"color": "green"})))
    (quote,) = shown.iter("blockquote")
    assert " ".join(quote.text_content().split()) == "It finds the sea."
    (mark,) = quote.iter("mark")
    assert [mark.text, [child.tag for child in mark]] == ["finds", ["br"]]


@pytest.mark.parametrize("code", ["de-AT", "", "no language"])
def test_a_page_says_its_language_and_of_texts_also_that_it_is_unknown(code: str) -> None:
    article = replace(TEXT, metadata=replace(TEXT.metadata, language=code))
    known = code if "-" in code else ""
    for several, own in ((1, known or "en"), (2, "en")):
        shown = page(ExportOptions(), *[document(article, ("finds", {}))] * several)
        assert shown.get("lang") == own
        assert {one.get("lang") for one in shown.iter("blockquote")} == {known}


def test_under_its_tags_an_annotation_has_its_id_once() -> None:
    shown = page(ExportOptions(group=Grouping.TAG), document(TEXT, ("finds", {"tags": ("sea", "art")})))
    assert [heading.text for heading in shown.iter("h1")] == ["art", "sea"]
    assert shown.xpath("//@id") == ["00000000-0000-4000-8000-000000000000"]
    assert len(shown.xpath("//a[@href='readtui:00000000-0000-4000-8000-000000000000']")) == 2


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ('https://example.org/ä?a=1&b="2"', "https://example.org/%C3%A4?a=1&amp;b=%222%22"),
        ("MAILTO:ada@example.org", "MAILTO:ada@example.org"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        (" https://example.org", "https://example.org"),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("/relative", ""),
    ],
)
def test_only_pages_and_mailboxes_are_linked_to(written: str, address: str) -> None:
    assert web_address(written) == address


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("*so*", "<p><em>so</em></p>"),
        ("<b onclick=x>so</b>", "<p>&lt;b onclick=x&gt;so&lt;/b&gt;</p>"),
        ("[a](javascript:b)", "<p>[a](javascript:b)</p>"),
        ("<data:text/html,x>", "<p>&lt;data:text/html,x&gt;</p>"),
        ("![a](https://e.org/p.png)", '<p>!<a href="https://e.org/p.png">a</a></p>'),
        ("[a](readtui:12)", '<p><a href="#12">a</a></p>'),
        ("[a](readtui:34)", '<p><a href="readtui:34">a</a></p>'),
        ("# so", "<p><strong>so</strong></p>"),
        ("\x1b[1m", "<p>␛[1m</p>"),
    ],
)
def test_a_note_is_markdown_without_markup_or_scripts_of_its_own(markdown: str, shown: str) -> None:
    assert note(markdown, {"12"}) == shown


def test_the_title_stands_once_also_below_something_else() -> None:
    article = article_of(
        (BlockKind.FURNITURE, "Menu"), (BlockKind.HEADING, "On <rivers>"), "Water.", title="On <rivers>"
    )
    shown = page(ExportOptions(Context.FULL), document(article, ("Menu", {"note": "Why?"})))
    assert [heading.text_content() for heading in shown.iter("h1")] == ["On <rivers>"]


def test_marks_of_one_type_within_each_other_are_one() -> None:
    nested = tuple(Mark(MarkType.STRONG, start, 21) for start in range(20))
    article = replace(TEXT, blocks=(replace(TEXT.blocks[0], marks=nested), *TEXT.blocks[1:]))
    written = "".join(HtmlExporter().render([document(article)], ExportOptions(Context.FULL)))
    assert written.count("<strong>") == 20
    assert "<strong><strong>" not in written


# ---------------------------------------------------------------------- colors


def colors(of: str) -> dict[str, str]:
    """The colors that the style gives names to, in the light or the dark theme."""
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in STYLE.split("@media screen", 1))
    return light if of == "light" else {**light, **dark}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_has_a_contrast_of_more_than_4_5(theme: str) -> None:
    named = colors(theme)
    grounds = ["paper", "card", *HIGHLIGHT_COLORS]
    pairs = [("ink", ground) for ground in grounds] + [("link", ground) for ground in grounds]
    pairs += [("soft", "paper"), ("soft", "card")]
    poor = {
        f"{ink} on {ground}": round(contrast, 2)
        for ink, ground in pairs
        if (contrast := Color(named[ink]).contrast(named[ground])) < 4.5
    }
    assert not poor


def test_dark_redefines_every_color() -> None:
    light, dark = STYLE.split("@media screen", 1)
    names = set(re.findall(r"--([\w-]+): #", light))
    assert set(re.findall(r"--([\w-]+): #", dark)) == names > {*HIGHLIGHT_COLORS}
