"""Passages in documents that were rewritten: quoted, turned, renamed, put in other columns; from random cases."""

import random
from collections import Counter

import pytest

from readtui.anchoring.describe import describe
from readtui.anchoring.outcome import Anchored, Orphan, Review
from readtui.anchoring.quotes import reanchor_quote
from readtui.anchoring.reanchor import reanchor
from readtui.model.passage import Passage
from readtui.text.language import frequent_words_of
from tests.benchmarks.anchor_shapes import kindred, quotations, rewriting
from tests.benchmarks.anchor_shapes.case import Maker, outcome
from tests.benchmarks.rewritten.document import TEXTS, remarks

_CASES = 12


@pytest.mark.parametrize("make", [*quotations.KINDS, *rewriting.KINDS, *kindred.KINDS], ids=lambda make: make.__name__)
def test_a_passage_is_found_or_offered_in_its_place_and_nowhere_else(make: Maker) -> None:
    cases = [make(random.Random(f"2 {make.__name__} {number}")) for number in range(_CASES)]
    found = Counter(outcome(one, reanchor(one.before, one.after, one.start, one.end)) for one in cases)
    assert not found["wrong"]
    assert found["hit"] + found["gone"] + found["gone flagged"] >= _CASES - 2
    for one in cases:
        quote, position = describe(one.before, Passage(one.start, one.end))
        by_quote = outcome(one, reanchor_quote(one.after, quote.exact, quote.prefix, quote.suffix, position.start))
        assert by_quote != "wrong"


TABLE = "limit\tvalue\twho\nmessages a second\t50\toperations\nsize of a message\t2 MB\tnobody"


def carried(old: str, new: str, words: str) -> str:
    """What stands at the place found in ``new``: in brackets if it needs review; "" for an orphan."""
    start = old.index(words)
    found = reanchor(old, new, start, start + len(words))
    if isinstance(found, Orphan):
        return ""
    there = new[found.start : found.end]
    return f"[{there}]" if isinstance(found, Review) else there


@pytest.mark.parametrize(
    ("cell", "due"), [("50", "[500]"), ("2 MB", "2 MB"), ("nobody", "nobody"), ("operations", "operations")]
)
def test_a_cell_is_found_by_its_row_and_column(cell: str, due: str) -> None:
    new = "limit\twho\tvalue\nsize of a message\tnobody\t2 MB\nmessages a second\toperations\t500"
    assert carried(f"Before.\n\n{TABLE}\n\nAfter.", f"Before.\n\n{new}\n\nAfter.", cell) == due


def test_a_cell_is_not_taken_for_the_same_words_of_another_row() -> None:
    remark = next(one for one in remarks(TEXTS / "grant-hedgerows.md") if one.name.endswith(" v2 17"))
    found = reanchor(remark.before, remark.after, remark.start, remark.end)
    assert isinstance(found, Review)
    assert remark.after[found.start : found.end] == "June"


def test_a_whole_sentence_is_found_whole() -> None:
    old = "The council met. Bursts are allowed if the average stays low. Nobody came."
    new = "The council met. Bursts are allowed if the average stays low, except at night. Nobody came."
    found = carried(old, new, "Bursts are allowed if the average stays low.").strip("[]")
    assert found == "Bursts are allowed if the average stays low, except at night."
    part = carried(old, new, "allowed if the average stays low").strip("[]")
    assert part == "allowed if the average stays low"


def test_a_whole_sentence_is_found_without_a_part_of_the_one_before_and_with_all_of_a_time() -> None:
    old = (
        "We run 50 known searches against both systems every night and compare the results.\n\nAfter phase 2 the "
        "number of differences must be zero for ten working days in a row. Response times are measured in the "
        "browser, not on the server.\n\nThe auditor picks 100 tickets at random."
    )
    new = (
        "Each night, 50 known searches run against both systems, and their results are compared.\n\nPhase 3 waits "
        "until ten working days in a row have passed without a difference. We measure response times in the browser, "
        "where people wait for them.\n\nThe auditor traces 300 tickets, chosen at random."
    )
    found = carried(old, new, "Response times are measured in the browser, not on the server.").strip("[]")
    assert found == "We measure response times in the browser, where people wait for them."
    runs = "The worker may run at any hour, because it reads from a replica."
    old = f"Tickets are verified in batches.\n\nIf verification fails, the worker stops. {runs}"
    new = "It runs between 22:00 and 05:00, although it reads from a replica."
    found = carried(old, f"Each batch is verified.\n\nAfter three failures the worker stops. {new}", runs)
    assert found.strip("[]") == new


