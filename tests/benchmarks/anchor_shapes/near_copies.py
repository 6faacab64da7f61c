"""Paragraphs that differ in a few words and change places, are deleted, or are edited while they move."""

# ruff: noqa: E501  (sentences in one piece)

import random
from collections.abc import Sequence

from tests.benchmarks.anchor_shapes.case import EITHER, GONE, OPEN, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import (
    DAYS,
    NAMES,
    PLACES,
    THINGS,
    language_of,
    sentences,
    some_prose,
    with_other_words,
    words,
)

MINUTES = {
    "en": "On {day} the committee met in the {place} and, after a short debate, approved the money for the {thing} that {name} had asked for in the spring.",
    "de": "Am {day} trat der Ausschuss im Haus „{place}“ zusammen und bewilligte nach kurzer Aussprache das Geld für „{thing}“, um das {name} im Frühjahr gebeten hatte.",
    "fr": "Le {day}, la commission s'est réunie ({place}) et a accordé, après un bref débat, les fonds pour le projet « {thing} » que {name} avait demandés au printemps.",
    "es": "El {day} la comisión se reunió ({place}) y aprobó, tras un breve debate, el dinero para el proyecto «{thing}» que {name} había pedido en primavera.",
    "ru": "В {day} комиссия собралась ({place}) и после короткого обсуждения выделила деньги на проект «{thing}», о которых весной просил {name}.",
}


def entries(chosen: random.Random, language: str, count: int) -> list[str]:
    """Entries of minutes that share their template and sometimes some of their words."""
    names = chosen.sample(words(NAMES, language), count)
    things = chosen.sample(words(THINGS, language), count)
    places, days = words(PLACES, language)[:4], words(DAYS, language)
    return [
        MINUTES[language].format(day=chosen.choice(days), place=chosen.choice(places), thing=thing, name=name)
        for name, thing in zip(names, things, strict=True)
    ]


