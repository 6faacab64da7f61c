"""Reads a note, which is Markdown, as blocks of styled words and a list of its links."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.text.clean import shown

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FOLLOWED = pattern(r"(?:https?://|mailto:|readtui:)\S", re.IGNORECASE)
_BARE = pattern(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
# What can be more than words of a paragraph.
_MARKED = pattern(r"[\\`*_\[\]<>&~]|[^\S \n]|^ *(?:[#+=-]|\d+[.)])|^ {4}", re.MULTILINE)
_EMPTY_LINES = pattern(r"\n *(?:\n *)+")
_TRAILING = ".,;:!?'’*_~"
_PAIRS = {")": "(", "]": "["}


class NoteLook(StrEnum):
    """The look of words in a note."""

    EMPHASIS = "em"
    STRONG = "strong"
    STRUCK = "s"
    CODE = "code"


class NoteKind(StrEnum):
    """What a block of a note is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CODE = "code"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Span:
    """Words that look the same. ``link``: the index of their link among the note's links."""

    text: str
    looks: frozenset[NoteLook] = frozenset()
    link: int | None = None


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A block with its words, which may contain line ends.

    ``label``: the bullet or number of a list item; ``depth``: how many lists it is in; ``quotes``: how many quotations.
    """

    kind: NoteKind
    spans: tuple[Span, ...] = ()
    label: str = ""
    depth: int = 0
    quotes: int = 0


@dataclass(frozen=True, slots=True)
class NoteLink:
    """A link: its words on one line, and the address it leads to."""

    words: str
    target: str


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note's blocks and links, both in order."""

    blocks: tuple[NoteBlock, ...]
    links: tuple[NoteLink, ...]


def read_note(note: str, *, is_strict: bool = False) -> ReadNote:
    """Read a note. Raw HTML and images stay text; a line end in a paragraph stays a line end.

    Links are those to articles, annotations, web pages and mail addresses, also bare web addresses. With ``is_strict``,
    as CommonMark has it: bare addresses are words, links can refer to definitions, a line end is a space, unless it is
    a hard one, and a label is for words.
    """
    links: list[NoteLink] = []
    note = shown(note)
    if is_plain(note) and not is_strict:
        return ReadNote(tuple(_plain_blocks(note, links)), tuple(links))
    return ReadNote(tuple(_blocks(_reader(is_strict).parse(note), links, is_strict)), tuple(links))


def read_words(note: str) -> ReadNote:
    """A note as paragraphs of plain words, whatever it contains. Takes hardly any time."""
    links: list[NoteLink] = []
    return ReadNote(tuple(_plain_blocks(shown(note), links)), tuple(links))


def is_plain(note: str) -> bool:
    """Whether a note has nothing but paragraphs, so that it is read without a parser, which takes long to import."""
    return _MARKED.search(note) is None


def _plain_blocks(note: str, links: list[NoteLink]) -> Iterator[NoteBlock]:
    for paragraph in _EMPTY_LINES.split(note):
        lines = [line.strip(" ") for line in paragraph.split("\n")]
        words = " ".join(lines).strip(" ")
        if not words:
            continue
        spans: list[Span] = []
        for line in filter(None, lines):
            if spans:
                spans.append(Span("\n"))
            spans += _with_bare_addresses(line, frozenset(), links)
        yield NoteBlock(NoteKind.PARAGRAPH, tuple(spans))


@cache
def _reader(is_strict: bool) -> "MarkdownIt":
    # Imported here because most notes are never read this way.
    from markdown_it import MarkdownIt

    without = ["image"] if is_strict else ["image", "reference"]
    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough").disable(without)


def _blocks(tokens: "Sequence[Token]", links: list[NoteLink], is_strict: bool) -> Iterator[NoteBlock]:
    labels: list[str] = []
    counters: list[int] = []
    quotes = 0
    kind = NoteKind.PARAGRAPH
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                counters.append(-1)
            case "ordered_list_open":
                counters.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                counters.pop()
            case "list_item_open":
                labels = ["•" if counters[-1] < 0 else f"{counters[-1]}."]
                counters[-1] += counters[-1] >= 0
            case "blockquote_open":
                quotes += 1
            case "blockquote_close":
                quotes -= 1
            case "heading_open":
                kind = NoteKind.HEADING
            case "fence" | "code_block":
                code = Span(token.content.rstrip("\n"), frozenset({NoteLook.CODE}))
                label = labels.pop() if labels and not is_strict else ""
                yield NoteBlock(NoteKind.CODE, (code,), label, len(counters), quotes)
            case "hr":
                yield NoteBlock(NoteKind.RULE, depth=len(counters), quotes=quotes)
            case "inline":
                spans = tuple(_spans(token.children or [], links, is_strict))
                yield NoteBlock(kind, spans, labels.pop() if labels else "", len(counters), quotes)
                kind = NoteKind.PARAGRAPH


def _spans(tokens: "Sequence[Token]", links: list[NoteLink], is_strict: bool) -> Iterator[Span]:
    breaks = {"softbreak": " " if is_strict else "\n", "hardbreak": "\n"}
    looks: list[NoteLook] = []
    target = ""
    words: list[str] = []
    for token in tokens:
        match token.type:
            case "link_open":
                target, words = str(token.attrs.get("href", "")), []
            case "link_close":
                if _FOLLOWED.match(target):
                    links.append(NoteLink(" ".join("".join(words).split()), target))
                target = ""
            case "em_open" | "strong_open" | "s_open":
                looks.append(NoteLook(token.tag))
            case "em_close" | "strong_close" | "s_close":
                looks.remove(NoteLook(token.tag))
            case _:
                text = breaks.get(token.type, token.content)
                words.append(text)
                look = frozenset((*looks, NoteLook.CODE) if token.type == "code_inline" else looks)
                if target or is_strict or token.type == "code_inline":
                    number = len(links) if _FOLLOWED.match(target) else None
                    yield Span(text, look, number)
                else:
                    yield from _with_bare_addresses(text, look, links)


def _with_bare_addresses(text: str, looks: frozenset[NoteLook], links: list[NoteLink]) -> Iterator[Span]:
    reached = 0
    for found in _BARE.finditer(text):
        address = _without_end_of_sentence(found[0])
        if not _FOLLOWED.match(address):
            continue
        if found.start() > reached:
            yield Span(text[reached : found.start()], looks)
        yield Span(address, looks, len(links))
        links.append(NoteLink(address, address))
        reached = found.start() + len(address)
    if text[reached:]:
        yield Span(text[reached:], looks)


def _without_end_of_sentence(address: str) -> str:
    """The address without punctuation of the sentence around it, and without brackets that it does not open."""
    while address and (
        address[-1] in _TRAILING
        or (address[-1] in _PAIRS and address.count(address[-1]) > address.count(_PAIRS[address[-1]]))
    ):
        address = address[:-1]
    return address
