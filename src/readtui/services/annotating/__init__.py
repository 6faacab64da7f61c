"""Annotations are made, drafted, carried over and settled."""
