"""Scripts without spaces between words: Japanese, Chinese, Thai."""

import re

UNSPACED = "぀-ヿ㐀-䶿一-鿿\uf900-\ufaff฀-๿"
"""Their characters, as they stand between the brackets of a regular expression."""

_UNSPACED = re.compile(f"[{UNSPACED}]")


def unspaced(text: str) -> list[str]:
    """The characters of ``text`` in these scripts, in order; about two of them make a word."""
    return [] if text.isascii() else _UNSPACED.findall(text)
