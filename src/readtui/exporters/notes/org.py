"""Org: https://orgmode.org/worg/org-syntax.html."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from readtui.exporters.context import around
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
from readtui.exporters.living.org import OrgSyntax
from readtui.exporters.living.parts import LivingArticle, LivingBlock, LivingExporter
from readtui.exporters.locators import locator, org_citation, page_of
from readtui.exporters.voices import STATES, reply_head, voice_details
from readtui.exporters.whole.org import LIKE_HEADING, OrgWording, escaped, inert, whole_org
from readtui.model.annotation import Annotation
from readtui.model.block import BlockKind
from readtui.text.clean import visible
from readtui.text.note_links import Link, with_links

_GUARD = "\u200b"
# The start of a heading, keyword, comment, drawer, fixed-width line or diary entry.
_SYNTAX = re.compile(r"^(?=\*|,|%%\(|[ \t]*(?:[#:]|CLOCK:|DEADLINE:|SCHEDULED:|CLOSED:))", re.MULTILINE)
# In a code block, only these are syntax; Org escapes them with a comma.
_SYNTAX_IN_CODE = re.compile(r"^(?=[ \t]*,*(?:\*|#\+))", re.MULTILINE)
# The start of an item of a list.
_ITEM = re.compile(r"^(?=[ \t]*(?:[-+]|\d+[.)]|[A-Za-z][.)])(?:[ \t]|$))", re.MULTILINE)
_BULLET = re.compile(r"(?:[-+]|(\d{1,9})[.)])(?=[ \t]\S)")
# Without an address, a link leads to a heading of this name, which is not in the file.
_PAGE = re.compile(r"\[(?=\[[^\[\]\n:/#*]+\](?:\]|\[[^\[\]\n]*\]\]))")
_NOT_IN_TAG = re.compile(r"[^\w@#%]+")
_LOOKS_LIKE_TAGS = re.compile(r"(?<=:)[ \t]*$")
# Two of these, or one at the end of the words, would end a link.
_ENDS_LINK = re.compile(r"\](?=\]|$)")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n(?:[^\S\n]*\n)+")
_MOST_OF_HEADING = 60


class OrgExporter(LivingExporter):
    """A heading per article, and below it one per annotation, with ids and exact tags as properties."""

    format = Format(
        "org",
        "Org",
        ".org",
        Purpose.NOTES,
        "headings with quotes, tags and properties, for Emacs and others",
        contexts=tuple(Context),
        groupings=tuple(Grouping),
    )
    syntax = OrgSyntax()

    def living(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[LivingArticle]:
        """The articles with their annotations, or all annotations in one list."""
        if options.group is Grouping.NONE:
            blocks = [block for document in documents for block in _living_blocks(document, options, level=1)]
            yield LivingArticle("", "", blocks)
            return
        for document in documents:
            blocks = list(_living_blocks(document, options, level=2))
            yield LivingArticle(document.record.id, "".join(_article(document)), blocks)

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The annotations in reading order under their articles, or under their tags, or in one list."""
        if options.context is Context.FULL:
            for document in documents:
                yield from _article(document)
                yield from whole_org(document, _wording(document, options))
            return
        if options.group is Grouping.TAG:
            written: set[str] = set()
            for tag, annotations in by_tag(documents):
                yield f"* {_heading(tag) or 'Without a tag'}\n"
                for document, annotation in annotations:
                    # Org finds entries by their ids, so an id must not occur twice.
                    is_first = annotation.id not in written
                    written.add(annotation.id)
                    yield from _annotation(document, annotation, options, level=2, has_id=is_first)
            return
        for document in documents:
            if options.group is Grouping.ARTICLE:
                yield from _article(document)
            for annotation in document.annotations:
                yield from _annotation(
                    document, annotation, options, level=2 if options.group is Grouping.ARTICLE else 1
                )


def _living_blocks(document: ExportDocument, options: ExportOptions, *, level: int) -> Iterator[LivingBlock]:
    for annotation in document.annotations:
        yield LivingBlock(annotation.id, "".join(_annotation(document, annotation, options, level=level)))


