"""A whole article as Org holds its own words; Emacs reads passages and notes in it, and no syntax of the article's."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from exporting.whole_articles import annotated_documents
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions
from readtui.exporters.notes.org import OrgExporter
from readtui.exporters.whole_article import MarkedBlock, whole_article
from readtui.model.article import Metadata
from readtui.model.block import BlockKind, Role

EMACS = shutil.which("emacs") or ""
COUNTED = (
    "underline bold italic code verbatim strike-through footnote-reference footnote-definition subscript superscript "
    "latex-fragment latex-environment timestamp target radio-target macro export-snippet inline-src-block "
    "inline-babel-call statistics-cookie citation headline keyword comment comment-block fixed-width drawer diary-sexp "
    "clock planning babel-call special-block dynamic-block example-block export-block verse-block center-block"
)
READ = f"""
(require 'org)
(dolist (file command-line-args-left)
  (with-temp-buffer
    (insert-file-contents file)
    (let ((org-inhibit-startup t)) (delay-mode-hooks (org-mode)))
    (org-element-map (org-element-parse-buffer) '({COUNTED})
      (lambda (element) (princ (format "%s " (org-element-type element)))))
    (princ "\\n")))
(setq command-line-args-left nil)
"""


def plain_document(document: ExportDocument) -> ExportDocument:
    """The document without marks, and only with annotations that have a place."""
    article = document.article
    bare = replace(article, blocks=tuple(replace(block, marks=()) for block in article.blocks))
    placed = [one for one in document.annotations if one.passage and one.passage.of(article.text).strip()]
    kept = [replace(one, note="A note.", tags=(), color=None) for one in placed]
    record = replace(document.record, metadata=Metadata("Title"))
    return ExportDocument(record, kept, lambda: bare)


def is_left_out(marked: MarkedBlock) -> bool:
    is_bare = not any(piece.annotations for piece in marked.pieces)
    return is_bare and (marked.block.role is Role.TITLE or marked.block.kind is BlockKind.RULE)


def words_only(written: str) -> str:
    """What is left without the signs that both Org and the article may have."""
    written = re.sub(
        r"\[fn:[0-9a-f]{8}-[0-9a-f-]+\]|\[@\d+\]|^#\+(?:begin|end)_\w+.*$", "", written, flags=re.MULTILINE
    )
    written = written.replace(r"\dollar{}", "$").replace(r"\vert{}", "|").replace("\u200b", "")
    return re.sub(r"[\s*/_|\\,>+-]", "", written)


@given(annotated_documents().map(plain_document))
def test_it_holds_the_articles_words(document: ExportDocument) -> None:
    written = "".join(OrgExporter().render([document], ExportOptions(Context.FULL)))
    whole = whole_article(document)
    body = written.split(":END:\n", 1)[1]
    body = body[: body.rfind("** Notes\n")] if whole.numbers else body
    expected = ""
    for marked in whole.blocks:
        label = marked.block.label if marked.block.kind is BlockKind.LIST_ITEM else ""
        bullet = "•" if label == "•" else ""
        expected += "" if is_left_out(marked) else label.removeprefix(bullet)
        expected += "" if is_left_out(marked) else "".join(f"{piece.text}" for piece in marked.pieces)
    without_fences = re.sub(r"^#\+(?:begin|end)_\w+.*$", "", expected, flags=re.MULTILINE)
    assert words_only(body) == words_only(without_fences)


def expected_elements(document: ExportDocument) -> Counter[str]:
    whole = whole_article(document, at_line_ends=True)
    found = Counter({"headline": 1 + bool(whole.numbers), "footnote-definition": len(whole.numbers)})
    for marked in whole.blocks:
        found["headline"] += marked.block.kind is BlockKind.HEADING and not is_left_out(marked)
        if marked.block.kind is BlockKind.CODE:
            found["footnote-reference"] += len({one.id for piece in marked.pieces for one in piece.annotations})
            continue
        cells = [cell for row in marked.rows() for cell in row]
        for pieces in cells if marked.block.kind is BlockKind.TABLE else marked.lines():
            for annotations, run in groupby(pieces, key=lambda piece: piece.annotations):
                if annotations and "".join(piece.text for piece in run).strip():
                    found["underline"] += 1
                    found["footnote-reference"] += len(annotations)
    return +found


@pytest.mark.skipif(not EMACS, reason="no Emacs installed")
@given(documents=st.lists(annotated_documents().map(plain_document), min_size=15, max_size=15))
@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_emacs_reads_passages_and_notes_and_nothing_else(documents: list[ExportDocument], tmp_path: Path) -> None:
    script = tmp_path / "read.el"
    script.write_text(READ)
    files = [tmp_path / f"{number}.org" for number in range(len(documents))]
    for file, document in zip(files, documents, strict=True):
        written = "".join(OrgExporter().render([document], ExportOptions(Context.FULL)))
        file.write_text(written, encoding="utf-8")
    ended = subprocess.run(
        [EMACS, "-Q", "--batch", "-l", script, *files], capture_output=True, text=True, timeout=300, check=True
    )
    read = [Counter(line.split()) for line in ended.stdout.splitlines()]
    assert read == [expected_elements(document) for document in documents]
