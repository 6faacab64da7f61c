"""Figures, dates, units, negations and signs that change in place, and changes that do not matter."""

import random
import re

from tests.benchmarks.anchor_shapes.case import FLAG, OPEN, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import SPACED, language_of, sentences, some_prose, with_other_words

_MARKS = ".,;:!?…—–-*()«»„“”\"¿¡'"
FIGURES = (
    "The patient takes {5 mg|50 mg} of the drug twice a day, always after a meal.",
    "In {1986|1968} the bridge was closed to heavy traffic for the first time.",
    "Some {12,400|14,200} people signed the petition before the deadline.",
    "Der Pegel stieg in der Nacht auf {3,40|4,30} Meter und fiel erst am Abend.",
    "Im Jahr {1848|1884} zog die Werkstatt in die Vorstadt um.",
    "Le train de nuit met désormais {9|11} heures pour atteindre la côte.",
    "Hacia {1910|1901} la fábrica daba trabajo a medio pueblo.",
    "За зиму мастер починил {27|72} часов и ни одного не потерял.",
    "この橋は{1923|1932}年に架けられ、今も使われている。",
    "该项目去年收到{320|230}份申请，其中大部分来自外省。",
    "بلغ عدد الزوار {450|540} زائرا في اليوم الأول من المعرض.",
    "The board approved {three|five} new posts for the coming year.",
    "Es fehlten noch {zwei|sieben} Stimmen zur Mehrheit im Rat.",
)
DATES = (
    "The offices reopen on {3 May|13 May} after the long repair of the heating.",
    "The hearing was moved to {Tuesday|Thursday} because the hall is taken.",
    "Die Frist endet am {4. Juni|4. Juli} um Mitternacht, Verlängerungen gibt es nicht.",
    "Die Sitzung beginnt am {Montag|Freitag} mit dem Bericht der Kasse.",
    "L'exposition ferme ses portes le {2 mars|2 mai} au soir.",
    "La obra se estrena el {jueves|martes} en el teatro pequeño.",
    "Музей закрыт с {5 июня|5 июля} до особого распоряжения.",
    "The treaty was signed in {March|August} and never published.",
)
UNITS = (
    "Each sack weighs 25 {kg|lb} and has to be carried up by hand.",
    "The pipeline loses about 3 {million|billion} litres a year.",
    "The fine is {€|$}500 for every day of delay.",
    "Die Leitung ist 40 {km|m} lang und liegt unter dem Fluss.",
    "Die Miete steigt um 6 {Prozent|Euro} zum Jahreswechsel.",
    "Le réservoir contient 80 {litres|tonnes} d'huile de colza.",
    "El plazo es de 10 {días|meses} a partir de la firma.",
    "Глубина колодца {12 м|12 см}, вода в нём солёная.",
    "The oven is kept at 180 {°C|°F} for the whole night.",
    "The dose is 20 {µg|mg} for children under the age of six.",
)
NEGATIONS = (
    "The witness {did|did not} see the car leave the yard that evening.",
    "The bridge {is|isn't} safe for lorries, the engineers wrote.",
    "The valve must {always|never} be opened before the pump is running.",
    "Der Verwalter hat den Brief {|nicht} beantwortet, wie die Akte zeigt.",
    "Es gab {einen|keinen} Grund, die Sitzung zu vertagen.",
    "Le maire {a|n'a pas} signé l'accord avec la compagnie des eaux.",
    "El capitán {|no} vio el faro antes de la tormenta.",
    "Il sindaco {|non} ha firmato il contratto con la ditta.",
    "Сторож {|не} видел, кто вышел из мастерской вечером.",
    "De burgemeester heeft de brief {|niet} beantwoord.",
    "委员会{|没有}批准这项计划，报告里写得很清楚。",
    "彼はその手紙を読{んだ|まなかった}と証言している。",
    "{|لم} يوقع المدير على العقد في نهاية الاجتماع.",
    "The findings are {|in}conclusive, says the report of the second panel.",
    "Strażnik {|nie} widział, kto wyszedł z warsztatu.",
    "कर्मचारी ने पत्र का उत्तर {|नहीं} दिया है।",
    "คณะกรรมการ{|ไม่}อนุมัติแผนงานนี้ในการประชุม",
    "O prefeito {|não} assinou o contrato com a empresa.",
    "They went home {with|without} the papers that they had come for.",
)
SIGNS = (
    "if (count {==|!=} limit) {{ return total; }}",
    "while index {<|<=} len(rows): index += step",
    "total = price {+|-} discount * quantity",
    "ready = has_key {&&|&} is_open;",
    "The night was cold, {-12|12} degrees at the harbour wall.",
    "The balance stood at {+|−}340 at the end of the quarter.",
    "Let x {≥|≤} 4 and let y be any even number.",
    "result = value {*|/} factor + offset",
    "if {!|}found then report the missing file",
    "The reading was off by {±|+}3 units on the second day.",
)
_SLOT = re.compile(r"(?<!\{)\{([^{}]*?)\|(\|?[^{}|]*)\}")


