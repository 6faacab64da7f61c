"""Tasks of every importer: encodings, titles, safe zip and XML, finishing an article."""
