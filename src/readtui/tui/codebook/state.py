"""What the codebook shows: the tags that pass the filter, as a tree."""

from collections.abc import Sequence

from readtui.quick_dataclass import dataclass
from readtui.services.tags.spelling import levels_of
from readtui.services.tags.tree import TagNode
from readtui.text.case_folding import folding


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A tag in the list. ``guide``: the lines of the tree before its name. ``passes``: the filter finds it itself, not
    only a tag nested in it.
    """

    node: TagNode
    guide: str
    passes: bool


class CodebookState:
    """The tags of the library and those that the filter lets through."""

    def __init__(self) -> None:
        self.nodes: Sequence[TagNode] = ()
        self.rows: Sequence[TreeRow] = ()

    @property
    def passing(self) -> int:
        """How many tags the filter finds."""
        return sum(row.passes for row in self.rows)

    def narrow(self, text: str) -> None:
        """Show the tags with ``text`` in name or description, below the tags that they are nested in."""
        fold = folding(text)
        wanted = fold(text.strip().lstrip("#"))
        found = {node.levels for node in self.nodes if wanted in fold(node.name) or wanted in fold(node.description)}
        needed = {levels[:end] for levels in found for end in range(1, len(levels) + 1)}
        listed = [node for node in self.nodes if node.levels in needed]
        guides = _guides([node.depth for node in listed])
        self.rows = [TreeRow(node, guide, node.levels in found) for node, guide in zip(listed, guides, strict=True)]

    def node(self, name: str) -> TagNode | None:
        levels = levels_of(name)
        return next((node for node in self.nodes if node.levels == levels), None)

    def nearest(self, name: str) -> TagNode | None:
        """The tag with this name if the filter finds it, else the first one that it finds."""
        levels = levels_of(name)
        found = [row.node for row in self.rows if row.passes]
        return next((node for node in found if node.levels == levels), found[0] if found else None)

    def nested_in(self, node: TagNode) -> int:
        """How many tags are nested in it, at any depth."""
        outer = node.levels
        return sum(one.levels[: len(outer)] == outer for one in self.nodes) - 1


def _guides(depths: Sequence[int]) -> list[str]:
    """The lines before each name of a tree, from the depths of its nodes in order."""
    guides: list[str] = []
    # The depths at which another node follows below.
    going_on: set[int] = set()
    for depth in reversed(depths):
        going_on = {other for other in going_on if other <= depth}
        lines = ["│ " if level in going_on else "  " for level in range(1, depth)]
        corner = ("├ " if depth in going_on else "└ ") if depth else ""
        guides.append("".join(lines) + corner)
        going_on.add(depth)
    return guides[::-1]
