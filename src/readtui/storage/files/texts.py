"""Text versions on disk: written once, checked when read."""

import json
import os
import re
from collections.abc import Callable
from io import BufferedReader
from itertools import takewhile
from pathlib import Path

from readtui.codec import fields, strict_json
from readtui.codec.strict_json import encode_line
from readtui.codec.text_versions import (
    LazyBlocks,
    block_to_json,
    canonical_text,
    replaced_from_json,
    text_version_from_json,
)
from readtui.errors import DamagedError, NotFoundError, StorageError
from readtui.model.article import Article, Metadata, text_hash
from readtui.model.block import Block
from readtui.storage.files.articles import naming_the_file
from readtui.storage.files.durable import replace_durably, reported_as_storage_error
from readtui.storage.files.regular import MOST_IN_TEXT, open_regular, read_regular, require_room
from readtui.storage.format.tables import damaged, parse_json_file

_FORMAT = {"name": "readtui-text", "version": 1}
_TEXT, _BLOCKS, _BLOCKS_END = ',\n"text": ', ',\n"blocks": [\n', "\n],\n"
_ESCAPED = re.compile(rb"\\[bfru]")
# C1 controls; line and paragraph separators, bidi overrides and isolates: bytes that are searched for quickly.
_OTHER_CONTROLS = (
    re.compile(rb"\xc2[\x80-\x9f]"),
    re.compile(rb"\xe2\x80[\xa8-\xae]"),
    re.compile(rb"\xe2\x81[\xa6-\xa9]"),
)
_CHECKED_AT_ONCE = 200
_VERY_LONG = 8_000_000
_BEGINNING, _BUFFER = 1 << 17, 1 << 20
_ENCODED_AT_ONCE = 65_536


def keep_text(path: Path, article: Article, temp_folder: Path) -> None:
    """Write the text version durably; a file that holds it already is left alone. Raises StorageError."""
    try:
        if read_text(path, article.metadata).text == article.text:
            return
    except (NotFoundError, DamagedError):
        # Not there, or not what it should be: this is the content that it should have.
        pass
    encoded = _encoded(article)
    require_room(path, encoded, MOST_IN_TEXT)
    replace_durably(path, encoded, temp_folder)


def open_text(path: Path, metadata: Metadata) -> Article:
    """The article of a text version's file at once: each block is read when it is looked at.

    Whether all of it is right is left to ``check_text``. Raises as ``read_text``.
    """
    content = _content(path, metadata)
    try:
        article = _laid_out_by_us(content.decode(), metadata, str(path))
        if _may_hold_controls(content):
            canonical_text(article.text, str(path))
    except (ValueError, RecursionError, DamagedError):
        return _checked(path, content, metadata)
    # The name says it; to work it out takes as long as all the rest.
    article.__dict__["hash8"] = _named_hash(path)
    return article


def _laid_out_by_us(written: str, metadata: Metadata, where: str) -> Article:
    """The article in a file that is laid out as ``keep_text`` does it. Raises ValueError, DamagedError."""
    text, end = strict_json.raw_decode(written, written.index(_TEXT) + len(_TEXT))
    if not isinstance(text, str):
        raise fields.wrong_value(where, "text", "text", text)
    start, blocks_end = written.index(_BLOCKS, end) + len(_BLOCKS), written.rindex(_BLOCKS_END)
    rest = fields.mapping(strict_json.loads("{" + written[blocks_end + len(_BLOCKS_END) :]), where, "text version")
    blocks = LazyBlocks(written[start:blocks_end], len(text), where)
    if text and not blocks:
        raise fields.wrong_value(where, "blocks", "one or more", [])
    return Article(metadata, text, blocks, replaced_from_json(rest, where))


def open_beginning(path: Path, metadata: Metadata) -> Article | None:
    """The first blocks of a very long article, enough for a screen, read without the rest; unchecked, not to be kept.

    None for an article of usual length, and for a file that is laid out otherwise.
    """
    try:
        with open_regular(path, MOST_IN_TEXT) as file:
            if os.fstat(file.fileno()).st_size < _VERY_LONG:
                return None
            head = file.read(_BEGINNING)
            text_at = head.index(_TEXT.encode()) + len(_TEXT)
            # The text stands on one line, with its line ends escaped.
            blocks_at = _line_end(file, len(head)) + len(_BLOCKS) - 1
            file.seek(blocks_at)
            lines = file.read(_BEGINNING)
        text = canonical_text(strict_json.loads(head[text_at : head.rindex(b"\\n\\n")].decode() + '"'), str(path))
        blocks = LazyBlocks(lines[: lines.rindex(b",\n")].decode(), len(text), str(path))
    except (OSError, ValueError, StorageError):
        return None
    return Article(metadata, text, tuple(takewhile(lambda block: block.end < len(text), blocks)))


