"""Reads a page's text as an Article: blocks, furniture, news roles, metadata."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from readtui.errors import SourceError
from readtui.importers.common.finished_article import finished, stated_direction
from readtui.importers.common.titles import told_title
from readtui.importers.dom.book import add_images
from readtui.importers.dom.markup import parse_page
from readtui.importers.dom.page_block import PageBlock, PageImage
from readtui.importers.dom.walker import page_blocks
from readtui.importers.html.block_measures import MAX_LINK_SHARE, link_share
from readtui.importers.html.main_text import main_blocks
from readtui.importers.html.page_metadata import Fields, descriptions, is_article, linked_data, meta_fields, text_of
from readtui.importers.html.page_roles import PageRoles, folded_words, page_roles
from readtui.importers.images.finder import ImageFinder, Locate
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind, MarkType, Role
from readtui.text.article_builder import ArticleBuilder, MarkSpan
from readtui.text.dateline import dateline_length
from readtui.text.language import unspaced
from readtui.text.pages.service_lines import CLOSED, CONSENT, TO_THE_READER, folded, service_weight

_MAX_HEADINGS = 100
_BODY = 2
"""The number of the element that holds everything."""
_MAX_VALUE = 1000
_SURE_SIGNS = 6
_SURE_WORDS = 3
_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/]+\s+|\s*[|»]\s*|: ")
_BY = re.compile(r"^(?:by|von|par|por|di|door|words by|written by)\s*:?\s+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_TITLES = ("og:title", "twitter:title", "citation_title", "dc.title", "parsely-title")
_AUTHORS = (
    "author",
    "article:author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
)
_DATES = (
    *(
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "dc.date.issued",
        "dcterms.created",
    ),
    *(
        "dc.date",
        "dcterms.date",
        "citation_publication_date",
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "publish-date",
    ),
)
_SITES = ("og:site_name", "application-name", "citation_journal_title", "dc.publisher", "twitter:site")
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

_WORD_CHARACTERS = re.compile(r"[぀-ヿ㐀-䶿一-鿿가-힣]|[^\W\d_]+")
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


def read_page(text: str, source: Source, *, url: str = "", locate: Locate = lambda _: None) -> Article:
    """Make an article of a page's text. Raises SourceError if it has none, or if it is a login page or similar.

    ``url``: the page's address if it differs from the source's name; links are relative to it. If there is nothing
    else, text that browsers hide and extractors ignore is used. ``locate`` finds the images that come with the page.
    """
    tree = parse_page(text)
    # lxml recreates its view of an element on every access unless something holds a reference.
    held = list(tree.iter())
    fields = meta_fields(tree)
    base = base_url(tree, text, url or source.name, fields)
    size = len(text)
    blocks = page_blocks(tree, base, characters=size) or page_blocks(tree, base, hidden_too=True, characters=size)
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    plain = [block for block in headings if not block.is_aside and link_share(block) <= MAX_LINK_SHARE]
    headings = (plain or headings)[:_MAX_HEADINGS]
    metadata = page_metadata(tree, fields, [block.text for block in headings], source.name)
    if not metadata.title:
        metadata = replace(metadata, title=next((block.text for block in headings if block.level == 1), ""))
    wall = wall_of(tree, metadata.title, blocks) if "://" in source.name else None
    if wall:
        raise SourceError(f"{source.name}: {wall[0]}", wall[1])
    if not blocks:
        raise SourceError(f"{source.name or 'the input'} contains no text", "Open a page that contains an article.")
    roles = page_roles(blocks, main_blocks(tree, blocks, base, metadata.title), metadata, descriptions(fields))
    held.clear()
    return _built(blocks, roles, metadata, source, ImageFinder(source, locate, base))


def _built(
    blocks: Sequence[PageBlock], roles: PageRoles, metadata: Metadata, source: Source, finder: ImageFinder
) -> Article:
    builder = ArticleBuilder()
    folded: list[PageBlock] = []
    for index, block in enumerate(blocks):
        shown = _of_article(block.images, blocks, roles, index)
        if shown:
            _add_furniture(builder, folded)
            folded = []
            add_images(builder, shown, finder)
        if index not in roles.main:
            folded.append(block)
            continue
        _add_furniture(builder, folded)
        folded = []
        _add(builder, block, roles.roles.get(index), index == roles.dateline)
    _add_furniture(builder, folded)
    if blocks:
        add_images(builder, _of_article(blocks[-1].images_below, blocks, roles, len(blocks)), finder)
    return finished(builder, source, metadata, titled_by_heading=True)


def _of_article(
    images: Sequence[PageImage], blocks: Sequence[PageBlock], roles: PageRoles, index: int
) -> list[PageImage]:
    """Those of the images above block ``index`` that belong to the article: they stand between two of its blocks, above
    one of its captions, or in the same element as one of its blocks beside them.
    """
    if not images:
        return []
    near = [place for place in (index - 1, index) if place in roles.main]
    is_between = len(near) == 2 or (index == 0 and bool(near))
    is_above_caption = index in roles.main and blocks[index].kind is BlockKind.CAPTION
    around = {ancestor for place in near for ancestor in blocks[place].ancestors if ancestor > _BODY}
    return [
        image
        for image in images
        if not image.is_aside and (is_between or is_above_caption or not around.isdisjoint(image.ancestors))
    ]


def _add(builder: ArticleBuilder, block: PageBlock, role: Role | None, has_dateline: bool) -> None:
    kind, level, text = block.kind, block.level, block.text
    marks = block.marks
    if role is Role.TITLE:
        kind, level = BlockKind.HEADING, 1
    elif role in (Role.KICKER, Role.LEAD, Role.BYLINE):
        kind, level = BlockKind.PARAGRAPH, 0
    if kind is BlockKind.HEADING:
        text = text.replace("\n", " ")
    if has_dateline:
        marks = ((MarkType.DATELINE, 0, dateline_length(text.strip()), ""), *marks)
    quoted = block.quoted if role is None else 0
    builder.add(kind, text, role=role, level=level, label=block.label, quoted=quoted, marks=marks, names=block.names)


def _add_furniture(builder: ArticleBuilder, blocks: Sequence[PageBlock]) -> None:
    """Add one block for all of ``blocks``, at least one line each, with their links."""
    if not blocks:
        return
    lines: list[str] = []
    marks: list[MarkSpan] = []
    names: list[tuple[str, int]] = []
    length = 0
    for block in blocks:
        if block.kind is BlockKind.RULE:
            continue
        label = f"{block.label} " if block.label and block.kind is BlockKind.LIST_ITEM else ""
        start = length + len(label)
        marks += [(kind, first + start, end + start, target) for kind, first, end, target in block.marks]
        names += [(name, offset + start) for name, offset in block.names]
        lines.append(label + block.text)
        length = start + len(block.text) + 1
    builder.add(BlockKind.FURNITURE, "\n".join(lines), marks=marks, names=names)


def page_metadata(tree: HtmlElement, fields: Fields, headings: Sequence[str], source: str = "") -> Metadata:
    """The page's metadata. ``fields``: those of its meta elements; ``headings``: the texts of its headings in order;
    ``source``: as in Source.

    The title is the heading that ``<title>`` or a declared title confirms. Unknown values are empty strings.
    """
    linked = list(linked_data(tree))
    article = next((item for item in linked if is_article(item)), {})
    site = _first(fields, *_SITES).removeprefix("@") or _name_of(article.get("publisher"))
    declared = [_first(fields, *_TITLES), text_of(article.get("headline"))]
    return Metadata(
        title=_title(
            told_title(_document_title(tree)), [one for one in map(told_title, declared) if one], headings, site
        ),
        source=source,
        creator=_creator(article, fields, tree),
        language=_language(tree, article, fields),
        published=_published(article, fields, tree),
        site=site,
        canonical_url=_canonical_url(tree, fields, source),
        direction=stated_direction(*(element.get("dir") for element in (tree, *tree.iter("body", "main", "article")))),
    )


def base_url(tree: HtmlElement, text: str, source: str, fields: Fields) -> str:
    """The base of the page's links: its ``<base>``, its URL, the URL it was saved from, or its canonical URL."""
    url = source if "://" in source else ""
    if not url:
        saved = re.search(r"saved from url=\(\d+\)(https?://[^\s<>]+)", text[:5000])
        url = saved[1] if saved else _canonical_url(tree, fields, "")
    base = next((found.get("href") or "" for found in tree.iter("base") if found.get("href")), "")
    try:
        joined = urljoin(url, base)
        return joined if urlsplit(joined) else ""
    except ValueError:
        return url


