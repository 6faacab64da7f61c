"""Formulas given only as KaTeX's HTML (the markup of KaTeX 0.16)."""

import pytest

from readtui.importers.importer import Source
from readtui.importers.registry import read_source


def span(names: str, *content: str) -> str:
    return f'<span class="{names}">{"".join(content)}</span>'


def stack(*levels: str, names: str = "vlist-t", low: bool = False) -> str:
    """Levels from the bottom up, the lowest first, as KaTeX usually writes them."""
    lines = "".join(
        f'<span style="top:-{2.3 + number}em;"><span class="pstrut" style="height:3em;"></span>{level}</span>'
        for number, level in enumerate(levels)
    )
    depth = span("vlist-r", span("vlist", "<span></span>"))
    row = span("vlist-r", span("vlist", lines), span("vlist-s", "\u200b"))
    return span(names + (" vlist-t2" if low else ""), row, depth if low else "")


def letter(text: str) -> str:
    return span("mord mathnormal", text)


def sign(kind: str, text: str) -> str:
    return span(kind, text) + span("mspace")


def power(base: str, above: str) -> str:
    return span("mord", base, span("msupsub", stack(span("sizing mtight", span("mord mtight", above)))))


def index(base: str, below: str) -> str:
    return span("mord", base, span("msupsub", stack(span("sizing mtight", below), low=True)))


def fraction(above: str, below: str, line: str = span("frac-line")) -> str:
    levels = [below, line, above] if line else [below, above]
    return span(
        "mord", span("mopen nulldelimiter"), span("mfrac", stack(*levels, low=True)), span("mclose nulldelimiter")
    )


def column(*cells: str) -> str:
    return span("col-align-c", stack(*reversed(cells), low=True))


def matrix(opening: str, closing: str, *columns: str) -> str:
    fences = (span("mopen", span("delimsizing size3", opening)), span("mclose", span("delimsizing size3", closing)))
    return span("minner", fences[0], span("mord", span("mtable", *columns)), fences[1])


ROOT = span("mord sqrt", stack(span("svg-align", span("mord", letter("b"))), span("hide-tail", "<svg></svg>")))
NOT_EQUAL = span(
    "mrel", span("mord vbox", span("thinbox", span("rlap", span("inner", span("mrel", "\ue020")))))
) + span("mrel", "=")
SUM = span(
    "mop op-limits",
    stack(
        span("mtight", letter("i"), span("mrel", "="), span("mord", "1")),
        span("mop op-symbol", "∑"),
        letter("n"),
        low=True,
    ),
)
LOG = '<span class="mop">lo<span style="margin-right:0.01389em;">g</span></span>'


def text_beside(formula: str) -> str:
    page = f"<body><article><p>Some words before it, as articles have. Here {formula} stands.</p></article></body>"
    return read_source(Source(page.encode(), "a.html")).text.partition("Here ")[2].removesuffix(" stands.")


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (letter("E") + sign("mrel", "=") + letter("m") + power(letter("c"), "2"), "E = mc²"),
        (fraction(sign("mbin", "−") + letter("b"), span("mord", "2") + letter("a")), "(−b) / 2a"),
        (span("mopen", "(") + fraction(letter("n"), letter("k"), "") + span("mclose", ")"), "(n choose k)"),
        (span("mord", "1") + power(span("mord", "0"), "−3"), "10⁻³"),
        (SUM + index(letter("x"), letter("i")), "∑_(i=1)^n x_i"),
        (ROOT + NOT_EQUAL + letter("y"), "√b ≠ y"),
        (matrix("(", ")", column(letter("a"), letter("c")), column(letter("b"), letter("d"))), "(a, b; c, d)"),
        (LOG + span("mspace") + letter("n"), "log n"),
        (span("mord accent", stack(letter("x"), span("accent-body", span("mord", "ˉ")))), "x̄"),
        (span("mord text", span("mord", "so")) + span("mord", '<span style="color:transparent">x</span>'), "so"),
    ],
)
def test_a_katex_formula_becomes_one_line(html: str, shown: str) -> None:
    base = span("base", span("strut"), html)
    assert text_beside(span("katex", f'<span class="katex-html" aria-hidden="true">{base}</span>')) == shown


def test_unknown_markup_of_katex_is_read_by_its_label() -> None:
    old = span("katex-html", span("vlist", "a2"))
    assert text_beside(f'<span class="katex" aria-label="a squared">{old}</span>') == "a squared"
