"""The text direction declared by a source."""


def stated_direction(*words: str | None) -> str:
    """The first value, such as a ``dir`` attribute, that is a direction: "ltr", "rtl" or ""."""
    named = (word.strip().lower() for word in words if word)
    return next((word for word in named if word in ("ltr", "rtl")), "")
