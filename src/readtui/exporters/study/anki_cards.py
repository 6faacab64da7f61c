"""Turns an annotation into the front and back of a flash card, as HTML."""

import html
import re
from dataclasses import dataclass

from readtui.exporters.context import around
from readtui.exporters.data.web_annotation import address_of
from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, link_to
from readtui.exporters.notes.wording import STATES
from readtui.exporters.voices import creator_detail
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.text.clean import visible
from readtui.text.note_links import links_in

GAP = '<span class="gap">[…]</span>'
_PART_OF_ITS_CONTEXT = 0.6
_FORMULA = re.compile(r"\\(?=[(\[])")
_QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u055e", "\u1367")
_NOT_IN_TAG = re.compile(r"\s+")
_COLONS = re.compile(r":{2,}|^:+$")


@dataclass(frozen=True, slots=True)
class Card:
    """The fields of a card. ``source`` links to the annotation."""

    front: str
    back: str
    note: str
    source: str


def card_of(document: ExportDocument, annotation: Annotation, options: ExportOptions) -> Card:
    """The card of an annotation.

    If its note begins with a question, that is the front, and the passage is the answer. If the passage is only part of
    its sentence (or paragraph, depending on the context), it becomes a gap to fill. Any other passage is the front, and
    its note the back. The words are those that were annotated.
    """
    source = _source(document, annotation, named=document.names_creators(options))
    passage = _marked(annotation.own_words.strip("\n"), annotation.color)
    question, answer = _question(annotation.note)
    if question:
        return Card(_linked(question), passage or _linked(answer), _linked(answer) if passage else "", source)
    if with_gap := _with_gap(document, annotation, options.context):
        return Card(with_gap, passage, _linked(annotation.note), source)
    front = passage or escape(visible(document.record.title)) or "The whole article"
    return Card(front, _linked(annotation.note), "", source)


def escape(text: str) -> str:
    """Plain text as HTML in which Anki finds no sound, formula or template."""
    escaped = html.escape(_FORMULA.sub("\\\\\u200b", text))
    return escaped.replace("[", "&#91;").replace("{", "&#123;").replace("\n", "<br>")


def tags_of(annotation: Annotation) -> list[str]:
    """The tags in Anki's form, with ``::`` between levels and without white space."""
    return [name for name in dict.fromkeys(map(tag_name, annotation.tags)) if name]


def tag_name(tag: str) -> str:
    """The tag in Anki's form; "" if nothing is left of it."""
    return "::".join(filter(None, map(_level, tag.split("/"))))


def _level(level: str) -> str:
    return _NOT_IN_TAG.sub("_", _COLONS.sub(":", level).strip())


def _question(note: str) -> tuple[str, str]:
    """The question with which a note begins, and the rest; "" if it begins with none."""
    for separator in ("\n\n", "\n"):
        question, _, answer = note.strip().partition(separator)
        if question.rstrip().endswith(_QUESTION_MARKS):
            return question.rstrip(), answer.strip()
    return "", ""


def _with_gap(document: ExportDocument, annotation: Annotation, context: Context) -> str:
    """The context with a gap in place of the passage; "" if the passage is most of it, or has other words there now."""
    passage = annotation.passage
    if passage is None or annotation.is_reworded:
        return ""
    article = document.article
    wanted = Context.PARAGRAPH if context is Context.PARAGRAPH else Context.SENTENCE
    shown = around(article, passage, wanted)
    before, after = article.text[shown.start : passage.start], article.text[passage.end : shown.end]
    if len(passage) > _PART_OF_ITS_CONTEXT * len(shown) or not re.search(r"\w", before + after):
        return ""
    return escape(before.lstrip()) + GAP + escape(after.rstrip())


def _marked(passage: str, color: str | None) -> str:
    if not passage.strip():
        return ""
    return f'<mark class="{color}">{escape(passage)}</mark>' if color in HIGHLIGHT_COLORS else escape(passage)


def _linked(note: str) -> str:
    """The note as it was written; links in it lead to readtui."""
    parts: list[str] = []
    reached = 0
    for link in links_in(note):
        parts += [escape(note[reached : link.start]), _link(link.words or link.address, link.address)]
        reached = link.end
    return "".join((*parts, escape(note[reached:])))


def _source(document: ExportDocument, annotation: Annotation, *, named: bool) -> str:
    record, metadata = document.record, document.record.metadata
    address = address_of(record)
    parts = [
        _link(visible(metadata.title) or "readtui", link_to(annotation.id)),
        *map(escape, (metadata.creator, metadata.site, metadata.published)),
        _link("source", address) if address.startswith("http") else "",
        escape(creator_detail(annotation, named=named)),
        STATES.get(annotation.anchor, ""),
    ]
    return " · ".join(filter(None, parts))


def _link(words: str, address: str) -> str:
    return f'<a href="{html.escape(address)}">{escape(words)}</a>'
