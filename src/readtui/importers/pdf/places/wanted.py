"""The passages to find in a PDF."""

from dataclasses import dataclass

from readtui.model.passage import Passage


@dataclass(frozen=True, slots=True)
class Wanted:
    """``passages`` of ``text``, the article as the library has it, in the PDF ``data``. ``name`` names it in errors."""

    data: bytes
    name: str
    text: str
    passages: tuple[Passage, ...]
