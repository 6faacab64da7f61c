from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from copied_pages import ESSAY, GREEK, JAPANESE, MORE, PAGE_SIGNS, TEASERS, Composer
from golden import Golden
from growth import assert_growth

from readtui.text.pages import furniture
from readtui.text.pages.furniture import (
    page_parts,
    pages_own,
    player_controls,
    promotions,
    related_boxes,
    repeated_captions,
    repeated_labels,
    teaser_shares,
)
from readtui.text.pages.list_rows import PageLine, measured


def test_an_essay_is_all_article() -> None:
    assert page_parts(ESSAY, [True] * 3) is None


def test_a_page_keeps_the_stretch_of_running_text() -> None:
    before = ["Skip to content", "Home", "Sign in", "Subscribe now"]
    after = ["Comments", "Log in to comment on this story.", "Privacy policy", "Terms of use"]
    parts = page_parts([*before, *ESSAY, *after], [True] * 11)
    assert parts is not None
    assert parts.furniture == (True,) * 4 + (False,) * 3 + (True,) * 4


def test_lines_that_an_article_may_have_itself_make_no_page_unless_there_are_very_many_short_ones() -> None:
    generic = ["News", "Home", "About", "Archive", "Contact", "Close", "Comment", "Edit"]
    for count, is_page in ((141, False), (142, True)):
        lines = [*ESSAY, *generic, *(f"Place {number}" for number in range(count))]
        assert (page_parts(lines, [True] * len(lines)) is not None) == is_page


def test_what_is_as_long_as_a_book_is_no_page() -> None:
    letters = [*PAGE_SIGNS, *ESSAY, ""]
    letters[-1] = "a" * (600_000 - sum(map(len, letters)))
    assert page_parts(letters, [True] * 8) is not None
    assert page_parts([*letters[:-1], f"{letters[-1]}a"], [True] * 8) is None


def test_where_little_would_survive_nothing_is_folded() -> None:
    assert page_parts(["Skip to content", "Sign in", "A note.", "Privacy policy", "Terms of use"], [True] * 5) is None


def measured_all(lines: list[str]) -> list[PageLine]:
    return [measured(line, True) for line in lines]


def kept(lines: list[str], alone: list[bool]) -> list[str]:
    parts = page_parts(lines, alone)
    assert parts is not None
    return [line for line, folded in zip(lines, parts.furniture, strict=True) if not folded]


def test_headlines_with_summaries_are_not_taken_for_a_short_article() -> None:
    lines = [*PAGE_SIGNS, *ESSAY, "Newsletter", "Print", *TEASERS]
    assert kept(lines, [True] * len(lines)) == ESSAY


def test_on_a_page_with_paragraphs_the_lines_of_a_list_count_less() -> None:
    summaries = TEASERS[1::2]
    menu = ["Rivers", "Mills", "Bridges", "Ferries", "Herons", "Weather", "Fairs", "Crafts", "Letters"]
    lines = [*PAGE_SIGNS, *summaries, *menu, *ESSAY, *MORE]
    alone = [False] * (len(lines) - 6) + [True] * 6
    assert kept(lines, alone) == [*ESSAY, *MORE]


def test_a_table_copied_a_cell_a_line_stays_in_the_article_with_its_numbers() -> None:
    table = [
        cell for place in range(1, 13) for cell in (str(place), f"River {'abcdefghijkl'[place - 1]}", "104", "7.5")
    ]
    lines = [*PAGE_SIGNS, *ESSAY, *table, *MORE, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *table, *MORE]


def test_a_list_of_other_articles_inside_of_the_article_is_furniture() -> None:
    box = ["Most read", TEASERS[0], TEASERS[2], "Why does the ferry stop?"]
    lines = [*PAGE_SIGNS, *ESSAY, *box, *MORE, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *MORE]


def test_a_share_bar_of_many_lines_does_not_end_the_article() -> None:
    bar = ["Facebook", "WhatsApp", "Twitter", "Messenger", "Pinterest", "LinkedIn", "E-mail", "Copy link", "Print"]
    lines = [*PAGE_SIGNS, *ESSAY, *bar, *MORE, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *MORE]