def test_a_row_ends_where_its_own_words_end() -> None:
    rows = "north – bandstand – open\neast – pool – planned"
    old, new = f"Towns.\n\n{rows}\n\nThe end.", f"Towns.\n\n{rows}\nwest – roof – planned\n\nThe very end."
    assert carried(old, new, "east – pool – planned") == "east – pool – planned"


def test_a_row_that_begins_with_its_number_takes_the_new_one() -> None:
    old = "1.\tnorth\t7\t38\n2.\teast\t7\t31\n3.\tsouth\t6\t30"
    new = "1.\teast\t8\t41\n2.\tnorth\t8\t39\n3.\tsouth\t7\t30"
    assert carried(f"Table.\n\n{old}\n\nEnd.", f"Table.\n\n{new}\n\nEnd.", "2.\teast\t7\t31") == "[1.\teast\t8\t41]"


def test_a_sentence_that_introduces_what_follows_ends_at_its_colon() -> None:
    old = "We looked. The clerks were busy in these years:\n\nThey counted."
    new = "We looked. The clerks were busy in those years: It rained.\n\nThey counted."
    assert carried(old, new, "The clerks were busy in these years:") == "The clerks were busy in those years:"


def test_a_few_characters_of_which_half_are_others_are_asked_about() -> None:
    old = "清晨的市场还没有开门。他把篮子放在脚边，看着河面上的雾慢慢散去。"
    assert carried(old, old.replace("放在脚边", "里比河边"), "他把篮子放在脚边").startswith("[")
    assert carried(old, old.replace("脚边", "腳旁"), "他把篮子放在脚边") == "他把篮子放在腳旁"


def test_a_number_tells_nothing() -> None:
    old = "1.1 The ferry leaves at dawn.\n\n1.2 Nobody may bring a piano.\n\n1.3 Dogs go free."
    new = "1.1 The ferry leaves at dawn.\n\n1.2 Dogs go free."
    assert carried(old, new, "1.2") in ("", "[1.2]")
    for number in (14, 51):
        one = rewriting.numbered_anew(random.Random(f"2000 numbered_anew {number}"))
        assert isinstance(reanchor(one.before, one.after, one.start, one.end), Orphan | Review)
    old = "1. The ferry leaves at dawn.\n\n2. Nobody may bring a piano.\n\n3. Dogs go free."
    assert carried(old, "1. Boats of all kinds depart early.\n\n2. Pets ride without a ticket.", "2.") in ("", "[2.]")


@pytest.mark.parametrize("words", ["Background", "the archive"])
def test_an_unchanged_word_stays_exact(words: str) -> None:
    text = "Background\n\nOnly the archive has it."
    found = reanchor(text, text + " It is closed.", text.index(words), text.index(words) + len(words))
    assert isinstance(found, Anchored)


