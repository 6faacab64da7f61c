"""The CSV file that Readwise imports: https://readwise.io/import_bulk."""

import re
from collections.abc import Iterable, Iterator

from readtui.exporters.data.csv import table_rows
from readtui.exporters.data.web_annotation import address_of
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.voices import count_other_creator, count_replies, counting_changed_names, others_name
from readtui.model.annotation import Annotation
from readtui.text.note_links import words_of_links

COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")
# Readwise treats a note that begins like this as an action: a heading, or joining two highlights.
_ACTION = re.compile(r"\.[hc]\d", re.IGNORECASE)
_NOT_IN_TAG = re.compile(r"[^\w/-]+")


class ReadwiseExporter:
    """Tags are written as ``.tag`` in the first line of the note. Readwise has only highlights, and its file
    has no colors.
    """

    format = Format(
        "readwise-csv",
        "Readwise CSV",
        ".csv",
        Purpose.STUDY,
        "to import into Readwise, for daily review",
        needs_text=False,
        only_annotations=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """A row per passage. ``Location`` counts code points."""
        yield from table_rows([COLUMNS])
        for document in counting_changed_names(documents, _tag, options.losses):
            held = [annotation for annotation in document.annotations if annotation.quoted_text.strip()]
            options.losses.add(
                "note on a whole article", "notes on whole articles", count=len(document.annotations) - len(held)
            )
            options.losses.add("color", count=sum(annotation.color is not None for annotation in held))
            options.losses.add("link back", "links back", count=len(held))
            for annotation in held:
                count_other_creator(document, annotation, options)
                count_replies(annotation, options.losses)
            yield from table_rows(
                _cells(document, annotation, others_name(document, annotation, options)) for annotation in held
            )


def _cells(document: ExportDocument, annotation: Annotation, name: str) -> tuple[str, ...]:
    """``name``: who made it, if not the person whose file it is."""
    metadata, passage = document.record.metadata, annotation.passage
    address = address_of(document.record)
    return (
        annotation.own_words,
        metadata.title,
        metadata.creator,
        address if address.startswith("http") else "",
        _note(annotation, name),
        str(passage.start) if passage else "",
        annotation.created.replace("T", " ").removesuffix("Z"),
    )


def _note(annotation: Annotation, name: str) -> str:
    tags = " ".join(f".{name}" for name in map(_tag, annotation.tags) if name)
    note = words_of_links(annotation.note)
    note = f"{name}: {note}" if name and note else note
    note = f"\u200b{note}" if _ACTION.match(note) else note
    return f"{tags}\n{note}".strip("\n") if tags else note


def _tag(tag: str) -> str:
    """The tag in characters that Readwise allows; "" if none is left."""
    return _NOT_IN_TAG.sub("-", tag).strip("-")