def test_a_notice_in_english_is_not_taken_for_the_article_of_a_greek_page() -> None:
    notice = (
        "We and our partners store and read what we need to show you the page, and we would like you to agree with it."
        " You can change your mind at any time, and we will ask you for it again when a year has gone by since then."
    )
    lines = [*PAGE_SIGNS, notice, *["Sign in", "Newsletter", "Print", "Share this article"], *GREEK, "Terms of use"]
    assert kept(lines, [True] * len(lines)) == GREEK


def test_an_article_in_a_language_without_known_words_is_found_among_short_english_sentences() -> None:
    unknown = ["Sulevin", "kalamaja", "totu", "virrel", "nupsu"]
    article = [f"{' '.join(unknown[first:] + unknown * 12)} lope." for first in range(3)]
    words = " ".join(ESSAY).replace(".", "").replace(",", "").split()
    english = [f"{' '.join(words[first : first + 11])}." for first in range(0, 44, 11)]
    between = ["Print", "Newsletter", "Share this article", "Sign in"]
    apart = [line for pair in zip(english, between, strict=True) for line in pair]
    lines = [*PAGE_SIGNS, *apart, *article, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == article


def test_headlines_glued_to_their_summaries_are_teasers_even_above_a_short_article() -> None:
    glued = [f"{head}{text}" for head, text in zip(TEASERS[::2], TEASERS[1::2], strict=True)]
    lines = [*PAGE_SIGNS, *glued, *ESSAY, "Newsletter", "Print"]
    assert kept(lines, [False] * 8 + [True] * 5) == ESSAY


def test_a_name_with_a_capital_inside_makes_no_teaser_of_a_paragraph() -> None:
    paragraphs = [
        f"{text} Nobody on YouTube has seen it, and {number} people asked." for number, text in enumerate(ESSAY)
    ]
    paragraphs = [f"Whoever watches YouTube knows it. {text}" for text in paragraphs]
    lines = [*PAGE_SIGNS, *paragraphs, *PAGE_SIGNS]
    assert kept(lines, [False] * len(lines)) == paragraphs


def test_a_list_that_a_line_announces_belongs_to_the_article_even_at_its_end() -> None:
    announced = ["What the guest brought:", "Bread from the mill above the weir", "Two herons made of paper", "A map"]
    lines = [*PAGE_SIGNS, *ESSAY, *announced, *PAGE_SIGNS]
    assert kept(lines, [True] * 8 + [False] * 3 + [True] * 4) == [*ESSAY, *announced]
    share = ["Share this article:", *announced[1:]]
    assert kept([*PAGE_SIGNS, *ESSAY, *share, *PAGE_SIGNS], [True] * 8 + [False] * 3 + [True] * 4) == ESSAY


def test_lines_of_one_shape_are_a_list_of_the_article() -> None:
    results = [
        f"{place} (river {number}): place {number} of nine" for number, place in enumerate(("Ahr", "Ill", "Our", "Inn"))
    ]
    lines = [*PAGE_SIGNS, *ESSAY, *results, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *results]


def test_the_sentence_of_a_newsletter_box_goes_with_the_box() -> None:
    box = ["Newsletter", "All that happens on the river, and on Sundays a recipe as well.", "Sign up"]
    lines = [*PAGE_SIGNS, *ESSAY, *box, *MORE, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *MORE]


def test_a_short_article_continues_after_a_sign_up_box_and_a_box_of_other_articles() -> None:
    sign_up = ["Newsletter", "All that happens on the river, and on Sundays a recipe as well.", "Sign up"]
    box = ["Read also", *TEASERS[:4]]
    subhead = ["What the guest left behind", f"{MORE[0]} {MORE[1]}"]
    comments = ["2 comments", "Ben Sample, 3 hours ago", TEASERS[5], "Reply"]
    lines = [*PAGE_SIGNS, *ESSAY, *box, *subhead, *sign_up, MORE[2], *comments, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *subhead, MORE[2]]


def test_a_repeated_caption_in_a_gallery_is_furniture_and_a_repeated_question_is_not() -> None:
    caption = "The heron of the northern bank stands where the ferry has always left for the islands."
    gallery = [caption, "1 / 2", caption, "2 / 2"]
    lines = [*PAGE_SIGNS, caption, *ESSAY, *MORE, *TEASERS[1::2], *gallery, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)).count(caption) == 2


