"""Puts the tour's article into a library, with a note in it that somebody has left."""

from dataclasses import replace
from pathlib import Path

from readtui.model.annotation import Annotation
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.named_passage import find_quote
from readtui.services.library import Library
from readtui.storage.repository import Repository

_ARTICLE = "swifts.md"
_QUOTE = "If you hear them before you see them, you have found the right evening."
_NOTE = (
    "**You have found it.** Notes live here, beside the words that they are about. They are plain Markdown, and they "
    "stay on their words even if the page changes."
)
_TAG, _COLOR = "evenings", "green"


@dataclass(frozen=True, slots=True)
class Sample:
    """The ids of the tour's article, and of the annotation that is in it from the start."""

    article_id: str
    annotation_id: str


def add_sample(folder: Path, library: Library, annotator: Annotator, changes: Repository) -> Sample:
    """Add the article to a library, from a file in ``folder``. Raises SourceError, StorageError."""
    source = folder / _ARTICLE
    source.write_bytes(Path(__file__).with_name(_ARTICLE).read_bytes())
    record = library.add(str(source)).record
    article = library.open(record.id)
    passage = find_quote(article.text, _QUOTE)
    change = annotator.create(record.id, article, passage, color=_COLOR, tags=[_TAG], note=_NOTE)
    # The user's first undo step is the user's own.
    changes.apply(replace(change, by_itself=True))
    [annotation] = (edit.after for edit in change.edits if isinstance(edit.after, Annotation))
    return Sample(record.id, annotation.id)
