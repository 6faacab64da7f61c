"""MathML and Word formulas on one line: the same mathematics, with nothing duplicated or dropped."""

import pytest
from archives import docx, epub
from growth import assert_growth
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from readtui.importers.docx.importer import DocxImporter
from readtui.importers.epub.importer import EpubImporter
from readtui.importers.html.importer import HtmlImporter
from readtui.importers.importer import Source
from readtui.importers.mathematics.asciimath import text_of_stem
from readtui.importers.mathematics.mathml import text_of_math
from readtui.importers.mathematics.tex import text_of_tex

_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def i(text: str) -> str:
    return f"<mi>{text}</mi>"


def n(text: str) -> str:
    return f"<mn>{text}</mn>"


def o(text: str) -> str:
    return f"<mo>{text}</mo>"


def r(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def of(tag: str, *parts: str) -> str:
    return f"<m{tag}>{''.join(parts)}</m{tag}>"


def cells(*rows: tuple[str, ...]) -> str:
    return of("table", *(of("tr", *(of("td", cell) for cell in row)) for row in rows))


_SUM = r(i("a"), o("+"), i("b"))
_QUADRATIC = (
    i("x")
    + o("=")
    + of(
        "frac",
        r(o("-"), i("b"), o("±"), of("sqrt", of("sup", i("b"), n("2")), o("-"), n("4"), i("a"), i("c"))),
        r(n("2"), o("&#x2062;"), i("a")),
    )
)
_HALF = of("frac", n("1"), n("2"))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (_QUADRATIC, "x = (−b ± √(b² − 4ac)) / 2a"),
        (of("frac", _SUM, of("frac", i("c"), i("d"))), "(a + b) / (c/d)"),
        (of("frac", n("6"), r(i("n"), o("("), i("n"), o("+"), n("1"), o(")"))), "6 / (n(n + 1))"),
        (_HALF + i("x"), "(1/2)x"),
        (n("2") + _HALF, "2 1/2"),
        (n("2") + o("&#x2062;") + _HALF, "2(1/2)"),
        (of("frac", i("a"), i("b")) + o("/") + i("c"), "(a/b)/c"),
        (of("sup", _SUM, n("2")), "(a + b)²"),
        (of("sup", of("frac", i("a"), i("b")), i("k")), "(a/b)^k"),
        (of("sup", o("-"), n("1")), "−¹"),
        (of("sup", of("sup", i("x"), n("2")), n("3")), "(x²)³"),
        (of("sup", of("sub", i("x"), i("i")), n("2")) + i("y"), "x_i^2 y"),
        (of("subsup", i("x"), n("1"), n("2")), "x₁²"),
        (of("sub", i("x"), r(i("i"), o(","), i("j"))), "x_(i,j)"),
        (of("sup", i("e"), r(o("-"), of("frac", i("t"), n("2")))), "e^(−t/2)"),
        (of("root", r(i("x"), o("+"), n("1")), i("n")), "√[n](x + 1)"),
        (of("root", i("x"), n("3")), "∛x"),
        (of("sqrt", n("2")) + i("x"), "√2 x"),
        (of("sup", of("sqrt", _SUM), n("2")), "(√(a + b))²"),
        (
            of("underover", o("∑"), r(i("i"), o("="), n("1")), i("n")) + of("sup", i("i"), n("2")),
            "∑_(i=1)^n i²",
        ),
        (of("subsup", o("∫"), n("0"), n("1")) + i("f") + i("d") + i("x"), "∫_0^1 fdx"),
        (of("under", o("lim"), r(i("x"), o("→"), n("0"))) + of("frac", n("1"), i("x")), "lim_(x→0) 1/x"),
        (o("(") + cells((i("a"), i("b")), (i("c"), r(o("-"), i("d")))) + o(")"), "(a, b; c, −d)"),
        (cells((i("a"), i("b")), (i("c"), i("d"))), "[a, b; c, d]"),
        (
            o("{") + cells((i("x"), of("text", "if ") + i("x") + o(">") + n("0")), (n("0"), of("text", "otherwise"))),
            "{x, if x > 0; 0, otherwise}",
        ),
        (cells((i("y"), o("=") + n("1")), ("", o("=") + n("2"))), "y = 1; = 2"),
        (o("(") + '<mfrac linethickness="0">' + i("n") + i("k") + "</mfrac>" + o(")"), "(n choose k)"),
        (of("multiscripts", i("C"), "<mprescripts/>", n("6"), n("14")), "¹⁴₆C"),
        (of("multiscripts", i("C"), n("6"), "<none/>", "<mprescripts/>", "<none/>", n("14")), "¹⁴C₆"),
        (i("x") + f"<mo>{of('over', '<mo>=</mo>', i('d'))}</mo>" + i("y"), "x =^d y"),
        (of("sup", n("45.0"), "<mo>∘</mo>"), "45.0°"),
        (of("over", i("x"), o("^")) + o("+") + of("over", r(i("A"), i("B")), o("→")), "x̂ + vec(AB)"),
        (of("fenced", i("x"), i("y")), "(x, y)"),
        (o("|") + i("a") + o("-") + i("b") + o("|"), "|a − b|"),
        (i("P") + o("(") + i("A") + o("|") + i("B") + o(")"), "P(A | B)"),
        (n("2") + o("&#x2062;") + n("3"), "2 · 3"),
        (n("2") + i("sin") + i("x"), "2 sin x"),
        (i("sin") + o("&#x2061;") + of("frac", i("x"), n("2")), "sin (x/2)"),
        ('<mi mathvariant="double-struck">R</mi>' + o("∋") + i("𝑥"), "ℝ ∋ x"),
        ("<mphantom><mi>q</mi></mphantom>" + i("x"), "x"),
        ('<menclose notation="updiagonalstrike"><mi>x</mi></menclose>', "cancel(x)"),
        ("<apply><times/><apply><plus/><ci>a</ci><ci>b</ci></apply><ci>c</ci></apply>", "(a + b) · c"),
        ("<semantics>" + r(i("x")) + '<annotation encoding="StarMath 5.0">{x}</annotation></semantics>', "x"),
        (
            "<semantics>"
            + r(i("x"))
            + r'<annotation encoding="application/x-tex">\frac{x}{1}</annotation></semantics>',
            "x",
        ),
        (r'<semantics><mrow/><annotation encoding="application/x-tex">\frac{x}{y}</annotation></semantics>', "x/y"),
        ("", ""),
    ],
)
def test_mathml_becomes_one_line_of_the_same_mathematics(markup: str, text: str) -> None:
    math = etree.fromstring(f"<math>{markup}</math>")

    assert text_of_math(math) == text


