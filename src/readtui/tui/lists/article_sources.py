"""Where an article is from, in a few words that a person would use."""

import os
from urllib.parse import unquote, urlsplit

from readtui.model.article import ArticleRecord
from readtui.text.clean import visible
from readtui.text.name_fit import is_hash


def source_name(record: ArticleRecord) -> str:
    """A short name of the source: the site, else the host of a page, else the file name.

    A file that is named by a hash is named by its folder.
    """
    metadata = record.metadata
    if metadata.site:
        return visible(metadata.site)
    host = _host(metadata.source) or _host(metadata.canonical_url)
    return visible(host) if host else file_name(metadata.source)


def longer_source_name(record: ArticleRecord) -> str:
    """A name that tells articles from the same source apart: with the last part of the address, or the folder."""
    source = record.metadata.source
    if _host(source):
        last = _last_part(urlsplit(source).path)
        short = source_name(record)
        return f"{short} › {visible(unquote(last))}" if last and not _is_hash(last) else short
    folder = _last_part(os.path.dirname(source))
    name = file_name(source)
    return f"{visible(folder)}/{name}" if folder and visible(folder) != name else name


def file_name(source: str) -> str:
    """The last part of a path; of a file that is named by a hash, its folder."""
    name = _last_part(source)
    if _is_hash(name):
        name = _last_part(os.path.dirname(source))
    return visible(name or source)


def _is_hash(name: str) -> bool:
    return is_hash(name.partition(".")[0])


def _last_part(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _host(address: str) -> str:
    if "://" not in address:
        return ""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        # Written by another program.
        return ""
