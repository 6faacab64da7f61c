"""Tells service lines of a page, such as menus, share bars and counters, and notices to its readers from its text."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from readtui.text.word_lists import listed, listed_lines

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
CLOSED = re.compile(r"[.!?…:;。！？」』؟۔।॥։][\"'”’»“«)\]]*(?:\s*\[\d+\])*$")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")

AROUND_HEADING = " \t:»›>•-–—|()[]….!"
_NO_BOX = re.compile(
    r"references|external links|footnotes|about the authors?|links|don'?t miss|up next|share this.*|advertisement"
    r"|anzeige|service"
)
_MAX_SERVICE_CHARACTERS = 400
_DIGIT = re.compile(r"\d")
_NUMBER_RUN = re.compile(r"(?:\W{0,3}\d{1,3} ?%){4,}|(?:\b\d{1,3}\b[ ,|/·-]{1,3}){9,}\d{1,3}\b")
_COUNTER = re.compile(r"[•·\-+*(\[#]{0,2} ?\d{1,3}(?:[., ]?\d{3})*[kKM]? ?[)\]]?|[|•·»«›‹<>→←↑↓×✕+\-/\\#]+")
_GLUE = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ])(?=[A-ZÀ-Þ])")
_BETWEEN_NAMES = re.compile(r" ?[/|·•,&–] ?| - ")
_MENU_SIGN = re.compile(r"[|·•/›»>→]")
_BETWEEN_MENU_ITEMS = re.compile(r"\s*[|·•]\s*|\s+[/›»>→]\s+|(?<=\w)[›»](?=\w)")
_TRAIL = re.compile(r"\s[›»>→]\s")
_GOES_ON = re.compile(r"\. +[A-ZÀ-ÞА-Я].{0,200}\.$")
"""What follows links to read as well in their paragraph."""
_MAX_LINK_CHARACTERS = 160
_MAX_MENU_ITEM_CHARACTERS = 32
_MAX_MENU_ITEM_WORDS = 4
_MAX_NAME_WORDS = 5


@cache
def pattern_of(kind: str) -> str:
    """A pattern for all lines of one kind in ``words/service-patterns.txt``."""
    return "|".join(pattern for of, pattern in listed_lines("service-patterns") if of == kind)


def _link_lines() -> str:
    """A pattern for the beginning of a line inside an article that links to another one."""
    return rf"\W*(?:{pattern_of('link-label')})(?!\w) ?[:：>»›–]"


@cache
def section_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Headings of comment sections, headings of lists of other articles, and links to another article.

    They expect lines in the form of ``folded``, which is three times as fast as matching case-insensitively.
    """
    related = f"{pattern_of('read-also')}|{pattern_of('related-section')}"
    return re.compile(pattern_of("comment-section")), re.compile(related), re.compile(_link_lines())


