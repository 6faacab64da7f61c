"""Counting words."""

from hypothesis import given
from hypothesis import strategies as st

from readtui.search.full_text.tally import WordCount, WordTally, words_of
from readtui.search.full_text.word_search import words_in


def counted(tally: WordTally) -> list[tuple[str, int, int]]:
    return [(one.word, one.count, one.articles) for one in tally.most_common()]


@given(st.text(st.sampled_from("aBcÄéß'’-_. 0²\n\tहिन्दी\u0301ءًعİΣς\ue000"), max_size=60))
def test_words_are_those_of_the_search_in_lower_case(text: str) -> None:
    assert words_of(text) == words_in(text.lower())


def test_scripts_without_spaces_are_counted_by_pairs() -> None:
    assert words_of("川の水、a川bX 橋。") == ["川の", "の水", "a", "川", "bx", "橋"]
    # A pair does not begin with a vowel sign.
    assert words_of("ดี") == ["ดี"]
    assert words_of("ดีมา") == ["ดี", "มา"]


def test_words_are_counted_by_article_the_most_frequent_first() -> None:
    tally = WordTally()
    tally.add(["The ferry. The pier.", "the END"])
    tally.add(["A pier"], {"a"})
    tally.add(["", "— …"])
    assert counted(tally) == [("the", 3, 1), ("pier", 2, 2), ("end", 1, 1), ("ferry", 1, 1)]
    assert (tally.total, tally.different, tally.articles, tally.is_exact) == (7, 4, 2, True)
    assert tally.most_common(2) == tally.most_common()[:2]
    assert tally.most_common(2)[1] == WordCount("pier", 2, 2)


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=9), max_size=12), st.integers(1, 9))
def test_a_limit_lists_the_same_words(articles: list[list[str]], limit: int) -> None:
    tally = WordTally()
    for words in articles:
        tally.add([" ".join(words)])
    assert tally.most_common(limit) == tally.most_common()[:limit]


def test_many_different_words_cost_only_the_rare_ones() -> None:
    tally = WordTally(most=1_000)
    for number in range(3_000):
        tally.add([f"often often word{number}"])
    assert not tally.is_exact
    assert tally.different < 2_100
    assert counted(tally)[0] == ("often", 6_000, 3_000)


def test_what_says_little_is_left_out_with_frequent_words() -> None:
    tally = WordTally()
    tally.add(["It's 10:30 in 1998 and x is 読んだ 海辺。 A ß"], {"it", "in", "and", "is"})
    assert {one.word for one in tally.most_common()} == {"海辺", "読ん"}
    tally = WordTally()
    tally.add(["It's 10"])
    assert {one.word for one in tally.most_common()} == {"it", "s", "10"}
