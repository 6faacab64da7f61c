"""Decodes bytes: byte order marks, UTF-8, then a bounded guess. Refuses binary data."""

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.quick_pattern import pattern

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

SAMPLE_BYTES = 128 * 1024
"""How much of the data is checked for binary content and legacy encodings, whatever the size of the file."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MM\x00*", b"II*\x00"),
    *(b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd"),
    *(b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\x00asm", b"!<arch>\n"),
    *(b"%PDF-", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0", b"wOFF", b"wOF2"),
    *(b"ID3\x03", b"ID3\x04", b"OggS", b"fLaC", b"\x1aE\xdf\xa3"),
)
_NOT_IN_TEXT = bytes([*range(0, 7), *range(14, 27), *range(28, 32), 127])
_MULTIBYTE = pattern(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_DECLARED = pattern(
    rb"""<(?:\?xml\b[^>]*?\bencoding|meta\b[^>]*?\bcharset)\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE
)
_READABLE = "readtui reads text, web pages, EPUB, PDF, Word and OpenDocument files; unpack archives first."
_NO_CHARSETS = ("utf-16", "utf-32", "utf-7", "unicode-escape", "raw-unicode-escape", "punycode", "idna")
"""Python's names of encodings that no head can truthfully state: it would be unreadable, or no file uses them."""

_BETTER_KNOWN = {"gbk": "gb18030", "replacement": "", "x-user-defined": ""}
"""Where Python's codec is not what the standard decodes with: GBK is read with its superset; what browsers refuse to
decode, because scripts hide in it, is only text here.
"""

