"""Rewritten documents: rows appended, columns in another order, clauses turned, headings renamed, words that stand once."""

# ruff: noqa: E501  (sentences in one piece)

import random

from tests.benchmarks.anchor_shapes.case import EITHER, GONE, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import NAMES, PLACES, THINGS, language_of, sentences, some_prose, words

_HEADS = {
    "en": "place|project|name|cost|state",
    "de": "Ort|Vorhaben|Name|Kosten|Stand",
    "fr": "lieu|projet|nom|coût|état",
    "es": "lugar|proyecto|nombre|coste|estado",
    "ru": "место|проект|имя|цена|состояние",
}
_STATES = {
    "en": "open|done|planned",
    "de": "offen|fertig|geplant",
    "fr": "ouvert|fini|prévu",
    "es": "abierto|hecho|previsto",
    "ru": "открыто|готово|намечено",
}
_TURNED = {
    "en": (
        ("The ferry stays in the harbour", "when the wind blows from the north", "{1}, {0}"),
        ("The council pays for the roof", "if the county agrees", "{1}, {0}"),
        ("The archive opens its doors to visitors", "in the last week of October", "{1}, {0}"),
    ),
    "de": (
        ("Die Fähre bleibt im Hafen", "wenn der Wind von Norden weht", "{1}, bleibt die Fähre im Hafen"),
        ("Der Rat bezahlt das Dach", "falls der Kreis zustimmt", "{1}, bezahlt der Rat das Dach"),
        ("Das Archiv öffnet seine Türen", "sobald die Regale stehen", "{1}, öffnet das Archiv seine Türen"),
    ),
    "fr": (
        ("Le bac reste au port", "quand le vent souffle du nord", "{1}, {0}"),
        ("La commune paie le toit", "si le département est d'accord", "{1}, {0}"),
    ),
    "es": (
        ("El barco se queda en el puerto", "cuando sopla viento del norte", "{1}, {0}"),
        ("El archivo abre sus puertas al público", "si las estanterías están listas", "{1}, {0}"),
    ),
    "ru": (
        ("Паром остаётся в гавани", "когда ветер дует с севера", "{1}, {0}"),
        ("Архив открывает двери для посетителей", "если полки уже стоят", "{1}, {0}"),
    ),
}
_HEADINGS = (
    "Scope|Geltungsbereich|Champ d'application",
    "Open questions|Offene Fragen|Questions ouvertes",
    "Background|Hintergrund|Contexte",
    "Costs and dates|Kosten und Termine|Coûts et délais",
    "Rollout|Einführung|Déploiement",
    "Methods|Methoden|Méthodes",
    "Summary|Zusammenfassung|Résumé",
)
_NUMBERS = ("1. ", "2.3 ", "§ 4 ", "III. ", "A. ", "5 ", "1.1. ", "Part 2: ")


def _table(chosen: random.Random, language: str, count: int) -> tuple[list[str], list[list[str]]]:
    places = chosen.sample(words(PLACES, language), count)
    things, names = words(THINGS, language), words(NAMES, language)
    rows = [
        [
            place,
            chosen.choice(things),
            chosen.choice(names),
            f"{chosen.randint(2, 900)} €",
            chosen.choice(words(_STATES, language)),
        ]
        for place in places
    ]
    return words(_HEADS, language), rows


def rows_appended(chosen: random.Random) -> Case:
    """Rows of the same form are put after the last one, which is the passage or its end."""
    language = language_of(chosen)
    _, rows = _table(chosen, language, 8)
    width = chosen.randint(2, 5)
    style = chosen.choice(("\t", " – ", ", ", ": "))
    kept = chosen.randint(3, 5)
    if chosen.random() < 0.7:
        # The last new row ends as the passage does.
        shared = chosen.randint(1, max(1, width - 1))
        for row in rows[kept:]:
            row[width - shared : width] = rows[kept - 1][width - shared : width]
    lines = [style.join(row[:width]) for row in rows]
    size = chosen.randint(1, 3)
    old = [*lines[: kept - size], marked("\n".join(lines[kept - size : kept]))]
    added = lines[kept : kept + chosen.randint(1, 3)]
    lead, rest = some_prose(chosen, language, 2)
    tail = [rest] if chosen.random() < 0.6 else []
    return case(
        "rows appended", paragraphs(lead, "\n".join(old), tail), paragraphs(lead, "\n".join([*old, *added]), tail)
    )


