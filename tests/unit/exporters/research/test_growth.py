"""The time of an export grows in proportion to the annotations, also where many are on one passage."""

from importlib.metadata import entry_points

import pytest
from articles import article_of
from growth import assert_growth

from readtui.exporters.exporter import ExportDocument, Exporter, ExportOptions
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

NAMES = ["refi-qda", "codebook", "taguette", "doccano", "label-studio", "brat", "spacy"]
FEW, MANY = 200, 1600


def annotated(count: int, *, apart: bool) -> ExportDocument:
    article = article_of(*["Der Fluß 😀 fließt."] * count)
    blocks = article.blocks if apart else [article.blocks[0]] * count
    annotations = [
        Annotation(
            f"{number:08x}-0000-4000-8000-000000000000", "0" * 16, "2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z",
            TextQuoteSelector("Fluß 😀"), TextPositionSelector(block.start + 4, block.start + 10), "yellow",
            ("rivers", f"river/{number}") if number % 2 else (f"river {number}",), "A note",
        )
        for number, block in enumerate(blocks)
    ]  # fmt: skip
    record = ArticleRecord("0" * 16, article.metadata, "2026-01-31T12:00:00Z", "", article.hash8)
    return ExportDocument(record, annotations, lambda: article)


@pytest.mark.parametrize("apart", [True, False], ids=["apart", "on one passage"])
@pytest.mark.parametrize("name", NAMES)
def test_twice_the_annotations_take_twice_the_time(name: str, apart: bool) -> None:
    (point,) = entry_points(group="readtui.exporters", name=name)
    exporter: Exporter = point.load()()
    given_documents = {count: annotated(count, apart=apart) for count in (FEW, MANY)}

    def export(count: int) -> None:
        for _ in exporter.render([given_documents[count]], ExportOptions()):
            pass

    assert_growth(export, FEW, MANY, below=3 * MANY / FEW)
