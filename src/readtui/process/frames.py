"""Frames: how a process and its parent exchange bytes over pipes."""

import sys
from typing import IO

LENGTH_BYTES = 8


def read_frame(stream: IO[bytes], most_bytes: int = sys.maxsize) -> bytes | None:
    """The next frame; None at the end or if it is truncated. Raises ValueError for one of more than ``most_bytes``."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    length = int.from_bytes(head, "big")
    if length > most_bytes:
        raise ValueError(f"a frame of {length} bytes")
    frame = stream.read(length)
    return frame if len(frame) == length else None


def write_frame(stream: IO[bytes], frame: bytes) -> None:
    """Write a complete frame."""
    stream.write(len(frame).to_bytes(LENGTH_BYTES, "big"))
    stream.write(frame)
    stream.flush()