def _first(fields: Fields, *names: str) -> str:
    return next((fields[name][0] for name in names if fields.get(name)), "")


def _name_of(value: object) -> str:
    """The name of a person or organization, or of several."""
    if isinstance(value, list):
        names = [name for name in map(_name_of, value[:10]) if name]
        return ", ".join(dict.fromkeys(names))
    return text_of(value.get("name") if isinstance(value, dict) else value)


def _creator(article: Mapping[str, object], fields: Fields, tree: HtmlElement) -> str:
    declared = [_name_of(article.get("author"))]
    declared += [", ".join(dict.fromkeys(fields[name][:10])) for name in _AUTHORS if name in fields]
    for name in declared:
        if name and "://" not in name and len(name) <= 200:
            return _BY.sub("", name)
    for element in tree.iter("a", "span", "address"):
        if element.get("rel") == "author" or element.get("itemprop") == "author":
            words = " ".join("".join(element.itertext())[:_MAX_VALUE].split())
            if words and len(words) <= 100:
                return _BY.sub("", words)
    return ""


def _published(article: Mapping[str, object], fields: Fields, tree: HtmlElement) -> str:
    declared = text_of(article.get("datePublished")) or _first(fields, *_DATES)
    if declared:
        return declared[:40]
    for time in tree.iter("time"):
        when = time.get("datetime")
        if when and (time.get("pubdate") is not None or time.get("itemprop") == "datePublished"):
            return when.strip()[:40]
    return ""