_OTHERS = (
    "The harbour was dredged in spring, and the gravel went to the islands.\n\n",
    "\n\nNobody had asked the pilots, who know each bank and every current by name.",
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Most of its words stand there in another order, or with a few others.
        (
            "⟦The council pays for the roof if the county agrees.⟧ Work begins at once.",
            "⟦If the county agrees, the council pays for the roof.⟧ Work begins at once.",
        ),
        (
            "We met. ⟦A worker takes the oldest row, sends it, and marks it as sent.⟧ That is all.",
            "We met. ⟦The worker takes the oldest row, sends the message, and marks the row as sent.⟧ That is all.",
        ),
        # Its words stand once in either text, among the words of its row, or of its surroundings.
        (
            "limit\tchanged by\tvalue\nrows in an answer\tnobody\t⟦750⟧\nlength of a name\tclerks\t80",
            "A name has at most 80 letters, a length for clerks.\n\nAn answer has ⟦750⟧ rows; nobody changes it",
        ),
        (
            "# What you need\n\n- ⟦300 g flour⟧\n- a cup of lukewarm milk\n- fresh yeast\n\nPut the flour into a bowl.",
            "# Ingredients\n\nFor the dough: ⟦300 g flour⟧, lukewarm milk, fresh yeast.\n\nPut the flour into a bowl.",
        ),
        (
            "Days count.\n\nalarms:\n  ⟦certificate_days: 14⟧\n  notify: mailbox\n\nIt has a certificate.",
            "Days count.\n\nalarms:\n  notify: pager\n  ⟦certificate_days: 14⟧\n\nIt has a certificate.",
        ),
        # The same value is spelled otherwise.
        ("The books may be kept for ⟦four weeks⟧ by anyone.", "The books may be kept for ⟦4 weeks⟧ by anyone."),
    ],
)
def test_a_passage_that_was_rewritten_in_its_place_is_moved_without_a_question(before: str, after: str) -> None:
    lead, rest = _OTHERS
    old, new = (text.replace("⟦", "").replace("⟧", "") for text in (before, after))
    start, end, first, last = (
        len(lead) + at for text in (before, after) for at in (text.index("⟦"), text.index("⟧") - 1)
    )
    found = reanchor(lead + old + rest, lead + new + rest, start, end)
    assert isinstance(found, Anchored)
    assert (found.start, found.end) == (first, last)


@pytest.mark.parametrize(
    ("words", "others"),
    [
        (
            "Whoever wants to use saw, plane or lathe attends a short course beforehand.",
            "Before you use saw, plane or lathe, you take part in a short course.",
        ),
        (
            "The motion to repaint the hall was carried with 29 against 5 votes.",
            "The meeting carries the motion, with 29 to 5 votes.",
        ),
        (
            "We keep the name of the guest for as long as the visit lasts and delete it afterwards.",
            "The guest's name is kept while the visit lasts, and then it is deleted.",
        ),
    ],
)
def test_a_sentence_in_other_words_is_sure_in_a_text_that_was_rewritten_as_a_whole(words: str, others: str) -> None:
    lead, rest = _OTHERS
    assert carried(lead + words + rest, lead + others + rest, words) == f"[{others}]"
    lead_now = "Spring was when they dredged the harbour. Its gravel was brought to the islands.\n\n"
    rest_now = "\n\nThe pilots, to whom every bank and current is known by name, were never asked."
    assert carried(lead + words + rest, lead_now + others + rest_now, words) == others


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("We will call the guest as soon as the ferry arrives.", "We'll call the guest once the ferry arrives."),
        ("The keys hang on the hook next to the door.", "On the hook beside the door hang the keys."),
        ("Le chiavi sono appese accanto alla porta.", "Le chiavi sono appese vicino alla porta."),
        ("The office, for instance, is on the third floor.", "For example, the office is on the 3rd floor."),
    ],
)
def test_a_sentence_between_its_neighbors_with_nearly_all_of_its_telling_words_is_sure(words: str, others: str) -> None:
    lead, rest = _OTHERS
    assert carried(lead + words + rest, lead + others + rest, words) == others
    other = "A heron stands in the reeds behind the second lock."
    assert carried(lead + words + rest, lead + other + rest, words) != other


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("A rental ends by itself after 24 hours.", "When {} hours have gone by, the rental comes to an end."),
        ("Half of the deposit of £24 comes back at once.", "Of the £{} you get one half right away."),
    ],
)
def test_a_sentence_said_anew_beside_its_neighbors_is_sure_if_its_figures_are_the_same(words: str, others: str) -> None:
    lead, rest = _OTHERS
    lead_now = "Spring was when they dredged the harbour. Its gravel was brought to the islands.\n\n"
    rest_now = "\n\nThe pilots, to whom every bank and current is known by name, were never asked."
    for figure, found in (("24", "{}"), ("48", "[{}]")):
        there = others.format(figure)
        assert carried(lead + words + rest, lead_now + there + rest_now, words) == found.format(there)


