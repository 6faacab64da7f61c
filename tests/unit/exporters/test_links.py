"""Links between notes in every format that shows notes: a link of the format, or only the words."""

import csv
import io
import json

import pytest
from articles import article_of
from markdown_it import MarkdownIt

from readtui.exporters.data.csv import CsvExporter
from readtui.exporters.data.json import JsonLinesExporter
from readtui.exporters.data.web_annotation import WebAnnotationExporter
from readtui.exporters.exporter import ExportDocument, Exporter, ExportOptions, Grouping, whole
from readtui.exporters.html.exporter import HtmlExporter
from readtui.exporters.notes.logseq import LogseqExporter
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.notes.org import OrgExporter
from readtui.exporters.notes.text import TextExporter
from readtui.exporters.references import BibtexExporter, RisExporter
from readtui.exporters.research.brat import BratExporter
from readtui.exporters.research.labelled_texts import LabelStudioExporter
from readtui.exporters.study.kindle import KindleExporter
from readtui.exporters.study.readwise import ReadwiseExporter
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

HERE, THERE, ARTICLE = (
    "1f0c9a3e-0000-4000-8000-000000000001",
    "2e0c9a3e-0000-4000-8000-000000000002",
    "9f2c01d7a45be630",
)
NOTE = f"Compare [*this* one \\[1\\]](readtui:{HERE}), [that](READTUI:{THERE}), `[code](readtui:{HERE})`."


def exported(exporter: Exporter, note: str = NOTE, group: Grouping = Grouping.ARTICLE) -> str:
    article = article_of("Water runs downhill. It finds the sea.", title="On rivers")
    quote, position = TextQuoteSelector("Water"), TextPositionSelector(11, 16)
    first = Annotation(
        HERE, ARTICLE, "", "", quote, position, color="yellow", note="The one.", text_version=article.hash8
    )
    second = Annotation(THERE[:-1] + "3", ARTICLE, "", "", quote, position, note=note, text_version=article.hash8)
    record = ArticleRecord(ARTICLE, article.metadata, "", "", article.hash8)
    written = whole(
        exporter.render([ExportDocument(record, (first, second), lambda: article)], ExportOptions(group=group))
    )
    return written if isinstance(written, str) else written.decode()


def test_markdown_links_to_blocks_of_the_file() -> None:
    written = exported(MarkdownExporter())
    assert f"[*this* one \\[1\\]](#^rt-1f0c9a3e), [that](READTUI:{THERE}), `[code](readtui:{HERE})`." in written
    assert "\n^rt-1f0c9a3e\n" in written
    assert '<a href="#%5Ert-1f0c9a3e"><em>this</em> one [1]</a>' in MarkdownIt().render(written)
    # In a list of all annotations the target may stand anywhere, or nowhere.
    assert f"[*this* one \\[1\\]](readtui:{HERE})" in exported(MarkdownExporter(), group=Grouping.TAG)


def test_logseq_refers_to_blocks_of_the_page() -> None:
    written = exported(LogseqExporter())
    assert f"[*this* one (1)]((({HERE}))), [that](readtui://{THERE})" in written


def test_org_links_with_words_that_cannot_end_the_link() -> None:
    assert f"[[readtui:{HERE}][*this* one [1]\u200b]], [[readtui:{THERE}][that]]," in exported(OrgExporter())
    note = f"[a \\]\\] b](readtui:{HERE}) [](readtui:{THERE})"
    assert f"[[readtui:{HERE}][a ]\u200b] b]] [[readtui:{THERE}]]" in exported(OrgExporter(), note)


def test_html_links_to_places_on_the_page() -> None:
    written = exported(HtmlExporter())
    assert f'<a href="#{HERE}"><em>this</em> one [1]</a>' in written
    assert f"{THERE}" in written
    assert f"<code>[code](readtui:{HERE})</code>" in written


def test_text_shows_the_address() -> None:
    assert f"*this* one [1] (readtui:{HERE}), that (readtui:{THERE}), `[code]" in exported(TextExporter())


@pytest.mark.parametrize(
    "exporter",
    [KindleExporter(), ReadwiseExporter(), BibtexExporter(), RisExporter()],
    ids=lambda exporter: exporter.format.name,
)
def test_formats_without_links_have_the_words(exporter: Exporter) -> None:
    written = exported(exporter, f"see [that](readtui:{THERE}) too")
    assert "see that too" in written
    assert THERE not in written


def test_formats_for_research_show_the_address_too() -> None:
    note, shown = f"see [that](readtui:{THERE}) too", f"see that (readtui:{THERE}) too"
    assert f'"text": ["{shown}"]' in exported(LabelStudioExporter(), note)
    assert shown in exported(BratExporter(), note)


def test_formats_for_data_keep_the_note() -> None:
    [_, row] = csv.DictReader(io.StringIO(exported(CsvExporter())))
    assert row["note"] == NOTE
    assert json.loads(exported(JsonLinesExporter()).splitlines()[1])["note"] == NOTE
    assert NOTE in [
        body["value"] for item in json.loads(exported(WebAnnotationExporter()))["items"] for body in item["body"]
    ]
