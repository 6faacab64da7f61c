"""Flash cards and clippings of any text: readers find exactly the words that were annotated."""

import html
import re

from hypothesis import example, given
from hypothesis import strategies as st

from readtui.exporters.exporter import ExportDocument, ExportOptions
from readtui.exporters.study.anki import escape
from readtui.exporters.study.kindle import KindleExporter
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.text.clean import clean, visible

TEXTS = st.one_of(st.text("=-|() \n\ta:", max_size=40), st.text(max_size=40)).map(lambda text: clean(text).text)
BREAK = "\u200b"


def unread() -> Article:
    raise AssertionError("clippings do not need the text")


@given(quote=TEXTS, note=TEXTS, title=TEXTS, author=TEXTS)
@example(quote="==========", note="=" * 25, title="==========\nx", author="(a)")
def test_clippings_are_five_lines_each_and_hold_the_words(quote: str, note: str, title: str, author: str) -> None:
    position = TextPositionSelector(0, len(quote))
    annotation = Annotation("a", "b", "2026-02-01T13:05:09Z", "", TextQuoteSelector(quote), position, note=note)
    record = ArticleRecord("0" * 16, Metadata(title, creator=author), "", "", "")
    document = ExportDocument(record, [annotation], unread)
    text = "".join(KindleExporter().render([document], ExportOptions()))
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert len(lines) % 5 == 0
    assert set(lines[2::5]) <= {""}
    assert [line for line in lines if line.startswith("==========")] == ["=========="] * (len(lines) // 5)
    words = [visible(one).replace(BREAK, "") for one in (quote, note) if visible(one)]
    assert [line.replace(BREAK, "") for line in lines[3::5]] == words


@given(TEXTS)
@example(r"\(x\) [sound:a.mp3] {{Front}} <b>&amp;")
def test_a_field_shows_its_text_and_nothing_else(text: str) -> None:
    escaped = escape(text)
    assert not re.search(r"[<>\[{]", escaped.replace("<br>", ""))
    shown = html.unescape(escaped.replace("<br>", "\n"))
    assert not re.search(r"\\[(\[]", shown)
    assert shown.replace(BREAK, "") == text.replace(BREAK, "")
