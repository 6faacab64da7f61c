"""Tells what took the place of a name, a phrase or an item of a list, all else in a sentence being nearly the same."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rapidfuzz.distance import Postfix, Prefix

from readtui.anchoring.meaning.meaning_change import ChangeKind, MeaningChange, from_to, instead, shortened
from readtui.anchoring.meaning.names import Rival, rivals_at, small_words
from readtui.anchoring.meaning.readings import Readings, begins_clause, has_other_form, names, stem
from readtui.anchoring.meaning.sentence_words import SentenceWords
from readtui.anchoring.meaning.slips import DiffBlock, is_content
from readtui.anchoring.meaning.turns import Turn, universal_senses
from readtui.anchoring.meaning.value_mark import Value, ValueMark
from readtui.text.thesaurus import are_akin

_LONGEST_NAME, _MOST_OTHERS = 4, 0.2
_STEM = 5
_UNSPACED = ("zh", "ja")
OF_FIXED_ORDER = ("en", "fr", "es", "it", "pt", "zh")
_OF_MARKED_ROLES = ("de", "nl", "ja")
_MOST_EXCHANGED, _SHORT = 4, 3
_FEWEST_LEFT = 2
_LONGEST_NOUN = 5
_LONGEST_ITEM = 3


class Replaced(NamedTuple):
    """A part of the sentence that gave way to another, with the telling words of either."""

    block: DiffBlock
    gone: Sequence[str]
    came: Sequence[str]


def are_akin_words(one: str, other: str) -> bool:
    return (len(one) >= _STEM and stem(one) == stem(other)) or are_akin(one, other)


def other_name(pair: Readings) -> MeaningChange | None:
    """Whether a name of the passage, or a word of a closed list ("the tenant"), gave way to another, among words nearly
    all of which are the same.
    """
    first, last = pair.old.passage
    for block in pair.blocks:
        size = block.old[1] - block.old[0], block.new[1] - block.new[0]
        if not all(size) or max(size) > _LONGEST_NAME or not first <= block.old[0] < last:
            continue
        others = [span[1] - span[0] for each in pair.blocks if each != block for span in each]
        if sum(others) > _MOST_OTHERS * (len(pair.old.words) + len(pair.new.words) - sum(size)):
            continue
        gone, came = (
            [name for name in names(reading) if name.first < span[1] and span[0] < name.last]
            for reading, span in ((pair.old, block.old), (pair.new, block.new))
        )
        if len(gone) == len(came) == 1 and not gone[0].may_be(came[0]):
            old, new = gone[0][:2], came[0][:2]
        elif found := _rivals(pair, block):
            old, new = found
        else:
            continue
        return instead(pair.new.shown(*new), pair.old.shown(*old))
    return None


def other_rival(pair: Readings) -> MeaningChange | None:
    """Whether a word of that list took the place of another in a sentence that was said in other words as well. Each is
    the only one of its line that the other sentence lacks.
    """
    first, last = pair.old.passage
    both_have = [list(_listed(each, (0, len(each.words)), pair.language)) for each in (pair.old, pair.new)]
    senses = [{(each.line, each.sense) for each, _ in found} for found in both_have]
    old, new = (
        [each for each in found if (each[0].line, each[0].sense) not in others]
        for found, others in zip(both_have, reversed(senses), strict=True)
    )
    for rival, place in old:
        others = [each for each in new if each[0].line == rival.line]
        both = [{each.sense for each, _ in found if each.line == rival.line} for found in (old, new)]
        if first <= place[0] < last and len(both[0]) == len(both[1]) == 1:
            return instead(pair.new.shown(*others[0][1]), pair.old.shown(*place))
    return None


def _rivals(pair: Readings, block: DiffBlock) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The words of the closed list that stand in the place of each other."""
    old, new = (
        list(_listed(each, span, pair.language)) for each, span in zip((pair.old, pair.new), block, strict=True)
    )
    for rival, place in old:
        others = [each for each in new if each[0].line == rival.line]
        if others and all(each.sense != rival.sense for each, _ in others):
            return place, others[0][1]
    return None


def _listed(reading: SentenceWords, span: tuple[int, int], language: str) -> Iterator[tuple[Rival, tuple[int, int]]]:
    """The words of the list that have a part in the span, with their places."""
    for at in range(max(0, span[0] - _LONGEST_NAME), span[1]):
        for rival in rivals_at(reading.keys, at, language):
            if at + len(rival.keys) > span[0]:
                yield rival, (at, at + len(rival.keys))


