"""Whatever stands on a line of LaTeX, no word is lost, and what follows an environment is what it is without it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.block import BlockKind

_FORMULAS = (
    "equation",
    "equation*",
    "align",
    "align*",
    "gather",
    "multline",
    "eqnarray",
    "displaymath",
    "math",
    "flalign",
)
_PLAIN = (
    *("abstract", "quote", "quotation", "verse", "center", "flushleft", "figure", "table", "theorem", "proof", "lemma"),
    *(
        "minipage",
        "multicols",
        "mybox",
        "document",
        "titlepage",
        "framed",
        "small",
        "frame",
        "tcolorbox",
        "subequations",
    ),
)
_OPTIONS = {
    "minipage": "{0.5\\textwidth}",
    "multicols": "{2}",
    "figure": "[htbp]",
    "theorem": "[Euler]",
    "tcolorbox": "[a=b]",
}
_ARGUMENTS = {"tabular": "{|l|p{3cm}|}", "tabular*": "{\\textwidth}{lr}", "tabularx": "{9cm}{lX}", "longtable": "{ll}"}
_CODE = {"verbatim": "", "lstlisting": "[language=C]", "minted": "{c}", "Verbatim": "", "alltt": "", "mycode": ""}
_WORDS = st.lists(st.from_regex(r"w[a-z]{5}", fullmatch=True), min_size=1, max_size=3)


def _break(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(["", " ", "\n", "\n  ", "% a comment with \\end{quote}\n", "\n% {\n"]))


@st.composite
def _environment(draw: st.DrawFn, depth: int = 0) -> str:
    """An environment with words, its parts on one line or on several."""
    words = draw(_WORDS)
    kind = draw(st.sampled_from(["formula", "plain", "table", "code", "list", "section", "inline", "caption"]))
    gap = [_break(draw) for _ in range(6)]
    if kind == "formula":
        name = draw(st.sampled_from(_FORMULAS))
        inside = r" \\ ".join(rf"x_{{1}} &= \text{{{word}}}" for word in words)
        return rf"\begin{{{name}}}{gap[0]}{inside}{gap[1]}\end{{{name}}}"
    if kind == "table":
        name = draw(st.sampled_from(sorted(_ARGUMENTS)))
        rule = draw(st.sampled_from(["", r"\hline", r"\midrule", r"\cline{1-2}"]))
        rows = rf"\\{gap[2]}{rule}{gap[3]}".join(rf"{word} & \multicolumn{{1}}{{c}}{{\$2 \& {word}}}" for word in words)
        return rf"\begin{{{name}}}{_ARGUMENTS[name]}{gap[0]}{rule} {rows}\\{rule}{gap[1]}\end{{{name}}}"
    if kind == "code":
        name = draw(st.sampled_from(sorted(_CODE)))
        return (
            rf"\begin{{{name}}}{_CODE[name]}{draw(st.sampled_from(['', chr(10)]))}{' % $ '.join(words)} \end{{{name}}}"
        )
    if kind == "list":
        name = draw(st.sampled_from(["itemize", "enumerate", "description"]))
        option = draw(st.sampled_from(["", "[label=(\\alph*)]", "[(i)]"])) if name == "enumerate" else ""
        items = gap[1].join(rf"\item{'[' + word + ']' if name == 'description' else ''} {word}" for word in words)
        inner = draw(_environment(depth + 1)) if depth < 2 else ""
        return rf"\begin{{{name}}}{option}{gap[0]}{items}{gap[2]}{inner}{gap[3]}\end{{{name}}}"
    if kind == "section":
        return rf"\section*{{\emph{{{words[0]}}} $2^{{32}}$}} {' '.join(words)}" if depth == 0 else " ".join(words)
    if kind == "inline":
        marked = rf"\textbf{{{words[0]} \emph{{{' '.join(words)}}}}}\footnote{{{words[0]}}}"
        return rf"{marked} costs \$22,000 or $\left\{{x\right.$"
    if kind == "caption":
        return rf"\begin{{figure}}{gap[0]}\caption[{words[0]}]{{{' '.join(words)}}}{gap[1]}\end{{figure}}"
    name = (
        draw(st.sampled_from(_PLAIN)) if depth else draw(st.sampled_from([one for one in _PLAIN if one != "document"]))
    )
    name = "center" if name == "document" else name
    inner = draw(_environment(depth + 1)) if depth < 2 and draw(st.booleans()) else ""
    return rf"\begin{{{name}}}{_OPTIONS.get(name, '')}{gap[0]}{' '.join(words)}{gap[1]}{inner}{gap[2]}\end{{{name}}}"


@given(st.lists(_environment(), min_size=1, max_size=3), st.sampled_from(["\n\n", "\n", " "]), st.booleans())
def test_no_word_is_lost_and_what_follows_is_a_paragraph(parts: list[str], between: str, is_document: bool) -> None:
    body = between.join(["First alpha.", *parts, "Last omega.\n\nAnother one here."])
    source = f"\\documentclass{{article}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n" if is_document else body
    article = read_source(Source(source.encode(), "a.tex"))
    shown = [(block.kind, article.text[block.start : block.end]) for block in article.blocks]

    assert [kind for kind, text in shown if "Another one here." in text] == [BlockKind.PARAGRAPH]
    assert [kind for kind, text in shown if text.endswith("Last omega.")] == [BlockKind.PARAGRAPH]
    text = article.body_text()
    written = re.sub(r"%[^\n]*|caption\[\w+\]", "", body) if "verbatim" not in body else body
    for word in re.findall(r"\bw[a-z]{5}\b", written):
        assert word in text, word
    assert text.count("$22,000") == body.count(r"\$22,000")
    assert "\\end" not in text.replace("\\end{quote}", "")
