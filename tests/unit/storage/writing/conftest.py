"""The library whose changes are cut off."""

from cut_off_library import filled

__all__ = ["filled"]
