import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readtui.importers.importer import Source
from readtui.importers.markdown import document as markdown
from readtui.importers.markdown.importer import MarkdownImporter
from readtui.model.article import Article

_WORDS = r"[ ] ( ) ! ![ [a] [b](c) ](d) ][a] [] `` ` * _ ** ~~ \ <b> < > &amp; & # - 1. | ``` --- === a é 中 。 ."
_LINES = (
    " ",
    "\n",
    "\n\n",
    "    ",
    "  \n",
    "[a]: /u\n",
    "> ",
    '[x](y "t")',
    "|a|b|\n|-|-|\n",
    "[^1]",
    "\n\n[^1]: n\n",
    "\n[^2]: ",
    "[^2]",
)
_PIECES = st.sampled_from((*_WORDS.split(), *_LINES))


def _do_nothing(_: MarkdownIt) -> None:
    """Leave the parser as it is."""


@given(st.lists(_PIECES, min_size=1, max_size=25).map("".join).filter(str.strip))
def test_the_fast_path_gives_the_same_result(text: str) -> None:
    def read() -> Article:
        return MarkdownImporter().read(Source(text.encode(), "a.md"))

    faster = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "bound_brackets", _do_nothing)
        patch.setattr(markdown, "read_plain_paragraphs", _do_nothing)
        assert read() == faster
