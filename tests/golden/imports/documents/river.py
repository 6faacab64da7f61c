#!/usr/bin/env python3
# A comment over
# two lines.
"""The river: how it walks.

It goes on.
"""


class River:
    """A river."""

    # What it does.
    def walk(self, days: int = 3) -> str:
        """Walk for days.

        Returns the words.
        """
        return f"walked {days}"  # at the end


def helper() -> str:
    """Single."""
    return """not a docstring"""
