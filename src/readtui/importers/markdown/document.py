"""Reads Markdown (CommonMark, tables, strikethrough, footnotes, front matter) as an Article."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from readtui.errors import SourceError
from readtui.importers.common.budget import Budget
from readtui.importers.common.encoding import decode
from readtui.importers.common.finished_article import finished, stated_direction
from readtui.importers.common.raw_html import html_images, html_text
from readtui.importers.common.reflow import line_joint
from readtui.importers.common.superscripts import subscript, superscript
from readtui.importers.common.table_cells import joined_cells
from readtui.importers.dom.alternatives import with_title
from readtui.importers.images.finder import ImageFinder
from readtui.importers.importer import Source
from readtui.importers.markdown.block_rules import (
    CLOSE,
    DEFINED,
    OPEN,
    PLAIN,
    REFERENCE,
    read_footnotes,
    read_plain_paragraphs,
    referred_to,
)
from readtui.importers.markdown.brackets import bound_brackets
from readtui.importers.markdown.formulas import FORMULA, displayed_text, read_formulas
from readtui.importers.markdown.front_matter import FrontMatter, split_front_matter, tags_in
from readtui.importers.markdown.inline_rules import MARKED, read_by_signs
from readtui.model.article import Article, Metadata
from readtui.model.block import HEADLESS, BlockKind, MarkType, Role
from readtui.model.image import Image
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import ArticleBuilder, MarkSpan
from readtui.text.clean import line_ends

_MAX_NESTING = 100
_LEAD_NEAR = 300
_LEAD_ALIKE = 60
_NOT_IN_SLUG = re.compile(r"[^\w\s-]")
_TASK = re.compile(r"\[([ xX])\] ")
_ITEM = r"""(?:[#.][\w:.-]++|[\w:-]++=(?:"[^"{}]*+"|'[^'{}]*+'|[^\s{}"']++))"""
_LIST = re.compile(rf"\{{:?[ ]*+(?:{_ITEM}[ ]*+)++\}}")
_OF_HEADING = re.compile(rf"\{{:?[ ]*+(?:(?:{_ITEM}|-)[ ]*+)++\}}")
_LINE = re.compile(r"\{:[^{}\n]{0,200}\}[ ]*")
_NAME = re.compile(r"[{: ]#([\w:.-]+)")
_BEFORE = ("link_close", "image", "code_inline")
_MARK_TYPES = {
    "em": MarkType.EMPHASIS,
    "strong": MarkType.STRONG,
    "s": MarkType.STRIKETHROUGH,
    MARKED: MarkType.MARKED,
    "link": MarkType.LINK,
}
_NOTE = "#fn:"
_REFERENCE = "#fnref:"
_STYLED = re.compile(r"<(/?)(sub|sup|kbd)>", re.IGNORECASE)


def read_markdown(source: Source) -> Article:
    """Read Markdown as an article. Raises SourceError if it is binary or has no text."""
    text = line_ends(decode(source.data, source.name, source.charset))
    values, text = split_front_matter(text)
    budget = Budget(COSTS, len(text))
    text, rest = budget.split(text)
    blocks = MarkdownBlocks(ImageFinder(source))
    tokens = blocks.parse(text)
    title = " ".join(values.get("title", ()))
    if title and not any(token.type == "heading_open" and token.tag == "h1" for token in tokens):
        blocks.add_title(title, lead=_lead(values, text))
    blocks.add_tokens(tokens)
    if blocks.builder.is_empty:  # nested deeper than the parser reads
        blocks.builder.add(BlockKind.PARAGRAPH, text)
    budget.add_rest(blocks.builder, rest)
    if blocks.builder.is_empty:
        raise SourceError(f"{source.name or 'the input'} contains no text", "Open a file that contains an article.")
    return _with_metadata(blocks.builder, source, values)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    bound_brackets(parser)
    read_plain_paragraphs(parser)
    read_by_signs(parser, {**read_footnotes(parser), **read_formulas(parser)})
    return parser


def _with_metadata(builder: ArticleBuilder, source: Source, values: FrontMatter) -> Article:
    def first_of(*keys: str) -> str:
        return next((", ".join(values[key]) for key in keys if values.get(key)), "")

    address = first_of("url", "canonical_url", "canonical", "source", "link")
    article = finished(
        builder,
        source,
        Metadata(
            title=first_of("title"),
            creator=first_of("author", "authors", "creator"),
            language=first_of("lang", "language"),
            published=first_of("date", "published", "publishdate"),
            site=first_of("site", "publication"),
            canonical_url=address if address.startswith(("http://", "https://")) else "",
            direction=stated_direction(first_of("dir", "direction")),
        ),
        titled_by_heading=True,
    )
    return replace(article, tags=tags_in(values))


def _lead(values: FrontMatter, text: str) -> str:
    """The lead from the front matter; empty if the text begins with it."""
    said = next((" ".join(values[key]) for key in ("subtitle", "standfirst", "description") if values.get(key)), "")
    begins = " ".join(text[: _LEAD_NEAR + len(said)].split())
    return "" if said[:_LEAD_ALIKE].rstrip(".") in begins else said


def _with_titles(text: str, tokens: Sequence[Token]) -> str:
    titles = [str(token.attrs["title"]) for token in tokens if token.type == "image" and token.attrs.get("title")]
    return with_title(text, titles[0]) if len(titles) == 1 else text


@dataclass(slots=True)
class _Container:
    """An open list, item or quote. ``number``: the next number of an ordered list; ``label`` waits for its first block.

    A footnote is an item in its own list; ``note`` is its key.
    """

    kind: str
    number: int | None = None
    label: str = ""
    note: str = ""


class MarkdownBlocks:
    """Adds a block to ``builder`` for each piece of text of one or several Markdown documents.

    Each document has its own footnotes and link definitions. ``finder`` finds its images.
    """

    def __init__(self, finder: ImageFinder) -> None:
        self.builder = ArticleBuilder()
        self.finder = finder
        self._parser = _parser()
        self._referred_to: set[str] = set()
        self._slugs: dict[str, int] = {}
        self._open: list[_Container] = []
        self._has_title = False
        self._after_title = False
        self._has_definitions = False

    def parse(self, text: str) -> list[Token]:
        """The tokens of a whole document, to be added next."""
        if not self._has_definitions and DEFINED.search(text):
            self._parser.use(deflist_plugin)
            self._has_definitions = True
        environment: dict[str, object] = {}
        tokens = self._parser.parse(text, environment)
        self._referred_to = referred_to(environment)
        return tokens

    def add_title(self, title: str, lead: str = "") -> None:
        """Add the article's title as a heading if the text has none; ``lead``: the text below it."""
        self.builder.add(BlockKind.HEADING, title, role=Role.TITLE, level=1)
        self.builder.add(BlockKind.PARAGRAPH, lead, role=Role.LEAD)
        self._has_title, self._after_title = True, not lead

    def add_tokens(self, tokens: list[Token]) -> None:
        rows: list[list[tuple[str, list[MarkSpan]]]] = []
        block = ""
        for token in tokens:
            if token.type == PLAIN:
                self._add_paragraph(joined_lines(token.content), [])
            elif token.type in ("bullet_list_open", "ordered_list_open", "blockquote_open", "list_item_open"):
                self._enter(token)
            elif token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close", "list_item_close"):
                self._open.pop()
            elif token.type == OPEN:
                self._enter_note(token.meta["label"])
            elif token.type == CLOSE:
                self._leave_note()
            elif token.type == "dd_open":
                self._open += (_Container("list"), _Container("item", label="–"))
            elif token.type == "dd_close":
                del self._open[-2:]
            elif token.type == "table_open":
                rows = []
            elif token.type == "tr_open":
                rows.append([])
            elif token.type == "table_close":
                self._add_table(rows)
            elif token.type in ("heading_open", "paragraph_open", "th_open", "td_open", "dt_open"):
                block = token.tag
            elif token.type == "inline" and block in ("th", "td"):
                rows[-1].append(inline_text(without_attributes(token.children or ())))
            elif token.type == "inline":
                self._add_inline(token, block)
            elif token.type == FORMULA:
                self._add_paragraph(token.content, [])
            elif token.type == "fence" and token.info.strip() == "math":
                self._add_paragraph(displayed_text(token.content), [])
            elif token.type in ("fence", "code_block"):
                self._add(
                    BlockKind.CODE, token.content, label=token.info.split(maxsplit=1)[0] if token.info.strip() else ""
                )
            elif token.type == "hr":
                self._add(BlockKind.RULE, "* * *")
            elif token.type == "html_block":
                self._add_images([found for one in html_images(token.content) if (found := self.finder.find((one,)))])
                for paragraph in html_text(token.content):
                    self._add_paragraph(paragraph, [])

    def _enter(self, token: Token) -> None:
        if token.type == "list_item_open":
            around = self._open[-1]
            label = "•"
            if around.number is not None:
                label = f"{around.number}{token.markup or '.'}"
                around.number += 1
            self._open.append(_Container("item", label=label))
        elif token.type == "ordered_list_open":
            self._open.append(_Container("list", number=int(token.attrs.get("start", 1))))
        else:
            self._open.append(_Container("quote" if token.type == "blockquote_open" else "list"))

    def _enter_note(self, key: str) -> None:
        self._open += (_Container("list"), _Container("item", label=f"[{key}]", note=key))
        self._add(BlockKind.LIST_ITEM, "", names=[(note_name(key), 0)])

    def _leave_note(self) -> None:
        if self._open[-1].label:  # it had no paragraph
            self._add_paragraph("", [])
        del self._open[-2:]

    def _add_inline(self, token: Token, tag: str) -> None:
        children = without_attributes(token.children or ())
        may_be_task = children and self._open and self._open[-1].label and not self._open[-1].note
        task = _TASK.match(children[0].content) if may_be_task else None
        if task:
            children[0].content = children[0].content[task.end() :]
            self._open[-1].label = "☐" if task[1] == " " else "☑"
        given = take_name(children) if tag.startswith("h") else ""
        text, marks = inline_text(children)
        images = [found for child in children if (found := self._image_in(child)) is not None]
        if tag.startswith("h"):
            is_title = tag == "h1" and not self._has_title
            text = text.replace("\n", " ")
            role = Role.TITLE if is_title else None
            names = [(name, 0) for name in (given, self._slug(text)) if name]
            self._add(BlockKind.HEADING, text, role, int(tag[1]), marks=marks, names=names)
            self._has_title |= is_title
            self._after_title = is_title
        elif any(child.type == "image" for child in children) and all(
            child.type in ("image", "softbreak", "link_open", "link_close") for child in children
        ):
            text = _with_titles(text, children)
            self._add_images(images)
            self._add(BlockKind.CAPTION, text, marks=marks)
            images = []
        else:
            self._add_paragraph(text, marks)
        self._add_images(images)

    def _image_in(self, token: Token) -> Image | None:
        if token.type == "html_inline":
            return self.finder.find(tuple(html_images(token.content)))
        return self.finder.find((str(token.attrs.get("src", "")),)) if token.type == "image" else None

    def _add_images(self, images: Sequence[Image]) -> None:
        for image in images:
            self.builder.add_image(image)

    def _slug(self, heading: str) -> str:
        """The name by which links lead to a heading, as made by GitHub and others."""
        slug = _NOT_IN_SLUG.sub("", heading.strip().lower()).replace(" ", "-")
        count = self._slugs.get(slug, 0)
        self._slugs[slug] = count + 1
        return f"{slug}-{count}" if count else slug

    def _add_paragraph(self, text: str, marks: list[MarkSpan]) -> None:
        """Add a paragraph in the form that its containers require."""
        container = next((one for one in reversed(self._open) if one.kind != "list"), None)
        if container is None:
            whole = any(kind in (MarkType.EMPHASIS, MarkType.STRONG) and b - a == len(text) for kind, a, b, _ in marks)
            self._add(BlockKind.PARAGRAPH, text, Role.LEAD if whole and self._after_title else None, marks=marks)
        elif container.kind == "item":
            level = sum(one.kind in ("list", "quote") for one in self._open)
            if container.label and container.note in self._referred_to:
                text = f"{text.rstrip()} ↩".lstrip()
                marks = [*marks, (MarkType.LINK, len(text) - 1, len(text), back_target(container.note))]
            self._add(BlockKind.LIST_ITEM, text, level=level, label=container.label, marks=marks)
            container.label = ""
        else:
            self._add(BlockKind.QUOTE, text, level=sum(one.kind == "quote" for one in self._open), marks=marks)

    def _add_table(self, rows: list[list[tuple[str, list[MarkSpan]]]]) -> None:
        is_headless = not any(cell.strip() for cell, _ in rows[0])
        text, marks = joined_cells(rows[is_headless:])
        self._add(BlockKind.TABLE, text, label=HEADLESS if is_headless else "", marks=marks)

    def _add(
        self,
        kind: BlockKind,
        text: str,
        role: Role | None = None,
        level: int = 0,
        *,
        label: str = "",
        marks: list[MarkSpan] | tuple[()] = (),
        names: list[tuple[str, int]] | tuple[()] = (),
    ) -> None:
        self._after_title = False
        names = [*names, *reference_names(marks)]
        quoted = 0 if kind is BlockKind.QUOTE else sum(one.kind == "quote" for one in self._open)
        self.builder.add(kind, text, role=role, level=level, label=label, quoted=quoted, marks=marks, names=names)


# ------------------------------------------------------------------ attributes
# Takes away the attributes in braces that Pandoc, kramdown and site generators know: ``{#name .class width=50%}``.
#
# They stand behind a heading, a link, a picture or code, or with a colon, ``{: .class}``, in a line of their own.


def without_attributes(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of running text without attributes."""
    if not any("{" in token.content for token in tokens):
        return tokens
    for before, token in pairwise(tokens):
        if before.type in _BEFORE and token.type == "text" and (found := _LIST.match(token.content)):
            token.content = token.content[found.end() :]
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.type == "softbreak":
            lines.append([])
        lines[-1].append(token)
    kept = [line for line in lines if not _is_only_attributes(line)]
    shown = [token for line in kept for token in line if token.content or token.type != "text"]
    return shown[1:] if shown and shown[0].type == "softbreak" else shown


def take_name(heading: Sequence[Token]) -> str:
    """Take the attributes from the end of a heading; the name that they give it, if any."""
    last = heading[-1] if heading else None
    if last is None or last.type != "text" or not last.content.endswith("}"):
        return ""
    start = last.content.rfind("{")
    if start < 0 or not _OF_HEADING.fullmatch(last.content, start) or not (start or len(heading) > 1):
        return ""
    name = _NAME.search(last.content, start)
    last.content = last.content[:start].rstrip()
    return name[1] if name else ""


def _is_only_attributes(line: Sequence[Token]) -> bool:
    words = [token for token in line if token.type != "softbreak"]
    return len(words) == 1 and words[0].type == "text" and bool(_LINE.fullmatch(words[0].content))


# ------------------------------------------------------------------ running text


def inline_text(tokens: Sequence[Token]) -> tuple[str, list[MarkSpan]]:
    """The text of an inline token's children, and its marks: type, start, end (in that text), link target.

    References to footnotes are links to ``#`` and ``note_name``.
    """
    pieces: list[str] = []
    length = 0
    marks: list[MarkSpan] = []
    opened: list[tuple[int, str]] = []
    tags: list[tuple[str, int, int]] = []
    for index, token in enumerate(tokens):
        if token.type == "text":
            if token.content:
                pieces.append(token.content)
                length += len(token.content)
            continue
        name, _, part = token.type.rpartition("_")
        if part == "open" and name in _MARK_TYPES:
            opened.append((length, _target(str(token.attrs.get("href", "")))))
        elif part == "close" and name in _MARK_TYPES and opened:
            start, target = opened.pop()
            marks.append((_MARK_TYPES[name], start, length, target))
        elif token.type == "html_inline" and (tag := _STYLED.fullmatch(token.content)):
            if not tag[1]:
                tags.append((tag[2].lower(), len(pieces), length))
            elif tags and tags[-1][0] == tag[2].lower():
                length = _end_styled(*tags.pop(), pieces, length, marks)
        elif piece := _piece(token, pieces, tokens[index + 1 : index + 2]):
            if token.type == "code_inline":
                marks.append((MarkType.CODE, length, length + len(piece), ""))
            elif token.type == REFERENCE:
                marks.append((MarkType.LINK, length, length + len(piece), f"{_NOTE}{token.meta['label']}"))
            pieces.append(piece)
            length += len(piece)
    return "".join(pieces), marks


def _end_styled(tag: str, first: int, start: int, pieces: list[str], length: int, marks: list[MarkSpan]) -> int:
    """Raise or lower the pieces from ``first`` on, or mark them as keys; return the new length of the text."""
    if tag == "kbd":
        marks.append((MarkType.CODE, start, length, ""))
    elif not any(mark_start >= start for _, mark_start, _, _ in marks):
        before, script = "".join(pieces[:first])[-8:], "".join(pieces[first:])
        base = "" if before[-1:].isspace() else before
        styled = superscript(base, script) if tag == "sup" else subscript(base, script)
        pieces[first:] = [styled]
        length = start + len(styled)
    return length


def note_name(key: str) -> str:
    """The name of the place of the footnote ``[^key]``."""
    return f"{_NOTE}{key}"[1:]


def back_target(key: str) -> str:
    """The target of a link from the footnote to the first reference to it."""
    return f"{_REFERENCE}{key}"


def reference_names(marks: Sequence[MarkSpan]) -> list[tuple[str, int]]:
    """The names of the places of footnote references, and where they begin."""
    return [
        (back_target(target.removeprefix(_NOTE))[1:], start)
        for kind, start, _, target in marks
        if kind is MarkType.LINK and target.startswith(_NOTE)
    ]


def joined_lines(text: str) -> str:
    """Join the lines of a paragraph without markup."""
    if "\n" not in text:
        return text
    if text.isascii():
        return text.replace("\n", " ")
    lines = text.split("\n")
    joints = (line_joint(*pair) for pair in pairwise(lines))
    return "".join(chain.from_iterable(zip(lines, (*joints, ""), strict=True)))


def _target(href: str) -> str:
    """The target of a link; for a place in the text, its name as written there."""
    return unquote(href) if href.startswith("#") else href


def _piece(token: Token, before: Sequence[str], after: Sequence[Token]) -> str:
    """The text added by a token without an end of its own."""
    if token.type == "softbreak":
        return line_joint(before[-1] if before else "", after[0].content if after else "")
    if token.type == "hardbreak":
        return "\n"
    if token.type == "html_inline":
        return "\n" if token.content.lower().startswith("<br") else ""
    if token.type == REFERENCE:
        return f"[{token.meta['label']}]"
    if token.type == "image":
        return inline_text(token.children or ())[0]
    return token.content


_DIGITS = "0123456789"
_NUMBERS = [f"{digit}{stop}{white}" for digit in _DIGITS for stop in ".)" for white in " \n"]

COSTS: Mapping[str, int] = {
    # Signs that begin or end blocks.
    "\n": 1,
    "\n\n": 7,
    **dict.fromkeys(("- ", "+ ", "* ", *_NUMBERS), 30),
    **dict.fromkeys(("\n>", "\n#", "-\n", "+\n", "*\n", "=\n", "_\n"), 20),
    **dict.fromkeys([f"\n{sign}" for sign in f"{_DIGITS}:+=&\\^—–"], 12),
    **dict.fromkeys(("```", "~~~"), 4),
    **{"\n{": 18, "\n: ": 30, "|": 12},
    # Signs in running text.
    **{"  \n": 6, "*": 5, "_": 6, "~": 5, "`": 4, "\\": 2, "<": 5, "<http": 20, "@": 20, "&": 3, "$": 25, "^": 3},
    **{"!": 1, "{": 4, "[": 3, "](": 15, "][": 8, "]:": 25, "[^": 15, r"\(": 15, r"\[": 15},
}
