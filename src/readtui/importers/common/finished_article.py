"""The last step of every importer: adds a title and a language to the collected blocks."""

from dataclasses import replace
from pathlib import PurePath

from readtui.importers.common.library_text import framed
from readtui.importers.common.titles import title_from_name
from readtui.importers.importer import Source, path_of
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind
from readtui.text.article_builder import ArticleBuilder, safe
from readtui.text.language import SAMPLE_LENGTH, guess_language

_TITLE_WORDS = 10
_TITLE_CHARACTERS = 200


def finished(
    builder: ArticleBuilder, source: Source, metadata: Metadata | None = None, *, titled_by_heading: bool = False
) -> Article:
    """The article built by ``builder``, with ``metadata``.

    A missing title comes from the first heading (if ``titled_by_heading``), else from the file name unless that is a
    hash, else from the first words. A missing language comes from ``source``, else it is guessed.
    """
    metadata = replace(metadata or Metadata(title=""), source=source.name)
    draft = framed(builder.build(metadata))
    metadata = draft.metadata
    heading = _first_of(draft, BlockKind.HEADING) if titled_by_heading else ""
    named = title_from_name(source.name) or _first_words(draft) or PurePath(path_of(source.name)).stem
    about = replace(
        metadata,
        title=metadata.title or heading or named,
        language=metadata.language or source.language or guess_language(_prose(draft)),
    )
    return replace(draft, metadata=safe(about))


def _first_of(article: Article, *kinds: BlockKind) -> str:
    """The text of the first block of these kinds; "" if there is none."""
    return next((article.text[one.start : one.end] for one in article.blocks if one.kind in kinds), "")


def _first_words(article: Article) -> str:
    body = _first_of(article, *(kind for kind in BlockKind if kind is not BlockKind.FURNITURE)) or article.text
    return " ".join(body[:_TITLE_CHARACTERS].split()[:_TITLE_WORDS])


def _prose(article: Article) -> str:
    """The text for guessing the language: without furniture, and without code unless there is nothing else."""
    furniture, code = BlockKind.FURNITURE, BlockKind.CODE
    return _beginning(article, (furniture, code)) or _beginning(article, (furniture,))


def _beginning(article: Article, left_out: tuple[BlockKind, ...]) -> str:
    """As much of the text without these kinds as guessing a language needs."""
    pieces: list[str] = []
    length = 0
    for block in article.blocks:
        if block.kind not in left_out:
            pieces.append(article.text[block.start : block.end])
            length += len(pieces[-1])
            if length >= SAMPLE_LENGTH:
                break
    return "\n\n".join(pieces)


def stated_direction(*words: str | None) -> str:
    """The first value, such as a ``dir`` attribute, that is a direction: "ltr", "rtl" or ""."""
    named = (word.strip().lower() for word in words if word)
    return next((word for word in named if word in ("ltr", "rtl")), "")
