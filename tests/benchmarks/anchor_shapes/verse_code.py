"""Verse, dialogue, code and law: similar units change places."""

# ruff: noqa: E501  (sentences in one piece)

import random

from tests.benchmarks.anchor_shapes.case import EITHER, FLAG, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import NAMES, PLACES, THINGS, language_of, sentences, some_prose, words

REFRAIN = {
    "en": "And still the water runs, my dear,\nand still the water runs.",
    "de": "Und immer noch das Wasser läuft,\nund immer noch es läuft.",
    "fr": "Et l'eau s'en va toujours, ma mie,\net l'eau s'en va toujours.",
    "es": "Y el agua sigue, sigue, amor,\ny el agua siempre va.",
    "ru": "А речка всё бежит, бежит,\nи речка всё бежит.",
}
LINE = {
    "en": "I went to the {place} with {name} in May,",
    "de": "Ich ging zur Stelle „{place}“ mit {name} im Mai,",
    "fr": "Je fus à « {place} » avec {name} en mai,",
    "es": "Me fui a «{place}» con {name} en abril,",
    "ru": "Ходили мы с {name} туда, где {place},",
}
SAY = {
    "en": "“And what about the {thing}?” asked {name}. “Nobody has told me a word about it.”",
    "de": "„Und was ist mit „{thing}“?“, fragte {name}. „Mir hat keiner ein Wort davon gesagt.“",
    "fr": "— Et pour « {thing} » ? demanda {name}. Personne ne m'en a dit un mot.",
    "es": "—¿Y qué hay de «{thing}»? —preguntó {name}—. Nadie me ha dicho una palabra.",
    "ru": "— А что с «{thing}»? — спросил {name}. — Мне никто ни слова не сказал.",
}
FUNCTION = """def {verb}_{noun}({noun}, limit):
    if {noun} is None or len({noun}) > limit:
        raise ValueError("{noun} is too long")
    return [{verb}(each) for each in {noun}]"""
LAW = {
    "en": "Article {n}\n\nWhoever damages the {thing} or leaves it without care shall pay a fine that the {place} fixes within a month.",
    "de": "§ {n}\n\nWer „{thing}“ beschädigt oder ohne Aufsicht lässt, zahlt ein Bußgeld, das „{place}“ binnen eines Monats festsetzt.",
    "fr": "Article {n}\n\nQuiconque endommage : {thing}, ou le laisse sans surveillance, paie une amende que fixe : {place}, dans le mois.",
    "es": "Artículo {n}\n\nQuien dañe: {thing}, o lo deje sin vigilancia, pagará una multa que fija: {place}, en el plazo de un mes.",
    "ru": "Статья {n}\n\nКто повредит ({thing}) или оставит без присмотра, платит штраф, который назначает {place} в течение месяца.",
}


def _other_order(chosen: random.Random, parts: list[str], place: int) -> list[str]:
    new = parts[:]
    while new[place] == parts[place]:
        chosen.shuffle(new)
    return new


def refrains(chosen: random.Random) -> Case:
    """Verses change places with their refrains. The passage is a verse, or a refrain with the line before it."""
    language = language_of(chosen)
    names, places = (chosen.sample(words(table, language), 4) for table in (NAMES, PLACES))
    verses = [LINE[language].format(name=n, place=p) for n, p in zip(names, places, strict=True)]
    mine = chosen.randrange(4)
    refrain = chosen.random() < 0.5
    texts = []
    for number, verse in enumerate(verses):
        song = REFRAIN[language]
        if number == mine:
            verse, song = (verse, marked(song)) if refrain else (marked(verse), song)
        texts.append(f"{verse}\n{song}")
    lead, rest = some_prose(chosen, language, 2)
    new = _other_order(chosen, texts, mine)
    return case(
        "verse: refrains moved" if refrain else "verse: moved",
        paragraphs(lead, texts, rest),
        paragraphs(lead, new, rest),
    )


