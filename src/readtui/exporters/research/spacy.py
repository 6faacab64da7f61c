"""JSON Lines with character spans, as Prodigy writes them and spaCy trains on them: https://prodi.gy/docs/api-interfaces."""

import json
from collections.abc import Iterable, Iterator

from readtui.codec.strict_json import harmless
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.research.annotation_places import all_values, annotation_value, article_value, labels_of, placed
from readtui.exporters.research.codes import Codebook


class SpacyExporter:
    """An article per line: its text, and a span for each tag of each passage, with the annotation's other values."""

    format = Format(
        "spacy", "spaCy", ".jsonl", Purpose.RESEARCH, "texts with labelled spans, to train spaCy and Prodigy"
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """Offsets count code points. Spans may overlap and need not fit tokens."""
        codebook = Codebook(options.tags)
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
