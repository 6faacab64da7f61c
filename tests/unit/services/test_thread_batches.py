"""Answers in a file: JSON Lines, and blocks as people and programs write them."""

import pytest

from readtui.model.reply import ThreadState
from readtui.services.threads.threads import Answer, read_batch

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
