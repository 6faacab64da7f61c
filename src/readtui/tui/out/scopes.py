"""What can be exported from where the export screen was opened: queries, each with a description."""

from collections.abc import Sequence

from rich.cells import cell_len

from readtui.services.annotation_reader import AnnotationQuery

_EVERYTHING = "the whole library"


class Scopes:
    """The first scope is chosen; the whole library is always one of them."""

    def __init__(self, first: tuple[AnnotationQuery, str], others: Sequence[tuple[AnnotationQuery, str]]) -> None:
        self._names: dict[AnnotationQuery, str] = {}
        for query, name in (first, *others, (AnnotationQuery(), _EVERYTHING)):
            self._names.setdefault(query, name)
        self._chosen = 0

    @property
    def query(self) -> AnnotationQuery:
        """The query of the chosen scope."""
        return list(self._names)[self._chosen]

    @property
    def name(self) -> str:
        """The description of the chosen scope."""
        return self._names[self.query]

    @property
    def following(self) -> str:
        """The description of the next scope; "" if there is only one."""
        names = list(self._names.values())
        return names[(self._chosen + 1) % len(names)] if len(names) > 1 else ""

    def named_with_next(self, key: str, most: int) -> str:
        """The description of the chosen scope, and of the one that a key leads to if both fit in ``most`` cells."""
        both = f"{self.name} ({key}: {self.following})"
        return both if self.following and key and cell_len(both) <= most else self.name

    def next(self) -> None:
        """Choose the next scope."""
        self._chosen = (self._chosen + 1) % len(self._names)

    def choose(self, query: AnnotationQuery, name: str) -> None:
        """Choose a scope, which may be a new one."""
        self._names.setdefault(query, name)
        self._chosen = list(self._names).index(query)
