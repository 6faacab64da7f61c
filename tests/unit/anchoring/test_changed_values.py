"""Values, negations and names that changed in a passage are named, however they are written."""

import pytest
from sentences import both

from readtui.anchoring.outcome import Review
from readtui.anchoring.reanchor import reanchor

LEAD = "The ferry leaves from the lower landing, whatever the weather.\n\n"
REST = "\n\nTickets are sold in the booth beside the old crane."


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("The deed was signed on {15/03/2026|16/03/2026} in the hall.", "a date changed: 15 → 16"),
        ("The deed was signed on {03/15/2026|03/16/2026} in the hall.", "a date changed: 15 → 16"),
        ("The deed was signed on {15/03/26|15/03/27} in the hall.", "a date changed: 26 → 27"),
        ("The deed was signed on {15.3.2026|15.4.2026} in the hall.", "a date changed: 3 → 4"),
        ("The file has number {31/31/2026|31/30/2026} in the hall.", "a figure changed: 31/2026 → 30/2026"),
        ("The file has number {123/45/6|123/45/7} in the hall.", "a figure changed: 45/6 → 45/7"),
        ("这班船{三|五}点从码头开出。", "a time changed: 三点 → 五点"),
        ("这班船下午{三点半|三点一刻}从码头开出。", "a time changed: 下午三点半 → 下午三点一刻"),
        ("The train leaves at a quarter {past|to} six.", "a time changed: quarter past six → quarter to six"),
        ("The train leaves at ten {past|to} six.", "a time changed: ten past six → ten to six"),
        ("Der Zug fährt um zehn {nach|vor} sechs ab.", "a time changed: zehn nach sechs → zehn vor sechs"),
        ("El tren sale a las seis {y|menos} cuarto.", "a figure changed: seis y cuarto → seis"),
        ("Il treno parte alle sei {e|meno} dieci.", "a time changed: sei e dieci → dieci"),
        ("Er waren {eenentwintig|tweeëntwintig} boten in de haven.", "a figure changed: eenentwintig → tweeëntwintig"),
        ("The meeting is on {2026-03-15|2026-03-16} in the hall.", "a date changed: 15 → 16"),
        ("The key of room {C-5|A-17} is in the hall.", "a figure changed: 5 → 17"),
        ("The lesson is at {10:75|10:76} in the old hall.", "a figure changed: 75 → 76"),
        ("Договор действует с {2024|2025} г. до конца.", "a figure changed: 2024 г → 2025 г"),
        ("It was built in the {12th|13th} century by monks.", "a figure changed: 12th century → 13th century"),
        ("It was built in the {century of the kings|year of the kings} by monks.", "a unit changed: century → year"),
        ("活动在{三|五}月举行，其中大部分在外省。", "a date changed: 三月 → 五月"),
        ("活动持续{三|五}个月，其中大部分在外省。", "a figure changed: 三个月 → 五个月"),
        ("The club has {5k|6k} members in the valley.", "a figure changed: 5k → 6k"),
        ("The fee is {US$ 500|US$ 600} for every day.", "a figure changed: 500 → 600"),
        ("The fee is {500 US dollars|600 US dollars} for every day.", "a figure changed: 500 → 600"),
        ("The limit is {30 km/h|50 km/h} in the whole village.", "a figure changed: 30 km/h → 50 km/h"),
        (
            "The hall has {40 square metres|50 square metres} of floor.",
            "a figure changed: 40 square metres → 50 square metres",
        ),
        (
            "The hall has {40 square metres|40 square feet} of floor.",
            "a unit changed: 40 square metres → 40 square feet",
        ),
        ("Use {version 1.2.3|version 1.2.4} of the program.", "a figure changed: 1.2.3 → 1.2.4"),
        ("Use {v1.2.3|v1.3.3} of the program.", "a figure changed: v1.2.3 → v1.3.3"),
        ("The rate is {5 %|5 percentage points} a year.", "a unit changed: 5 % → 5 percentage points a year"),
        ("It rose by {a third|a quarter} in a year.", "a figure changed: third → quarter"),
        ("Some {1 234 567|1 234 568} people came.", "a figure changed: 1 234 567 → 1 234 568"),
        ("Some {twenty-one|twenty-two} people came to the hall.", "a figure changed: twenty-one → twenty-two"),
        (
            "Il y avait {quatre-vingt-dix|quatre-vingts} personnes dans la salle.",
            "a figure changed: quatre-vingt-dix → quatre-vingts",
        ),
        (
            "Es kamen {einundzwanzig|zweiundzwanzig} Leute in den Saal.",
            "a figure changed: einundzwanzig → zweiundzwanzig",
        ),
        ("The tank holds {-5|5} degrees of frost at night.", "a figure changed: -5 degrees → 5 degrees"),
        ("They meet every {second|third} Monday of the month.", "a figure changed: every second → third"),
        ("The prize is {2 million|2 billion} euros this time.", "a figure changed: 2 million euros → 2 billion euros"),
        ("The ship is {100 ft|100 m} long over all.", "a unit changed: 100 ft → 100 m"),
        ("It is open {from 9 to 5|from 9 to 6} on weekdays.", "a figure changed: 5 → 6"),
        ("It is open {24/7|24/5} all year.", "a figure changed: 24/7 → 24/5"),
        ("The score was {3:1|3:2} in the end.", "a figure changed: 1 → 2"),
        ("Chapter {IV|VI} tells of the flood.", "a figure changed: IV → VI"),
        ("The ratio is {1:100|1:1000} on this map.", "a figure changed: 100 → 1000"),
        ("It costs {£5.50|£5.05} a head at the gate.", "a figure changed: £5.50 → £5.05"),
        ("Der Preis beträgt {1.234,50 €|1.234,60 €} im Monat.", "a figure changed: 1.234,50 € → 1.234,60 €"),
        ("The year {1999/2000|1999/2001} was cold.", "a figure changed: 1999/2000 → 1999/2001"),
        ("Temperatures fell {below|above} 20 °C that day.", "“above” for “below”"),
        ("Call {0123 456|0123 457} before noon.", "a figure changed: 456 → 457"),
        (
            "Der Preis beträgt {1.234.567,89|1.234.567,98} Euro im Jahr.",
            "a figure changed: 1.234.567,89 Euro → 1.234.567,98 Euro",
        ),
        ("The sum is {1,234,567.89|1,234,567.98} in all of them.", "a figure changed: 1,234,567.89 → 1,234,567.98"),
        ("The sum is {12,34,567|12,34,568} in all of them.", "a figure changed: 12,34,567 → 12,34,568"),
        ("The size is {1'234'567|1'234'568} in all of them.", "a figure changed: 1'234'567 → 1'234'568"),
        ("The code is {0042|0043} on the door.", "a figure changed: 0042 → 0043"),
        ("The list has {1.2.3.4|1.2.3.5} as its number.", "a figure changed: 1.2.3.4 → 1.2.3.5"),
        ("The sum is {1 000,5|1 000,6} in all of them.", "a figure changed: 1 000,5 → 1 000,6"),
        (
            "It has {three hundred and five|three hundred and six} pages.",
            "a figure changed: three hundred and five → three hundred and six",
        ),
        ("该项目有{一千二百三十|一千二百四十}人参加。", "a figure changed: 一千二百三十 → 一千二百四十"),
        ("Hay {treinta y uno|treinta y dos} barcos en el puerto.", "a figure changed: treinta y uno → treinta y dos"),
        ("Sono {ventuno|ventidue} barche nel porto vecchio.", "a figure changed: ventuno → ventidue"),
        ("It is {٣٫٥|٣٫٦} metres long in the end.", "a figure changed: ٣٫٥ metres → ٣٫٦ metres"),
        ("The share is {1/2|1/3} of all that was caught.", "a figure changed: 1/2 → 1/3"),
        ("The share is {½|⅓} of all that was caught.", "a figure changed: ½ → ⅓"),
        ("They {cannot|can} leave the key at the gate.", "a negation was dropped: not"),
        ("They {can|cannot} leave the key at the gate.", "a negation was added: not"),
    ],
)
def test_what_changed_is_named_in_both_directions(template: str, why: str) -> None:
    before, after = both(template)
    found = reanchor(LEAD + before + REST, LEAD + after + REST, len(LEAD), len(LEAD) + len(before))
    assert isinstance(found, Review)
    assert found.why == why
    assert (LEAD + after + REST)[found.start : found.end].rstrip(".。") == after.rstrip(".。")
    assert isinstance(reanchor(LEAD + after + REST, LEAD + before + REST, len(LEAD), len(LEAD) + len(after)), Review)


def test_a_name_that_ends_the_text_is_known_as_one() -> None:
    before, after = (f"{name} pays the harbor, and they like {name}" for name in ("Miller", "Baker"))
    assert reanchor(before, after, 0, len(before)) == Review(0, len(after), "“Baker” for “Miller”")
