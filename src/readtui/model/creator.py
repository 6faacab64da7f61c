"""Who made an annotation or a reply: a person or a program, W3C's ``creator``."""

from collections.abc import Collection
from typing import Self

from readtui.quick_dataclass import dataclass

NOBODY = "me"
"""The name of a person who has told none."""
LONGEST_NAME = 200
_PROGRAM = "software:"


@dataclass(frozen=True, slots=True)
class Creator:
    """A person with this name or, if ``is_program``, a program: W3C's ``Person`` and ``Software``."""

    name: str
    is_program: bool = False

    @classmethod
    def parse(cls, spelled: str) -> Self:
        """What ``--by`` says: a person's name, or ``software:NAME``."""
        name = spelled.strip()
        if name.lower().startswith(_PROGRAM):
            return cls(name[len(_PROGRAM) :].strip(), is_program=True)
        return cls(name)

    @property
    def spelled(self) -> str:
        """The same as ``--by`` says it."""
        return _PROGRAM + self.name if self.is_program else self.name

    @property
    def shown(self) -> str:
        """The name for people, which tells programs from persons."""
        return f"{self.name} (program)" if self.is_program else self.name


@dataclass(frozen=True, slots=True)
class Identity:
    """Who "me" is in this library. ``also``: other names of the same person, for example on older notes.

    ``by``: who writes now, if that is another, such as a program.
    """

    me: Creator
    also: Collection[str] = ()
    by: Creator | None = None

    @property
    def writer(self) -> Creator:
        """Who makes what is written now."""
        return self.by or self.me

    def of(self, creator: Creator | None) -> Creator:
        """Who made a record with this creator. What carries none is mine."""
        return creator or self.me

    def is_me(self, creator: Creator | None) -> bool:
        """Whether I made a record with this creator, under any of my names."""
        return creator is None or creator == self.me or (not creator.is_program and creator.name in self.also)

    def is_same(self, one: Creator | None, other: Creator | None) -> bool:
        return self.of(one) == self.of(other) or (self.is_me(one) and self.is_me(other))


UNNAMED = Identity(Creator(NOBODY))
"""Who "me" is as long as nothing has told a name."""
