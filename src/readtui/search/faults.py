"""The faults of the indexes, in a module of their own: listing articles needs nothing else of them."""


class CacheFault(Exception):
    """The file is damaged. The caller does without it."""


class BusyFault(CacheFault):
    """The file is locked, or cannot be written to."""


class UnreadableError(Exception):
    """The index of annotations is damaged. The caller reads the article instead."""
