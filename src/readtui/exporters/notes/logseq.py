"""Logseq: an outline of blocks with properties, which other pages can refer to."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from readtui.exporters.context import CurrentHeadings, in_context
from readtui.exporters.exporter import (
    AROUND_PASSAGES,
    Context,
    ExportDocument,
    ExportOptions,
    Format,
    Grouping,
    Purpose,
    by_tag,
)
from readtui.exporters.living.logseq import LogseqSyntax
from readtui.exporters.living.parts import (
    LivingArticle,
    LivingBlock,
    LivingExporter,
    each_alone,
    in_order,
    numbered_headings,
)
from readtui.exporters.locators import markdown_citation, page_of
from readtui.exporters.markdown_escape import escape_marked, quoted
from readtui.exporters.notes.markdown_notes import Notes
from readtui.exporters.voices import STATES, counting_changed_names, reply_head
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind
from readtui.text.clean import visible
from readtui.text.note_links import Link, with_links

_GUARD = "\u200b"
# An escaped closing bracket or parenthesis would end a formula, so these stay as they are.
_ANYWHERE = re.compile(r"[\\`*_^~$#\[<>|]|=(?==)|(?<==)=|\{(?=\{)|(?<=\{)\{|@(?=@)|(?<=@)@")
_END_OF_FORMULA = re.compile(r"(?<=\\)(?=[\])])")
_REFERENCE = re.compile(r"\((?=\()")
_LINE_START = re.compile(r"(?:[-+:]|\d+\.)(?=\s|$|[-:])")
_PROPERTY = re.compile(r"^([^\S\n]*[^\s:]+:)(?=:(?:\s|$))")
_ADDRESS = re.compile(r"(?<![^\W_])([A-Za-z0-9]+:/)(/\S*)")
_KEYWORD = re.compile(r"(?=(?:TODO|DOING|WAITING|WAIT|DONE|CANCELED|CANCELLED|STARTED|IN-PROGRESS|NOW|LATER)(?:\s|$))")
_INDENT = re.compile(r"[^\S\n]+")
_FENCE = re.compile(r"^(?=[^\S\n]*(?:```|~~~))", re.MULTILINE)
_LINKS = re.compile(r"[#\[({]")
_DRAWER = re.compile(r"^[^\S\n]*:(?=[^\s:]+:[^\S\n]*$)")
_BLOCK = re.compile(r"^[^\S\n]*#\+(begin|end)_([^\s:]+)", re.IGNORECASE)


class LogseqExporter(LivingExporter):
    """A single article is a page, with its properties first. Of several articles, each is a block."""

    format = Format(
        "logseq",
        "Logseq",
        ".md",
        Purpose.NOTES,
        "an outline of blocks with ids, tags and properties",
        contexts=AROUND_PASSAGES,
        groupings=tuple(Grouping),
    )
    syntax = LogseqSyntax()

    def living(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[LivingArticle]:
        """The articles with their annotations, or all annotations in one list."""
        notes = Notes()
        documents = counting_changed_names(documents, page_name, options.losses)
        if options.group is Grouping.NONE:
            blocks = [
                LivingBlock(one.id, "".join(_annotation(document, one, notes, options, names_article=True)))
                for document in documents
                for one in document.annotations
            ]
            yield LivingArticle("", "", blocks)
            return
        for document, alone in each_alone(documents):
            yield _living(document, notes, options, alone=alone)

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The annotations in reading order under the article's headings, or under their tags, or in one list."""
        notes = Notes()
        documents = counting_changed_names(documents, page_name, options.losses)
        if options.group is Grouping.ARTICLE:
            yield from _by_article(documents, notes, options)
        elif options.group is Grouping.TAG:
            yield from _by_tag(documents, notes, options)
        else:
            for document in documents:
                for annotation in document.annotations:
                    yield from _annotation(document, annotation, notes, options, names_article=True)


def _by_article(documents: Iterable[ExportDocument], notes: Notes, options: ExportOptions) -> Iterator[str]:
    for document, alone in each_alone(documents):
        article = _living(document, notes, options, alone=alone)
        yield "\n".join((*_page(document), "", "")) if alone else article.head
        depth = 0 if alone else 1
        for block, headings in in_order(article.blocks):
            above = len(block.section)
            for level, heading in enumerate(headings, above - len(headings)):
                yield _deeper(f"{heading.line}\n", depth + level)
            yield _deeper(block.text, depth + above)


def _living(document: ExportDocument, notes: Notes, options: ExportOptions, *, alone: bool) -> LivingArticle:
    article, headings = document.article, CurrentHeadings(document.article)
    numbered = numbered_headings(article, lambda heading: f"- {_heading(article, heading)}")
    blocks = []
    for annotation in document.annotations:
        headings.new_ones(annotation)
        above = headings.open if annotation.passage is not None else ()
        text = "".join(_annotation(document, annotation, notes, options))
        blocks.append(LivingBlock(annotation.id, text, tuple(numbered[heading.start] for heading in above)))
    head = _block(0, (f"# {title(document.record.title)}", *_page(document)))
    if not alone:
        return LivingArticle(document.record.id, head, blocks)
    properties = (line.partition(":: ") for line in _page(document))
    return LivingArticle(document.record.id, head, blocks, {name: value for name, _, value in properties})


