"""Material for the texts: prose of the sample articles, and words for templates, by language."""

# ruff: noqa: E501  (words in one piece)

import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_SAMPLES = Path(__file__).parents[3] / "sample_articles"
_FILES = {
    "en": ("the-edge-of-the-page.md", "a-ball-on-a-pole.txt"),
    "de": ("nato-moskau-gipfel.txt",),
    "fr": ("la-ville-qui-soufflait.md",),
    "es": ("la-campanera.txt",),
    "ru": ("dve-tochki.md",),
    "ja": ("kotoba-no-umi.txt",),
}
SPACED = ("en", "de", "fr", "es", "ru")

NAMES = {
    "en": "Alice Reed|Tom Barlow|Priya Nair|Owen Clarke|Grace Holt|Sam Whitby|Ellen Moss|Jack Dunne|Ruth Adair|Leo Finch",
    "de": "Anna Berg|Karl Ohm|Jutta Wied|Emil Strauch|Lena Voss|Otto Hahnel|Frieda Kunz|Max Reuter|Ida Lohse|Paul Zander",
    "fr": "Luc Moreau|Anne Petit|Jean Faure|Claire Dubois|Paul Girard|Elise Roux|Marc Leroy|Zoé Blanc|Yves Colin|Nina Morel",
    "es": "Juan Ríos|Eva Soler|Luis Prado|Marta Gil|Pedro Vega|Inés Lara|Hugo Nieto|Rosa Mena|Iván Cano|Alba Reyes",
    "ru": "Иван Лебедев|Анна Орлова|Пётр Зуев|Мария Белова|Олег Громов|Нина Жук|Лев Осипов|Вера Крылова|Юрий Панин|Зоя Титова",
}
PLACES = {
    "en": "town library|river hall|old mill|north chapel|harbour office|glass house|music school|east barn|fire station",
    "de": "Stadtbücherei|Flusshalle|Alte Mühle|Nordkapelle|Hafenamt|Glashaus|Musikschule|Ostscheune|Feuerwache",
    "fr": "bibliothèque municipale|salle du fleuve|vieux moulin|chapelle du nord|bureau du port|serre|école de musique|grange",
    "es": "biblioteca municipal|sala del río|molino viejo|capilla norte|oficina del puerto|invernadero|escuela de música|granero",
    "ru": "городская библиотека|речной зал|старая мельница|северная часовня|контора порта|оранжерея|музыкальная школа|амбар",
}
THINGS = {
    "en": "school roof|bus shelter|swimming pool|market square|cycle path|county archive|sea wall|bandstand|water tower",
    "de": "Schuldach|Wartehäuschen|Schwimmbad|Marktplatz|Radweg|Kreisarchiv|Deichmauer|Musikpavillon|Wasserturm",
    "fr": "toit scolaire|abribus|piscine|place du marché|piste cyclable|archives|digue|kiosque|château d'eau",
    "es": "tejado escolar|parada|piscina|plaza mayor|carril bici|archivo|malecón|quiosco|depósito de agua",
    "ru": "крыша школы|остановка|бассейн|рыночная площадь|велодорожка|архив|дамба|эстрада|водонапорная башня",
}
DAYS = {
    "en": "Monday|Tuesday|Wednesday|Thursday|Friday",
    "de": "Montag|Dienstag|Mittwoch|Donnerstag|Freitag",
    "fr": "lundi|mardi|mercredi|jeudi|vendredi",
    "es": "lunes|martes|miércoles|jueves|viernes",
    "ru": "понедельник|вторник|среду|четверг|пятницу",
}
# Figures, units, dates, negations, and words of the closed list that the samples have: where one comes or goes, a flag
# is due.
_TELLING = re.compile(
    r"\b(?:\d.*|five|fif\w+|thir\w+|sixty|twe\w+|hundreds?|thousands?|ten|tenth|seven|two|three|four|one|ninth|eighteenth|half|twice"
    r"|once|seconds?|minutes?|hours?|days?|years?|centur\w+|decades|degrees|miles?|kilometres?|kilomètres?|february|no|nobody|none|nor|not"
    r"|nothing|never|neither|without|cannot|unless|until|except|if|before|after|must|may|might|will|would|should|can|could|more|most|less"
    r"|least|always|only|all|every\w*|each|any|north|south|east|west|fell|lost|lose|upper|lower|inside|outside|earlier|later|first|last"
    r"|drei\w*|fünf|ein\w*|halbes|höchstens|wenigstens|mehr|weniger\w*|nicht|nie|niemand|kein\w*|ohne|nur|immer|vor|nach|früher\w*|später"
    r"|bis|muss|darf|kann|können|könnte|will|jahr\w*|tage\w*|august|dezember|juli|november|mittwoch|donnerstag|nord\w*|ersten?|letzten|alle\w*"
    r"|jede\w*|erlaubt|abgelehnt|deux|dix|quatre|trente|cents?|une?|première|dernière|ans|années|heures?|jours?|mars|pieds|ne|n|ni|pas|jamais"
    r"|après|avant|plus|tous|tout\w*|si|doce|dos|nueve|och\w+|setenta|años|hora|domingo|unas?|sin|ningun\w*|ninguno|siempre|tod[ao]s?"
    r"|casi|cada|дв\w{1,3}|три\w*|десят\w+|одн\w+|один|тридцать|год\w*|лет|день|секунд|дек\w+|ноябр\w+|не|ни\w{2,3}|без|кроме|если|после|до"
    r"|больше|все|лишь|только|может|можно|последней|спустя|когда)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w{5,}")


