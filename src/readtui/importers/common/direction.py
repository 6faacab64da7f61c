"""The direction in which a source says that its text is read."""


def stated_direction(*words: str | None) -> str:
    """The first of the ``dir`` attributes or alike that names a direction: "ltr" or "rtl", else empty."""
    named = (word.strip().lower() for word in words if word)
    return next((word for word in named if word in ("ltr", "rtl")), "")
