"""Detects pages shown instead of the article: logins, offers, consent dialogs, robot checks, empty shells."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from readtui.importers.dom.page_block import PageBlock
from readtui.model.block import BlockKind, MarkType
from readtui.text.pages.notices import CONSENT, TO_THE_READER
from readtui.text.pages.service_lines import CLOSED, folded, service_weight

_RUNNING_WORDS = 12
_MAX_RUNNING_WORDS = 80
_MAX_RUNNING_BESIDE_OFFER = 40
_MAX_WORDS_OF_BARE_LOGIN = 150
_MAX_CONSENT_WORDS = 600
_MAX_CONSENT_BLOCKS = 10
_CONSENT_SHARE = 0.75
_MAX_TITLE_PARTS = 2
_MIN_HEADLINE = 3
_MAX_LABEL = 60
_MAX_OFFER = 160
_MAX_LINK_SHARE = 0.5
_MAX_WORDS_OF_SHELL = 150

_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿가-힣]|[^\W\d_]+")
_PARTS = re.compile(r"\s+[|–—·•»-]\s+|\s*\|\s*")
_LOGIN = re.compile(
    r"(?:(?:please |member |user |account |subscriber )?(?:log ?[io]n|sign ?in)(?: (?:to|with|or) .{1,40})?"
    r"|(?:bitte )?(?:anmelden|anmeldung|einloggen)(?: (?:oder|und|bei|mit) .{1,30})?|bitte melden sie sich an"
    r"|(?:connexion|se connecter|connectez-vous|identifiez-vous|identification)(?: (?:ou|à|avec) .{1,30})?"
    r"|(?:iniciar|inicia|inicie) (?:la )?sesión(?: .{1,30})?|acceso (?:a )?(?:usuarios|clientes|suscriptores)"
    r"|accedi(?: (?:o|con|al) .{1,30})?|login utente|iniciar sessão|fazer login|faça (?:o )?(?:seu )?login|entrar"
    r"|(?:inloggen|aanmelden)(?: (?:of|bij) .{1,30})?|logga in|logg inn|log ind|kirjaudu sisään|zaloguj się|logowanie"
    r"|přihlášení|giriş yap|вход|войти|авторизация|увійти|登录|登入|用户登录|ログイン|로그인)[\s.!…]*"
)
_OFFER = re.compile(
    r"(?:please )?(?:subscribe|become a (?:subscriber|member)|sign up|sign in|log in|register) (?:now )?to"
    r" (?:continue|keep|read)|to (?:continue|keep) reading.{0,40}(?:subscribe|sign (?:in|up)|log in|register)"
    r"|(?:jetzt |zum )?weiterlesen.{0,40}(?:abo|anmelden|plus|registrier)|mit (?:einem )?abo(?:nnement)? weiterlesen"
    r"|abonnez-vous pour (?:lire|continuer)|connectez-vous pour (?:lire|continuer)"
    r"|suscríbe(?:te|se) para (?:leer|seguir|continuar)|inicia sesión para (?:leer|seguir|continuar)"
    r"|abbonati per (?:leggere|continuare)|assine para (?:ler|continuar)|この記事は.{0,8}会員|続きを読むには"
)
_NOT_FREE = re.compile(r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?false", re.IGNORECASE)
_ROBOT = re.compile(
    r"(?:just a moment|one moment,? please|please wait|attention required|security check(?:point)?|robot check"
    r"|captcha|access (?:to this page has been )?denied|pardon our interruption|are you a (?:robot|human)|ddos[- ]guard"
    r"|(?:please )?verify (?:that )?you are (?:a )?human|verifying you are human|checking your browser.*"
    r"|checking if the site connection is secure|unusual traffic.*|sind sie ein (?:mensch|roboter)"
    r"|sicherheitsüberprüfung|einen moment,? bitte|êtes-vous un (?:robot|humain)|vérification de sécurité|un instant"
    r"|comprobación de seguridad|controllo di sicurezza|verificação de segurança)[\s.!?…]*"
)
_PARTNERS = re.compile(
    r"\b(?:we|wir|nous|nosotros|noi|nós|wij|our|unsere[nmr]?|nos|nuestros|nostri|nossos|onze|and|und|et|y|e|en)"
    r" (?:\d+ |\w+ )?(?:partners?|partnern|partenaires|socios|partner|parceiros|vendors|third parties|drittanbieter)\b"
    r"|we use cookies and data to|wir verwenden cookies und daten|当社とパートナー"
)
_BEFORE = re.compile(r"before you|bevor sie|avant d|antes de|prima di|voordat")
_AGREE = re.compile(
    r"(?:i )?(?:accept|agree|consent|allow)(?: (?:all|and .{1,20}|to all))?(?: cookies)?|(?:yes, )?i agree"
    r"|(?:alle(?:s)? )?(?:cookies )?(?:akzeptieren|zustimmen|annehmen|erlauben)(?: (?:und|&) .{1,20})?|einverstanden"
    r"|ich stimme zu|(?:tout )?accepter(?: (?:et|&|tout|les cookies).{0,20})?|j'accepte|(?:aceptar|acepto)(?: .{1,20})?"
    r"|accett[ao](?: .{1,20})?|(?:aceitar|aceito|concordo)(?: .{1,20})?|(?:alles )?(?:accepteren|akkoord)(?: .{1,20})?"
    r"|принять|согласен|同意(?:する|并继续)?|すべて(?:許可|同意).{0,4}"
)
_SCRIPT = re.compile(r"javascript|java script|\bjs\b")
_ASKS_FOR_SCRIPT = re.compile(
    r"enable|(?:turn|switch)(?:ed)? (?:it )?(?:on|off)|activate|requires?\b|required|\bneed(?:s|ed)?\b|disabled|without"
    r"|(?:not|n't) (?:work|available|supported|run)|aktivier|anschalten|einschalten|eingeschaltet|ausgeschaltet"
    r"|benötigt|erforderlich|notwendig|ohne|zulassen|unterstützt|activ|nécessite|requis|sans\b|habilit|necesita|requiere"
    r"|\bsin\b|abilit|attiv|richiede|necessario|senza|ativ|requer|precisa|\bsem\b|schakel|vereist|\bnodig|zonder|slå på"
    r"|slå til|kräv|krev|kræv|käyttöön|włącz|wyłącz|wymaga|povol|zapn|vyžaduj|etkin|gerek|включ|отключ|требу|необходим"
    r"|увімк|вимк|потріб|有効|無効|必要|オン|启用|啟用|禁用|开启|開啟|打开|需要|활성화|필요"
)
_SAYS_OF_SCRIPT = re.compile(
    r"(?:(?:please )?(?:enable|turn on|activate) (?:your )?java ?script"
    r"|java ?script(?: (?:is|ist|est|está|è))?(?: (?:currently|not))?"
    r" (?:disabled|required|needed|necessary|off|available|enabled|aktivieren|deaktiviert|erforderlich|désactivé|requis"
    r"|desactivado|necesario|disabilitato|richiesto))[\s.!…]*"
)
_IN_THE_BROWSER = re.compile(
    r"\b(?:you|your|please|browser\w*|navigat\w+|navegador\w*|webbläsare\w*|nettleser\w*|prohlížeč\w*|przeglądar\w+"
    r"|tarayıcı\w*|selai\w+|браузер\w*|applications?|app|anwendung|aplicación|aplicação|applicazione|toepassing|aplikac\w+"
    r"|uygulama\w*|приложени\w+|this (?:page|site|website|content)|diese (?:seite|website)|bitte|sie|vous|este sitio"
    r"|esta página|questo sito|questa pagina|deze (?:pagina|website|site)|этот сайт|veuillez|por favor|alstublieft)\b"
    r"|ブラウザ|アプリ|ページ|サイト|浏览器|瀏覽器|应用|應用|页面|網頁|网站|브라우저|앱|페이지"
)
_LOADING = re.compile(
    r"(?:(?:page |the page |app )?(?:is )?loading(?: .{1,20})?|(?:wird geladen|lade[nt]?|lädt)|chargement(?: en cours)?"
    r"|cargando|caricamento(?: in corso)?|a?\s?carregando|laden|laddar|загрузка|wczytywanie|ładowanie|yükleniyor"
    r"|読み込み中|加载中|載入中|로딩 ?중)[\s.…!]*"
)
_SAVE_PAGE = "Open it in a browser, {}, save the page and add the file."


def wall_of(tree: HtmlElement, title: str, blocks: Sequence[PageBlock]) -> tuple[str, str] | None:
    """What a page shows instead of an article, and what the user can do; None for other pages.

    ``title``: the page's own title. A page with more than a paragraph of article never counts, nor does a short one
    with its own title next to a login form.
    """
    running = [block for block in blocks if _is_running(block)]
    words = sum(_words(block.text) for block in running)
    if _asks_for_consent(blocks, running) and not _has_headline(title, blocks):
        return "shows a cookie dialog instead of an article", _SAVE_PAGE.format("answer it")
    if words > _MAX_RUNNING_WORDS:
        return None
    if _is_called(_ROBOT, title, blocks):
        return "shows a robot check instead of an article", _SAVE_PAGE.format("pass it")
    if words <= _MAX_RUNNING_BESIDE_OFFER and (_is_not_free(tree) or any(map(_is_offer, blocks))):
        return "shows the article to subscribers only", _SAVE_PAGE.format("log in")
    is_bare = sum(_words(block.text) for block in blocks) <= _MAX_WORDS_OF_BARE_LOGIN
    if (is_bare or _has_password_field(tree)) and _is_called(_LOGIN, title, blocks):
        return "requires a login", _SAVE_PAGE.format("log in")
    if _is_shell(tree, blocks):
        return "needs JavaScript, which readtui does not run", _SAVE_PAGE.format("wait until it shows the text")
    return None


def _is_called(name: re.Pattern[str], title: str, blocks: Sequence[PageBlock]) -> bool:
    """Whether the page's title without the site's name, or every heading, is ``name``."""
    parts, headings = _title_parts(title), _headings(blocks)
    if len(parts) <= _MAX_TITLE_PARTS and any(name.fullmatch(part) for part in parts):
        return True
    return bool(headings) and all(name.fullmatch(heading) for heading in headings)


def _has_headline(title: str, blocks: Sequence[PageBlock]) -> bool:
    """Whether a heading repeats the page's title, like an article's, and is not a question ("Before you continue")."""
    parts = _title_parts(title)
    headlines = [heading for heading in _headings(blocks) if heading in parts and _words(heading) >= _MIN_HEADLINE]
    return any(not CONSENT.search(headline) and not _BEFORE.match(headline) for headline in headlines)


def _title_parts(title: str) -> list[str]:
    return [part for part in _PARTS.split(folded(title.strip())) if part]


def _headings(blocks: Sequence[PageBlock]) -> list[str]:
    return [folded(block.text.strip()) for block in blocks if block.kind is BlockKind.HEADING and not block.is_aside]


def _words(text: str) -> int:
    return len(_WORD.findall(text))


def _is_running(block: PageBlock) -> bool:
    """Whether a block is running text: longer than a label, and not links, a service line or a heading."""
    linked = sum(end - start for kind, start, end, _ in block.marks if kind is MarkType.LINK)
    return (
        block.kind is not BlockKind.HEADING
        and _words(block.text) >= _RUNNING_WORDS
        and linked <= _MAX_LINK_SHARE * len(block.text)
        and not (service_weight(block.text.strip()) and not CONSENT.search(folded(block.text)))
    )


def _is_offer(block: PageBlock) -> bool:
    is_short = len(block.text) <= _MAX_OFFER and not block.is_aside
    return is_short and _OFFER.match(folded(block.text.strip())) is not None


def _is_not_free(tree: HtmlElement) -> bool:
    """Whether the page declares that not everybody may read its article (schema.org, isAccessibleForFree)."""
    scripts = (script.text for script in tree.iter("script") if "ld+json" in (script.get("type") or ""))
    return any(text and _NOT_FREE.search(text) for text in scripts)


def _has_password_field(tree: HtmlElement) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))


def _asks_for_consent(blocks: Sequence[PageBlock], running: Sequence[PageBlock]) -> bool:
    """Whether the page's little running text addresses the reader, almost all of it about consent and some about
    partners, next to a button to agree.
    """
    texts = [folded(block.text) for block in running]
    words = [_words(text) for text in texts]
    if len(texts) > _MAX_CONSENT_BLOCKS or sum(words) > _MAX_CONSENT_WORDS:
        return False
    about = sum(count for text, count in zip(texts, words, strict=True) if CONSENT.search(text))
    return (
        about >= _CONSENT_SHARE * sum(words)
        and all(TO_THE_READER.search(text) for text in texts)
        and any(_PARTNERS.search(text) for text in texts)
        and any(len(block.text) <= _MAX_LABEL and _AGREE.fullmatch(folded(block.text.strip())) for block in blocks)
    )


def _is_shell(tree: HtmlElement, blocks: Sequence[PageBlock]) -> bool:
    """Whether scripts have to fill the page: there is nothing to read except that it needs them, or is loading."""
    if next(tree.iter("script"), None) is None or sum(_words(block.text) for block in blocks) > _MAX_WORDS_OF_SHELL:
        return False
    asks = [block for block in blocks if _asks_for_script(block)]
    others = [block for block in blocks if block not in asks and not _LOADING.fullmatch(folded(block.text.strip()))]
    if any(block.kind is BlockKind.HEADING and _words(block.text) >= _MIN_HEADLINE for block in others):
        return False
    # A menu or a footer line may be next to it.
    if asks:
        return not any(map(_is_running, others))
    return not any(CLOSED.search(block.text) for block in others) and (len(others) < len(blocks) or not blocks)


def _asks_for_script(block: PageBlock) -> bool:
    text = folded(block.text.strip())
    if _SAYS_OF_SCRIPT.fullmatch(text):
        return True
    return all(said.search(text) for said in (_SCRIPT, _ASKS_FOR_SCRIPT, _IN_THE_BROWSER))
