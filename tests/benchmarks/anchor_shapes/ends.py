"""Text inserted beside a passage, halves of a sentence, and ends of paragraphs."""

import random

from tests.benchmarks.anchor_shapes.case import EITHER, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import (
    THINGS,
    language_of,
    sentences,
    some_prose,
    with_other_words,
    words,
)

SHORT = {
    "en": ("Not so.", "It rained.", "Who knows?", "That is all."),
    "de": ("Mitnichten.", "Es regnete.", "Wer weiß?", "Das ist alles."),
    "fr": ("Pas du tout.", "Il pleuvait.", "Qui sait ?", "Voilà tout."),
    "es": ("Nada de eso.", "Llovía.", "¿Quién sabe?", "Eso es todo."),
    "ru": ("Вовсе нет.", "Шёл дождь.", "Кто знает?", "Вот и всё."),
}


def _sentence(chosen: random.Random, language: str) -> tuple[list[str], int, list[str]]:
    """The sentences of a paragraph, the index of the passage among them, and other paragraphs."""
    while True:
        first, *rest = some_prose(chosen, language, 3)
        parts = sentences(first)
        if len(parts) >= 3 and all(len(part) > 25 for part in parts):
            return parts, chosen.randrange(len(parts)), rest


def subhead(chosen: random.Random) -> Case:
    """A subhead is inserted before or after the paragraph."""
    language = language_of(chosen)
    lead, mine, rest = some_prose(chosen, language, 3)
    head = chosen.choice(words(THINGS, language)).capitalize()
    if chosen.random() < 0.5:
        head = f"## {head}"
    changed = with_other_words(chosen, mine, language, 1) if chosen.random() < 0.5 else mine
    new = [lead, head, marked(changed), rest] if chosen.random() < 0.5 else [lead, marked(changed), head, rest]
    return case("ends: subhead beside", paragraphs(lead, marked(mine), rest), paragraphs(new))


def short_sentence(chosen: random.Random) -> Case:
    """A short sentence is inserted right before or after the passage."""
    language = language_of(chosen)
    parts, place, rest = _sentence(chosen, language)
    mine = parts[place]
    changed = with_other_words(chosen, mine, language, 1) if chosen.random() < 0.5 else mine
    extra = chosen.choice(SHORT[language])
    new = [extra, marked(changed)] if chosen.random() < 0.5 else [marked(changed), extra]
    before = " ".join([*parts[:place], marked(mine), *parts[place + 1 :]])
    after = " ".join([*parts[:place], *new, *parts[place + 1 :]])
    return case("ends: short sentence beside", paragraphs(before, rest), paragraphs(after, rest))


def half(chosen: random.Random) -> Case:
    """Half of the sentence is cut; sometimes other words follow it."""
    language = language_of(chosen)
    parts, place, rest = _sentence(chosen, language)
    pieces = parts[place].split(" ")
    kept = pieces[: max(4, len(pieces) // 2)]
    new = marked(" ".join(kept).rstrip(",;:") + ".")
    before = " ".join([*parts[:place], marked(parts[place]), *parts[place + 1 :]])
    after = " ".join([*parts[:place], new, *parts[place + 1 :]])
    return case("ends: half a sentence kept", paragraphs(before, rest), paragraphs(after, rest), EITHER)


def ending_rewritten(chosen: random.Random) -> Case:
    """The last paragraph's last words change; the next paragraph is new too and not the passage's."""
    language = language_of(chosen)
    mine, following, lead, other = some_prose(chosen, language, 4)
    pieces = mine.split(" ")
    tail = other.split(" ")[:3]
    new = " ".join(pieces[:-3] + tail) + "."
    # Another phrase at the end of a sentence that is otherwise the same may be flagged.
    return case(
        "ends: over the paragraph's end",
        paragraphs(lead, marked(mine), following),
        paragraphs(lead, marked(new), sentences(other)[-1], following),
        EITHER,
    )


def paragraph_after(chosen: random.Random) -> Case:
    """A short paragraph is inserted after the passage, which ends its own paragraph."""
    language = language_of(chosen)
    parts, _, rest = _sentence(chosen, language)
    short = chosen.choice(SHORT[language])
    before = paragraphs(" ".join([*parts[:-1], marked(parts[-1])]), rest)
    after = paragraphs(" ".join([*parts[:-1], marked(with_other_words(chosen, parts[-1], language, 1))]), short, rest)
    return case("ends: short paragraph after", before, after)


def short_row(chosen: random.Random) -> Case:
    """A short line that occurs once is unchanged, while everything around it changes."""
    language = language_of(chosen)
    things = chosen.sample(words(THINGS, language), 7)
    lead, rest, other = some_prose(chosen, language, 3)
    mine = f"{things[0].capitalize()} {chosen.randint(2, 90)}"
    old = [thing.capitalize() for thing in things[1:4]]
    new = [thing.capitalize() for thing in things[4:7]]
    place = chosen.randrange(4)
    joint = chosen.choice(("\n", "\n\n", "\n- "))
    before = paragraphs(lead, joint.join([*old[:place], marked(mine), *old[place:]]), rest)
    after = paragraphs(other, joint.join([*new[:place], marked(mine), *new[place:]]), rest)
    return case("ends: a row stands once", before, after, EITHER)


KINDS = (subhead, short_sentence, half, ending_rewritten, paragraph_after, short_row)
