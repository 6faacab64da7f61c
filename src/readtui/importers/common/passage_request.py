"""The passages to find in a file."""

from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class PassageRequest:
    """``passages`` of the article's ``text`` in the library, to find in the file ``data``. Errors contain ``name``."""

    data: bytes
    name: str
    text: str
    passages: tuple[Passage, ...]
