"""Counts tags whose names a format cannot hold."""

from collections.abc import Callable, Iterable, Iterator

from readtui.exporters.exporter import ExportDocument, Losses


def counting_changed_names(
    documents: Iterable[ExportDocument], written: Callable[[str], str], losses: Losses
) -> Iterator[ExportDocument]:
    """The documents unchanged. Counts the tags of their annotations that ``written`` changes."""
    for document in documents:
        changed = sum(written(tag) != tag for annotation in document.annotations for tag in annotation.tags)
        losses.add("exact name of a tag", "exact names of tags", count=changed)
        yield document
