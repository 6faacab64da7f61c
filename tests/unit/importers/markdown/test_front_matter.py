import pytest

from readtui.importers.importer import Source
from readtui.importers.markdown.front_matter import split_front_matter, tags_in
from readtui.importers.markdown.importer import MarkdownImporter
from readtui.model.article import Article
from readtui.model.block import Role


def read(front: str, text: str = "Some text.", fence: str = "---") -> Article:
    return MarkdownImporter().read(Source(f"{fence}\n{front}\n{fence}\n{text}\n".encode(), "a.md"))


@pytest.mark.parametrize(
    "written",
    [
        "tags: [sea, climate change, politics/nato]",
        "tags: ['sea', \"climate change\", politics/nato]  # of last week",
        "tags:\n  - sea\n  - climate change\n  - politics/nato",
        "tags:\n- sea\n- 'climate change'\n- politics/nato # the third",
        "tags: sea, climate change, politics/nato",
        "Tags: [sea]\nkeywords: climate change, politics/nato",
    ],
)
def test_tags_are_read_however_yaml_writes_them(written: str) -> None:
    assert read(written).tags == ("sea", "climate change", "politics/nato")


@pytest.mark.parametrize("written", ["tags: '#sea #river'", "tags: #sea #river", "tags:\n  - '#sea'\n  - #river"])
def test_tags_with_a_sign_before_each_are_tags(written: str) -> None:
    assert read(written).tags == ("#sea", "#river")


def test_one_tag_of_two_words_is_one_tag() -> None:
    assert read("tag: climate change").tags == ("climate change",)


@pytest.mark.parametrize(
    "written",
    [
        "author: Ada Ferry, Ben Weir",
        "authors: [Ada Ferry, Ben Weir]",
        "authors:\n  - Ada Ferry\n  - Ben Weir",
        "author:\n  - name: Ada Ferry\n    email: ada@river.example\n  - name: Ben Weir",
    ],
)
def test_authors_are_the_creator(written: str) -> None:
    assert read(written).metadata.creator == "Ada Ferry, Ben Weir"


def test_an_author_that_is_a_map_is_its_name() -> None:
    assert read("author:\n  name: Ada Ferry\n  url: https://river.example/ada").metadata.creator == "Ada Ferry"


def test_toml_front_matter_is_read_the_same_even_in_tables() -> None:
    article = read(
        'title = "The ferry"\nauthors = ["Ada Ferry", "Ben Weir"]\ndate = 2024-05-03\nlanguage = "de"\n'
        '[taxonomies]\ntags = ["sea", "river"]\n[extra]\nsource = "https://river.example/ferry"',
        fence="+++",
    )
    metadata = article.metadata
    assert (metadata.title, metadata.creator, metadata.published, metadata.language, metadata.canonical_url) == (
        "The ferry",
        "Ada Ferry, Ben Weir",
        "2024-05-03",
        "de",
        "https://river.example/ferry",
    )
    assert article.tags == ("sea", "river")
    assert article.text == "The ferry\n\nSome text."


def test_a_description_is_the_lead_below_a_title_unless_the_text_begins_with_it() -> None:
    front = "title: The ferry\ndescription: >\n  It left at nine\n  on Friday."
    article = read(front)
    assert [(block.role, article.text[block.start : block.end]) for block in article.blocks][1] == (
        Role.LEAD,
        "It left at nine on Friday.",
    )
    assert read(front, "It left at nine on Friday. Nobody spoke.").text.count("It left") == 1


def test_an_invalid_address_is_not_a_canonical_url() -> None:
    assert read("source: my notebook").metadata.canonical_url == ""


def test_values_that_are_no_yaml_by_the_letter_are_read_as_they_are_meant() -> None:
    values, text = split_front_matter('---\ntitle: Rome: a "walk"\nnote: it\'s\nempty:\n---\nText')
    assert (values, text) == ({"title": ('Rome: a "walk"',), "note": ("it's",), "empty": ()}, "Text")


@pytest.mark.parametrize("text", ["---\n\nNot: quite.\n\n---\n\nEnd", "---\nwords\n---\nEnd", "+++\na b\n+++\nEnd"])
def test_text_that_only_looks_like_front_matter_is_text(text: str) -> None:
    assert split_front_matter(text) == ({}, text)


def test_the_first_tags_of_thousands_are_read() -> None:
    values, _ = split_front_matter("---\ntags: [" + ", ".join(f"t{number}" for number in range(3000)) + "]\n---\n")
    assert tags_in(values)[:2] == ("t0", "t1")
    assert len(tags_in(values)) == 200