def dialogue(chosen: random.Random) -> Case:
    """Lines of a dialogue change places."""
    language = language_of(chosen)
    names, things = (chosen.sample(words(table, language), 4) for table in (NAMES, THINGS))
    lines = [SAY[language].format(name=n, thing=t) for n, t in zip(names, things, strict=True)]
    mine = chosen.randrange(4)
    lines[mine] = marked(lines[mine])
    lead, rest = some_prose(chosen, language, 2)
    new = _other_order(chosen, lines, mine)
    return case("dialogue", paragraphs(lead, lines, rest), paragraphs(lead, new, rest))


def functions(chosen: random.Random) -> Case:
    """Functions of a program change places."""
    verbs = chosen.sample(("load", "clean", "count", "merge", "split", "check"), 4)
    nouns = chosen.sample(("rows", "names", "pages", "marks", "lines", "files"), 4)
    texts = [FUNCTION.format(verb=verb, noun=noun) for verb, noun in zip(verbs, nouns, strict=True)]
    mine = chosen.randrange(4)
    if chosen.random() < 0.5:
        texts[mine] = marked(texts[mine])
    else:
        rows = texts[mine].split("\n")
        at = chosen.randrange(len(rows))
        indent = len(rows[at]) - len(rows[at].lstrip())
        rows[at] = rows[at][:indent] + marked(rows[at].strip())
        texts[mine] = "\n".join(rows)
    lead, rest = some_prose(chosen, "en", 2)
    new = _other_order(chosen, texts, mine)
    return case("code: functions moved", paragraphs(lead, texts, rest), paragraphs(lead, new, rest))


def operator(chosen: random.Random) -> Case:
    """An operator in a function changes."""
    text = FUNCTION.format(verb="load", noun="rows")
    old, new = chosen.choice(((" > ", " >= "), (" or ", " and "), (" is None", " is not None"), (" > ", " < ")))
    rows = text.split("\n")
    at = 1
    before = [*rows[:at], "    " + marked(rows[at].strip()), *rows[at + 1 :]]
    after = [*rows[:at], "    " + marked(rows[at].strip().replace(old, new)), *rows[at + 1 :]]
    lead, rest = some_prose(chosen, "en", 2)
    policy = EITHER if old == " or " else FLAG
    return case(
        "code: operator", paragraphs(lead, "\n".join(before), rest), paragraphs(lead, "\n".join(after), rest), policy
    )


def articles_of_law(chosen: random.Random) -> Case:
    """Articles of a law change places, or one is inserted before; the numbers stay in order."""
    language = language_of(chosen)
    things, places = (chosen.sample(words(table, language), 5) for table in (THINGS, PLACES))
    mine = chosen.randrange(4)
    order = list(range(4))
    if chosen.random() < 0.5:
        chosen.shuffle(order)
    else:
        order.insert(chosen.randint(0, mine), 4)

    def law(order: list[int]) -> str:
        texts = []
        for number, place in enumerate(order, 1):
            head, body = LAW[language].format(n=number, thing=things[place], place=places[place]).split("\n\n")
            texts += [head, marked(body) if place == mine else body]
        return paragraphs(texts)

    lead, rest = some_prose(chosen, language, 2)
    return case("law", paragraphs(lead, law(list(range(4))), rest), paragraphs(lead, law(order), rest))


def verses_of_prose(chosen: random.Random) -> Case:
    """Sentences of prose, one per line, in another order."""
    language = language_of(chosen)
    lines = [part for part in sentences(" ".join(some_prose(chosen, language, 3))) if len(part) > 20]
    mine = chosen.randrange(len(lines))
    lines[mine] = marked(lines[mine])
    return case("lines of prose moved", "\n".join(lines), "\n".join(_other_order(chosen, lines, mine)))


KINDS = (refrains, dialogue, functions, operator, articles_of_law, verses_of_prose)