@cache
def _notice_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Signs of notices, notices, and beginnings of notices; for lines in the form of ``folded``."""
    return (
        re.compile(one_of(map(re.escape, listed("notice-signs")))),
        re.compile(pattern_of("notice")),
        re.compile(pattern_of("notice-beginning")),
    )


def one_of(patterns: Iterable[str]) -> str:
    """A pattern that matches any of ``patterns``, each of which starts with a plain character. It groups those with the
    same start, because the engine tries every alternative at every position.
    """
    beginnings: defaultdict[str, list[str]] = defaultdict(list)
    for pattern in patterns:
        length = 2 if pattern.startswith("\\") else 1
        beginnings[pattern[:length]].append(pattern[length:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in sorted(beginnings.items()))


def _is_notice(line: str) -> bool:
    signs, notices, beginnings = _notice_patterns()
    if beginnings.match(line):
        return True
    return signs.search(line) is not None and notices.search(line) is not None


def folded(line: str) -> str:
    """A line in the form used for comparing words: case-folded, including the Turkish İ, with straight apostrophes."""
    return line.casefold().replace("’", "'").replace("i̇", "i")


def without_edges(line: str) -> str:
    """A line without the symbols, digits and spaces at its ends."""
    return line if line[:1].isalpha() and line[-1].isalpha() else _EDGES.sub("", line)


def is_counter(line: str) -> bool:
    """Whether a line is a stray number, a bullet with a number, or the "0%1%2%3%" of a progress bar."""
    return bool(_COUNTER.fullmatch(line)) or _has_number_run(line)


def _has_number_run(line: str) -> bool:
    return _DIGIT.search(line) is not None and _NUMBER_RUN.search(line) is not None


def service_weight(line: str) -> int:
    """0 for a line of text, 1 for a counter or a mostly-service line, 2 for a whole service phrase or a notice, 3 for a
    run of numbers.
    """
    if len(line) > _MAX_SERVICE_CHARACTERS:
        return 3 if _NUMBER_RUN.match(line) else 0
    return _short_weight(line)


@lru_cache(maxsize=2048)
def _short_weight(line: str) -> int:
    if _COUNTER.fullmatch(line):
        return 1
    if _has_number_run(line):
        return 3
    menu = menu_items(line)
    if menu >= 2:
        return 2 if menu >= 3 else 1
    own = folded(line)
    if len(line) <= 80:
        weight = _label_weight(own) or _label_weight(_glued_names(line))
        if weight:
            return weight
    if len(line) <= _MAX_LINK_CHARACTERS and section_patterns()[2].match(own) and not _GOES_ON.search(line):
        return 1
    return 2 if _is_notice(own) else 0


@lru_cache(maxsize=2048)
def heads_box(line: str) -> bool:
    """Whether a line is the heading of comments or other articles, and not one that an article may have itself, such as
    references, nor a single label.
    """
    comments, related, _ = section_patterns()
    core = folded(line.strip(AROUND_HEADING))
    return bool(comments.fullmatch(core) or related.fullmatch(core)) and not _NO_BOX.fullmatch(core)


@cache
def _box_labels() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Labels of boxes with links, alone or before links, and labels of notes."""
    alone = f"{pattern_of('link-label')}|{pattern_of('read-also')}"
    notes = rf"(?:{pattern_of('note-label')})(?: ?[:：.!]| ?$)"
    return re.compile(f"{_link_lines()}|(?:{alone})$"), re.compile(notes)


def labels_links(line: str) -> bool:
    """Whether a line is or begins with a label of links to read as well, such as "See also:"."""
    line = folded(line[:_MAX_LINK_CHARACTERS].strip())
    return _box_labels()[0].match(line) is not None or _box_labels()[0].match(line.strip(AROUND_HEADING)) is not None


def labels_note(line: str) -> bool:
    """Whether a line is or begins with a label of a note to the reader, such as "Tip:"."""
    return _box_labels()[1].match(folded(line[:_MAX_LINK_CHARACTERS].strip())) is not None


def menu_items(line: str) -> int:
    """The number of items in a one-line menu or breadcrumb trail; 0 for other lines.

    The items are short names without full stops, separated by bars, dots or arrows; a trail may end in the article's
    title.
    """
    if "\n" in line or not _MENU_SIGN.search(line):
        return 0
    items = [item for item in _BETWEEN_MENU_ITEMS.split(line.strip(" |·•›»>→/")) if item]
    if len(items) < 2:
        return 0
    short = items[:-1] if len(items) >= 3 and _TRAIL.search(line) else items
    is_menu = items[0][0].isalpha() and all(
        len(item) <= _MAX_MENU_ITEM_CHARACTERS
        and len(item.split()) <= _MAX_MENU_ITEM_WORDS
        and item[0].isalnum()
        and not CLOSED.search(item)
        for item in short
    )
    return len(items) if is_menu else 0


def _label_weight(line: str) -> int:
    """The weight of a short case-folded line: a service name, several of them, or mostly their words."""
    core = without_edges(line)
    if core in listed("generic-phrases"):
        return 1
    names = [without_edges(name) for name in _BETWEEN_NAMES.split(core)]
    if all(map(_is_service, names)):
        return 2
    if len(core.split()) >= 3 and _is_row_of_names(core.split()):
        return 2
    words = WORD.findall(core)
    service = sum(word in listed("service-words") for word in words)
    small = sum(word in listed("small-words") for word in words)
    if not service or len(words) > 8 or CLOSED.search(line):
        return 0
    if service >= 2 and service + small == len(words):
        return 2
    return 1 if service * 2 >= len(words) else 0


