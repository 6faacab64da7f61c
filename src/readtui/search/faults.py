"""The faults of a file in the cache folder, in a module of their own: listing articles needs nothing else of it."""


class CacheFault(Exception):
    """The file is damaged. The caller does without it."""


class BusyFault(CacheFault):
    """The file is locked, or cannot be written to."""
