"""Scripts without spaces between words: Japanese, Chinese, Thai, Lao, Khmer, Burmese."""

import re

UNSPACED = "぀-ヿ㐀-䶿一-鿿\uf900-\ufaff฀-๿"
"""Their commonest characters, as they stand between the brackets of a regular expression, to measure articles."""

ALL_UNSPACED = (
    f"{UNSPACED}\u3005-\u3007\u31f0-\u31ff\uff66-\uff9f\U00020000-\U0002fa1f\U00030000-\U000323af"
    "\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
)
"""All their characters, in the same way."""

HANGUL = "가-힣"
"""Korean syllables, in the same way. There are spaces, but particles and compounds hide where a word begins."""

_UNSPACED = re.compile(f"[{UNSPACED}]")


def unspaced(text: str) -> list[str]:
    """The characters of ``text`` in these scripts, in order; about two of them make a word."""
    return [] if text.isascii() else _UNSPACED.findall(text)
