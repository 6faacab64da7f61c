"""Tables whose figures change and whose rows are reordered; numbered headings and clauses."""

import random

from tests.benchmarks.anchor_shapes.case import EITHER, FLAG, GONE, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import NAMES, PLACES, THINGS, language_of, sentences, some_prose, words


def _around(chosen: random.Random, language: str, old: str, new: str) -> tuple[str, str]:
    lead, *rest = some_prose(chosen, language, 3)
    return paragraphs(lead, old, rest), paragraphs(lead, new, rest)


def _row(cells: list[str], style: str) -> str:
    return "| " + " | ".join(cells) + " |" if style == "|" else style.join(cells)


def prices(chosen: random.Random) -> Case:
    """Rows stay, prices change."""
    language = language_of(chosen)
    style = chosen.choice(("|", "  ", "\t", " – "))
    goods = chosen.sample(words(THINGS, language), 6)
    old = [[good, f"{chosen.randint(2, 99)},{chosen.randint(10, 99)} €"] for good in goods]
    place = chosen.randrange(6)
    new = [row[:] for row in old]
    for row in new:
        if chosen.random() < 0.5 or row is new[place]:
            row[1] = f"{chosen.randint(100, 300)},{chosen.randint(10, 99)} €"
    rows = [_row(row, style) for row in old], [_row(row, style) for row in new]
    for made in rows:
        made[place] = marked(made[place])
    return case("table: prices", *_around(chosen, language, "\n".join(rows[0]), "\n".join(rows[1])), FLAG)


def league(chosen: random.Random) -> Case:
    """A league table a week later: figures change, and rows change places."""
    language = language_of(chosen)
    style = chosen.choice(("|", "  ", "\t"))
    clubs = chosen.sample(words(PLACES, language), 8)
    points = {club: [chosen.randint(3, 9), chosen.randint(1, 6), chosen.randint(10, 40)] for club in clubs}
    later = {
        club: [a + chosen.randint(0, 1), b + chosen.randint(0, 1), c + chosen.choice((1, 3))]
        for club, (a, b, c) in points.items()
    }
    mine = chosen.choice(clubs)

    def table(figures: dict[str, list[int]]) -> str:
        ranked = sorted(clubs, key=lambda club: -figures[club][2])
        rows = []
        for rank, club in enumerate(ranked, 1):
            row = _row([f"{rank}.", club, *map(str, figures[club])], style)
            rows.append(marked(row) if club == mine else row)
        return "\n".join(rows)

    return case("table: league", *_around(chosen, language, table(points), table(later)), FLAG)


def sorted_rows(chosen: random.Random) -> Case:
    """The same rows, sorted by another column."""
    language = language_of(chosen)
    style = chosen.choice(("|", "  ", "\t"))
    names = chosen.sample(words(NAMES, language), 7)
    kinds = words(THINGS, language)[:3]
    rows = [_row([name, chosen.choice(kinds), str(chosen.randint(1, 30))], style) for name in names]
    place = chosen.randrange(7)
    rows[place] = marked(rows[place])
    new = rows[:]
    while new[place] == rows[place]:
        chosen.shuffle(new)
    return case("table: sorted anew", *_around(chosen, language, "\n".join(rows), "\n".join(new)))


def row_inserted(chosen: random.Random) -> Case:
    """Rows around the passage are inserted and removed."""
    language = language_of(chosen)
    style = chosen.choice(("|", "  ", "\t"))
    names = chosen.sample(words(NAMES, language), 8)
    rows = [_row([name, chosen.choice(words(PLACES, language)), str(chosen.randint(1, 30))], style) for name in names]
    place = chosen.randrange(1, 6)
    rows[place] = marked(rows[place])
    new = rows[:7]
    new.insert(chosen.choice((place, place + 1)), rows[7])
    if chosen.random() < 0.5:
        del new[0]
    return case("table: rows put in", *_around(chosen, language, "\n".join(rows[:7]), "\n".join(new)))


