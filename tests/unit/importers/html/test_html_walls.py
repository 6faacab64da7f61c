import pytest

from readtui.errors import SourceError
from readtui.importers.html.importer import HtmlImporter
from readtui.importers.importer import Source
from readtui.model.article import Article

URL = "https://ferry.example/news/1"
FORM = "<form><label>E-mail</label><input type=email><input type=password><button>OK</button></form>"
BANNER = {
    "en": (
        "<p>We and our 214 partners store and read cookies on your device, so that we can show you advertising.</p>"
        "<p>You can change your mind at any time. Without your consent we count visits only.</p>"
        "<button>Settings</button><button>Accept all</button>"
    ),
    "de": (
        "<p>Wir und unsere 214 Partner speichern Cookies auf Ihrem Gerät, damit wir Ihnen Werbung zeigen können.</p>"
        "<p>Ihre Einwilligung können Sie jederzeit in der Fußzeile unserer Seiten mit Wirkung für später ändern.</p>"
        "<button>Einstellungen</button><button>Alle akzeptieren</button>"
    ),
    "fr": (
        "<p>Nous et nos partenaires enregistrons des cookies sur votre appareil pour vous montrer de la publicité.</p>"
        "<a href=/non>Continuer sans accepter</a><button>Accepter et fermer</button>"
    ),
    "es": (
        "<p>Nosotros y nuestros socios guardamos cookies en su dispositivo para mostrarle anuncios a su medida.</p>"
        "<button>Aceptar y continuar</button>"
    ),
}
ARTICLE = (
    "<h1>The ferry stays at home on Sunday</h1><p>The river has risen by two metres, and the ferry will not cross it on"
    " Sunday, said the harbour master. Whoever wants to go to the islands has to take the bridge below the weir.</p>"
)


def read(body: str, title: str = "The Ferry Times", name: str = URL, head: str = "") -> Article:
    page = (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"
    )
    return HtmlImporter().read(Source(page.encode(), name))


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Log in | The Ferry Times", f"<p>Welcome back</p>{FORM}<p>Read on all of your devices.</p>"),
        ("Die Fähre", f"<h1>Anmelden</h1>{FORM}<a href=/p>Passwort vergessen?</a>"),
        ("Connexion - Le Bac", f"{FORM}<p>Pas encore de compte ?</p>"),
        ("渡し船新聞", f"<h2>ログイン</h2>{FORM}"),
        ("Sign in to continue", "<div id=root>Loading</div>"),
    ],
)
def test_a_login_page_instead_of_an_article_is_reported(title: str, body: str) -> None:
    with pytest.raises(SourceError, match="requires a login") as fault:
        read(body, title)
    assert URL in fault.value.message
    assert "save the page" in fault.value.hint


@pytest.mark.parametrize("language", BANNER)
def test_a_consent_page_instead_of_an_article_is_reported(language: str) -> None:
    with pytest.raises(SourceError, match="cookie dialog"):
        read(BANNER[language])


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (
            "<h1>The ferry</h1><p>Nobody saw it.</p><h3>Subscribe to continue reading</h3><p>Two months free.</p>",
            "",
        ),
        ("<h1>Die Fähre</h1><p>Niemand sah sie.</p><h3>Weiterlesen mit Abo</h3><p>Ein Monat gratis.</p>", ""),
        (
            "<h1>Le bac</h1><p>Personne ne l'a vu.</p>",
            '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>',
        ),
    ],
)
def test_a_truncated_article_is_reported_as_subscribers_only(body: str, head: str) -> None:
    with pytest.raises(SourceError, match="subscribers only"):
        read(body, head=head)


def test_a_robot_check_is_reported() -> None:
    with pytest.raises(SourceError, match="robot check"):
        read("<h2>Checking your browser before you go on</h2><p>This takes a few seconds.</p>", "Just a moment...")


