"""Every imported article has a title and a language, whatever its format."""

import pytest

from readtui.importers.common.finished_article import finished
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind
from readtui.text.article_builder import ArticleBuilder

GERMAN = "Der Fluss ist nicht breit, aber die Fähre fährt auch bei Sturm noch jede Stunde über ihn."


def built(*blocks: tuple[BlockKind, str], name: str = "", **said: str) -> Article:
    builder = ArticleBuilder()
    for kind, text in blocks:
        builder.add(kind, text)
    about = Metadata(title=said.get("title", ""), language=said.get("language", ""))
    return finished(builder, Source(b"", name, said.get("hint", "")), about, titled_by_heading=True)


@pytest.mark.parametrize(
    ("title", "heading", "name", "expected"),
    [
        ("Stated", "Heading", "file-name.txt", "Stated"),
        ("", "Heading", "file-name.txt", "Heading"),
        ("", "", "file-name.txt", "file name"),
        ("", "", "saved/5D41402ABC4B2A76b9719d911017c592.html", "Der Fluss ist nicht breit, aber die Fähre fährt auch"),
        ("", "", "550e8400-e29b-41d4-a716-446655440000.txt", "Der Fluss ist nicht breit, aber die Fähre fährt auch"),
        ("", "", "2009121718300000.txt", "2009121718300000"),
        ("", "", "", "Der Fluss ist nicht breit, aber die Fähre fährt auch"),
    ],
)
def test_the_title_comes_from_the_best_source(title: str, heading: str, name: str, expected: str) -> None:
    blocks = [(BlockKind.FURNITURE, "Menu"), (BlockKind.HEADING, heading), (BlockKind.PARAGRAPH, GERMAN)]
    assert built(*blocks, name=name, title=title).metadata.title == expected


def test_an_article_without_words_is_named_by_its_file_even_if_that_is_a_hash() -> None:
    assert built(name="/x/5d41402abc4b2a76b9719d911017c592.md").metadata.title == "5d41402abc4b2a76b9719d911017c592"


def test_first_words_of_a_script_without_spaces_stay_a_title() -> None:
    assert len(built((BlockKind.PARAGRAPH, "川はとても広いです。" * 100)).metadata.title) == 200


@pytest.mark.parametrize(("language", "hint", "expected"), [("fr", "en", "fr"), ("", "en", "en"), ("", "", "de")])
def test_the_language_is_stated_or_guessed_from_the_prose(language: str, hint: str, expected: str) -> None:
    code = "if the value is not in the list then return it and the others from the table\n" * 60
    blocks = [(BlockKind.FURNITURE, "All of the news and the most read of this day"), (BlockKind.CODE, code)]
    article = built(*blocks, (BlockKind.PARAGRAPH, GERMAN), language=language, hint=hint)
    assert article.metadata.language == expected


def test_a_text_of_code_alone_has_the_language_of_its_words() -> None:
    article = built((BlockKind.CODE, f"# {GERMAN}\nx = 1"))
    assert article.metadata.language == "de"