def test_two_short_paragraphs_are_found_where_much_speaks_for_a_page() -> None:
    flash = [
        "Die Fähre über die Alte Werre fährt bis Ostern nicht mehr, teilte die Hafenverwaltung mit.",
        "Grund ist ein Schaden am Ruder, der bei einer Kontrolle gefunden wurde.",
    ]
    before = ["Zum Inhalt springen", "Startseite", "E-Paper", "Abo", "Anmelden", "Teilen", "Drucken", "Merken"]
    after = ["Kommentare (2)", "Das war doch seit Jahren absehbar, und niemand hat etwas getan.", "Impressum", "AGB"]
    lines = [*before, *flash, *after]
    assert kept(lines, [True] * len(lines)) == flash


def test_summaries_in_a_box_go_with_it_and_the_subhead_below_it_stays() -> None:
    box = ["Lesen Sie auch", *TEASERS[:4]]
    below = ["What the guest left behind", TEASERS[5], TEASERS[7]]
    lines = [*PAGE_SIGNS, *ESSAY, *MORE, *box, *below, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *MORE, *below]


def test_comments_that_say_who_wrote_them_are_not_taken_for_a_short_article() -> None:
    thread = [
        "Ada on May 3, 2021 at 9:40 am said:",
        *TEASERS[1::2],
        "Ben on May 4, 2021 at 8:10 pm said:",
        *[f"{text} That is what I think of it, and I have thought about it for long." for text in TEASERS[1::2]],
    ]
    lines = [*PAGE_SIGNS, *ESSAY, "Print", *thread, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == ESSAY


def test_the_controls_of_a_video_player_do_not_end_the_article() -> None:
    player = [
        "Play Video",
        "Play",
        "Mute",
        "Current Time 0:00",
        "/",
        "Duration 1:30",
        "Loaded: 0%",
        "Playback Rate",
        "1x",
    ]
    player += [
        "Chapters",
        "descriptions off, selected",
        "subtitles off, selected",
        "Fullscreen",
        "This is a modal window.",
    ]
    lines = [*PAGE_SIGNS, *ESSAY, *player, *MORE, "Background", *TEASERS[1::2], *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *MORE, "Background", *TEASERS[1::2]]


def test_a_line_of_invisible_characters_does_not_end_the_article() -> None:
    lines = [*PAGE_SIGNS, *ESSAY, *["\u200b"] * 12, *MORE, *PAGE_SIGNS]
    assert [line for line in kept(lines, [True] * len(lines)) if line != "\u200b"] == [*ESSAY, *MORE]


def test_lines_of_one_long_word_take_their_length_in_time() -> None:
    def look_at(letters: int) -> None:
        page_parts([*PAGE_SIGNS, *["a" * letters] * 300], [False] * 304)

    # Eight times the letters; quadratic time would be a factor of 64.
    assert_growth(look_at, 49, 392, below=30)


def test_the_answers_of_an_interview_are_not_summaries() -> None:
    interview = [
        "How long have you lived at the mill?",
        "For seventy years. My father was the last of its millers, and as a child I have slept in the flour.",
        "And what was it like then?",
        "It was loud. One could hear the wheel in all of the village, and when it stood there was no water.",
        "What comes now?",
        "I do not know. I only hope that I am asked before they come.",
    ]
    lines = [*PAGE_SIGNS, *interview, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines))[-5:] == interview[-5:]


def test_languages_that_say_more_with_endings_have_their_paragraphs_too() -> None:
    before = ["Zaloguj się", "Prenumerata", "Strona główna", "Wiadomości", "Sport", "Kultura", "Udostępnij", "Drukuj"]
    article = [
        "Stary prom na rzece znów pływa po trzech latach przerwy. W poniedziałek przewiózł dwunastu uczniów do szkoły.",
        "Gmina zapłaciła połowę kosztów remontu starego promu, a resztę pieniędzy zebrali mieszkańcy wysp.",
    ]
    after = ["Czytaj także", "Komentarze", "Polityka prywatności", "Regulamin", "Wszelkie prawa zastrzeżone"]
    lines = [*before, *article, *after]
    assert kept(lines, [True] * len(lines)) == article


