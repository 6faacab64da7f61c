"""One reading position in the file of all of them, found before ``json`` is imported: what the kept page needs."""

_MOST_DIGITS = 15
_NUMBER = b"0123456789.e-"


def offset_in(content: bytes, article_id: str) -> int | None:
    """Where the article was left (code points), by the bytes of a ``positions.json`` that is JSON.

    None where that is not written as readtui writes it; what a parser finds there is not known then.
    """
    before, key, found = content.partition(b'"%s": {"offset": ' % article_id.encode())
    # Without a backslash every quotation mark begins or ends a text.
    if not key or b"\\" in content or content.count(b'"%s"' % article_id.encode()) != 1:
        return None
    outside = b"".join(before.split(b'"')[::2])
    if outside.count(b"{") - outside.count(b"}") != 1 or b"[" in outside:
        return None
    offset, _, rest = found.partition(b', "progress": ')
    progress, _, rest = rest.partition(b', "readAt": "')
    read_at, ends, _ = rest.partition(b'"}')
    is_known = ends and offset.isdigit() and len(offset) <= _MOST_DIGITS and b'"' not in read_at
    return int(offset) if is_known and progress and not progress.strip(_NUMBER) else None
