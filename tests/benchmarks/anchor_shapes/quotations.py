"""A passage that is cut or mended while a comment, a quote or another speaker has its words; Chinese in the other script."""

# ruff: noqa: E501  (sentences in one piece)

import random

from tests.benchmarks.anchor_shapes.case import GONE, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.near_copies import _inside
from tests.benchmarks.anchor_shapes.stock import NAMES, language_of, sentences, some_prose, with_other_words, words

_STYLES = (
    "> {}",
    "{name} wrote:\n> {}",
    "Comment by {name}: “{}”",
    "{name}: “{}” – really?",
    "Kommentar von {name}: „{}“",
    "{name} : « {} »",
    "# {}",
    "// {}",
    '"{}"',
    "「{}」",
    "/* {} */",
    "    # was: {}\n    return None",
    "{name}: {}",
)
_SHORT_LINES = {
    "en": "We agree to that.|I don't think so.|That was never the plan.|Nobody asked us before.|It is too late for a vote.",
    "de": "Dem stimmen wir zu.|Das glaube ich nicht.|So war es nie geplant.|Uns hat niemand gefragt.|Für eine Abstimmung ist es zu spät.",
    "fr": "Nous sommes d'accord.|Je ne le pense pas.|Ce n'était pas prévu.|Personne ne nous a demandé.|Il est trop tard pour voter.",
    "es": "Estamos de acuerdo.|No lo creo.|Nunca fue el plan.|Nadie nos preguntó.|Es tarde para votar.",
    "ru": "Мы с этим согласны.|Я так не думаю.|Так никогда не планировали.|Нас никто не спросил.|Голосовать уже поздно.",
}
CHINESE = (
    ("这个国家的经济发展很快，但是农村的学校还缺少老师。", "這個國家的經濟發展很快，但是農村的學校還缺少老師。"),
    (
        "他们认为这种办法能够解决问题，所以决定从明年开始实行。",
        "他們認為這種辦法能夠解決問題，所以決定從明年開始實行。",
    ),
    (
        "图书馆里的书虽然旧，读者却觉得它们比电脑上的文章更亲切。",
        "圖書館裡的書雖然舊，讀者卻覺得它們比電腦上的文章更親切。",
    ),
    ("医生说，这种药对儿童没有危险，不过应该按时吃。", "醫生說，這種藥對兒童沒有危險，不過應該按時吃。"),
    ("东边的桥断了以后，车辆必须绕过湖边的小镇。", "東邊的橋斷了以後，車輛必須繞過湖邊的小鎮。"),
    ("委员会讨论了预算，没有作出决定，会议将在下个月继续。", "委員會討論了預算，沒有作出決定，會議將在下個月繼續。"),
    ("气候变暖让这里的冰川每年后退几十米，当地人非常担忧。", "氣候變暖讓這裡的冰川每年後退幾十米，當地人非常擔憂。"),
    ("她从乡下来到城里，学会了开车，还开了一家面馆。", "她從鄉下來到城裡，學會了開車，還開了一家麵館。"),
)


def _document(chosen: random.Random, language: str) -> tuple[list[str], int, list[str]]:
    """The sentences of a paragraph, the index of one that is long enough, and other paragraphs."""
    while True:
        first, *rest = some_prose(chosen, language, 4)
        parts = sentences(first)
        places = [
            place for place, part in enumerate(parts) if len(part.split()) >= 6 and not set('"“”«»„:') & set(part)
        ]
        if len(parts) >= 3 and places:
            return parts, chosen.choice(places), rest


def _comment(chosen: random.Random, sentence: str, language: str) -> str:
    return chosen.choice(_STYLES).replace("{name}", chosen.choice(words(NAMES, language))).replace("{}", sentence)


def _with_comment(chosen: random.Random, rest: list[str], comment: str) -> list[str]:
    at = chosen.randrange(1, len(rest) + 1)
    return [*rest[:at], comment, *rest[at:]]


def quoted_after_cut(chosen: random.Random) -> Case:
    """A sentence is cut, and a new comment or quote block repeats it."""
    language = language_of(chosen)
    parts, place, rest = _document(chosen, language)
    before = " ".join([*parts[:place], marked(parts[place]), *parts[place + 1 :]])
    after = " ".join([*parts[:place], *parts[place + 1 :]])
    new = _with_comment(chosen, rest, _comment(chosen, parts[place], language))
    return case("quoted: cut", paragraphs(before, rest), paragraphs(after, new), GONE)


def quoted_after_mending(chosen: random.Random) -> Case:
    """A sentence stays with a letter or word mended, and a new comment repeats it as it was."""
    language = language_of(chosen)
    parts, place, rest = _document(chosen, language)
    pieces = parts[place].split(" ")
    at = chosen.choice([number for number, piece in enumerate(pieces) if len(piece.strip(".,;")) > 4] or [0])
    piece = pieces[at]
    mended = piece[:2] + piece[3:] if len(piece) > 3 else piece + "s"
    new_sentence = " ".join([*pieces[:at], mended, *pieces[at + 1 :]])
    before = " ".join([*parts[:place], marked(parts[place]), *parts[place + 1 :]])
    after = " ".join([*parts[:place], marked(new_sentence), *parts[place + 1 :]])
    new = _with_comment(chosen, rest, _comment(chosen, parts[place], language))
    return case("quoted: own sentence mended", paragraphs(before, rest), paragraphs(after, new))


