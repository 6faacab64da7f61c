"""Kinds for judging, which were not used to develop the algorithm. Look only at their figures, never at their cases."""

import random

from tests.benchmarks.anchor_shapes import kindred
from tests.benchmarks.anchor_shapes.case import FLAG, GONE, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import language_of, some_prose, with_other_words

_PEOPLE = [
    "Hansen",
    "Okafor",
    "Lindqvist",
    "Petrov",
    "Novak",
    "Costa",
    "Weber",
    "Silva",
    "Rossi",
    "Tanaka",
    "Mbeki",
    "Larsen",
    "Dupont",
    "Kowalski",
]
_TOWNS = ["Lund", "Graz", "Porto", "Turku", "Ghent", "Lviv", "Brno", "Cork", "Siena", "Bergen", "Vilnius", "Plovdiv"]
_GOODS = ["barley", "copper", "linen", "timber", "wool", "salt", "herring", "tar", "wax", "amber"]
_JOB = "Vacancy: {good} inspector in {town}. Apply to {person} by the end of the month; the post is permanent."
_OBITUARY = "{person}, who traded in {good} for most of a long life, died in {town} last week after a short illness."
_WEATHER = "{town}: {low} to {high} degrees, wind from the {wind}, no rain before the evening."
_RECIPE = ("{n} g of {good}, washed and dried", "{n} ml of cold water from {town}", "{n} spoons of {good}, sifted")


def _list_of(chosen: random.Random, template: str, count: int) -> list[str]:
    people, towns, goods = (chosen.sample(stock, count) for stock in (_PEOPLE, _TOWNS, _GOODS))
    return [
        template.format(
            person=person,
            town=town,
            good=good,
            low=chosen.randint(-9, 9),
            high=chosen.randint(10, 25),
            wind=chosen.choice(("north", "west", "east", "south")),
            n=chosen.randint(2, 900),
        )
        for person, town, good in zip(people, towns, goods, strict=True)
    ]


def jobs_swapped(chosen: random.Random) -> Case:
    """Advertisements in another order, with new ones among them."""
    parts = _list_of(chosen, chosen.choice((_JOB, _OBITUARY)), 6)
    place = chosen.randrange(4)
    parts[place] = marked(parts[place])
    new = parts[: chosen.choice((4, 6))]
    while new[place : place + 1] == parts[place : place + 1]:
        chosen.shuffle(new)
    lead, rest = some_prose(chosen, "en", 2)
    return case("held out: advertisements moved", paragraphs(lead, parts[:4], rest), paragraphs(lead, new, rest))


def jobs_replaced(chosen: random.Random) -> Case:
    """An advertisement is replaced."""
    parts = _list_of(chosen, chosen.choice((_JOB, _OBITUARY)), 5)
    place = chosen.randrange(4)
    new = [*parts[:place], parts[4], *parts[place + 1 : 4]]
    parts[place] = marked(parts[place])
    lead, rest = some_prose(chosen, "en", 2)
    return case(
        "held out: advertisement replaced", paragraphs(lead, parts[:4], rest), paragraphs(lead, new, rest), GONE
    )


def weather(chosen: random.Random) -> Case:
    """The forecast for the next day: the order of the towns may change, and the figures change."""
    parts = _list_of(chosen, _WEATHER, 6)
    place = chosen.randrange(6)
    new = [
        part.replace(part.split(": ")[1].split(",")[0], f"{chosen.randint(26, 30)} to {chosen.randint(31, 40)} degrees")
        for part in parts
    ]
    old = [*parts[:place], marked(parts[place]), *parts[place + 1 :]]
    new[place] = marked(new[place])
    if chosen.random() < 0.5:
        chosen.shuffle(new)
    lead, rest = some_prose(chosen, "en", 2)
    return case(
        "held out: weather", paragraphs(lead, "\n".join(old), rest), paragraphs(lead, "\n".join(new), rest), FLAG
    )


