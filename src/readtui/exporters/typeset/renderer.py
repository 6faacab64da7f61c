"""Renders annotations and whole articles in a typesetting format."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile

from readtui.exporters.context import CurrentHeadings, in_context
from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, Grouping, by_tag, link_to
from readtui.exporters.locators import citable, citation_key, locator, page_of
from readtui.exporters.markdown_escape import quoted
from readtui.exporters.typeset.dialect import Dialect, Footnote, TypesetMark, highlight_of, reads_from_right
from readtui.exporters.voices import STATES, has_note, reply_head, voice_details
from readtui.exporters.whole_article import MarkedBlock, Piece, linked_place, whole_article
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import HEADLESS, BlockKind, Mark, MarkType, Role
from readtui.quick_dataclass import dataclass
from readtui.text.clean import line_ends, visible
from readtui.text.note_markdown import NoteBlock, NoteKind, NoteLink, NoteLook, Span, read_note

_WEB = ("http://", "https://", "mailto:")
_DEEPEST = 6
_MARKED = TypesetMark("yellow")
"""What the author has marked."""
_STYLES = {
    NoteLook.EMPHASIS: MarkType.EMPHASIS,
    NoteLook.STRONG: MarkType.STRONG,
    NoteLook.STRUCK: MarkType.STRIKETHROUGH,
}


def rendered(documents: Iterable[ExportDocument], options: ExportOptions, dialect: Dialect) -> Iterator[str]:
    """The file, block by block."""
    ahead = iter(documents)
    first, second = next(ahead, None), next(ahead, None)
    only = first.record if first is not None and second is None else None
    yield dialect.start(only, options.context)
    known = chain(filter(None, (first, second)), ahead)
    writer = _Writer(dialect, options)
    if options.context is Context.FULL:
        for document in known:
            yield from writer.whole(document)
    elif options.group is Grouping.TAG:
        for tag, annotations in by_tag(known):
            yield dialect.heading(1, dialect.text(visible(tag) or "Without a tag"))
            for document, annotation in annotations:
                yield from writer.card(document, annotation, names_article=True)
    else:
        for document in known:
            yield from writer.quotes(document, is_grouped=options.group is Grouping.ARTICLE)
    yield dialect.end()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes articles and annotations."""

    dialect: Dialect
    options: ExportOptions

    # ------------------------------------------------------------------ quotes

    def quotes(self, document: ExportDocument, *, is_grouped: bool) -> Iterator[str]:
        """The annotations of an article, under its headings if they are grouped."""
        dialect, article = self.dialect, document.article
        if is_grouped:
            yield dialect.heading(1, dialect.text(visible(document.record.title)))
            yield self._about(document.record)
        headings = CurrentHeadings(article)
        for annotation in document.annotations:
            for heading in headings.new_ones(annotation) if is_grouped else ():
                words = visible(heading.passage.of(article.text))
                yield dialect.heading(max(2, heading.level), dialect.text(words))
            yield from self.card(document, annotation, names_article=not is_grouped)

    def card(self, document: ExportDocument, annotation: Annotation, *, names_article: bool = False) -> Iterator[str]:
        dialect, named = self.dialect, document.names_creators(self.options)
        if annotation.quoted_text.strip():
            color = annotation.color if annotation.color in HIGHLIGHT_COLORS else None
            quote = "".join(self._quote(document.article, annotation))
            if annotation.is_reworded:
                was = "".join(self._original(document.article, annotation))
                quote = f"{was}{dialect.small(dialect.text('now:'))}{quote}"
            yield dialect.card(color, quote)
        yield from note_blocks(annotation.note, dialect)
        cited = self._citation(document, annotation) if annotation.quoted_text.strip() else ""
        parts = [self._details(annotation, named=named), cited, self._link_back(annotation.id)]
        yield dialect.small(dialect.text(" · ").join(filter(None, parts)))
        yield from self._replies(annotation, named=named)
        if names_article:
            title = dialect.styled(MarkType.EMPHASIS, dialect.text(visible(document.record.title)))
            yield dialect.small(dialect.text(" · ").join(filter(None, (title, self._origin(document.record)))))

    def _citation(self, document: ExportDocument, annotation: Annotation) -> str:
        """A citation, or the page alone if the article has no key to cite it by; "" if neither is known."""
        key, page = citation_key(document.record), page_of(document, annotation)
        return self.dialect.citation(key, citable(page)) if key else self.dialect.text(locator(page))

    def _original(self, article: Article, annotation: Annotation) -> Iterator[str]:
        """The words that were annotated, as code if they are on code now."""
        passage, words = annotation.passage, annotation.own_words.strip("\n")
        if passage is not None and article.blocks and article.block_at(passage.start).kind is BlockKind.CODE:
            yield self.dialect.code_block([self.dialect.code(line) for line in words.split("\n")])
            return
        for part in words.split("\n\n"):
            if part.strip():
                from_right = reads_from_right(part, article.metadata.direction)
                yield self.dialect.paragraph(self.dialect.text(part.strip("\n")), from_right=from_right)

    def _replies(self, annotation: Annotation, *, named: bool) -> Iterator[str]:
        """The replies as quotations, each with a line on who wrote it and when."""
        for reply in annotation.replies:
            yield self.dialect.quote(1, self.dialect.soft(self.dialect.text(reply_head(reply, named=named))))
            yield from note_blocks(quoted(line_ends(reply.text)), self.dialect) if reply.text.strip() else ()

    def _quote(self, article: Article, annotation: Annotation) -> Iterator[str]:
        passage, words = annotation.passage, annotation.quoted_text.strip("\n")
        before = after = ""
        if passage is not None and article.blocks:
            _, before, after = in_context(article, passage, self.options.context)
            if article.block_at(passage.start).kind is BlockKind.CODE:
                lines = (before + passage.of(article.text) + after).split("\n")
                yield self.dialect.code_block([self.dialect.code(line) for line in lines])
                return
        color = annotation.color if annotation.color in HIGHLIGHT_COLORS else None
        highlight = TypesetMark(color) if before or after else None
        paragraphs: list[list[tuple[str, TypesetMark | None]]] = [[]]
        for part, marking in ((before, None), (words, highlight), (after, None)):
            for number, piece in enumerate(part.split("\n\n")):
                if number:
                    paragraphs.append([])
                paragraphs[-1].append((piece.strip("\n"), marking))
        for paragraph in paragraphs:
            whole = "".join(piece for piece, _ in paragraph)
            if whole.strip():
                content = "".join(self.dialect.text(piece, marking) for piece, marking in paragraph if piece)
                yield self.dialect.paragraph(content, from_right=reads_from_right(whole, article.metadata.direction))

    def _details(self, annotation: Annotation, *, named: bool) -> str:
        """Tags, creator, thread and state."""
        tags = " ".join(f"#{visible(tag)}" for tag in annotation.tags)
        parts = (tags, *voice_details(annotation, named=named), STATES.get(annotation.anchor, ""))
        return self.dialect.text(" · ".join(filter(None, parts)))

    def _link_back(self, identifier: str) -> str:
        return self.dialect.link(link_to(identifier), self.dialect.text("readtui"))

    def _origin(self, record: ArticleRecord) -> str:
        dialect, metadata = self.dialect, record.metadata
        known = [dialect.text(visible(part)) for part in (metadata.creator, metadata.site, metadata.published) if part]
        if metadata.source.startswith(("http://", "https://")):
            known.append(dialect.link(visible(metadata.source), dialect.text("source")))
        return dialect.text(" · ").join(known)

    def _about(self, record: ArticleRecord) -> str:
        parts = filter(None, (self._origin(record), self._link_back(record.id)))
        return self.dialect.small(self.dialect.text(" · ").join(parts))

    # ------------------------------------------------------------------ a whole article

    def whole(self, document: ExportDocument) -> Iterator[str]:
        """An article with highlights, and its notes as footnotes."""
        dialect, record = self.dialect, document.record
        whole = whole_article(document, at_line_ends=True)
        named = document.names_creators(self.options)
        with_notes = (one.id for marked in whole.blocks for one in marked.ending if has_note(one, named=named))
        numbers = {identifier: number for number, identifier in enumerate(with_notes, 1)}
        article = _WholeWriter(self, record, numbers, named)
        titles = [at for at, marked in enumerate(whole.blocks) if marked.block.role is Role.TITLE]
        head = titles[0] + 1 if titles else 0
        if not titles:
            yield dialect.heading(1, dialect.text(visible(record.title)))
        yield from map(article.block, whole.blocks[:head])
        yield self._about(record)
        for annotation in whole.on_article:
            yield from self.card(document, annotation)
        yield from map(article.block, whole.blocks[head:])
        if whole.lost:
            yield dialect.heading(2, dialect.text("No longer in the article"))
        for annotation in whole.lost:
            yield from self.card(document, annotation)

    def footnote(self, number: int, annotation: Annotation, *, named: bool) -> Footnote:
        """An annotation's original words, note, details and link back, and the replies."""
        dialect = self.dialect
        parts = filter(None, (self._details(annotation, named=named), self._link_back(annotation.id)))
        ending = dialect.soft(dialect.text(" · ").join(parts))
        was = [dialect.paragraph(dialect.text(f"was: {visible(annotation.own_words)}"))]
        blocks = was if annotation.is_reworded else []
        blocks += [*note_blocks(annotation.note, dialect, ending), *self._replies(annotation, named=named)]
        return Footnote(number, "".join(blocks))


