"""Finds what Project Gutenberg puts around the text of a book: a header with title and author, and its license."""

import re
from dataclasses import dataclass

_FRAME = r"^[ ]*\*\*\*[ ]*{} OF (?:THIS|THE) PROJECT GUTENBERG E(?:BOOK|TEXT)\b[^\n]*(?:\n(?!\s*$)[^\n]*)?\*\*\*[^\n]*$"
_START = re.compile(_FRAME.format("START"), re.MULTILINE)
_END = re.compile(_FRAME.format("END"), re.MULTILINE)
_MOST_BEFORE = 20_000
"""Characters of a header."""
_FIELD = re.compile(r"^(Title|Author|Language):[ ]+(\S[^\n]*(?:\n[ ]{2,}\S[^\n]*)*)", re.MULTILINE)
_LANGUAGES = {
    **{"english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "dutch": "nl", "latin": "la"},
    **{"portuguese": "pt", "finnish": "fi", "swedish": "sv", "danish": "da", "norwegian": "no", "polish": "pl"},
    **{"czech": "cs", "hungarian": "hu", "greek": "el", "russian": "ru", "chinese": "zh", "japanese": "ja"},
    **{"esperanto": "eo", "catalan": "ca", "icelandic": "is", "tagalog": "tl", "welsh": "cy", "hebrew": "he"},
}


@dataclass(frozen=True, slots=True)
class LibraryText:
    """The text of a book, what stands before and after it, and what the header says."""

    before: str
    book: str
    after: str
    title: str = ""
    creator: str = ""
    language: str = ""


def library_text(text: str) -> LibraryText:
    """The parts of a text; all of it is the book if nothing says where that begins."""
    start = _START.search(text[:_MOST_BEFORE])
    if start is None:
        return LibraryText("", text, "")
    end = _END.search(text, start.end())
    last = end.start() if end else len(text)
    said = {found[1]: " ".join(found[2].split()) for found in reversed(list(_FIELD.finditer(text[: start.start()])))}
    return LibraryText(
        before=text[: start.end()].strip(),
        book=text[start.end() : last],
        after=text[last:].strip(),
        title=said.get("Title", ""),
        creator=said.get("Author", ""),
        language=_LANGUAGES.get(said.get("Language", "").lower(), ""),
    )