def test_a_sentence_said_in_akin_words_beside_its_neighbors_is_sure_unless_its_words_turn_it() -> None:
    lead, rest = _OTHERS
    lead_now = "Spring was when they dredged the harbour. Its gravel was brought to the islands.\n\n"
    rest_now = "\n\nThe pilots, to whom every bank and current is known by name, were never asked."
    words = "People discuss whether the warranty begins with the journey."
    akin = "Whether a guarantee starts as you travel is under debate."
    assert carried(lead + words + rest, lead_now + akin + rest_now, words) == akin
    for other in (
        "Whether a guarantee ends as you travel is under debate.",
        "Which hat the baker buys is under debate.",
    ):
        assert carried(lead + words + rest, lead_now + other + rest_now, words) in (f"[{other}]", "")


def test_a_sentence_that_became_two_clauses_is_found_with_both() -> None:
    lead, rest = _OTHERS
    lead_now = "Spring was when they dredged the harbour. Its gravel was brought to the islands.\n\n"
    rest_now = "\n\nThe pilots, to whom every bank and current is known by name, were never asked."
    words = "If nobody else has reserved the cart, you can extend the loan by e-mail."
    there = "Write us an e-mail to extend a loan; this is possible as long as there is no reservation."
    assert carried(lead + words + rest, lead_now + there + rest_now, words).strip("[]") == there


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The stems of the words that only this sentence has are in one other sentence.
        (
            "⟦Removed support for Python and Perl.⟧ That is all.",
            "Nothing else. ⟦Python and Perl are no longer supported.⟧",
        ),
        (
            "We met. ⟦Nine of ten requests ask for a page that has not changed since it was rendered.⟧ It rained.",
            "It rained, so ⟦in nine requests out of ten, the page is still the same as when it was rendered.⟧",
        ),
        (
            "Die Feier kommt. ⟦Fällt das Fest wegen schlechten Wetters aus, erhält sie die Hälfte des Honorars.⟧",
            "⟦Muss das Fest wegen schlechten Wetters ausfallen, wird das halbe Honorar gezahlt.⟧ Sonst nichts.",
        ),
        # A word of it in a heading is less than two in a sentence.
        (
            "Haftung\n\n⟦Der Verein haftet nicht für mitgebrachte alte Gegenstände.⟧ Das gilt auch für Werkzeug.",
            "Was noch gilt\n\nEs ist kalt. ⟦Für Gegenstände, die Gäste selbst bringen, hat der Verein keine Haftung.⟧",
        ),
        # So are those of a part in a sentence that stayed alike.
        (
            "Rent is due ⟦on the first Monday of April⟧. Nobody paid.",
            "Nobody had paid a penny. The rent must be paid ⟦by the last Monday of April⟧.",
        ),
    ],
)
def test_a_sentence_said_in_other_words_is_found_or_offered(before: str, after: str) -> None:
    lead, rest = _OTHERS
    old, new = (text.replace("⟦", "").replace("⟧", "") for text in (before, after))
    start, end, first, last = (
        len(lead) + at for text in (before, after) for at in (text.index("⟦"), text.index("⟧") - 1)
    )
    found = reanchor(lead + old + rest, rest.strip() + "\n\n" + lead + new, start, end)
    assert not isinstance(found, Orphan)
    moved_by = len(rest.strip()) + 2
    overlap = min(found.end, last + moved_by) - max(found.start, first + moved_by)
    assert overlap >= 0.8 * (last - first)


def test_a_sentence_whose_parts_changed_places_is_found_whole() -> None:
    words, there = "We learned of the outage from a customer.", "It was a customer from whom we learned of the outage."
    old = f"Guests check in at the desk. {words} Nobody else wrote."
    assert carried(old, old.replace(words, there), words) == there


def test_what_went_behind_a_label_is_found_and_behind_what_may_be_a_name_asked_about() -> None:
    old = "We meet at eight. The door to the yard is jammed. Then we sweep.\n\nNobody asked the pilots."
    for label, due in (("Note", "{}"), ("Hinweis", "{}"), ("Walter", "[{}]")):
        sentence = "The door to the yard is jammed."
        new = old.replace(f"{sentence} ", "") + f"\n\n{label}: {sentence}"
        assert carried(old, new, sentence) == due.format(sentence)


