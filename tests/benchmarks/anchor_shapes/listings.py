"""Listings, boxes and live blogs: entries are replaced, reordered, appended, or moved to the past ones."""

# ruff: noqa: E501  (sentences in one piece)

import random

from tests.benchmarks.anchor_shapes.case import GONE, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import DAYS, NAMES, PLACES, THINGS, language_of, some_prose, words

READING = {
    "en": "{day} {date}, {hour}:00: {name} reads from “{book}”, {place}, admission free",
    "de": "{day}, {date}., {hour} Uhr: {name} liest aus „{book}“, {place}, Eintritt frei",
    "fr": "{day} {date}, {hour} h : {name} lit des extraits de « {book} », {place}, entrée libre",
    "es": "{day} {date}, {hour}:00 h: {name} lee fragmentos de «{book}», {place}, entrada libre",
    "ru": "{day}, {date}-е, {hour}:00: {name} читает из книги «{book}», {place}, вход свободный",
}
PAST = {
    "en": "Past events",
    "de": "Vergangene Termine",
    "fr": "Événements passés",
    "es": "Eventos pasados",
    "ru": "Прошедшие встречи",
}
BOX = {
    "en": "Latest comment: {name} writes about the {thing}: “It is high time that somebody did something there.”",
    "de": "Neuester Kommentar: {name} schreibt zu „{thing}“: „Es wird höchste Zeit, dass dort etwas geschieht.“",
    "fr": "Dernier commentaire : {name} écrit sur « {thing} » : « Il est grand temps de faire quelque chose. »",
    "es": "Último comentario: {name} escribe sobre «{thing}»: «Ya es hora de que alguien haga algo allí».",
    "ru": "Последний комментарий: {name} пишет о «{thing}»: «Давно пора там что-нибудь сделать».",
}
BLOG = {
    "en": "{hour}:{minute} {name} reports from the {place}: {thing} is now on the agenda, and nobody has left yet.",
    "de": "{hour}:{minute} Uhr: {name} meldet aus „{place}“: {thing} steht jetzt auf der Tagesordnung, noch ist niemand gegangen.",
    "fr": "{hour} h {minute} : {name}, sur place ({place}) : on passe au point « {thing} », et personne n'est parti.",
    "es": "{hour}:{minute} {name} informa desde «{place}»: ahora se trata «{thing}», y nadie se ha ido todavía.",
    "ru": "{hour}:{minute} {name} сообщает ({place}): теперь обсуждают «{thing}», и никто ещё не ушёл.",
}


def readings(chosen: random.Random, language: str, count: int) -> list[str]:
    """Entries of a listing, all with different names and books."""
    names, books = (chosen.sample(words(table, language), count) for table in (NAMES, THINGS))
    dates = sorted(chosen.sample(range(1, 29), count))
    return [
        READING[language].format(
            day=chosen.choice(words(DAYS, language)).capitalize(),
            date=date,
            hour=chosen.choice((18, 19, 20)),
            name=name,
            book=book.capitalize(),
            place=chosen.choice(words(PLACES, language)[:3]),
        )
        for name, book, date in zip(names, books, dates, strict=True)
    ]


def _page(chosen: random.Random, parts: list[str], new_parts: list[str], joint: str, language: str) -> tuple[str, str]:
    lead, *rest = some_prose(chosen, language, 3)
    return (
        paragraphs(lead, joint.join(parts), rest),
        paragraphs(lead, joint.join(new_parts), rest),
    )


def _joint(chosen: random.Random) -> str:
    return chosen.choice(("\n", "\n\n", "\n- "))


def replaced(chosen: random.Random) -> Case:
    """The entry is replaced by another one, and is gone."""
    language = language_of(chosen)
    *parts, other = readings(chosen, language, chosen.randint(2, 5))
    place = chosen.randrange(len(parts))
    new = [*parts[:place], other, *parts[place + 1 :]]
    parts[place] = marked(parts[place])
    return case("listing: replaced", *_page(chosen, parts, new, _joint(chosen), language), GONE)


def past(chosen: random.Random) -> Case:
    """The entry is replaced by another one, and is now among the past ones."""
    language = language_of(chosen)
    *parts, other = readings(chosen, language, chosen.randint(2, 5))
    place = chosen.randrange(len(parts))
    old = [*parts[:place], marked(parts[place]), *parts[place + 1 :]]
    joint = _joint(chosen)
    before, after = _page(chosen, old, [*parts[:place], other, *parts[place + 1 :]], joint, language)
    gone_by = joint.join([PAST[language], marked(parts[place])])
    return case("listing: past", before, after + "\n\n" + gone_by)


