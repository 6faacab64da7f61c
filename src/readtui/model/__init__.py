"""Pure values: articles, blocks, passages, annotations, changes."""
