"""Turns a passage into selectors and back, and finds passages in another version of their text."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
    from readtui.anchoring.quotes import reanchor_quote
    from readtui.anchoring.transfer import reanchor, reanchor_many

__all__ = ["Anchor", "Anchored", "Orphan", "Review", "reanchor", "reanchor_many", "reanchor_quote"]


def __getattr__(name: str) -> Any:
    """Import on demand, so that reading selectors does not load the aligner."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "quotes" if name == "reanchor_quote" else "transfer" if name.startswith("reanchor") else "outcome"
    return getattr(import_module(f"{__name__}.{module}"), name)
