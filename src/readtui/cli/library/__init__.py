"""Commands on articles and the library."""
