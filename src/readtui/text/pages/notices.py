"""Recognizes sentences in which a page addresses its readers: consent, accounts, newsletters, offers."""

import re

from readtui.text.pages.service_lines import folded, one_of

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
