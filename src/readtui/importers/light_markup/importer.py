"""Imports reStructuredText, Org, AsciiDoc and LaTeX with their headings, lists, code and links."""

import re

from readtui.errors import SourceError
from readtui.importers.common.budget import Budget
from readtui.importers.common.encoding import decode
from readtui.importers.common.finished_article import finished
from readtui.importers.importer import Source
from readtui.importers.registry import extension_of
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind, Role
from readtui.text.article_builder import ArticleBuilder, MarkSpan
from readtui.text.clean import line_ends

_SIGNS = {
    ".org": re.compile(r"\s*#\+(?:title|author|startup|options):", re.IGNORECASE),
    ".tex": re.compile(r"(?:\s*%.*\n|\s)*\\documentclass\b"),
}
_ORG_DATE = re.compile(r"^[<\[](\d{4}-\d{2}-\d{2})[^>\]]*[>\]]$")
_SAMPLE_BYTES = 4000
_LATEX = (".tex", ".latex")
_ASCIIDOC = (".adoc", ".asciidoc", ".asc")
_COSTS = {"\n": 8, "- ": 5, "* ": 3, ". ": 3, ":": 4, "\\": 7, "[": 3, "`": 2, "{": 2, "$": 22, r"\begin": 60}
"""Lines, and the signs of items, fields, commands, links, formulas and environments."""


class LightMarkupImporter:
    """Reads each format by its own rules, and the text of LaTeX sources. Includes and runs nothing."""

    name = "light_markup"
    extensions: tuple[str, ...] = (".rst", ".rest", ".org", *_ASCIIDOC, *_LATEX)
    media_types: tuple[str, ...] = ("text/x-rst",)

    def recognises(self, source: Source) -> bool:
        """Whether it begins like an Org or LaTeX document."""
        return bool(_sign_of(source.data))

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is binary or has no text."""
        from readtui.importers.light_markup import asciidoc, latex, org, restructured_text

        text = line_ends(decode(source.data, source.name, source.charset)).removeprefix("\ufeff")
        budget = Budget(_COSTS, len(text))
        text, rest = budget.split(text)
        lines = [line.rstrip() for line in text.split("\n")]
        extension = extension_of(source.name)
        if extension not in self.extensions:
            extension = _sign_of(source.data) or ".rst"
        if extension in _LATEX:
            document, inline = latex.read_latex(lines), _as_it_is
        elif extension in _ASCIIDOC:
            document, inline = asciidoc.read_asciidoc(lines), asciidoc.INLINE
        elif extension == ".org":
            document, inline = org.read_org(lines), org.INLINE
        else:
            document, inline = restructured_text.read_restructured(lines), restructured_text.INLINE
        builder = ArticleBuilder()
        said = {key: inline(value)[0] for key, value in document.said.items()}
        first = next((piece for piece in document.pieces if piece.kind is BlockKind.HEADING), None)
        title = said.get("title") or (inline(first.text)[0] if first else "")
        # Where it has siblings, it heads only the first section; and so does any section of LaTeX, which has \title.
        highest = [piece for piece in document.pieces if piece.kind is BlockKind.HEADING and piece.level == 1]
        heads_all = extension not in _LATEX and not said.get("title") and highest == [first]
        if said.get("title"):
            builder.add(BlockKind.HEADING, said["title"], role=Role.TITLE, level=1)
        for piece in document.pieces:
            is_plain = piece.kind in (BlockKind.CODE, BlockKind.FURNITURE, BlockKind.RULE)
            marks = list(piece.marks or ())
            words, marks = (piece.text, marks) if is_plain or piece.marks is not None else inline(piece.text)
            role = Role.TITLE if piece is first and heads_all else None
            names = [(name, 0) for name in piece.names]
            builder.add(piece.kind, words, role=role, level=piece.level, label=piece.label, marks=marks, names=names)
        budget.add_rest(builder, rest)
        if builder.is_empty:
            raise SourceError(f"{source.name or 'the input'} contains no text", "Open a file that contains an article.")
        return finished(
            builder,
            source,
            Metadata(
                title=title,
                creator=said.get("author") or said.get("authors", ""),
                language=said.get("language", ""),
                published=_ORG_DATE.sub(r"\1", said.get("date", "")),
            ),
        )


def _as_it_is(text: str) -> tuple[str, list[MarkSpan]]:
    return text, []


def _sign_of(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES].decode("utf-8", "ignore").replace("\r\n", "\n")
    return next((extension for extension, sign in _SIGNS.items() if sign.match(sample)), "")