def other_phrase(pair: Readings) -> MeaningChange | None:
    """Whether a phrase of the passage gave way to one that is not akin to it, all else in the sentence being the same:
    "go to the head of the office" for "go to the chair". One word may give way to another one.
    """
    replaced = _only_replaced(pair)
    if replaced is None or not (replaced.gone and replaced.came) or len(pair.old.sentences) > 1:
        return None
    (old, new), (first, last) = replaced.block, pair.old.passage
    has_negation = any(
        span[0] <= at < span[1] for found, span in zip(pair.turns, (old, new), strict=True) for at in found.negations
    )
    is_same = pair.old.keys[first:last] == pair.new.keys[slice(*pair.new.passage)]
    if is_same or has_negation or not (old[0] < last and first < old[1]) or _are_related(replaced):
        return None
    left = sum(is_content(key, pair.language) for key in pair.old.keys) - len(replaced.gone)
    parts = (pair.old, old), (pair.new, new)
    is_word = len(replaced.gone) == len(replaced.came) == 1
    is_end = all(ends_clause(*part) for part in parts)
    if left < _FEWEST_LEFT - (is_end and not is_word and old[0] > 0):
        return None
    is_clause = is_end or (
        left > _FEWEST_LEFT and all(each.key(end) in small_words("joiners") for each, (_, end) in parts)
    )
    # What a sentence says of its subject follows it. Where it begins, other phrases are often ways to say the same.
    is_phrase = (
        (not is_word and (old[0] or is_clause))
        or (is_end and all(_has_small_words(pair, *part) for part in parts))
        or (left > _FEWEST_LEFT and all(_is_noun_phrase(*part) for part in parts))
    )
    return instead(pair.new.shown(*new), pair.old.shown(*old)) if is_phrase else None


def _are_related(replaced: Replaced) -> bool:
    return any(
        are_akin_words(one, other) or has_other_form(one, [other]) for one in replaced.gone for other in replaced.came
    )


def _has_small_words(pair: Readings, reading: SentenceWords, span: tuple[int, int]) -> bool:
    return not all(is_content(reading.keys[at], pair.language) for at in range(*span))


def _is_noun_phrase(reading: SentenceWords, span: tuple[int, int]) -> bool:
    """Whether the words are likely a noun with its article or preposition: no verb is among them."""
    first, last = span
    return (
        last - first <= _LONGEST_NOUN
        and (reading.key(first) in small_words("determiners") or reading.key(first) in small_words("positions"))
        and not any(begins_clause(reading, at) for at in range(first + 1, last + 1))
        and small_words("verbs").isdisjoint(reading.keys[first:last])
    )


def exchanged_words(pair: Readings) -> MeaningChange | None:
    """Two parts of the passage that changed places around the same words: "from the mill to the sea"."""
    old, new = (
        [at for at in range(*reading.passage) if is_content(reading.keys[at], pair.language)]
        for reading in (pair.old, pair.new)
    )
    before = [stem(pair.old.keys[at]) for at in old]
    after = [stem(pair.new.keys[at]) for at in new]
    if before == after or sorted(before) != sorted(after):
        return None
    start, end = Prefix.similarity(before, after), len(old) - Postfix.similarity(before, after)
    parts = _exchanged_parts(before[start:end], after[start:end])
    if parts is None or (pair.old.is_digits(old[start]) and pair.old.is_digits(old[end - 1])):
        return None
    one, other = parts
    said_by = [sum(key in small_words("agents") for key in reading.keys) for reading in (pair.old, pair.new)]
    if said_by[0] != said_by[1]:
        # "Vandals damaged it" is "it was damaged by vandals".
        return None
    between = pair.old.keys[old[start + one - 1] + 1 : old[end - other]]
    there = pair.new.keys[new[start + other - 1] + 1 : new[end - one]]
    if len({small_words("passives").isdisjoint(each) for each in (between, there)}) > 1:
        # "The price includes it" is "it is included in the price".
        return None
    ends = (old[start], old[start + one - 1]), (old[end - other], old[end - 1])
    places = (new[end - one], new[end - 1]), (new[start], new[start + other - 1])
    if any(_kept_its_word(pair, *both) for both in zip(ends, places, strict=True)):
        return None
    directing = small_words("directing")
    joints = {key[0] for key in between if key in directing} & {key[0] for key in there if key in directing}
    is_far = bool(joints) or (one == other == 1 and old[end - 1] - old[start] >= _SHORT)
    # "Viele Kinder lassen das Gemüse stehen" says the same the other way around.
    is_free = pair.language not in OF_FIXED_ORDER and not _have_other_roles(pair, ends, places)
    if is_free if end - start > one + other else not is_far:
        return None
    first = pair.old.shown(old[start], old[start + one - 1] + 1)
    second = pair.old.shown(old[end - other], old[end - 1] + 1)
    return MeaningChange(ChangeKind.WORDS, f"“{shortened(first)}” and “{shortened(second)}” changed places")


