"""Answers in a file: JSON Lines, and blocks as people and programs write them."""

from itertools import product

import pytest

from readtui.model.reply import ThreadState
from readtui.services.threads.answer_files import read_batch
from readtui.services.threads.threads import Answer

BLOCKS = {
    "plain": ("3f2a91c0: See line 31.\n", ["See line 31."]),
    "text below": ("3f2a91c0:\nSee line 31.\n\nAnd 32.\n", ["See line 31.\n\nAnd 32."]),
    "a whole id in capitals": ("3F2A91C0-0F75-4FC3-90A4-CE81F1E3AA76: yes", ["yes"]),
    "bold, in a list": ("- **3f2a91c0**: yes\n- `a81b22e0`: no", ["yes", "no"]),
    "a numbered list": ("1. 3f2a91c0: yes\n2) **a81b22e0:** no", ["yes", "no"]),
    "headings without a colon": ("### 3f2a91c0\nyes\n\n## `a81b22e0`\nno", ["yes", "no"]),
    "dashes and brackets": ("**3f2a91c0** — yes\n[a81b22e0]: no\n(0b232a0c) - so", ["yes", "no", "so"]),
    "the head of a thread": (
        "a.md:7 · Two · 3f2a91c0 · open · gone\nyes\na81b22e0 (answered): no",
        ["yes", "no"],
    ),
    "numbers in prose": ("3f2a91c0: yes\n20261129 is the day\n12345678", ["yes\n20261129 is the day\n12345678"]),
    "a list in JSON": ('[{"id": "3f2a91c0", "text": "yes"}, {"id": "a81b22e0", "text": "no"}]', ["yes", "no"]),
    "JSON in an answer": ('3f2a91c0: send\n{"id": "a81b22e0"}\nso', ['send\n{"id": "a81b22e0"}\nso']),
    "JSON in words": ('Here:\n```json\n{"id": "3f2a91c0", "text": "yes"}\n```\n', ["yes"]),
    "a heading": ("### 3f2a91c0:\nyes", ["yes"]),
    "words that are hexadecimal": (
        "3f2a91c0: yes\ndecade: the last one\nfacade: it",
        ["yes\ndecade: the last one\nfacade: it"],
    ),
    "code in an answer": ("3f2a91c0: use\n```\nabcdef12: 1\n```\nso", ["use\n```\nabcdef12: 1\n```\nso"]),
    "all answers in one block of code": ("Here:\n```text\n3f2a91c0: yes\na81b22e0: no\n```\nBye!", ["yes", "no"]),
    "byte order mark and line ends of Windows": ("\ufeff3f2a91c0: yes\r\na81b22e0: no\r\n", ["yes", "no"]),
}


@pytest.mark.parametrize(("text", "said"), BLOCKS.values(), ids=BLOCKS)
def test_blocks_begin_with_an_id(text: str, said: list[str]) -> None:
    batch = read_batch(text)
    assert [answer.text for answer in batch.answers] == said
    assert not batch.refused


def test_lines_before_the_first_answer_are_counted() -> None:
    batch = read_batch("Here is\nwhat I say:\n\n3f2a91c0: yes")
    assert (batch.answers, batch.left_out) == ((Answer("3f2a91c0", "yes"),), 2)
    assert read_batch("I have nothing to say.").answers == ()


def test_json_lines_say_more_and_are_refused_one_by_one() -> None:
    lines = (
        '{"id": "3f2a91c0", "text": "yes", "settle": true}', '{"id": "a81b22e0", "settle": false}', "",
        '{"id": "a81b22e0", "text": 3}', '{"text": "?"}', "{", '{"id": "a81b22e0", "text": "t", "settle": "no"}',
    )  # fmt: skip
    batch = read_batch("\n".join(lines))
    assert batch.answers == (Answer("3f2a91c0", "yes", ThreadState.SETTLED), Answer("a81b22e0", "", ThreadState.OPEN))
    assert [one.to for one in batch.refused] == ["a81b22e0", "line 5", "line 6", "a81b22e0"]