def _language(tree: HtmlElement, article: Mapping[str, object], fields: Fields) -> str:
    words = (
        tree.get("lang") or tree.get("xml:lang") or "",
        text_of(article.get("inLanguage")),
        _first(fields, "content-language", "og:locale", "dc.language", "language"),
    )
    return next((word.strip().replace("_", "-") for word in words if _LANGUAGE.fullmatch(word.strip())), "")


def _canonical_url(tree: HtmlElement, fields: Fields, source: str) -> str:
    links = (link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    for written in (*links, _first(fields, "og:url")):
        with suppress(ValueError):
            url = urljoin(source if "://" in source else "", written.strip())
            if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc:
                return url[:_MAX_VALUE]
    return ""


def _document_title(tree: HtmlElement) -> str:
    head = next(tree.iter("head"), tree)
    title = next(head.iter("title"), None)
    return " ".join((title.text_content() if title is not None else "")[:_MAX_VALUE].split())


def _title(document: str, declared: Sequence[str], headings: Sequence[str], site: str) -> str:
    written = [key for key in map(folded_words, (document, *declared)) if key]
    keys = [(folded_words(heading), heading) for heading in headings]
    named = [(key, heading) for key, heading in keys if key and key != folded_words(site)]
    confirmed = [heading for key, heading in named if key in written]
    confirmed += [
        heading for key, heading in named if _is_telling(key) and any(one[: len(key)] == key for one in written)
    ]
    confirmed += [
        heading for key, heading in named if len(key) >= _SURE_WORDS and any(one[-len(key) :] == key for one in written)
    ]
    if confirmed:
        return confirmed[0]
    candidates = [_without_site(one, site) for one in (*declared, document) if one]
    return next((one for one in candidates if one), "")


def _is_telling(key: tuple[str, ...]) -> bool:
    """Whether the text has more than one word; in a script without spaces one "word" can be a sentence."""
    return len(key) > 1 or len(unspaced(key[0])) >= _SURE_SIGNS


def _without_site(title: str, site: str) -> str:
    """A title without the site's name, or without a short first or last part that looks like one."""
    parts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    if not parts:
        return title
    first, last = title[: parts[0][0]], title[parts[-1][1] :]
    rest_after, rest_before = title[parts[0][1] :], title[: parts[-1][0]]
    if site and folded_words(last) == folded_words(site):
        return rest_before
    if site and folded_words(first) == folded_words(site):
        return rest_after
    is_colon = title[parts[-1][0]] == ":"
    if not is_colon and len(last.split()) <= 4 and len(rest_before.split()) >= 4:
        return rest_before
    return title


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
    return len(_WORD_CHARACTERS.findall(text))


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
