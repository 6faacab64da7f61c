"""Short names for messages and undo steps, messages as sentences, and normalized tag names."""

from collections.abc import Iterable, Sequence

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.quick_pattern import pattern
from readtui.text.clean import clean, visible
from readtui.text.phrases import note_words

_SEPARATORS = pattern("[,;、，；،؛/\\s]+")
_MOST_WORDS = 5
_MOST_CHARACTERS = 36
_BETWEEN_CELLS = pattern(r"(?<=\S)[ ]*\t[ ]*(?=\S)")
_PAST = {
    "begin": "began",
    "bring": "brought",
    "choose": "chose",
    "leave": "left",
    "make": "made",
    "note": "wrote a note",
    "pin": "pinned",
    "redo:": "redone:",
    "reply": "replied",
    "tag": "tagged",
    "take": "took",
    "undo:": "undone:",
    "unpin": "unpinned",
    **{verb: verb for verb in ("let", "put", "read", "split")},
}
"""The verbs by which changes are called, in the past tense, where that is more than an ending."""


def cells_apart(words: str) -> str:
    """Annotated words with a bar between the cells of a table, which are parted by tabs."""
    return _BETWEEN_CELLS.sub(" | ", words) if "\t" in words else words


def excerpt(text: str) -> str:
    """The first words of ``text`` in quotation marks, short enough for a message."""
    text = cells_apart(text)
    words = visible(text[: 4 * _MOST_CHARACTERS]).split()
    short = " ".join(words[:_MOST_WORDS])[:_MOST_CHARACTERS].rstrip()
    return f"“{short}{'…' if len(short) < len(' '.join(text.split())) else ''}”"


def first_pages_of(record: ArticleRecord) -> str:
    """The part of an article that is there, as long as only the first pages were read."""
    pages = f"{record.part.read:,} of {record.part.of:,} " if record.part else ""
    return f"the first {pages}pages of {excerpt(record.title)}"


def annotation_name(annotation: Annotation) -> str:
    """A short name for the annotation's passage."""
    return excerpt(annotation.quoted_text) if annotation.quote else "the whole article"


def waiting_for(title: str) -> str:
    """That an article is not there yet, as a message."""
    return f"{excerpt(title)} is not in the library yet. Add it to place the annotations that wait for it."


def short_description(annotation: Annotation) -> str:
    """The annotation in words, without its passage."""
    if annotation.note:
        return f"the note {excerpt(note_words(annotation.note))}"
    if annotation.tags:
        return f"the annotation with {' '.join(f'#{visible(tag)}' for tag in annotation.tags)}"
    return f"the {annotation.color} highlight" if annotation.color else "the annotation"


def description(annotation: Annotation) -> str:
    return f"{short_description(annotation)} on {annotation_name(annotation)}"


def tagging(name: str, added: Sequence[str], removed: Sequence[str]) -> str:
    """What happens to the tags of something."""
    with_tags = f"tag {name} with {' '.join(f'#{visible(tag)}' for tag in added)}"
    return with_tags if added else f"remove {' '.join(f'#{visible(tag)}' for tag in removed)} from {name}"


def tagged(name: str, added: Sequence[str], removed: Sequence[str]) -> str:
    """What was done to the tags of something, as a message."""
    parts = []
    if added:
        parts.append(f"Tagged {name} with {' '.join(f'#{visible(tag)}' for tag in added)}.")
    if removed:
        parts.append(f"Removed {' '.join(f'#{visible(tag)}' for tag in removed)} from {name}.")
    return " ".join(parts)


def done(what: str) -> str:
    """What a change is called, told as what was done: "mark “Sea” as done" becomes "marked “Sea” as done"."""
    verb, space, rest = what.partition(" ")
    past = _PAST.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
    return past + space + (done(rest) if verb.endswith(":") else rest)


def sentence(text: str) -> str:
    """A message, safe to show, with a capital letter and a period. A path or file name at its start keeps its case."""
    text = clean(text).text.strip()
    is_name = not {"/", "\\", "."}.isdisjoint(text.partition(" ")[0].rstrip("."))
    return (text if is_name else text[:1].upper() + text[1:]) + (
        "" if text.removesuffix("”").endswith((".", "!", "?", "…")) else "."
    )


def tag_name(tag: str) -> str:
    """A normalized tag: visible, without a leading ``#`` or empty levels between its ``/``."""
    levels = (" ".join(level.split()) for level in visible(tag).strip().lstrip("#").split("/"))
    return "/".join(level for level in levels if level)


def new_tag_name(tag: str) -> str:
    """A normalized tag to begin with; "" also for commas and semicolons alone, which stand between tags."""
    name = tag_name(tag)
    return name if _SEPARATORS.sub("", name) else ""


def tag_names(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags, normalized and in order, without duplicates that differ only in case."""
    names: dict[str, str] = {}
    for tag in tags:
        name = tag_name(tag)
        if name:
            names.setdefault(name.casefold(), name)
    return tuple(names.values())
