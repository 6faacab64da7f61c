"""What exporters provide for living files: articles, each with a head and blocks with ids; and its items."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias, runtime_checkable

from readtui.exporters.exporter import Context, ExportDocument, Exporter, ExportOptions, Grouping
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, Role
from readtui.model.file_memory import Value
from readtui.quick_dataclass import dataclass

_NEWLINE = "\n"
_LINE_END = re.compile("\r\n|\r|\n")
STRUCK = "~~"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_STARTS = re.compile(r"(?:>[ \t]?|[ \t]|(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)*")
_NEVER = re.compile(r"[<|]|[-*_=]{3,}$|\[[^\]]*\]:|\^rt-[0-9A-Za-z]+$")


@dataclass(frozen=True, slots=True)
class LivingHeading:
    """A heading line of an article, as rendered. ``number``: how many of its earlier headings have the same words."""

    line: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class LivingBlock:
    """A rendered annotation. ``section``: the headings above it, outermost first."""

    id: str
    text: str
    section: tuple[LivingHeading, ...] = ()


@dataclass(frozen=True, slots=True)
class LivingArticle:
    """A rendered article. An empty ``id`` stands for a list of annotations of several articles.

    ``head``: what stands above the blocks and carries the article's id in a file with several articles. ``front``: the
    front matter of a file with this article alone, and ``top``: what stands above the blocks there; None if a file with
    one article has a head, too.
    """

    id: str
    head: str
    blocks: Sequence[LivingBlock]
    front: Mapping[str, Value] | None = None
    top: str = ""


def in_order(blocks: Iterable[LivingBlock]) -> Iterator[tuple[LivingBlock, Sequence[LivingHeading]]]:
    """The blocks, each with the headings above it that are not above an earlier one."""
    written: set[LivingHeading] = set()
    for block in blocks:
        fresh = [heading for heading in block.section if heading not in written]
        written.update(fresh)
        yield block, fresh


class Syntax(Protocol):
    """How a format stores blocks in a file, and reads them. Lines have no line ends unless stated otherwise."""

    is_spaced: bool
    """Whether an empty line separates blocks."""
    nests: bool
    """Whether blocks and headings are nodes of a tree, so that no block belongs to the text before it."""

    def front_size(self, lines: Sequence[str]) -> int:
        """The number of lines at the beginning that are front matter. Takes lines with their ends."""

    def front(self, values: Mapping[str, Value]) -> list[str]:
        """New front matter."""

    def merged_front(
        self, lines: Sequence[str], new: Mapping[str, Value], known: Mapping[str, Value]
    ) -> tuple[list[str], dict[str, Value]]:
        """The front matter with readtui's own keys up to date, and what to remember about it.

        Keeps a value that differs from the one in ``known``, because a person changed it.
        """

    def article_id(self, lines: Sequence[str]) -> str:
        """The id of the article that the file is about; "" if the beginning of the file has none."""

    def items(self, lines: Sequence[str]) -> "list[Item]":
        """The blocks in the file and all other lines, in order. Takes lines with their ends; loses none."""

    def written(self, block_id: str, text: str, level: int = 0) -> list[str]:
        """The lines of a block with its id and hash. ``level``: the new level of its heading; 0 to keep the level."""

    def is_same(self, body: str, text: str) -> bool:
        """Whether a block in a file has the same content as a rendered one."""

    def struck(self, body: str) -> str:
        """The block's text, struck through. Striking it again changes nothing."""

    def heading(self, line: str, level: int) -> str:
        """A heading line for this level of a tree. Only in formats that nest does it depend on the level."""

    def level(self, heading: str) -> int:
        """The level of a heading line, from 1; 0 if it is not a heading."""


