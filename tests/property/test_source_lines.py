"""Every word of documents in each format comes from the line on which it was written."""

import random
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readtui.anchoring.source_lines import source_lines
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.block import BlockKind

# Few words, so that most of them stand in many places.
_WORDS = ("river", "ferry", "dog", "the", "ice", "landing", "dusk", "nobody", "old", "crossing")


@dataclass
class _Document:
    """The lines of a source, and the number of the line of each word that belongs to its text."""

    lines: list[str] = field(default_factory=list)
    words: list[tuple[str, int]] = field(default_factory=list)

    def write(self, line: str, words: str = "") -> None:
        self.lines += line.split("\n")
        self.words += [(word, len(self.lines)) for word in words.split()]

    @property
    def source(self) -> str:
        return "\n".join(self.lines) + "\n"


Writer = Callable[[_Document, random.Random, str, Sequence[str]], None]
"""Writes a block of a kind with these lines."""


def _markdown(document: _Document, rnd: random.Random, kind: str, lines: Sequence[str]) -> None:
    if kind == "comment":
        document.write("<!-- " + "\n".join(lines) + " -->")
    elif kind == "heading":
        document.write(f"## {lines[0]}", lines[0])
    elif kind == "code":
        document.write("```")
        for line in lines:
            document.write(line, line)
        document.write("```")
    else:
        marker = {"item": "- ", "quote": "> "}.get(kind, "")
        for number, line in enumerate(lines):
            lead = "  " if kind == "item" and number else marker
            first, *rest = line.split(" ")
            document.write(lead + " ".join([f"**{first}**" if rnd.random() < 0.3 else first, *rest]), line)
    document.write("")


def _restructured(document: _Document, rnd: random.Random, kind: str, lines: Sequence[str]) -> None:
    if kind == "quote" and document.lines and document.lines[-2].startswith((".. ", "   ")):
        # It would belong to the comment before it.
        kind = "text"
    if kind == "comment":
        document.write(".. " + "\n   ".join(lines))
    elif kind == "heading":
        document.write(lines[0], lines[0])
        document.write("-" * len(lines[0]))
    elif kind == "code":
        document.write(".. code-block:: text\n")
        for line in lines:
            document.write(f"    {line}", line)
    else:
        for number, line in enumerate(lines):
            document.write(("  " if number else "- ") * (kind == "item") + "    " * (kind == "quote") + line, line)
    document.write("")


def _org(document: _Document, rnd: random.Random, kind: str, lines: Sequence[str]) -> None:
    if kind == "comment":
        for line in lines:
            document.write(f"# {line}")
    elif kind == "heading":
        document.write(f"** {lines[0]}", lines[0])
    else:
        block = {"code": "EXAMPLE", "quote": "QUOTE"}.get(kind)
        if block:
            document.write(f"#+BEGIN_{block}")
        for number, line in enumerate(lines):
            document.write(("  " if number else "- ") * (kind == "item") + line, line)
        if block:
            document.write(f"#+END_{block}")
    document.write("")


def _asciidoc(document: _Document, rnd: random.Random, kind: str, lines: Sequence[str]) -> None:
    if kind == "comment":
        document.write("////\n" + "\n".join(lines) + "\n////")
    elif kind == "heading":
        document.write(f"== {lines[0]}", lines[0])
    else:
        fence = {"code": "----", "quote": "____"}.get(kind)
        if fence:
            document.write(fence)
        for number, line in enumerate(lines):
            document.write("* " * (kind == "item" and not number) + line, line)
        if fence:
            document.write(fence)
    document.write("")


def _latex(document: _Document, rnd: random.Random, kind: str, lines: Sequence[str]) -> None:
    if not document.lines:
        document.write("\\documentclass{article}\n\\begin{document}\n")
    if kind == "comment":
        for line in lines:
            document.write(f"% {line}")
    elif kind == "heading":
        document.write(f"\\section{{{lines[0]}}}", lines[0])
    else:
        name = {"code": "verbatim", "quote": "quote", "item": "itemize"}.get(kind)
        if name:
            document.write(f"\\begin{{{name}}}")
        for number, line in enumerate(lines):
            first, *rest = line.split(" ")
            marked = f"\\emph{{{first}}}" if kind == "text" and rnd.random() < 0.3 else first
            hidden = f" % {line}" if kind == "text" and rnd.random() < 0.2 else ""
            document.write("\\item " * (kind == "item" and not number) + " ".join([marked, *rest]) + hidden, line)
        if name:
            document.write(f"\\end{{{name}}}")
    document.write("")


