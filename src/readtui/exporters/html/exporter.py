"""A web page of quotes with notes, or of whole articles with their highlights and notes."""

import re
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path

from readtui.exporters.context import CurrentHeadings
from readtui.exporters.exporter import (
    Context,
    ExportDocument,
    ExportOptions,
    Format,
    Grouping,
    Purpose,
    by_tag,
    link_to,
)
from readtui.exporters.html.quotes import (
    card,
    color_class,
    details,
    direction,
    language,
    line,
    lines,
    origin,
    original,
    replies,
    text,
    web_address,
    written_note,
)
from readtui.exporters.voices import has_note
from readtui.exporters.whole_article import BULLETS, MarkedBlock, Piece, WholeArticle, linked_place, whole_article
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import ArticleRecord
from readtui.model.block import HEADLESS, BlockKind, Mark, MarkType, Role
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass

_STYLE = Path(__file__).parent / "style.css"
# However a browser may misread the words, it loads nothing and runs no scripts.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_ELEMENTS = {
    MarkType.EMPHASIS: ("<em>", "</em>"),
    MarkType.STRONG: ("<strong>", "</strong>"),
    MarkType.CODE: ("<code>", "</code>"),
    MarkType.STRIKETHROUGH: ("<s>", "</s>"),
    MarkType.MARKED: ('<mark class="yellow">', "</mark>"),
    MarkType.DATELINE: ('<span class="dateline">', "</span>"),
}
_AT_THE_TOP = (Role.KICKER, Role.TITLE, Role.LEAD, Role.BYLINE)
_NUMBERED = re.compile(r"(\d{1,9})[.)]")