_TEX = {
    r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}": "x = (−b ± √(b² − 4ac)) / 2a",
    r"$2^{32}$": "2³²",
    r"\[\sum_{i=1}^n i^2\]": "∑_(i=1)^n i²",
    r"\int_0^1 f(x)\,\mathrm{d}x": "∫_0^1 f(x) dx",
    r"\lim_{x \to 0}\frac1x": "lim_(x→0) 1/x",
    r"\frac12 + \sqrt34": "1/2 + √3 4",
    r"\begin{pmatrix}a&b\\c&-d\end{pmatrix}": "(a, b; c, −d)",
    r"f(x)=\begin{cases}x&\text{if $x>0$}\\0&\text{otherwise}\end{cases}": "f(x) = {x, if x > 0; 0, otherwise}",
    r"\left\{\begin{array}{ll}x&y\\0&1\end{array}\right.": "{x, y; 0, 1}",
    r"\begin{aligned}y&=1\\&=2\end{aligned}": "y = 1; = 2",
    r"\left(\frac{a}{b}\right)^k \left|x\right|": "(a/b)^k|x|",
    r"{n \choose k} + \binom nk": "(n choose k) + (n choose k)",
    r"{}^{14}_6\mathrm{C} \to \ce{H2O}": "¹⁴₆C → H₂O",
    r"\hat{x}+\overrightarrow{AB}": "x̂ + vec(AB)",
    r"P(A\mid B) \not\in \mathbb{R}": "P(A | B) ∉ ℝ",
    r"x_i^2y + x_{i,j} + x_1^2": "x_i^2 y + x_(i,j) + x₁²",
    r"f'(x) + f''^2 + x^\prime": "f′(x) + (f″)² + x′",
    r"22{,}000 + 10\,000 < \$5": "22,000 + 10\u2009000 < $5",
    r"\operatorname*{argmax}_\theta \log p_\theta(x)": "argmax_θ log p_θ(x)",
    r"45.0^\circ, 50\%, n!, a\equiv b\pmod n": "45.0°, 50%, n!, a ≡ b (mod n)",
    r"\sqrt[3]{x} \, \sqrt2x \, \sqrt[n]{x+1}": "∛x √2 x √[n](x + 1)",
    r"\overset{d}{=} \; v_{\text{max}} % a comment": "=^d v_max",
    r"\mycommand{a}{b}": "mycommand ab",
    "square root of two": "square root of two",
}