def _heading(article: Article, heading: Block) -> str:
    return f"{'#' * min(6, max(2, heading.level))} {title(heading.passage.of(article.text))}"


def _by_tag(documents: Iterable[ExportDocument], notes: Notes, options: ExportOptions) -> Iterator[str]:
    """The annotations under their tags. Under its second tag, an annotation is embedded, because ids must be unique."""
    written: set[str] = set()
    for tag, annotations in by_tag(documents):
        yield _block(0, (f"# {page_names([visible(tag)])}" if tag else "# Without a tag",))
        for document, annotation in annotations:
            if annotation.id in written:
                yield _block(1, (f"{{{{embed (({annotation.id}))}}}}",))
            else:
                written.add(annotation.id)
                block = "".join(_annotation(document, annotation, notes, options, names_article=True))
                yield _deeper(block, 1)


def _page(document: ExportDocument) -> Iterator[str]:
    """The properties of the page, or of the article's block."""
    record, metadata = document.record, document.record.metadata
    # The property "title" would name the page, and two articles may have the same title.
    return _properties(
        **{"full-title": f'"{visible(metadata.title)}"'},
        author=value(visible(metadata.creator)),
        source=_source(visible(metadata.source)),
        site=value(visible(metadata.site)),
        published=value(visible(metadata.published)),
        language=value(visible(metadata.language)),
        added=record.added,
        readtui=_link("open", record.id),
        tags=page_names(map(visible, record.tags)),
    )


def _source(source: str) -> str:
    return source if source.startswith(("http://", "https://")) else value(source)


def _annotation(
    document: ExportDocument,
    annotation: Annotation,
    notes: Notes,
    options: ExportOptions,
    *,
    names_article: bool = False,
) -> Iterator[str]:
    """A block with the words that were annotated and, below it, the present words, the note and the replies."""
    now, named = _quote(document, annotation, options.context), document.names_creators(options)
    quote = _original(document, annotation) if annotation.is_reworded else now or "The whole article"
    # The id comes first: it is the only property that ends a quote.
    properties = _properties(
        id=annotation.id,
        readtui=_link("open", annotation.id),
        article=_link(visible(document.record.title), document.record.id) if names_article else "",
        color=annotation.color or "",
        page=value(page := page_of(document, annotation)),
        citation=markdown_citation(document.record, page) if annotation.quote else "",
        state=STATES.get(annotation.anchor, ""),
        creator=value(visible(annotation.creator.shown)) if named and annotation.creator else "",
        thread=annotation.thread.value if annotation.thread else "",
        tags=page_names(map(visible, annotation.tags)),
    )
    is_code = annotation.is_reworded and not (now.startswith("> ") and quote.startswith("> "))
    if annotation.is_reworded and not is_code:
        # Inside the quote, so that it is no note.
        quote = f"{quote}\n>\n> *now:* {now[2:]}"
    yield _block(0, chain(quote.split("\n"), properties))
    if is_code:
        yield _block(1, ("now:", *now.split("\n")))
    if annotation.note:
        yield _note(1, _linked(notes.written(annotation.note), document.annotations))
    for reply in annotation.replies:
        yield _block(1, (f"*{escape(reply_head(reply, named=named))}*",))
        if reply.text.strip():
            yield _note(2, _linked(notes.written(reply.text), document.annotations))


def _original(document: ExportDocument, annotation: Annotation) -> str:
    """The words that were annotated, as code if they are on code now."""
    passage, words, article = annotation.passage, annotation.own_words.strip("\n"), document.article
    if passage is not None and article.blocks:
        block = article.block_at(passage.start)
        if block.kind is BlockKind.CODE and block.passage.covers(passage):
            return fenced(words, block.label)
    return quoted(escape(words))


def _quote(document: ExportDocument, annotation: Annotation, context: Context) -> str:
    passage, words = annotation.passage, annotation.quoted_text.strip("\n")
    if not words.strip():
        return ""
    article = document.article
    if passage is None or not article.blocks:
        return quoted(escape(words))
    shown, before, after = in_context(article, passage, context)
    block = article.block_at(passage.start)
    if block.kind is BlockKind.CODE and block.passage.covers(shown):
        return fenced(shown.of(article.text), block.label)
    if not (before or after):
        return quoted(escape(words))
    return quoted(escape_marked(before, annotation.quoted_text, after, escape))


def _note(depth: int, note: str) -> str:
    """A block with the note, or one block per item if it is a list."""
    lines = list(note_lines(note.strip("\n")))
    if lines[0].startswith("- "):
        return _deeper("".join(f"{line}\n" for line in lines), depth)
    return _block(depth, lines)


