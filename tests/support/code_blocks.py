"""The code blocks of the documentation."""

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
_PAGES = ("README.md", "CONTRIBUTING.md", "docs/*.md", "docs/*/*.md", "packaging/*.md")
_BLOCK = re.compile(r"^( *)(`{3,})([^`\n]*)\n(.*?)^\1\2 *$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A fenced block. ``info``: what its fence says, such as ``python title="importer"``."""

    page: str
    line: int
    info: str
    code: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def code_blocks(pages: str = "*", info: str = "*") -> list[CodeBlock]:
    """The blocks on the pages that match a pattern and whose info does."""
    paths = sorted(path for pattern in _PAGES for path in ROOT.glob(pattern))
    found = [block for path in paths for block in _blocks_of(path)]
    return [block for block in found if fnmatch(block.page, pages) and fnmatch(block.info, info)]


def code_of(page: str, info: str) -> str:
    """The code of the first such block on a page."""
    found = code_blocks(page, info)
    assert found, f"{page} has no block of code that begins with ```{info}"
    return found[0].code


def _blocks_of(path: Path) -> list[CodeBlock]:
    page, text = str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    return [
        CodeBlock(page, 1 + text.count("\n", 0, match.start()), match[3].strip(), dedent(match[4]))
        for match in _BLOCK.finditer(text)
    ]
