"""Labelled texts for annotation by teams and for training: doccano, spaCy and Prodigy, Label Studio."""

import json
from collections.abc import Iterable, Iterator, Sequence

from readtui.codec.strict_json import harmless
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.research.annotation_places import (
    UNTAGGED,
    PassageAnnotation,
    all_values,
    annotation_value,
    article_value,
    labels_of,
    placed,
)
from readtui.exporters.research.codes import CodeList, rgb
from readtui.model.tag import Tag
from readtui.text.note_links import words_and_addresses

_MOST_OF_LABEL = 100


class DoccanoExporter:
    """An article per line: its text, a labelled span for each tag, and everything else as metadata.

    Escaped to ASCII, because doccano guesses the encoding of files.
    """

    format = Format(
        "doccano", "doccano", ".jsonl", Purpose.RESEARCH, "labelled texts, for annotation by a team and for training"
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """Offsets count code points. doccano refuses empty texts."""
        codebook = CodeList(options.tags)
        for document in documents:
            codebook.add(document)
            if text := document.article.text:
                spans = dict.fromkeys(
                    (one.passage.start, one.passage.end, _shortened(label))
                    for one in placed(document)
                    for label in labels_of(one, codebook)
                )
                value = {
                    "text": text,
                    "label": list(spans),
                    **article_value(document),
                    "annotations": all_values(document),
                }
                yield json.dumps(value) + "\n"


def _shortened(label: str) -> str:
    """The tag, cut to the length that doccano's database allows; ``annotations`` has the whole tag."""
    return label if len(label) <= _MOST_OF_LABEL else f"{label[: _MOST_OF_LABEL - 1]}…"


class SpacyExporter:
    """An article per line: its text, and a span for each tag of each passage, with the annotation's other values."""

    format = Format(
        "spacy", "spaCy", ".jsonl", Purpose.RESEARCH, "texts with labelled spans, to train spaCy and Prodigy"
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """Offsets count code points. Spans may overlap and need not fit tokens."""
        codebook = CodeList(options.tags)
        for document in documents:
            codebook.add(document)
            spans = [
                {**annotation_value(one.annotation, one.passage), "label": label}
                for one in placed(document)
                for label in labels_of(one, codebook)
            ]
            meta = {**article_value(document), "annotations": all_values(document)}
            value = {"text": document.article.text, "spans": spans, "meta": meta}
            yield harmless(json.dumps(value, ensure_ascii=False)) + "\n"


class LabelStudioExporter:
    """A task per article. A passage is one region with all its labels, and its note is the region's meta information.

    ``data.labels`` lists the labels with their colors, so that one labelling configuration fits all tasks.
    """

    format = Format(
        "label-studio",
        "Label Studio",
        ".json",
        Purpose.RESEARCH,
        "tasks with labelled regions and notes, to import into Label Studio",
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """A JSON list with one task per line. Offsets count code points."""
        start, codebook = "[\n", CodeList(options.tags)
        for document in documents:
            codebook.add(document)
            yield start + harmless(json.dumps(_task(document, codebook, options), ensure_ascii=False))
            start = ",\n"
        yield "[]\n" if start == "[\n" else "\n]\n"


def _task(document: ExportDocument, codebook: CodeList, options: ExportOptions) -> dict[str, object]:
    text = document.article.text
    labelled = [(one, labels_of(one, codebook)) for one in placed(document)]
    names = dict.fromkeys([*options.tags, *(name for _, names in labelled for name in names), UNTAGGED])
    labels = [_label(name, options.tags.get(name)) for name in names]
    data = {"text": text, "labels": labels, **article_value(document), "annotations": all_values(document)}
    return {"data": data, "annotations": [{"result": [_region(one, names, text) for one, names in labelled]}]}


def _label(name: str, entry: Tag | None) -> dict[str, str]:
    label = {"value": name}
    if entry and (color := rgb(entry.color)):
        label["background"] = color
    if entry and entry.description:
        label["hint"] = entry.description
    return label


def _region(one: PassageAnnotation, names: Sequence[str], text: str) -> dict[str, object]:
    annotation, passage = one.annotation, one.passage
    note: dict[str, object] = {"meta": {"text": [words_and_addresses(annotation.note)]}} if annotation.note else {}
    return {
        "id": annotation.id,
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "origin": "manual",
        "value": {"start": passage.start, "end": passage.end, "text": passage.of(text), "labels": list(names)},
        **note,
    }