@pytest.mark.parametrize("language", BANNER)
def test_a_short_article_beside_a_login_and_a_banner_is_an_article(language: str) -> None:
    page = f"<div>{BANNER[language]}</div><div><h2>Anmelden</h2>{FORM}</div>{ARTICLE}<p>Subscribers read more.</p>"
    assert "harbour master" in read(page).body_text()


def test_an_article_about_cookies_is_an_article() -> None:
    about = (
        "<h1>Town drops its cookies</h1><p>The town and its partners will store no cookies any more, said the mayor."
        " The council had asked for the consent of nobody for years.</p><p>The office for privacy had counted ninety"
        " trackers on the pages of the library alone, and most of them came from abroad.</p>"
    )
    assert "ninety trackers" in read(f"{about}<button>Accept all</button>").body_text()


def test_a_few_words_below_their_headline_are_an_article_beside_a_longer_banner() -> None:
    title = "Fähre fährt am Sonntag nicht"
    page = f"{BANNER['de']}<h1>{title}</h1><p>Sie bleibt wegen des Wassers am Ufer.</p>"
    assert "am Ufer" in read(page, f"{title} | Fährbote").body_text()


def test_a_saved_login_page_is_read_unchanged() -> None:
    assert "Welcome back" in read(f"<p>Welcome back</p>{FORM}", "Log in", name="login.html").text


SCRIPT = "<script src=/app.js></script>"


@pytest.mark.parametrize(
    "body",
    [
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
        "<noscript><strong>We're sorry but boats doesn't work properly without JavaScript enabled. Please enable it to"
        " continue.</strong></noscript><div id=app></div>",
        "<h1>JavaScript is not available.</h1><p>We've seen that JavaScript is disabled in this browser. Please turn it"
        " on, or take another browser, to see what is here.</p><p><a href=/h>Help</a> <a href=/t>Terms</a></p>",
        "<noscript>Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.</noscript><div id=app></div>",
        "<noscript>Vous devez activer JavaScript pour utiliser cette application.</noscript>",
        "<noscript>Necesita habilitar JavaScript para ejecutar esta aplicación.</noscript>",
        "<noscript>このアプリを使うには、JavaScriptを有効にする必要があります。</noscript>",
        "<noscript>Для работы приложения включите JavaScript.</noscript>",
        "<noscript>您需要启用JavaScript才能运行此应用。</noscript>",
        "<nav><a href=/>Start</a> <a href=/b>Boats</a></nav><div id=root>Loading…</div>",
        "<div id=root></div>",
    ],
)
def test_a_page_that_needs_scripts_is_reported(body: str) -> None:
    with pytest.raises(SourceError, match="needs JavaScript") as fault:
        read(body + SCRIPT, "Boats")
    assert URL in fault.value.message
    assert "save the page" in fault.value.hint


@pytest.mark.parametrize(
    "body",
    [
        ARTICLE + "<p>Please enable JavaScript in your browser to see the comments.</p>",
        "<h1>How to turn JavaScript on</h1><p>You can enable JavaScript in the settings of your browser.</p>",
        "<p>JavaScript is thirty years old today.</p>",
        "<h1>JavaScript</h1><p>A language for pages.</p>",
        "<p>Nobody saw the ferry.</p><div>Loading comments…</div>",
        "<p>Loading the piano took an hour.</p>",
        "<p>You need to enable JavaScript to vote, wrote the town, and forty thousand people without a computer"
        " stayed at home.</p><p>A judge has now told the council to bring back the paper that it had done away with."
        "</p>",
    ],
)
def test_a_short_text_about_scripts_or_beside_a_notice_of_them_is_an_article(body: str) -> None:
    assert read(body + SCRIPT, "Boats").body_text()


def test_a_saved_page_shell_is_refused_or_read_as_shown() -> None:
    shell = f"<noscript>You need to enable JavaScript to run this app.</noscript>{SCRIPT}"
    assert "enable JavaScript" in read(shell, name="saved.html").text
    with pytest.raises(SourceError, match="contains no text"):
        read(f"<div id=root></div>{SCRIPT}", name="saved.html")
