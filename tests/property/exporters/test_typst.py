"""Whatever articles, notes and titles contain, the Typst source compiles."""

import pytest
from exporting.whole_articles import annotated_documents
from exporting.worked_article import worked_document
from hypothesis import given, settings
from hypothesis import strategies as st

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, Grouping
from readtui.exporters.typeset.typst import TypstExporter

typst = pytest.importorskip("typst", reason="the compiler is not installed")
PDF = b"%PDF-"


def compiled(options: ExportOptions, *documents: ExportDocument) -> bytes:
    source = "".join(TypstExporter().render(documents, options))
    # Its own fonts are enough; to look for those of the system takes a tenth of a second each time.
    made: bytes = typst.compile(source.encode(), ignore_system_fonts=True)
    return made


@given(annotated_documents(), st.sampled_from(Context))
@settings(max_examples=20)
def test_hostile_words_compile(document: ExportDocument, context: Context) -> None:
    assert compiled(ExportOptions(context), document).startswith(PDF)


@pytest.mark.parametrize("group", list(Grouping))
@pytest.mark.parametrize("context", list(Context))
def test_the_worked_article_compiles(context: Context, group: Grouping) -> None:
    assert compiled(ExportOptions(context, group), worked_document()).startswith(PDF)


def test_a_mistake_would_not_compile() -> None:
    with pytest.raises(Exception, match="unknown variable"):
        typst.compile(b"#nothing", ignore_system_fonts=True)
