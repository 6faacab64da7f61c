"""Compare LaTeX, Org, AsciiDoc, reStructuredText and Markdown as readtui reads them with the plain text of pandoc.

    python -m tests.benchmarks.bench_light_markup FOLDER [--pandoc PATH] [--words 12] [--below 0.97]

FOLDER is searched for documents. A row: the F1 of the words, precision, recall, and the document. Under one below
``--below`` stand the words that only readtui (+) and only pandoc (-) has. Both read the document without its formulas,
which pandoc leaves as TeX, and without the files that it includes. Pandoc's text is kept beside each document
(``NAME.pandoc``), so that a second run is quick. AsciiDoc needs pandoc 3.8.3 or later.
"""

import argparse
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source

_FORMATS = {
    ".tex": "latex",
    ".org": "org",
    ".adoc": "asciidoc",
    ".asciidoc": "asciidoc",
    ".asc": "asciidoc",
    ".rst": "rst",
    ".md": "commonmark_x",
}
_FORMULAS = {
    ".tex": re.compile(
        r"\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray|displaymath|math|flalign|alignat)\*?)\}.*?\\end\{(?P=name)\}"
        r"|\\\[.*?\\\]|\\\(.*?\\\)|(?<!\\)\$\$.*?\$\$|(?<!\\)\$(?:\\.|[^$\\])*\$",
        re.DOTALL,
    ),
    ".org": re.compile(
        r"\\\(.{1,500}?\\\)|\\\[.{1,2000}?\\\]|\\begin\{(equation|align)\*?\}.*?\\end\{\1\*?\}", re.DOTALL
    ),
    ".rst": re.compile(r":math:`[^`]*`"),
    ".md": re.compile(r"\$\$.*?\$\$|(?<![\w$])\$[^\s$](?:[^$\n]*[^\s$])?\$(?![\w$])", re.DOTALL),
}
_FORMULAS |= dict.fromkeys(
    (".adoc", ".asciidoc", ".asc"), re.compile(r"\b(?:stem|latexmath|asciimath):\[[^\]]*\]|^include::.*$", re.M)
)
_COMMENTS = re.compile(r"^(/{4,})$.*?^\1$|^//.*$\n?", re.MULTILINE | re.DOTALL)
_NAMES = re.compile(r"^:([\w-]+):[ ]+(.*)$", re.MULTILINE)
_WORD = re.compile(r"\w+")
_TEMPLATE = "$if(title)$$title$$endif$\n$if(abstract)$$abstract$$endif$\n$body$\n"
_FILTER = """
function Figure(it) local blocks = it.caption.long; blocks:extend(it.content); return blocks end
function Image(it) return it.caption end
function Cite(it)
  local words = pandoc.Inlines{pandoc.Space()}
  for _, one in ipairs(it.citations) do
    words:extend(one.prefix); words:insert(pandoc.Str(" " .. one.id .. " ")); words:extend(one.suffix)
  end
  return words
end
"""
"""Keeps what pandoc's plain text leaves out: the captions of figures, and the keys of citations."""
_LONGEST_RUN = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pandoc", default="pandoc")
    parser.add_argument("--words", type=int, default=12)
    parser.add_argument("--below", type=float, default=0.97)
    options = parser.parse_args()
    template = options.folder / "plain.template"
    template.write_text(_TEMPLATE, encoding="utf-8")
    template.with_suffix(".lua").write_text(_FILTER, encoding="utf-8")
    scores: dict[str, list[float]] = {}
    for document in sorted(options.folder.rglob("*")):
        if document.suffix not in _FORMATS:
            continue
        source = _without_other_files(document.suffix, _decoded(document.read_bytes()))
        expected = Counter(_words(_pandoc_text(document, source, options.pandoc, template)))
        if not expected:
            print(f"       pandoc cannot read it   {document.name}", file=sys.stderr)
            continue
        try:
            text = read_source(Source(source.encode(), document.name)).body_text()
        except SourceError as error:
            print(f"       {error}", file=sys.stderr)
            text = ""
        read = Counter(_words(text))
        common = (read & expected).total()
        precision, recall = common / max(1, read.total()), common / expected.total()
        score = 2 * precision * recall / max(1e-9, precision + recall)
        scores.setdefault(_FORMATS[document.suffix], []).append(score)
        print(f"{score:.3f}  {precision:.3f}  {recall:.3f}  {document.name}")
        if score < options.below:
            for sign, more in (("+", read - expected), ("-", expected - read)):
                print(f"    {sign}", *(f"{word}×{count}" for word, count in more.most_common(options.words)))
    for name, found in scores.items():
        above = sum(score >= options.below for score in found)
        print(
            f"{name}: {len(found)} documents  mean {statistics.mean(found):.4f}  median {statistics.median(found):.4f}"
            f"  lowest {min(found):.3f}  {above} at {options.below} or more"
        )


def _pandoc_text(document: Path, source: str, pandoc: str, template: Path) -> str:
    kept = document.with_name(f"{document.name}.pandoc")
    if not kept.exists():
        command = [pandoc, "-f", _FORMATS[document.suffix], "-t", "plain", "--columns=10000", "--wrap=none"]
        command += ["--template", str(template), "--lua-filter", str(template.with_suffix(".lua"))]
        try:
            done = subprocess.run(
                command, input=source.encode(), capture_output=True, timeout=_LONGEST_RUN, check=False
            )
        except subprocess.TimeoutExpired:
            return ""
        if done.returncode:
            return ""
        kept.write_bytes(done.stdout)
    return kept.read_text("utf-8")


def _without_other_files(suffix: str, source: str) -> str:
    """The source without formulas and, of AsciiDoc, without what pandoc does not read: includes, names, comments."""
    source = _FORMULAS[suffix].sub(" ", source)
    if _FORMATS[suffix] == "asciidoc":
        source = _COMMENTS.sub("", source)
        for name, value in reversed(_NAMES.findall(source)):
            source = source.replace(f"{{{name}}}", value)
    return source


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _words(text: str) -> Iterator[str]:
    """The words of a text, with superscripts, ligatures and case as one writes them by hand."""
    return (found[0] for found in _WORD.finditer(normalize("NFKC", text).lower()))


if __name__ == "__main__":
    main()