def test_the_headline_of_one_other_article_goes_with_the_line_that_leads_to_it() -> None:
    lines = [*PAGE_SIGNS, *ESSAY, "Lest auch", "Why the mill below the weir stands still", *MORE, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *MORE]


@pytest.mark.parametrize(
    ("text", "prose", "cost", "begins_comments"),
    [
        ("Comments", 100, 300.0, True),
        ("Comments", 99, 40.0, True),
        ("Read also", 0, 3.0, False),
        ("3 hours ago", 101, 40.0, False),
        ("3 hours ago", 100, 6.0, False),
        (f"Posted {'x' * 63}", 101, 15.0, False),
        (f"Posted {'x' * 64}", 101, 0.0, False),
        ("Posted here", 100, 0.0, False),
        ("Posted a b c d e f g.", 101, 15.0, False),
        ("Posted a b c d e f g h.", 101, 0.0, False),
        ("Posted a b c d e f g h", 101, 15.0, False),
        ("Rivers", 101, 0.0, False),
        ("—", 101, 0.0, False),
    ],
)
def test_a_short_line_that_begins_something_else_costs_more_below_an_article(
    text: str, prose: int, cost: float, begins_comments: bool
) -> None:
    assert furniture._section_penalty(measured(text, alone=True), prose) == (cost, begins_comments)


@pytest.mark.parametrize(("words", "heads", "is_found"), [(40, 2, True), (39, 2, False), (40, 1, False)])
def test_a_thread_begins_below_forty_words_in_sentences_and_has_two_heads(
    words: int, heads: int, is_found: bool
) -> None:
    head = "Ada on May 3, 2021 at 9:40 am said:"
    sentences = [f"{'word ' * (count - 1)}word." for count in (20, words - 20)]
    lines = [*sentences, "word " * 30, "word word.", *[head, "It is so."] * heads]
    assert furniture._first_comment(measured_all(lines)) == (4 if is_found else len(lines))


@pytest.mark.parametrize(
    ("head", "line", "is_found"),
    [
        ("Read also", "Why the mill stands still", True),
        ("Read also", "Why the mill stands", False),
        ("Read also", "Why the mill below the weir stands still, nobody who lives in the town could say.", False),
        ("Newsletter", "Why the mill stands still", False),
        ("Related articles", "Why the mill stands still", False),
    ],
)
def test_what_leads_on_has_a_headline_of_five_words_behind_it(head: str, line: str, is_found: bool) -> None:
    lines = measured_all([head, line, ESSAY[0]])
    assert related_boxes(lines) == [(0, 2)] * is_found


@pytest.mark.parametrize(("words", "end"), [(26, 5), (27, 2)])
def test_a_summary_that_is_much_longer_than_those_before_is_a_paragraph_of_the_article(words: int, end: int) -> None:
    summaries = [f"{'word ' * (count - 1)}word." for count in (20, words)]
    box = ["Read also", TEASERS[0], summaries[0], TEASERS[2], summaries[1], TEASERS[4]]
    assert related_boxes(measured_all(box)) == [(0, end)]


