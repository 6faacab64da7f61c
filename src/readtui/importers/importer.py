"""The protocol of importers: a name, recognition of a format, and a method that reads bytes as an Article."""

from collections.abc import Callable
from dataclasses import field
from typing import Protocol
from urllib.parse import urlsplit

from readtui.model.article import Article
from readtui.quick_dataclass import dataclass

Cancelled = Callable[[], bool]
"""Called now and then during long work; once it returns True, the work ends with StoppedError."""


def never() -> bool:
    """Never cancelled."""
    return False


def say_nothing(_: str) -> None:
    """Ignore progress."""


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to read and where they came from. ``name`` is a file name or URL; ``language`` a hint (BCP 47).

    ``media_type`` ("text/html", in lowercase) and ``charset`` are what a server stated; otherwise empty.
    ``remote_images``: name the images that would have to be fetched from the web as well. ``beside``: files that belong
    to it, such as the log of a database. ``first_pages``: read only the beginning of a long document. ``tell``: called
    with how far the reading has come, in a few words.
    """

    data: bytes
    name: str = ""
    language: str = ""
    media_type: str = ""
    charset: str = ""
    remote_images: bool = False
    beside: "tuple[Source, ...]" = ()
    first_pages: bool = False
    tell: Callable[[str], None] = field(default=say_nothing, compare=False)


def path_of(name: str) -> str:
    """The path of a URL, or a file name unchanged."""
    try:
        return urlsplit(name).path if "://" in name else name
    except ValueError:
        return name


class Importer(Protocol):
    """Reads one format. Found through the entry point group ``readtui.importers``.

    It may have two more tuples. ``media_types``: what servers call the format, such as "text/html". ``named_only``: the
    endings of files that it reads if the user names them; a folder is not searched for them.
    """

    name: str
    extensions: tuple[str, ...]

    def recognises(self, source: Source) -> bool:
        """Whether these bytes look like the format, if the file ending does not decide."""

    def read(self, source: Source) -> Article:
        """Read the bytes as an article. Raises SourceError with a message for the user."""
