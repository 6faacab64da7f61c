"""The error of a damaged index, in a module of its own, because listing articles needs nothing else of the index."""


class UnreadableError(Exception):
    """The index of annotations is damaged. The caller reads the article instead."""
