"""Sentences before and after a change, written as one."""

import re


def both(template: str) -> tuple[str, str]:
    """The two sentences of "the {old|new} word"."""
    return re.sub(r"\{([^{}|]*)\|([^{}|]*)\}", r"\1", template), re.sub(r"\{([^{}|]*)\|([^{}|]*)\}", r"\2", template)