A, B = "3f2a91c0-0f75-4fc3-90a4-ce81f1e3aa76", "a81b22e0-7c61-4a53-8a0f-5b1c2f9e4d10"
BEFORE = (
    "",
    "- ",
    "* ",
    "1. ",
    "> ",
    "### ",
    "#",
    "Re ",
    "Re: ",
    "Thread ",
    "Answer to ",
    "✅ ",
    "id: ",
    "a.md:7 · Two › b · ",
)
AROUND = (
    ("", ""),
    ("**", "**"),
    ("`", "`"),
    ("[", "]"),
    ("(", ")"),
    ("**[", "]**"),
    ("<", ">"),
    ("<b>", "</b>"),
    ("_", "_"),
)
AFTER = (
    ": ",
    " · open: ",
    " · answered · moved: ",
    " (answered): ",
    " - ",
    " — ",
    " → ",
    " | ",
    ":\n",
    "\n",
    " · settled\n",
)


@pytest.mark.parametrize("said", ["Done, as asked.", "12 of 30; see 3f2a91c0 for the rest: it is the same."])
@pytest.mark.parametrize("id_", [B[:8], B[:10], B, B.upper()])
def test_a_known_id_near_the_start_of_a_line_begins_an_answer_whatever_signs_are_around(id_: str, said: str) -> None:
    for before, (opens, closes), after in product(BEFORE, AROUND, AFTER):
        head = f"{before}{opens}{id_}{closes}{after}"
        batch = read_batch(f"{A[:8]}: yes\n\n{head}{said}\n", (A, B))
        assert batch.answers[:1] == (Answer(A[:8], "yes"),), head
        found = [(one.to, one.text) for one in batch.answers[1:]]
        assert found == [(id_.lower(), said)] or (not found and [one.to for one in batch.refused] == [id_.lower()]), (
            head
        )
        # A place in a file and a sign may also be prose.
        assert found or after == " | " or ("a.md" in before and after in (" - ", " — ", " → ")), head


HEADS = {
    "bold and the state": "**{0}** · open: no",
    "brackets": "[{0}] no",
    "a number sign": "#{0}: no",
    "a table": "| {0} | no |",
    "a numbered table": "| 2 | {0} | answered | no |",
    "words": "Re {0}: no",
    "a line alone": "{0}\nno",
    "the printed head": "file:5 · {0} · answered: no",
    "a comment": "<!-- {0} -->\nno",
}


@pytest.mark.parametrize("second", HEADS.values(), ids=HEADS)
def test_each_form_of_a_head_begins_an_answer(second: str) -> None:
    batch = read_batch(f"{A[:8]}: yes\n{second.format(B[:8])}", (A, B))
    assert [(one.to, one.text) for one in batch.answers] == [(A[:8], "yes"), (B[:8], "no")]


def test_the_rows_of_a_table_are_answers_and_its_head_is_none() -> None:
    table = f"| id | answer |\n|---|---|\n| {B[:8]} | no |\n| `{A}` | a \\| b |"
    batch = read_batch(f"{A[:8]}: yes\n\n{table}", (A, B))
    assert [one.text for one in batch.answers] == ["yes", "no", "a \\| b"]


DOUBTFUL = (
    "{0} no",
    "{0} is answered by this, too",
    "`{0}` no",
    "See {0}: no",
    "Zu {0}: no",
    "{0}, {1}: no",
    "```\n{0}: no\n```",
)


@pytest.mark.parametrize("second", DOUBTFUL)
def test_what_may_be_an_answer_to_another_thread_is_refused(second: str) -> None:
    batch = read_batch(f"{A[:8]}: yes\n{second.format(B[:8], A[:8])}\nand more\n\n{A[:8]}: so", (A, B))
    assert ([one.text.removesuffix("\n```") for one in batch.answers], [one.to for one in batch.refused]) == (
        ["yes", "so"], [B[:8]],
    )  # fmt: skip
    assert "it is not clear" in batch.refused[0].why


@pytest.mark.parametrize(
    "text",
    [
        "As in {0}, I kept it.",
        "It is the same as {0}: nothing.",
        "I say so (see {0}).",
        "Commit 9c1185a5 does it.",
        "9c1185a5",
    ],
)
def test_an_id_elsewhere_in_a_line_is_text(text: str) -> None:
    said = f"yes\n{text.format(B[:8])}"
    assert read_batch(f"{A[:8]}: {said}", (A, B)).answers == (Answer(A[:8], said),)