def _linked(note: str, annotations: Collection[Annotation]) -> str:
    """The note with links that Logseq can follow: references to blocks of the same page, or addresses with ``//``."""
    here = {annotation.id for annotation in annotations}

    def written(link: Link) -> str:
        words = _label(link.words)
        return f"[{words}]((({link.target})))" if link.target in here else _link(words, link.target)

    return with_links(note, written)


def _link(words: str, annotation_or_article_id: str) -> str:
    """A link to readtui. Without the slashes, Logseq would read the address as the name of a page."""
    return f"[{_label(words)}](readtui://{annotation_or_article_id})"


def _label(words: str) -> str:
    return " ".join(words.translate({91: "(", 93: ")"}).split())


def _properties(**values: str) -> Iterator[str]:
    return (f"{name}:: {value}" for name, value in values.items() if value)


def _block(depth: int, lines: Iterable[str]) -> str:
    first, *others = lines
    return _deeper("".join((f"- {first}\n", *(f"  {line}\n" if line else "\n" for line in others))), depth)


def _deeper(blocks: str, depth: int) -> str:
    return "\n".join("\t" * depth + line if line else "" for line in blocks.split("\n"))


# ---------------------------------- escapes text for Logseq's Markdown, whose parser is https://github.com/logseq/mldoc


def escape(text: str) -> str:
    """The text with a backslash, or a zero-width space where that would not help, before everything that is syntax."""
    return "\n".join(map(_escape_line, text.split("\n")))


def _escape_line(line: str) -> str:
    line = line.rstrip()
    indent = _INDENT.match(line)
    start = "\u00a0" * len(indent[0]) if indent else ""
    line = _PROPERTY.sub(rf"\1{_GUARD}", line[indent.end() :] if indent else line)
    if marker := _LINE_START.match(line):
        start += f"{marker[0][:-1]}\\{marker[0][-1]}"
        line = line[marker.end() :]
    line = _END_OF_FORMULA.sub(_GUARD, line)
    line = _ADDRESS.sub(_escape_address, line)
    return start + _REFERENCE.sub(f"({_GUARD}", _ANYWHERE.sub(r"\\\g<0>", line))


def _escape_address(found: re.Match[str]) -> str:
    """The address, which stays clickable unless it needs escapes, because Logseq would show them."""
    return found[1] + _GUARD + found[2] if _ANYWHERE.search(found[0]) or "((" in found[0] else found[0]


def title(text: str) -> str:
    """The text for the first line of a block, where a keyword such as TODO would make it a task."""
    line = escape(" ".join(text.split()))
    return _KEYWORD.sub(_GUARD, line) if _KEYWORD.match(line) else line


def value(text: str) -> str:
    """The text for a property; in quotation marks if Logseq would look for links in it."""
    return f'"{text}"' if _LINKS.search(text) else text


def page_names(tags: Iterable[str]) -> str:
    return ", ".join(f"[[{page_name(tag)}]]" for tag in tags)


def page_name(tag: str) -> str:
    """The name of a tag's page, which may contain everything except square brackets."""
    return tag.translate({91: "(", 93: ")"})


def fenced(code: str, language: str) -> str:
    """The code as a block. Logseq ends it at the first line that begins like a fence, however long."""
    return f"```{re.sub(r'[^A-Za-z0-9+#._-]', '', language)}\n{_FENCE.sub(_GUARD, code)}\n```"


def note_lines(note: str) -> Iterator[str]:
    """The lines of a note in Markdown, changed so that none becomes a property of its block, or reaches beyond it."""
    lines = note.split("\n")
    is_code = _in_code(lines)
    guarded = _open_blocks("" if code else line for line, code in zip(lines, is_code, strict=True))
    for number, (line, code) in enumerate(zip(lines, is_code, strict=True)):
        if code:
            yield line
        elif number in guarded or _DRAWER.match(line):
            indent = len(line) - len(line.lstrip())
            yield f"{line[:indent]}{_GUARD}{line[indent:]}"
        else:
            yield _PROPERTY.sub(rf"\1{_GUARD}", line)


def _in_code(lines: Iterable[str]) -> list[bool]:
    """For each line, whether it is in a code block or begins or ends one."""
    found = []
    in_code = False
    for line in lines:
        is_fence = _FENCE.match(line) is not None
        in_code ^= is_fence
        found.append(in_code or is_fence)
    return found


def _open_blocks(lines: Iterable[str]) -> set[int]:
    """The numbers of lines that begin or end a block in Org's syntax, if one of them has no other half.

    Logseq would look for the other half in the blocks that follow.
    """
    found: set[int] = set()
    opened = ""
    is_whole = True
    for number, line in enumerate(lines):
        block = _BLOCK.match(line)
        if block is None:
            continue
        found.add(number)
        name, begins = block[2].casefold(), block[1].casefold() == "begin"
        if begins and not opened:
            opened = name
        elif not begins and opened == name:
            opened = ""
        elif not opened:
            is_whole = False
    return set() if is_whole and not opened else found
