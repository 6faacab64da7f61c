"""Annotations as cards of HTML: the quote, the note, and a line with tags, state and the link back; all escaped."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from readtui.exporters.context import in_context
from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, link_to
from readtui.exporters.locators import locator, page_of
from readtui.exporters.voices import STATES, reply_head, voice_details
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.tag import Tag
from readtui.text.clean import shown, visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_WEB = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_IN_NOTES = re.compile(r"(?:https?://|mailto:|readtui:)[^\s]", re.IGNORECASE)
# Characters that stay in addresses; "%" is one because addresses are already escaped.
_IN_ADDRESS = "%/:=&?~#+!$,;'@()*[]"


def text(words: str) -> str:
    """The words, escaped, with visible signs for control characters."""
    return escape(shown(words))


def line(words: str) -> str:
    return escape(visible(words))


def lines(words: str) -> str:
    """The words, escaped, with line breaks."""
    return text(words).replace("\n", "<br>\n")


def language(code: str, otherwise: str = "") -> str:
    """The attribute ``lang`` after a space; if HTML does not allow the code, it is ``otherwise`` or says unknown."""
    code = code.replace("_", "-")
    return f' lang="{code if _LANGUAGE.fullmatch(code) else otherwise}"'


def direction(declared: str) -> str:
    """The attribute ``dir`` after a space: as declared ("ltr", "rtl"), else by the first letter."""
    return f' dir="{declared if declared in ("ltr", "rtl") else "auto"}"'


def web_address(target: str) -> str:
    """The address of a page or mailbox as an attribute's value; "" for other addresses, such as scripts or files."""
    target = visible(target)
    return escape(quote(target, safe=_IN_ADDRESS)) if _WEB.match(target) else ""


def note(markdown: str, own: Collection[str] = ()) -> str:
    """A note as HTML: all of CommonMark except raw HTML and pictures. Links lead only to pages, mailboxes and readtui.

    Links to ids in ``own`` stay on the page.
    """
    rendered: str = _reader().render(shown(markdown), {"own": own})
    return rendered.strip()


@cache
def _reader() -> "MarkdownIt":
    # Imported here because it would delay listing formats.
    from markdown_it import MarkdownIt

    class Reader(MarkdownIt):
        def validateLink(self, url: str) -> bool:  # noqa: N802
            return _IN_NOTES.match(url) is not None

    reader = Reader("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    reader.add_render_rule("link_open", _link_open)
    # The page has its own headings.
    reader.add_render_rule("heading_open", lambda *_: "<p><strong>")
    reader.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    return reader


def _link_open(
    self: object, tokens: "Sequence[Token]", at: int, options: object, env: "Mapping[str, Collection[str]]"
) -> str:
    target = str(tokens[at].attrs.get("href", ""))
    scheme, _, identifier = target.partition(":")
    is_here = scheme == "readtui" and identifier in env["own"]
    return f'<a href="{escape(f"#{identifier}" if is_here else target)}">'


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
        shown, before, after = in_context(article, passage, context)
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
