"""The pictures of articles: where a source has them, and how large they are."""