def columns_reordered(chosen: random.Random) -> Case:
    """The columns of a table change places; sometimes the rows do, too. The passage is a cell."""
    language = language_of(chosen)
    heads, rows = _table(chosen, language, 6)
    order = list(range(5))
    while order == sorted(order):
        chosen.shuffle(order)
    width = chosen.randint(3, 5)
    order = [column for column in order if column < width]
    row, column = chosen.randrange(6), chosen.randrange(width)
    rows_order = list(range(6))
    if chosen.random() < 0.4:
        chosen.shuffle(rows_order)
    style = chosen.choice(("\t", "\t", "|"))

    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cells) + " |" if style == "|" else style.join(cells)

    cells = [heads, *rows]
    cells = [list(each) for each in cells]
    cells[row + 1][column] = marked(cells[row + 1][column])
    old = [line(each[:width]) for each in cells]
    new = [line([cells[0][number] for number in order])]
    new += [line([cells[each + 1][number] for number in order]) for each in rows_order]
    lead, rest = some_prose(chosen, language, 2)
    return case(
        "table: columns reordered", paragraphs(lead, "\n".join(old), rest), paragraphs(lead, "\n".join(new), rest)
    )


def clause_first(chosen: random.Random) -> Case:
    """The second clause of a sentence is put first, alone or in a document."""
    language = language_of(chosen)
    one, two, turned = chosen.choice(_TURNED[language])
    old = f"{one}{', ' if language in ('de', 'ru') else ' '}{two}."
    first = one[0].lower() + one[1:]
    new = turned.format(first, two[0].upper() + two[1:]) + "."
    if chosen.random() < 0.2:
        return case("turned: alone", marked(old), marked(new), EITHER)
    lead, mine, *rest = some_prose(chosen, language, 4)
    parts = sentences(mine)
    at = chosen.randrange(len(parts) + 1)
    others = parts[:at], parts[at:]
    before = paragraphs(lead, " ".join([*others[0], marked(old), *others[1]]), rest)
    after = paragraphs(lead, " ".join([*others[0], marked(new), *others[1]]), rest)
    return case("turned: in a document", before, after, EITHER)


def heading_renamed(chosen: random.Random) -> Case:
    """A heading gets a number, or is translated, beside an unchanged body."""
    language = language_of(chosen)
    lead, one, two, three = some_prose(chosen, language, 4)
    names = [heading.split("|") for heading in chosen.sample(_HEADINGS, 3)]
    style = chosen.choice(("", "", "## "))
    numbers = sorted(chosen.sample(_NUMBERS, 3))
    is_numbered = chosen.random() < 0.5
    other = chosen.choice((1, 2))
    place = chosen.randrange(3)
    old = [style + (marked(name[0]) if number == place else name[0]) for number, name in enumerate(names)]
    if is_numbered:
        new = [
            style + numbers[number] + (marked(name[0]) if number == place else name[0])
            for number, name in enumerate(names)
        ]
    else:
        new = [style + (marked(name[other]) if number == place else name[other]) for number, name in enumerate(names)]
    bodies = [one, two, three]
    before = paragraphs(lead, [part for both in zip(old, bodies, strict=True) for part in both])
    after = paragraphs(lead, [part for both in zip(new, bodies, strict=True) for part in both])
    return case("heading: numbered" if is_numbered else "heading: translated", before, after, EITHER)


def stands_once(chosen: random.Random) -> Case:
    """A word or a part of a line that stands once in both texts, while the sentence around it is written anew."""
    language = language_of(chosen)
    lead, one, two, *rest = some_prose(chosen, language, 5)
    parts = sentences(one)
    name, thing, place = (
        chosen.choice(words(NAMES, language)),
        chosen.choice(words(THINGS, language)),
        chosen.choice(words(PLACES, language)),
    )
    mine = chosen.choice((name, thing, place, name.split()[0]))
    if mine.casefold() in paragraphs(lead, one, two, rest).casefold():
        return stands_once(chosen)
    templates = {
        "en": ("There was talk of {} that day.", "Nobody had mentioned {} until then, it seems."),
        "de": ("An dem Tag war von {} die Rede.", "Niemand hatte bis dahin wohl {} erwähnt."),
        "fr": ("Ce jour-là on parlait de {}.", "Personne n'avait encore cité {}, semble-t-il."),
        "es": ("Aquel día se hablaba de {}.", "Nadie había mencionado antes {}, parece."),
        "ru": ("В тот день речь шла о {}.", "Никто прежде, кажется, не называл {}."),
    }
    old, new = templates[language]
    at = chosen.randrange(len(parts) + 1)
    before = " ".join([*parts[:at], old.format(marked(mine)), *parts[at:]])
    after = " ".join([*parts[:at], new.format(marked(mine)), *parts[at:]])
    moved = [lead, two, after, *rest] if chosen.random() < 0.3 else [lead, after, two, *rest]
    return case("a word stands once", paragraphs(lead, before, two, rest), paragraphs(moved), EITHER)


