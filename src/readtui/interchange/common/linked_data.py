"""Brings JSON-LD of any form to that of Web Annotations: the short names of their context, and one object in another.

See https://www.w3.org/TR/json-ld11/#forms-of-json-ld.
"""

import re
from collections.abc import Iterator, Mapping

from readtui.interchange.common.parsers import several
from readtui.quick_dataclass import dataclass

_SIGNS = (b'"oa:', b"w3.org/ns/oa#", b'"@value"', b'"@graph"', b'"_:')
_BEFORE = re.compile(r".*[#/:]", re.DOTALL)
_SHORT = {
    "hasBody": "body", "hasTarget": "target", "hasSource": "source", "hasSelector": "selector",
    "motivatedBy": "motivation", "hasPurpose": "purpose", "annotatedAt": "created", "annotatedBy": "creator",
    "@id": "id", "@type": "type",
}  # fmt: skip
# What their values name is a term of the context, too.
_OF_TERMS = frozenset({"type", "motivation", "purpose"})
_IDS = ("@id", "id")
_TYPES = ("@type", "type")
_DEEPEST = 32
_MOST_JOINED = 200_000


def is_of_another_form(data: bytes) -> bool:
    """Whether a JSON document may have a form that only ``compacted`` understands."""
    return any(sign in data for sign in _SIGNS)


def compacted(value: object) -> object:
    """The value with short names, plain texts for typed ones, no list around a single value, and each object that
    annotations refer to by its id in the place of that id.
    """
    return _Document({own: node for node in _nodes(value) if (own := _id(node))}).compacted(value)


@dataclass(slots=True)
class _Document:
    """``nodes``: the objects that others can refer to, by their ids."""

    nodes: Mapping[str, Mapping[str, object]]
    _joined: int = 0

    def compacted(self, value: object, depth: int = 0, *, is_outer: bool = True) -> object:
        if depth > _DEEPEST:
            return value
        if isinstance(value, list):
            return [self.compacted(one, depth + 1, is_outer=is_outer) for one in value]
        if isinstance(value, str):
            return self._joined_to(value, depth) if value in self.nodes and not is_outer else value
        if not isinstance(value, Mapping):
            return value
        for name in ("@value", "@list", "@set"):
            if name in value:
                return self.compacted(value[name], depth + 1, is_outer=is_outer)
        if len(value) == 1 and (own := _id(value)):
            return self.compacted(own, depth, is_outer=is_outer)
        return dict(self._parts(value, depth))

    def _joined_to(self, name: str, depth: int) -> object:
        """The object with this id. Files that are made to take long have objects that refer to many others."""
        self._joined += 1
        return name if self._joined > _MOST_JOINED else dict(self._parts(self.nodes[name], depth))

    def _parts(self, value: Mapping[str, object], depth: int) -> Iterator[tuple[str, object]]:
        for key, inside in value.items():
            last = _BEFORE.sub("", key)
            name = _SHORT.get(last, last)
            if key in _IDS or key == "@context":
                yield name, inside
                continue
            short = self.compacted(inside, depth + 1, is_outer=key == "@graph")
            if name in _OF_TERMS:
                short = [_BEFORE.sub("", one) if isinstance(one, str) else one for one in several(short)]
            yield name, short[0] if isinstance(short, list) and len(short) == 1 else short


def _nodes(value: object) -> Iterator[Mapping[str, object]]:
    """The objects at the top of a document other than annotations, which refer to each other to answer."""
    inside = value.get("@graph") if isinstance(value, Mapping) else value
    for one in several(inside):
        if isinstance(one, Mapping) and len(one) > 1 and not any(_is_annotation(one.get(name)) for name in _TYPES):
            yield one


def _is_annotation(kinds: object) -> bool:
    return any(isinstance(kind, str) and _BEFORE.sub("", kind) == "Annotation" for kind in several(kinds))


def _id(value: Mapping[str, object]) -> str:
    own = value.get("@id", value.get("id"))
    return own if isinstance(own, str) else ""
