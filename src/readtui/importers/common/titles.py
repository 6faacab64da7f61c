"""Titles for articles without one, and headings by the names of their paragraph styles."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from readtui.importers.importer import path_of
from readtui.text.name_fit import is_hash


def title_from_name(name: str) -> str:
    """A file or URL name in readable form, without folder, extension, dashes and underscores.

    "" without a name, and for a hash, which tells nobody what an article is about.
    ``2009-12-17_nato_russland.txt`` gives "2009-12-17 nato russland".
    """
    stem = PurePosixPath(unquote(path_of(name)) if "://" in name else name.replace("\\", "/")).stem
    if stem in ("", "-") or is_hash(stem):
        return ""
    return " ".join(re.sub(r"(?<!\d)-|-(?!\d)|_", " ", stem).split())


_PROGRAM_CREATOR = re.compile(
    r"\(?(?:user|admin(?:istrator)?|root|owner|unknown(?: author)?|author|anonymous|unspecified|un-?named"
    r"|python-docx)\)?|.*\\.*",
    re.IGNORECASE,
)
_STAMP = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?(?: (?:at|um|à|om)| klo)? \d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.? ?m\.?)?"
"""The date and time that browsers print above a page."""
_STAMPED = re.compile(rf"(?:{_STAMP})(?:\s+|$)", re.IGNORECASE)
_PRINTED = re.compile(rf"{_STAMP}(?:\s.*)?|(?:https?|file)://\S+(?:\s+\d{{1,4}}\s?/\s?\d{{1,4}})?", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"\S*\.(?:[xs]?html?|xht|mht(?:ml)?|php\d?|aspx?|jspx?|cgi|txt|text|md|markdown|rst|org|adoc|epub|fb2|json|xml|csv|svg"
    r"|jpe?g|png|gif|webp|zip)"
    r"|(?:\S.*)?\.(?:docx?|docm|dotx?|odt|ott|rtf|pptx?|pps|odp|xlsx?|ods|tex|dvi|e?ps|pdf|djvu|xps|tiff?|indd|qxd|qxp|pmd|p65"
    r"|fm|pub|wpd|wps|pages|key|ai|cdr|lwp|hwp)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:https?|ftp|file|about|data|blob|chrome|urn|doi):\S+|www\.\S+|localhost(?:[:/]\S*)?|[\w-]+(?:\.[\w-]+)+[:/]\S*"
    r"|[A-Za-z]:\\.*|\\\\.*|~?/\S*",
    re.IGNORECASE,
)
_PROGRAM_TITLE = re.compile(
    r"(?:untitled(?: document| page)?|unbenannt(?:es dokument)?|ohne titel|sans titre|sin título|sem título"
    r"|senza titolo|naamloos|zonder titel|namnlös|uden titel|uten navn|nimetön|bez (?:tytułu|názvu)"
    r"|без (?:названия|имени)"
    r"|无标题(?:文档)?|無題|名称未設定|제목 ?없음|(?:new|neues|nouveau|nuevo|nuovo|novo|word) do[ck]umento?"
    r"|do[ck]umento?|document ?sans ?titre|документ|文档|print|scan(?:ned (?:document|image))?|layout|title|no title"
    r"|page|web ?page|index|folie|slide|book|mappe|classeur|libro)[ _-]?\(?\d{0,4}\)?"
    r"|\(?(?:anonymous|unspecified|null|undefined|none|n/a)\)?|(?:img|dsc|scan|image|doc)[ _-]?\d[\d _-]*"
    r"|(?:microsoft|ms) (?:office )?(?:word|powerpoint|excel|publisher|outlook)(?: ?[-–—] .*)?"
    r"|powerpoint[ -](?:presentation|präsentation|presentatie)"
    r"|(?:presentación|apresentação|présentation) (?:de |do )?powerpoint"
    r"|презентация powerpoint|powerpoint 演示文稿|(?:openoffice|libreoffice|google docs|wordpad|notepad)\b.{0,20}",
    re.IGNORECASE,
)


def is_printed_line(line: str) -> bool:
    """Whether a line is what browsers print above or below a page: the date, with the title, or the address."""
    return _PRINTED.fullmatch(line) is not None


def told_title(title: str) -> str:
    """A title that a document or a page states, on one line; "" for the name of a file, an address, and what programs
    put there if a person has not named it.
    """
    title = " ".join(title.split())
    title = title[found.end() :] if (found := _STAMPED.match(title)) else title
    is_made = any(sign.fullmatch(title) for sign in (_PROGRAM_TITLE, _FILE_NAME, _ADDRESS)) or is_hash(title)
    return "" if is_made else title


def given_title(title: str, name: str) -> str:
    """The title in a document's properties, or "" if a program generated it.

    ``name`` is the file's name, which some programs use as the title.
    """
    title = told_title(title)
    stem = PurePosixPath(name.replace("\\", "/")).stem
    is_made = (len(title) < 3 and title.isascii()) or len(title) > 300 or title in (stem, title_from_name(name))
    return "" if is_made or not any(char.isalpha() for char in title) else title


def given_creator(creator: str) -> str:
    """The author in a document's properties, or "" if a program generated it."""
    creator = " ".join(creator.split())
    return "" if _PROGRAM_CREATOR.fullmatch(creator) else creator


_HEADING_NAME = re.compile(
    r"(?:head(?:ing)?|h)[ _-]?(?P<number>[1-6])(?!\w).*|head(?:ing)?[ _-]?(?P<letter>[a-e])(?!\w).*"
    r"|(?P<before>[a-e])[ _-]?head(?:ing)?|(?:chapter|article|report)[ _-]?title",
    re.IGNORECASE,
)


def rank_by_name(name: str) -> int:
    """The rank of a heading from the name that a publisher gave to its style; 0 if it is none.

    Publishers count the headings inside a chapter by letters.
    """
    found = _HEADING_NAME.fullmatch(name.strip())
    if found is None:
        return 0
    letter = found["letter"] or found["before"]
    return int(found["number"]) if found["number"] else "abcdef".index(letter.lower()) + 2 if letter else 1