def _framed(chosen: random.Random, language: str, parts: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Paragraphs for before and after the parts, without the one that ``parts`` are copies of."""
    beginnings = {part.strip(OPEN)[:12] for part in parts}
    around = [each for each in some_prose(chosen, language, 5) if each[:12] not in beginnings]
    return around[:1], around[1:3]


def _swap(chosen: random.Random, parts: list[str]) -> list[str]:
    order = list(range(len(parts)))
    while order == sorted(order):
        chosen.shuffle(order)
    return [parts[place] for place in order]


def _inside(chosen: random.Random, text: str) -> str:
    """The text with a fifth to all of it marked as the passage, at word boundaries."""
    pieces = text.split(" ")
    size = chosen.randint(max(4, len(pieces) // 3), len(pieces))
    first = chosen.randint(0, len(pieces) - size)
    pieces[first] = "\ue000" + pieces[first]
    pieces[first + size - 1] += "\ue001"
    return " ".join(pieces)


def _moved(kind: str, chosen: random.Random, parts: list[str], language: str, put_before: bool) -> Case:
    lead, rest = _framed(chosen, language, parts)
    others = some_prose(chosen, language, 5)[3:] if put_before else []
    before = paragraphs(lead, parts, rest)
    after = paragraphs(
        lead,
        [part for part in others if part not in lead + rest and part[:12] != parts[0].strip(OPEN)[:12]],
        _swap(chosen, parts),
        rest,
    )
    return case(kind, before, after)


def minutes(chosen: random.Random) -> Case:
    """Entries in another order; the passage is a whole entry."""
    language = language_of(chosen)
    parts = entries(chosen, language, chosen.randint(2, 5))
    place = chosen.randrange(len(parts))
    parts[place] = marked(parts[place])
    return _moved("near copies: entries", chosen, parts, language, put_before=chosen.random() < 0.5)


def minutes_part(chosen: random.Random) -> Case:
    """Entries in another order; the passage has at least two of the differing words."""
    language = language_of(chosen)
    parts = entries(chosen, language, chosen.randint(2, 5))
    place = chosen.randrange(len(parts))
    parts[place] = _inside(chosen, parts[place])
    return _moved("near copies: part of an entry", chosen, parts, language, put_before=chosen.random() < 0.5)


def prose_pair(chosen: random.Random) -> Case:
    """A paragraph of prose and one to three copies, each with two to four different words."""
    language = language_of(chosen)
    first = some_prose(chosen, language, 1)[0]
    copies = [with_other_words(chosen, first, language, chosen.randint(2, 4)) for _ in range(chosen.randint(1, 3))]
    parts = list(dict.fromkeys([first, *copies]))
    place = chosen.randrange(len(parts))
    text = parts[place]
    parts[place] = marked(text) if chosen.random() < 0.6 else _inside(chosen, text)
    return _moved("near copies: prose", chosen, parts, language, put_before=chosen.random() < 0.5)


def prose_pair_edited(chosen: random.Random) -> Case:
    """The same, but one ordinary word of the passage also changes."""
    language = language_of(chosen)
    first = some_prose(chosen, language, 1)[0]
    parts = [first] + [with_other_words(chosen, first, language, chosen.randint(3, 5)) for _ in range(2)]
    place = chosen.randrange(3)
    old = [*parts[:place], marked(parts[place]), *parts[place + 1 :]]
    new = [*parts[:place], marked(with_other_words(chosen, parts[place], language, 1)), *parts[place + 1 :]]
    lead, rest = _framed(chosen, language, parts)
    order = _swap(chosen, list("012"))
    return case(
        "near copies: prose edited",
        paragraphs(lead, old, rest),
        paragraphs(lead, [new[int(each)] for each in order], rest),
    )


def deleted_copy(chosen: random.Random) -> Case:
    """One of several near-copies is deleted."""
    language = language_of(chosen)
    parts = entries(chosen, language, 4)
    place = chosen.randrange(4)
    lead, rest = _framed(chosen, language)
    old = [*parts[:place], marked(parts[place]), *parts[place + 1 :]]
    return case(
        "near copies: deleted",
        paragraphs(lead, old, rest),
        paragraphs(lead, parts[:place] + parts[place + 1 :], rest),
        GONE,
    )


def deleted_and_swapped(chosen: random.Random) -> Case:
    """One of several near-copies is deleted, and the others change places."""
    language = language_of(chosen)
    parts = entries(chosen, language, 4)
    place = chosen.randrange(4)
    lead, rest = _framed(chosen, language)
    old = [*parts[:place], marked(parts[place]), *parts[place + 1 :]]
    new = _swap(chosen, parts[:place] + parts[place + 1 :])
    return case("near copies: deleted, others moved", paragraphs(lead, old, rest), paragraphs(lead, new, rest), GONE)


def swapped_sentences(chosen: random.Random) -> Case:
    """Sentences of one paragraph that are near-copies change places."""
    language = language_of(chosen)
    parts = entries(chosen, language, 3)
    place = chosen.randrange(3)
    parts[place] = marked(parts[place])
    lead, rest = _framed(chosen, language)
    return case(
        "near copies: sentences",
        paragraphs(lead, " ".join(parts), rest),
        paragraphs(lead, " ".join(_swap(chosen, parts)), rest),
    )


def template_words(chosen: random.Random) -> Case:
    """A passage of words that every entry has; only its neighbours distinguish it."""
    language = language_of(chosen)
    parts = entries(chosen, language, 3)
    place = chosen.randrange(3)
    shared = {
        "en": "the committee met in the",
        "de": "trat der Ausschuss im Haus",
        "fr": "la commission s'est réunie",
        "es": "la comisión se reunió",
        "ru": "комиссия собралась",
    }[language]
    parts[place] = parts[place].replace(shared, marked(shared))
    return _moved("near copies: words of the template", chosen, parts, language, put_before=False)


def repeated_passage(chosen: random.Random) -> Case:
    """A sentence that occurs in two paragraphs, which change places; one loses the sentence before it."""
    language = language_of(chosen)
    first, second, *around = some_prose(chosen, language, 4)
    repeated = sentences(around.pop())[0]
    one, two = sentences(first), sentences(second)
    mine, other = (one, two) if chosen.random() < 0.5 else (two, one)
    old_mine, new_mine = list(mine), list(mine)
    old_mine[1:1] = [marked(repeated)]
    new_mine[1:1] = [marked(repeated)]
    other = [*other[:1], repeated, *other[1:]]
    lost = new_mine[1:] if chosen.random() < 0.5 and len(new_mine) > 3 else new_mine
    before = paragraphs(around[:1], " ".join(old_mine), " ".join(other), around[1:])
    after = paragraphs(around[:1], " ".join(other), " ".join(lost), around[1:])
    return case("near copies: repeated sentence", before, after, EITHER if lost is not new_mine else "range")


KINDS = (
    minutes,
    minutes_part,
    prose_pair,
    prose_pair_edited,
    deleted_copy,
    deleted_and_swapped,
    swapped_sentences,
    template_words,
    repeated_passage,
)