def became_a_quote(chosen: random.Random) -> Case:
    """A paragraph becomes a quote in its place, or is put in quotation marks."""
    language = language_of(chosen)
    lead, mine, *rest = some_prose(chosen, language, 4)
    new = chosen.choice(("> {}", "“{}”", "„{}“", "# {}")).replace("{}", marked(mine))
    return case("quoted: in its place", paragraphs(lead, marked(mine), rest), paragraphs(lead, new, rest))


def other_speaker(chosen: random.Random) -> Case:
    """What one speaker says is cut, and another says the same elsewhere."""
    language = language_of(chosen)
    names = [name.split()[0].upper() for name in chosen.sample(words(NAMES, language), 4)]
    lines = words(_SHORT_LINES, language)
    chosen.shuffle(lines)
    said = [f"{names[number % 3]}: {line}" for number, line in enumerate(lines)]
    place = chosen.randrange(1, 4)
    is_whole = chosen.random() < 0.5
    old = [
        *said[:place],
        marked(said[place]) if is_whole else f"{names[place % 3]}: {marked(lines[place])}",
        *said[place + 1 :],
    ]
    new = [*said[:place], *said[place + 1 :]]
    lead, rest, more = some_prose(chosen, language, 3)
    new_line = f"{names[3]}: {lines[place]}"
    joint = chosen.choice(("\n", "\n\n"))
    return case(
        "quoted: another speaker",
        paragraphs(lead, joint.join(old), rest),
        paragraphs(lead, joint.join(new), rest, joint.join([more, new_line])),
        GONE,
    )


def removed_copy(chosen: random.Random) -> Case:
    """One of two or three near-copies, which differ in one to four words, is removed."""
    language = language_of(chosen)
    first, lead, *rest = some_prose(chosen, language, 4)
    copies = [with_other_words(chosen, first, language, chosen.randint(1, 4)) for _ in range(chosen.randint(1, 2))]
    parts = list(dict.fromkeys([first, *copies]))
    if len(parts) < 2:
        return removed_copy(chosen)
    place = chosen.randrange(len(parts))
    old = [*parts[:place], marked(parts[place]), *parts[place + 1 :]]
    new = parts[:place] + parts[place + 1 :]
    if chosen.random() < 0.5:
        old[:1], new[:1] = [old[0], rest[0]], [new[0], rest[0]]
        rest = rest[1:]
    return case("near copies: removed", paragraphs(lead, old, rest), paragraphs(lead, new, rest), GONE)


def removed_entry(chosen: random.Random) -> Case:
    """A part of one of two near-copies with the words that distinguish it; that copy is removed."""
    language = language_of(chosen)
    first, lead, *rest = some_prose(chosen, language, 4)
    pieces = _inside(chosen, first)
    start, end = pieces.index("\ue000"), pieces.index("\ue001")
    copy = (
        pieces[:start]
        + with_other_words(chosen, pieces[start + 1 : end], language, chosen.randint(2, 4))
        + pieces[end + 1 :]
    )
    old, new = ([pieces, copy], [copy]) if chosen.random() < 0.5 else ([copy, pieces], [copy])
    if copy == first:
        return removed_entry(chosen)
    return case("near copies: part of a removed one", paragraphs(lead, old, rest), paragraphs(lead, new, rest), GONE)


def other_script(chosen: random.Random) -> Case:
    """A Chinese text is converted from one script to the other; the passage is a sentence, a clause or a few characters."""
    texts = chosen.sample(CHINESE, 6)
    which = chosen.randrange(2)
    place = chosen.randrange(6)
    old, new = texts[place][which], texts[place][1 - which]
    start, end = 0, len(old)
    if chosen.random() < 0.6:
        clauses = [0, *(at + 1 for at, letter in enumerate(old) if letter in "，。")]
        at = chosen.randrange(len(clauses) - 1)
        start, end = clauses[at], clauses[at + 1] - 1
        if chosen.random() < 0.5 and end - start > 6:
            start += chosen.randrange(0, 3)
            end = start + chosen.randint(4, end - start)
    joint = chosen.choice(("", "\n\n"))
    before = joint.join(
        [pair[which] for pair in texts[:place]]
        + [old[:start] + marked(old[start:end]) + old[end:]]
        + [pair[which] for pair in texts[place + 1 :]]
    )
    other = [pair[1 - which] for pair in texts]
    other[place] = new[:start] + marked(new[start:end]) + new[end:]
    return case("Chinese in the other script", before, joint.join(other))


KINDS = (
    quoted_after_cut,
    quoted_after_mending,
    became_a_quote,
    other_speaker,
    removed_copy,
    removed_entry,
    other_script,
)
