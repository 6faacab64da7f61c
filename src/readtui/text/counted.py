"""Numbers with their nouns."""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 article, 2,000 articles. ``many``: an irregular plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
