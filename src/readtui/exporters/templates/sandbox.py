"""Checks and renders templates with Jinja. Runs in a process with limits, because loops can get past the sandbox.

The result is text and is never rendered again. Templates cannot load other files.
"""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from types import TracebackType

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2 import Template as Compiled
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from readtui.codec.csv_guard import guard_cell
from readtui.errors import ExportError
from readtui.exporters import markdown_escape
from readtui.exporters.notes.org import guarded
from readtui.exporters.references import in_tex
from readtui.exporters.templates.template import CheckedTemplate, RenderedTemplate, Template, TemplateScope

MOST_CHARACTERS = 64_000_000
"""The longest text that a template may make at once."""

_EVERYWHERE = frozenset({"today", "codebook"})
_ARTICLE, _ANNOTATION, _LIBRARY = "article", "annotation", "articles"
_KNOWN = _EVERYWHERE | {_ARTICLE, _ANNOTATION, _LIBRARY}
_LOADING = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_MISSING = re.compile(r"'[^']*' has no attribute '(.*)'", re.DOTALL)
_FILE = "<template>"


def check(template: Template) -> CheckedTemplate:
    """What is known about a template before it is rendered. Raises ExportError, which names the line of a mistake."""
    tree = _parsed(template)
    _compiled(template)
    for node in tree.find_all(_LOADING):
        raise _error(template, node.lineno, "templates cannot load other files", "Write everything in one template.")
    free = meta.find_undeclared_variables(tree)
    for name in sorted(free - _KNOWN - set(_environment().globals)):
        line = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)
        raise _error(template, line, f"there is no “{name}”", _known_names(name, _KNOWN))
    if _LIBRARY in free and free & {_ARTICLE, _ANNOTATION}:
        other = _ANNOTATION if _ANNOTATION in free else _ARTICLE
        line = next(node.lineno for node in tree.find_all(nodes.Name) if node.name == other)
        raise _error(
            template,
            line,
            f"a template with “articles” is rendered once, so there is no “{other}”",
            "Use a loop: {% for article in articles %}",
        )
    scope = (
        TemplateScope.ANNOTATION
        if _ANNOTATION in free
        else TemplateScope.ARTICLE
        if _ARTICLE in free
        else TemplateScope.LIBRARY
    )
    return CheckedTemplate(scope, frozenset(_mentioned(tree)))


def render(rendering: RenderedTemplate) -> str:
    """The template rendered with each of the values in turn. Raises ExportError, which names the line."""
    template = rendering.template
    compiled = _compiled(template)
    try:
        return "".join(_pieces(compiled, rendering))
    except MemoryError as fault:
        raise _error(template, _line_of(fault), "it needs too much memory", "Look for large repetitions.") from None
    except UndefinedError as fault:
        raise _undefined(rendering, fault) from fault
    except SecurityError as fault:
        raise _error(template, _line_of(fault), f"not allowed: {fault}", "Templates may only use values.") from fault
    except (TemplateError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as fault:
        reason = "it calls itself without end" if isinstance(fault, RecursionError) else str(fault)
        raise _error(template, _line_of(fault), reason or type(fault).__name__, "See docs/templates.md.") from fault


def _pieces(compiled: Compiled, rendering: RenderedTemplate) -> Iterator[str]:
    length = 0
    for values in rendering.values:
        for piece in compiled.generate(values):
            length += len(piece)
            if length > MOST_CHARACTERS:
                raise ExportError(
                    f"template {rendering.template.name}: it makes more than {MOST_CHARACTERS // 1_000_000} million "
                    "characters",
                    "Look for a loop that repeats too much.",
                )
            yield piece


class _Undefined(StrictUndefined):
    """Something that is not there. Fails also in a list or dictionary that is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=_Undefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters.update(FILTERS)
    environment.globals.pop("lipsum", None)
    return environment


def _parsed(template: Template) -> nodes.Template:
    try:
        return _environment().parse(template.source)
    except TemplateSyntaxError as fault:
        raise _error(template, fault.lineno, fault.message or "a mistake", "See docs/templates.md.") from fault
    except RecursionError as fault:
        raise _error(template, 1, "it is nested too deeply", "Nest less.") from fault


@lru_cache(maxsize=1)
def _compiled(template: Template) -> Compiled:
    try:
        return _environment().from_string(template.source)
    except TemplateSyntaxError as fault:
        raise _error(template, fault.lineno, fault.message or "a mistake", "See docs/templates.md.") from fault
    except (RecursionError, SyntaxError, ValueError) as fault:
        raise _error(template, 1, "it is nested too deeply", "Nest less.") from fault


def _mentioned(tree: nodes.Template) -> Iterator[str]:
    """All names of attributes, including those in strings, as in ``map(attribute="text")``."""
    yield from (node.attr for node in tree.find_all(nodes.Getattr))
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str):
            yield from constant.value.split(".")


def _undefined(rendering: RenderedTemplate, fault: UndefinedError) -> ExportError:
    line, missing = _line_of(fault), _MISSING.fullmatch(str(fault))
    if missing is None:
        return _error(rendering.template, line, str(fault), "See docs/templates.md.")
    known = frozenset(_keys(rendering.values))
    return _error(rendering.template, line, f"there is no “{missing[1]}”", _known_names(missing[1], known))


def _keys(value: object) -> Iterator[str]:
    """The names in a value, and in the first element of each list in it."""
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _keys(inner)
    elif isinstance(value, list | tuple) and value:
        yield from _keys(value[0])


def _known_names(wanted: str, known: frozenset[str]) -> str:
    close = get_close_matches(wanted[:40], known, 1)
    return f"Did you mean “{close[0]}”?" if close else f"Names: {', '.join(sorted(known))}."


def _line_of(fault: BaseException) -> int:
    """The line of the template where an error occurred."""
    line = 0
    trace: TracebackType | None = fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _error(template: Template, line: int, what: str, hint: str) -> ExportError:
    where = f"{template.name}, line {line}" if line else template.name
    return ExportError(f"template {where}: {' '.join(what.split())}", hint)


def _date(value: object, form: str = "%Y-%m-%d") -> str:
    """A time or date in another form (strftime). A date that is only partly known stays unchanged."""
    try:
        return datetime.fromisoformat(str(value)).strftime(form)
    except ValueError:
        return str(value)


def _csv(value: object) -> str:
    """A cell of a CSV file, in quotation marks, and guarded so that no spreadsheet runs it as a formula."""
    cell = guard_cell(str(value)).replace('"', '""')
    return f'"{cell}"'


def _json(value: object) -> str:
    """The value as JSON. Raises TypeError for a value that JSON cannot represent."""
    return json.dumps(value, ensure_ascii=False)


def _line(value: object) -> str:
    return " ".join(str(value).split())


FILTERS: Mapping[str, Callable[..., str]] = {
    "csv": _csv,
    "date": _date,
    "html": lambda value: html.escape(str(value)),
    "json": _json,
    "line": _line,
    "markdown": lambda value: markdown_escape.escape(str(value)),
    "org": lambda value: guarded(str(value)),
    "quoted": lambda value: markdown_escape.quoted(str(value)),
    "tex": lambda value: in_tex(str(value)),
}
"""By name. None of them changes what it is given if that needs no escaping."""
