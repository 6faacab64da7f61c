"""The colors of tags, and of what has them. Independent of Textual."""

from collections.abc import Iterable, Mapping
from dataclasses import field

from readtui.model.annotation import Annotation
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.services.tags.spelling import Levels, levels_of


@dataclass(frozen=True, slots=True)
class TagColors:
    """The names of the colors that the codebook gives to tags."""

    colors: Mapping[Levels, str] = field(default_factory=dict)
    _found: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, entries: Iterable[Tag]) -> "TagColors":
        """Those in the codebook's entries."""
        return cls({levels_of(tag.name): tag.color for tag in entries if tag.color})

    def color(self, tag: str) -> str:
        """The color of a tag: its own, else that of the nearest tag that it nests in; "" if none has one."""
        if not self.colors:
            return ""
        found = self._found.get(tag)
        if found is None:
            levels = levels_of(tag)
            outer = (self.colors.get(levels[:end], "") for end in range(len(levels), 0, -1))
            found = self._found[tag] = next(filter(None, outer), "")
        return found

    def color_of(self, annotation: Annotation) -> str | None:
        """The color of an annotation: its own, else that of its first tag that has one."""
        return annotation.color or next(filter(None, map(self.color, annotation.tags)), None)
