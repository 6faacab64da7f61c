"""Previews an export: the text of the file, and how its readers will see it; and counts what it holds."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from threading import Event

from readtui.exporters.exporter import ExportDocument, Exporter, ExportOptions, Format
from readtui.exporters.markdown_escape import escape
from readtui.exporters.research.codes import CodeList
from readtui.quick_dataclass import dataclass
from readtui.services.out.documents import Documents
from readtui.text.clean import clean
from readtui.text.phrases import counted

_MOST_LINES = _MOST_ROWS = 400
_MOST_CHARACTERS = 30_000
_MOST_IN_CELL = 60
_HIDDEN = ("head", "script", "style", "template")
_BLOCKS = re.compile(
    "address|article|aside|blockquote|d[dlt]|div|fig(caption|ure)|footer|h[1-6r]|header|li|main|nav|[ou]l|p|pre|section|"
    "table|tr"
)
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACE = re.compile(r"\s+")
_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_PROPERTY = re.compile(r"([\w-]+): (.*)")
_BLOCK_ID = re.compile(r"\n\^[\w-]+\n")
_FOOTNOTE = re.compile(r"\[\^([\w-]+)\]")
_LOGSEQ_TAGS = re.compile(r"(?m)^(\s+)tags:: (.*)$")
_LOGSEQ_PROPERTY = re.compile(r"(?m)^[ \t]*[\w-]+:: .*\n")
_LOGSEQ_QUOTE = re.compile(r"(?m)^(\s*(?:- )?)> ")
_ORG_HEADING = re.compile(r"(\*+) (.*?)(?:[ \t]+:([\w@#%:]+):)?")
_ORG_LINK = re.compile(r"\\\[\\\[([^][\\]+)\\\]\\\[((?:[^][\\]|\\[^][])+)\\\]\\\]")


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of an export: its ``text``, "" if the file is not text, and how its readers will see it.

    ``look``: that as Markdown, with ``==`` around what is highlighted; or ``rows``, a table, the first with the names
    of the columns. Neither if the file shows nothing but its text. ``is_whole``: nothing follows.
    """

    text: str = ""
    look: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    is_whole: bool = True


def preview(exporter: Exporter, documents: Iterable[ExportDocument], options: ExportOptions) -> Preview:
    """The beginning of an export. Renders no more than that. Raises ExportError."""
    format = exporter.format
    if format.is_binary:
        return Preview() if format.is_about_tags else _contents(documents)
    rendered, is_whole = "", True
    for piece in exporter.render(documents, options):
        if len(rendered) >= _MOST_CHARACTERS or rendered.count("\n") >= _MOST_LINES:
            is_whole = False
            break
        rendered += piece if isinstance(piece, str) else piece.decode("utf-8", "replace")
    lines = rendered[:_MOST_CHARACTERS].split("\n")[:_MOST_LINES]
    is_whole = is_whole and len(lines) == rendered.count("\n") + 1 and len(rendered) <= _MOST_CHARACTERS
    text = clean("\n".join(lines)).text
    if format.extension == ".csv":
        return Preview(text.expandtabs(4), rows=_table(rendered), is_whole=is_whole)
    look = _LOOKS.get(format.name) or _LOOKS.get(format.extension)
    return Preview(text.expandtabs(4), look(text) if look is not None else "", is_whole=is_whole)


def extent(format: Format, documents: Documents, options: ExportOptions, stopped: Event) -> str:
    """What an export holds, in words: "87 annotations in 35 articles", or "40 articles · 87 annotations" if some have
    none. That is what was counted so far if ``stopped``. Raises StorageError.
    """
    articles = annotations = bare = 0
    codebook = CodeList(options.tags)
    for document in documents.meant_for(format, context=options.context):
        if stopped.is_set():
            break
        articles += bool(document.annotations) or not format.only_annotations
        annotations += len(document.annotations)
        bare += not document.annotations and not format.only_annotations
        if format.is_about_tags:
            codebook.add(document)
    if format.is_about_tags:
        codes = (code for root in codebook.codes() for _, code in root.walk())
        return counted(sum(code.is_tag for code in codes), "tag")
    those, articles_said = counted(annotations, "annotation"), counted(articles, "article")
    return f"{articles_said} · {those}" if bare or not articles else f"{those} in {articles_said}"


def _contents(documents: Iterable[ExportDocument]) -> Preview:
    """What a file that is no text will hold."""
    rows = [("article", "quote", "note", "tags")]
    for document in documents:
        for one in document.annotations:
            if len(rows) == _MOST_ROWS:
                return Preview(rows=tuple(rows), is_whole=False)
            tags = " ".join(f"#{tag}" for tag in one.tags)
            quote = one.quoted_text if one.quote else ""
            rows.append((_cell(document.record.title), _cell(quote), _cell(one.note), _cell(tags)))
    return Preview(rows=tuple(rows)) if len(rows) > 1 else Preview()


