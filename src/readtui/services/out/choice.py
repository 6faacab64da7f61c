"""What was last chosen for an export, so that the next one begins with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from readtui.exporters.exporter import Context, Format, Grouping

_Chosen = TypeVar("_Chosen", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """A format with its options, and the folder of the last file."""

    format: str
    context: Context = Context.NONE
    group: Grouping = Grouping.ARTICLE
    folder: str = ""

    def as_choices(self) -> dict[str, str]:
        """For a ChoiceStore."""
        return {
            "export.format": self.format,
            "export.context": self.context.value,
            "export.group": self.group.value,
            "export.folder": self.folder,
        }

    def for_format(self, format: Format) -> tuple[Context, Grouping]:
        """The options as far as the format can render them."""
        context = self.context if self.context in format.contexts else format.contexts[0]
        return context, self.group if self.group in format.groupings else format.groupings[0]


def choice_in(choices: Mapping[str, str], default: ExportChoice) -> ExportChoice:
    """The choice that was kept; the default where there is none."""
    return ExportChoice(
        choices.get("export.format", default.format),
        _known(Context, choices.get("export.context"), default.context),
        _known(Grouping, choices.get("export.group"), default.group),
        choices.get("export.folder", default.folder),
    )


def _known(kind: type[_Chosen], value: str | None, default: _Chosen) -> _Chosen:
    return kind(value) if value in [one.value for one in kind] else default
