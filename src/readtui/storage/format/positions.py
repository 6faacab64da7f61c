"""Finds one reading position in ``positions.json`` without importing ``json``, for the cached page."""

_MOST_DIGITS = 15
_NUMBER = b"0123456789.e-"


def offset_in(content: bytes, article_id: str) -> int | None:
    """Where the article was left, in code points. ``content``: the bytes of a ``positions.json`` that is valid JSON.

    None if the file does not look as readtui writes it; a parser may still find a position in it.
    """
    before, key, found = content.partition(b'"%s": {"offset": ' % article_id.encode())
    # Without backslashes, every quotation mark begins or ends a string.
    if not key or b"\\" in content or content.count(b'"%s"' % article_id.encode()) != 1:
        return None
    outside = b"".join(before.split(b'"')[::2])
    if outside.count(b"{") - outside.count(b"}") != 1 or b"[" in outside:
        return None
    offset, _, rest = found.partition(b', "progress": ')
    progress, _, rest = rest.partition(b', "readAt": "')
    rest, ends, _ = rest.partition(b'"}')
    read_at, _, seen = rest.partition(b'", "seen": "')
    is_known = ends and offset.isdigit() and len(offset) <= _MOST_DIGITS and b'"' not in read_at + seen
    return int(offset) if is_known and progress and not progress.strip(_NUMBER) else None
