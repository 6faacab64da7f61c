"""Web pages: the page's own structure, and what of it is the article."""