def _html(document: _Document, rnd: random.Random, kind: str, lines: Sequence[str]) -> None:
    if not document.lines:
        document.write('<!DOCTYPE html>\n<html lang="en"><head>')
        document.write("<style>.river { color: blue }</style>\n</head><body><main>")
    if kind == "comment":
        document.write("<!-- " + "\n".join(lines) + " -->")
        return
    tag = {"heading": "h2", "code": "pre", "quote": "blockquote", "item": "li"}.get(kind, "p")
    last = 0 if kind == "heading" else len(lines) - 1
    for number, line in enumerate(lines[: last + 1]):
        first, *rest = line.split(" ")
        marked = f'<b class="{first}">{first}</b>' if kind != "code" and rnd.random() < 0.3 else first
        opened = ("<ul>" * (kind == "item") + f"<{tag}>") if not number else ""
        closed = (f"</{tag}>" + "</ul>" * (kind == "item")) if number == last else ""
        document.write(opened + " ".join([marked, *rest]) + closed, line)


def _text(document: _Document, rnd: random.Random, kind: str, lines: Sequence[str]) -> None:
    if kind != "comment":
        for line in lines:
            document.write(line, line)
        document.write("")


_FORMATS: dict[str, Writer] = {
    ".md": _markdown,
    ".rst": _restructured,
    ".org": _org,
    ".adoc": _asciidoc,
    ".tex": _latex,
    ".html": _html,
    ".txt": _text,
}
_KEEP_COMMENTS = (".rst", ".org", ".adoc", ".tex")
_KINDS = ("text", "text", "text", "comment", "comment", "heading", "item", "quote", "code")


def _rare(rnd: random.Random) -> str:
    return "".join(rnd.choice("aeiou" if place % 2 else "klmnprst") for place in range(rnd.randint(4, 8)))


@pytest.mark.parametrize("ending", _FORMATS)
@given(seed=st.integers(0, 2**32))
def test_each_word_comes_from_the_line_that_it_was_written_on(ending: str, seed: int) -> None:
    rnd = random.Random(seed)
    document = _Document()
    if ending == ".md" and rnd.random() < 0.5:
        document.write(f"---\nauthor: {rnd.choice(_WORDS)}\nseries: the old ferry\n---\n")
    previous: list[str] = []
    common = rnd.choice((1.0, 0.8, 0.3))
    for _ in range(rnd.randint(2, 9)):
        kind = rnd.choice(_KINDS)
        words = [rnd.choice(_WORDS) if rnd.random() < common else _rare(rnd) for _ in range(rnd.randint(3, 25))]
        words[0] = words[0].title()
        if previous and rnd.random() < 0.4:
            # The same words once more.
            words = previous[: rnd.randint(1, len(previous))]
        previous = words
        width = rnd.choice((12, 30, 60))
        _FORMATS[ending](document, rnd, kind, textwrap.wrap(" ".join(words), width))
    if not document.words:
        return

    article = read_source(Source(document.source.encode(), f"ferry{ending}"))
    comments = [one for one in article.blocks if one.kind is BlockKind.FURNITURE] if ending in _KEEP_COMMENTS else []
    found = [
        match
        for match in re.finditer("[A-Za-z]+", article.text)
        if not any(block.start <= match.start() < block.end for block in comments)
    ]
    assert [match[0] for match in found] == [word for word, _ in document.words]

    def read(source: str) -> str | None:
        return read_source(Source(source.encode(), f"ferry{ending}")).text

    lines = source_lines(article.text, document.source, [match.start() for match in found], read)
    wrong = [(*word, line) for word, line in zip(document.words, lines, strict=True) if word[1] != line]
    assert not wrong, document.source