@dataclass(frozen=True, slots=True)
class _WholeWriter:
    """Writes the blocks of one article. ``numbers``: the notes' numbers by annotation id. ``named``: whether notes say
    who made them.
    """

    writer: _Writer
    record: ArticleRecord
    numbers: dict[str, int]
    named: bool

    def block(self, marked: MarkedBlock) -> str:
        """A block and the footnotes of the annotations that end in it."""
        notes = [self._footnote(one) for one in marked.ending if one.id in self.numbers]
        return self._block(marked) + self.writer.dialect.footnotes(notes)

    def _block(self, marked: MarkedBlock) -> str:
        dialect, block, pieces = self.writer.dialect, marked.block, marked.pieces
        words = "".join(piece.text for piece in pieces)
        from_right = reads_from_right(words, self.record.metadata.direction)
        match block.kind:
            case BlockKind.HEADING:
                is_title = block.role is Role.TITLE
                return dialect.heading(1 if is_title else max(2, block.level), self._pieces(pieces))
            case BlockKind.CODE:
                return dialect.code_block([self._pieces(line, is_code=True) for line in marked.lines()])
            case BlockKind.TABLE:
                rows = [[self._pieces(cell) for cell in row] for row in marked.rows()]
                return dialect.table(rows, has_header=block.label != HEADLESS)
            case BlockKind.LIST_ITEM:
                level = min(_DEEPEST, max(1, block.level))
                return dialect.item(level, block.label, self._pieces(pieces), from_right=from_right)
            case BlockKind.QUOTE:
                level = min(_DEEPEST, max(1, block.level))
                return dialect.quote(level, self._pieces(pieces), from_right=from_right)
            case BlockKind.RULE if not marked.annotations:
                return dialect.rule()
            case BlockKind.CAPTION | BlockKind.FURNITURE:
                return dialect.small(self._pieces(pieces))
        if block.role is Role.TITLE:
            return dialect.heading(1, self._pieces(pieces))
        return dialect.paragraph(self._pieces(pieces), role=block.role, from_right=from_right)

    def _pieces(self, pieces: Sequence[Piece], *, is_code: bool = False) -> str:
        return "".join(self._piece(piece, is_code=is_code) for piece in pieces)

    def _piece(self, piece: Piece, *, is_code: bool) -> str:
        dialect = self.writer.dialect
        types = {mark.type for mark in piece.marks}
        highlight = highlight_of(piece.annotations) or (_MARKED if MarkType.MARKED in types else None)
        if is_code or (MarkType.CODE in types and "\n" not in piece.text):
            content = dialect.code(piece.text, highlight)
        else:
            content = dialect.text(piece.text, highlight)
        for type_ in sorted(types - {MarkType.CODE, MarkType.LINK, MarkType.MARKED}):
            content = dialect.styled(type_, content)
        links = [mark for mark in piece.marks if mark.type is MarkType.LINK]
        if links:
            content = self._linked(links[-1], content)
        places = "".join(dialect.place(self._name(place)) for place in piece.places)
        return places + content + "".join(map(self._reference, piece.ending))

    def _linked(self, link: Mark, content: str) -> str:
        place = linked_place(link)
        if place is not None:
            return self.writer.dialect.jump(self._name(place), content)
        target = visible(link.target)
        return self.writer.dialect.link(target, content) if target.lower().startswith(_WEB) else content

    def _name(self, place: int) -> str:
        return f"{self.record.id}-{place}"

    def _reference(self, annotation: Annotation) -> str:
        if annotation.id in self.numbers:
            return self.writer.dialect.footnote(self._footnote(annotation))
        return self.writer.dialect.back(link_to(annotation.id))

    def _footnote(self, annotation: Annotation) -> Footnote:
        return self.writer.footnote(self.numbers[annotation.id], annotation, named=self.named)


