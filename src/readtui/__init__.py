"""readtui: read articles in the terminal and work on them. For Python programs: ``readtui.open_library()``."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from readtui.api import BatchResult, Library, Text, open_library
    from readtui.errors import ReadtuiError
    from readtui.services.public_values import Annotation, Article, Hit, Quotation, Reply

__version__ = "0.2.0"
_HOMES = {
    "readtui.api": ("BatchResult", "Library", "Text", "open_library"),
    "readtui.errors": ("ReadtuiError",),
    "readtui.services.public_values": ("Annotation", "Article", "Hit", "Quotation", "Reply"),
}
__all__ = [
    "Annotation",
    "Article",
    "BatchResult",
    "Hit",
    "Library",
    "Quotation",
    "ReadtuiError",
    "Reply",
    "Text",
    "open_library",
]


def __getattr__(name: str) -> object:
    """The names of the library for programs, imported when they are asked for: the app needs none of them."""
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
