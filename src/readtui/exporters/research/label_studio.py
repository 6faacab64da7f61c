"""Tasks with annotations for Label Studio: https://labelstud.io/guide/tasks."""

import json
from collections.abc import Iterable, Iterator, Sequence

from readtui.codec.strict_json import harmless
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.research.annotation_places import (
    UNTAGGED,
    PassageAnnotation,
    all_values,
    article_value,
    labels_of,
    placed,
)
from readtui.exporters.research.codes import Codebook, rgb
from readtui.model.tag import Tag
from readtui.text.note_links import words_and_addresses


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
        start, codebook = "[\n", Codebook(options.tags)
        for document in documents:
            codebook.add(document)
            yield start + harmless(json.dumps(_task(document, codebook, options), ensure_ascii=False))
            start = ",\n"
        yield "[]\n" if start == "[\n" else "\n]\n"


def _task(document: ExportDocument, codebook: Codebook, options: ExportOptions) -> dict[str, object]:
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
