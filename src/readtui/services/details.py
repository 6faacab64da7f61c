"""What a person says about an article instead of its source: title, author, address."""

from collections.abc import Mapping
from dataclasses import replace

from readtui.errors import SourceError, UsageError
from readtui.model.article import EDITABLE, ArticleRecord
from readtui.text.article_builder import safe
from readtui.text.clean import visible

Details = Mapping[str, str]
"""Values by their names in ``EDITABLE``; "" removes what the source says."""


def checked_details(*, title: str | None = None, creator: str | None = None, url: str | None = None) -> Details:
    """The details that are given. Raises UsageError for an empty title or an invalid address."""
    details: dict[str, str] = {}
    if title is not None:
        details["title"] = _checked_title(title)
    if creator is not None:
        details["creator"] = creator
    if url is not None:
        details["canonicalUrl"] = _checked_url(url)
    return details


def with_details(record: ArticleRecord, details: Details) -> ArticleRecord:
    """The record with these details, which outlive a new text version."""
    if not details:
        return record
    metadata = replace(record.metadata, **{EDITABLE[name]: value for name, value in details.items()})
    if metadata != record.metadata:
        metadata = safe(metadata)
    return replace(record, metadata=metadata, edited=tuple(sorted({*record.edited, *details})))


def _checked_title(title: str) -> str:
    if not visible(title):
        raise UsageError("the title is empty", "An article needs a title.")
    return title


def _checked_url(url: str) -> str:
    """The address as given, unless it is none."""
    if not url.strip():
        return ""
    # Imported here because it takes longer than saving an edit.
    from readtui.importers.web.fetch import normalized_url

    try:
        normalized_url(url)
    except SourceError:
        raise UsageError(f"not a web address: {visible(url)}", "Example: https://example.org/article") from None
    return url.strip()
