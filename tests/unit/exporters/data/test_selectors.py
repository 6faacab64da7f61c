"""Positions and quotes for other programs."""

import json

import pytest
from articles import article_of
from hypothesis import given
from hypothesis import strategies as st

from readtui.codec.utf16 import Utf16Offsets
from readtui.exporters.data.hypothesis import HypothesisExporter
from readtui.exporters.data.web_annotation import WebAnnotationExporter, address_of, unique_quote
from readtui.exporters.exporter import ExportDocument, ExportOptions
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

TEXTS = st.text(st.sampled_from("a\U0001f600é\n\U00020000"), max_size=30)


@given(TEXTS, st.integers(0, 30))
def test_utf16_offsets_count_code_units(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    assert Utf16Offsets(text)(offset) == len(text[:offset].encode("utf-16-le")) // 2


def test_the_context_of_a_quote_grows_until_it_stands_once() -> None:
    text = "start " + "the same words again and again. " * 4 + "end"
    places = [at for at in range(len(text)) if text.startswith("words", at)]
    for start in places:
        quote = unique_quote(text, Passage(start, start + 5))
        assert text.count(quote.prefix + quote.exact + quote.suffix) == 1
    assert unique_quote("words", Passage(0, 5)) == TextQuoteSelector("words")


@pytest.mark.parametrize("exporter", [WebAnnotationExporter(), HypothesisExporter()], ids=lambda one: one.format.name)
def test_positions_count_utf16_units_where_the_reader_does(
    exporter: WebAnnotationExporter | HypothesisExporter,
) -> None:
    article = article_of("\U0001f600 a word")
    start = article.text.index("word")
    annotation = Annotation(
        "1f0c9a3e-0000-4000-8000-000000000000", "0" * 16, "", "", TextQuoteSelector("word"),
        TextPositionSelector(start, start + 4),
    )  # fmt: skip
    record = ArticleRecord("0" * 16, article.metadata, "", "", article.hash8)
    document = ExportDocument(record, [annotation], lambda: article)
    made = json.loads("".join(exporter.render([document], ExportOptions(utf16=True))))
    [item] = made["items"] if "items" in made else made["annotations"]
    [target] = item["target"] if isinstance(item["target"], list) else [item["target"]]
    [position] = [one for one in target["selector"] if one["type"] == "TextPositionSelector"]
    assert (position["start"], position["end"]) == (start + 1, start + 5)


def test_an_address_has_no_character_that_an_iri_forbids() -> None:
    record = ArticleRecord("0" * 16, Metadata("A", 'https://example.org/<a> "b"|ü'), "", "", "0")
    assert address_of(record) == "https://example.org/%3Ca%3E%20%22b%22%7Cü"
    assert address_of(ArticleRecord("0" * 16, Metadata("A", "/home/ada/a.txt"), "", "", "0")) == f"readtui:{'0' * 16}"