def note_blocks(note: str, dialect: Dialect, ending: str = "") -> list[str]:
    """The paragraphs, list items, code blocks and quotations of a note, in order. Raw HTML stays as it is written.

    ``ending``: content that follows the note, in its last paragraph if it ends with one.
    """
    read = read_note(note, is_strict=True)
    blocks = list(read.blocks)
    ends = blocks.pop() if ending and blocks and _is_paragraph(blocks[-1]) else None
    written = [_note_block(block, read.links, dialect) for block in blocks]
    if ends is not None:
        last = f"{_styled(ends.spans, read.links, dialect)} {ending}"
        written.append(dialect.paragraph(last, from_right=_is_from_right(ends)))
    elif ending:
        written.append(dialect.paragraph(ending))
    return written


def _is_paragraph(block: NoteBlock) -> bool:
    return block.kind is NoteKind.PARAGRAPH and not (block.depth or block.quotes)


def _is_from_right(block: NoteBlock) -> bool:
    return reads_from_right("".join(span.text for span in block.spans))


def _note_block(block: NoteBlock, links: Sequence[NoteLink], dialect: Dialect) -> str:
    if block.kind is NoteKind.RULE:
        return dialect.rule()
    if block.kind is NoteKind.CODE:
        return dialect.code_block([dialect.code(line) for line in block.spans[0].text.split("\n")])
    content, from_right = _styled(block.spans, links, dialect), _is_from_right(block)
    if block.depth:
        return dialect.item(block.depth, block.label, content, from_right=from_right)
    if block.quotes:
        return dialect.quote(block.quotes, content, from_right=from_right)
    return dialect.paragraph(content, from_right=from_right)