def _kept_its_word(pair: Readings, part: tuple[int, int], place: tuple[int, int]) -> bool:
    """Whether a preposition went along with a part: "am Montag ist es zu" is "es ist am Montag zu"."""
    before = pair.old.key(part[0] - 1), pair.new.key(place[0] - 1)
    return before[0] == before[1] and before[0] in small_words("positions")


def _have_other_roles(pair: Readings, parts: Sequence[tuple[int, int]], places: Sequence[tuple[int, int]]) -> bool:
    """Whether two parts changed their roles in a language in which they may stand in any order: all around them stayed,
    as articles and particles do, or both, or their articles, have another form.
    """
    old, new = pair.old.keys, pair.new.keys
    both = list(zip(parts, places, strict=True))
    if pair.language == "de" and all(_has_other_article(pair, *each) for each in both):
        return True
    if pair.language in _OF_MARKED_ROLES:
        (one, end), (other, last) = parts
        swapped = old[:one], old[other : last + 1], old[end + 1 : other], old[one : end + 1], old[last + 1 :]
        return [key for keys in swapped for key in keys] == new
    rest = [
        [key for at, key in enumerate(keys) if not any(first <= at <= last for first, last in spans)]
        for keys, spans in ((old, parts), (new, places))
    ]
    return rest[0] == rest[1] and all(old[part[1]] != new[place[1]] for part, place in both)


def _has_other_article(pair: Readings, part: tuple[int, int], place: tuple[int, int]) -> bool:
    """Whether a part has its article in another form: "die Schule", "der Schule"."""
    before = pair.old.key(part[0] - 1), pair.new.key(place[0] - 1)
    return before[0] != before[1] and small_words("determiners").issuperset(before)


def _exchanged_parts(old: list[str], new: list[str]) -> tuple[int, int] | None:
    """How many words at the start and at the end changed places, those between them being the same."""
    size = len(old)
    for one in range(1, min(size, _MOST_EXCHANGED + 1)):
        for other in range(1, min(size - one, _MOST_EXCHANGED) + 1):
            if old[:one] + old[one : size - other] + old[size - other :] == (
                new[size - one :] + new[other : size - one] + new[:other]
            ):
                return one, other
    return None


def other_item(pair: Readings) -> MeaningChange | None:
    """Whether an item of an enumeration in the passage was dropped, "breakfast, towels and parking", or one came; or
    an alternative was dropped: "call us or fill in the form".
    """
    replaced = _only_replaced(pair)
    if replaced is None or (replaced.gone and replaced.came) or max(map(len, replaced[1:])) > _LONGEST_ITEM:
        return None
    reading, (start, end) = (pair.new, replaced.block.new) if replaced.came else (pair.old, replaced.block.old)
    first, last = reading.passage
    if not first <= start < end <= last:
        return None
    joiners = small_words("joiners") | small_words("alternatives")
    is_end, is_behind = ends_clause(reading, (start, end)), "," in reading.gap(start)
    is_last = is_end and (reading.key(start) in joiners or (is_behind and _is_listed(reading, start)))
    is_inner = is_behind and (reading.key(end) in joiners or "," in reading.gap(end))
    is_choice = not replaced.came and reading.key(end - 1) in small_words("alternatives")
    if is_last or is_inner or is_choice:
        shown = reading.shown(start, end)
        return from_to(ChangeKind.PART, *(("", shown) if replaced.came else (shown, "")))
    return None


def _is_listed(reading: SentenceWords, at: int) -> bool:
    """Whether an item with a comma before it ends before a word."""
    return any("," in reading.gap(each) for each in range(max(1, at - _LONGEST_ITEM), at))


