"""Reads the tables of words that modules write as texts."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text, in any order."""
    return frozenset(text.split())


def word_pairs(text: str) -> dict[str, str]:
    """What each word of a text stands for: the word after it."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))
