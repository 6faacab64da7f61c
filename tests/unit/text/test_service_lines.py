from collections.abc import Callable

import pytest

from readtui.text.dateline import is_byline, is_credit, is_date, is_dateline, is_small_print
from readtui.text.pages.service_lines import heads_box, is_counter, labels_links, labels_note, service_weight


@pytest.mark.parametrize("line", ["• 0", "0", "-0%1%2%3%4%5%6%7%8%9%10%11%12%", "12", "|"])
def test_counters_and_number_runs(line: str) -> None:
    assert is_counter(line)


@pytest.mark.parametrize(
    "line",
    [
        "Dieser Artikel kann nicht mehr kommentiert werden.",
        "Alle Rechte vorbehalten",
        "Partager sur Facebook",
        "Mentions légales",
        "Compartir en Twitter",
        "Todos los derechos reservados",
        "Skip to content",
        "Share this article",
        "Drucken | Newsletter | Impressum",
        "Riproduzione riservata",
        "Termos de uso",
        "Lees ook",
        "Schließen",
        "Newsletter Impressum Datenschutz Kontakt",
        "TeilenMerkenDrucken",
        "Udostępnij",
        "로그인",
        "Ota yhteyttä",
        "İletişim",
        "Όροι χρήσης",
        "سياسة الخصوصية",
    ],
)
def test_service_lines_of_many_languages(line: str) -> None:
    assert service_weight(line) == 2


@pytest.mark.parametrize(
    "line",
    [
        "If you want to write something here, you must be logged in first",
        "Os comentários estão encerrados",
        "Debes iniciar la sesión",
        "Reageren is niet meer mogelijk",
        "Копирование материалов без ссылки запрещено",
        "ⓒ Kurier der Küste 2019",
        "By continuing you accept what stands below",
        "Get our best stories every week",
        "Vous êtes déjà abonné ?",
        "Bitte melden Sie sich an, um mitzureden",
        "Story continues below",
        "Has anybody found a typo on this page",
        "We'd like to hear from you",
        "No te pierdas ninguna",
        "未经本站授权不得转载",
    ],
)
def test_notices_are_found_wherever_their_words_stand(line: str) -> None:
    assert service_weight(line) == 2


@pytest.mark.parametrize(
    "line", ["He shared the bread with me.", "Ein langer Weg", "Chapter 3", "La recherche du temps", "Live more"]
)
def test_ordinary_lines_are_no_service_lines(line: str) -> None:
    assert service_weight(line) == 0


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        ("Gardens | Kitchens | Cellars", 2),
        ("Start › Garten › Warum der Kohl dieses Jahr so früh und so reichlich blüht", 2),
        ("Garten & Haus > Beete > 2015 > Warum der Kohl dieses Jahr so früh und so reichlich blüht", 2),
        ("Gardens · Kitchens", 1),
        ("À lire aussi : le jardin de la rivière", 1),
        ("© dpa", 2),
        ("He came | and he went away again without a word.", 0),
        ("12 | 14 | 16", 0),
        ("Gardens | 12", 1),
        ("Gardens | (x)", 0),
        ("| Gardens", 0),
        ("Gardens |\nKitchens", 0),
        ("Gardens›Kitchens", 1),
        ("Gardens/Kitchens", 0),
        ("a b c d | Gardens", 1),
        ("a b c d e | Gardens", 0),
        (f"{'x' * 32} | Gardens", 1),
        (f"{'x' * 33} | Gardens", 0),
        ("A > B > C D E F G H I", 2),
        ("A > B C D E F G > I", 0),
        ("A | B | C D E F G H I", 0),
        (f"See also: {'x' * 150}", 1),
        (f"See also: {'x' * 151}", 0),
        ("See also: the mill. And the ferry runs again.", 0),
    ],
)
def test_menus_trails_and_links_in_one_line(line: str, weight: int) -> None:
    assert service_weight(line) == weight


@pytest.mark.parametrize(
    ("line", "found"),
    [("Related articles", True), ("12 comments", True), ("References", False), ("Rivers and mills", False)],
)
def test_a_heading_of_other_articles_is_none_that_an_article_may_have_itself(line: str, found: bool) -> None:
    assert heads_box(line) == found


NOTICE = "If you want to write something here, you must be logged in first "


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        ("", 0),
        (f"{NOTICE}{'x' * (400 - len(NOTICE))}", 2),
        (f"{NOTICE}{'x' * (401 - len(NOTICE))}", 0),
        ("1% 2% 3% 4%", 3),
        ("1% 2% 3%", 0),
        ("1 2 3 4 5 6 7 8 9 10", 3),
        ("1 2 3 4 5 6 7 8 9", 0),
        ("1% " * 150, 3),
        (f"x{'1% ' * 150}", 0),
        ("12k", 1),
        ("News", 1),
        ("News Home", 1),
        ("Home News About", 0),
        ("Print Home Share", 2),
        ("Home Print News", 2),
        ("Print Accedi o registrati Share", 2),
        ("Share, Tweet, Print", 2),
        ("Share-Print", 0),
        ("ShareTweet", 2),
        ("ShareThe Tweet", 1),
        ("Comment and share", 2),
        ("Comment and share mills", 1),
        ("Comment mills", 1),
        ("Comment old mills", 0),
        ("Comment share print email a b c d", 1),
        ("Comment share print email tweet a b c d", 0),
        ("Comment share!", 0),
        (f"Newsletter {'x' * 69}", 1),
        (f"Newsletter {'x' * 70}", 0),
    ],
)
def test_a_service_line_weighs_what_its_words_say(line: str, weight: int) -> None:
    assert service_weight(line) == weight


@pytest.mark.parametrize(
    ("line", "links", "note"),
    [
        ("See also", True, False),
        ("– See also –", True, False),
        ("See also: the mill", True, False),
        ("See alsolutions", False, False),
        ("Tip: go there by the ferry", False, True),
        ("Tip", False, True),
        ("Tips and more", False, False),
        ("The mill", False, False),
    ],
)
def test_the_label_of_a_box_leads_to_links_or_begins_a_note(line: str, links: bool, note: bool) -> None:
    assert (labels_links(line), labels_note(line)) == (links, note)


@pytest.mark.parametrize(
    ("is_one", "line", "longest"),
    [
        (is_dateline, "HAMBURG{}, 12. Mai 2018", 60),
        (is_byline, "Von Paula Muster{}", 90),
        (is_date, "12. Mai 2018 {}", 60),
        (is_credit, "Foto: Paula Muster{}/dpa", 300),
        (is_small_print, "Veröffentlicht am 12. Mai 2018 {}", 300),
    ],
)
def test_a_line_of_the_page_is_no_longer_than_such_lines_are(
    is_one: Callable[[str], bool], line: str, longest: int
) -> None:
    filling = "A" * (longest - len(line) + 2)
    assert is_one(line.format(filling))
    assert not is_one(line.format(filling + "A"))