@runtime_checkable
class LivingExporter(Exporter, Protocol):
    """An exporter whose files stay up to date while a person edits them."""

    @property
    def syntax(self) -> Syntax:
        """How its files store blocks."""

    def lives(self, options: ExportOptions) -> bool:
        """Whether files with these options consist of blocks. Others are rewritten each time, also those under tags, in
        which an annotation may occur twice.
        """
        return options.group is not Grouping.TAG and options.context is not Context.FULL

    def living(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterable[LivingArticle]:
        """The documents as blocks, for options with which ``lives`` is true."""


def each_alone(documents: Iterable[ExportDocument]) -> Iterator[tuple[ExportDocument, bool]]:
    """Each document, and whether there is no other. Keeps none of them."""
    ahead = iter(documents)
    first, second = next(ahead, None), next(ahead, None)
    if first is None:
        return
    yield first, second is None
    del first
    if second is not None:
        yield second, False
    del second
    yield from ((document, False) for document in ahead)


def numbered_headings(article: Article, render: Callable[[Block], str]) -> dict[int, LivingHeading]:
    """The headings of the article by their offsets, without its title."""
    found: dict[int, LivingHeading] = {}
    counts: Counter[str] = Counter()
    for block in article.blocks:
        if block.kind is BlockKind.HEADING and block.role is not Role.TITLE:
            line = render(block)
            found[block.start] = LivingHeading(line, counts[line])
            counts[line] += 1
    return found


def normal(text: str) -> str:
    """The text without differences that editors make on their own: line ends, trailing spaces, outer empty lines."""
    return "\n".join(line.rstrip() for line in _LINE_END.split(text)).strip("\n")


def fingerprint(text: str) -> str:
    """8 hex digits that change if a person edits the text."""
    return hashlib.sha256(normal(text).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def fitting_lines(lines: Iterable[str | None], wanted: str) -> int:
    """The number of lines of the shortest beginning whose fingerprint is ``wanted``; 0 if there is none.

    None stands for a line that does not belong to the text.
    """
    digest, blank, is_begun = hashlib.sha256(), 0, False
    for count, line in enumerate(lines, 1):
        text = (line or "").rstrip()
        if not text:
            blank += line is not None and is_begun
            continue
        digest.update(f"{_NEWLINE * (blank + is_begun)}{text}".encode("utf-8", "surrogatepass"))
        blank, is_begun = 0, True
        if digest.hexdigest()[:8] == wanted:
            return count
    return 0


def struck_lines(lines: Iterable[str], is_left: Callable[[str], bool] = lambda _: False) -> tuple[list[str], bool]:
    """The lines, struck through, except code, tables, block ids, what is struck, and where ``is_left`` says so.

    Also whether anything is struck through now. Line by line, because a construct over lines could break a longer mark.
    """
    fence, struck, is_struck = "", [], False
    for line in lines:
        start = match.end() if (match := _STARTS.match(line)) else 0
        fence, is_code = after_fence(fence, line[start:])
        if not (is_code or is_left(line)):
            line = line[:start] + _struck(line[start:])
            is_struck = is_struck or STRUCK in line
        struck.append(line)
    return struck, is_struck


def after_fence(fence: str, line: str) -> tuple[str, bool]:
    """The fence that is open after the line ("" for none), and whether the line is code or a fence."""
    match = _FENCE.match(line)
    if not fence:
        return (match[1], True) if match else ("", False)
    if match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
        return "", True
    return fence, True


def _struck(words: str) -> str:
    bare = words.rstrip("\\")
    core = bare.strip()
    # A backslash at the end of the line is a hard break; of two, the first escapes the second.
    if not core or STRUCK in core or _NEVER.match(core) or len(words) - len(bare) > 1:
        return words
    return f"{STRUCK}{core}{STRUCK}{words[len(bare) :]}"


_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ARTICLE_ID = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class FileLine:
    """A person's line, with its line end.

    ``level`` is that of a heading, from 1. ``is_rule``: a thematic break. ``mentions``: ids, or beginnings of ids, of
    blocks whose marks are damaged or gone.
    """

    text: str
    level: int = 0
    is_rule: bool = False
    mentions: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """A block in the file. ``lines`` are all its lines with their ends; ``body`` is its text without readtui's marks.

    ``fits``: nobody has edited it. ``own``: its lines without marks. ``level``: that of its heading; 0 if it is none.
    ``mentions``: ids that occur in an edited block.
    """

    id: str
    lines: tuple[str, ...]
    body: str
    fits: bool
    own: tuple[str, ...] = ()
    level: int = 0
    mentions: tuple[str, ...] = ()

    @property
    def is_head(self) -> bool:
        return _ARTICLE_ID.fullmatch(self.id) is not None


Item: TypeAlias = FileLine | FoundBlock


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends (``\n``, ``\r\n`` or ``\r``); joined, they are the text."""
    return _LINE.findall(text)


def line_end(lines: list[str]) -> str:
    """The line end that most lines have; a new file has line feeds."""
    ends = [_end(line) for line in lines if _end(line)]
    return max(("\n", "\r\n", "\r"), key=ends.count)


def text_of(items: list[Item]) -> str:
    return "".join(_lines(items))


def _lines(items: list[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, FileLine):
            yield item.text
        else:
            yield from item.lines


def _end(line: str) -> str:
    return "\r\n" if line.endswith("\r\n") else line[-1:] if line.endswith(("\r", "\n")) else ""


def with_end(line: str, end: str) -> str:
    """The line, with ``end`` if it has no line end."""
    return line if _end(line) else line + end
