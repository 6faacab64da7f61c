import json

import pytest

from readtui.importers.html.importer import HtmlImporter
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import Role

TEXT = "<p>" + "The ferry crossed the wide river that morning, and nobody spoke until the far bank. " * 4 + "</p>"


def read(head: str, body: str = TEXT, name: str = "a_page.html", html: str = "") -> Article:
    return HtmlImporter().read(Source(f"<html {html}><head>{head}</head><body>{body}</body></html>".encode(), name))


def test_linked_data_comes_first() -> None:
    data = {
        "@graph": [
            {"@type": "BreadcrumbList", "name": "no"},
            {
                "@type": ["NewsArticle"],
                "headline": "Over the river",
                "author": [{"name": "Ada Example"}, {"name": "Ben Beispiel"}],
                "datePublished": "2031-05-04T08:00:00Z",
                "publisher": {"name": "River Post"},
            },
        ]
    }
    article = read(
        f"<script type='application/ld+json'>{json.dumps(data)}</script><title>Over the river - RP</title>"
        "<meta name=author content='By Someone'><link rel=canonical href='https://news.example/a'>",
        html="lang=de_AT",
    )
    metadata = article.metadata
    assert (metadata.title, metadata.creator, metadata.site) == (
        "Over the river",
        "Ada Example, Ben Beispiel",
        "River Post",
    )
    assert (metadata.language, metadata.published) == ("de-AT", "2031-05-04T08:00:00Z")
    assert (metadata.canonical_url, metadata.source) == ("https://news.example/a", "a_page.html")


def test_open_graph_and_meta_where_there_is_no_linked_data() -> None:
    metadata = read(
        "<script type='application/ld+json'>{broken</script><meta property=og:title content='Over it'>"
        "<meta property=og:site_name content='River Post'><meta name=author content='By Ada Example'>"
        "<meta property=article:published_time content=2031-05-04><meta property=og:url content='https://news.example/b'>"
        "<meta property=og:locale content=en_GB>"
    ).metadata
    assert (metadata.title, metadata.site, metadata.creator) == ("Over it", "River Post", "Ada Example")
    assert (metadata.published, metadata.canonical_url) == ("2031-05-04", "https://news.example/b")
    assert metadata.language == "en-GB"


@pytest.mark.parametrize(
    ("html", "body", "direction"),
    [("dir=RTL", TEXT, "rtl"), ("dir=auto", f"<article dir=rtl>{TEXT}</article>", "rtl"), ("", TEXT, "")],
)
def test_the_direction_is_the_one_that_the_page_states(html: str, body: str, direction: str) -> None:
    assert read("", body, html=html).metadata.direction == direction


@pytest.mark.parametrize(
    ("title", "headings", "expected"),
    [
        ("Over the river | River Post", "<h1>River Post</h1><h2>Over the river</h2>", "Over the river"),
        ("River Post: Over the river", "<h1>Over the river</h1>", "Over the river"),
        ("Over the wide river – River Post", "", "Over the wide river"),
        ("Rivers: a history", "<h2>Sources</h2>", "Rivers: a history"),
        ("", "<h1>Over the river</h1>", "Over the river"),
        ("", "", "a page"),
    ],
)
def test_the_title_is_what_heading_and_head_agree_on(title: str, headings: str, expected: str) -> None:
    assert read(f"<title>{title}</title>", headings + TEXT).metadata.title == expected


def test_news_roles_above_the_text() -> None:
    article = read(
        "<title>Over the river</title><meta name=author content='Ada Example'>",
        "<p>Skip to content</p><p class=kicker>Travel</p><h1>Over the river</h1>"
        "<p class=article-lead>Nobody spoke on the boat that morning, and why.</p><p>Ada Example</p>" + TEXT * 2,
    )
    roles = {block.role: article.text[block.start : block.end] for block in article.blocks if block.role}
    assert roles == {
        Role.KICKER: "Travel",
        Role.TITLE: "Over the river",
        Role.LEAD: "Nobody spoke on the boat that morning, and why.",
        Role.BYLINE: "Ada Example",
    }


def test_relative_links_count_from_where_the_page_was() -> None:
    page = "<html><body><!-- saved from url=(0024)https://news.example/x/y --><p><a href=z>there</a></p></body></html>"
    (block,) = HtmlImporter().read(Source(page.encode(), "saved.html")).blocks
    assert block.marks[0].target == "https://news.example/x/z"


@pytest.mark.parametrize("title", ["two.html", "file:///home/ada/two.html", "Untitled Document", "localhost:8000/two"])
def test_a_page_that_is_called_by_its_file_takes_its_first_heading_for_its_title(title: str) -> None:
    assert read(f"<title>{title}</title>", f"<h1>Over the river</h1>{TEXT}").metadata.title == "Over the river"
