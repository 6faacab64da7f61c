"""Provides the library whose changes are interrupted."""

from storing.cut_off_library import filled

__all__ = ["filled"]
