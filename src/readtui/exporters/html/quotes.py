"""Annotations as cards: the quote, the note, and a line with tags, state and the link back."""

from collections.abc import Collection, Mapping

from readtui.exporters.context import around
from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, link_to
from readtui.exporters.html.markup import direction, language, line, lines, note, text, web_address
from readtui.exporters.locators import locator, page_of
from readtui.exporters.voices import STATES, reply_head, voice_details
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.tag import Tag


def card(
    document: ExportDocument,
    annotation: Annotation,
    options: ExportOptions,
    *,
    own: Collection[str] = (),
    has_anchor: bool = True,
    names_article: bool = False,
) -> str:
    """One annotation. ``own``: the ids that links in notes can reach on the page. ``has_anchor``: is one of them."""
    anchor, named = f' id="{line(annotation.id)}"' if has_anchor else "", document.names_creators(options)
    parts = [
        f'<section class="{" ".join(("card", *color_class(annotation.color)))}"{anchor}>',
        _quotes(document.article, annotation, options.context) if annotation.quoted_text.strip() else "",
        written_note(annotation, own),
        details(annotation, options.tags, named=named, page=locator(page_of(document, annotation))),
        replies(annotation, own, named=named),
        f'<p class="details">{named_article(document.record)}</p>' if names_article else "",
        "</section>\n",
    ]
    return "\n".join(filter(None, parts))


def color_class(color: str | None) -> tuple[str, ...]:
    """The class of a color, if the style sheet has it."""
    return (color,) if color in HIGHLIGHT_COLORS else ()


def written_note(annotation: Annotation, own: Collection[str]) -> str:
    """The note; "" if there is none."""
    return f'<div class="note" dir="auto">\n{note(annotation.note, own)}\n</div>' if annotation.note.strip() else ""


def original(annotation: Annotation) -> str:
    """The words that were annotated, beside the present ones; "" if they are the same."""
    return f'<p class="details">was: {lines(annotation.own_words.strip())}</p>' if annotation.is_reworded else ""


def replies(annotation: Annotation, own: Collection[str], *, named: bool) -> str:
    """The replies, each with a line on who wrote it and when; "" if there are none."""
    written = []
    for reply in annotation.replies:
        head = f'<p class="details">{line(reply_head(reply, named=named))}</p>'
        words = f"\n{note(reply.text, own)}" if reply.text.strip() else ""
        written.append(f'<blockquote class="reply">\n{head}{words}\n</blockquote>')
    return '<div class="note" dir="auto">\n{}\n</div>'.format("\n".join(written)) if written else ""


def details(
    annotation: Annotation, tags: Mapping[str, Tag], *, named: bool, with_link: bool = True, page: str = ""
) -> str:
    """A line with tags, page, creator, thread, state and the link back; "" if there are none."""
    parts = [_tag(tag, tags) for tag in annotation.tags]
    said = (*([page] if page else []), *voice_details(annotation, named=named))
    parts += [f"<span>{line(detail)}</span>" for detail in said]
    if state := STATES.get(annotation.anchor):
        parts.append(f'<span class="state">{state}</span>')
    if with_link:
        parts.append(f'<a href="{line(link_to(annotation.id))}">Open in readtui</a>')
    return f'<p class="details">{" ".join(parts)}</p>' if parts else ""


def _tag(name: str, tags: Mapping[str, Tag]) -> str:
    entry = tags.get(name)
    classes = " ".join(("tag", *color_class(entry.color if entry else None)))
    return f'<span class="{classes}">{line(name)}</span>'


def named_article(record: ArticleRecord) -> str:
    """The article's title and origin."""
    return " · ".join(filter(None, (f"<cite>{line(record.title)}</cite>", origin(record))))


def origin(record: ArticleRecord) -> str:
    """Author, site, date and a link to the source, as far as they are known."""
    metadata = record.metadata
    known = [line(part) for part in (metadata.creator, metadata.site, metadata.published) if part.strip()]
    if (address := web_address(metadata.source)) and not address.startswith("mailto:"):
        known.append(f'<a href="{address}">Source</a>')
    return " · ".join(known)


def _quotes(article: Article, annotation: Annotation, context: Context) -> str:
    """The words that were annotated, and the present words if they differ."""
    now = _quote(article, annotation, context)
    if not annotation.is_reworded:
        return now
    about, passage, words = article.metadata, annotation.passage, annotation.own_words.strip("\n")
    if passage is not None and article.blocks and article.block_at(passage.start).kind is BlockKind.CODE:
        was = f'<blockquote dir="ltr"><pre><code>{text(words)}</code></pre>'
    else:
        attributes = f"{language(about.language)}{direction(about.direction)}"
        was = f"<blockquote{attributes}>\n{_paragraphs([(words, False)])}"
    # Inside the quote, so that it is no note.
    return f'{was}\n<p class="details">now:</p>\n{now}\n</blockquote>'


def _quote(article: Article, annotation: Annotation, context: Context) -> str:
    """The passage, marked within its context if the context is longer."""
    about = article.metadata
    attributes = f"{language(about.language)}{direction(about.direction)}"
    passage, words = annotation.passage, annotation.quoted_text.strip("\n")
    before = after = ""
    if passage is not None and article.blocks:
        shown = around(article, passage, context)
        before, after = article.text[shown.start : passage.start], article.text[passage.end : shown.end]
        if not (before.strip() or after.strip()):
            before = after = ""
        block = article.block_at(passage.start)
        if block.kind is BlockKind.CODE and block.passage.covers(shown):
            words = passage.of(article.text)
            code = f"{text(before)}<mark>{text(words)}</mark>{text(after)}" if before or after else text(words)
            return f'<blockquote dir="ltr"><pre><code>{code}</code></pre></blockquote>'
    marked = [(before, False), (words, bool(before or after)), (after, False)]
    return f"<blockquote{attributes}>\n{_paragraphs(marked)}\n</blockquote>"


def _paragraphs(parts: list[tuple[str, bool]]) -> str:
    """The paragraphs of a text that consists of parts, some of them marked."""
    paragraphs = [""]
    for words, is_marked in parts:
        for number, piece in enumerate(words.split("\n\n")):
            if number:
                paragraphs.append("")
            if piece:
                paragraphs[-1] += f"<mark>{lines(piece)}</mark>" if is_marked else lines(piece)
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph.strip())
