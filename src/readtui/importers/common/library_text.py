"""Finds what Project Gutenberg puts around the text of a book: a header with title and author, and its license."""

import re
from collections.abc import Sequence
from dataclasses import replace

from readtui.model.article import Article
from readtui.model.block import Block, BlockKind
from readtui.quick_dataclass import dataclass
from readtui.text.word_tables import word_pairs

_FRAME = r"^[ ]*\*\*\*[ ]*{} OF (?:THIS|THE) PROJECT GUTENBERG E(?:BOOK|TEXT)\b[^\n]*(?:\n(?!\s*$)[^\n]*)?\*\*\*[^\n]*$"
_START = re.compile(_FRAME.format("START"), re.MULTILINE)
_END = re.compile(_FRAME.format("END"), re.MULTILINE)
_SIGN, _SIGN_OF_TITLE = "START OF TH", "PROJECT GUTENBERG"
_MOST_BEFORE = 20_000
"""Characters of a header."""
_FIELD = re.compile(r"^(Title|Author|Language):[ ]+(\S[^\n]*(?:\n[ ]{2,}\S[^\n]*)*)", re.MULTILINE)
_LANGUAGES = word_pairs(
    """
    english en  french fr  german de  spanish es  italian it  dutch nl  latin la  portuguese pt  finnish fi  swedish sv
    danish da  norwegian no  polish pl  czech cs  hungarian hu  greek el  russian ru  chinese zh  japanese ja
    esperanto eo  catalan ca  icelandic is  tagalog tl  welsh cy  hebrew he
    """
)


@dataclass(frozen=True, slots=True)
class LibraryText:
    """The text of a book, what stands before and after it, and what the header says."""

    before: str
    book: str
    after: str
    title: str = ""
    creator: str = ""
    language: str = ""


def library_text(text: str) -> LibraryText:
    """The parts of a text; all of it is the book if nothing says where that begins."""
    start = _START.search(text[:_MOST_BEFORE])
    if start is None:
        return LibraryText("", text, "")
    end = _END.search(text, start.end())
    last = end.start() if end else len(text)
    said = _said(text[: start.start()])
    return LibraryText(
        before=text[: start.end()].strip(),
        book=text[start.end() : last],
        after=text[last:].strip(),
        title=said.get("Title", ""),
        creator=said.get("Author", ""),
        language=_LANGUAGES.get(said.get("Language", "").lower(), ""),
    )


def _said(header: str) -> dict[str, str]:
    """What a header says, by the names of its fields; of several with one name, the first."""
    return {found[1]: " ".join(found[2].split()) for found in reversed(list(_FIELD.finditer(header)))}


def framed(article: Article) -> Article:
    """The article with what stands around the book folded, and its title and author from the header.

    Its text and the offsets in it stay as they are.
    """
    text, blocks = article.text, article.blocks
    start = _START.search(text[:_MOST_BEFORE]) if _SIGN in text[:_MOST_BEFORE].upper() else None
    if start is None:
        return article
    said, about = _said(text[: start.start()]), article.metadata
    is_of_library = not about.title or _SIGN_OF_TITLE in about.title.upper()
    about = replace(
        about,
        title=said.get("Title", about.title) if is_of_library else about.title,
        creator=about.creator or said.get("Author", ""),
    )
    first = article.block_index_at(start.start())
    if first + 1 == len(blocks):
        return replace(article, metadata=about)
    end = _END.search(text, start.end())
    last = max(first + 1, article.block_index_at(end.start())) if end else len(blocks)
    folded = (*_folded(blocks[: first + 1]), *blocks[first + 1 : last], *_folded(blocks[last:]))
    return replace(article, blocks=folded, metadata=about)


def _folded(blocks: Sequence[Block]) -> Sequence[Block]:
    if all(block.kind is BlockKind.FURNITURE for block in blocks):
        return blocks
    marks = tuple(mark for block in blocks for mark in block.marks)
    return [Block(BlockKind.FURNITURE, blocks[0].start, blocks[-1].end, marks=marks)]
