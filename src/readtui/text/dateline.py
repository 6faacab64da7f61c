"""Datelines, bylines and dates: the small print of a news article, in languages of Western Europe and Russian."""

import re

_UPPER = "A-ZÀ-ÖØ-ÞŠŽŁŚĆŻĐА-ЯЁ"
_MONTH = (
    r"(?:(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|f[ée]v|avr|juin|juil|ao[uû]|déc|ene|abr|ago|dic|gen"
    r"|mag|giu|lug|set|ott|out|mrt|mei|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]{0,8}\.?)"
)
_CAPITALS = rf"[{_UPPER}][{_UPPER}.'’]+(?:[ \-/][{_UPPER}.'’]+){{0,4}}"
_NAME = rf"[{_UPPER}][\w.'’]+(?:[ \-/][{_UPPER}][\w.'’]+){{0,3}}"
_REGION = rf"(?:, [{_UPPER}][\w.]+(?: [{_UPPER}][\w.]+)?)?"
_DAY_MONTH = (
    rf"(?i:(?:le |el )?\d{{1,2}}(?:\.|er|st|nd|rd|th)? ?(?:de )?{_MONTH}|{_MONTH} \d{{1,2}})(?:,? (?:de )?\d{{4}})?"
)
_DAY = rf"(?:, (?:{_DAY_MONTH}|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}})?))"
_AGENCY = r"(?:\([A-Za-z][\w/. \-]{1,30}\)|\.? ?/[А-ЯЁ][\w. \-]{1,30}/)"
_DASH = r"\.? ?[-–—]{1,2} "
_STOP = rf"\. (?=[\"„“«»¿¡]?[{_UPPER}])"
_DATELINE = re.compile(
    rf"{_CAPITALS}{_REGION}{_DAY}?(?: ?{_AGENCY})?(?:{_DASH}|{_STOP})"
    rf"|{_NAME}{_REGION}{_DAY}? ?{_AGENCY}(?:{_DASH}|[.:]? )"
    rf"|[{_UPPER}]\w+(?:/[{_UPPER}]\w+)+{_DASH}"
)
_DATELINE_ALONE = re.compile(rf"(?:{_CAPITALS}|{_NAME}){_REGION}(?:{_DAY}(?: ?{_AGENCY})?| ?{_AGENCY})\.?$")
_NO_PLACES = frozenset(
    {"note", "notes", "nota", "warning", "attention", "hinweis", "achtung", "wichtig", "aviso", "remarque", "important"}
)
_BY = r"(?:Von|VON|By|BY|Par|PAR|Por|POR|Di|DI|Door|DOOR|Words by|Text:|Texte :|Texto:|Автор:?|Текст:)"
_PARTICLE = r"and|und|et|y|e|en|de|du|da|la|le|van|von|der|den|di|del|in|for|,|&|/|\||•|-|–"
_BYLINE = re.compile(rf"{_BY} (?:[{_UPPER}][\w.'’\-]*,?)(?: ?(?:{_PARTICLE}|[({_UPPER}][\w.'’)\-]*,?)){{0,12}}$")
_DATE = re.compile(
    rf"\d{{1,2}}[./]\s?\d{{1,2}}[./]\s?\d{{2,4}}|\b{_MONTH} \d{{1,2}}\b|\b\d{{1,2}}\.? (?:de )?{_MONTH}(?: |$)"
    r"|\b\d{1,2}:\d\d\b|\b\d{4}-\d\d-\d\d\b|\d{4}年",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:(?:posted|written|reported|reviewed|tested|published|updated|last (?:updated|modified)|filed|created)"
    r" ?(?:by|on|from)?\b ?(?:[:/]| (?:by|on|at) )"
    r"|by [^\W\d_]+ [^\W\d_]+$|(?:updated|published|posted) \d|mis à jour|publié (?:le|par|à)|modifié le"
    r"|par [^\W\d_]+ [^\W\d_]+$|stand ?[:/]"
    r"|veröffentlicht|aktualisiert|erstellt am|zuletzt (?:geändert|aktualisiert)|geschrieben von"
    r"|publicado|actualizado|atualizado em|pubblicato|aggiornato|gepubliceerd|bijgewerkt)",
    re.IGNORECASE,
)
_OF_PICTURE = re.compile(
    r"\W?(?:(?:photo|photograph|image|picture|credits?|source|photos|video|caption) ?(?:by|on|from|credit|source)?\b"
    r" ?(?:[:/]| (?:by|on|at) )|(?:photo|crédit|légende|image|vidéo) ?:"
    r"|(?:foto|bild|fotos|quelle|grafik|video|symbolbild|archivbild) ?[:/]"
    r"|(?:foto|imagen|imagem|crédito|fuente|fonte) ?[:/])",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:credit\.\.\.|\((?:photo|foto|image|bild|credit|crédit|source|quelle|imagen|imagem|picture)\b|©"
    r"|\b(?:Reuters|Getty(?: Images)?|Shutterstock|iStock|Alamy|Associated Press|EPA-EFE|picture alliance|imago"
    r"|Unsplash|Flickr|Bloomberg via Getty Images)\W*$"
    r"|(?:[/(]|\.)(?:AP|AFP|dpa|EPA|EFE|ANSA|Belga|ANP|TASS)(?: Photo)?\W*$)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}(?::|h| Uhr)\d{2}\b|\b\d{1,2}[:.]\d\d Uhr\b|\b\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)


def dateline_length(text: str) -> int:
    """How many characters of a paragraph are its dateline ("BERLIN.", "PARIS (AFP) –"); 0 for none."""
    match = _DATELINE.match(text[:120])
    if match is None or re.split(r"[ .,:]", match[0], maxsplit=1)[0].casefold() in _NO_PLACES:
        return 0
    return len(match[0].rstrip())


def is_dateline(line: str) -> bool:
    """Whether a whole line is a dateline: a place with a day or an agency."""
    return len(line) <= 60 and _DATELINE_ALONE.match(line) is not None


def is_byline(line: str) -> bool:
    """Whether a line names who wrote the article ("Von …", "By …", "Par …")."""
    return len(line) <= 90 and _BYLINE.match(line) is not None


def is_date(line: str) -> bool:
    """Whether a short line holds a date or a time."""
    return len(line) <= 60 and _DATE.search(line) is not None


def is_credit(line: str) -> bool:
    """Whether a line is a picture's caption with its source, or only the source ("Foto: …", "Quelle: dpa/…")."""
    return len(line) <= 300 and bool(_OF_PICTURE.match(line) or _CREDIT.search(line))


def is_small_print(line: str) -> bool:
    """Whether a line states when, by whom or where something was published, or is a caption with its source:
    never a title.
    """
    return len(line) <= 300 and bool(_PUBLISHED.match(line) or is_credit(line) or _CLOCK.search(line))