_SHIFT_JIS = frozenset({"shift_jis", "shift_jis_2004", "shift_jisx0213", "cp932"})
_LATIN = frozenset(
    {
        *("cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "latin_1", "mac_iceland", "mac_latin2", "mac_turkish"),
        *(f"iso8859_{part}" for part in (1, 2, 3, 4, 9, 10, 13, 14, 15, 16)),
    }
)
_SIGNS = "\xa0«»–—‘’‚“”„…•·°§©®™€£¿¡º"
# Lowercase non-ASCII letters of languages written in an encoding; if encodings are alike, the first wins.
_ALPHABETS = {
    "cp1252": "äöüß àâçèéêëîïôùûüœæÿ áéíñóúüª áâãàçéêíóôõúª àèéìòùî éëïöüáíó åäöé æøåéö áðéíóúýþæö çàèéíïòóúü áéíóú",
    "cp1250": "áčďéěíňóřšťúůýžöü áäčďéíĺľňóôŕšťúýž ąćęłńóśźż áéíóöőúüű ăâîşţ čćđšžöü",
    "iso8859_2": "áčďéěíňóřšťúůýžöü áäčďéíĺľňóôŕšťúýž ąćęłńóśźż áéíóöőúüű ăâîşţ čćđšžöü",
    "cp1254": "çğıöşüâîû\u0307",
}
_LEAST_SHARE = 0.9
_NEAR_TIE = 0.02
_WESTERN = frozenset(
    {
        *("English", "German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Swedish", "Danish", "Norwegian"),
        *("Finnish", "Icelandic", "Catalan", "Basque", "Galician", "Irish", "Indonesian", "Swahili"),
    }
)


def decode(data: bytes, name: str = "", charset: str = "") -> str:
    """Decode ``data``. Raises SourceError, which names ``name``, for binary data.

    ``charset`` is the server's claim; the bytes overrule it.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    sample = data[:SAMPLE_BYTES]
    if wide := _wide_without_mark(sample):
        return data.decode(wide, "replace")
    if b"\x1b$" in sample:
        # Its shift characters are control bytes.
        for encoding in ("iso2022_kr",) if b"\x1b$)C" in sample else ("iso2022_jp_2",):
            with suppress(UnicodeDecodeError):
                return data.decode(encoding)
    if looks_binary(sample):
        where = f"{name}: " if name else ""
        raise SourceError(f"{where}looks like a binary file, not text", _READABLE)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_said_encoding(data, charset) or _legacy_encoding(data), "replace")


def in_utf8(data: bytes) -> bytes:
    """Text in UTF-16 or UTF-32, with or without a byte order mark, in UTF-8; anything else as it is."""
    for mark, encoding in _MARKS[1:]:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").encode()
    wide = _wide_without_mark(data[:SAMPLE_BYTES])
    return data.decode(wide, "replace").encode() if wide else data


def looks_binary(sample: bytes) -> bool:
    """Whether a file starts like no text in any encoding: with a known signature, or too many control bytes."""
    if sample.startswith(_MAGIC) or (sample.startswith((b"MZ", b"RIFF", b"BM")) and b"\0" in sample[:64]):
        return True
    controls = len(sample) - len(sample.translate(None, _NOT_IN_TEXT))
    return controls > 4 and controls > len(sample) // 20


def _wide_without_mark(sample: bytes) -> str | None:
    """The name of UTF-16 or UTF-32 if the sample is text in it."""
    return None if sample.startswith(_MAGIC) else _utf32_without_mark(sample) or _utf16_without_mark(sample)


def _utf16_without_mark(sample: bytes) -> str | None:
    """The name of UTF-16 if one half of the byte pairs is often NUL (spaces, line ends, Latin letters) and the
    other never.
    """
    pairs = len(sample) // 2
    if pairs < 2 or (len(sample) % 2 and len(sample) < SAMPLE_BYTES):
        return None
    even, odd = sample[0 : pairs * 2 : 2].count(0), sample[1 : pairs * 2 : 2].count(0)
    if max(even, odd) < max(2, pairs // 50) or min(even, odd) > max(even, odd) // 50:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: pairs * 2].decode(encoding, "replace")
    odd_ones = sum(not char.isprintable() and char not in "\t\r\n\f" for char in text)
    return encoding if odd_ones <= len(text) // 50 else None


def _utf32_without_mark(sample: bytes) -> str | None:
    """The name of UTF-32 if every four bytes form a character, and not all of them NUL."""
    whole = sample[: len(sample) // 4 * 4]
    if len(whole) < 8 or (len(whole) != len(sample) and len(sample) < SAMPLE_BYTES) or b"\0" not in whole:
        return None
    for encoding in ("utf-32-le", "utf-32-be"):
        try:
            text = whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return encoding
    return None


def stated_encoding(word: str) -> str | None:
    """Python's name of the encoding that a server or a page calls ``word``; None if there is none, and for UTF-16 and
    UTF-32, which are detected from the bytes.

    Labels follow the WHATWG Encoding Standard ("iso-8859-1" is Windows-1252, "x-sjis" is Shift_JIS), also under
    Python's names. Labels that the standard does not know keep their Python meaning.
    """
    from webencodings import lookup

    try:
        python = codecs.lookup(word).name
    except (LookupError, ValueError):
        python = ""
    known = (lookup(word) if word.isascii() else None) or lookup(python.replace("_", "-"))
    if known is not None and known.name in _BETTER_KNOWN:
        name = _BETTER_KNOWN[known.name] or python
    else:
        name = known.codec_info.name if known else python
    try:
        "".encode(name)  # fails for a codec that is not for text
    except (LookupError, ValueError):
        return None
    return None if name.startswith(_NO_CHARSETS) else name


def _said_encoding(data: bytes, charset: str) -> str | None:
    """The encoding stated by a server or the head of an XML or HTML file, if the whole file is valid in it."""
    declared = _DECLARED.search(data[:1024])
    for word in (charset, declared[1].decode("ascii") if declared else ""):
        name = stated_encoding(word)
        is_default = name == "cp1252" and "1252" not in word  # the servers' default for unknown files
        if name is None or (is_default and word == charset):
            continue
        name = _of_shift_jis(data, name)
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return None


def _legacy_encoding(data: bytes) -> str:
    """The most likely encoding of text that is not valid UTF-8; UTF-8 itself if only a few bytes are damaged."""
    start = _first_high_byte(data)
    sample = data[start : start + SAMPLE_BYTES]
    high = sum(len(found) for found in _MULTIBYTE.findall(sample))
    all_high = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    if high > all_high * 0.9:
        return "utf-8"
    from charset_normalizer import from_bytes  # takes 20 ms to import, and UTF-8 does not need it

    guesses = list(from_bytes(sample))
    if not guesses:
        return "cp1252"
    guess = _western_or_best(guesses)
    return _told_apart(sample, _of_shift_jis(data, guess))


def _of_shift_jis(data: bytes, name: str) -> str:
    """The smallest variant of Shift_JIS in which the data is valid; Windows' variant if it is valid in none."""
    if name not in _SHIFT_JIS:
        return name
    try:
        data.decode("shift_jis")
    except UnicodeDecodeError:
        return "cp932"
    return "shift_jis"


def _western_or_best(guesses: "Sequence[CharsetMatch]") -> str:
    best = guesses[0]
    for guess in guesses:
        near = guess.chaos - best.chaos <= _NEAR_TIE
        if near and guess.encoding == "cp1252" and guess.language in _WESTERN:
            return "cp1252"
        if near and "cp1252" in guess.could_be_from_charset and guess.language in _WESTERN:
            return "cp1252"
    return best.encoding


def _told_apart(sample: bytes, guess: str) -> str:
    """The guess or, for Latin letters, the encoding in which the non-ASCII ones are letters of a single language.

    The encodings differ in few letters, which are too rare in a short text for an encoding detector.
    """
    if guess not in _LATIN:
        return guess
    best, best_share = guess, _LEAST_SHARE
    for encoding, alphabets in _ALPHABETS.items():
        letters = Counter(letter for letter in sample.decode(encoding, "replace").lower() if letter > "\x7f")
        # Quotes, dashes and the like belong to no language, nor do control characters or symbols inside words.
        for sign in _SIGNS:
            letters.pop(sign, None)
        for alphabet in alphabets.split():
            share = sum(letters[letter] for letter in alphabet) / max(1, letters.total())
            if share > best_share:
                best, best_share = encoding, share
    return best


def _first_high_byte(data: bytes) -> int:
    """Where to start a sample that has bytes above 127: shortly before the first, at the start of a line if one
    is near.
    """
    match = re.search(rb"[\x80-\xff]", data)
    if match is None or match.start() < SAMPLE_BYTES // 2:
        return 0
    line = data.rfind(b"\n", match.start() - 4096, match.start())
    return line + 1 if line >= 0 else max(0, match.start() - 4096) // 4 * 4
