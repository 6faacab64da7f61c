"""A web page of quotes with notes, or of whole articles with their highlights and notes."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

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
from readtui.exporters.html.article import article_with_notes
from readtui.exporters.html.markup import direction, language, line
from readtui.exporters.html.quotes import card, origin
from readtui.exporters.notes.headings import Headings
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord

_STYLE = Path(__file__).parent / "style.css"
# However a browser may misread the words, it loads nothing and runs no scripts.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


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
    return (
        "<!DOCTYPE html>\n"
        f"<html{language(only.metadata.language) if only else ''}>\n<head>\n"
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
    headings = Headings(document.article)
    if is_grouped:
        yield f'<article class="document" id="{line(document.record.id)}">\n{_header(document.record)}'
    for annotation in document.annotations:
        yield from _headings(document, headings, annotation) if is_grouped else ()
        yield card(document, annotation, options, own=own, names_article=not is_grouped)
    if is_grouped:
        yield "</article>\n"


def _header(record: ArticleRecord) -> str:
    metadata = record.metadata
    back = f'<a href="{line(link_to(record.id))}">Open in readtui</a>'
    about = " · ".join(filter(None, (origin(record), back)))
    attributes = f"{language(metadata.language)}{direction(metadata.direction)}"
    return f'<header>\n<h1{attributes}>{line(record.title)}</h1>\n<p class="about">{about}</p>\n</header>\n'


def _headings(document: ExportDocument, headings: Headings, annotation: Annotation) -> Iterator[str]:
    metadata = document.article.metadata
    for heading in headings.new_ones(annotation):
        tag = f"h{min(6, max(2, heading.level))}"
        words = line(heading.passage.of(document.article.text))
        yield f"<{tag}{language(metadata.language)}{direction(metadata.direction)}>{words}</{tag}>\n"