def _table(rendered: str) -> tuple[tuple[str, ...], ...]:
    """The table without columns that are empty in all rows."""
    # Without the last rows if they may be cut off.
    rows = list(islice(csv.reader(rendered.removeprefix("\ufeff").splitlines(keepends=True)), _MOST_ROWS))
    if not rows:
        return ()
    head, *body = rows
    used = [index for index in range(len(head)) if any(index < len(row) and row[index] for row in body)]
    shown = used or list(range(len(head)))
    return tuple(tuple(_cell(row[index]) if index < len(row) else "" for index in shown) for row in rows)


def _cell(value: str) -> str:
    line = " ".join(clean(value[: _MOST_IN_CELL * 4]).text.split())
    return line if len(line) <= _MOST_IN_CELL else f"{line[: _MOST_IN_CELL - 1]}…"


# ------------------------------------------------------------------ how a text looks, as Markdown


def _note_look(text: str) -> str:
    """Markdown as an app shows it: names of properties for front matter, numbers of footnotes, no ids of blocks."""
    numbers: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        return rf"\[{numbers.setdefault(match[1], len(numbers) + 1)}\]"

    def properties(match: re.Match[str]) -> str:
        named = filter(None, map(_PROPERTY.fullmatch, match[1].splitlines()))
        return f"*Properties: {', '.join(one[1] for one in named)}*\n\n---\n"

    return _FOOTNOTE.sub(number, _BLOCK_ID.sub("", _FRONT_MATTER.sub(properties, text)))


def _logseq_look(text: str) -> str:
    """Blocks as Logseq shows them: tags, and no other properties."""

    def tags(match: re.Match[str]) -> str:
        return match[1] + " ".join(f"#{one.strip('[]')}" for one in match[2].split(", "))

    return _LOGSEQ_QUOTE.sub(r"\1▎ ", _LOGSEQ_PROPERTY.sub("", _LOGSEQ_TAGS.sub(tags, text)))


def _org_look(text: str) -> str:
    """An outline as Emacs shows it: drawers closed, tags behind their headings."""
    return "\n".join(_org_lines(text.splitlines()))


def _org_lines(lines: Iterable[str]) -> Iterator[str]:
    in_drawer = in_quote = False
    for line in lines:
        sign = line.strip().lower()
        if in_drawer or (sign.startswith(":") and sign.endswith(":") and sign[1:-1].isalpha()):
            in_drawer = sign != ":end:"
        elif sign in ("#+begin_quote", "#+end_quote"):
            in_quote = sign == "#+begin_quote"
            yield ""
        elif heading := _ORG_HEADING.fullmatch(line):
            tags = "".join(f" #{tag}" for tag in (heading[3] or "").split(":") if tag)
            yield f"{'#' * min(6, len(heading[1]))} {_org_words(heading[2])}{tags}\n"
        else:
            yield ("> " if in_quote else "") + _org_words(line)


def _org_words(words: str) -> str:
    return _ORG_LINK.sub(r"[\2](\1)", escape(words))


def _page_look(page: str) -> str:
    """The text of a page as a browser shows it. A truncated page is read as far as possible."""
    # Imported here because only this preview needs it.
    from lxml import html

    if not page.strip():
        return ""
    root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    lines = [""]

    def end_line() -> None:
        if lines[-1].strip():
            lines.extend(("", ""))

    def say(text: str | None, is_code: bool) -> None:
        if not text:
            return
        if is_code:
            lines[-1] += "  \n".join(map(escape, text.split("\n")))
        else:
            words = _SPACE.sub(" ", text)
            words = words if lines[-1] and not lines[-1].endswith(" ") else words.lstrip()
            edges = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :] if words.strip() else ""
            lines[-1] += f"{edges[0]}{escape(words.strip())}{edges[1]}"

    # A walk without recursion, because pages can be nested deeper than Python's stack.
    pending: list[tuple[html.HtmlElement, bool, bool]] = [(root, False, False)]
    while pending:
        element, is_code, is_left = pending.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        is_block = _BLOCKS.fullmatch(name) is not None
        if is_left:
            lines[-1] += _AFTER.get(name, "")
            if is_block:
                end_line()
            say(element.tail, is_code)
            continue
        if not name or name in _HIDDEN:
            say(element.tail, is_code)
            continue
        if is_block:
            end_line()
        if name == "br":
            lines.append("")
        quoted = name == "p" and next(element.iterancestors("blockquote"), None) is not None
        is_tag = name == "span" and "tag" in (element.get("class") or "").split()
        lines[-1] += "> " if quoted else "#" if is_tag else _BEFORE.get(name, "")
        within = is_code or name == "pre"
        say(element.text, within)
        pending.append((element, is_code, True))
        pending.extend((child, within, False) for child in reversed(element))
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


_BEFORE = {f"h{level}": "#" * level + " " for level in range(1, 7)} | {
    "li": "- ",
    "mark": "==",
    "em": "*",
    "strong": "**",
}
_AFTER = {"mark": "==", "em": "*", "strong": "**"}
_LOOKS: dict[str, Callable[[str], str]] = {
    "logseq": _logseq_look,
    ".md": _note_look,
    ".org": _org_look,
    ".html": _page_look,
}
