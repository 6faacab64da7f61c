"""From bytes to an Article, one module a format."""