def row_replaced(chosen: random.Random) -> Case:
    """A row is replaced by one about something else."""
    language = language_of(chosen)
    style = chosen.choice(("|", "  ", "\t"))
    names = chosen.sample(words(NAMES, language), 6)
    rows = [
        _row([name, chosen.choice(words(PLACES, language)[:2]), str(chosen.randint(1, 30))], style) for name in names
    ]
    place = chosen.randrange(5)
    old = [*rows[:place], marked(rows[place]), *rows[place + 1 : 5]]
    new = [*rows[:place], rows[5], *rows[place + 1 : 5]]
    return case("table: row replaced", *_around(chosen, language, "\n".join(old), "\n".join(new)), GONE)


def headings_renumbered(chosen: random.Random) -> Case:
    """A section is inserted before: 3.1 becomes 4.1, and the old 4.1 becomes 5.1."""
    language = language_of(chosen)
    titles = chosen.sample(words(THINGS, language) + words(PLACES, language), 6)
    texts = some_prose(chosen, language, 4)
    mine = chosen.randrange(2)
    shared = chosen.random() < 0.5

    def article(first: int, extra: bool) -> str:
        parts: list[str] = [texts[0]]
        if extra:
            parts += [f"{first - 1}.1 {titles[4].capitalize()}", texts[3]]
        for number in range(2):
            title = f"{first + number}.1 {titles[number].capitalize()}" + (" (1)" if shared else "")
            parts += [marked(title) if number == mine else title, texts[1 + number]]
        return paragraphs(parts)

    return case("headings renumbered", article(3, extra=False), article(4, extra=True), EITHER)


def clauses(chosen: random.Random) -> Case:
    """Clauses of a contract change places, but the numbers in front stay in order."""
    language = language_of(chosen, ("en", "de", "fr", "es"))
    template = {
        "en": "The tenant shall look after the {thing}, at the tenant's own cost, and report any damage to {name}.",
        "de": "Der Mieter sorgt auf eigene Kosten für den Bereich {thing} und meldet {name} jeden Schaden.",
        "fr": "Le locataire entretient à ses frais : {thing}, et signale tout dommage à {name}.",
        "es": "El arrendatario mantiene a su cargo: {thing}, y comunica cualquier daño a {name}.",
    }[language]
    things, names = (chosen.sample(words(table, language), 5) for table in (THINGS, NAMES))
    texts = [template.format(thing=thing, name=name) for thing, name in zip(things, names, strict=True)]
    style = chosen.choice(("({letter})", "§ {number}", "{number}.", "Art. {number}"))
    mine = chosen.randrange(5)
    order = list(range(5))
    while order[mine] == mine:
        chosen.shuffle(order)

    def numbered(order: list[int]) -> str:
        rows = []
        for number, place in enumerate(order, 1):
            row = f"{style.format(number=number, letter='abcde'[number - 1])} {texts[place]}"
            rows.append(marked(row) if place == mine else row)
        return "\n".join(rows)

    return case("clauses swapped", *_around(chosen, language, numbered(list(range(5))), numbered(order)), EITHER)


def numbered_words(chosen: random.Random) -> Case:
    """A heading of figures and a shared word: "8.0 chapter of" occurs once, and does not change."""
    language = language_of(chosen)
    word = {"en": "chapter of", "de": "Kapitel zu", "fr": "chapitre de", "es": "capítulo de", "ru": "глава о"}[language]
    numbers = chosen.sample(range(2, 14), 5)
    texts = some_prose(chosen, language, 3)
    lines = [f"{number}.0 {word} {sentences(texts[0])[0]}" for number in numbers]
    place = chosen.randrange(5)
    lines[place] = lines[place].replace(f"{numbers[place]}.0 {word}", marked(f"{numbers[place]}.0 {word}"))
    new = lines[:]
    while new[place] == lines[place]:
        chosen.shuffle(new)
    return case("numbers and a shared word", paragraphs(lines, texts[1]), paragraphs(new, texts[1]))


KINDS = (prices, league, sorted_rows, row_inserted, row_replaced, headings_renumbered, clauses, numbered_words)
