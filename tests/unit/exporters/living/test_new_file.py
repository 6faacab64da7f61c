"""A new living file, written article by article, is the file that merging would make."""

from collections.abc import Iterator

import pytest
from exporting.living import Shelf

from readtui.exporters.exporter import ExportDocument, ExportOptions, Grouping
from readtui.exporters.living.merge import NewFile, merged
from readtui.exporters.living.parts import LivingArticle, LivingExporter
from readtui.exporters.notes.logseq import LogseqExporter
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.notes.org import OrgExporter

EXPORTERS = (MarkdownExporter(), LogseqExporter(), OrgExporter())


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.format.name)
def test_articles_one_after_the_other_make_the_same_file(exporter: LivingExporter) -> None:
    shelf = Shelf({0: "first", 2: "", 5: "a\n\nnote"}, tags=("boats",))
    listed = list(exporter.living([shelf.document()], ExportOptions(group=Grouping.NONE)))
    cases: list[list[LivingArticle]] = [shelf.rendered(exporter), shelf.beside_mill(exporter), listed, []]
    for articles in cases:
        expected, new = merged("", articles, exporter.syntax), NewFile(exporter.syntax)
        assert "".join(new.pieces(articles)) == expected.text
        assert new.memory == expected.memory
        assert new.report == expected.report


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.format.name)
def test_a_new_file_takes_an_article_when_it_comes_to_it(exporter: LivingExporter) -> None:
    taken: list[int] = []

    def documents() -> Iterator[ExportDocument]:
        for number in range(4):
            taken.append(number)
            yield Shelf({0: "first"}).document()

    pieces = NewFile(exporter.syntax).pieces(exporter.living(documents(), ExportOptions()))
    next(pieces)
    assert len(taken) <= 2, "it looks ahead for a second article"
