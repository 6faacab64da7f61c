"""The last choice for an export, with which the next export begins."""

from collections.abc import Mapping
from dataclasses import field, replace
from enum import StrEnum
from typing import Any

from readtui.exporters.exporter import OPTIONS, ChosenOptions
from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """A format with its options, the folder of the last file, and the path of the last template."""

    format: str
    options: ChosenOptions = field(default_factory=ChosenOptions)
    folder: str = ""
    template: str = ""

    def as_choices(self) -> dict[str, str]:
        """The values for a Repository: those that can be chosen on the export screen."""
        options = {
            f"export.{name}": _word(option.words, getattr(self.options, name))
            for name, option in OPTIONS.items()
            if option.title
        }
        return {"export.format": self.format, "export.folder": self.folder, "export.template": self.template, **options}


def choice_in(choices: Mapping[str, str], default: ExportChoice) -> ExportChoice:
    """The remembered choice, with defaults for what is missing."""
    known = {
        name: value
        for name, option in OPTIONS.items()
        for value in option.words
        if choices.get(f"export.{name}") == _word(option.words, value)
    }
    return ExportChoice(
        choices.get("export.format", default.format),
        replace(default.options, **known),
        choices.get("export.folder", default.folder),
        choices.get("export.template", default.template),
    )


def _word(words: Mapping[Any, str], value: object) -> str:
    return value.value if isinstance(value, StrEnum) else words[value]
