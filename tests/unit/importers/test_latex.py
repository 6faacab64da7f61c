"""LaTeX: what its definitions, environments, characters and references show."""

import pytest

from readtui.model.block import BlockKind
from readtui.text.article_builder import PLACE_TARGET
from tests.unit.importers.test_light_markup import links, read, texts


@pytest.mark.parametrize(
    ("preamble", "body", "blocks"),
    [
        (
            r"\newcommand{\hi}[2][Hello]{#1 #2}",
            r"\hi{Ada} and \hi[Dear]{Bea}.",
            [("paragraph", "", "Hello Ada and Dear Bea.")],
        ),
        (r"\let\R\in", r"$x \R y$", [("paragraph", "", "x ∈ y")]),
        (
            r"\NewDocumentCommand{\two}{mm}{#2 #1}\DeclareMathOperator{\Tr}{Tr}",
            r"\two{a}{b} $\Tr A$",
            [("paragraph", "", "b a Tr A")],
        ),
        (
            r"\newenvironment{boxed}[1][x]{\begin{quote}}{\end{quote}}",
            r"\begin{boxed}Said.\end{boxed} End.",
            [("paragraph", "", "Said."), ("paragraph", "", "End.")],
        ),
        (
            "",
            "One. \\iffalse Gone \\ifx\\a\\b and \\iff \\else gone \\fi. \\else Two. \\fi\\if0\nGone. \\fi Three.",
            [("paragraph", "", "One. Two. Three.")],
        ),
        (
            r"\newif\ifdraft \newif\iflong\longtrue \let\ifold\iffalse",
            r"\iftrue One.\else Gone.\fi{} \ifdraft Gone.\else Two.\fi{} \drafttrue"
            r"\ifdraft Three \ifold gone \fi{} \iflong goes on.\else Gone.\fi"
            r"\else Gone \iflong gone\fi.\fi{} \ifpdf Four.\fi",
            [("paragraph", "", "One. Two. Three goes on. Four.")],
        ),
        ("", r"See \texttt{\string\emph\{a\}}.", [("paragraph", "", r"See \emph{a}.")]),
        ("", r"A\indexsee{sea!deep|(} \is{sea, deep}boat\il{German}.", [("paragraph", "", "A boat.")]),
        (
            "",
            r"\[ \xymatrix@C=2em{ A \ar[r]^-f \ar@{->}[d]_{g} & B \\ C \ar[ur]|{h} } \]",
            [("paragraph", "", "A  B; C")],
        ),
        ("", r"So \xymatrix{A \ar[r] & B} commutes.", [("paragraph", "", "So A  B commutes.")]),
        ("", r"About \SI[per-mode=symbol]{5}{\kg}.", [("paragraph", "", "About 5 kg.")]),
        ("", r"\makebox[2em][l]{Yes} \roman{part}no", [("paragraph", "", "Yes no")]),
        ("", r"\[ a = b \tag{by $x^2$ and \eqref{sea}} \]", [("paragraph", "", "a = b (by x² and sea)")]),
        (
            r"\begin{abstract}What it says.\end{abstract}",
            "Text.",
            [("quote", "", "What it says."), ("paragraph", "", "Text.")],
        ),
        (
            "",
            r"\begin{frame}{The walk}Mind.\end{frame}\begin{tcolorbox}[title={Box}]The gap.\end{tcolorbox}",
            [
                ("heading", "", "The walk"),
                ("paragraph", "", "Mind."),
                ("paragraph", "", "Box"),
                ("paragraph", "", "The gap."),
            ],
        ),
        (
            "",
            r"\begin{thebibliography}{99}\bibitem{knuth} Knuth.\bibitem[Lam94]{lamport} Lamport.\end{thebibliography}",
            [("list-item", "[knuth]", "Knuth."), ("list-item", "[Lam94]", "Lamport.")],
        ),
        ("", r"\begin{itemize}\item[+] more\end{itemize}", [("list-item", "+", "more")]),
        ("", r"\begin{center}\captionof{figure}{The sea.}\end{center}", [("caption", "", "The sea.")]),
        (
            "",
            r"\begin{longtable}{ll}\caption{Rows}\\a&b\\c&d\end{longtable}",
            [("caption", "", "Rows"), ("table", "headless", "a\tb\nc\td")],
        ),
        ("", r"\begin{tabular}{l}a\\a\\a\end{tabular}", [("table", "headless", "a\na\na")]),
        (
            "",
            r"\begin{longtable}{l}h\\i\\\endfirsthead h\\i\\\endhead a\\a\end{longtable}",
            [("table", "headless", "h\ni\na\na")],
        ),
        (
            "",
            "\\begin{lstlisting}[caption={How}]\ngo()\n\\end{lstlisting}",
            [("caption", "", "How"), ("code", "", "go()")],
        ),
        (
            "",
            r"\begin{algorithm}\begin{algorithmic}\If{$x$}\State go \EndIf\end{algorithmic}\end{algorithm}",
            [("paragraph", "", "if x\ngo\nend if")],
        ),
    ],
)
def test_definitions_and_environments_of_latex_are_shown_as_they_are_meant(
    preamble: str, body: str, blocks: list[tuple[str, str, str]]
) -> None:
    article = read(f"\\documentclass{{article}}\n{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n", "a.tex")
    assert [(str(one.kind), one.label, article.text[one.start : one.end]) for one in article.blocks] == blocks


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Garc{\'\i}a, G{\"u}l{\c{c}}ehre, \v{S}koda, na\"{\i}ve, \u g", "García, Gülçehre, Škoda, naïve, ğ"),
        (r"Stra{\ss}e in {\L}odz, \AA{}rhus, \O re", "Straße in Łodz, Århus, Øre"),
        (r"Minh{-}Thang in {Proc. of NAACL}, \emph{a} $x^{2}$", "Minh-Thang in Proc. of NAACL, a x²"),
        (r"{\em so} and {\bf so\/} and {\tt x}", "so and so and x"),
        (r"Said\footnote{By \emph{whom}?}.", "Said (By whom?)."),
        (r"\textcolor{red}{Red}\color{blue} \verb|{x}|", "Red {x}"),
        (r"Read \verb|/proc/a--b_c|, \verb!a|b!, \sh|ls ~| or \lstinline{x}.", "Read /proc/a--b_c, a|b, ls ~ or x."),
        (r"Thus \[\frac{a}{b} = \alpha\] and $$a_{\text{b}}$$ hold.", "Thus\n\na/b = α\n\nand\n\na_b\n\nhold."),
        (r"It costs \$22,000, \% and $5.", "It costs $22,000, % and $5."),
        (r"The 10$^{th}$ of H$_2$O is 2\textsuperscript{32} = $2^{32}$.", "The 10th of H₂O is 2³² = 2³²."),
        (r"\cite[p.~3]{a,b} \href{https://a.example/50\%}{x} \unknown[o]{one}{two}", "[a, b, p.\xa03] x one two"),
        (r"\newcommand{\R}[1]{\mathbb{R}^#1}\def\net{Net\xspace}\net is in $\R3$.", "Net is in ℝ³."),
        (r"\begin{align}a &= b\\ &= c \nonumber\end{align}", "a = b\n= c"),
        (r"\begin{tabular}{lr}A & B\\\hline \multicolumn{2}{c}{\textbf{x} \& y}\\ \end{tabular}", "A\tB\nx & y\t"),
        (
            r"\begin{enumerate}[(i)]\item a\item b\end{enumerate}\begin{theorem}[E] c\end{theorem}",
            "a\n\nb\n\nTheorem (E). c",
        ),
        (r"One\\two\\*[2pt]three", "One\ntwo\nthree"),
        (r"\enquote{so} and \textquote[x]{it}", "“so” and “it”"),
        (r"\={oo}, see\ \url{https://a.example} and \(a\)", "ōo, see https://a.example and a"),
        (r"\begin{center}so\end{center} $\begin{pmatrix}a&b\\c&d\end{pmatrix}$", "so\n\n(a, b; c, d)"),
        (r"\lstinline{\title{a_b}} and \mintinline{tex}{\x}", r"\title{a_b} and \x"),
        (r"Un \foreignlanguage{british}{British} word", "Un British word"),
        ("Run:\n\\begin{bashcode}\na -- b\n\n  c\n\\end{bashcode}", "Run:\n\na -- b\n\n  c"),
    ],
)
def test_latex_shows_the_characters_that_it_stands_for(written: str, shown: str) -> None:
    text = (
        r"\title{T}\author{J\'er\^ome \and {\`E}ve\thanks{Of X.}}\begin{document}"
        + "\n\\newcommand{\\a}[1]{b #1}\n"
        + written
    )
    article = read(text + "\n\\end{document}", "a.tex")
    assert article.text == f"T\n\n{shown}"
    assert article.metadata.creator == "Jérôme, Ève"


