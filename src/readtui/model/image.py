"""A picture of an article: where it stands in the text, where its bytes are, and how large it is."""

from readtui.quick_dataclass import dataclass

MEMBER, PART, BESIDE, DATA = "member:", "part:", "beside:", "data:"
"""The prefixes of ``Image.place`` for pictures that come with a file: a member of an archive, by name; a part of a
message, book, document or notebook in one file, by number; a file in the folder beside a saved page, by path; a
``data:`` URL in the file itself.
"""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture. It stands before the block that begins at ``offset``, or after the last one.

    ``place``: where its bytes are in the article's source, or its URL. ``sha256``: the hash of its bytes; empty if they
    have not been fetched. ``width`` and ``height``: its size in pixels.
    """

    offset: int
    place: str
    sha256: str = ""
    width: int = 0
    height: int = 0

    @property
    def is_remote(self) -> bool:
        """Whether it has to be fetched from the web."""
        return "://" in self.place.partition("?")[0] and not self.place.startswith((MEMBER, PART, BESIDE, DATA))