@pytest.mark.parametrize("source", _TEX)
def test_tex_becomes_the_line_that_its_mathml_would(source: str) -> None:
    assert text_of_tex(source) == _TEX[source]


@given(
    st.lists(
        st.sampled_from([*_TEX, *"{}^_&'[]x", r"\\", r"\left", r"\right)", r"\frac", r"\not", r"\over"]), max_size=9
    )
)
def test_mangled_tex_is_a_line_of_some_kind(parts: list[str]) -> None:
    assert "\n" not in text_of_tex(" ".join(parts))


@pytest.mark.parametrize(
    "piece", ["{", r"\sqrt", r"\left(", r"\begin{array}{c}", r"a\over ", r"x^", r"\\[", r"\not", r"\text{$"]
)
def test_the_time_of_tex_without_end_grows_in_proportion(piece: str) -> None:
    assert_growth(lambda count: text_of_tex(piece * count), 200, 800, below=9)


def test_markup_nested_without_end_is_read_as_the_text_in_it() -> None:
    depth = 1_500
    parser = etree.XMLParser(huge_tree=True)
    math = etree.fromstring("<math>" + "<mrow>" * depth + "<mi>deep</mi>" + "</mrow>" * depth + "</math>", parser)

    assert text_of_math(math) == "deep"


@pytest.mark.parametrize("alternative", ["alttext unavailable", "Alternative text not available", "equation"])
def test_a_meaningless_alternative_text_is_replaced_by_the_formula(alternative: str) -> None:
    math = etree.fromstring(f'<math alttext="{alternative}">{_QUADRATIC}</math>')

    assert text_of_math(math).startswith("x = (−b")


def _page(body: str) -> str:
    page = f"<html><body><article><p>Some words before it, as articles have.</p>{body}</article></body></html>"
    return HtmlImporter().read(Source(page.encode(), "page.html")).text


@pytest.mark.parametrize(
    "markup",
    [
        r'<script type="math/tex">q^2</script>',
        r'<script type="math/tex; mode=display">% <![CDATA[ q^2 %]]></script>',
        '<span class="MathJax_Preview">q2</span><span class="MathJax"><nobr>q2</nobr></span>'
        '<script type="math/tex">q^2</script>',
        '<span class="katex"><span class="katex-mathml"><math><semantics><msup><mi>q</mi><mn>2</mn></msup>'
        '<annotation encoding="application/x-tex">q^2</annotation></semantics></math></span>'
        '<span class="katex-html" aria-hidden="true">q2</span></span>',
        r'<math alttext="{\displaystyle q^2}"><msup><mi>q</mi><mn>2</mn></msup></math>',
        '<img class="formula" src="a.png" alt="q^2">',
    ],
)
def test_a_formula_of_a_page_comes_once_on_one_line(markup: str) -> None:
    text = _page(f"<p>The square {markup} of a number.</p>")

    assert "The square q² of a number." in text


def test_a_displayed_formula_has_its_own_line() -> None:
    text = _page(f'<p>So it is <math display="block">{_QUADRATIC}</math> for all.</p>')

    assert "So it is\nx = (−b ± √(b² − 4ac)) / 2a\nfor all." in text


