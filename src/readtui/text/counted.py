"""Numbers with their nouns."""


def counted(number: int, one: str, many: str = "") -> str:
    """1 article, 2,000 articles; ``many`` where an s does not make the plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
