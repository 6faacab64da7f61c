"""The passages to find in a PDF."""

from dataclasses import dataclass

from readtui.model.passage import Passage


@dataclass(frozen=True, slots=True)
class PassageRequest:
    """``passages`` of the article's ``text`` in the library, to find in the PDF ``data``. Errors contain ``name``."""

    data: bytes
    name: str
    text: str
    passages: tuple[Passage, ...]
