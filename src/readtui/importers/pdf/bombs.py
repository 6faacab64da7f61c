"""Refuses PDFs whose compressed streams are made to fill memory, before pdfium expands them."""

import re
import zlib

from readtui.errors import SourceError

MAX_EXPANDED_BYTES = 256 * 1024 * 1024
"""The maximum expanded size of a file's suspicious streams; text and drawings expand to far less."""

_STREAM = re.compile(rb"stream\r?\n")
_ZLIB_START = b"\x78"
_FIRST_BYTES = 16 * 1024
_SUSPICIOUS_RATIO = 150
_STEP = 1024 * 1024


def refuse_bombs(data: bytes, name: str) -> None:
    """Expand suspiciously compressed streams piece by piece. Raises SourceError if they are too large."""
    expanded = 0
    for found in _STREAM.finditer(data):
        start = found.end()
        if not data.startswith(_ZLIB_START, start) or len(data) - start < _FIRST_BYTES:
            continue
        first = _expanded_size(data[start : start + _FIRST_BYTES], _FIRST_BYTES * _SUSPICIOUS_RATIO)
        if first < _FIRST_BYTES * _SUSPICIOUS_RATIO:
            continue
        expanded += _expanded_size(memoryview(data)[start:], MAX_EXPANDED_BYTES - expanded)
        if expanded >= MAX_EXPANDED_BYTES:
            raise SourceError(
                f"{name} expands to far more data than a document has",
                "It looks like a decompression bomb. Do not open it.",
            )


def _expanded_size(compressed: bytes | memoryview, limit: int) -> int:
    """The expanded size in bytes, counted up to ``limit``."""
    stream = zlib.decompressobj()
    size = 0
    position = 0
    waiting: bytes | memoryview = b""
    try:
        while size < limit and not stream.eof:
            if not waiting:
                waiting = compressed[position : position + _STEP]
                position += _STEP
                if not waiting:
                    break
            size += len(stream.decompress(waiting, _STEP))
            waiting = stream.unconsumed_tail
    except zlib.error:
        return size
    return size