@pytest.mark.parametrize("alternative", ["image", "No alt text", "Equation 3", "IMG_2041.JPG", "alttext unavailable"])
def test_an_image_whose_alternative_text_tells_nothing_is_not_shown(alternative: str) -> None:
    text = _page(f'<p>Words.</p><p><img src="x.png" alt="{alternative}"></p><p>More words.</p>')

    assert text.endswith("Words.\n\nMore words.")


def test_a_book_shows_the_formula_of_a_switch_and_not_its_fallback() -> None:
    formula = _QUADRATIC.replace("<m", "<m:m").replace("</m", "</m:m")
    chapter = (
        '<p>Here <epub:switch id="s"><epub:case required-namespace="http://www.w3.org/1998/Math/MathML">'
        f'<m:math xmlns:m="http://www.w3.org/1998/Math/MathML">{formula}'
        "</m:math></epub:case><epub:default>no formula</epub:default></epub:switch> it is.</p>"
    )
    text = EpubImporter().read(Source(epub({"one.xhtml": chapter}), "book.epub")).text

    assert "Here x = (−b ± √(b² − 4ac)) / 2a it is." in text


# ---------------------------------------------------------------------- Word


_UPRIGHT = '<m:rPr><m:sty m:val="p"/></m:rPr>'


def _t(text: str, properties: str = "") -> str:
    return f"<m:r>{properties}<m:t>{text}</m:t></m:r>"


def _e(text: str, properties: str = "") -> str:
    return f"<m:e>{_t(text, properties)}</m:e>"


def _word(formula: str) -> str:
    body = f'<w:p><w:r><w:t xml:space="preserve">It is </w:t></w:r><m:oMath xmlns:m="{_M}">{formula}</m:oMath></w:p>'
    return DocxImporter().read(Source(docx(body), "a.docx")).text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (
            f"{_t('x=')}<m:f><m:num>{_t('-b±')}<m:rad><m:radPr><m:degHide/></m:radPr><m:deg/><m:e><m:sSup><m:e>"
            f"{_t('b')}</m:e><m:sup>{_t('2')}</m:sup></m:sSup>{_t('-4ac')}</m:e></m:rad></m:num>"
            f"<m:den>{_t('2a')}</m:den></m:f>",
            "x = (−b ± √(b² − 4ac)) / 2a",
        ),
        (
            "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>"
            f"{_t('i=1')}</m:sub><m:sup>{_t('n')}</m:sup><m:e>{_t('2i')}</m:e></m:nary>",
            "∑_(i=1)^n 2i",
        ),
        (
            f"<m:d><m:dPr><m:begChr m:val='{{'/><m:endChr m:val=''/></m:dPr><m:e><m:eqArr><m:e>{_t('x=1')}</m:e><m:e>"
            f"{_t('y=2')}</m:e></m:eqArr></m:e></m:d>",
            "{x = 1; y = 2}",
        ),
        (
            f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e><m:m><m:mr><m:e>{_t('a')}</m:e><m:e>"
            f"{_t('b')}</m:e></m:mr><m:mr><m:e>{_t('c')}</m:e><m:e>{_t('d')}</m:e></m:mr></m:m></m:e></m:d>",
            "[a, b; c, d]",
        ),
        (f"<m:func><m:fName>{_t('sin')}</m:fName><m:e>{_t('x')}</m:e></m:func>", "sin x"),
        (
            f"<m:sPre><m:sub>{_t('6')}</m:sub><m:sup>{_t('14')}</m:sup><m:e>{_t('C')}</m:e></m:sPre>",
            "¹⁴₆C",
        ),
        (f"<m:acc><m:accPr><m:chr m:val='̅'/></m:accPr><m:e>{_t('x')}</m:e></m:acc>{_t('&lt;3')}", "x̄ < 3"),
        (f"{_t('y=1 ')}{_t('if ', '<m:rPr><m:nor/></m:rPr>')}{_t('x>0')}", "y = 1 if x > 0"),
        (f"<m:phant><m:phantPr><m:show m:val='0'/></m:phantPr>{_e('b')}</m:phant>{_t('c')}", "c"),
        (f"<m:phant>{_e('b')}</m:phant>{_t('=c')}", "b = c"),
        (f"<m:box>{_e('a')}</m:box>{_t('=')}<m:borderBox>{_e('b')}</m:borderBox>", "a = b"),
        (
            f"<m:d><m:e><m:f><m:fPr><m:type m:val='noBar'/></m:fPr><m:num>{_t('n')}</m:num><m:den>{_t('k')}</m:den>"
            "</m:f></m:e></m:d>",
            "(n choose k)",
        ),
        (
            f"<m:func><m:fName><m:limLow>{_e('lim', _UPRIGHT)}<m:lim>{_t('x→0')}</m:lim>"
            f"</m:limLow></m:fName>{_e('f')}</m:func>",
            "lim_(x→0) f",
        ),
        (f"<m:limUpp>{_e('max')}<m:lim>{_t('n')}</m:lim></m:limUpp>", "max^n"),
        (f"<m:bar><m:barPr><m:pos m:val='top'/></m:barPr>{_e('x')}</m:bar>{_t('=')}<m:bar>{_e('y')}</m:bar>", "x̄ = y̲"),
        (f"<m:groupChr>{_e('a+b')}</m:groupChr>", "underbrace(a + b)"),
        (
            f"<m:groupChr><m:groupChrPr><m:chr m:val='⏞'/><m:pos m:val='top'/></m:groupChrPr>{_e('a+b')}</m:groupChr>",
            "overbrace(a + b)",
        ),
        (
            f"<m:d>{_e('a')}{_e('b')}</m:d><m:d><m:dPr><m:sepChr m:val=','/></m:dPr>{_e('a')}{_e('b')}</m:d>",
            "(a | b)(a, b)",
        ),
        (f"<m:nary><m:naryPr><m:supHide/></m:naryPr><m:sub>{_t('D')}</m:sub><m:sup/>{_e('f')}</m:nary>", "∫_D f"),
        (f"{_t('a')}<w:del>{_t('b')}</w:del>", "a"),
    ],
)
def test_formulas_of_word_stand_in_the_text(formula: str, text: str) -> None:
    assert _word(formula) == f"It is {text}"


