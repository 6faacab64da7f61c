"""Makes exporters of template files."""

from pathlib import Path

from readtui.errors import ExportError
from readtui.exporters.templates.exporter import TemplateExporter
from readtui.exporters.templates.template import Template
from readtui.regular_files import NotRegularError, open_regular
from readtui.text.clean import visible

_MOST_BYTES = 1_000_000
_HINT = "Check the path. How to write templates: docs/templates.md"
_ENDINGS = frozenset({".j2", ".jinja", ".jinja2", ".tmpl", ".template"})


def template_exporter(path: str | Path, today: str) -> TemplateExporter:
    """The exporter for a template file. Its exports end in what precedes ``.j2`` or ``.jinja`` in the file's name, else
    in the file's own ending. ``today``: the date (ISO 8601).

    Raises ExportError if the file cannot be read, or has a mistake that can be seen before it is rendered.
    """
    shown = visible(str(path))
    try:
        file = Path(path).expanduser()
        with open_regular(file) as opened:
            data = opened.read(_MOST_BYTES + 1)
    except FileNotFoundError as fault:
        raise ExportError(f"no such template: {shown}", _HINT) from fault
    except NotRegularError as fault:
        raise ExportError(f"{shown} is {fault.strerror}", _HINT) from fault
    except (OSError, ValueError, RuntimeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise ExportError(f"cannot read the template {shown}: {reason}", "Check its permissions.") from fault
    if len(data) > _MOST_BYTES:
        raise ExportError(
            f"the template {shown} is larger than 1 MB", "Templates hold layout; data comes from readtui."
        )
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ExportError(f"the template {shown} is not UTF-8", "Save it as UTF-8.") from fault
    return TemplateExporter(Template(visible(file.name), source), _extension(file), today)


def _extension(file: Path) -> str:
    name = Path(file.stem) if file.suffix.lower() in _ENDINGS else file
    return name.suffix or ".txt"
