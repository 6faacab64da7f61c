"""Pages on which the extractor finds only part of the article, something else, or too much."""

import json

import pytest

from readtui.importers.html.importer import HtmlImporter
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import BlockKind, Role

TITLE = "The ferry runs again"
MENU = "<nav><a href=/>Home</a><a href=/river>River</a></nav>"


def sentence(number: int) -> str:
    return (
        f"Sentence {number} of this story tells how boat {number} crossed river {number} before noon, with nobody"
        f" but passenger {number} on board and no wind at all."
    )


def paragraphs(*numbers: int) -> str:
    return "".join(f"<p>{sentence(number)}</p>" for number in numbers)


def teasers(name: str = "card") -> str:
    places = ("weir", "mill", "dam", "lock")
    return "".join(
        f"<div class={name}><h3><a href=/{place}>What became of the {place}</a></h3>"
        f"<p>Our reporter went to the {place} and met the people who still live and work there.</p></div>"
        for place in places
    )


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that the extractor finds."""
    found: list[str] = []
    monkeypatch.setattr("trafilatura.extract", lambda *_, **__: "\n".join(found))
    return found


def article(page: str, head: str = "") -> Article:
    title = f"<title>{TITLE}</title>"
    return HtmlImporter().read(Source(f"<html><head>{title}{head}</head><body>{MENU}{page}</body></html>".encode()))


def shown(page: str, head: str = "") -> list[str]:
    return article(page, head).body_text().split("\n\n")


def roles(page: str, head: str = "") -> dict[Role, str]:
    read = article(page, head)
    return {block.role: read.text[block.start : block.end] for block in read.blocks if block.role}


def test_an_article_that_the_extractor_took_a_notice_for_is_shown(extracted: list[str]) -> None:
    extracted += [sentence(9)]
    page = f"<h1>{TITLE}</h1><div class=note><p>{sentence(9)}</p></div><div class=text>{paragraphs(1, 2, 3)}</div>"
    assert shown(page)[-3:] == [sentence(1), sentence(2), sentence(3)]


def test_parts_of_an_article_that_are_set_alike_are_all_shown(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    part = "<div class='body part-{0}'>{1}</div><div class=ad>Advertisement</div>"
    page = f"<h1>{TITLE}</h1>" + part.format(1, paragraphs(1, 2)) + part.format(2, paragraphs(3)) + "<hr>"
    assert sentence(3) in shown(page + teasers())


def test_a_short_article_is_shown_where_the_extractor_took_teasers_for_it(extracted: list[str]) -> None:
    extracted += ["Our reporter went to the weir and met the people who still live and work there."]
    page = (
        f"<h1>{TITLE}</h1><div class=text><p>It left at nine on Friday with forty people.</p></div>"
        f"<div class=more>{teasers()}</div>"
    )
    assert shown(page) == [TITLE, "It left at nine on Friday with forty people."]


def test_teasers_that_the_extractor_took_in_are_folded(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2), "What became of the weir", "What became of the mill"]
    extracted += [
        f"Our reporter went to the {place} and met the people who still live and work there."
        for place in ("weir", "mill", "dam", "lock")
    ]
    page = f"<h1>{TITLE}</h1><div>{paragraphs(1)}<div>{teasers()}</div>{paragraphs(2)}</div>"
    assert shown(page) == [TITLE, sentence(1), sentence(2)]


def test_a_page_of_sections_with_linked_headings_keeps_them(extracted: list[str]) -> None:
    parts = "".join(
        f"<section class=part><h2><a href=/b{number}>Boat number {number} of ten</a></h2>"
        f"{paragraphs(*range(number * 10, number * 10 + 5))}</section>"
        for number in range(1, 5)
    )
    extracted += [f"Boat number {number} of ten" for number in range(1, 5)]
    extracted += [sentence(number) for number in range(10, 45)]
    assert "Boat number 3 of ten" in shown(f"<h1>{TITLE}</h1>{parts}")


def test_an_article_below_the_next_title_is_another_one(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    one = "<article class=entry><h1>{}</h1><div class=text>{}</div></article>"
    page = one.format(TITLE, paragraphs(1, 2)) + one.format("The next story", paragraphs(3, 4, 5, 6))
    assert shown(page) == [TITLE, sentence(1), sentence(2)]


def test_long_comments_are_not_taken_for_the_article(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    comments = f"<div class=comment-list><div class=comment-body>{paragraphs(*range(3, 12))}</div></div>"
    assert shown(f"<h1>{TITLE}</h1><div class=text>{paragraphs(1, 2)}</div>{comments}") == [
        TITLE,
        sentence(1),
        sentence(2),
    ]


@pytest.mark.parametrize("name", ["page with-sidebar menu", "comments-open", "has-newsletter widget"])
def test_the_name_of_an_element_around_the_whole_page_hides_nothing(extracted: list[str], name: str) -> None:
    extracted += [sentence(9)]
    page = f"<div class='{name}'><h1>{TITLE}</h1><p>{sentence(9)}</p><div>{paragraphs(1, 2, 3)}</div></div>"
    assert shown(page)[-3:] == [sentence(1), sentence(2), sentence(3)]


def test_a_repeated_notice_is_folded(extracted: list[str]) -> None:
    notice = "<p>We would show a map of the river here, but your settings do not allow it to be loaded right now.</p>"
    extracted += [*(sentence(number) for number in range(1, 5)), notice[3:-4]]
    page = f"<h1>{TITLE}</h1><div>" + notice.join(paragraphs(number) for number in range(1, 5)) + "</div>"
    assert shown(page) == [TITLE, *(sentence(number) for number in range(1, 5))]


def test_the_text_that_the_page_declares_is_the_articles(extracted: list[str]) -> None:
    extracted += [sentence(1)]
    declared = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "articleBody": f"<p>{sentence(1)}</p>Off at noon. Back &amp; home.",
    }
    head = f"<script type='application/ld+json'>{json.dumps(declared)}</script>"
    page = f"<h1>{TITLE}</h1><div>{paragraphs(1)}</div><div><div>Off at noon. Back & home.</div></div>"
    assert shown(f"{page}<div>{teasers()}</div>", head) == [TITLE, sentence(1), "Off at noon. Back & home."]


@pytest.mark.parametrize(
    ("deck", "head"),
    [
        ("<p>After three years without a boat the village is glad.</p>", ""),
        ("<h2>After three years without a boat the village is glad</h2>", ""),
        (
            "<div>After three years without a boat the village is glad</div>",
            "<meta name=description content='After three years without a boat the village is glad'>",
        ),
    ],
)
def test_a_deck_is_the_lead(extracted: list[str], deck: str, head: str) -> None:
    extracted += [sentence(1), sentence(2)]
    page = f"<header><h1>{TITLE}</h1>{deck}<p>By Ada Ferry</p></header><div>{paragraphs(1, 2)}</div>{teasers()}"
    found = roles(page, head)
    assert found[Role.LEAD].rstrip(".") == "After three years without a boat the village is glad"
    assert found[Role.BYLINE] == "By Ada Ferry"


def test_the_first_of_several_paragraphs_is_not_a_lead(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    head = f"<meta name=description content='{sentence(1)}'>"
    assert Role.LEAD not in roles(f"<h1>{TITLE}</h1><div>{paragraphs(1, 2)}</div>", head)


def test_a_menu_with_the_title_is_not_the_beginning_of_the_page(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    latest = f"<div class=latest><h3><a href=/ferry>{TITLE}</a></h3><h3><a href=/weir>The old weir</a></h3></div>"
    page = f"{latest}<h1>{TITLE}</h1><div>{paragraphs(1, 2)}</div>{teasers()}"
    read = article(page)
    first = next(block for block in read.blocks if block.kind is not BlockKind.FURNITURE)
    assert (first.role, first.start) == (Role.TITLE, read.text.index("The old weir") + len("The old weir\n\n"))


def test_a_title_that_the_page_calls_otherwise_is_its_only_heading_of_the_first_rank(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    assert roles(f"<h1>Boats on the river once more</h1><div>{paragraphs(1, 2)}</div>{teasers()}")[Role.TITLE] == (
        "Boats on the river once more"
    )


def test_a_title_in_other_words_is_the_heading_that_shares_most_of_them_and_what_stands_above_it_its_kicker(
    extracted: list[str],
) -> None:
    extracted += ["On the river", sentence(1), sentence(2)]
    header = "<h2>Other news of this day</h2><hgroup><p>On the river</p><h2>The ferry runs once again</h2></hgroup>"
    found = roles(f"{header}<div>{paragraphs(1, 2)}</div>{teasers()}")
    assert (found[Role.KICKER], found[Role.TITLE]) == ("On the river", "The ferry runs once again")


def test_the_heading_right_above_the_text_is_the_title_where_no_other_is(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    page = f"<h2>Our news</h2><h2>Boats go to the weir once more</h2><p>3 May</p><div>{paragraphs(1, 2)}</div>"
    assert roles(f"{page}{teasers()}")[Role.TITLE] == "Boats go to the weir once more"


@pytest.mark.parametrize("start", ["<nav>Menu</nav>", "<main>", "<header>The river</header>", "<section>A<p>B"])
def test_a_page_without_the_tags_of_head_and_body_is_read(start: str) -> None:
    page = f"<!doctype html><meta charset=utf-8><title>{TITLE}</title>{start}<h1>{TITLE}</h1>{paragraphs(1, 2)}"
    text = HtmlImporter().read(Source(page.encode())).text
    assert [text.count(part) for part in (f"{TITLE}\n", sentence(1), sentence(2))] == [1, 1, 1]


_LINKS = "<a href=/a>treadles</a>, <a href=/b>shafts</a>, <a href=/c>the tie-up</a>"
_LISTED = "<ul><li><a href=/a>The treadles</a><li><a href=/b>The shafts of the loom</a></ul>"
_BOXES = {
    "links first": f"<p>{{label}}: {_LINKS}</p><p>{{said}}</p>",
    "links last": f"<p>{{said}}</p><p><b>{{label}}:</b> {_LINKS}</p>",
    "list": f"<p>{{label}}:</p>{_LISTED}<p>{{said}}</p>",
    "heading": f"<h3>{{label}}</h3>{_LISTED}<p>{{said}}</p>",
    "in one": f"<p>{{label}}: {_LINKS}. {{said}}</p>",
    "lines": f"<p>{{label}}: {_LINKS}<br>{{said}}</p>",
}


@pytest.mark.parametrize(
    "label", ["See also", "Related", "Read more", "Siehe auch", "Voir aussi", "Ver también", "Tip"]
)
@pytest.mark.parametrize("around", ["div", "div class=related", "div class=see-also", "aside", "section", "dd"])
def test_only_the_links_in_a_box_with_a_label_are_furniture(label: str, around: str) -> None:
    for form, box in _BOXES.items():
        parts = "".join(
            f"<h2>Part {at}</h2>{paragraphs(at)}<{around}>"
            f"{box.format(label=label, said=f'Word{at} says how it lifts a thread.')}</{around.split()[0]}>"
            for at in range(9)
        )
        page = f"<main><h1>The loom</h1>{parts}<h2>End</h2>{paragraphs(20, 21)}</main><footer>© 2024 Loom</footer>"
        shown = HtmlImporter().read(Source(f"<html lang=en><body>{MENU}{page}</body></html>".encode())).body_text()
        assert [at for at in range(9) if f"Word{at} says" not in shown] == [], form
        assert label == "Tip" or "The treadles" not in shown, form


def test_summaries_of_other_articles_in_a_box_with_a_label_are_furniture() -> None:
    box = "<div><p>Read more</p><p><a href=/a>The mill grinds again</a></p><p>Why it stood for ninety years.</p></div>"
    page = f"<main><h1>The boats</h1>{paragraphs(1, 2)}{box}{paragraphs(3)}</main>"
    shown = HtmlImporter().read(Source(f"<html><body>{MENU}{page}</body></html>".encode())).body_text()
    assert "ninety" not in shown
