"""Notes for people: Markdown, Org, plain text."""
