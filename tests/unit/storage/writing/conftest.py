"""Provides the library whose changes are interrupted."""

from cut_off_library import filled

__all__ = ["filled"]