def _article(document: ExportDocument) -> Iterator[str]:
    record, metadata = document.record, document.record.metadata
    yield f"* {_heading(metadata.title) or 'Without a title'}{_tags(record.tags)}\n"
    yield from _drawer(
        ID=record.id,
        READTUI=link_to(record.id),
        EXPORT_AUTHOR=metadata.creator,
        SOURCE=visible(metadata.source),
        SITE=metadata.site,
        PUBLISHED=metadata.published,
        EXPORT_LANGUAGE=metadata.language,
        ADDED=record.added,
        READTUI_TAGS=_exactly(record.tags),
    )


def _wording(document: ExportDocument, options: ExportOptions) -> OrgWording:
    written = partial(_annotation, document, options=options)
    noted = partial(_note, document, named=document.names_creators(options))
    return OrgWording(partial(written, level=2), partial(written, level=3), noted)


def _note(document: ExportDocument, annotation: Annotation, *, named: bool) -> str:
    """Original words, a note, a line with tags, color, citation or page, creator, thread, state and the link back, and
    replies.
    """
    page = page_of(document, annotation)
    details = [" ".join(f"#{visible(tag)}" for tag in annotation.tags), annotation.color or ""]
    details.append(org_citation(document.record, page) or escaped(locator(page)))
    details += map(escaped, voice_details(annotation, named=named))
    details += [STATES.get(annotation.anchor, ""), f"[[{link_to(annotation.id)}][readtui]]"]
    parts = [_after("was:", _block(annotation.own_words))] if annotation.is_reworded else []
    parts += [_noted(annotation.note)] if annotation.note else []
    parts.append(guarded(" · ".join(filter(None, details))))
    if annotation.replies:
        parts.append("".join(_replies(annotation, named=named)))
    return "\n\n".join(parts)


def _replies(annotation: Annotation, *, named: bool) -> Iterator[str]:
    for reply in annotation.replies:
        head = escaped(reply_head(reply, named=named)).replace("::", f":{_GUARD}:")
        # Two empty lines would end the list.
        text = _BLANK_LINES.sub("\n\n", _noted(reply.text).strip("\n"))
        # A bracket would begin a box to tick.
        yield f"- {_GUARD if head.startswith('[') else ''}{head}\n"
        if text.strip():
            yield "".join(f"  {line}\n" if line else "\n" for line in ("", *text.split("\n")))


def _annotation(
    document: ExportDocument, annotation: Annotation, options: ExportOptions, *, level: int, has_id: bool = True
) -> Iterator[str]:
    article_id = document.record.id
    named = document.names_creators(options)
    heading = _heading(annotation.own_words) or "The whole article"
    yield f"{'*' * level} {heading}{_tags(annotation.tags)}\n"
    yield from _drawer(
        ID=annotation.id if has_id else "",
        READTUI=link_to(annotation.id),
        ARTICLE=f"[[{link_to(article_id)}][{_heading(document.record.title)}]]",
        COLOR=annotation.color or "",
        PAGE=page_of(document, annotation),
        STATE=annotation.anchor.value,
        MADE_BY=annotation.creator.shown if named and annotation.creator else "",
        THREAD=annotation.thread.value if annotation.thread else "",
        CREATED=annotation.created,
        MODIFIED=annotation.modified,
        READTUI_TAGS=_exactly(annotation.tags),
    )
    yield from _quote(document, annotation, options)
    citation = org_citation(document.record, page_of(document, annotation))
    if citation and annotation.quote:
        yield f"{citation}\n\n"
    if annotation.note:
        yield f"{_noted(annotation.note)}\n"
    if annotation.replies:
        # A list at the end of the note would go on in the list of replies.
        yield "\nReplies:\n"
    yield from _replies(annotation, named=named)


