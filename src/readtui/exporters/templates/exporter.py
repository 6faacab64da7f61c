"""Exports with a template: once, or for each article or annotation, depending on the names that the template uses."""

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import TypeVar

from readtui.errors import ExportError
from readtui.exporters.context import CurrentHeadings, around
from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, Format, Purpose, link_to
from readtui.exporters.locators import page_of
from readtui.exporters.templates.template import CheckedTemplate, RenderedTemplate, Template, TemplateScope
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.process.job import Worker
from readtui.process.limited_process import NotStartedFault, ProcessFault, TooLongFault
from readtui.process.limits import Limits

# ------------------------------------------------------------------ what templates get

Values = dict[str, object]
"""Dictionaries, lists, texts and numbers."""

NEED_TEXT = frozenset({"text", "sentence", "paragraph", "section"})
"""The values that are made from the article's text."""


def library_values(today: str, tags: Mapping[str, Tag]) -> Values:
    """The values that every template gets."""
    codebook = [{"name": tag.name, "color": tag.color or "", "description": tag.description} for tag in tags.values()]
    return {"today": today, "codebook": sorted(codebook, key=lambda tag: tag["name"].casefold())}


def article_values(document: ExportDocument, names: Set[str]) -> Values:
    """An article with its annotations, in reading order. ``names``: those that the template mentions; what costs time
    or memory is there only if it is one of them.
    """
    record, metadata = document.record, document.record.metadata
    values: Values = {
        "id": record.id,
        "title": metadata.title,
        "author": metadata.creator,
        "source": metadata.source,
        "site": metadata.site,
        "published": metadata.published,
        "language": metadata.language,
        "added": record.added,
        "modified": record.modified,
        "words": record.words,
        "citation_key": record.citation_key,
        "state": record.state.value,
        "tags": list(record.tags),
        "link": link_to(record.id),
    }
    if "text" in names:
        values["text"] = document.article.text
    headings = CurrentHeadings(document.article) if "section" in names else None
    values["annotations"] = [_annotation_values(document, one, headings, names) for one in document.annotations]
    return values


def _reply_values(reply: Reply) -> Values:
    return {
        "id": reply.id,
        "creator": _name(reply.creator),
        "created": reply.created,
        "text": reply.text,
        "sets": str(reply.sets or ""),
    }


def _name(creator: Creator | None) -> str:
    """The name; "" if nobody is to be named."""
    return creator.shown if creator else ""


def _annotation_values(
    document: ExportDocument, annotation: Annotation, headings: CurrentHeadings | None, names: Set[str]
) -> Values:
    passage = annotation.passage
    values: Values = {
        "id": annotation.id,
        "quote": annotation.quoted_text,
        "original": annotation.own_words,
        "note": annotation.note,
        "tags": list(annotation.tags),
        "color": annotation.color or "",
        "state": annotation.anchor.value,
        "created": annotation.created,
        "modified": annotation.modified,
        "creator": _name(annotation.creator),
        "thread": str(annotation.thread or ""),
        "replies": [_reply_values(reply) for reply in annotation.replies],
        "start": passage.start if passage else None,
        "end": passage.end if passage else None,
        "link": link_to(annotation.id),
    }
    if "page" in names:
        values["page"] = page_of(document, annotation)
    for name, context in (("sentence", Context.SENTENCE), ("paragraph", Context.PARAGRAPH)):
        if name in names:
            extended = passage and around(document.article, passage, context)
            values[name] = extended.of(document.article.text) if extended else annotation.quoted_text
    if headings is not None:
        headings.new_ones(annotation)
        above = headings.open[-1] if headings.open and passage else None
        values["section"] = document.article.text[above.start : above.end] if above else ""
    return values


# ------------------------------------------------------------------ the exporter

LIMITS = Limits(seconds=30, memory_bytes=512_000_000)

_SANDBOX = "readtui.exporters.templates.sandbox"
_Answer = TypeVar("_Answer")


class TemplateExporter:
    """The export that a template describes, which is checked at once. ``today``: the date (ISO 8601). ``limits``: for
    each rendering. Raises ExportError if the template has a mistake.

    Articles without annotations are there if the template says nothing about annotations.
    """

    def __init__(self, template: Template, extension: str, today: str, limits: Limits = LIMITS) -> None:
        self._template = template
        self._today = today
        self._limits = limits
        with self._worker() as worker:
            self.checked = self._call(worker, "check", template, CheckedTemplate)
        self.format = Format(
            "template",
            f"Template {template.name}",
            extension,
            Purpose.NOTES,
            "as the template says",
            needs_text=bool(self.checked.names & NEED_TEXT),
            only_annotations=self.checked.scope is TemplateScope.ANNOTATION,
            lists_articles=self.checked.scope is not TemplateScope.ANNOTATION
            and "annotations" not in self.checked.names,
        )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """One piece for each article, or one for all. Raises ExportError that names template, line and name."""
        scope, names = self.checked.scope, self.checked.names
        common = library_values(self._today, options.tags)
        with self._worker() as worker:
            if scope is TemplateScope.LIBRARY:
                articles = [article_values(document, names) for document in documents]
                yield self._rendered(worker, [common | {"articles": articles}])
                return
            for document in documents:
                article = article_values(document, names)
                about = common | {"article": article}
                annotations = article["annotations"]
                assert isinstance(annotations, list)
                is_article = scope is TemplateScope.ARTICLE
                yield self._rendered(
                    worker, [about] if is_article else [about | {"annotation": a} for a in annotations]
                )

    def _rendered(self, worker: Worker, values: list[Values]) -> str:
        return self._call(worker, "render", RenderedTemplate(self._template, tuple(values)), str)

    def _worker(self) -> Worker:
        try:
            return Worker(self._limits)
        except NotStartedFault as fault:
            raise ExportError(
                f"could not start a process to render the template: {fault}", "Close other programs and try again."
            ) from fault

    def _call(self, worker: Worker, function: str, argument: object, kind: type[_Answer]) -> _Answer:
        try:
            answer = worker.call(f"{_SANDBOX}:{function}", argument)
        except TooLongFault as fault:
            raise ExportError(
                f"template {self._template.name}: rendering takes longer than {self._limits.seconds:.0f} seconds",
                "Look for loops in loops.",
            ) from fault
        except ProcessFault as fault:
            limit = f"{self._limits.memory_bytes // 1_000_000} MB"
            raise ExportError(
                f"template {self._template.name}: rendering needs more than {limit} of memory, or fails ({fault})",
                "Look for large repetitions.",
            ) from fault
        assert isinstance(answer, kind)
        return answer
