"""Reads a page's metadata: title, author, date, language, site, canonical URL."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from readtui.importers.common.direction import stated_direction
from readtui.importers.common.titles import told_title
from readtui.importers.html.declared import Fields, is_article, linked_data, text_of
from readtui.model.article import Metadata
from readtui.text.scripts import unspaced

_MAX_VALUE = 1000
_SURE_SIGNS = 6
_SURE_WORDS = 3
_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/]+\s+|\s*[|»]\s*|: ")
_BY = re.compile(r"^(?:by|von|par|por|di|door|words by|written by)\s*:?\s+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_WORD = re.compile(r"\w+")
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
        try:
            url = urljoin(source if "://" in source else "", written.strip())
            if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc:
                return url[:_MAX_VALUE]
        except ValueError:
            continue
    return ""


# ------------------------------------------------------------------ the title


def _document_title(tree: HtmlElement) -> str:
    head = next(tree.iter("head"), tree)
    title = next(head.iter("title"), None)
    return " ".join((title.text_content() if title is not None else "")[:_MAX_VALUE].split())


def _title(document: str, declared: Sequence[str], headings: Sequence[str], site: str) -> str:
    written = [key for key in map(_key, (document, *declared)) if key]
    keys = [(_key(heading), heading) for heading in headings]
    named = [(key, heading) for key, heading in keys if key and key != _key(site)]
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


def _key(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _without_site(title: str, site: str) -> str:
    """A title without the site's name, or without a short first or last part that looks like one."""
    parts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    if not parts:
        return title
    first, last = title[: parts[0][0]], title[parts[-1][1] :]
    rest_after, rest_before = title[parts[0][1] :], title[: parts[-1][0]]
    if site and _key(last) == _key(site):
        return rest_before
    if site and _key(first) == _key(site):
        return rest_after
    is_colon = title[parts[-1][0]] == ":"
    if not is_colon and len(last.split()) <= 4 and len(rest_before.split()) >= 4:
        return rest_before
    return title
