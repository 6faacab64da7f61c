"""Fetches a page as a source."""

from readtui.importers.importer import Cancelled, Source, never


def fetched_source(url: str, cancelled: Cancelled = never) -> Source:
    """The page at an address, under the address that it came from. Raises StoppedError, SourceError."""
    # Imported here because nothing else needs the network.
    from readtui.importers.web.fetch import fetch

    got = fetch(url, cancelled=cancelled)
    return Source(got.data, got.url, media_type=got.media_type, charset=got.charset)