def _styled(
    spans: Sequence[Span], links: Sequence[NoteLink], dialect: Dialect, within: frozenset[NoteLook | int] = frozenset()
) -> str:
    """Words with looks and links, what is around more words outside. ``within``: what is around all of them."""
    written, at = "", 0
    while at < len(spans):
        around_each = [_around(span) - within for span in spans[at:]]
        reach = {one: _reach(around_each, one) for one in sorted(around_each[0], key=_of_looks_first)}
        if not reach:
            is_code = NoteLook.CODE in spans[at].looks
            written += dialect.code(spans[at].text) if is_code else dialect.text(spans[at].text)
            at += 1
            continue
        widest = max(reach, key=lambda one: reach[one])
        content = _styled(spans[at : at + reach[widest]], links, dialect, within | {widest})
        if isinstance(widest, NoteLook):
            written += dialect.styled(_STYLES[widest], content)
        else:
            written += dialect.link(links[widest].target, content)
        at += reach[widest]
    return written


def _around(span: Span) -> frozenset[NoteLook | int]:
    """The looks of words, except code, and the number of their link."""
    return frozenset(span.looks & _STYLES.keys()) | ({span.link} if span.link is not None else set())


def _of_looks_first(one: NoteLook | int) -> tuple[bool, str]:
    return isinstance(one, int), str(one)


def _reach(around_each: Sequence[frozenset[NoteLook | int]], one: NoteLook | int) -> int:
    """How many spans in a row, from the first, it is around."""
    return sum(1 for _ in takewhile(lambda found: one in found, around_each))
