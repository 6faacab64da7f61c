"""Hostile inputs below 5 MB in all formats that ``inputs`` leaves out."""

import io
import json
import zipfile
from collections.abc import Mapping

from hostile.inputs import Make

_ODT = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def _around(before: str, piece: str, after: str = "") -> Make:
    return lambda count: f"{before}{piece * count}{after}".encode()


def _rtf(piece: str) -> Make:
    return _around("{\\rtf1 ", piece, "}")


def _fictionbook(piece: str) -> Make:
    namespace = "http://www.gribuser.ru/xml/fictionbook/2.0"
    return _around(f'<?xml version="1.0"?><FictionBook xmlns="{namespace}"><body>', piece, "</body></FictionBook>")


def _opendocument(piece: str) -> Make:
    def make(count: int) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", _ODT)
            archive.writestr(
                "content.xml",
                f'<office:document-content xmlns:office="{_OASIS}:office:1.0" xmlns:text="{_OASIS}:text:1.0" '
                f'xmlns:table="{_OASIS}:table:1.0"><office:body><office:text>{piece * count}</office:text>'
                "</office:body></office:document-content>",
            )
        return packed.getvalue()

    return make


def _notebook(kind: str, source: list[str]) -> Make:
    cell = {"cell_type": kind, "source": source, "outputs": [], "metadata": {}}
    return lambda count: json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell] * count}
    ).encode()


FORMATS: Mapping[str, Mapping[str, tuple[Make, int]]] = {
    "rtf": {
        "paragraphs": (_rtf("abc\\par "), 400_000),
        "bold": (_rtf("\\b a\\b0 b"), 400_000),
        "open groups": (_rtf("{a"), 900_000),
        "rows": (_rtf("\\trowd a\\cell b\\cell\\row "), 150_000),
    },
    "fb2": {
        "paragraphs": (_fictionbook("<p>abc</p>"), 300_000),
        "sections": (_fictionbook("<section><title><p>a</p></title><p>b</p></section>"), 80_000),
        "poems": (_fictionbook("<poem><stanza><v>a</v></stanza></poem>"), 100_000),
    },
    "odt": {
        "paragraphs": (_opendocument("<text:p>abc</text:p>"), 200_000),
        "lists": (_opendocument("<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>"), 60_000),
        "spaces": (_opendocument("<text:p>a<text:s text:c='99999'/>b</text:p>"), 5_000),
    },
    "ipynb": {
        "code": (_notebook("code", ["a = 1\n"]), 60_000),
        "Markdown": (_notebook("markdown", ["# a\n", "b *c*\n"]), 50_000),
    },
    "csv": {
        "rows": (_around("", "a,b,c\n"), 700_000),
        "a wide row": (_around("", "a,"), 2_000_000),
        "open quote": (_around("", '"a\n'), 1_000_000),
    },
    "srt": {"lines": (_around("1\n00:00:01,000 --> 00:00:02,000\n", "abc\n"), 1_000_000)},
    "opml": {"outlines": (_around('<opml version="2.0"><body>', "<outline text='a'/>", "</body></opml>"), 200_000)},
    "rst": {
        "items": (_around("", "- a\n"), 900_000),
        "roles": (_around("", ":a:`b` "), 500_000),
        "open links": (_around("", "`a <b "), 700_000),
        "fields": (_around("", ":a: b\n"), 600_000),
    },
    "org": {
        "items": (_around("", "- a\n"), 900_000),
        "open links": (_around("", "[[a]["), 800_000),
        "open drawers": (_around("", ":a:\n"), 1_000_000),
    },
    "adoc": {
        "items": (_around("", "* a\n"), 1_000_000),
        "open notes": (_around("", "footnote:["), 450_000),
        "open macros": (_around("", "link:a["), 600_000),
    },
    "tex": {
        "items": (_around("\\begin{itemize}", "\\item a\n", "\\end{itemize}"), 500_000),
        "open emphasis": (_around("", "\\emph{"), 800_000),
        "open options": (_around("", "\\a["), 1_500_000),
        "dollars": (_around("", "$a "), 1_500_000),
    },
}
"""By file ending and name, like ``inputs.INPUTS``."""
