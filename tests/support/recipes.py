"""The code blocks of CONTRIBUTING.md, for the tests that run them."""

import re
from pathlib import Path
from textwrap import dedent

_PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"


def recipe(name: str) -> str:
    """The code under ```` ```python name ````."""
    found = re.search(
        rf"^( *)```python {name}\n(.*?)^\1```$", _PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found, f"CONTRIBUTING.md has no block of code that begins with ```python {name}"
    return dedent(found[2])
