"""Exports with a template: once, or for each article or annotation, depending on the names that the template uses."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from readtui.errors import ExportError
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.templates.template import Checked, Rendering, Scope, Template
from readtui.exporters.templates.values import NEED_TEXT, Values, article_values, library_values
from readtui.process.host import NotStartedFault, ProcessFault, TooLongFault
from readtui.process.job import Worker
from readtui.process.limits import Limits

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
            self.checked = self._call(worker, "check", template, Checked)
        self.format = Format(
            "template",
            f"Template {template.name}",
            extension,
            Purpose.NOTES,
            "as the template says",
            needs_text=bool(self.checked.names & NEED_TEXT),
            only_annotations=self.checked.scope is Scope.ANNOTATION,
            lists_articles=self.checked.scope is not Scope.ANNOTATION and "annotations" not in self.checked.names,
        )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """One piece for each article, or one for all. Raises ExportError that names template, line and name."""
        scope, names = self.checked.scope, self.checked.names
        common = library_values(self._today, options.tags)
        with self._worker() as worker:
            if scope is Scope.LIBRARY:
                articles = [article_values(document, names) for document in documents]
                yield self._rendered(worker, [common | {"articles": articles}])
                return
            for document in documents:
                article = article_values(document, names)
                about = common | {"article": article}
                annotations = article["annotations"]
                assert isinstance(annotations, list)
                is_article = scope is Scope.ARTICLE
                yield self._rendered(
                    worker, [about] if is_article else [about | {"annotation": a} for a in annotations]
                )

    def _rendered(self, worker: Worker, values: list[Values]) -> str:
        return self._call(worker, "render", Rendering(self._template, tuple(values)), str)

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