class HtmlExporter:
    """One file without scripts, for screens in light and dark, phones and paper."""

    format = Format(
        "html",
        "Web page",
        ".html",
        Purpose.NOTES,
        "one page to read, share or print, without scripts",
        contexts=tuple(Context),
        groupings=tuple(Grouping),
        names_article=r'<article class="document" id="([0-9a-f]{16})">',
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The annotations in reading order under their articles, or under their tags, or in one list."""
        ahead = iter(documents)
        first, second = next(ahead, None), next(ahead, None)
        only = first.record if first is not None and second is None else None
        is_whole = options.context is Context.FULL
        yield _head(only)
        yield '<body class="margins">\n' if is_whole else "<body>\n"
        known = chain(filter(None, (first, second)), ahead)
        if is_whole:
            above = ""
            for position, document in enumerate(known, 1):
                above = yield from article_with_notes(document, options, position=position, above=above)
        elif options.group is Grouping.TAG:
            yield from _by_tag(known, options)
        else:
            for document in known:
                yield from _document(document, options)
        yield "</body>\n</html>\n"


def _head(only: ArticleRecord | None) -> str:
    """The head of the page. ``only``: its article if there is only one."""
    title = line(only.title) if only else "Annotations"
    # The page's own words are English.
    own = language(only.metadata.language, "en") if only else language("en")
    return (
        "<!DOCTYPE html>\n"
        f"<html{own}>\n<head>\n"
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="generator" content="readtui">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
    )


def _by_tag(documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
    shown: set[str] = set()
    for tag, annotations in by_tag(documents):
        yield f'<section class="group">\n<h1>{line(tag) or "Without a tag"}</h1>\n'
        for document, annotation in annotations:
            # An annotation is listed under each of its tags, but a page must have an id only once.
            is_first = annotation.id not in shown
            shown.add(annotation.id)
            yield card(document, annotation, options, has_anchor=is_first, names_article=True)
        yield "</section>\n"


def _document(document: ExportDocument, options: ExportOptions) -> Iterator[str]:
    is_grouped = options.group is Grouping.ARTICLE
    own = {document.record.id, *(annotation.id for annotation in document.annotations)} if is_grouped else ()
    headings = CurrentHeadings(document.article)
    if is_grouped:
        yield f'<article class="document" id="{line(document.record.id)}">\n{_header(document.record)}'
    for annotation in document.annotations:
        yield from _headings(document, headings, annotation) if is_grouped else ()
        yield card(document, annotation, options, own=own, names_article=not is_grouped)
    if is_grouped:
        yield "</article>\n"


def _header(record: ArticleRecord) -> str:
    metadata = record.metadata
    attributes = f"{language(metadata.language)}{direction(metadata.direction)}"
    return f'<header>\n<h1{attributes}>{line(record.title)}</h1>\n<p class="about">{_about(record)}</p>\n</header>\n'


def _headings(document: ExportDocument, headings: CurrentHeadings, annotation: Annotation) -> Iterator[str]:
    metadata = document.article.metadata
    for heading in headings.new_ones(annotation):
        tag = f"h{min(6, max(2, heading.level))}"
        words = line(heading.passage.of(document.article.text))
        yield f"<{tag}{language(metadata.language)}{direction(metadata.direction)}>{words}</{tag}>\n"


def article_with_notes(
    document: ExportDocument, options: ExportOptions, *, position: int, above: str
) -> Generator[str, None, str]:
    """The article's head, the notes on the whole article, its text, and the annotations that have lost their place.

    ``position``: the number of the document on the page. ``above``: the name of the last note in the margin above, or
    "". Returns that of the last note so far.
    """
    record, about = document.record, document.article.metadata
    whole = whole_article(document)
    own = {record.id, *(annotation.id for annotation in document.annotations)}
    named = document.names_creators(options)
    with_notes = (one.id for marked in whole.blocks for one in marked.beginning if has_note(one, named=named))
    numbers = {identifier: number for number, identifier in enumerate(with_notes, 1)}
    page = _Page(record, numbers, f"{position}-", above, options.tags, own, about.direction, named)
    attributes = language(about.language) + (direction(about.direction) if about.direction else "")
    top = _top(whole)
    yield f'<article class="document whole" id="{line(record.id)}"{attributes}>\n<div class="text">\n<header>\n'
    if not top:
        yield f"<h1{page.direction}>{line(record.title)}</h1>\n"
    yield from page.blocks(whole.blocks[:top])
    yield f'<p class="about">{_about(record)}</p>\n</header>\n'
    for annotation in whole.on_article:
        yield card(document, annotation, options, own=own)
    yield from page.blocks(whole.blocks[top:])
    yield "</div>\n"
    if whole.lost:
        yield '<section class="lost">\n<h2>No longer in the article</h2>\n'
        for annotation in whole.lost:
            yield card(document, annotation, options, own=own)
        yield "</section>\n"
    yield "</article>\n"
    return f"--n{position}-{len(numbers)}" if numbers else above


def _top(whole: WholeArticle) -> int:
    """How many blocks belong to the article's head: all up to the title and what introduces the article."""
    titles = [at for at, marked in enumerate(whole.blocks) if marked.block.role is Role.TITLE]
    top = titles[0] + 1 if titles else 0
    while 0 < top < len(whole.blocks) and whole.blocks[top].block.role in _AT_THE_TOP:
        top += 1
    return top


def _about(record: ArticleRecord) -> str:
    return " · ".join(filter(None, (origin(record), f'<a href="{line(link_to(record.id))}">Open in readtui</a>')))


@dataclass(frozen=True, slots=True)
class _Page:
    """Writes the blocks of one article.

    ``numbers``: the notes' numbers by annotation id. ``prefix`` makes them into names that are unique on the page.
    ``above``: the name of the last note of the articles above, or "".
    ``declared_direction``: the article's direction, or "" if it depends on each block. ``named``: whether notes say who
    made them.
    """

    record: ArticleRecord
    numbers: Mapping[str, int]
    prefix: str
    above: str
    tags: Mapping[str, Tag]
    own: Collection[str]
    declared_direction: str
    named: bool

    @property
    def direction(self) -> str:
        """The attribute ``dir`` of a block."""
        return "" if self.declared_direction in ("ltr", "rtl") else direction("")

    def blocks(self, blocks: Iterable[MarkedBlock]) -> Iterator[str]:
        """Blocks with their notes. Runs of list items become lists, and quotes block quotes."""
        for kind, run in groupby(blocks, key=lambda marked: marked.block.kind):
            if kind is BlockKind.LIST_ITEM:
                yield from self._lists(run)
            elif kind is BlockKind.QUOTE:
                yield from self._quotes(run)
            else:
                for marked in run:
                    yield self._block(marked)
                    yield from self.notes(marked)

    def _block(self, marked: MarkedBlock) -> str:
        block = marked.block
        match block.kind:
            case BlockKind.HEADING:
                level = 1 if block.role is Role.TITLE else min(6, max(2, block.level))
                return f"<h{level}{self.direction}>{self.pieces(marked.pieces)}</h{level}>\n"
            case BlockKind.CODE:
                named = re.sub(r"[^A-Za-z0-9+#._-]", "", block.label)
                label = f' class="language-{named}"' if named else ""
                return f'<pre dir="ltr"><code{label}>{self.pieces(marked.pieces, is_code=True)}</code></pre>\n'
            case BlockKind.TABLE:
                return self._table(marked)
            case BlockKind.RULE if not marked.annotations:
                return "<hr>\n"
            case BlockKind.CAPTION:
                return f"<figure><figcaption{self.direction}>{self.pieces(marked.pieces)}</figcaption></figure>\n"
        if block.role is Role.TITLE:
            return f"<h1{self.direction}>{self.pieces(marked.pieces)}</h1>\n"
        name = block.role.value if block.role else "furniture" if block.kind is BlockKind.FURNITURE else ""
        named = f' class="{name}"' if name else ""
        return f"<p{named}{self.direction}>{self.pieces(marked.pieces)}</p>\n"

    def _table(self, marked: MarkedBlock) -> str:
        rows = []
        for number, row in enumerate(marked.rows()):
            tag = "th" if number == 0 and marked.block.label != HEADLESS else "td"
            scope = ' scope="col"' if tag == "th" else ""
            cells = (f"<{tag}{scope}{self.direction}>{self.pieces(cell)}</{tag}>" for cell in row)
            rows.append(f"<tr>{''.join(cells)}</tr>\n")
        return f'<div class="table"><table>\n{"".join(rows)}</table></div>\n'

    def _lists(self, items: Iterable[MarkedBlock]) -> Iterator[str]:
        open_lists: list[tuple[int, str]] = []
        for item in items:
            level, label = max(1, item.block.level), item.block.label
            numbered = _NUMBERED.fullmatch(label)
            tag = "ol" if numbered else "ul"
            while open_lists and open_lists[-1][0] > level:
                yield f"</li>\n</{open_lists.pop()[1]}>\n"
            if open_lists and open_lists[-1] == (level, tag):
                yield "</li>\n"
            else:
                if open_lists and open_lists[-1][0] == level:
                    yield f"</li>\n</{open_lists.pop()[1]}>\n"
                open_lists.append((level, tag))
                yield f"<{tag}>\n"
            words = self.pieces(item.pieces)
            if numbered:
                yield f'<li value="{int(numbered[1])}"{self.direction}>{words}'
            elif label in BULLETS:
                yield f"<li{self.direction}>{words}"
            else:
                shown = f'<span class="label">{line(label)}</span> ' if label else ""
                yield f'<li class="labelled"{self.direction}>{shown}{words}'
            yield from self.notes(item)
        for _, tag in reversed(open_lists):
            yield f"</li>\n</{tag}>\n"

    def _quotes(self, quotes: Iterable[MarkedBlock]) -> Iterator[str]:
        open_levels: list[int] = []
        for quote in quotes:
            level = max(1, quote.block.level)
            while open_levels and open_levels[-1] > level:
                open_levels.pop()
                yield "</blockquote>\n"
            if not open_levels or open_levels[-1] < level:
                open_levels.append(level)
                yield "<blockquote>\n"
            yield f"<p{self.direction}>{self.pieces(quote.pieces)}</p>\n"
            yield from self.notes(quote)
        for _ in open_levels:
            yield "</blockquote>\n"

    # ------------------------------------------------------------------ within blocks

    def pieces(self, pieces: Sequence[Piece], *, is_code: bool = False) -> str:
        """Text with its inline marks, highlights and references to notes."""
        return "".join(self._piece(piece, is_code=is_code) for piece in pieces)

    def _piece(self, piece: Piece, *, is_code: bool) -> str:
        words = text(piece.text) if is_code else lines(piece.text)
        # Marks of one type within each other look like one; a hostile page has thousands.
        innermost = {mark.type: mark for mark in piece.marks}
        for mark in reversed(innermost.values()):
            words = self._in_mark(mark, words)
        if piece.annotations:
            words = f"<mark{self._highlight(piece)}>{words}</mark>"
        anchors = [self._place(place) for place in piece.places]
        anchors += [f"at-{line(annotation.id)}" for annotation in piece.beginning[1:]]
        places = "".join(f'<span id="{anchor}"></span>' for anchor in anchors)
        return f"{places}{words}{''.join(map(self._reference, piece.ending))}"

    def _in_mark(self, mark: Mark, words: str) -> str:
        if mark.type is not MarkType.LINK:
            start, end = _ELEMENTS[mark.type]
            return f"{start}{words}{end}"
        place = linked_place(mark)
        address = web_address(mark.target) if place is None else f"#{self._place(place)}"
        return f'<a href="{address}">{words}</a>' if address else words

    def _place(self, offset: int) -> str:
        return f"{line(self.record.id)}-{offset}"

    def _highlight(self, piece: Piece) -> str:
        """The attributes of a highlight: the color of the innermost annotation, and of the next one as a stripe."""
        colors = [one.color for one in reversed(piece.annotations) if one.color in HIGHLIGHT_COLORS]
        classes = [*color_class(colors[0] if colors else None), *(("overlap",) if len(colors) > 1 else ())]
        named = f' class="{" ".join(classes)}"' if classes else ""
        styles = [f"--outer:var(--{colors[1]})"] if len(colors) > 1 else []
        anchors = [one for one in piece.beginning if one.id in self.numbers]
        if anchors:
            styles.append(f"anchor-name:{','.join(f'--m{self.prefix}{self.numbers[one.id]}' for one in anchors)}")
        style = f' style="{";".join(styles)}"' if styles else ""
        identifier = f' id="at-{line(piece.beginning[0].id)}"' if piece.beginning else ""
        ids = " ".join(line(annotation.id) for annotation in piece.annotations)
        return f'{named}{identifier} data-annotation="{ids}"{style}'

    def _reference(self, annotation: Annotation) -> str:
        identifier = line(annotation.id)
        if annotation.id in self.numbers:
            return f'<a class="reference" href="#{identifier}">{self.numbers[annotation.id]}</a>'
        return (
            f'<a class="reference bare" id="{identifier}" href="{line(link_to(annotation.id))}" '
            'title="Open in readtui">↗</a>'
        )

    def notes(self, marked: MarkedBlock) -> Iterator[str]:
        for annotation in marked.beginning:
            if annotation.id in self.numbers:
                yield self._note(annotation)

    def _note(self, annotation: Annotation) -> str:
        identifier, number = annotation.id, self.numbers[annotation.id]
        style = f"anchor-name:--n{self.prefix}{number};--mark:anchor(--m{self.prefix}{number} top)"
        above = f"--n{self.prefix}{number - 1}" if number > 1 else self.above
        style += f";--above:anchor({above} bottom)" if above else ""
        classes = " ".join(("margin-note", *color_class(annotation.color)))
        parts = [
            f'<aside class="{classes}" id="{line(identifier)}" style="{style}">',
            f'<a class="number" href="#at-{line(identifier)}">{number}</a>',
            f'<a class="back" href="{line(link_to(identifier))}" title="Open in readtui">↗</a>',
            original(annotation),
            written_note(annotation, self.own),
            details(annotation, self.tags, named=self.named, with_link=False),
            replies(annotation, self.own, named=self.named),
            "</aside>\n",
        ]
        return "\n".join(filter(None, parts))