def _may_hold_controls(content: bytes) -> bool:
    """Whether the text may hold what importing replaces: its bytes say so much sooner than its characters.

    In JSON a control character is escaped, or is DEL; the others have bytes of their own. ``content`` is laid out as
    ``keep_text`` does it.
    """
    start = content.index(_TEXT.encode())
    end = content.index(_BLOCKS.encode(), start)
    if content.find(b"\x7f", start, end) >= 0 or _ESCAPED.search(content, start, end):
        return True
    return not content.isascii() and any(controls.search(content, start, end) for controls in _OTHER_CONTROLS)


def _line_end(file: BufferedReader, offset: int) -> int:
    """Where a line that begins before ``offset`` (bytes, where the file is read to) ends. Raises ValueError."""
    buffer = bytearray(_BUFFER)
    while count := file.readinto(buffer):
        found = buffer.find(b"\n", 0, count)
        if found >= 0:
            return offset + found
        offset += count
    raise ValueError("the line has no end")


def check_text(path: Path, article: Article, pause: Callable[[], None]) -> None:
    """Find out whether all of a text that was opened so is right; ``pause`` is called every now and then.

    Raises DamagedError.
    """
    _require_named_so(path, article.text)
    if isinstance(article.blocks, LazyBlocks):
        for number, _ in enumerate(article.blocks.each()):
            if number % _CHECKED_AT_ONCE == 0:
                pause()


def read_text(path: Path, metadata: Metadata) -> Article:
    """The article of a text version's file, checked. Raises NotFoundError, DamagedError, StorageError."""
    return _checked(path, _content(path, metadata), metadata)


def _content(path: Path, metadata: Metadata) -> bytes:
    with reported_as_storage_error("read", path):
        try:
            return read_regular(path, MOST_IN_TEXT)
        except FileNotFoundError as error:
            raise NotFoundError(
                f"the text of “{metadata.title}” is not there: {path}", "Put the file back, or add the source again."
            ) from error


def _checked(path: Path, content: bytes, metadata: Metadata) -> Article:
    value = parse_json_file(path, content)
    with naming_the_file(path):
        article = text_version_from_json(value, metadata, "text version")
    _require_named_so(path, article.text)
    return article


def _require_named_so(path: Path, text: str) -> None:
    if text_hash(text) != _named_hash(path):
        raise damaged(path, "holds another text than its name says")


def _named_hash(path: Path) -> str:
    return path.stem.rpartition(".")[2]


def _encoded_text(text: str) -> bytes:
    """A JSON string, made in parts: between them other threads can go on."""
    starts = range(0, len(text), _ENCODED_AT_ONCE)
    return b'"' + b"".join(encode_line(text[start : start + _ENCODED_AT_ONCE])[1:-1] for start in starts) + b'"'


def _encoded_block(block: Block) -> bytes:
    """A block's line; written at a fifth of the time where it has neither marks nor a role, as nearly all have none."""
    if block.marks or block.role is not None:
        return encode_line(block_to_json(block))
    label = b'"label": ' + encode_line(block.label) + b", " if block.label else b""
    level = b'"level": %d, ' % block.level if block.level else b""
    return b'{"end": %d, "kind": "%s", %s%s"start": %d}' % (
        block.end, block.kind.value.encode(), label, level, block.start
    )  # fmt: skip


def _encoded(article: Article) -> bytes:
    """One field a line, one block a line; replaced controls escaped, so that looking at the file is harmless."""
    blocks = b",\n".join(map(_encoded_block, article.blocks))
    replaced = [list(pair) for pair in article.replaced]
    return (
        b'{"format": ' + encode_line(_FORMAT) + _TEXT.encode() + _encoded_text(article.text) + _BLOCKS.encode()
        + blocks + _BLOCKS_END.encode() + b'"replaced": ' + json.dumps(replaced).encode() + b"}\n"
    )  # fmt: skip
