"""What interrupts or follows the text of a news page: other articles, teasers, labels, captions said twice."""

import pytest

from readtui.importers.html.importer import HtmlImporter
from readtui.importers.importer import Source

TITLE = "Harbor town keeps its ferry running"
HEAD = f"<title>{TITLE} | The Courier</title><link rel=canonical href=https://courier.example/ferry>"
TEXT = [
    f"Paragraph {number} of the story says how the town counted its votes that evening, and what the baker, the pilot"
    f" and voter {number} thought of the levy before they went home along the pier."
    for number in range(8)
]


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{one}</p>" for one in texts)


def read(page: str) -> str:
    menu = "<nav><a href=/>Home</a><a href=/sport>Sport</a></nav>"
    return (
        HtmlImporter().read(Source(f"<html><head>{HEAD}</head><body>{menu}{page}</body></html>".encode())).body_text()
    )


def shown(inside: str = "", after: str = "") -> list[str]:
    """The blocks of an article that belong to it below the title: its paragraphs, four of them above ``inside``."""
    body = f"{paragraphs(TEXT[:4])}{inside}{paragraphs(TEXT[4:])}"
    page = f"<main><div class=story><h1>{TITLE}</h1><div class=txt>{body}</div></div>{after}</main>"
    return read(page).split("\n\n")[1:]


@pytest.mark.parametrize(
    "line",
    [
        "<p><strong>Read more: <a href=/surge>Storm surge floods cellars by the river</a></strong></p>",
        "<p>À lire aussi <a href=/surge>La crue coupe trois routes départementales</a></p>",
        "<p><a href=https://courier.example/surge>Lesen Sie auch: Sturmflut läuft in die Keller</a></p>",
        "<p class=x><a href=/surge><b>Storm surge floods cellars by the river</b></a></p>",
        "<div class=bx><h4><a href=/surge>Storm surge floods cellars</a></h4><p>Pumps ran all night.</p></div>",
        "<h3>Related stories</h3><ul><li><a href=/a>Why oysters cost twice as much</a><li><a href=/b>The lamp</a></ul>",
        "<p><b>関連記事</b></p><ul><li><a href=/a>大雪で通行止めに</a><li><a href=/b>みかんが値上がり</a></ul>",
        "<p>Реклама</p>",
        "<div><h4>Schrijf je in voor onze nieuwsbrief</h4><p>Elke ochtend het belangrijkste nieuws.</p></div>",
    ],
)
def test_a_line_or_box_that_leads_elsewhere_is_furniture(line: str) -> None:
    assert shown(line) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "<p><a href=/surge>The council voted twice before, in 1998 and in 2009, and lost both times.</a></p>",
        "<p>Only one source says so:</p><p><a href=/minutes>Minutes of the town council of May</a></p>",
        "<p><a href=https://other.example/minutes>Minutes of the town council of May</a></p>",
        "<p><a href=/minutes.pdf>Minutes of the town council of May</a></p>",
        "<h3><a href=/surge>A levy for six long years</a></h3>",
    ],
)
def test_a_link_that_is_part_of_the_text_stays(line: str) -> None:
    assert len(shown(line)) == len(TEXT) + line.count("</p>") + line.count("</h3>")


@pytest.mark.parametrize(
    "card",
    [
        "<div class=tz><h3><a href=/{0}>{1}</a></h3><p>{2}</p></div>",
        "<h3><a href=/{0}>{1}</a></h3><p>{2}</p>",
        "<p><b><a href=/{0}>{1}</a></b><br>{2}</p>",
    ],
)
def test_teasers_below_the_article_go_with_their_summaries(card: str) -> None:
    heads = ("Storm surge floods cellars", "Why the oysters cost more", "School choir wins the contest")
    teasers = "".join(
        card.format(at, head, "The water rose faster than they had said.") for at, head in enumerate(heads)
    )
    assert shown(after=f"<div>{teasers}</div>") == TEXT


@pytest.mark.parametrize("level", [1, 2])
def test_a_further_article_below_the_first_is_furniture(level: int) -> None:
    form = "<section class=s><h{0} class=hl>{1}</h{0}><div class=by>{2}</div><div class=txt>{3}</div></section>"
    first = form.format(level, TITLE, "By Martha Ellison", paragraphs(TEXT))
    further = [one.replace("voter", "keeper") for one in TEXT]
    page = first + form.format(level, "Beekeepers count their losses", "Autor: Adam Rutka", paragraphs(further))
    assert read(page).endswith(TEXT[-1])


def test_sections_in_the_layout_of_the_title_are_no_further_articles() -> None:
    heads = (TITLE, "The crew", "The fuel")
    page = "".join(
        f"<section class=s><h2>{head}</h2>{paragraphs(TEXT[2 * at : 2 * at + 2])}</section>"
        for at, head in enumerate(heads)
    )
    assert read(page).endswith(f"The fuel\n\n{TEXT[4]}\n\n{TEXT[5]}")


def test_an_article_made_of_linked_headings_with_summaries_keeps_them() -> None:
    parts = [f"<div><h3><a href=/{at}>Boat {at} of the ten</a></h3><p>{one}</p></div>" for at, one in enumerate(TEXT)]
    text = read(f"<h1>{TITLE}</h1>{''.join(parts)}")
    assert all(one in text for one in TEXT)


def test_the_related_entries_of_an_encyclopedia_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    found = "\n".join([*TEXT, "Ferries of the north", "Piers of the south"])
    monkeypatch.setattr("trafilatura.extract", lambda *_, **__: found)
    listed = "<h2>See also</h2><ul><li><a href=/a>Ferries of the north</a><li><a href=/b>Piers of the south</a></ul>"
    page = f"<h1>{TITLE}</h1>{paragraphs(TEXT)}{listed}<h2>References</h2>{paragraphs(TEXT[:2])}"
    assert "Ferries of the north" in read(page)


@pytest.mark.parametrize(
    "figure",
    [
        "<figure><img alt='A white ferry leaves the pier of Wexcombe'><figcaption>{}</figcaption></figure>",
        "<div class=wp-caption><img><p class=wp-caption-text>{0}</p></div><p class=small>{0}</p>",
        "<figure><img><figcaption>{0}</figcaption></figure><figure><img><figcaption>{0}</figcaption></figure>",
    ],
)
def test_a_caption_said_twice_is_shown_once(figure: str) -> None:
    caption = "The ferry leaves Wexcombe pier on Sunday morning. Photo: L. Brandt"
    assert shown(figure.format(caption)) == [*TEXT[:4], caption, *TEXT[4:]]


def test_an_alternative_text_that_says_something_else_than_the_caption_stays() -> None:
    alt = "A chart: passengers fell from ninety to forty a day"
    figure = f"<figure><img alt='{alt}'><figcaption>Crossings since the war. Source: county</figcaption></figure>"
    assert alt in shown(figure)