def joined_item(pair: Readings) -> MeaningChange | None:
    """Whether an item was joined to a passage that ended its clause: "the approval of the head and the cook"."""
    at, size = pair.new.passage[1], len(pair.new.words)
    if not (0 < at < size) or not ends_clause(pair.old, pair.old.passage) or pair.new.gap(at) != " ":
        return None
    end = next((each for each in range(at + 1, size) if begins_clause(pair.new, each)), size)
    there = {stem(key) for key in pair.old.keys}
    told = [stem(key) for key in pair.new.keys[at:end] if is_content(key, pair.language)]
    joiners = small_words("joiners") | small_words("alternatives")
    if pair.new.key(at) in joiners and end - at <= _LONGEST_ITEM + 1 and told and there.isdisjoint(told):
        return from_to(ChangeKind.PART, "", pair.new.shown(at, end))
    return None


def other_scope(pair: Readings) -> MeaningChange | None:
    """Whether a word came behind "all" or "every", or went: "every adult dog" for "every dog"."""
    first, last = pair.old.passage
    behind_all = [
        {each.last for each in turns if (each.line, each.sense) in universal_senses() and not each.is_weak}
        for turns, _ in pair.turns
    ]
    for block in pair.blocks:
        if (block.old[0] == block.old[1]) == (block.new[0] == block.new[1]) or not first <= block.old[0] <= last:
            continue
        came = block.new[0] < block.new[1]
        reading, other, span = (pair.new, pair.old, block.new) if came else (pair.old, pair.new, block.old)
        if span[0] not in behind_all[came] or span[1] - span[0] > _LONGEST_ITEM or ends_clause(reading, span):
            continue
        told = [stem(key) for key in reading.keys[slice(*span)] if is_content(key, pair.language)]
        if told and {stem(key) for key in other.keys}.isdisjoint(told):
            shown = reading.shown(*span)
            return from_to(ChangeKind.PART, *(("", shown) if came else (shown, "")))
    return None


def _only_replaced(pair: Readings) -> Replaced | None:
    """The only part of the sentence that differs in more than small words."""
    if pair.language in _UNSPACED:
        return None
    turned = {at for turn in pair.turns[0].turns if not turn.is_weak for at in range(turn.first, turn.last)}
    parts: list[DiffBlock] = []
    for block in pair.blocks:
        between = set(range(parts[-1].old[1], block.old[0])) - turned if parts else set[int]()
        if parts and not any(_says_something(pair, pair.old, at) for at in between):
            before = parts.pop()
            block = DiffBlock((before.old[0], block.old[1]), (before.new[0], block.new[1]))
        parts.append(block)
    found = list(islice((each for part in parts if any((each := _replaced(pair, part))[1:])), 2))
    return found[0] if len(found) == 1 else None


def _says_something(pair: Readings, reading: SentenceWords, at: int) -> bool:
    return is_content(reading.keys[at], pair.language) or reading.is_digits(at)


def _replaced(pair: Readings, part: DiffBlock) -> Replaced:
    """A part with its telling words, the parts of a compound as one, without values and words that turn a meaning if
    either side has them.
    """
    told: list[list[ValueMark | Turn]] = [
        [mark for mark in marks if mark.first < span[1] and span[0] < mark.last]
        + [turn for turn in each.turns if turn.first < span[1] and span[0] < turn.last]
        for marks, each, span in zip(pair.marks, pair.turns, part, strict=True)
    ]
    known = (
        _known(mine, [*others, *marks]) for mine, others, marks in zip(told, told[::-1], pair.marks[::-1], strict=True)
    )
    gone, came = (
        [
            reading.keys[at]
            for at in range(*span)
            if at not in same
            and reading.gap(at) != "-"
            and _says_something(pair, reading, at)
            and reading.keys[at] not in small_words("particles")
        ]
        for reading, span, same in zip((pair.old, pair.new), part, known, strict=True)
    )
    return Replaced(part, gone, came)


def _known(some: Iterable[ValueMark | Turn], others: Iterable[ValueMark | Turn]) -> set[int]:
    """The words of those that the others have as well."""
    values = frozenset[Value]().union(*(each.values for each in others if isinstance(each, ValueMark)))
    senses = {each[:2] for each in others if isinstance(each, Turn)}
    same = (
        each
        for each in some
        if (each[:2] in senses if isinstance(each, Turn) else not each.values or each.values & values)
    )
    return {at for each in same for at in range(each.first, each.last)}


def ends_clause(reading: SentenceWords, span: tuple[int, int]) -> bool:
    """Whether a clause ends behind the words."""
    return span[1] == len(reading.words) or begins_clause(reading, span[1])