def rolling(chosen: random.Random) -> Case:
    """The first entries are removed, and others appended."""
    language = language_of(chosen)
    parts = readings(chosen, language, 7)
    shift = chosen.randint(1, 3)
    place = chosen.randrange(4)
    parts[place] = marked(parts[place])
    before, after = _page(chosen, parts[:4], parts[shift : shift + 4], _joint(chosen), language)
    return case("listing: rolling", before, after, "range" if place >= shift else GONE)


def weekly(chosen: random.Random) -> Case:
    """All entries are replaced."""
    language = language_of(chosen)
    parts = readings(chosen, language, 8)
    place = chosen.randrange(4)
    parts[place] = marked(parts[place])
    return case("listing: every week", *_page(chosen, parts[:4], parts[4:], _joint(chosen), language), GONE)


def sorted_anew(chosen: random.Random) -> Case:
    """The same entries in another order."""
    language = language_of(chosen)
    parts = readings(chosen, language, chosen.randint(3, 7))
    place = chosen.randrange(len(parts))
    parts[place] = marked(parts[place])
    new = parts[:]
    while new[place] == parts[place]:
        chosen.shuffle(new)
    return case("listing: sorted anew", *_page(chosen, parts, new, _joint(chosen), language))


def box(chosen: random.Random) -> Case:
    """A box shows the newest entry; sometimes the old one is further down."""
    language = language_of(chosen)
    names, things = (chosen.sample(words(table, language), 2) for table in (NAMES, THINGS))
    old, new = (BOX[language].format(name=n, thing=t) for n, t in zip(names, things, strict=True))
    lead, *rest = some_prose(chosen, language, 4)
    stays = chosen.random() < 0.5
    top = chosen.random() < 0.5
    before = paragraphs([] if top else lead, marked(old), rest)
    after = paragraphs([] if top else lead, new, rest, marked(old) if stays else "")
    return case("box", before, after, "range" if stays else GONE)


def live_blog(chosen: random.Random) -> Case:
    """New entries on top; the oldest may be gone."""
    language = language_of(chosen)
    names, things = (chosen.sample(words(table, language), 8) for table in (NAMES, THINGS))
    made = [
        BLOG[language].format(
            hour=20 - number // 2,
            minute=10 + chosen.randrange(49),
            name=name,
            place=chosen.choice(words(PLACES, language)[:2]),
            thing=thing,
        )
        for number, (name, thing) in enumerate(zip(names, things, strict=True))
    ]
    shift = chosen.randint(1, 3)
    place = chosen.randrange(3, 8)
    made[place] = marked(made[place])
    return case(
        "live blog",
        *_page(chosen, made[3:8], made[3 - shift : 8 - shift], "\n\n", language),
        "range" if place < 8 - shift else GONE,
    )


def entry_with_more(chosen: random.Random) -> Case:
    """Entries of three lines, two from a template; a line that only its neighbours distinguish."""
    language = language_of(chosen)
    parts = readings(chosen, language, 5)
    more = {"en": "Read more", "de": "Weiterlesen", "fr": "Lire la suite", "es": "Leer más", "ru": "Читать далее"}
    place = chosen.randrange(5)
    entries = [f"{part}\n{more[language]}" for part in parts]
    entries[place] = marked(entries[place])
    new = entries[:]
    while new[place] == entries[place]:
        chosen.shuffle(new)
    return case("listing: with lines of the template", *_page(chosen, entries, new, "\n\n", language))


def form(chosen: random.Random) -> Case:
    """A form filled in by somebody else, or filled in twice, in another order."""
    language = language_of(chosen)
    label = {
        "en": "Name|Subject|Place|Reply by",
        "de": "Name|Betreff|Ort|Antwort bis",
        "fr": "Nom|Objet|Lieu|Réponse le",
    }
    labels = label.get(language, label["en"]).split("|")

    def filled() -> str:
        values = (
            chosen.choice(words(NAMES, language)),
            chosen.choice(words(THINGS, language)),
            chosen.choice(words(PLACES, language)),
            f"{chosen.randint(1, 28)}.{chosen.randint(1, 12)}.",
        )
        return "\n".join(f"{name}: {value}" for name, value in zip(labels, values, strict=True))

    one, two = filled(), filled()
    while set(one.split("\n")) & set(two.split("\n")):
        two = filled()
    lead, rest = some_prose(chosen, language, 2)
    if chosen.random() < 0.5:
        return case("form: swapped", paragraphs(lead, marked(one), two, rest), paragraphs(lead, two, marked(one), rest))
    return case("form: filled in anew", paragraphs(lead, marked(one), rest), paragraphs(lead, two, rest), GONE)


KINDS = (replaced, past, rolling, weekly, sorted_anew, box, live_blog, entry_with_more, form)
