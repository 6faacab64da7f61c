"""LaTeX: which signs are escaped, and where long words may break."""

import shutil
import subprocess

import pytest

from readtui.anchoring.quoting.letters import folded
from readtui.exporters.contract import sample_documents
from readtui.exporters.exporter import Context, ExportOptions, whole
from readtui.exporters.typeset.dialect import Footnote, TypesetMark
from readtui.exporters.typeset.latex import LatexDialect, LatexExporter
from readtui.exporters.typeset.renderer import note_blocks

LATEX = LatexDialect()


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (r"\input{x} $5 & 6% #1 _a_", r"\textbackslash{}input\{x\} \$5 \& 6\% \#1 \_a\_"),
        ("^^41 ~", r"\textasciicircum{}\textasciicircum{}41 \textasciitilde{}"),
        ("a -- b --- c", "a -{}- b -{}-{}- c"),
        ("``a'' ,,b <<c>>", r"\textasciigrave{}\textasciigrave{}a\textquotesingle{}\textquotesingle{} ,{},b <{}<c>{}>"),
        ("a\nb", r"a\lb{}b"),
        ("\x00\x1b", "␀␛"),
        ("x" * 31, r"xxxxxxxxxxxx\brk{}xxxxxxxxxxxx\brk{}xxxxxxx"),
    ],
)
def test_syntax_is_escaped_and_long_words_may_break(words: str, written: str) -> None:
    assert LATEX.text(words) == written


def test_a_sign_and_its_accents_are_not_torn_apart() -> None:
    assert r"\brk{}" + "\u0301" not in LATEX.text("e\u0301" * 40)


def test_a_highlight_ends_at_each_line() -> None:
    assert LATEX.text("a\nb", TypesetMark("green")) == r"\hl{green}{a}\lb{}\hl{green}{b}"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://e.org/a_b?c=1&d=%20#e", r"https://e.org/a\_b?c=1\&d=\%20\#e"),
        ("https://e.org/{}\\^~$ä", r"https://e.org/\%7B\%7D\%5C\%5E~\%24\%C3\%A4"),
    ],
)
def test_an_address_ends_no_argument(address: str, written: str) -> None:
    assert LATEX.link(address, "x") == rf"\href{{{written}}}{{\textcolor{{link}}{{x}}}}"


def test_a_cell_is_no_argument_of_the_line_end_before_it() -> None:
    assert "{}[x]" in LATEX.table([["a"], ["[x]"]], has_header=False)


def test_a_footnote_follows_its_block() -> None:
    note = Footnote(3, "words\n\n")
    assert (LATEX.footnote(note), LATEX.footnotes([note])) == (r"\footnotemark[3]", "\\footnotetext[3]{words}\n\n")


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("*a **b** c*", r"\emph{a \textbf{b} c}"),
        ("*a [b **c**](readtui:x) d*", r"\emph{a \href{readtui:x}{\textcolor{link}{b \textbf{c}}} d}"),
        ("[a *b*](readtui:x) *c*", r"\href{readtui:x}{\textcolor{link}{a \emph{b}}} \emph{c}"),
        ("**a `b`** ~~c~~", r"\textbf{a \texttt{b}} \soft{c}"),
        ("[a](ftp://x)", "a"),
    ],
)
def test_what_is_around_more_words_of_a_note_is_around_the_rest(note: str, written: str) -> None:
    assert note_blocks(note, LatexDialect()) == [f"{written}\n\n"]


@pytest.mark.parametrize(
    ("note", "written"),
    [("a", ["a end\n\n"]), ("a\n\n- b", ["a\n\n", "\\listitem{1}{\\textbullet}{b}\n\n", "end\n\n"]), ("", ["end\n\n"])],
)
def test_an_ending_stands_in_the_last_paragraph(note: str, written: list[str]) -> None:
    assert note_blocks(note, LatexDialect(), "end") == written


@pytest.mark.skipif(not shutil.which("pandoc"), reason="needs pandoc")
@pytest.mark.parametrize("context", [Context.NONE, Context.FULL])
def test_pandoc_reads_the_words(context: Context) -> None:
    documents = sample_documents()
    source = str(whole(LatexExporter().render(documents, ExportOptions(context))))
    read = subprocess.run(
        ["pandoc", "-f", "latex", "-t", "plain"], input=source, capture_output=True, text=True, check=True
    )
    # Boxes to tick become signs, and footnotes of a whole article stand inside of quotes.
    words = [one.note if context is Context.FULL else one.quoted_text for one in documents[0].annotations]
    assert [one for one in words if folded(one) not in folded(read.stdout)] == []
