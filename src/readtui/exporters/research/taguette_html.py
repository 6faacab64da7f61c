"""Renders an article as HTML that Taguette accepts, with exactly the article's text.

Taguette counts the bytes of all text between tags, so nothing but tags is added. It refuses a document that bleach
would change: only these tags, ``&``, ``<`` and ``>`` as entities, every optional tag written out.
"""

from collections.abc import Iterator

from readtui.model.article import Article
from readtui.model.block import Block, BlockKind
from readtui.model.passage import Passage

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_DEEPEST_HEADING = 5
_TAGS = {
    BlockKind.LIST_ITEM: ("<ul><li>", "</li></ul>"),
    BlockKind.QUOTE: ("<blockquote>", "</blockquote>"),
    BlockKind.CODE: ("<pre>", "</pre>"),
}
_PARAGRAPH = ("<p>", "</p>")


def taguette_html(article: Article, passage: Passage | None = None) -> str:
    """The article, or a passage of it."""
    return "".join(_pieces(article, passage or Passage(0, len(article.text))))


def _pieces(article: Article, passage: Passage) -> Iterator[str]:
    at = passage.start
    for number in range(article.block_index_at(passage.start), len(article.blocks)):
        block = article.blocks[number]
        if block.start >= passage.end:
            break
        start, end = max(block.start, at), min(block.end, passage.end)
        if start >= end:
            continue
        yield _between(article.text[at:start], is_first=at == passage.start)
        yield _block(block, article.text[start:end])
        at = end
    yield _between(article.text[at : passage.end], is_first=at == passage.start)


def _between(text: str, *, is_first: bool) -> str:
    """Text between blocks. At the beginning of a document, a parser would drop white space outside of tags."""
    return f"<p>{_escaped(text)}</p>" if is_first and text else _escaped(text)


def _block(block: Block, text: str) -> str:
    if block.kind is BlockKind.TABLE:
        rows = "\n".join(map(_row, text.split("\n")))
        return f"<table><tbody>{rows}</tbody></table>"
    if block.kind is BlockKind.HEADING:
        level = min(max(block.level, 1), _DEEPEST_HEADING)
        start, end = f"<h{level}>", f"</h{level}>"
    else:
        start, end = _TAGS.get(block.kind, _PARAGRAPH)
    if block.kind is BlockKind.CODE:
        # A parser drops a line feed after <pre>.
        return f"<p>{_escaped(text)}</p>" if text.startswith("\n") else f"{start}{_escaped(text)}{end}"
    # The tag shows the line end; the line feed stays, because it is counted.
    lines = _escaped(text).replace("\n", "<br>\n")
    return f"{start}{lines}{end}"


def _row(row: str) -> str:
    cells = "\t".join(f"<td>{_escaped(cell)}</td>" for cell in row.split("\t"))
    return f"<tr>{cells}</tr>"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