def changed(
    kind: str,
    chosen: random.Random,
    stock: tuple[str, ...],
    policy: str = FLAG,
    *,
    only_added: bool = False,
    alone: bool = False,
) -> Case:
    """A sentence of ``stock`` whose braces have the old and the new words, in prose; ``alone``: a paragraph."""
    template = chosen.choice(stock)
    turned = chosen.random() < 0.5 and not only_added
    old, new = (_filled(template, which) for which in ((2, 1) if turned else (1, 2)))
    whole = chosen.random() < 0.6 or alone or only_added
    if whole:
        # What is added inside a sentence belongs to a passage that is the sentence.
        old, new = marked(old), marked(new)
    language = language_of(chosen)
    lead, middle, *rest = some_prose(chosen, language, 4)
    if not whole:
        extra = sentences(lead)[0]
        old, new = marked(f"{extra} {old}"), marked(f"{extra} {new}")
        lead = paragraphs(rest.pop())
    if chosen.random() < 0.3 or alone:
        return case(kind, paragraphs(lead, old, middle, rest), paragraphs(lead, middle, new, rest), policy)
    return case(kind, paragraphs(lead, f"{middle} {old}", rest), paragraphs(lead, f"{middle} {new}", rest), policy)


def _filled(template: str, which: int) -> str:
    text = _SLOT.sub(lambda found: found[which], template)
    return re.sub("  +", " ", text.replace("{{", "{").replace("}}", "}")).strip()


def figure(chosen: random.Random) -> Case:
    """Another figure."""
    return changed("changed: figure", chosen, FIGURES)


def date(chosen: random.Random) -> Case:
    """Another day or month."""
    return changed("changed: date", chosen, DATES)


def unit(chosen: random.Random) -> Case:
    """Another unit."""
    return changed("changed: unit", chosen, UNITS)


def negation(chosen: random.Random) -> Case:
    """A negation is added or removed."""
    return changed("changed: negation", chosen, NEGATIONS)


def sign(chosen: random.Random) -> Case:
    """Another sign or operator."""
    return changed("changed: sign", chosen, SIGNS)


def ordinary_word(chosen: random.Random) -> Case:
    """One ordinary word of a sentence changes, which needs no flag."""
    language = language_of(chosen)
    first, *rest = some_prose(chosen, language, 3)
    every = [part for part in sentences(first) if len(part) > 60] or [first]
    mine = chosen.choice(every)
    new = with_other_words(chosen, mine, language, 1)
    if re.search(r"\d", mine + new):
        return ordinary_word(chosen)
    return case(
        "kept: one ordinary word",
        paragraphs(first.replace(mine, marked(mine)), rest),
        paragraphs(first.replace(mine, marked(new)), rest),
    )


def noise(chosen: random.Random) -> Case:
    """Half of the words are replaced; the punctuation stays, so that it is one sentence."""
    language = language_of(chosen)
    first, *rest = some_prose(chosen, language, 3)
    every = [part for part in sentences(first) if len(part) > 60] or [first]
    mine = chosen.choice(every)
    pieces = mine.split(" ")
    other = chosen.choice(some_prose(chosen, language, 1)).split(" ")
    for place in chosen.sample(range(len(pieces)), len(pieces) // 2):
        word = chosen.choice(other).strip(_MARKS)
        pieces[place] = pieces[place].replace(pieces[place].strip(_MARKS), word, 1)
    return case(
        "noise: half of the words",
        paragraphs(first.replace(mine, marked(mine)), rest),
        paragraphs(first.replace(mine, marked(" ".join(pieces))), rest),
        FLAG,
    )


def typo(chosen: random.Random) -> Case:
    """Two letters in one or two words are swapped; or quotation marks, case and line ends change."""
    language = chosen.choice(SPACED)
    first, *rest = some_prose(chosen, language, 3)
    mine = max(sentences(first), key=len)
    at = chosen.choice(list(re.finditer(r"[^\W\d]{5,}", mine))).start() + 2
    new = mine[:at] + mine[at + 1] + mine[at] + mine[at + 2 :]
    if chosen.random() < 0.5:
        new = new.replace(" ", "\n", 2)
    old_text, new_text = (
        paragraphs(first.replace(mine, marked(mine)), rest),
        paragraphs(first.replace(mine, marked(new)), rest),
    )
    assert OPEN in new_text
    return case("kept: typos", old_text, new_text)


def arabic(chosen: random.Random) -> Case:
    """Vowel signs and tatweel are added or removed."""
    plain = "كتب المعلم رسالة طويلة إلى أهل القرية ثم عاد إلى البيت قبل المساء."
    vowels = "كَتَبَ المُعَلِّمُ رِسَالَةً طَوِيلَةً إِلَى أَهْلِ القَرْيَةِ ثُمَّ عَادَ إِلَى البَيْتِ قَبْلَ المَسَاءِ."
    drawn = "كتـــب المعلم رســالة طويلة إلى أهل القـريـة ثم عـــاد إلى البيت قبل المساء."
    old, new = chosen.sample((plain, vowels, drawn), 2)
    lead, rest = "وصل القطار متأخرا إلى المحطة القديمة.", "لم يكن أحد ينتظر على الرصيف في تلك الساعة."
    extra = some_prose(chosen, "en", 2)
    return case(
        "kept: vowel signs", paragraphs(extra[0], lead, marked(old), rest), paragraphs(extra, lead, marked(new), rest)
    )


KINDS = (figure, date, unit, negation, sign, ordinary_word, noise, typo, arabic)
