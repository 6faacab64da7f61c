"""Keeps Python itself from making a key wait: threads that hold the interpreter, and the search for garbage."""

import gc
import sys

_SLICE = 0.0005


def begin() -> None:
    """Before the app starts: threads hand the interpreter on after half a millisecond; no garbage is looked for."""
    sys.setswitchinterval(_SLICE)
    gc.disable()


def started() -> None:
    """What is in memory now stays there: it is left out when Python looks for garbage from now on."""
    gc.freeze()
    gc.enable()
