import pytest

from readtui.text.furniture import is_counter, page_parts, service_weight

ESSAY = [
    "The kitchen table of my grandmother had one short leg, and it was always the same guest who sat there.",
    "News of his visits travelled quickly. He brought bread, and he took the newsletter of the parish with him.",
    "Comments were not made. We shared what there was, and nobody thought that anything had been shared.",
]


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
    ],
)
def test_service_lines_of_many_languages(line: str) -> None:
    assert service_weight(line) == 2


@pytest.mark.parametrize(
    "line", ["He shared the bread with me.", "Ein langer Weg", "Chapter 3", "La recherche du temps"]
)
def test_ordinary_lines_are_no_service_lines(line: str) -> None:
    assert service_weight(line) == 0


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        ("Gardens | Kitchens | Cellars", 2),
        ("Start › Garten › Warum der Kohl dieses Jahr so früh und so reichlich blüht", 2),
        ("Gardens · Kitchens", 1),
        ("À lire aussi : le jardin de la rivière", 1),
        ("© dpa", 2),
        ("He came | and he went away again without a word.", 0),
        ("12 | 14 | 16", 0),
    ],
)
def test_menus_trails_and_links_in_one_line(line: str, weight: int) -> None:
    assert service_weight(line) == weight


def test_an_essay_is_all_article() -> None:
    assert page_parts(ESSAY) is None


def test_a_page_keeps_the_stretch_of_running_text() -> None:
    before = ["Skip to content", "Home", "Sign in", "Subscribe now"]
    after = ["Comments", "Log in to comment on this story.", "Privacy policy", "Terms of use"]
    parts = page_parts([*before, *ESSAY, *after])
    assert parts is not None
    assert parts.furniture == (True,) * 4 + (False,) * 3 + (True,) * 4


def test_where_little_would_survive_nothing_is_folded() -> None:
    assert page_parts(["Skip to content", "Sign in", "A note.", "Privacy policy", "Terms of use"]) is None
