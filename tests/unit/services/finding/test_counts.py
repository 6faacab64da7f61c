"""Counting words and tags over what passes a query."""

from pathlib import Path

import pytest

from readtui.bootstrap import Services, open_services
from readtui.model.passage import Passage
from readtui.search.full_text.tally import WordTally
from readtui.search.query.parser import parse
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.finding.counts import Counts, CountSource

TEXTS = {
    "rivers": "# Rivers\n\nThe river is slow and the river is long. Many rivers are not.\n",
    "fluss": "# Flüsse\n\nDer Fluss ist langsam, und das Wasser in dem Fluss ist kalt, sagt der Mann.\n",
}


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    services = open_services(tmp_path / "library")
    for name, text in TEXTS.items():
        path = tmp_path / f"{name}.md"
        path.write_text(text, "utf-8")
        record = services.library.add(str(path), tags=[name]).record
        article = services.library.open(record.id)
        for quote, tags, note in (
            ("slow", ("water", "mood/calm"), "Slow?"),
            ("long", ("Water/deep",), ""),
            ("Fluss", ("water",), "Kein Strom"),
            ("kalt", (), "Kalt, KALT"),
        ):
            start = article.text.find(quote)
            if start >= 0:
                passage = Passage(start, start + len(quote))
                services.repository.apply(services.annotator.create(record.id, article, passage, tags=tags, note=note))
    return services


def tags(services: Services, query: str) -> list[tuple[str, int, int, int]]:
    counts = Counts(services.library).tags(AnnotationQuery(query=parse(query)))
    return [(one.name, one.count, one.within, one.articles) for one in counts]


def words(services: Services, query: str, source: CountSource, *, leaves_out: bool = False) -> dict[str, int]:
    tally = WordTally()
    asked = AnnotationQuery(query=parse(query))
    steps = list(Counts(services.library).words(asked, source, tally, leaves_out=leaves_out))
    assert steps == [1, 2]
    return {one.word: one.count for one in tally.most_common()}


@pytest.mark.parametrize(
    ("query", "counts"),
    [
        ("", [("mood", 0, 1, 1), ("mood/calm", 1, 1, 1), ("water", 2, 3, 2), ("Water/deep", 1, 1, 1)]),
        ("lang:de", [("water", 1, 1, 1)]),
        ("tag:=water -#mood", [("water", 1, 1, 1)]),
        ("#water has:note", [("mood", 0, 1, 1), ("mood/calm", 1, 1, 1), ("water", 2, 2, 2)]),
        ("strom or long", [("water", 1, 2, 2), ("Water/deep", 1, 1, 1)]),
        ("tag:none", []),
    ],
)
def test_tags_are_counted_over_the_annotations_that_pass(
    services: Services, query: str, counts: list[tuple[str, int, int, int]]
) -> None:
    assert tags(services, query) == counts


def test_words_are_counted_over_the_articles_that_pass(services: Services) -> None:
    once = ("slow", "and", "long", "many", "are", "not")
    assert words(services, "lang:en", CountSource.TEXTS) == {
        "the": 2,
        "river": 2,
        "is": 2,
        "rivers": 2,
        **dict.fromkeys(once, 1),
    }
    content = words(services, "#fluss", CountSource.TEXTS, leaves_out=True)
    assert content["fluss"] == 2
    assert not {"der", "und", "ist", "das"} & set(content)


def test_words_of_quotes_and_notes_are_counted_over_the_annotations_that_pass(services: Services) -> None:
    assert words(services, "has:note", CountSource.NOTES) == {"kalt": 3, "slow": 2, "fluss": 1, "kein": 1, "strom": 1}
    assert words(services, "#water/deep", CountSource.NOTES) == {"long": 1}


def test_an_article_that_cannot_be_read_is_left_out_and_reported(services: Services) -> None:
    for path in (services.folder / "texts").iterdir():
        path.write_bytes(b"{")
    assert words(services, "", CountSource.TEXTS) == {}
    assert services.repository.damaged()


def test_numbers_order_and_place_say_as_little_as_the_frequent_words(services: Services, tmp_path: Path) -> None:
    text = "Two rivers first flow around the same hill. " * 8
    (tmp_path / "hill.md").write_text(f"---\nlang: en\n---\n\n# Hills\n\n{text}")
    services.library.add(str(tmp_path / "hill.md"))
    tally, asked = WordTally(), AnnotationQuery(query=parse("article:hills"))
    list(Counts(services.library).words(asked, CountSource.TEXTS, tally, leaves_out=True))
    assert {row.word for row in tally.most_common()} == {"hills", "rivers", "flow", "hill"}