def test_entries_of_one_form_are_not_one_another_in_other_words() -> None:
    form = "On {} at eight, {} reads from “{}” in the old mill, and admission is free."
    there = [("Monday", "Nina Blum", "The Kiln"), ("Tuesday", "Omar Reed", "A Ladder"), ("Sunday", "Ida Holm", "Salt")]
    old = "\n\n".join(["Readings.", *(form.format(*one) for one in there)])
    new = "\n\n".join(["Readings.", *(form.format(*one) for one in [("Friday", "Lew Stark", "Gravel"), *there[1:]])])
    found = carried(old, new, form.format(*there[0]))
    assert not found or found.startswith("[")


_ORCHARD = (
    "The orchard society\n\nThe orchard has forty trees, and each belongs to a family. Fruit is shared in October. "
    "A tree may be pruned by its family only.\n\n“It is ours,” says nobody. Ladders are stored in the barn. "
    "A visitor who damages a branch must report it to the warden the same day, without exception. "
    "Ladders are returned before dusk.\n\nTo lend a ladder, ask the warden. "
    "He keeps a worn list of those who did, which the members may read."
)
_ORCHARD_NOW = (
    "Rules for our trees\n\nThere are forty trees here; every one of them has its own household. Only that household "
    "prunes what is its own.\n\nOn the barn's wall you find what we climb on. Anybody who breaks a branch while "
    "visiting tells our warden about the damage within the day, and that holds without exception. Bring everything "
    "back while there is light.\n\nA list of 1,200 names hangs there, which the members may read. "
    "Asked about it, one of the wardens said: “Fruit is shared in October.”"
)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        # What stands around unchanged words, beyond their clause, has not changed their meaning.
        ("which the members may read", "which the members may read"),
        # They may be said by somebody now.
        ("Fruit is shared in October.", "[Fruit is shared in October.]"),
        # Other words say it among those that say what stood around it.
        ("A tree may be pruned by its family only.", "Only that household prunes what is its own."),
        ("Ladders are stored in the barn.", "[On the barn's wall you find what we climb on.]"),
        # Nothing does.
        ("“It is ours,” says nobody.", ""),
    ],
)
def test_in_a_text_that_was_rewritten_as_a_whole_unchanged_words_are_found_and_others_offered(
    words: str, due: str
) -> None:
    assert carried(_ORCHARD, _ORCHARD_NOW, words) == due


def test_a_few_words_of_a_cell_are_not_taken_for_those_of_another_row() -> None:
    old = "field\tkind\tpresence\tmeaning\nname\ttext\trequired\tyours\nsecret\ttext\toptional\tfor signing the body"
    new = "field\tpresence\tnotes\nsecret\trequired\tat least nine letters\nname\toptional\tfree text"
    assert carried(f"Fields.\n\n{old}\n\nEnd.", f"Four fields.\n\n{new}\n\nEnd.", "optional") == "[required]"


def _invented(chosen: random.Random, count: int) -> list[str]:
    return [
        "".join(chosen.choices("bdfgklmnprstv", k=1)[0] + chosen.choice("aeiou") for _ in range(4))
        for _ in range(count)
    ]


def _sentence(words: list[str]) -> str:
    return " ".join(words).capitalize() + "."


def test_a_sentence_without_a_word_of_its_own_is_offered_where_one_new_sentence_is_left_and_nowhere_if_none_is() -> (
    None
):
    offered = 0
    for seed in range(20):
        chosen = random.Random(seed)
        before = [_invented(chosen, 9) for _ in range(12)]
        after = [[*chosen.sample(words, 5), *_invented(chosen, 4)] for words in before]
        mine = chosen.randrange(1, 11)
        after[mine] = _invented(chosen, 9)
        old, own = " ".join(map(_sentence, before)), _sentence(before[mine])
        found = carried(old, " ".join(map(_sentence, after)), own)
        assert found in ("", f"[{_sentence(after[mine])}]", f"[{_sentence(after[mine])[:-1]}]")
        offered += bool(found)
        del after[mine]
        assert carried(old, " ".join(map(_sentence, after)), own) == ""
    assert offered >= 18


