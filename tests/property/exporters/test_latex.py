"""Whatever articles, notes and titles contain, the LaTeX source compiles without an error in every engine installed."""

import shutil
import subprocess
from pathlib import Path

import pytest
from exporting.whole_articles import annotated_documents
from exporting.worked_article import worked_document
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions
from readtui.exporters.typeset.latex import LatexExporter

ENGINES = [engine for engine in ("pdflatex", "xelatex", "lualatex") if shutil.which(engine)]
pytestmark = pytest.mark.skipif(not ENGINES, reason="no LaTeX installed")


def compile_in(folder: Path, engine: str, context: Context, documents: list[ExportDocument]) -> None:
    source = folder / "notes.tex"
    source.write_text("".join(LatexExporter().render(documents, ExportOptions(context))), encoding="utf-8")
    ended = subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", source.name],
        cwd=folder,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout.decode(errors="replace")[-2000:]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("context", [Context.SENTENCE, Context.FULL])
def test_the_worked_article_compiles(engine: str, context: Context, tmp_path: Path) -> None:
    compile_in(tmp_path, engine, context, [worked_document()])


# A start takes seconds, so that many articles go into one file.
@pytest.mark.parametrize("engine", ENGINES)
@given(documents=st.lists(annotated_documents(), min_size=12, max_size=12))
@settings(
    max_examples=2,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_hostile_words_compile(engine: str, documents: list[ExportDocument], tmp_path: Path) -> None:
    compile_in(tmp_path, engine, Context.FULL, documents)
