"""Tags whose names a format must change, or cannot write at all."""

import pytest
from articles import article_of

from readtui.exporters.exporter import Context, ExportDocument, Exporter, ExportOptions, Grouping, whole
from readtui.exporters.notes.logseq import LogseqExporter
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.notes.org import OrgExporter
from readtui.exporters.study.anki import AnkiExporter
from readtui.exporters.study.readwise import ReadwiseExporter
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

ARTICLE = article_of("Water runs downhill.")
TAGS = ("sea", "boats/ferry", "to read", "[x]", "1984", "-->", "🚢")


def document() -> ExportDocument:
    quote, position = TextQuoteSelector("Water"), TextPositionSelector(0, 5)
    identifier = "00000001-0000-4000-8000-000000000000"
    annotation = Annotation(identifier, "0" * 16, "", "", quote, position, tags=TAGS)
    return ExportDocument(
        ArticleRecord("0" * 16, ARTICLE.metadata, "", "", ARTICLE.hash8), [annotation], lambda: ARTICLE
    )


@pytest.mark.parametrize("group", Grouping)
@pytest.mark.parametrize(
    ("exporter", "losses"),
    [
        (MarkdownExporter(), "4 exact names of tags"),
        (LogseqExporter(), "1 exact name of a tag"),
        (AnkiExporter(), "1 exact name of a tag"),
        (ReadwiseExporter(), "4 exact names of tags"),
        (OrgExporter(), ""),
    ],
)
def test_changed_names_of_tags_are_counted_once(exporter: Exporter, losses: str, group: Grouping) -> None:
    if group not in exporter.format.groupings:
        return
    options = ExportOptions(Context.NONE, group)
    whole(exporter.render([document()], options))
    assert losses in str(options.losses)
    assert bool(losses) == ("name" in str(options.losses))


def test_a_tag_without_characters_that_readwise_allows_leaves_no_lone_dot() -> None:
    content = whole(ReadwiseExporter().render([document()], ExportOptions()))
    assert isinstance(content, str)
    assert ".sea .boats/ferry .to-read .x .1984," in content