def test_a_new_clause_beside_the_sentence_that_likely_says_it_is_not_offered_in_its_stead() -> None:
    before = (
        "The choir needs three things from the new hall. First, a rehearsal with all singers must end before nine. "
        "Second, no concert may be cancelled, even if the heating fails. Third, neighbours should hear nothing.\n\n"
        "We do not move the piano; it stays in the school until spring, because carrying it would need eleven people."
    )
    there = "And a neighbour may notice neither a song nor a closing door after ten at night."
    after = (
        "There are three wishes for the new hall. When every singer comes, the evening is over at nine at the latest. "
        f"Concerts take place even when the heating breaks down; we try that in February. {there}\n\n"
        "The piano remains in the school until spring. Eleven strong people would be needed to carry it."
    )
    words = "Third, neighbours should hear nothing."
    found = reanchor(before, after, before.index(words), before.index(words) + len(words))
    assert isinstance(found, Review)
    assert after[found.start : found.end] == there


def test_a_sentence_is_sure_with_half_of_its_words_beside_its_neighbors_but_not_elsewhere_with_common_ones() -> None:
    sure = 0
    for seed in range(10):
        chosen = random.Random(seed)
        before = [_invented(chosen, 9) for _ in range(12)]
        after = [[*chosen.sample(words, 5), *_invented(chosen, 4)] for words in before]
        mine = chosen.randrange(2, 10)
        old, new = (" ".join(map(_sentence, each)) for each in (before, after))
        found, there = carried(old, new, _sentence(before[mine])), _sentence(after[mine])
        assert found.strip("[]").rstrip(".") == there.rstrip(".")
        sure += found == there
        small = chosen.sample(sorted(word for word in frequent_words_of("en") if len(word) > 1), 4)
        before[mine], there = [*_invented(chosen, 4), *small], _sentence([*small, *_invented(chosen, 4)])
        del after[mine]
        after.append([there[:-1]])
        old, new = (" ".join(map(_sentence, each)) for each in (before, after))
        assert carried(old, new, _sentence(before[mine])) != there
    assert sure >= 7


def test_words_that_are_quoted_now_are_sure_where_their_sentence_went_if_none_of_them_is_elsewhere() -> None:
    mine = "A thing that nobody can mend was never finished, I think."
    old = f"Most clocks stop for want of oil. I wind each of them by hand.\n\n{mine}\n\nI have nine towers to care for."
    rest = "\n\nNine towers are his. For want of oil they stand still, he says and shrugs. His hands wind every one."
    assert carried(old, f"“{mine}”{rest}", mine) == mine
    still = "A thing that nobody can mend was finished long ago, I think."
    assert carried(old, f"“{mine}”{rest} {still}", mine) != mine


def test_a_word_whose_row_became_a_sentence_without_it_is_offered_that_sentence_only() -> None:
    lead, rest = _OTHERS
    row, sentence = "Printer is offline\treceipts build up as a backlog\tcashier", "A backlog of receipts builds up"
    sentence += " when the printer is offline"
    lead_now = "Spring was when they dredged the harbour. Its gravel was brought to the islands.\n\n"
    rest_now = ".\n\nThe pilots, to whom every bank and current is known by name, were never asked."
    assert carried(lead + row + rest, lead_now + sentence + rest_now, "cashier") in ("", f"[{sentence}]")


_GALLEY = (
    "House rules\n\n1. Coming in\n\nMembers open the door with their card. A card that is lost costs fifteen euros. "
    "Guests stay with whoever let them in.\n\n2. Tools\n\nSharp knives hang on the left wall. Nobody uses the slicer "
    "after a glass of wine. A broken tool gets a red label.\n\n3. Money\n\nMembership is twelve euros a month. "
    "Whoever is late with three payments loses the card."
)
_GALLEY_NOW = (
    "How we cook together\n\n1. What it costs\n\nMembership is thirteen euros a month. Three payments missed: no more "
    "card.\n\n2. The equipment\n\nRed labels mark tools that are broken. If you drank, keep off the slicer; even one "
    "glass of wine is too much. On the left wall hang the sharp knives.\n\n3. Doors and guests\n\nIf you let guests "
    "in, they stay with you. Your card opens the door. Losing it costs fifteen euros."
)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        # Sections changed their order, numbers and names: what stands below a heading tells which it is.
        ("Coming in", "Doors and guests"),
        ("Money", "What it costs"),
        # The same figure, in the section of those around it.
        ("A card that is lost costs fifteen euros.", "Losing it costs fifteen euros."),
        ("Whoever is late with three payments loses the card.", "Three payments missed: no more card."),
        # Two sentences that a semicolon joins.
        (
            "Nobody uses the slicer after a glass of wine.",
            "If you drank, keep off the slicer; even one glass of wine is too much.",
        ),
    ],
)
def test_what_was_said_in_other_words_is_offered_in_the_section_that_says_what_its_own_said(
    words: str, due: str
) -> None:
    assert carried(_GALLEY, _GALLEY_NOW, words).strip("[]").rstrip(".") == due.rstrip(".")


