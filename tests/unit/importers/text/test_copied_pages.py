"""Pages copied as text: articles are not lost to a part of the page, a notice, or a menu."""

import pytest

from readtui.importers.importer import Source
from readtui.importers.text.importer import PlainTextImporter
from readtui.model.article import Article

TITLE = "The ferry below the weir runs again"
PARAGRAPHS = [
    f"Sentence {number} of this story tells how the boat of the village crossed the river for the {number}. time before"
    f" noon, with nobody but the {number} passengers of that morning on board and no wind at all."
    for number in range(2, 12)
]
SHORT = "The ferry below the weir left at nine on Friday with forty people of the village on board."
MENU = ["Home", "News", "Sport", "Weather", "Sign in", "Newsletter", "Privacy policy", "Terms of use"]
PLACES = ["Hills", "Mills", "Lakes", "Roads", "Woods", "Farms", "Towns", "Boats", "Rails", "Walls", "Wells", "Barns"]
FOOT = ["Share on Facebook", "Contact us", "Imprint", "© 2024 The River Post"]
CONSENT = (
    "We and our partners store and read cookies on your device, so that we can show you advertising and measure what"
    " you read. You can change your preferences at any time, and we will ask you again when a year has gone by."
)


def read(*parts: str | list[str]) -> Article:
    """The article in a page. Empty lines separate its parts; the lines of a list have none between them."""
    text = "\n\n".join("\n".join(part) if isinstance(part, list) else part for part in parts)
    return PlainTextImporter().read(Source(text.encode(), "page.txt"))


def shown(*parts: str | list[str]) -> list[str]:
    return read(*parts).body_text().split("\n\n")


def test_labels_that_a_page_sets_between_all_paragraphs_do_not_end_the_article() -> None:
    between = ["Article content", "Advertisement", "Story continues below", "Copy link", "Newsletter"]
    text = [part for paragraph in PARAGRAPHS for part in (paragraph, between)]
    assert shown(MENU, PLACES, TITLE, "By Ada Ferry", *text, FOOT)[-len(PARAGRAPHS) :] == PARAGRAPHS


def test_an_article_continues_after_a_block_of_other_things() -> None:
    others = [f"{place} of the week" for place in PLACES]
    found = shown(MENU, PLACES, TITLE, *PARAGRAPHS[:5], "Most read", others, MENU, *PARAGRAPHS[5:], FOOT)
    assert [paragraph for paragraph in PARAGRAPHS if paragraph not in found] == []
    assert "Mills of the week" not in found


def test_comments_after_the_article_are_not_part_of_it() -> None:
    comments = [
        ["Ada on May 3, 2021 at 9:40 am said:", paragraph.replace("story", "comment")] for paragraph in PARAGRAPHS
    ]
    found = shown(MENU, PLACES, TITLE, *PARAGRAPHS, "Comments", *comments, FOOT)
    assert found[-1] == PARAGRAPHS[-1]


@pytest.mark.parametrize("before", [True, False])
def test_a_short_article_is_shown_beside_a_longer_question_about_cookies(before: bool) -> None:
    page: list[str | list[str]] = [MENU, PLACES, TITLE, "3 May 2024, 9:40", SHORT, FOOT]
    found = shown(*([CONSENT, *page] if before else [*page, CONSENT]))
    assert SHORT in found
    assert CONSENT not in found


def test_an_article_about_cookies_is_shown() -> None:
    assert [
        line
        for line in shown(MENU, PLACES, "What they ask you for", CONSENT, CONSENT + " So it says.", PARAGRAPHS[0], FOOT)
        if line.startswith("We and")
    ] == [CONSENT, CONSENT + " So it says."]


def test_text_repeated_on_a_page_is_not_its_article() -> None:
    works = ["Until Friday the line to the hills is closed, and buses go from the old mill to the weir every hour."] * 2
    works += ["The bridge at the lower town is closed at night, so that the rails can be mended before the winter."] * 2
    found = shown(MENU, works[::2], PLACES, works[::2], TITLE, "3 May 2024, 9:40", SHORT, FOOT)
    assert SHORT in found
    assert found[0] == TITLE


def test_if_either_of_two_short_texts_may_be_the_article_both_are_shown() -> None:
    other = "The bridge at the lower town is closed at night until the rails have been mended."
    found = shown(MENU, PLACES, SHORT, MENU, PLACES[::-1], other, FOOT)
    assert SHORT in found
    assert other in found


def test_a_thread_of_long_comments_does_not_win_over_a_short_article() -> None:
    article = [SHORT, "Nobody spoke until the boat was in the middle of the river, and then all of them did at once."]
    article += ["The mayor said that it would leave at nine from now on, and that the bread was for everybody."]
    thread = [
        [
            f"Ada on May {number}, 2021 at 9:40 am said:",
            paragraph.replace("story", "comment on the ferry below the weir"),
        ]
        for number, paragraph in enumerate(PARAGRAPHS, 3)
    ]
    assert shown(MENU, PLACES, TITLE, *article, MENU, *thread, FOOT)[-3:] == article