def numbered_anew(chosen: random.Random) -> Case:
    """A numbered clause is cut, and the ones after it take its number, or another section has it."""
    language = language_of(chosen)
    label = {"en": "Article {}", "de": "Artikel {}", "fr": "Article {}", "es": "Artículo {}", "ru": "Статья {}"}[
        language
    ]
    if chosen.random() < 0.5:
        label = chosen.choice(("1.{}", "{}.", "§ {}", "4.{}."))
    stock = [part for text in some_prose(chosen, language, 5) for part in sentences(text) if len(part) > 30]
    bodies = stock[:6]
    if len(bodies) < 6:
        return numbered_anew(chosen)
    place = chosen.randrange(1, 4)
    joint = chosen.choice(("\n", " "))
    whole = chosen.random() < 0.5

    def clause(number: int, body: str, mine: bool) -> str:
        head = label.format(number)
        if not mine:
            return head + joint + body
        return marked(head + joint + body) if whole else marked(head) + joint + body

    old = [clause(number, body, number == place + 1) for number, body in enumerate(bodies[:5], 1)]
    kept = [*bodies[:place], *bodies[place + 1 : 5]]
    new = [clause(number, body, mine=False) for number, body in enumerate(kept, 1)]
    lead = some_prose(chosen, language, 1)
    return case("numbered: cut, the next take its number", paragraphs(lead, old), paragraphs(lead, new), GONE)


_LABELS = {
    "en": "Money:|Access:|Repairs:|Time:|How we begin:|For now, little changes:",
    "de": "Geld:|Zugang:|Schäden:|Zeit:|So fangen wir an:|Vorerst ändert sich wenig:",
    "fr": "Argent :|Accès :|Dégâts :|Horaire :|Commencez ainsi :|Pour l'instant, peu change :",
    "es": "Dinero:|Acceso:|Daños:|Horario:|Empezamos así:|Por ahora cambia poco:",
    "ru": "Деньги:|Доступ:|Ремонт:|Время:|Начнём так:|Пока меняется немногое:",
}
_JOINTS = {
    "en": (", while {}", "; {}", ", and {}"),
    "de": ("; {}", ", und {}", " – {}"),
    "fr": ("; {}", ", et {}", " – {}"),
    "es": ("; {}", ", y {}", " – {}"),
    "ru": ("; {}", ", а {}", " – {}"),
}


def _long_sentences(chosen: random.Random, language: str, count: int) -> list[str]:
    parts = [part for text in some_prose(chosen, language, 6) for part in sentences(text)]
    plain = [part for part in parts if len(part.split()) > 5 and part[-1] == "." and not set(':"“”«»„;*_') & set(part)]
    return plain[:count] if len(plain) >= count else _long_sentences(chosen, language, count)


def introduced(chosen: random.Random) -> Case:
    """The sentences of a paragraph stand in a list, behind labels that name no speakers, or behind an introduction."""
    language = language_of(chosen)
    parts = _long_sentences(chosen, language, 4)
    labels, place = words(_LABELS, language), chosen.randrange(4)
    before = [*parts[:place], marked(parts[place]), *parts[place + 1 :]]
    if chosen.random() < 0.5:
        chosen.shuffle(before)
        after = "\n".join(f"- {label} {part}" for label, part in zip(labels[:4], before, strict=True))
    else:
        after = " ".join([f"{chosen.choice(labels[4:])} {before[place]}", *before[place + 1 :]])
    lead = some_prose(chosen, language, 1)
    old = " ".join([*parts[:place], marked(parts[place]), *parts[place + 1 :]])
    return case("introduced by a label", paragraphs(lead, old), paragraphs(lead, after))


def joined(chosen: random.Random) -> Case:
    """Two sentences change places and become one; the other one of them gets another figure."""
    language = language_of(chosen)
    parts = _long_sentences(chosen, language, 5)
    place = chosen.randrange(3)
    one, other = parts[place], parts[place + 1]
    changed = other[:-1] + chosen.choice((" (2019)", ""))
    joint = chosen.choice(_JOINTS[language])
    if chosen.random() < 0.5:
        new = changed + joint.format(marked(one[:-1][0].lower() + one[1:-1])) + "."
    else:
        new = marked(one[:-1]) + joint.format(changed[0].lower() + changed[1:]) + "."
    before = " ".join([*parts[:place], marked(one), *parts[place + 1 :]])
    after = " ".join([*parts[:place], new, *parts[place + 2 :]])
    lead = some_prose(chosen, language, 1)
    return case("joined with its neighbor", paragraphs(lead, before), paragraphs(lead, after))


KINDS = (
    rows_appended,
    columns_reordered,
    clause_first,
    heading_renamed,
    stands_once,
    numbered_anew,
    introduced,
    joined,
)
