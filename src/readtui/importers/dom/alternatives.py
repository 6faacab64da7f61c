"""Distinguishes alternative texts that describe an image from placeholders."""

import re

from readtui.importers.mathematics.latex import is_latex

_FILE_NAME = re.compile(
    r".{1,120}\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?|eps|emf|wmf|heic|jp2)|(?:img|dsc|dscn|pict?|image|fig)[-_]?\d+",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"""
    \W*(?:(?:an?|the|this|inline|display(?:ed)?|block|embedded|numbered|mathematical|math|decorative|inserted|untitled
        |unnumbered)\s+)*
    (?:image|img|picture|pic|photo(?:graph)?|figure|fig|graphic|graphics|illustration|icon|drawing|diagram|equation|eq
        |formula|math|mathematics|expression|object|thumbnail|placeholder|untitled|alt|image\s+of\s+(?:an?\s+)?equation
        |bild|abbildung|grafik|gleichung|formel|imagen|foto|imagem|immagine|figura|équation|изображение|рисунок|формула
        |図|画像|图片|图像)s?
    [\s.:#_–-]*[\d.–-]*\W*
    |\W*(?:no|without|missing|empty|not\s+available|unavailable)[\s-]+
        (?:alt(?:ernat(?:e|ive))?|image|picture|photo|text)?[\s-]*(?:text|tag|description|caption|image)?
        (?:\s+(?:is\s+)?(?:available|provided|given|found|set|specified|yet))?\W*
    |\W*(?:image\s+|figure\s+|picture\s+)?
        (?:alt(?:ernat(?:e|ive))?[\s-]*(?:text|tag)?|(?:long\s*)?desc(?:ription)?|text|image|picture|photo|caption)\s+
        (?:is\s+)?(?:not\s+(?:yet\s+)?(?:available|provided|given|found|set|specified)|unavailable|missing|removed|here
        |to\s+come|tbd|n/?a|goes\s+here|placeholder|pending)\W*
    |\W*(?:alt(?:ernat(?:e|ive))?[\s-]*(?:text|tag)|n/?a|none|null|undefined|todo|tbd|image\s+description
        |description|lorem\s+ipsum)\W*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_NOTHING = 80
_LONGEST_FORMULA = 300
_FORMULA_SIGNS = frozenset("=<>^_±×÷√∑∏∫∂∞≤≥≠≈∈⊂∪∩→⇒∝")


def told(alternative: str) -> str:
    """An alternative text with white space collapsed; empty if it says nothing, such as a file name."""
    text = " ".join(alternative.split())
    is_short = len(text) <= _LONGEST_NOTHING
    return "" if _FILE_NAME.fullmatch(text) or (is_short and _NOTHING.fullmatch(text)) else text


def with_title(alternative: str, title: str) -> str:
    """An image's alternative text and its title, if that says something else."""
    more = told(title)
    if not more or more.casefold() in alternative.casefold():
        return alternative
    return more if alternative.casefold() in more.casefold() else f"{alternative} – {more}"


def looks_like_formula(text: str) -> bool:
    """Whether an alternative text is a formula that the sentence around the image needs."""
    if len(text) > _LONGEST_FORMULA:
        return False
    return is_latex(text) or (not _FORMULA_SIGNS.isdisjoint(text) and len(max(text.split(), key=len)) < 20)