def _quote(document: ExportDocument, annotation: Annotation, options: ExportOptions) -> Iterator[str]:
    """The words that were annotated, and the present words if they differ."""
    passage, words = annotation.passage, annotation.quoted_text
    if not words:
        return
    language: str | None = None
    if passage is not None and document.article.blocks:
        shown = around(document.article, passage, options.context)
        words = shown.of(document.article.text)
        block = document.article.block_at(passage.start)
        if block.kind is BlockKind.CODE and block.passage.covers(shown):
            language = re.sub(r"[^A-Za-z0-9+_-]", "", block.label)
    if annotation.is_reworded and language is None:
        # Inside the quote, so that it is no note.
        yield f"{_block(annotation.own_words, now=words)}\n"
    elif annotation.is_reworded:
        yield f"{_block(annotation.own_words, language)}\n{_after('now:', _block(words, language))}\n\n"
    else:
        yield f"{_block(words, language)}\n"


def _block(words: str, language: str | None = None, *, now: str = "") -> str:
    """A quote, with the present words if they are given, or code in a ``language``."""
    if language is None:
        present = f"\n\n/now:/ {_quoted(now)}" if now else ""
        return f"#+begin_quote\n{_quoted(words)}{present}\n#+end_quote"
    code = _SYNTAX_IN_CODE.sub(",", words)
    return f"#+begin_src {language}\n{code}\n#+end_src" if language else f"#+begin_example\n{code}\n#+end_example"


def _noted(note: str) -> str:
    """A note or a reply, with links of Org."""
    return guarded(with_links(_PAGE.sub(f"[{_GUARD}", _as_lists(note)), _as_link))


def _as_lists(note: str) -> str:
    """A note in which lists of another kind are lists of their own, and have the numbers that they begin with."""
    lines: list[str] = []
    kind = ""
    for line in note.split("\n"):
        bullet = _BULLET.match(line)
        if bullet:
            of, number = bullet[0][-1], bullet[1]
            if kind and of != kind:
                # Org ends a list at two empty lines.
                lines += ["", ""]
            if number and of != kind and int(number) != 1:
                line = f"{bullet[0]} [@{int(number)}]{line[bullet.end() :]}"
            kind = of
        elif line.strip() and not line[0].isspace():
            kind = ""
        lines.append(line)
    return "\n".join(lines)


def _quoted(words: str) -> str:
    """Words of an article, in which no line begins an item of a list."""
    return guarded(_ITEM.sub(_GUARD, inert(words)))


def _after(word: str, block: str) -> str:
    """A block after a word: on its line if it quotes one line, else below it."""
    first, *lines, _ = block.split("\n")
    return f"{word} {lines[0]}" if first == "#+begin_quote" and len(lines) == 1 else f"{word}\n{block}"


def guarded(text: str) -> str:
    """The text with a zero-width space before each line start that Org would read as syntax, or take for a mistake."""
    return LIKE_HEADING.sub(_GUARD, _SYNTAX.sub(_GUARD, text))


def _heading(text: str) -> str:
    line = " ".join(visible(text).split())
    if len(line) > _MOST_OF_HEADING:
        line = line[:_MOST_OF_HEADING].rsplit(" ", 1)[0] + " …"
    line = line.replace("[", f"[{_GUARD}").replace("]", f"{_GUARD}]") if "[[" in line or "]]" in line else line
    line = inert(line)
    # At the end, ":a:" would be a tag; at the beginning, a keyword would be a state.
    line = _LOOKS_LIKE_TAGS.sub(_GUARD, line)
    return _GUARD + line if re.match(r"(?:TODO|DONE|COMMENT|\[#)(?:\s|$|\w)", line) or line.startswith("*") else line


def _tags(tags: Iterable[str]) -> str:
    names = dict.fromkeys(_NOT_IN_TAG.sub("_", tag).strip("_") for tag in tags)
    names.pop("", None)
    return f" :{':'.join(names)}:" if names else ""


def _exactly(tags: Sequence[str]) -> str:
    """The tags as a JSON list, because Org's own tags allow fewer characters."""
    return json.dumps(tags, ensure_ascii=False) if tags else ""


def _drawer(**values: str) -> Iterator[str]:
    yield ":PROPERTIES:\n"
    for name, value in values.items():
        if value:
            yield f":{name}: {visible(value)}\n"
    yield ":END:\n"


def _as_link(link: Link) -> str:
    words = _ENDS_LINK.sub(f"]{_GUARD}", link.words)
    return f"[[{link.address}][{words}]]" if words.strip() else f"[[{link.address}]]"