def test_a_part_that_lacks_words_of_the_passage_and_a_word_whose_row_is_gone_are_asked_about() -> None:
    every = {remark.name.rpartition(" ")[2]: remark for remark in remarks(TEXTS / "velos-de-service.md")}
    for number, words in (("24", "d'abord les secours, puis le service juridique."), ("30", "accueil")):
        remark = every[number]
        assert remark.before[remark.start : remark.end].endswith(words)
        assert not isinstance(reanchor(remark.before, remark.after, remark.start, remark.end), Anchored)


@pytest.mark.parametrize(("text", "number"), [("archive-to-postgres", "15"), ("aula-sombras", "34")])
def test_the_only_new_sentence_between_its_neighbors_is_asked_about_if_it_has_few_of_the_words(
    text: str, number: str
) -> None:
    remark = next(one for one in remarks(TEXTS / f"{text}.md") if one.name.endswith(f" v1 {number}"))
    assert isinstance(reanchor(remark.before, remark.after, remark.start, remark.end), Review)


_CLUB = """Minutes of the rowing club

Status: proposal. Author: Ilse Brandt. Chair: Ruth Okafor.

Meetings are held in the shed. The crews look at the results once a week. Half of the oars could not be reached.

Do you take pupils?

I have two, a Norwegian girl and a boy from the next village. They must be able to swim.

Left out

lamps on the jetty

heated boats

The second boat may come late; the later one is turned away.

Licence

MIT. Patches from members are welcome at any time.

Do you fear the other clubs?

Yes, a little. Their boats are new and their coaches were paid for by the town.

Nr.\tWhat\tRange\tStep
S1\tWind\t0 to 30 m\t1 min
S2\tCurrent\t0 to 2 k\t5 min
"""
_CLUB_NOW = """Rowing club: what we decided

Author: Ilse Brandt. Status: accepted on 2 October.

Chair\tDay
Ruth Okafor\tMonday

What the harbour office wanted to know takes up two pages. Every sixth oar stayed out of reach. What was rowed is shown
to every crew once a week. The data are kept for a month, once we have seen them.

Have you anybody to teach?

Yes, two: a boy from nearby and a Norwegian girl. In their first year nobody pays them.

Out of scope

Heated boats are left to a later season, and so are lamps on the jetty.

Doubles can occur, in which case the later one is turned away.

Contributing

Patches are welcome whenever they are made. The whole is published under the MIT licence.

Are other clubs a worry?

Yes, somewhat. Coaches whom the town pays, and new boats: they have both.

Nr.\tWhat\tRange\tStep
S1\tWind\t0 to 40 m\t1 min
S2\tPressure\t900 to 1,100 k\t1 min
S3\tCurrent\t0 to 2 k\t5 min
"""


@pytest.mark.parametrize(
    ("words", "due"),
    [
        # The first label of the line has another value now.
        ("Ilse Brandt", "Ilse Brandt"),
        # Another answer began with the same word.
        ("two", "two"),
        # Neither is a sentence, so what the new one says beside it is not its own.
        ("heated boats", "Heated boats"),
        ("the later one is turned away", "the later one is turned away"),
        ("MIT", "MIT"),
        # The next row took its number.
        ("0 to 2 k", "0 to 2 k"),
    ],
)
def test_unchanged_words_that_stand_once_where_their_sentence_went_outweigh_what_holds_them(
    words: str, due: str
) -> None:
    assert carried(_CLUB, _CLUB_NOW, words) == due
