"""The last choice for an export, with which the next export begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from readtui.exporters.exporter import Context, Format, Grouping

_LEFT_OUT = "left out"
_Chosen = TypeVar("_Chosen", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """A format with its options, the folder of the last file, and the path of the last template.

    ``creators``: whether it names who made what.
    """

    format: str
    context: Context = Context.NONE
    group: Grouping = Grouping.ARTICLE
    folder: str = ""
    template: str = ""
    creators: bool = True

    def as_choices(self) -> dict[str, str]:
        """The values for a Repository."""
        return {
            "export.format": self.format,
            "export.context": self.context.value,
            "export.group": self.group.value,
            "export.folder": self.folder,
            "export.template": self.template,
            "export.creators": "" if self.creators else _LEFT_OUT,
        }

    def for_format(self, format: Format) -> tuple[Context, Grouping]:
        """The options that the format can render."""
        context = self.context if self.context in format.contexts else format.contexts[0]
        return context, self.group if self.group in format.groupings else format.groupings[0]


def choice_in(choices: Mapping[str, str], default: ExportChoice) -> ExportChoice:
    """The remembered choice, with defaults for what is missing."""
    return ExportChoice(
        choices.get("export.format", default.format),
        _known(Context, choices.get("export.context"), default.context),
        _known(Grouping, choices.get("export.group"), default.group),
        choices.get("export.folder", default.folder),
        choices.get("export.template", default.template),
        choices.get("export.creators") != _LEFT_OUT,
    )


def _known(kind: type[_Chosen], value: str | None, default: _Chosen) -> _Chosen:
    return kind(value) if value in [one.value for one in kind] else default
