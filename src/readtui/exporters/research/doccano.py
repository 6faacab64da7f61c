"""JSON Lines for doccano's sequence labelling: https://doccano.github.io/doccano/."""

import json
from collections.abc import Iterable, Iterator

from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.research.annotation_places import all_values, article_value, labels_of, placed
from readtui.exporters.research.codes import Codebook

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
        codebook = Codebook(options.tags)
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
