"""What every importer does: encodings, titles, safe zip and XML, how an article ends."""