def test_displayed_formulas_of_word_are_kept_in_notes_too() -> None:
    formula = f'<m:oMathPara xmlns:m="{_M}"><m:oMath>{_t("E=m")}</m:oMath></m:oMathPara>'
    body = f'<w:p>{formula}</w:p><w:p><w:r><w:t>See</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnote w:id="2"><w:p>{formula}</w:p></w:footnote>'
    text = DocxImporter().read(Source(docx(body, parts={"footnotes": notes}), "a.docx")).text

    assert text.startswith("E = m\n\n")
    assert text.count("E = m") == 2


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("alpha^2 + sin x <= oo", "α² + sin x ≤ ∞"),
        ("speed = way / time", "speed = way/time"),
        ('"if" x in RR', "if x ∈ ℝ"),
        ("sum_(i=1)^n i", "∑_(i=1)^n i"),
        ("lcm(4, 6) or x sup y", "lcm(4, 6) ∨ x ⊃ y"),
    ],
)
def test_asciimath_becomes_one_line_of_the_same_mathematics(written: str, shown: str) -> None:
    assert text_of_stem(written) == shown


@pytest.mark.parametrize(
    "tag",
    [
        *("mrow", "mstack", "msqrt", "mfenced", "mtable", "semantics", "apply", "mmultiscripts", "msup", "munder"),
        *("mfrac", "mroot", "menclose", "mtr", "mtd", "mstyle", "maction", "mlongdiv"),
    ],
)
def test_elements_inside_of_elements_without_end_are_read(tag: str) -> None:
    root = inner = etree.Element("math")
    for _ in range(900):
        inner = etree.SubElement(inner, tag)
    etree.SubElement(inner, "mi").text = "x"
    assert "x" in text_of_math(root)