NUMBERED = r"""\documentclass{article}
\newtheorem{thm}{Theorem}[section]\newtheorem{lem}[thm]{Lemma}
\begin{document}
\section{One}\label{one}
See \cref{b}, \Cref{two}, \autoref{x}, \eqref{e}, \eqref{f}, item \ref{it}, \ref{none},
Figure~\ref{b2}, \ref{app}.
\begin{figure}\caption{First.}\end{figure}
\begin{figure*}\begin{subfigure}{a}\caption{Left}\end{subfigure}\begin{subfigure}{a}\caption{Right}\label{b2}\end{subfigure}
\caption{Second.}
\label{b}\end{figure*}
\begin{tikzpicture}\draw (0,0) -- (1,1);\end{tikzpicture}
\begin{thm}Yes.\end{thm}
\begin{lem}[Lee]\label{x}No.\end{lem}
\begin{equation}\label{e} a=b\end{equation}
\begin{align}a&=b\nonumber\\ c&=d\label{f}\end{align}
\begin{enumerate}\item a\item\label{it} b\end{enumerate}
\section{Two} \label{two}
\appendix
\section{Three}\label{app}
\end{document}
"""


def test_references_of_latex_show_numbers_and_lead_to_their_places() -> None:
    article = read(NUMBERED, "a.tex")
    said = "See figure 2, Section 2, Lemma 1.2, (1), (2), item 2, none, Figure 2b, A."
    assert said in article.text.replace("\xa0", " ")
    assert [text[:14] for text in texts(article, BlockKind.PARAGRAPH) if text[0] in "TL"] == [
        "Theorem 1.1. Y",
        "Lemma 1.2 (Lee",
    ]
    assert {"a = b  (1)", "a = b\nc = d  (2)"} < set(texts(article, BlockKind.PARAGRAPH))
    leads = {
        words: article.text[int(target.removeprefix(PLACE_TARGET)) :][:7].split("\n")[0]
        for words, target in links(article).items()
    }
    assert leads == {
        **{"figure 2": "Second.", "2": "b", "Lemma 1.2": "Lemma 1", "(1)": "a = b  ", "(2)": "a = b"},
        **{"Section 2": "Two", "2b": "Right", "A": "Three"},
    }
    assert texts(article, BlockKind.FURNITURE) == [r"\draw (0,0) -- (1,1);"]
