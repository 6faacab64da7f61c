"""Reads the formulas of a page once each: MathML, and what MathJax and KaTeX generate from LaTeX."""

from lxml.etree import _Element

from readtui.importers.common.xml_safe import parse_xml
from readtui.importers.mathematics.katex import text_of_katex
from readtui.importers.mathematics.mathml import text_of_math
from readtui.importers.mathematics.tex import text_of_tex

_MOST_SIBLINGS = 3


def formula_of(element: _Element) -> str | None:
    """The formula that an element represents; "" for a picture of a formula that is also given in another form, None
    for no formula.
    """
    tag = element.tag
    if not isinstance(tag, str):
        return None
    if tag == "math" or tag.endswith(":math"):
        return text_of_math(element)
    if tag == "script":
        return _source_in(element) if _is_source(element) else None
    classes = element.get("class") or ""
    if "katex" in classes and "katex" in classes.split():
        return _formula_of_katex(element)
    if "MathJax" not in classes:
        return None
    sibling, left = element.getnext(), _MOST_SIBLINGS
    while sibling is not None and left:
        if _is_source(sibling):
            return ""
        sibling, left = sibling.getnext(), left - 1
    math = parse_xml((element.get("data-mathml") or "").encode())
    return text_of_math(math) if math is not None else None


def _formula_of_katex(element: _Element) -> str | None:
    """A formula typeset by KaTeX without MathML or source next to it."""
    if next(element.iter("math"), None) is not None:
        return None
    html = next((one for one in element.iter("span") if "katex-html" in (one.get("class") or "").split()), None)
    return (
        (text_of_katex(html) if html is not None else "") or " ".join((element.get("aria-label") or "").split()) or None
    )


def _is_source(element: _Element) -> bool:
    return element.tag == "script" and (element.get("type") or "").lower().startswith(("math/tex", "math/mml"))


def _source_in(script: _Element) -> str:
    written = script.text or ""
    if (script.get("type") or "").lower().startswith("math/tex"):
        return text_of_tex(written)
    math = parse_xml(written.encode())
    return text_of_math(math) if math is not None else ""