def _is_service(name: str) -> bool:
    return name in listed("service-phrases") or name in listed("generic-phrases")


def _glued_names(line: str) -> str:
    """Service names copied without spaces, such as "ShareTweetPrint", case-folded and with spaces; "" for other
    lines.
    """
    names = [] if " " in line else _GLUE.split(line)
    return folded(" ".join(names)) if len(names) > 1 else ""


def _is_row_of_names(words: list[str]) -> bool:
    """Whether the words are service names in a row, as copied adjacent links are."""
    start, specific = 0, 0
    while start < len(words):
        for end in range(min(len(words), start + _MAX_NAME_WORDS), start, -1):
            name = without_edges(" ".join(words[start:end]))
            if _is_service(name):
                specific += name in listed("service-phrases")
                start = end
                break
        else:
            return False
    return specific > 0


_CONSENT = (
    r"cookie|consent|einwillig|zustimm|datenschutz|personenbezogen|tracking|données personnelles|traceurs|privacy"
    r"|datos personales|dati personali|dados pessoais|persoonsgegevens|toestemming|персональн|クッキー"
    r"|プライバシー|隐私"
)
CONSENT = re.compile(one_of(_CONSENT.split("|")))
TO_THE_READER = re.compile(
    r"\b(?:we|our|us|you|your|wir|unsere?[mnrs]?|uns|sie|ihre?[mnrs]?|nous|notre|nos|vous|votre|vos|nosotros|nuestr[oa]s?"
    r"|usted|tu|tus|su|sus|noi|nostr[oiae]|tuo|tuoi|nós|nosso|nossos|você|seus?|wij|we|ons|onze|je|jouw|u|uw|мы|наш|вы"
    r"|ваш)\b|当社|お客様|我们|您"
)
_ASKED = (
    r"personal data|personal information|opt[- ]?out\b|opt[- ]?in\b|gdpr\b|dsgvo\b|ccpa\b|persönlichen? daten"
    r"|çerez|kişisel veri|informasjonskaps|personuppgift|persondata|evästee|newsletter|subscri|our partners"
    r"|our \d+ partners|sign(?:ing)? ?up\b|sign(?:ing)? ?in\b|e-?mails?\b|inbox|junk|register|registrier|accounts?\b"
    r"|bookmark|abonn|anmeld|angemeldet|kundenkonto|compte\b|suscri|iscriv|iscriz|assina|cadastr|boletín|e-posta"
    r"|bülten|подпис|рассылк|affiliate|materials? on this site|materials? of this site|материалов сайта"
    r"|материалов допуск|e-?paper|会員|ログイン|登録|メール"
)
_ASKING = re.compile(one_of([*_CONSENT.split("|"), *_ASKED.split("|")]))
_ABOUT = re.compile(
    r"advertis|werb|publicité|publicidad|pubblicità|reklam|partners?\b|partenaires|socios|preferences|einstellungen"
    r"|préférences|purposes?\b|zwecke|finalités|vendors|legitimate interest|berechtigtes interesse|browser|websites?\b"
    r"|webseite|third[- ]part|drittanbieter|technologi|settings|device|gerät|experience|analy[sz]|personali[sz]"
    r"|\bagree|\bapp\b|\bfree\b|gratis|kostenlos|gratuit|trial|probe|testen|rabatt|commission|daily|täglich|quotidien|straight"
    r"|this (?:article|story)|click|klicken|cliquez|pulse|haz clic|abbestell|unsubscribe|désabonn|spam|adresse|ücretsiz"
    r"|postfach|exklusiv|exclusi|offers?\b|angebot|offres?\b|ofertas|permission|prior|autoris|ссылк|使用|利用|ご覧|無料"
)
_MANY = 2


def speaks_of_the_page(line: str) -> bool:
    """Whether a line addresses readers about cookies, accounts, newsletters, offers and the like, with more than one
    sign of it.
    """
    own = folded(line)
    if not _ASKING.search(own) or not TO_THE_READER.search(own):
        return False
    asking = {match[0] for match in _ASKING.finditer(own)}
    return len(asking | {match[0] for match in _ABOUT.finditer(own)}) >= _MANY
