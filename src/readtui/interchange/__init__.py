"""Annotations, and articles, from other programs: reads their files as values, and matches works with articles."""
