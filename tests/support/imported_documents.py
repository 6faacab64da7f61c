"""The documents that use all of their formats, and what readtui reads in them."""

from functools import cache
from pathlib import Path

from archives import zip_of
from golden import ROOT

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article

_FOLDER = ROOT / "tests" / "golden" / "imports" / "documents"
DOCUMENTS = sorted(_FOLDER.iterdir())


@cache
def article_in(name: str) -> Article:
    """What readtui reads in the document with this name."""
    path = _FOLDER / name
    return read_source(Source(path.read_bytes() if path.is_file() else zip_of(_members(path)), name))


def _members(folder: Path) -> dict[str, str | bytes]:
    """The members of an archive, which is kept as a folder; the type, which must come first, does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    files.sort(key=lambda path: path.name != "mimetype")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