def test_a_paragraph_may_follow_the_last_summary_of_a_box() -> None:
    box = ["Read also", TEASERS[0], "He had it all.", TEASERS[2], "She had the rest."]
    lines = [*PAGE_SIGNS, *ESSAY, *box, *MORE, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [*ESSAY, *MORE]


def test_headlines_without_spaces_are_not_paragraphs() -> None:
    lines = [*PAGE_SIGNS, *JAPANESE, "著作権", "ログイン"]
    assert kept(lines, [True] * len(lines)) == JAPANESE[:2]


def test_rows_of_labels_belong_to_the_article_that_they_stand_above() -> None:
    rows = [
        "Length: 186 cm",
        "Weight of each: 2024 & 2031 grams",
        "Core: poplar + glass",
        "Tested in: the hills, two days",
    ]
    lines = [*PAGE_SIGNS, MORE[0], *rows, *ESSAY, *PAGE_SIGNS]
    assert kept(lines, [True] * len(lines)) == [MORE[0], *rows, *ESSAY]


@pytest.mark.parametrize(("after", "found"), [(1, 3), (3, 5), (6, 5)])
def test_a_sign_up_box_is_a_sentence_between_service_lines_and_few_of_them(after: int, found: int) -> None:
    box = ["Newsletter", "The best of the week, every Friday morning.", *["Share this article"] * after]
    assert promotions([measured(line, True) for line in box]) == set(range(found))
    # Without a word about signing up, it is none.
    others = ["Share this article" if line == "Newsletter" else line for line in box]
    assert promotions([measured(line, True) for line in others]) == set()


def test_player_controls_are_found_up_to_the_end_of_the_page_and_only_if_there_are_many() -> None:
    controls = ["Play", "Mute", "Fullscreen", "Current Time 0:00", "/", "Duration 1:30"]
    lines = measured_all([*ESSAY, *controls])
    assert player_controls(lines) == set(range(3, 9))
    assert player_controls(measured_all([*ESSAY, *controls[:4]])) == set()
    assert player_controls(measured_all([*ESSAY, "/", *controls])) == set(range(4, 10))


def test_lines_about_the_page_stand_at_its_ends_or_beside_service_lines() -> None:
    plain, about, service = (
        measured(ESSAY[0], True),
        replace(measured(ESSAY[1], True), of_page=True),
        measured("News", True),
    )
    assert pages_own([about, plain, about]) == [True, False, True]
    assert pages_own([plain, about, about, plain]) == [False] * 4
    assert pages_own([plain, service, about, plain]) == pages_own([plain, about, service, plain])[::-1]
    assert pages_own([plain, about, service]) == [False, True, False]


def test_a_repeated_label_stands_beside_another_or_a_service_line_and_a_speaker_alone() -> None:
    labels = [*ESSAY, "Photo", "Archive"] * 4
    at = {at for at, line in enumerate(labels) if line in ("Photo", "Archive")}
    assert repeated_labels(measured_all(labels)) == at
    assert repeated_labels(measured_all([*ESSAY, "Ada"] * 4)) == set()
    assert repeated_labels(measured_all([*ESSAY, "Ada", "News"] * 4)) >= {3, 8, 13, 18}
    assert repeated_labels(measured_all([*ESSAY, "Photo", "Archive"] * 3)) == set()


def test_a_caption_is_repeated_if_it_stood_in_one_of_the_eight_lines_before() -> None:
    gap = ["One short line."] * 7
    assert repeated_captions(measured_all([ESSAY[0], *gap, ESSAY[0]]), 0, 9) == {8}
    assert repeated_captions(measured_all([ESSAY[0], *gap, "More.", ESSAY[0]]), 0, 10) == set()
    assert repeated_captions(measured_all([ESSAY[0], ESSAY[0]]), 1, 2) == set()


def test_the_first_paragraphs_of_a_page_of_few_lines_are_not_taken_for_captions() -> None:
    after = ["Comments", "Log in to comment on this story.", "Privacy policy", "Terms of use"]
    assert kept([*ESSAY, *after], [True] * 7) == ESSAY


def test_one_summary_by_itself_is_a_subhead_with_its_paragraph_and_in_a_box_it_is_not() -> None:
    alone = [ESSAY[0], ESSAY[1], TEASERS[0], TEASERS[1], "Print", ESSAY[2]]
    prose = [len(line.split()) > 10 for line in alone]
    assert teaser_shares(measured_all(alone), prose) == [1.0] * 6
    boxed = [ESSAY[0], "Related articles", *TEASERS[:4]]
    prose = [len(line.split()) > 10 for line in boxed]
    assert teaser_shares(measured_all(boxed), prose) == [1.0, 1.0, 1.0, 0.3, 1.0, 0.3]
    titles = ["Related articles", "Where the herons went", "Six bridges and one ticket", ESSAY[0]]
    assert teaser_shares(measured_all(titles), [False, False, False, True])[:3] == [1.0] * 3


def noticed(lines: Sequence[PageLine]) -> list[str]:
    """For each line, the letter of the first finding about it, or its share of a score in tenths."""
    found: list[tuple[str, Collection[int]]] = [
        ("b", {at for first, last in related_boxes(lines) for at in range(first, last)}),
        ("p", promotions(lines)),
        ("k", player_controls(lines)),
        ("c", repeated_captions(lines, 0, len(lines))),
        ("l", repeated_labels(lines)),
        ("o", {at for at, is_own in enumerate(pages_own(lines)) if is_own}),
    ]
    shares = teaser_shares(lines, [line.words >= 12 for line in lines])
    signs = (f"{share * 10:.0f}" if share < 1 else "." for share in shares)
    return [next((letter for letter, at in found if index in at), sign) for index, sign in enumerate(signs)]


def test_what_is_kept_of_many_pages(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part of a page is a letter with a sign a line: + is kept, - and = are not, = for its own words.

    Before them, the lines of the article, those of everything that might be it, and all that speaks for and against;
    below, what was noticed.
    """
    pages: list[str] = []
    scores: list[float] = []
    score = furniture._scores

    def scored(page: furniture._Page, least: float) -> list[float]:
        made = score(page, least)
        scores.extend(made)
        return made

    monkeypatch.setattr(furniture, "_scores", scored)
    for number in range(400):
        parts = Composer(number).page()
        texts = [line for _, part, _ in parts for line in part]
        alone = [is_alone for _, part, is_alone in parts for _ in part]
        candidates: list[str] = []
        scores.clear()

        def head_score(service: Sequence[bool], start: int, end: int, candidates: list[str] = candidates) -> float:
            candidates.append(f"{start}-{end}")
            return 4.0 * sum(service[max(0, start - 3) : start])

        found = page_parts(texts, alone, head_score)
        signs = iter(noticed([measured(text, apart) for text, apart in zip(texts, alone, strict=True)]))
        below = " ".join(name + "".join(islice(signs, len(part))) for name, part, _ in parts)
        if found is None:
            pages.append(f"{number:03} no page\n    {below}")
            continue
        zipped = zip(found.service, found.furniture, strict=True)
        signs = iter("=" if own else "-" if folded else "+" for own, folded in zipped)
        kept = " ".join(name + "".join(islice(signs, len(part))) for name, part, _ in parts)
        weighed = f"{sum(filter(lambda one: one > 0, scores)):.2f} {sum(scores):.2f}"
        article = f"{number:03} {found.start}-{found.end} of {' '.join(candidates)}"
        pages.append(f"{article}: {weighed}\n    {kept}\n    {below}")
    golden(Path(__file__).with_name("copied-pages.txt"), "\n".join(pages) + "\n")


def test_a_line_is_prose_a_sentence_or_a_headline_by_its_words_and_its_end() -> None:
    def line(words: int, end: str = ".", **known: object) -> PageLine:
        return replace(measured(f"{'the ' * words}".strip() + end, True), **known)  # type: ignore[arg-type]

    assert [line(count).is_prose(0.2) for count in (11, 12)] == [False, True]
    assert [line(count, "").is_prose(0.2) for count in (21, 22)] == [False, True]
    assert [line(count, "", stops=True).is_prose(0.2) for count in (39, 40)] == [False, True]
    assert [line(30, service=service).is_prose(0.2) for service in (0, 1, 2)] == [True, True, False]
    assert [line(30, frequent=share).is_prose(0.2) for share in (0.1, 0.2)] == [False, True]
    assert [line(count).is_sentence(10) for count in (9, 10)] == [False, True]
    others = line(10, ""), line(10, service=1), line(10, of_page=True)
    assert [one.is_sentence(10) for one in others] == [False] * 3
    assert [line(count, "").could_be_headline() for count in (20, 21)] == [True, False]
    assert [line(5, end).could_be_headline() for end in ".:;?"] == [False, False, False, True]
