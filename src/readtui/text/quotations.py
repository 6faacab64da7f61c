"""Finds the quotations in a text: what stands between quotation marks of any language, and in quote blocks."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, MarkType
from readtui.model.link import linked_id
from readtui.quick_dataclass import dataclass
from readtui.text.word_tables import word_pairs

_CLOSING = word_pairs(
    """
    “ ”  „ “”‟  ‟ ”  ” ”  « »  » «»  ‹ ›  › ‹›  ‘ ’  ‚ ‘’  「 」  『 』  ｢ ｣  〝 〞〟  " "  ' '  ＂ ＂
    """
)
"""The marks that end a quotation, by the one that begins it."""
_BOTH = "\"'”»›“‘＂"
"""Those of them that begin a quotation in one language and end it in another. They begin one where a word begins."""
_APOSTROPHES = "'’‘"
_MARK = re.compile(f"[{re.escape(''.join(dict.fromkeys(''.join(_CLOSING) + ''.join(_CLOSING.values()))))}]")
_DASHES = ("—", "–", "―")
_DEEPEST = 20
_SKIPPED = frozenset({BlockKind.CODE, BlockKind.RULE})

# What somebody left out, or put in instead. "[t]he" is "the".
_LETTER = re.compile(r"\[(\w)\](?=\w)")
_OMITTED = re.compile(r"\[[^\[\]]{0,200}\]|\(\s*(?:…|\.\s?\.\s?\.)\s*\)|…|\.\s?\.\s?\.")
_WORD = re.compile(r"[^\W_](?:[\w'’\-\u2010\u2011]*[^\W_])?")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED_WORD = 2
"""About so many characters of a script without spaces are a word."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words: their range in the text that quotes (code points), without the marks.

    ``link``: the address that a link behind or around it leads to, or "".
    """

    start: int
    end: int
    text: str
    link: str = ""

    @property
    def size(self) -> int:
        """About how many words it quotes."""
        return sum(map(word_count, self.pieces))

    @property
    def pieces(self) -> list[str]:
        """What is quoted between the words that were left out ("…") or put in ("[the council]")."""
        text = _LETTER.sub(r"\1", self.text)
        return [piece for part in _OMITTED.split(text) if _WORD.search(piece := part.strip())]


def word_count(text: str) -> int:
    """The number of words; in a script without spaces, an estimate."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + -(-unspaced // _UNSPACED_WORD)


def quotations_in(article: Article) -> list[Quotation]:
    """The quotations of an article in order, without those inside of others; none in code."""
    found: list[Quotation] = []
    text, blocks = article.text, article.blocks
    for number, block in enumerate(blocks):
        if block.kind in _SKIPPED:
            continue
        links = [mark for mark in block.marks if mark.type is MarkType.LINK]
        if text.startswith(_DASHES, block.start) and found and block.kind is BlockKind.QUOTE:
            # Says who said it.
            pass
        elif block.kind is BlockKind.QUOTE or block.quoted:
            # A link to an annotation stands behind the words.
            end = next((link.start for link in links if linked_id(link.target)), block.end)
            found += _quote_block(text, block.start, end)
        else:
            follower = blocks[number + 1] if number + 1 < len(blocks) else None
            found += _between_marks(text, block, follower)
        for link in links:
            at = bisect_right(found, link.end, key=lambda one: one.start) - 1
            is_near = at >= 0 and (linked_id(link.target) or found[at].start >= block.start)
            is_behind = at >= 0 and (link.start >= found[at].end or link.end > found[at].end)
            if is_near and is_behind and not found[at].link:
                found[at] = replace(found[at], link=link.target)
    return found


def _quote_block(text: str, start: int, end: int) -> Iterator[Quotation]:
    lines = list(_lines(text, start, end))
    # The line that says who said it.
    while len(lines) > 1 and text[lines[-1][0]] in _DASHES:
        lines.pop()
    if not lines:
        return
    start, end = lines[0][0], lines[-1][1]
    if text[start] in _CLOSING and text[end - 1] in _CLOSING[text[start]]:
        start, end = start + 1, end - 1
    yield from _trimmed(text, start, end)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.compile(r"\S(?:[^\n]*\S)?").finditer(text, start, end):
        yield match.span()


def _between_marks(text: str, block: Block, follower: Block | None) -> Iterator[Quotation]:
    """Of pairs of marks, the outer ones. An opening mark without an end goes on if the next block begins with it."""
    code = [mark for mark in block.marks if mark.type is MarkType.CODE]
    marks = [
        match.start()
        for match in _MARK.finditer(text, block.start, block.end)
        if not (
            (at := bisect_right(code, match.start(), key=lambda one: one.start)) and match.start() < code[at - 1].end
        )
    ]
    open_marks: list[int] = []
    pairs: list[tuple[int, int]] = []
    for at, after in zip(marks, [*marks[1:], block.end], strict=False):
        if _may_end(text, at, block.end) and not _is_possessive(text, at, after, block.end):
            level = next((n for n in reversed(range(len(open_marks))) if text[at] in _CLOSING[text[open_marks[n]]]), -1)
            if level >= 0:
                pairs.append((open_marks[level], at))
                del open_marks[level:]
                continue
        if text[at] in _CLOSING and _may_begin(text, at, block) and len(open_marks) < _DEEPEST:
            open_marks.append(at)
    if open_marks and follower is not None and text.startswith(text[open_marks[0]], follower.start):
        pairs.append((open_marks[0], block.end))
    last = -1
    for start, end in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        if start > last:
            last = end
            yield from _trimmed(text, start + 1, end)


def _may_begin(text: str, at: int, block: Block) -> bool:
    before = text[at - 1] if at > block.start else " "
    after = text[at + 1] if at + 1 < block.end else " "
    if text[at] not in _BOTH:
        return True
    return not before.isalnum() and not after.isspace()


def _may_end(text: str, at: int, end: int) -> bool:
    """Whether a mark can end a quotation: an apostrophe, only where a word ends."""
    if text[at] in _APOSTROPHES:
        return not (at + 1 < end and text[at + 1].isalnum()) and not text[at - 1].isspace()
    return text[at] != '"' or not text[at - 1].isspace()


def _is_possessive(text: str, at: int, after: int, end: int) -> bool:
    """Whether a mark is that of "the dogs’ bones", because the next one ends the quotation."""
    return text[at] == "’" and text[at - 1] == "s" and text[after : after + 1] == "’" and _may_end(text, after, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Quotation]:
    words = text[start:end]
    if _WORD.search(words):
        start += len(words) - len(words.lstrip())
        words = words.strip()
        yield Quotation(start, start + len(words), words)
