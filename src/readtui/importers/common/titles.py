"""Titles for articles without one."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from readtui.text.names.hashes import is_hash


def path_of(name: str) -> str:
    """The path of a URL, or a file name unchanged."""
    try:
        return urlsplit(name).path if "://" in name else name
    except ValueError:
        return name


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
_PROGRAM_TITLE = re.compile(
    r"(?:untitled|\(?anonymous\)?|\(?unspecified\)?|unbenannt|sans titre|do[ck]ument\d*|microsoft (?:word|powerpoint).*"
    r"|\S*\.(?:docx?|tex|dvi|pdf|indd|qxd|rtf|odt))",
    re.IGNORECASE,
)


def given_title(title: str, name: str) -> str:
    """The title in a document's properties, or "" if a program generated it.

    ``name`` is the file's name, which some programs use as the title.
    """
    title = " ".join(title.split())
    stem = PurePosixPath(name.replace("\\", "/")).stem
    is_made = len(title) < 3 or len(title) > 300 or title == stem or _PROGRAM_TITLE.fullmatch(title)
    return "" if is_made or not any(char.isalpha() for char in title) else title


def given_creator(creator: str) -> str:
    """The author in a document's properties, or "" if a program generated it."""
    creator = " ".join(creator.split())
    return "" if _PROGRAM_CREATOR.fullmatch(creator) else creator
