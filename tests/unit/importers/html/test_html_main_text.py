import pytest

from readtui.importers.html.importer import HtmlImporter
from readtui.importers.importer import Source

MENU = "<nav><a href=/>Home</a></nav>"


def sentence(number: int) -> str:
    return (
        f"Sentence {number} of this story tells how boat {number} crossed river {number} before noon, with nobody"
        f" but passenger {number} on board and no wind at all."
    )


def paragraphs(*numbers: int) -> str:
    return "".join(f"<p>{sentence(number)}</p>" for number in numbers)


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that the extractor finds."""
    found: list[str] = []
    monkeypatch.setattr("trafilatura.extract", lambda *_, **__: "\n".join(found))
    return found


def body(page: str) -> str:
    return HtmlImporter().read(Source(f"<html><body>{MENU}{page}</body></html>".encode())).body_text()


def test_parts_of_an_article_between_its_blocks_are_included(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    page = (
        f"{paragraphs(1)}<blockquote>A short reply.</blockquote><ul><li>an oar<li>a rope</ul><h3>Later</h3>"
        f"{paragraphs(2)}"
    )
    assert body(page).split("\n\n") == [sentence(1), "A short reply.", "an oar", "a rope", "Later", sentence(2)]


def test_service_lines_and_links_to_other_pages_are_excluded(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2), "Share on Facebook", "Other boats of the week"]
    page = (
        f"{paragraphs(1)}<p>Share on Facebook</p><ul><li><a href=/o>Another story of the river</a></ul>{paragraphs(2)}"
        "<h3>More</h3><p><a href=/b>Other boats of the week</a></p>"
    )
    assert body(page).split("\n\n") == [sentence(1), sentence(2)]


def test_an_article_continues_after_an_interruption_that_stopped_the_extractor(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    page = (
        f"<main><div>{paragraphs(1, 2)}</div><p>Advertisement</p><div>{paragraphs(3, 4)}</div></main>"
        f"<section><h3>Other stories</h3><div>{paragraphs(5)}</div><div>{paragraphs(6)}</div></section>"
    )
    assert [sentence(number) in body(page) for number in range(1, 7)] == [True] * 4 + [False] * 2


def test_a_repeated_title_and_small_print_above_it_are_folded(extracted: list[str]) -> None:
    extracted += ["River desk", "The boat that came", sentence(1), "The boat that came", sentence(2)]
    page = (
        f"<p>River desk</p><h1>The boat that came</h1>{paragraphs(1)}<p>The boat that came</p>{paragraphs(2)}"
        "<title>The boat that came</title>"
    )
    assert body(page).split("\n\n") == ["The boat that came", sentence(1), sentence(2)]


def test_links_between_the_articles_blocks_belong_to_it_if_they_are_its_paragraphs_or_leave_the_site(
    extracted: list[str],
) -> None:
    extracted += [sentence(1), sentence(2), sentence(3), sentence(4)]
    menu = "".join(f"<div><a href=https://river.example/{place}>{place}</a></div>" for place in ("weir", "mill", "dam"))
    page = (
        f"<div>{paragraphs(1)}<p><a href=https://river.example/a>The timetable of the ferry</a></p>{paragraphs(2)}"
        f"<div><div><a href=https://shop.example/b>An oar of ash from the shop</a></div></div>{paragraphs(3)}"
        f"<ul><li><a href=https://river.example/c>Another story of the river</a></ul>{paragraphs(4)}</div>{menu}"
    )
    assert body(page).split("\n\n") == [
        sentence(1),
        "The timetable of the ferry",
        sentence(2),
        "An oar of ash from the shop",
        sentence(3),
        sentence(4),
    ]


def test_a_quote_keeps_its_links(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    quote = "<blockquote><p>See it yourself</p><p><a href=/o>river.example/oars</a></p></blockquote>"
    assert "See it yourself\n\nriver.example/oars" in body(f"{paragraphs(1)}{quote}{paragraphs(2)}")


def test_a_caption_is_shown_once_and_not_beside_a_longer_one_that_has_its_words(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2), sentence(3)]
    page = (
        f"{paragraphs(1)}<p><img alt='The ferry at dawn'></p>{paragraphs(2)}<p><img alt='The ferry at dawn'></p>"
        "<img alt='An oar of ash'><p>and</p><figcaption>An oar of ash, carved in May</figcaption>"
        f"{paragraphs(3)}"
    )
    page += (
        "<img alt='Boats lie at anchor'><figcaption>Anders Berg: boats lie at anchor. Photo: Lee</figcaption>"
        "<p>or</p><figcaption>The bridge, seen from the mill (M. Lee)</figcaption><img alt='seen from the mill'>"
        f"{paragraphs(3)}"
    )
    shown = body(page).split("\n\n")
    assert not {"Boats lie at anchor", "seen from the mill"} & set(shown)
    assert {"Anders Berg: boats lie at anchor. Photo: Lee", "The bridge, seen from the mill (M. Lee)"} < set(shown)
    assert shown.count("The ferry at dawn") == 1
    assert "An oar of ash" not in shown
    assert "An oar of ash, carved in May" in shown


def test_pictures_that_lead_to_other_articles_go_with_their_links_at_the_end(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2), "The mill that grinds again", "A weir in winter"]
    page = (
        f"<div>{paragraphs(1, 2)}<a href=/m><img alt='A mill below a weir'></a><h3><a href=/m>The mill that grinds"
        " again</a></h3><a href=/w><img alt='Ice on a weir'></a><h3><a href=/w>A weir in winter</a></h3></div>"
    )
    assert body(page).split("\n\n") == [sentence(1), sentence(2)]


def test_many_links_to_a_shop_do_not_make_it_the_pages_own_site(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    offers = "".join(f"<div><p><a href=https://shop.example/{number}>Oar {number}</a></p></div>" for number in range(3))
    teaser = "<div><p><a href=https://boats.example/o>Another story</a></p></div>"
    page = f"<link rel=canonical href=https://www.boats.example/a>{paragraphs(1)}{offers}{teaser}{paragraphs(2)}"
    kept = body(page).split("\n\n")
    assert kept == [sentence(1), "Oar 0", "Oar 1", "Oar 2", sentence(2)]


BOX = (
    "<div><h3>{}</h3><div><a href=/t1><h4>The mill</h4></a><p>Why it grinds again after ninety years.</p></div>"
    "<div><a href=/t2><h4>The weir</h4></a><p>Why it will be closed for the summer.</p></div></div>"
)


@pytest.mark.parametrize("heading", ["Lesen Sie auch", "Les plus lus", "Самое читаемое", "関連記事", "Lue myös"])
def test_summaries_below_the_heading_of_other_articles_go_with_it(extracted: list[str], heading: str) -> None:
    box = BOX.format(heading)
    extracted += [sentence(1), "Why it grinds again after ninety years.", "Why it will be closed for the summer."]
    extracted += [sentence(2)]
    assert body(f"{paragraphs(1)}{box}{paragraphs(2)}{box}").split("\n\n") == [sentence(1), sentence(2)]


@pytest.mark.parametrize("heading", ["References", "Discussion", "More about boats"])
def test_a_section_of_the_article_with_such_a_heading_is_not_a_box(extracted: list[str], heading: str) -> None:
    extracted += [sentence(number) for number in range(1, 6)]
    page = f"{paragraphs(1, 2)}<section><h2>{heading}</h2>{paragraphs(3, 4, 5)}</section>"
    assert body(page).split("\n\n") == [sentence(1), sentence(2), heading, *map(sentence, (3, 4, 5))]


def test_a_short_article_of_a_script_without_spaces_is_found_on_its_page() -> None:
    article = [
        "川沿いの町で十四日、古い渡し船が三年ぶりに動き出した。朝の船には、川向こうの学校に通う子どもたちが乗り込んだ。",
        "船を直したのは町の大工たちで、費用は住民の寄付でまかなった。町長は「観光客にも乗ってほしい」と話している。",
    ]
    menu = "".join(f"<li><a href=/{name}>{name}</a>" for name in ("ホーム", "政治", "経済", "文化", "ログイン"))
    page = (
        "<title>古い渡し船が運航を再開 | 川辺新聞</title><p>利便性の向上のためにクッキーを使用しています。</p>"
        f"<ul>{menu}</ul>"
        f"<article><h1>古い渡し船が運航を再開</h1>{''.join(f'<p>{text}</p>' for text in article)}</article>"
        "<div>コメント</div><p>何年も前から分かっていたことなのに残念です。</p>"
    )
    read = HtmlImporter().read(Source(f"<html><body>{page}</body></html>".encode()))
    assert read.metadata.title == "古い渡し船が運航を再開"
    assert read.body_text().split("\n\n") == ["古い渡し船が運航を再開", *article]


def test_the_sources_that_an_article_ends_with_belong_to_it(extracted: list[str]) -> None:
    extracted += [sentence(1), sentence(2)]
    sources = "".join(f"<li><a href=https://archive{number}.example/>Letters {number}</a>" for number in (1, 2))
    own = "".join(f"<li><a href=/tag/{number}>Boats {number}</a>" for number in (1, 2))
    menu = "<nav><a href=https://boats.example/>Boats</a><a href=https://boats.example/old>Old boats</a></nav>"
    article = f"<article>{paragraphs(1, 2)}<h3>Sources</h3><ul>{{}}</ul></article>{menu}"
    assert body(article.format(sources)).split("\n\n")[2:] == ["Sources", "Letters 1", "Letters 2"]
    assert body(article.format(own)).split("\n\n") == [sentence(1), sentence(2)]


def test_an_article_of_links_to_other_sites_is_not_cut_to_the_sentence_above_them(extracted: list[str]) -> None:
    offers = [f"Boat {number} with two oars, a rope of ten metres and a lantern for the night" for number in range(9)]
    extracted += [sentence(1), *offers]
    listed = "".join(f"<p><a href=https://shop{at}.example/>{text}</a></p>" for at, text in enumerate(offers))
    assert body(f"<article>{paragraphs(1)}{listed}</article>").split("\n\n") == [sentence(1), *offers]


def test_an_element_with_the_headline_is_not_a_box_of_other_articles(extracted: list[str]) -> None:
    extracted += [sentence(number) for number in range(1, 5)]
    teasers = "<p><a href=/a>Seven boats</a></p><p><a href=/b>Eight rivers</a></p>"
    page = (
        f"<article><div>Featured stories news</div><h1>How the boats crossed the river</h1>{paragraphs(1, 2)}"
        f"{teasers}{paragraphs(3, 4)}</article>"
    )
    assert all(sentence(number) in body(page) for number in range(1, 5))


@pytest.mark.parametrize(
    "notes",
    [
        "<h2>Notes</h2><ol><li id=a>Ibid. <a href=#r>^</a></li><li id=b><a href=https://b.example>Rivers</a></li></ol>",
        "<p><sup>1</sup> Ibid.</p><p><sup>2</sup> Rivers</p>",
        "</article><footer><small id=a>1. Ibid.</small><div id=b><p>2. Rivers</p><p>And more.</p></div></footer>",
        "<aside id=a><p>Ibid.</p></aside><aside id=b><a href=https://b.example>Rivers</a></aside>",
    ],
)
def test_short_notes_belong_to_the_article_that_refers_to_them(extracted: list[str], notes: str) -> None:
    extracted += [sentence(1), sentence(2)]
    text = body(
        f"<article><h1>Title of it</h1><p>{sentence(1)}<sup><a id=r href=#a>1</a></sup><p>{sentence(2)}<sup>"
        f"<a href=#b>2</a></sup></p>{notes}</article><aside><a href=/x>Other</a> <a href=#r>1</a></aside>"
    )
    assert [words in text for words in ("Ibid.", "Rivers", "Other")] == [True, True, False]
    assert [words in text for words in ("Notes", "And more.")] == [words in notes for words in ("Notes", "And more.")]