def words(table: dict[str, str], language: str) -> list[str]:
    """The words of ``table`` in ``language``."""
    return table[language].split("|")


@cache
def prose(language: str) -> tuple[str, ...]:
    """The longer paragraphs of running text in the samples in ``language``."""
    least = 60 if language == "ja" else 160
    texts = [(_SAMPLES / name).read_text(encoding="utf-8") for name in _FILES[language]]
    found = [" ".join(part.split()) for text in texts for part in text.split("\n\n")]
    # Paragraphs of code are no prose: in code, any other word is flagged.
    return tuple(part for part in found if len(part) >= least and part[0] not in "#>|`-*[" and "_class(" not in part)


def some_prose(chosen: random.Random, language: str, count: int) -> list[str]:
    """``count`` different paragraphs."""
    return chosen.sample(prose(language), min(count, len(prose(language))))


def long_words(language: str) -> list[str]:
    """Different words of at least five letters, none that tells."""
    return sorted({word for part in prose(language) for word in _WORD.findall(part) if not is_telling(word)})


def language_of(chosen: random.Random, languages: Sequence[str] = SPACED) -> str:
    return chosen.choice(languages)


def is_telling(text: str) -> bool:
    """Whether a word is there that changes the meaning if it comes or goes."""
    return _TELLING.search(text) is not None


def with_other_words(chosen: random.Random, text: str, language: str, count: int) -> str:
    """The text with ``count`` of its longer words, none that tells, replaced by others of the language."""
    places = [found.span() for found in _WORD.finditer(text) if not is_telling(found[0])]
    for start, end in sorted(chosen.sample(places, min(count, len(places))), reverse=True):
        # A sentence does not begin with a small letter, and would be a part of the one before.
        word = chosen.choice(long_words(language))
        begins = text[start].isupper() and (not start or text[: start - 1].endswith((".", "!", "?", "…")))
        text = text[:start] + (word[0].upper() + word[1:] if begins else word) + text[end:]
    return text


def sentences(text: str) -> list[str]:
    """Roughly the sentences of ``text``. None ends with a number or an abbreviation of a letter."""
    return [part for part in re.split(r"(?<=[.!?…])(?<!\b\w\.) ", text) if part]
