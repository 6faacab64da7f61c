"""Typst: https://typst.app/docs/reference/."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, Format, Grouping, Purpose
from readtui.exporters.locators import locator
from readtui.exporters.typeset.dialect import Footnote, TypesetMark
from readtui.exporters.typeset.renderer import rendered
from readtui.model.article import ArticleRecord
from readtui.model.block import MarkType, Role
from readtui.text.clean import shown, visible

_PREAMBLE = Path(__file__).parent / "preamble.typ"
# A single hyphen, dot or slash is literal, except before a digit (minus sign) or at the start of a line (list).
_SYNTAX = re.compile(
    r"[\\#*_`$<>@=~\[\]\"'+]|-(?=[-?\d])|(?<=-)-|/(?=[/*])|(?<=[/*])/|\.(?=\.)|^[-/]|^\d+(?=\.)", re.MULTILINE
)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?:[-_].*)?")
_STYLES = {
    MarkType.EMPHASIS: "emph",
    MarkType.STRONG: "strong",
    MarkType.STRIKETHROUGH: "strike",
    MarkType.DATELINE: "smallcaps",
}
_MOST_CELLS = 20_000
_MOST_COLUMNS = 40


class TypstExporter:
    """A document that compiles unchanged. Its definitions are at the top, for users to edit."""

    format = Format(
        "typst",
        "Typst",
        ".typ",
        Purpose.TYPESETTING,
        "quotes with notes, or whole articles with footnotes, to typeset",
        contexts=tuple(Context),
        groupings=tuple(Grouping),
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The annotations under their articles or tags, or in one list, or whole articles."""
        return rendered(documents, options, TypstDialect())


class TypstDialect:
    """Every call ends in a semicolon, so that Typst does not read the text after it as arguments."""

    def start(self, only: ArticleRecord | None, context: Context) -> str:
        title = visible(only.title) if only else "Annotations"
        author = visible(only.metadata.creator) if only else ""
        named = f", author: {string(author)}" if author else ""
        head = f"#set document(title: {string(title)}{named}, date: none)\n"
        if only and (found := _LANGUAGE.fullmatch(only.metadata.language)):
            region = f", region: {string(found[2].upper())}" if found[2] else ""
            head += f"#set text(lang: {string(found[1].lower())}{region})\n"
        return head + _PREAMBLE.read_text(encoding="utf-8")

    def end(self) -> str:
        return ""

    def text(self, words: str, highlight: TypesetMark | None = None) -> str:
        return _marked(_escaped(words), highlight)

    def code(self, words: str, highlight: TypesetMark | None = None) -> str:
        return _marked(f"#raw({string(shown(words))});", highlight) if words else ""

    def styled(self, type_: MarkType, content: str) -> str:
        return f"#{_STYLES[type_]}[{content}];"

    def link(self, address: str, content: str) -> str:
        return f"#link({string(shown(address))})[{content}];"

    def jump(self, name: str, content: str) -> str:
        return f"#link(label({string(name)}))[{content}];"

    def place(self, name: str) -> str:
        return f"#[#metadata(none)#label({string(name)})];"

    def back(self, address: str) -> str:
        return f"#back({string(address)});"

    def citation(self, key: str, page: str) -> str:
        supplement = f", supplement: [{_escaped(locator(page))}]" if page else ""
        return f"#cite(label({string(key)}){supplement});"

    def soft(self, content: str) -> str:
        return f"#text(fill: soft)[{content}];"

    def footnote(self, note: Footnote) -> str:
        return f"#footnote[{note.content.strip()}];"

    def footnotes(self, notes: Sequence[Footnote]) -> str:
        return ""

    def heading(self, level: int, content: str) -> str:
        return f"#heading(level: {min(6, level)})[{content}]\n\n"

    def paragraph(self, content: str, *, role: Role | None = None, from_right: bool = False) -> str:
        match role:
            case Role.KICKER:
                content = f"#smallcaps[{content}];"
            case Role.LEAD:
                content = f"#text(size: 1.15em)[{content}];"
            case Role.BYLINE:
                content = f"#emph[{content}];"
        return f"{_directed(content, from_right=from_right)}\n\n"

    def small(self, content: str) -> str:
        return f"#small[{content}]\n\n"

    def quote(self, level: int, content: str, *, from_right: bool = False) -> str:
        return f"#quoted({level})[{_directed(content, from_right=from_right)}]\n\n"

    def item(self, level: int, label: str, content: str, *, from_right: bool = False) -> str:
        return f"#item({level})[{_escaped(label)}][{_directed(content, from_right=from_right)}]\n\n"

    def code_block(self, lines: Sequence[str]) -> str:
        return f"#codeblock[{'#linebreak();'.join(lines)}]\n\n"

    def table(self, rows: Sequence[Sequence[str]], *, has_header: bool) -> str:
        columns = max(map(len, rows))
        if columns > _MOST_COLUMNS or columns * len(rows) > _MOST_CELLS:
            return "".join(self.paragraph(self.text(" | ").join(row)) for row in rows)
        written = [", ".join(f"[{cell}]" for cell in [*row, *[""] * (columns - len(row))]) for row in rows]
        if has_header:
            written[0] = f"table.header({written[0]})"
        cells = ",\n  ".join(written)
        return f"#table(columns: {columns}, stroke: 0.5pt + ink.plain,\n  {cells})\n\n"

    def rule(self) -> str:
        return "#divider\n\n"

    def card(self, color: str | None, blocks: str) -> str:
        named = string(color) if color else "none"
        return f"#card({named})[{blocks.strip()}]\n\n"


def string(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _escaped(words: str) -> str:
    escaped = _SYNTAX.sub(_escape, shown(words))
    return escaped.replace("\n", "#linebreak();")


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if not found[0].isdecimal() else f"{found[0]}\\"


def _marked(content: str, highlight: TypesetMark | None) -> str:
    if highlight is None or not content:
        return content
    color = string(highlight.color) if highlight.color else "none"
    outer = f", outer: {string(highlight.outer)}" if highlight.outer and highlight.outer != highlight.color else ""
    return f"#mark({color}{outer})[{content}];"


def _directed(content: str, *, from_right: bool) -> str:
    return f"#text(dir: rtl)[{content}];" if from_right else content
