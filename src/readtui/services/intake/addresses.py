"""Finds articles by the paths and web addresses they came from."""

from collections.abc import Iterable

from readtui.errors import SourceError
from readtui.model.article import ArticleRecord
from readtui.services.intake.source_files import is_url, url_id


def with_path(path: str, records: Iterable[ArticleRecord]) -> ArticleRecord | None:
    """The article added from ``path``. Live articles come before those in the trash, then newer before older."""
    return preferred(record for record in records if path in record.paths)


def with_url(url: str, records: Iterable[ArticleRecord]) -> ArticleRecord | None:
    """The article added from this URL, preferred in the same order as in ``with_path``.

    Raises SourceError if it is not an http or https URL.
    """
    # Imported here because it takes longer than listing a library.
    from readtui.importers.web.fetch import normalized_url

    address = normalized_url(url)
    article_id = url_id(address)
    return preferred(record for record in records if record.id == article_id or record.metadata.source == address)


def with_address(url: str, records: Iterable[ArticleRecord]) -> ArticleRecord | None:
    """The article added from this URL, or one that declares it as its canonical address.

    Ignores the URL's fragment. Returns None for anything that is not a web address.
    """
    from readtui.importers.web.fetch import normalized_url

    listed = list(records)
    try:
        return with_url(url, listed) or preferred(
            record for record in listed if _is_same(record.metadata.canonical_url, normalized_url(url))
        )
    except SourceError:
        return None


def _is_same(canonical_url: str, address: str) -> bool:
    from readtui.importers.web.fetch import normalized_url

    try:
        return bool(canonical_url) and normalized_url(canonical_url) == address
    except SourceError:
        return False


def was_fetched(record: ArticleRecord) -> bool:
    """Whether the article was added by its URL; it may have a downloaded file beside it."""
    return is_url(record.metadata.source) and record.id == url_id(record.metadata.source)


def preferred(records: Iterable[ArticleRecord]) -> ArticleRecord | None:
    """Of articles with the same origin, the one that is meant: live ones come first, then newer ones."""
    return max(records, key=lambda record: (record.deleted is None, record.added), default=None)
