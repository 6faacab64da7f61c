"""Print the lowest versions that pyproject.toml allows, as constraints for pip: `python scripts/lowest.py`."""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

_TOOLS = ("dev", "docs", "test")
PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def main() -> None:
    """One line a dependency that users install; the development tools are free."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    extras = (extra for name, extra in project["optional-dependencies"].items() if name not in _TOOLS)
    sys.stdout.writelines(f"{line}\n" for line in constraints(chain(project["dependencies"], *extras)))


def constraints(requirements: Iterable[str]) -> Iterator[str]:
    """``name==version`` for each requirement. Raises ValueError for one without a lower bound."""
    for requirement in requirements:
        found = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?\s*>=\s*([\w.]+)", requirement)
        if found is None:
            raise ValueError(f"{requirement} has no lower bound (>=)")
        yield f"{found[1]}=={found[2]}"


if __name__ == "__main__":
    main()