def recipe(chosen: random.Random) -> Case:
    """One amount of a recipe changes."""
    parts = [_list_of(chosen, template, 1)[0] for template in chosen.sample(_RECIPE, 3)]
    place = chosen.randrange(3)
    amount, rest_of_line = parts[place].split(" ", 1)
    changed = marked(f"{int(amount) + chosen.choice((1, 10, 100))} {rest_of_line}")
    old = [*parts[:place], marked(parts[place]), *parts[place + 1 :]]
    new = [*parts[:place], changed, *parts[place + 1 :]]
    lead, rest = some_prose(chosen, "en", 2)
    return case(
        "held out: recipe", paragraphs(lead, "\n".join(old), rest), paragraphs(lead, "\n".join(new), rest), FLAG
    )


def glossary(chosen: random.Random) -> Case:
    """Entries of a glossary that share most of their words are reordered, and one is edited."""
    language = language_of(chosen)
    first = some_prose(chosen, language, 1)[0][:120]
    parts = [with_other_words(chosen, first, language, 3) for _ in range(5)]
    if len(set(parts)) < 5:
        return glossary(chosen)
    place = chosen.randrange(5)
    parts[place] = marked(parts[place])
    new = parts[:]
    while new[place] == parts[place]:
        chosen.shuffle(new)
    lead, rest = some_prose(chosen, language, 2)
    return case("held out: glossary", paragraphs(lead, "\n".join(parts), rest), paragraphs(lead, "\n".join(new), rest))


def interview(chosen: random.Random) -> Case:
    """Pairs of questions and answers, with the speakers' names in front, change places."""
    language = language_of(chosen)
    answers = some_prose(chosen, language, 4)
    if len(answers) < 4:
        return interview(chosen)
    questions = [answer.split(" ", 6)[5] for answer in answers]
    pairs = [f"Q: {question}?\n\nA: {answer}" for question, answer in zip(questions, answers, strict=True)]
    place = chosen.randrange(4)
    pairs[place] = marked(pairs[place])
    new = pairs[:]
    while new[place] == pairs[place]:
        chosen.shuffle(new)
    return case("held out: interview", paragraphs(pairs), paragraphs(new))


def version_notes(chosen: random.Random) -> Case:
    """Notes of a new version on top; all notes have similar words."""
    parts = [
        f"Version {major}.{chosen.randint(0, 9)} handles {good} from {town} faster and mends a fault in the index."
        for major, good, town in zip(range(9, 3, -1), chosen.sample(_GOODS, 6), chosen.sample(_TOWNS, 6), strict=True)
    ]
    place = chosen.randrange(1, 6)
    parts[place] = marked(parts[place])
    lead, rest = some_prose(chosen, "en", 2)
    return case("held out: version notes", paragraphs(lead, parts[1:], rest), paragraphs(lead, parts, rest))


def sentence_rewritten(chosen: random.Random) -> Case:
    """A sentence is replaced by other words between the same neighbours."""
    language = language_of(chosen)
    first, *rest, other = some_prose(chosen, language, 4)
    pieces = first.split(". ")
    if len(pieces) < 3:
        return sentence_rewritten(chosen)
    new = [pieces[0], other.split(". ")[0], *pieces[2:]]
    pieces[1] = marked(pieces[1])
    return case("held out: rewritten", paragraphs(". ".join(pieces), rest), paragraphs(". ".join(new), rest), GONE)


def another_sentence(chosen: random.Random) -> Case:
    """A new sentence has some words of one that was cut."""
    return kindred.another(chosen, kindred.HELD_OUT)


def same_sentence(chosen: random.Random) -> Case:
    """A sentence is said in other words."""
    return kindred.the_same(chosen, kindred.HELD_OUT)


KINDS = (
    another_sentence,
    same_sentence,
    jobs_swapped,
    jobs_replaced,
    weather,
    recipe,
    glossary,
    interview,
    version_notes,
    sentence_rewritten,
)
