"""LaTeX, for LuaLaTeX, XeLaTeX and pdfLaTeX."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, Format, Grouping, Purpose
from readtui.exporters.typeset.dialect import Footnote, TypesetMark
from readtui.exporters.typeset.renderer import rendered
from readtui.model.article import ArticleRecord
from readtui.model.block import MarkType, Role
from readtui.text.clean import shown
from readtui.text.word_tables import word_pairs

_PREAMBLE = Path(__file__).parent / "preamble.tex"
_SIGNS = {
    **{sign: f"\\{sign}" for sign in "{}$&#%_"},
    **{"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "`": r"\textasciigrave{}"},
    **{'"': r"\textquotedbl{}", "'": r"\textquotesingle{}", "\u00a0": "~", "\u00ad": r"\-"},
}
_SIGN = re.compile(f"[{re.escape(''.join(_SIGNS))}]")
# Many fonts turn these into a single sign: dashes, quotation marks.
_JOINED = re.compile(r"(?<=-)-|(?<=,),|(?<=<)<|(?<=>)>")
_LONG = re.compile(r"\S{31,}")
_BREAKABLE = re.compile(r"[^\u200d]{12,}?(?=[\w!-~])")
_BREAK = "\ue000"
_LINE_BREAK = r"\lb{}"
_IN_ADDRESS = "%/:=&?#+,;@!'()*[]-._"
_HEADINGS = ("section", "subsection", "subsubsection", "paragraph")
_STYLES = {MarkType.EMPHASIS: "emph", MarkType.STRONG: "textbf", MarkType.DATELINE: "textsc"}
_MOST_COLUMNS = 12
# The languages whose letters all engines have. Others are hyphenated like English.
_LANGUAGES = word_pairs(
    """
    da danish  de german  es spanish  fi finnish  fr french  it italian  nl dutch  pl polish  pt portuguese
    sv swedish
    """
)


class LatexExporter:
    """A document that compiles unchanged. Its definitions are at the top, for users to edit."""

    format = Format(
        "latex",
        "LaTeX",
        ".tex",
        Purpose.TYPESETTING,
        "quotes with notes, or whole articles with footnotes, to typeset",
        contexts=tuple(Context),
        groupings=tuple(Grouping),
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The annotations under their articles or tags, or in one list, or whole articles."""
        return rendered(documents, options, LatexDialect())


