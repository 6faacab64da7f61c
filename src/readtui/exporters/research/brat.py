"""Standoff files for brat: https://brat.nlplab.org/standoff.html."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from readtui.exporters.exporter import ExportDocument, ExportFile, ExportOptions, Format, Losses, Purpose, link_to
from readtui.exporters.file_names import FileNames
from readtui.exporters.research.annotation_places import UNTAGGED, PassageAnnotation, count_lost, labels_of, placed
from readtui.exporters.research.codes import CodeList
from readtui.exporters.voices import reply_head
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.text.clean import shown, visible
from readtui.text.note_links import words_and_addresses

_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NOT_IN_TYPE = re.compile(r"[^A-Za-z0-9_-]+")
_DIGITS = 6
_NOT_IN_LABEL = str.maketrans({"|": "¦", "<": "‹", ">": "›"})
_NO_COLOR = "#e8e8e8"


class BratExporter:
    """A text and an annotation file for each article, and brat's configuration, with nested and colored tags."""

    format = Format(
        "brat",
        "brat",
        ".ann",
        Purpose.RESEARCH,
        "standoff annotations beside plain texts, for brat and corpus tools",
        is_folder=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The files one after the other."""
        names, codebook = FileNames(), CodeList(options.tags)
        for document in documents:
            codebook.add(document)
            name = names.name(document.record)
            yield f"{name}.txt\n\n{document.article.text}\n\n{name}.ann\n\n"
            yield from _annotations(document, codebook, options.losses)
            yield "\n"

    def files(
        self, documents: Iterable[ExportDocument], names: Mapping[str, str], options: ExportOptions
    ) -> Iterator[ExportFile]:
        """Offsets count code points."""
        codebook = CodeList(options.tags)
        for document in documents:
            codebook.add(document)
            name = names[document.record.id]
            yield ExportFile(f"{name}.txt", _text(document))
            yield ExportFile(f"{name}.ann", _annotations(document, codebook, options.losses))
        yield ExportFile("annotation.conf", _types(codebook))
        yield ExportFile("visual.conf", _looks(codebook))


def brat_type(tag: str) -> str:
    """The tag as one of brat's types, which consist of ASCII letters, digits, ``_`` and ``-``.

    A tag with other characters gets digits of its hash, so that different tags stay different types.
    """
    if _TYPE.fullmatch(tag):
        return tag
    digits = hashlib.sha256(tag.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    plain = _NOT_IN_TYPE.sub("_", tag).strip("_-")
    return f"{plain}_{digits}" if plain[:1].isalpha() else f"tag_{plain}_{digits}".replace("__", "_")


def _text(document: ExportDocument) -> Iterator[str]:
    yield document.article.text


def _annotations(document: ExportDocument, codebook: CodeList, losses: Losses) -> Iterator[str]:
    text, entities, comments, attributes = document.article.text, 0, 0, 0
    count_lost(document, losses, whole_article=True)
    for one in placed(document):
        lines = _lines(one, text)
        if not lines:
            losses.add("passage without words", "passages without words")
            continue
        spans = ";".join(f"{start} {end}" for start, end in lines)
        words = " ".join(text[start:end] for start, end in lines)
        # brat's notes are one line each.
        notes = [("AnnotatorNotes", line) for line in shown(words_and_addresses(one.annotation.note)).splitlines()]
        notes += _voices(one.annotation)
        for label in labels_of(one, codebook):
            entities += 1
            yield f"T{entities}\t{brat_type(label)} {spans}\t{words}\n"
            comments += 1
            yield f"#{comments}\tReadtui T{entities}\t{link_to(one.annotation.id)}\n"
            if one.annotation.color in HIGHLIGHT_COLORS:
                attributes += 1
                yield f"A{attributes}\tColor T{entities} {one.annotation.color}\n"
            for kind, line in notes:
                comments += 1
                yield f"#{comments}\t{kind} T{entities}\t{line}\n"
            # The note belongs to the annotation, not to each of its tags.
            notes = []


def _voices(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """The original words, the creator, the state of the thread, and the replies, as comments of these types."""
    if annotation.is_reworded:
        yield "Original", visible(annotation.own_words)
    if annotation.creator:
        yield "Creator", visible(annotation.creator.spelled)
    if annotation.thread:
        yield "Thread", annotation.thread.value
    for reply in annotation.replies:
        head, *lines = (reply_head(reply, named=True), *shown(words_and_addresses(reply.text)).splitlines())
        yield "Reply", f"{head}: {lines[0]}" if lines else head
        yield from (("Reply", line) for line in lines[1:])


def _lines(one: PassageAnnotation, text: str) -> list[tuple[int, int]]:
    """The passage's lines, because brat's spans cannot cross line ends, but an annotation may have several spans."""
    lines, start = list[tuple[int, int]](), one.passage.start
    for line in one.passage.of(text).split("\n"):
        if line:
            lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def _types(codebook: CodeList) -> Iterator[str]:
    codebook.add_tags([UNTAGGED])
    yield "[entities]\n"
    for code in codebook.codes():
        for depth, one in code.walk():
            # A level that is not a tag itself cannot be chosen.
            mark = "\t" * depth + ("" if one.is_tag else "!")
            yield f"{mark}{brat_type(one.tag)}\n"
    yield "\n[relations]\n"
    # Without this line, brat marks overlapping spans as errors.
    yield "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n\n[attributes]\n"
    yield f"Color\tArg:<ENTITY>, Value:{'|'.join(HIGHLIGHT_COLORS)}\n"


def _looks(codebook: CodeList) -> Iterator[str]:
    codes = [one for code in codebook.codes() for _, one in code.walk()]
    yield "[labels]\n"
    for one in codes:
        yield f"{brat_type(one.tag)} | {_label(one.tag)} | {_label(one.name)}\n"
    yield f"\n[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:{_NO_COLOR}, borderColor:darken\n"
    for one in codes:
        if one.color:
            yield f"{brat_type(one.tag)}\tbgColor:{one.color}\n"


def _label(words: str) -> str:
    """The words without characters that separate labels, or that brat reads as a macro and fails on."""
    return " ".join(shown(words).translate(_NOT_IN_LABEL).split()) or "-"
