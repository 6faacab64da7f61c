"""Pictures for tests: small ones in each format, and hostile ones."""

import base64
import io
import struct
import zlib

from PIL import Image as Pictures


def picture(width: int = 160, height: int = 90, kind: str = "PNG", **saved: object) -> bytes:
    """A picture with a gradient, in one of Pillow's formats."""
    made = Pictures.linear_gradient("L").resize((width, height))
    colored = Pictures.merge("RGB", (made, made.rotate(180), Pictures.new("L", made.size, 90)))
    file = io.BytesIO()
    colored.save(file, kind, **saved)
    return file.getvalue()


def plain_picture(color: tuple[int, int, int], width: int = 160, height: int = 90) -> bytes:
    """A PNG of one color."""
    file = io.BytesIO()
    Pictures.new("RGB", (width, height), color).save(file, "PNG")
    return file.getvalue()


def data_url(data: bytes, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def claimed(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be this large."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