class LatexDialect:
    """Uses no environments, whose nesting LaTeX limits, and no verbatim text, which footnotes cannot contain."""

    def start(self, only: ArticleRecord | None, context: Context) -> str:
        preamble = _PREAMBLE.read_text(encoding="utf-8")
        name = _LANGUAGES.get(re.split("[-_]", only.metadata.language.lower())[0]) if only else None
        provided = f"\\babelprovide[import,main]{{{name}}}\n\\begin{{document}}"
        return preamble.replace(r"\begin{document}", provided) if name else preamble

    def end(self) -> str:
        return "\\end{document}\n"

    def text(self, words: str, highlight: TypesetMark | None = None) -> str:
        lines = (_marked(_escaped(line.replace("\t", " ")), highlight) for line in shown(words).split("\n"))
        return _LINE_BREAK.join(lines)

    def code(self, words: str, highlight: TypesetMark | None = None) -> str:
        escaped = _escaped(shown(words).expandtabs(4)).replace(" ", r"\ ")
        return rf"\texttt{{{_marked(escaped, highlight)}}}" if words else ""

    def styled(self, type_: MarkType, content: str) -> str:
        # Striking out would need a package that does not support every character.
        name = _STYLES.get(type_)
        return rf"\{name}{{{content}}}" if name else rf"\soft{{{content}}}"

    def link(self, address: str, content: str) -> str:
        return rf"\href{{{_address(address)}}}{{\textcolor{{link}}{{{content}}}}}"

    def jump(self, name: str, content: str) -> str:
        return rf"\hyperlink{{{name}}}{{\textcolor{{link}}{{{content}}}}}"

    def place(self, name: str) -> str:
        return rf"\hypertarget{{{name}}}{{}}"

    def back(self, address: str) -> str:
        return rf"\back{{{_address(address)}}}"

    def citation(self, key: str, page: str) -> str:
        return rf"\autocite[{_escaped(page.replace('–', '--')).replace('-{}-', '--')}]{{{key}}}"

    def soft(self, content: str) -> str:
        return rf"\soft{{{content}}}"

    def footnote(self, note: Footnote) -> str:
        return rf"\footnotemark[{note.number}]"

    def footnotes(self, notes: Sequence[Footnote]) -> str:
        return "".join(f"\\footnotetext[{note.number}]{{{note.content.strip()}}}\n\n" for note in notes)

    def heading(self, level: int, content: str) -> str:
        name = _HEADINGS[min(level, len(_HEADINGS)) - 1]
        return f"\\{name}*{{{content}}}\n\n"

    def paragraph(self, content: str, *, role: Role | None = None, from_right: bool = False) -> str:
        match role:
            case Role.KICKER:
                return f"\\kicker{{{content}}}\n\n"
            case Role.LEAD:
                return f"\\lead{{{_directed(content, from_right=from_right)}}}\n\n"
            case Role.BYLINE:
                content = rf"\emph{{{content}}}"
        return f"{_directed(content, from_right=from_right)}\n\n"

    def small(self, content: str) -> str:
        return f"\\aside{{{content}}}\n\n"

    def quote(self, level: int, content: str, *, from_right: bool = False) -> str:
        return f"\\quoted{{{level}}}{{{_directed(content, from_right=from_right)}}}\n\n"

    def item(self, level: int, label: str, content: str, *, from_right: bool = False) -> str:
        shown_label = r"\textbullet" if label == "•" else _escaped(shown(label))
        if from_right:
            return f"{_directed(f'{shown_label} {content}', from_right=True)}\n\n"
        return f"\\listitem{{{level}}}{{{shown_label}}}{{{content}}}\n\n"

    def code_block(self, lines: Sequence[str]) -> str:
        # The strut keeps the spaces at the start of a line.
        struts = (rf"\strut{{}}{line}" for line in lines)
        return f"\\codelines{{{_LINE_BREAK.join(struts)}}}\n\n"

    def table(self, rows: Sequence[Sequence[str]], *, has_header: bool) -> str:
        columns = max(map(len, rows))
        if columns > _MOST_COLUMNS:
            return "".join(self.paragraph(self.text(" | ").join(row)) for row in rows)
        width = rf"\dimexpr(\linewidth-{2 * columns}\tabcolsep)/{columns}\relax"
        written = []
        for number, row in enumerate(rows):
            # LaTeX would read "[" at the start of a row as an argument of the previous line end.
            cells = " & ".join(f"{{}}{cell}" for cell in [*row, *[""] * (columns - len(row))])
            ending = r"\tabularnewline\hline\endhead" if has_header and number == 0 else r"\tabularnewline"
            written.append(f"{cells}{ending}\n")
        head = rf"\begin{{longtable}}{{*{{{columns}}}{{>{{\raggedright\arraybackslash}}p{{{width}}}}}}}\hline"
        return f"{head}\n{''.join(written)}\\hline\n\\end{{longtable}}\n\n"

    def rule(self) -> str:
        return "\\divider\n\n"

    def card(self, color: str | None, blocks: str) -> str:
        return f"\\card{{{color or 'plain'}}}{{{blocks.strip()}}}\n\n"


def _escaped(words: str) -> str:
    """The words on one line, with possible breaks in words that are too long for a line."""
    words = _LONG.sub(lambda long: _BREAKABLE.sub(rf"\g<0>{_BREAK}", long[0]), words.replace(_BREAK, "\ufffd"))
    words = _JOINED.sub(rf"{_BREAK}{_BREAK}\g<0>", words)
    escaped = _SIGN.sub(lambda sign: _SIGNS[sign[0]], words)
    return escaped.replace(_BREAK * 2, "{}").replace(_BREAK, r"\brk{}")


def _marked(content: str, highlight: TypesetMark | None) -> str:
    if highlight is None or not content:
        return content
    return rf"\hl{{{highlight.color}}}{{{content}}}" if highlight.color else rf"\ul{{{content}}}"


def _address(address: str) -> str:
    return re.sub(r"[%#&_]", r"\\\g<0>", quote(shown(address), safe=_IN_ADDRESS))


def _directed(content: str, *, from_right: bool) -> str:
    return rf"\begin{{fromright}}{content}\end{{fromright}}" if from_right else content
